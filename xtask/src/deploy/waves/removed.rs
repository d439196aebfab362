//! What is named for deletion or should be: who holds a permission set that goes, and what no longer belongs to the project.
//!
//! A permission set that is assigned cannot be deleted (Salesforce Help, "Delete Permission Sets"), so its holders lose it
//! first. They would lose it with the deletion anyway.

use super::{Engine, Step, Wave};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::deploy::plan;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use diag::catalogue::deploy::LEFT_IN_ORG;
use diag::{Diagnostic, Place};
use sf_client::ClientError;
use sf_client::deploy::Verdict;
use sf_client::setup::AccessError;
use sf_metadata::{ComponentId, Manifest};

/// A permission set, and the user who loses it.
type Holding = (String, String);

async fn holders(connection: &Connection, delete: &Manifest) -> Result<Vec<Holding>, ClientError> {
    let mut found = Vec::new();
    for (_, set) in delete.components().filter(|(kind, _)| *kind == "PermissionSet") {
        let users = connection.org.holders(set).await?;
        found.extend(users.into_iter().map(|user| (set.to_owned(), user)));
    }
    Ok(found)
}

/// Adds to the steps of a plan who loses a permission set before it is deleted.
///
/// # Errors
/// The org cannot be asked.
pub async fn add_holders(
    mut steps: Vec<Step>,
    connection: &Connection,
    delete: &Manifest,
) -> Result<Vec<Step>, CommandError> {
    if let Some(step) = steps.iter_mut().find(|step| step.wave == Wave::Metadata) {
        let holders = holders(connection, delete).await.map_err(|error| client_error(&error))?;
        let words =
            holders.iter().map(|(set, user)| format!("take the permission set {set}, which is deleted, from {user}"));
        step.words.splice(0..0, words);
    }
    Ok(steps)
}

/// Takes the permission sets that are deleted from all who hold them; who held which.
pub(super) async fn take(
    connection: &Connection,
    delete: &Manifest,
    show: &mut Show,
) -> Result<Vec<Holding>, CommandError> {
    let failed = |error: AccessError| match error {
        AccessError::Client(error) => client_error(&error),
        other => CommandError { exit: Exit::Failed, message: other.to_string(), hint: None },
    };
    let mut taken = Vec::new();
    for (set, user) in holders(connection, delete).await.map_err(|error| client_error(&error))? {
        if connection.org.revoke_permission_set(&user, &set).await.map_err(failed)? {
            show.remark(format!("took the permission set {set}, which is deleted, from {user}"));
            taken.push((set, user));
        }
    }
    Ok(taken)
}

/// Gives back what was taken for a deletion that the org has refused: nothing was deleted then.
pub(super) async fn give_back(connection: &Connection, taken: &[Holding], show: &mut Show) {
    let org = &connection.org;
    for (set, user) in taken {
        let given = match org.user_rights(user).await {
            Ok(rights) => org.assign_permission_set(&rights.id, set).await,
            Err(error) => Err(error),
        };
        show.remark(match given {
            Ok(_) => format!("gave the permission set {set} back to {user}: nothing was deleted"),
            Err(error) => format!("could not give the permission set {set} back to {user}: {error}"),
        });
    }
}

/// Whether nothing was deployed, and nothing will be.
pub(super) fn came_to_nothing(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Succeeded | Verdict::StillRunning)
}

impl Engine<'_> {
    /// What the org still holds although the project has no longer generated it, and nobody deletes it now.
    pub async fn left_in_org(&self, show: &mut Show) -> Option<Diagnostic> {
        let Self { prepared, connection, delete, .. } = self;
        if prepared.gone.is_empty() || self.options.check_only || !self.wants(Wave::Metadata) {
            return None;
        }
        let held = match plan::held(connection, &prepared.gone).await {
            Ok(held) => held,
            Err(error) => {
                show.remark(format!("could not look what the org holds and the project no longer does: {error}"));
                return None;
            }
        };
        let ours = prepared.set.manifest(prepared.api);
        let left: Vec<String> = held
            .components()
            .filter(|(kind, member)| delete.spelt(kind, member).is_none() && ours.spelt(kind, member).is_none())
            .map(|(kind, member)| ComponentId::new(kind, member).to_string())
            .collect();
        if left.is_empty() {
            return None;
        }
        let message = format!(
            "the org still holds {} of what is no longer generated, and who may use it still can: {}",
            counted(left.len(), "component"),
            left.join(", ")
        );
        let named: String = left.iter().map(|id| format!(" --destroy {id}")).collect();
        let hint = format!(
            "`cargo xtask deploy --target {}{named}` deletes it; look at it first with `--plan`",
            connection.target
        );
        Some(Diagnostic::new(&LEFT_IN_ORG, message).at(Place::start_of(&prepared.gone_path)).hint(hint))
    }
}
