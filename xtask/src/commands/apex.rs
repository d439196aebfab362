//! `apex`: work on Apex without an org.

mod check;

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
    /// Report what Salesforce would refuse to compile.
    Check(check::Args),
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.command {
            Command::Check(args) => args.run(printer),
        }
    }
}
