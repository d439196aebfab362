//! `org`: the local org, and questions to any org.

mod describe;
mod limits;
mod logs;
mod query;
mod reset;
mod seed;
mod start;
mod status;
mod stop;
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
    /// Start a local org, empty but for an administrator.
    Start(start::Args),
    /// Stop the local org; what was in it is gone.
    Stop(stop::Args),
    /// Say whether a local org runs, and where.
    Status(status::Args),
    /// Add demo data: accounts, contacts, opportunities, cases, tasks.
    Seed(seed::Args),
    /// Empty the local org.
    Reset(reset::Args),
    /// Show what was asked of the local org.
    Logs(logs::Args),
    /// List what the local org can run, and what it knows and cannot run.
    Support(support::Args),
    /// Write down the objects and fields of an org, so that specs can name them.
    Describe(describe::Args),
    /// Show an org's limits and what is used of them.
    Limits(limits::Args),
    /// Run a SOQL query.
    Query(query::Args),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.command {
            Command::Start(args) => args.run(printer),
            Command::Stop(args) => args.run(printer),
            Command::Status(args) => args.run(printer),
            Command::Seed(args) => args.run(printer),
            Command::Reset(args) => args.run(printer),
            Command::Logs(args) => args.run(printer),
            Command::Support(args) => args.run(printer),
            Command::Describe(args) => args.run(printer),
            Command::Limits(args) => args.run(printer),
            Command::Query(args) => args.run(printer),
        }
    }
}
