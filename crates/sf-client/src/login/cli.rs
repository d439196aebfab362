//! What an installed `sf` hands out when it is asked: the text of its `--json` output.
//!
//! `sf org display` hides tokens since May 2026; `sf org auth show-access-token` and `show-sfdx-auth-url` still tell them.

use serde::Deserialize;
use sf_wire::Secret;
use std::{
    io::Read,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

/// How long `sf` may take: a start of it, and a renewed session over a slow network.
const PATIENCE: Duration = Duration::from_secs(60);

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
    /// It does not come to an end.
    #[error(
        "`sf` has given no token for {0} s and was stopped; run `sf org auth show-access-token --target-org NAME --json` by hand to see what it waits for"
    )]
    Silent(u64),
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
    let mut command = Command::new(program);
    command.args(["org", "auth", "show-access-token", "--json", "--target-org", org]);
    access_token_of(&output(command, PATIENCE)?)
}

/// What a program prints until it ends, which must be in time.
pub(super) fn output(mut command: Command, patience: Duration) -> Result<Secret, CliError> {
    let missing = |error: std::io::Error| CliError::Missing(error.to_string());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(missing)?;
    let (tell, told) = mpsc::channel();
    if let Some(mut stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.read_to_end(&mut bytes);
            // Nobody listens any more when it took too long.
            let _ = tell.send(read.map(|_| bytes));
        });
    }
    let printed = told.recv_timeout(patience);
    if printed.is_err() {
        let _ = child.kill();
    }
    let _ = child.wait();
    let bytes = printed.map_err(|_| CliError::Silent(patience.as_secs()))?.map_err(missing)?;
    Ok(Secret::new(String::from_utf8_lossy(&bytes)))
}
