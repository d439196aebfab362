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
    /// Others who hold a set of the server, and whether it is to be taken away from each.
    others: Vec<(Holding, bool)>,
}

/// A permission set and the user who holds it, as `--revoke SET:USERNAME` names them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Holding {
    set: String,
    username: String,
}

impl std::fmt::Display for Holding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.set, self.username)
    }
}

impl std::str::FromStr for Holding {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((set, username)) if !set.is_empty() && username.contains('@') => {
                Ok(Self { set: set.to_owned(), username: username.to_owned() })
            }
            _ => Err("write it like `Acme_Mcp_sales:user@example.com`, one holder each".to_owned()),
        }
    }
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
        let taken = self.others.iter().filter(|(_, taken)| *taken);
        words.extend(
            taken.map(|(Holding { set, username }, _)| format!("take the permission set {set} from {username}")),
        );
        words
    }

    /// Who else holds a set of the server. One user makes all its calls, so nobody else needs them; a person decides.
    pub(super) fn remarks(&self) -> impl Iterator<Item = String> {
        let left = self.others.iter().filter(|(_, taken)| !taken);
        left.map(|(holding @ Holding { set, username }, _)| {
            format!(
                "{set} of the server {} is also held by {username}: check the need, or take it away with --revoke {holding}",
                self.server
            )
        })
    }
}

/// Looks the user of a server up. One who is an administrator, inactive, or somebody who logs in is refused before anything
/// is changed.
pub(super) async fn look(
    connection: &Connection,
    server: &Server,
    username: &str,
    email: &str,
    revoke: &[Holding],
) -> Result<IntegrationUser, CommandError> {
    let rights = match connection.org.user_rights(username).await {
        Ok(rights) => Some(rights),
        Err(AccessError::NotFound { .. }) => None,
        Err(error) => return Err(failed(&error)),
    };
    let run_as = server.run_as.as_ref();
    let profile = run_as.map_or(INTEGRATION_PROFILE, |run_as| run_as.profile.name.as_str());
    if let Some(rights) = &rights {
        check(username, rights)?;
        // One of an earlier run that was left may still lack its sets, but has the profile.
        if !rights.api_only && rights.profile.as_deref() != Some(profile) {
            return Err(refused(
                format!(
                    "{username}, which the server {} is to run as, may use the browser: it may be the account of a person, who could no longer log in with the server's permission sets",
                    server.name
                ),
                "name a user of its own in targets.yaml, which this command creates; or, if it is one, make it API-only in Setup (the user permission API Only User) first",
            ));
        }
    }
    let mut sets = vec![server.user_permission_set.clone(), server.permission_set.clone()];
    sets.extend(run_as.iter().flat_map(|run_as| run_as.permission_sets.iter().map(|set| set.name.clone())));
    let new = NewUser {
        username: username.to_owned(),
        name: format!("MCP {}", server.title).chars().take(80).collect(),
        email: email.to_owned(),
        profile: profile.to_owned(),
    };
    let mut others = Vec::new();
    // Sets that come from elsewhere have other holders by right.
    for set in &sets[..2] {
        for holder in connection.org.holders(set).await.map_err(|error| client_error(&error))? {
            let holding = Holding { set: set.clone(), username: holder.username };
            if !holding.username.eq_ignore_ascii_case(&new.username) {
                let taken = revoke.iter().any(|named| named.is(&holding));
                others.push((holding, taken));
            }
        }
    }
    Ok(IntegrationUser { server: server.name.clone(), new, sets, rights, others })
}

impl Holding {
    /// Neither API names nor user names tell capital letters from small ones.
    fn is(&self, other: &Self) -> bool {
        self.set.eq_ignore_ascii_case(&other.set) && self.username.eq_ignore_ascii_case(&other.username)
    }
}

/// Refuses to take away what is no set of a server that one user makes all calls for, or the set of that user itself.
pub(super) fn may_be_revoked(users: &[IntegrationUser], revoke: &[Holding]) -> Result<(), CommandError> {
    for named in revoke {
        let of = |user: &&IntegrationUser| user.sets.iter().take(2).any(|set| set.eq_ignore_ascii_case(&named.set));
        let Some(user) = users.iter().find(of) else {
            return Err(CommandError::usage(
                format!(
                    "--revoke {named}: {} is not the permission set of a server with an integration user",
                    named.set
                ),
                "other permission sets are assigned and taken away in Setup",
            ));
        };
        if user.new.username.eq_ignore_ascii_case(&named.username) {
            return Err(CommandError::usage(
                format!("--revoke {named}: it is the integration user that the server {} runs as", user.server),
                "name another user in targets.yaml first, generate and deploy",
            ));
        }
    }
    Ok(())
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
        for (Holding { set, username }, _) in user.others.iter().filter(|(_, taken)| *taken) {
            if org.revoke_permission_set(username, set).await.map_err(|error| failed(&error))? {
                changed = true;
                show.remark(format!("took the permission set {set} from {username}"));
            }
        }
        user.remarks().for_each(|remark| show.remark(remark));
    }
    let users = counted(survey.users.len(), "user");
    Ok(if changed { Done::finished(format!("{users} set up")) } else { Done::unchanged(format!("{users} as needed")) })
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
