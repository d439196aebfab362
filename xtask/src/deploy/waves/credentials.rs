//! Consumer keys, which the org makes: from the org into the secret store, and nowhere else.

use super::survey::App;
use super::{Done, Survey};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use sf_client::Secret;
use sf_client::setup::AppError;
use sf_client::store::{EnvironmentStore, SecretName, SecretStore, StoreError};
use std::time::Duration;

/// How often an app that the org does not list yet is asked for: new apps may need minutes.
const LOOKS: u32 = 12;

/// What is kept of an app.
pub const APP_SECRETS: [&str; 2] = ["client-id", "client-secret"];

/// Where the secret store has what an app has in an org. Keys differ from org to org, so the org is part of the name,
/// whatever a target is called.
pub fn kept_as(org_id: &str, app: &str, what: &str) -> Option<SecretName> {
    SecretName::new(&format!("{org_id}-{app}"), what)
}

/// The name by which clients read it: the generated configurations name its variable.
pub fn read_as(target: &str, server: &str, what: &str) -> Option<SecretName> {
    SecretName::new(&format!("{server}-{target}"), what)
}

/// Where a key of an app is kept. The file of a local org belongs to that org alone, and clients read it as it is.
fn place(connection: &Connection, app: &str, server: &str, what: &str) -> Option<SecretName> {
    match connection.is_on_this_machine() {
        true => read_as(&connection.target, server, what),
        false => kept_as(&connection.org_id, app, what),
    }
}

/// Whether the key of an app is kept. A store that cannot be read is none; the wave says so.
pub(super) fn is_kept(connection: &Connection, app: &str, server: &str, keys: &dyn SecretStore) -> bool {
    let key = place(connection, app, server, APP_SECRETS[0]).and_then(|place| keys.get(&place).ok());
    key.flatten().is_some()
}

/// Reads the key and, where the org hands it out, the secret of every app, and keeps what is new.
pub(super) async fn read_back(
    connection: &Connection,
    survey: &Survey,
    keys: Option<&dyn SecretStore>,
    pause: Duration,
    show: &mut Show,
) -> Result<Done, CommandError> {
    let Some(keys) = keys else {
        return Ok(Done::skipped("this org ends with the command, and its keys with it"));
    };
    let mut kept = 0usize;
    let mut untold: Vec<&str> = Vec::new();
    let mut without_secret: Vec<&str> = Vec::new();
    let mut said = None;
    for app in &survey.connected_apps {
        show.remark(format!(
            "{app} is a connected app: a person makes its consumer key, and no API hands its secret out (Metadata API guide, ConnectedApp); both are in Setup, App Manager"
        ));
    }
    for App { name: app, server, needs_secret, .. } in &survey.apps {
        let mut look = 1;
        let credentials = loop {
            match connection.org.app_credentials(app).await {
                Err(AppError::NotFound(_)) if look < LOOKS => {
                    look += 1;
                    tokio::time::sleep(pause).await;
                }
                other => break other,
            }
        };
        let credentials = match credentials {
            Ok(credentials) => credentials,
            Err(AppError::Client(error)) if !matches!(error.status(), Some(400 | 403 | 404)) => {
                return Err(client_error(&error));
            }
            Err(error @ AppError::NotFound(_)) => return Err(failed(error.to_string())),
            Err(error) => {
                let text = error.to_string();
                // The list of apps is refused in the same words for each.
                if said.as_ref() != Some(&text) {
                    show.remark(text.clone());
                }
                said = Some(text);
                untold.push(app);
                continue;
            }
        };
        let mut put = |what: &str, secret: &Secret| -> Result<(), CommandError> {
            let unnamed = || failed(format!("`{app}` cannot name a secret"));
            let read_as = read_as(&connection.target, server, what).ok_or_else(unnamed)?;
            let place = place(connection, app, server, what).ok_or_else(unnamed)?;
            let new = keys.get(&place).map_err(|e| store_failed(&e))?.as_ref() != Some(secret);
            if new {
                keys.put(&place, secret).map_err(|e| store_failed(&e))?;
                kept += 1;
                let variable = EnvironmentStore::variable(&read_as);
                show.remark(format!("kept {place} in {}; clients read it as {variable}", keys.describe()));
            }
            Ok(())
        };
        let [id, secret_of] = APP_SECRETS;
        put(id, &credentials.key)?;
        match &credentials.secret {
            Some(secret) => put(secret_of, secret)?,
            None if *needs_secret => without_secret.push(app),
            None => {}
        }
    }
    if !without_secret.is_empty() {
        let apps = without_secret.join(", ");
        show.remark(format!("the org tells the consumer key and not the consumer secret of {apps}, which logs in by itself: read it in Setup, External Client App Manager, and keep it with the key"));
        untold.extend(without_secret);
    }
    if survey.apps.is_empty() {
        return Ok(Done::skipped("connected apps only"));
    }
    if !untold.is_empty() {
        return Ok(Done::skipped(format!("read in Setup, External Client App Manager: {}", untold.join(", "))));
    }
    Ok(if kept == 0 {
        Done::unchanged("nothing new")
    } else {
        Done::finished(format!("{} kept", counted(kept, "value")))
    })
}

fn failed(message: String) -> CommandError {
    CommandError { exit: Exit::Failed, message, hint: None }
}

fn store_failed(error: &StoreError) -> CommandError {
    CommandError { exit: Exit::Internal, message: format!("the secret store failed: {error}"), hint: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_two_orgs_never_share_a_place() {
        let name = |org| kept_as(org, "Acme_App", "client-id").map(|name| name.to_string());
        assert_eq!(name("00D000000000001AAA").as_deref(), Some("00D000000000001AAA-Acme_App/client-id"));
        assert_ne!(name("00D000000000001AAA"), name("00D000000000002AAA"));
    }
}
