//! The commands, one file each.

mod apex;
mod check;
mod ci;
mod explain;
mod generate;
mod new;
mod org;
mod schema;
mod show;
mod test;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Compile the specs into the files of the DX project.
    Generate(generate::Args),
    /// Report everything that is wrong with the specs; write nothing.
    Check(check::Args),
    /// Write the JSON Schemas of the spec files, for editors.
    Schema(schema::Args),
    /// Show what the generator understood: exposure, budget, model.
    Show(show::Args),
    /// Explain a diagnostic code.
    Explain(explain::Args),
    /// Create a commented spec to start from.
    New(new::Args),
    /// Run the project's Apex tests in the local org.
    Test(test::Args),
    /// Check Apex without an org.
    Apex(apex::Args),
    /// The local org: what it can run.
    Org(org::Args),
    /// Run every check of the project: format, lints, tests, specs, generated files.
    Ci(ci::Args),
}

impl Command {
    /// Runs the command.
    ///
    /// # Errors
    /// What kept it from its work, with the exit code.
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self {
            Self::Generate(args) => args.run(printer),
            Self::Check(args) => args.run(printer),
            Self::Schema(args) => args.run(printer),
            Self::Show(args) => args.run(printer),
            Self::Explain(args) => args.run(printer),
            Self::New(args) => args.run(printer),
            Self::Test(args) => args.run(printer),
            Self::Apex(args) => args.run(printer),
            Self::Org(args) => args.run(printer),
            Self::Ci(args) => args.run(printer),
        }
    }
}
