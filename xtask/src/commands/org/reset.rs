//! `org reset`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::needed;
use local_org::NOT_SALESFORCE;

/// Empties the local org: data, metadata, apps and logins are gone; its address and the administrator's token stay. A file
/// that keeps the org then keeps an empty one.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        needed(&self.project.root()?)?.call("POST", "reset")?;
        printer.success(&format!("{NOT_SALESFORCE}: empty again"));
        Ok(Exit::Ok)
    }
}
