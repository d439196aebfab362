//! `org seed`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::needed;
use local_org::NOT_SALESFORCE;

/// Adds the demo data to the local org: users without rights, accounts with contacts, opportunities, cases and tasks, and
/// records of the reference project's own objects where they are deployed. Where the data is there, nothing is added.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let reply = needed(&self.project.root()?)?.call("POST", "seed")?;
        let records = reply["records"].as_array().map(Vec::as_slice).unwrap_or_default();
        for record in records {
            let object = record["object"].as_str().unwrap_or_default();
            printer.data(&format!("{object} {}\n", record["count"]));
        }
        let done = if records.is_empty() { "the demo data is there already" } else { "demo data added" };
        printer.success(&format!("{NOT_SALESFORCE}: {done}"));
        Ok(Exit::Ok)
    }
}
