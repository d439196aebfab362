//! `org`: the local org.

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
    /// List what the local org can run, and what it knows and cannot run.
    Support(support::Args),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.command {
            Command::Support(args) => args.run(printer),
        }
    }
}
