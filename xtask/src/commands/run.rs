//! `run`: a program with the consumer keys of a target in its environment.

use crate::connect::local::NAME;
use crate::connect::{block_on, connect};
use crate::deploy::options::TargetArgs;
use crate::deploy::waves::{APP_SECRETS, kept_as, read_as};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::pipeline;
use crate::printer::Printer;
use crate::running_org::keys::LocalKeys;
use crate::targets;
use sf_client::Secret;
use sf_client::store::{EnvironmentStore, SecretStore};
use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::Command;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "For MCP clients: cargo xtask run --target sandbox -- claude --mcp-config clients/sandbox/sales-insight/.mcp.json"
)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,
    /// The program and its arguments.
    #[arg(last = true, required = true, value_name = "PROGRAM")]
    program: Vec<OsString>,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.target.project.root()?;
        let target = &self.target.target;
        let keys = keys(&root, target, printer)?;
        if keys.is_empty() {
            return Err(CommandError {
                exit: Exit::Preflight,
                message: format!("no consumer key of `{target}` is kept on this computer"),
                hint: Some(match target.as_str() {
                    NAME => "`cargo xtask up` starts a local org and makes them".to_owned(),
                    _ => format!("`cargo xtask deploy --target {target} --only credentials` reads them from the org"),
                }),
            });
        }
        let program = self.program.first().cloned().unwrap_or_default();
        let mut command = Command::new(&program);
        command.args(self.program.iter().skip(1));
        command.envs(keys.iter().map(|(variable, secret)| (variable, secret.expose())));
        start(command).map_err(|error| {
            let message = format!("`{}` cannot be started: {error}", program.display());
            CommandError::usage(message, "give a program and its arguments after `--`")
        })
    }
}

/// Variables and what is in them.
fn keys(root: &Path, target: &str, printer: &mut Printer) -> Result<Vec<(String, Secret)>, CommandError> {
    let connection = block_on(connect(root, target, printer))?;
    if connection.is_on_this_machine() {
        return Ok(LocalKeys::open(root, target).all());
    }
    let Some(model) = pipeline::compile(root).model else {
        return Err(CommandError {
            exit: Exit::Preflight,
            message: "the specs have errors, so the servers are not known".to_owned(),
            hint: Some("`cargo xtask check` shows them all".to_owned()),
        });
    };
    let store = targets::secrets()?;
    let mut keys = Vec::new();
    for (server, what) in model.servers.iter().flat_map(|server| APP_SECRETS.map(|what| (server, what))) {
        let places = (kept_as(&connection.org_id, &server.app_name, what), read_as(target, &server.name, what));
        let (Some(kept), Some(read)) = places else { continue };
        let secret = store.get(&kept).map_err(|error| CommandError::internal(error.to_string()))?;
        keys.extend(secret.map(|secret| (EnvironmentStore::variable(&read), secret)));
    }
    Ok(keys)
}

/// Becomes the program, so that signals and its exit code are its own.
#[cfg(unix)]
fn start(mut command: Command) -> io::Result<Exit> {
    Err(std::os::unix::process::CommandExt::exec(&mut command))
}

#[cfg(not(unix))]
fn start(mut command: Command) -> io::Result<Exit> {
    Ok(if command.status()?.success() { Exit::Ok } else { Exit::Failed })
}
