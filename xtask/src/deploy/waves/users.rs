//! Integration users: they exist, can use the API only, are no administrators, and hold what their server needs.

use super::{Done, Survey};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use codegen::model::Server;
use sf_client::setup::{AccessError, Assigned, INTEGRATION_LICENSE, INTEGRATION_PROFILE, NewUser, UserRights};

/// The user of one server, as the org has it now.
#[derive(Debug)]
pub(super) struct IntegrationUser {
    server: String,
    new: NewUser,
    /// Permission sets it must hold.
    sets: Vec<String>,
    /// What it holds; `None` if there is no such user.
    rights: Option<UserRights>,
}

impl IntegrationUser {
    /// Whether policies can name the user: it exists, is active, and may use the API.
    pub(super) fn is_ready(&self) -> bool {
        self.rights.as_ref().is_some_and(|rights| rights.active && rights.api_only)
    }

    /// What will be done.
    pub(super) fn words(&self) -> Vec<String> {
        let NewUser { username, profile, .. } = &self.new;
        let held = self.rights.as_ref().map(|rights| rights.permission_sets.as_slice());
        let mut words = Vec::new();
        if held.is_none() {
            words.push(format!("create the user {username} with the profile `{profile}`"));
            words.push(format!("give {username} the licence {INTEGRATION_LICENSE}, if the org has it"));
        }
        let missing = self.sets.iter().filter(|set| !held.unwrap_or_default().contains(set));
        words.extend(missing.map(|set| format!("give {username} the permission set {set}")));
        words
    }
}

/// Looks the user of a server up. One who is an administrator, or inactive, is refused before anything is changed.
pub(super) async fn look(
    connection: &Connection,
    server: &Server,
    username: &str,
    email: &str,
) -> Result<IntegrationUser, CommandError> {
    let rights = match connection.org.user_rights(username).await {
        Ok(rights) => Some(rights),
        Err(AccessError::NotFound { .. }) => None,
        Err(error) => return Err(failed(&error)),
    };
    if let Some(rights) = &rights {
        check(username, rights)?;
    }
    let run_as = server.run_as.as_ref();
    let profile = run_as.map_or(INTEGRATION_PROFILE, |run_as| run_as.profile.name.as_str());
    let mut sets = vec![server.user_permission_set.clone(), server.permission_set.clone()];
    sets.extend(run_as.iter().flat_map(|run_as| run_as.permission_sets.iter().map(|set| set.name.clone())));
    let new = NewUser {
        username: username.to_owned(),
        name: format!("MCP {}", server.title).chars().take(80).collect(),
        email: email.to_owned(),
        profile: profile.to_owned(),
    };
    Ok(IntegrationUser { server: server.name.clone(), new, sets, rights })
}

fn check(username: &str, rights: &UserRights) -> Result<(), CommandError> {
    if !rights.active {
        return Err(refused(
            format!("the integration user {username} is inactive"),
            "activate it in Setup, Users, or name another user in targets.yaml",
        ));
    }
    if !rights.administrator.is_empty() {
        let held: Vec<String> =
            rights.administrator.iter().map(|(right, from)| format!("{right} (from {from})")).collect();
        return Err(refused(
            format!("the integration user {username} has rights of an administrator: {}", held.join(", ")),
            "an agent must not be able to do everything: take the rights away, or name a dedicated user in targets.yaml",
        ));
    }
    Ok(())
}

/// Creates users that are missing and gives each what its server needs.
pub(super) async fn set_up(connection: &Connection, survey: &Survey, show: &mut Show) -> Result<Done, CommandError> {
    let org = &connection.org;
    let mut changed = false;
    for user in &survey.users {
        let username = &user.new.username;
        let id = match &user.rights {
            Some(rights) => rights.id.clone(),
            None => {
                changed = true;
                let id = org.create_user(&user.new).await.map_err(|error| failed(&error))?;
                show.remark(format!("created the user {username}"));
                id
            }
        };
        match org.assign_license(&id, INTEGRATION_LICENSE).await {
            Ok(assigned) => changed |= assigned == Assigned::Now,
            Err(AccessError::NotFound { .. }) => {
                show.remark(format!("the org has no licence {INTEGRATION_LICENSE}; going on without it"));
            }
            Err(error) => return Err(failed(&error)),
        }
        for set in &user.sets {
            let assigned = org.assign_permission_set(&id, set).await.map_err(|error| failed(&error))?;
            if assigned == Assigned::Now {
                changed = true;
                show.remark(format!("gave {username} the permission set {set}"));
            }
        }
        let rights = org.user_rights(username).await.map_err(|error| failed(&error))?;
        check(username, &rights)?;
        if !rights.api_only {
            return Err(refused(
                format!(
                    "the integration user {username} may use the browser: no permission set or profile of it grants ApiUserOnly"
                ),
                "check that its permission sets grant ApiUserOnly and that it holds the licence they need",
            ));
        }
        others(connection, user, show).await;
    }
    let users = counted(survey.users.len(), "user");
    Ok(if changed { Done::finished(format!("{users} set up")) } else { Done::unchanged(format!("{users} as needed")) })
}

/// Says who else holds the set of a server that one user makes all calls for. They are left alone: a person decides.
async fn others(connection: &Connection, user: &IntegrationUser, show: &mut Show) {
    for set in user.sets.iter().take(2) {
        let Ok(holders) = connection.org.holders(set).await else { continue };
        let others: Vec<String> = holders.into_iter().filter(|holder| *holder != user.new.username).collect();
        if !others.is_empty() {
            show.remark(format!(
                "{set} of the server {} is also held by {}: check that they need it",
                user.server,
                others.join(", ")
            ));
        }
    }
}

fn failed(error: &AccessError) -> CommandError {
    match error {
        AccessError::Client(error) => client_error(error),
        other => CommandError { exit: Exit::Failed, message: other.to_string(), hint: None },
    }
}

fn refused(message: String, hint: &str) -> CommandError {
    CommandError { exit: Exit::Refused, message, hint: Some(hint.to_owned()) }
}
