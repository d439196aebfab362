//! Plans in files.

use super::{Action, Plan, Row, VERSION};
use crate::connect::Connection;
use crate::deploy::project;
use crate::deploy::waves::{DEPLOYS, Wave};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use std::path::Path;

/// Writes a plan.
///
/// # Errors
/// The file cannot be written.
pub fn write(plan: &Plan, path: &Path) -> Result<(), CommandError> {
    let failed = |error: &dyn std::fmt::Display| {
        CommandError::internal(format!("the plan cannot be written to `{}`: {error}", path.display()))
    };
    let mut text = serde_json::to_string_pretty(plan).map_err(|error| failed(&error))?;
    text.push('\n');
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        std::fs::create_dir_all(directory).map_err(|error| failed(&error))?;
    }
    codegen::output::write_file(path, text.as_bytes()).map_err(|error| failed(&error))
}

/// Reads a plan.
///
/// # Errors
/// The file is not there, or is no plan of this version.
pub fn read(path: &Path) -> Result<Plan, CommandError> {
    let shown = path.display();
    let again = "make it again with `cargo xtask deploy --target NAME --plan --out FILE`";
    let bytes = std::fs::read(path)
        .map_err(|error| CommandError::missing(format!("--apply: `{shown}` cannot be read: {error}"), again))?;
    let plan: Plan = serde_json::from_slice(&bytes)
        .map_err(|error| CommandError::missing(format!("--apply: `{shown}` is not a plan: {error}"), again))?;
    if plan.version != VERSION {
        return Err(CommandError::missing(format!("--apply: `{shown}` has version {}", plan.version), again));
    }
    Ok(plan)
}

/// Refuses to carry a plan out when the project or the org is not as it was. `now` is the plan made again. By a plan that
/// was `begun` the org may be what the plan makes of it: all of its components, and of the other steps any part.
///
/// # Errors
/// What moved.
pub fn still_holds(plan: &Plan, now: &Plan, begun: bool) -> Result<(), CommandError> {
    if begun {
        shows_as_much(plan, now)?;
        only_its_own_work(plan, now)?;
        only_its_own_steps(plan, now)?;
        let Plan { org_hash, components, permissions, unseen, waves, .. } = plan.clone();
        return still_holds(plan, &Plan { org_hash, components, permissions, unseen, waves, ..now.clone() }, false);
    }
    let target = &now.target;
    let refuse = |exit, message: String| Err(refusal(target, exit, message));
    if plan.target != now.target || !sf_client::same_id(&plan.org_id, &now.org_id) {
        return refuse(
            Exit::Refused,
            format!("the plan is for `{}` ({}), not for `{}` ({})", plan.target, plan.org_id, now.target, now.org_id),
        );
    }
    if plan.project_hash != now.project_hash {
        return refuse(Exit::Refused, "the project has changed since the plan was made".to_owned());
    }
    shows_as_much(plan, now)?;
    if plan.org_hash != now.org_hash {
        let moved = now.components.iter().filter(|row| !plan.components.contains(row));
        return refuse(Exit::Drift, format!("the org has changed since the plan was made{}", named(moved)));
    }
    // Which keys a machine has read already is a matter of that machine, and changes nothing in the org.
    let (plan, now) = (&without_keys(plan), &without_keys(now));
    if plan.waves != now.waves {
        return refuse(
            Exit::Drift,
            "users, apps or packages of the org have changed since the plan was made".to_owned(),
        );
    }
    if plan != now {
        return refuse(Exit::Refused, "the file was edited: it is not what the project and the org make it".to_owned());
    }
    Ok(())
}

fn without_keys(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    plan.waves.iter_mut().filter(|step| step.wave == Wave::Credentials).for_each(|step| step.words.clear());
    plan
}

/// Refuses to go over what the org does not show, and did when the plan was made, or did not hold.
fn shows_as_much(plan: &Plan, now: &Plan) -> Result<(), CommandError> {
    match now.unseen.iter().find(|reason| !plan.unseen.contains(reason)) {
        None => Ok(()),
        Some(reason) => {
            let message = format!("the org does not show all that it showed when the plan was made: {reason}");
            Err(refusal(&now.target, Exit::Drift, message))
        }
    }
}

/// Refuses to go on with a plan unless the org holds all components as they were, or all as the plan makes them: a deployment
/// does the whole or nothing. The policies of apps may be still to come.
fn only_its_own_work(plan: &Plan, now: &Plan) -> Result<(), CommandError> {
    if plan.org_hash == now.org_hash {
        return Ok(());
    }
    let planned = |row: &Row| plan.components.iter().find(|one| one.kind == row.kind && one.name == row.name);
    let is_done = |row: &Row| match (planned(row), row.action) {
        // Once the org has the apps, their policies go with the components.
        (None, _) => project::POLICIES.contains(&&*row.kind),
        (Some(_), Action::Unchanged | Action::Leave) => true,
        (Some(before), Action::Missing) => matches!(before.action, Action::Delete | Action::Missing),
        // The org makes an app's policies when it gets the app.
        (Some(before), _) if project::POLICIES.contains(&&*row.kind) => before.action == Action::Add || before == row,
        _ => false,
    };
    if now.components.iter().all(is_done) {
        return Ok(());
    }
    let (mut moved, others): (Vec<&Row>, Vec<&Row>) =
        now.components.iter().filter(|row| !is_done(row)).partition(|row| planned(row) != Some(row));
    if moved.is_empty() {
        // They differ from the project by the same words as before.
        moved = others;
    }
    let named = named(moved.into_iter());
    Err(refusal(&now.target, Exit::Drift, format!("the org has changed since the plan was begun{named}")))
}

/// Refuses to go on with a plan if there is more to do in the other steps than it says.
fn only_its_own_steps(plan: &Plan, now: &Plan) -> Result<(), CommandError> {
    for step in now.waves.iter().filter(|step| step.wave != Wave::Credentials) {
        let is_planned = |word: &String| plan.waves.iter().any(|one| one.wave == step.wave && one.words.contains(word));
        // In how many deployments the components go depends on whether the org has the apps, which the plan makes.
        let new = step.words.iter().find(|word| !DEPLOYS.contains(&word.as_str()) && !is_planned(word));
        if let Some(word) = new {
            let message = format!(
                "the org has changed since the plan was begun, which does not say in the step {}: {word}",
                step.wave.name()
            );
            return Err(refusal(&now.target, Exit::Drift, message));
        }
    }
    Ok(())
}

/// Refuses to carry a plan out over something that it does not show.
pub fn drifted(connection: &Connection, message: &str) -> CommandError {
    refusal(&connection.target, Exit::Drift, message.to_owned())
}

fn refusal(target: &str, exit: Exit, message: String) -> CommandError {
    let hint = format!(
        "make the plan again, review it, and apply it: `cargo xtask deploy --target {target} --plan --out FILE`"
    );
    CommandError { exit, message, hint: Some(hint) }
}

/// The first few components, with a colon before them.
fn named<'a>(rows: impl Iterator<Item = &'a Row>) -> String {
    let names: Vec<String> = rows.take(5).map(|row| format!("{}:{}", row.kind, row.name)).collect();
    if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) }
}
