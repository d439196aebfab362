//! Consumer keys, which the org makes: from the org into the secret store, and nowhere else.

use super::{Done, Survey};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::Secret;
use sf_client::setup::AppError;
use sf_client::store::{EnvironmentStore, SecretName, SecretStore, StoreError};
use std::time::Duration;

/// How often an app that the org does not list yet is asked for: new apps may need minutes.
const LOOKS: u32 = 12;
const PAUSE: Duration = Duration::from_secs(5);

/// Reads the key and, where the org hands it out, the secret of every app, and keeps what is new.
pub(super) async fn read_back(
    connection: &Connection,
    survey: &Survey,
    secrets: &dyn SecretStore,
    show: &mut Show,
) -> Result<Done, CommandError> {
    let mut kept = 0;
    let mut untold = Vec::new();
    for (app, name) in &survey.apps {
        let mut look = 1;
        let credentials = loop {
            match connection.org.app_credentials(app).await {
                Err(AppError::NotFound(_)) if look < LOOKS => {
                    look += 1;
                    tokio::time::sleep(PAUSE).await;
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
                show.remark(error.to_string());
                untold.push(app.as_str());
                continue;
            }
        };
        let mut put = |what: &str, secret: &Secret| -> Result<(), CommandError> {
            let place = SecretName::new(name, what).ok_or_else(|| failed(format!("`{name}` cannot name a secret")))?;
            let new = secrets.get(&place).map_err(|e| store_failed(&e))?.as_ref() != Some(secret);
            if new {
                secrets.put(&place, secret).map_err(|e| store_failed(&e))?;
                kept += 1;
                let variable = EnvironmentStore::variable(&place);
                show.remark(format!("kept {place} in {}; clients read it as {variable}", secrets.describe()));
            }
            Ok(())
        };
        put("client-id", &credentials.key)?;
        if let Some(secret) = &credentials.secret {
            put("client-secret", secret)?;
        }
    }
    if !untold.is_empty() {
        return Ok(Done::skipped(format!("read in Setup, External Client App Manager: {}", untold.join(", "))));
    }
    Ok(if kept == 0 { Done::unchanged("nothing new") } else { Done::finished(format!("{kept} values kept")) })
}

fn failed(message: String) -> CommandError {
    CommandError { exit: Exit::Failed, message, hint: None }
}

fn store_failed(error: &StoreError) -> CommandError {
    CommandError { exit: Exit::Internal, message: format!("the secret store failed: {error}"), hint: None }
}
