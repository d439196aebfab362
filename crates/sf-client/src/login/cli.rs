//! What an installed `sf` hands out when it is asked: the text of its `--json` output.
//!
//! `sf org display` hides tokens since May 2026; `sf org auth show-access-token` and `show-sfdx-auth-url` still tell them.

use serde::Deserialize;
use sf_wire::Secret;
use std::process::{Command, Stdio};

/// Output that holds no login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CliError {
    /// Not the expected JSON.
    #[error("the output of `sf` is not the expected JSON; run `{0}` by hand to see what it says")]
    Output(&'static str),
    /// `sf` refused.
    #[error("`sf` says: {0}")]
    Refused(String),
    /// The place of the token holds a note that it is hidden.
    #[error("`sf` hides the token; use `sf org auth show-access-token --target-org NAME --json`")]
    Hidden,
    /// There is no `sf`.
    #[error("`sf` cannot be started: {0}; install the Salesforce CLI, or log in in another way")]
    Missing(String),
    /// A name that could be taken for an option or hold characters of a shell.
    #[error("`{0}` is no username or alias that can be handed to `sf`")]
    Name(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Output {
    status: i32,
    #[serde(default)]
    result: Fields,
    #[serde(default)]
    message: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Fields {
    access_token: Secret,
    sfdx_auth_url: Secret,
}

fn read(command: &'static str, output: &Secret, field: impl Fn(Fields) -> Secret) -> Result<Secret, CliError> {
    let parsed: Output = serde_json::from_str(output.expose()).map_err(|_| CliError::Output(command))?;
    if parsed.status != 0 {
        return Err(CliError::Refused(parsed.message));
    }
    let found = field(parsed.result);
    if found.expose().starts_with("[REDACTED]") {
        return Err(CliError::Hidden);
    }
    if found.is_empty() { Err(CliError::Output(command)) } else { Ok(found) }
}

/// The token in the output of `sf org auth show-access-token --target-org NAME --json`.
pub fn access_token_of(output: &Secret) -> Result<Secret, CliError> {
    read("sf org auth show-access-token --target-org NAME --json", output, |fields| fields.access_token)
}

/// The text in the output of `sf org auth show-sfdx-auth-url --target-org NAME --json`; see [`super::SfdxAuthUrl`].
pub fn auth_url_of(output: &Secret) -> Result<Secret, CliError> {
    read("sf org auth show-sfdx-auth-url --target-org NAME --json", output, |fields| fields.sfdx_auth_url)
}

/// Asks the installed `sf` for an access token to the org with this username or alias. `sf` renews it first.
pub(super) fn ask_access_token(org: &str) -> Result<Secret, CliError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    if org.is_empty() || org.starts_with('-') || !org.chars().all(plain) {
        return Err(CliError::Name(org.chars().take(100).collect()));
    }
    let program = if cfg!(windows) { "sf.cmd" } else { "sf" };
    let output = Command::new(program)
        .args(["org", "auth", "show-access-token", "--json", "--target-org", org])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .map_err(|error| CliError::Missing(error.to_string()))?;
    access_token_of(&Secret::new(String::from_utf8_lossy(&output.stdout)))
}
