//! What is named for deletion or should be: who holds a permission set that goes, and what no longer belongs to the project.
//!
//! A permission set that is assigned cannot be deleted (Salesforce Help, "Delete Permission Sets"), so its holders lose it
//! first. They would lose it with the deletion anyway. If it is not deleted after all, they get it back: who lost what is in
//! the journal before it is taken, so that any later command can give it back.

use super::journal::{Journal, Unfinished};
use super::{Engine, Step, Wave};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::deploy::plan::Plan;
use crate::deploy::run::Watched;
use crate::deploy::state::{self, Claim};
use crate::deploy::{guard, plan, receipt};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use diag::catalogue::deploy::LEFT_IN_ORG;
use diag::{Diagnostic, Place};
use serde::{Deserialize, Serialize};
use sf_client::deploy::{JobFile, Verdict, status};
use sf_client::setup::{AccessError, Assigned, Holder};
use sf_client::{ClientError, same_id};
use sf_metadata::{ComponentId, Manifest};
use sf_wire::deploy::{DeployMessage, DeployResult};
use std::collections::BTreeMap;
use std::path::Path;

/// A permission set that is taken from a user because it is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The permission set.
    pub set: String,
    /// Who loses it.
    pub username: String,
    /// When the assignment would have ended, as the org writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

impl Taken {
    /// What a plan says of it.
    fn words(&self) -> String {
        format!("take the permission set {}, which is deleted, from {}", self.set, self.username)
    }
}

async fn holders(connection: &Connection, delete: &Manifest) -> Result<Vec<Taken>, ClientError> {
    let mut found = Vec::new();
    for (_, set) in delete.components().filter(|(kind, _)| *kind == "PermissionSet") {
        let holders = connection.org.holders(set).await?;
        let taken = |Holder { username, until }| Taken { set: set.to_owned(), username, until };
        found.extend(holders.into_iter().map(taken));
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
        step.words.splice(0..0, holders.iter().map(Taken::words));
    }
    Ok(steps)
}

/// Takes the permission sets that are deleted from all who hold them. Nothing is taken that the journal does not know, nor
/// what the plan that is carried out does not show; in a guarded org nothing without a plan.
pub(super) async fn take(
    journal: Journal<'_>,
    connection: &Connection,
    delete: &Manifest,
    plan: Option<&Plan>,
    show: &mut Show,
) -> Result<(), CommandError> {
    let failed = |error: AccessError| match error {
        AccessError::Client(error) => client_error(&error),
        other => CommandError { exit: Exit::Failed, message: other.to_string(), hint: None },
    };
    let holders = holders(connection, delete).await.map_err(|error| client_error(&error))?;
    let is_shown = |one: &Taken| match plan {
        Some(plan) => plan.waves.iter().any(|step| step.words.contains(&one.words())),
        None => !connection.class.is_guarded(),
    };
    if let Some(one) = holders.iter().find(|one| !is_shown(one)) {
        let what = format!("{} holds {}, which is to be deleted", one.username, one.set);
        return Err(match plan {
            Some(_) => plan::drifted(connection, &format!("{what}, and the plan does not show it")),
            None => guard::unshown(connection, &format!("{what}, and a validation takes nothing from anybody")),
        });
    }
    if holders.is_empty() {
        return Ok(());
    }
    journal.taking(&holders).map_err(|error| {
        CommandError::internal(format!("nothing was taken, because who holds what cannot be noted: {error}"))
    })?;
    for Taken { set, username, .. } in holders {
        if connection.org.revoke_permission_set(&username, &set).await.map_err(failed)? {
            show.remark(format!("took the permission set {set}, which is deleted, from {username}"));
        }
    }
    Ok(())
}

/// Claims the journal and the job of a target for this command, and sees that they are ours.
///
/// # Errors
/// Another command has them, or the journal tells of taken permission sets and was not written with this login or on this machine.
pub fn claim(root: &Path, connection: &Connection) -> Result<Claim, CommandError> {
    let target = &connection.target;
    let claim = state::claim(root, target)?;
    let Some(told) = told_by_others(root, connection) else { return Ok(claim) };
    let path = state::waves(root, target);
    let path = path.strip_prefix(root).unwrap_or(&path).display();
    Err(CommandError {
        exit: Exit::Refused,
        message: told,
        hint: Some(format!(
            "with the login that took them, or from this directory on the machine that did, `cargo xtask resume --target {target}` gives back what still stands; where neither is there any more, assign them again in Setup; if nobody here took them, somebody else wrote `{path}`: delete it then"
        )),
    })
}

/// What a journal says that was not written with this login or on this machine: nobody gets anything by it.
fn told_by_others(root: &Path, connection: &Connection) -> Option<String> {
    let taken = Journal::of(root, connection).told_by_others();
    (!taken.is_empty()).then(|| {
        format!(
            "a journal that was not written with this login or on this machine says that these were taken for a deletion: {}",
            list(&taken)
        )
    })
}

fn list(taken: &[Taken]) -> String {
    taken.iter().map(|one| format!("{} from {}", one.set, one.username)).collect::<Vec<_>>().join(", ")
}

