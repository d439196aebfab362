//! `org status`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::{needed, state_file};
use local_org::NOT_SALESFORCE;

/// Says whether a local org runs for the project, and where. Exit code 4 if none does.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let org = needed(&root)?;
        printer.data(&format!("{}\n", org.url));
        printer.note(&format!(
            "{NOT_SALESFORCE}: process {}; the administrator's token is in {}",
            org.pid,
            state_file(&root).display()
        ));
        if let Some(file) = &org.data {
            printer.note(&format!("it is kept in {}", file.display()));
        }
        Ok(Exit::Ok)
    }
}
