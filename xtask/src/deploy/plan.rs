//! What a deployment would do, before it does it: components, permissions in words, tests, waves.
//!
//! The org is asked only for what the project names, by a retrieve; source tracking is not needed. A plan in a file is
//! bound to the project and the org as they were: carrying it out makes the plan again and refuses if anything moved.

mod compare;
mod file;
mod groups;
mod look;
mod profiles;
mod words;

pub use compare::{Asked, held, make, moved, rights};
pub use file::{drifted, read, still_holds, write};
pub use look::{Held, Look};
pub use words::{options, summary, text};

use super::waves::{Holding, Step, Wave};
use serde::{Deserialize, Serialize};
use sf_wire::deploy::DeployOptions;
use sha2::{Digest, Sha256};

/// Version of the format of plan files.
const VERSION: u32 = 1;

/// A plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Version of this format.
    pub version: u32,
    /// Name of the target.
    pub target: String,
    /// Id of the org.
    pub org_id: String,
    /// What kind of org it is, as it said.
    pub class: String,
    /// SHA-256 over the package.
    pub project_hash: String,
    /// SHA-256 over what the org holds of the components that the project names.
    pub org_hash: String,
    /// Components, by type and name.
    pub components: Vec<Row>,
    /// Who gains or loses what.
    pub permissions: Vec<PermissionChange>,
    /// Why the org left something out that it may hold: what the deployment changes there is not in this plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
    /// Tests and all other options of the deployment.
    pub options: DeployOptions,
    /// The waves that were asked for with `--only`; all if none.
    #[serde(default)]
    pub only: Vec<Wave>,
    /// From whom which permission set is taken.
    #[serde(default)]
    pub revoke: Vec<Holding>,
    /// What is done, in order.
    pub waves: Vec<Step>,
}

/// A component of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What happens to it.
    pub action: Action,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub reasons: Vec<String>,
    /// What goes in and is not compared, because the org does not show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomparable: Vec<String>,
}

/// What happens to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// The org does not hold it.
    Add,
    /// The org holds it in another way.
    Change,
    /// It is deleted, as `--destroy` says.
    Delete,
    /// `--destroy` names it, and the org does not hold it.
    Missing,
    /// It is no longer generated, and nobody has said that it may be deleted.
    Leave,
    /// The org holds it as the project does.
    Unchanged,
}

/// A right that the holders of a permission set gain or lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PermissionChange {
    /// The permission set.
    pub set: String,
    /// Whether it is gained, else lost.
    pub gained: bool,
    /// The right, in words.
    pub right: String,
    /// Whether it goes around sharing or field permissions, or makes an administrator.
    pub broad: bool,
}

impl Plan {
    /// What the plan is known by.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(format!("{self:?}")))
    }

    /// What it deletes, with what the org does not hold.
    pub fn deletions(&self) -> impl Iterator<Item = &Row> {
        self.components.iter().filter(|row| matches!(row.action, Action::Delete | Action::Missing))
    }

    /// Whether carrying it out would change the org: its components, its package, its users.
    pub fn has_changes(&self) -> bool {
        self.components.iter().any(Row::changes) || self.waves.iter().any(|step| step.changes)
    }
}

impl Row {
    /// Whether the org would hold something else.
    fn changes(&self) -> bool {
        !matches!(self.action, Action::Unchanged | Action::Leave | Action::Missing)
    }
}

#[cfg(test)]
mod tests;