/// Gives back what was taken for a deletion that has not come about, once no deployment of this machine is under way that
/// could still delete it. What cannot be given back stays in the journal, and is said.
pub async fn settle(root: &Path, connection: &Connection, tell: &mut dyn FnMut(String)) {
    let taken = Journal::of(root, connection).taken();
    if taken.is_empty() {
        return;
    }
    match nothing_is_under_way(root, connection).await {
        true => give_back(root, connection, tell).await,
        false => pending(root, connection).into_iter().for_each(tell),
    }
}

/// Keeps the receipt of a deployment that may have been started elsewhere, and settles what was taken for it; what its command
/// has still to do. All of that is left to another command that is at work on the target.
pub async fn keep_and_settle(
    root: &Path,
    connection: &Connection,
    watched: &Watched,
    show: &mut Show,
    printer: &mut Printer,
) -> Option<Unfinished> {
    let _claim = match claim(root, connection) {
        Ok(claim) => claim,
        Err(error) => {
            show.remark(format!("no receipt is written, and nothing given back: {error}"));
            return None;
        }
    };
    let left = receipt::keep(root, connection, watched, printer).await;
    settle(root, connection, &mut |text| show.remark(text)).await;
    left
}

/// The same where it is known that no deployment of this machine is under way.
pub async fn give_back(root: &Path, connection: &Connection, tell: &mut dyn FnMut(String)) {
    let journal = Journal::of(root, connection);
    let taken = journal.taken();
    if taken.is_empty() {
        return;
    }
    let org = &connection.org;
    let mut there: BTreeMap<&str, bool> = BTreeMap::new();
    let mut left = Vec::new();
    for one in &taken {
        let Taken { set, username, until } = one;
        let is_there = match there.get(&**set) {
            Some(known) => Ok(*known),
            None => org.has_permission_set(set).await.map_err(AccessError::Client),
        };
        if let Ok(is_there) = is_there {
            there.insert(set, is_there);
        }
        let given = match is_there {
            // It was deleted, as a person wanted it.
            Ok(false) => continue,
            Ok(true) => match org.user_rights(username).await {
                Ok(rights) => org.assign_permission_set_until(&rights.id, set, until.as_deref()).await,
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        match given {
            Ok(Assigned::Now) => {
                let until = until.as_ref().map(|until| format!(", until {until}")).unwrap_or_default();
                tell(format!("gave the permission set {set} back to {username}{until}: it was not deleted"));
            }
            // It had not been taken yet, or somebody was faster.
            Ok(Assigned::Before) => {}
            Err(error) => {
                tell(format!("could not give the permission set {set} back to {username}: {error}"));
                left.push(one.clone());
            }
        }
    }
    if let Err(error) = journal.settled(&left) {
        tell(format!("could not note who has got permission sets back: {error}"));
    }
    if !left.is_empty() {
        pending(root, connection).into_iter().for_each(tell);
    }
}

/// Who has lost what for a deletion whose end was not seen, and who gives it back.
pub fn pending(root: &Path, connection: &Connection) -> Option<String> {
    let taken = Journal::of(root, connection).taken();
    if taken.is_empty() {
        return told_by_others(root, connection);
    }
    Some(format!(
        "taken for a deletion: {}; if it does not come about, `cargo xtask resume --target {target}` or the next `cargo xtask deploy --target {target}` gives it back, from this directory only: the org does not remember who held what",
        list(&taken),
        target = connection.target
    ))
}

/// What to say of a validation in which nothing failed but the deletion of permission sets that are assigned: it takes them
/// from nobody, as a deployment does first.
pub(super) async fn only_assigned(connection: &Connection, delete: &Manifest, result: &DeployResult) -> Option<String> {
    let failures = &result.details.component_failures;
    let is_deletion = |one: &DeployMessage| {
        one.component_type == "PermissionSet" && delete.spelt("PermissionSet", &one.full_name).is_some()
    };
    if failures.is_empty() || result.error_message.is_some() || !failures.iter().all(is_deletion) {
        return None;
    }
    let holders = holders(connection, delete).await.ok()?;
    let held = |one: &DeployMessage| holders.iter().any(|held| held.set.eq_ignore_ascii_case(&one.full_name));
    if !failures.iter().all(held) {
        return None;
    }
    Some(format!(
        "nothing failed but the deletion of permission sets that are assigned, which a deployment takes first: {}. Its tests have not run; validated without `--destroy PermissionSet:…` they do",
        list(&holders)
    ))
}

/// Whether the last deployment that this machine sent is over. One whose id never arrived may still be under way.
async fn nothing_is_under_way(root: &Path, connection: &Connection) -> bool {
    let job = match JobFile::read(&state::jobs(root), &connection.target) {
        Ok(Some(job)) if !job.ended && same_id(&job.org_id, &connection.org_id) => job,
        Ok(_) => return true,
        Err(_) => return false,
    };
    let Some(id) = job.id else { return false };
    let reply = status(&connection.org, &id, false).await;
    reply.is_ok_and(|reply| Verdict::of(&reply.deploy_result) != Verdict::StillRunning)
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
