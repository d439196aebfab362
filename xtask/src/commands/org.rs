//! `org`: questions to an org, and what the local org can do.

mod describe;
mod limits;
mod logs;
mod query;
mod reset;
pub mod seed;
pub mod start;
mod status;
pub mod stop;
mod support;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Write down the objects and fields of an org, so that specs can name them.
    ///
    /// Objects, fields and record types are written as the logged-in user sees them. `check` and `generate` read every
    /// snapshot in specs/schema: then specs can name fields and objects that are in no package directory of the project.
    /// A snapshot holds names and types, no records; commit it.
    Describe(describe::Args),
    /// Show an org's limits and what is used of them, the fullest first.
    Limits(limits::Args),
    /// Run a SOQL query as the logged-in user and print all its rows.
    Query(query::Args),
    /// Start a local org, empty but for an administrator.
    Start(start::Args),
    /// Stop the local org; what was in it is gone, unless a file keeps it.
    Stop(stop::Args),
    /// Say whether a local org runs, and where.
    Status(status::Args),
    /// Add demo data to the local org: accounts, contacts, opportunities, cases, tasks.
    Seed(seed::Args),
    /// Empty the local org.
    Reset(reset::Args),
    /// Show what was asked of the local org.
    Logs(logs::Args),
    /// List what the local org can run, and what it knows and cannot run.
    Support(support::Args),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.command {
            Command::Describe(args) => args.run(printer),
            Command::Limits(args) => args.run(printer),
            Command::Query(args) => args.run(printer),
            Command::Start(args) => args.run(printer),
            Command::Stop(args) => args.run(printer),
            Command::Status(args) => args.run(printer),
            Command::Seed(args) => args.run(printer),
            Command::Reset(args) => args.run(printer),
            Command::Logs(args) => args.run(printer),
            Command::Support(args) => args.run(printer),
        }
    }
}
