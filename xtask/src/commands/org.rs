//! `org`: questions to an org, and the local org.

mod describe;
mod limits;
mod query;
mod support;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;

/// The orgs of the project, and the local one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Write down the objects and fields of an org, so that specs can name them.
    Describe(describe::Args),
    /// Show an org's limits and what is used of them.
    Limits(limits::Args),
    /// Run a SOQL query.
    Query(query::Args),
    /// List what the local org can run, and what it knows and cannot run.
    Support(support::Args),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.what {
            What::Describe(args) => args.run(printer),
            What::Limits(args) => args.run(printer),
            What::Query(args) => args.run(printer),
            What::Support(args) => args.run(printer),
        }
    }
}
