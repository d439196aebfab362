//! The command line of the project: reads arguments, calls the libraries, prints.
//!
//! One file per command in [`commands`]; every exit code in [`exit_codes`]; only [`printer`] prints. Data goes to
//! standard output, all else to standard error.

mod apex;
pub mod commands;
pub mod connect;
pub mod deploy;
pub mod error;
pub mod exit_codes;
mod outcome;
mod pipeline;
pub mod printer;
mod project;
#[cfg(test)]
mod reference;
pub mod report;
pub mod running_org;
mod table;
pub mod targets;
mod up;
pub mod view;

use clap::{ArgMatches, FromArgMatches, Parser};
use error::CommandError;
use exit_codes::Exit;
use printer::{Color, Printer};
use sf_client::deploy::Timing;
use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

/// Compiles reviewed specs into a Salesforce DX project that serves MCP tools.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask", version, after_help = exit_codes::help())]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
    /// When to use colours; `auto` respects NO_COLOR and pipes.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

/// The arguments as clap knows them: for completion scripts and the reference.
pub fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    main_with(Timing::default())
}

/// The same with other waits for an org: tests do not have a minute.
pub fn main_with(timing: Timing) -> ExitCode {
    let parsed = command().try_get_matches().and_then(|matches| Ok((Cli::from_arg_matches(&matches)?, matches)));
    let (cli, matches) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            // Help and version go to standard output, usage errors to standard error; clap knows which.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Ok }.into();
        }
    };
    if let Some(project) = given_project(&matches) {
        printer::name_project(command(), project);
    }
    let mut printer = Printer::new(cli.color);
    let ended = cli.command.run(timing, &mut printer);
    let exit = ended.unwrap_or_else(|error| {
        printer.error(&error);
        error.exit
    });
    match printer.unwritten() {
        Some(error) => {
            printer.error(&CommandError {
                hint: Some("make room, or send the output elsewhere, and run the command again".to_owned()),
                ..CommandError::internal(format!("standard output could not be written whole: {error}"))
            });
            if exit == Exit::Ok { Exit::Internal } else { exit }.into()
        }
        None => exit.into(),
    }
}

/// What the command line gives to `--project`, if it is another directory than this.
fn given_project(matches: &ArgMatches) -> Option<&OsStr> {
    let mut leaf = matches;
    while let Some((_, inner)) = leaf.subcommand() {
        leaf = inner;
    }
    if !leaf.ids().any(|id| id == "project") {
        return None;
    }
    let given = leaf.get_raw("project")?.next()?;
    let is_here = Path::new(given).canonicalize().ok() == Path::new(".").canonicalize().ok();
    (!is_here).then_some(given)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
