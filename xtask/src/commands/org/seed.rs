//! `org seed`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::needed;
use local_org::NOT_SALESFORCE;

/// Adds the demo data to the local org: users without rights, accounts with contacts, opportunities, cases and tasks, and
/// records of the reference project's own objects where they are deployed. A record that a rule of the project refuses is
/// left out and named. Where the data is there, nothing is added.
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
        tell_left_out(&reply, printer);
        let done = if records.is_empty() { "the demo data is there already" } else { "demo data added" };
        printer.success(&format!("{NOT_SALESFORCE}: {done}"));
        Ok(Exit::Ok)
    }
}

/// Says which records of the demo data the org's own rules refuse, and why.
pub fn tell_left_out(seeded: &serde_json::Value, printer: &mut Printer) {
    let left = seeded["leftOut"].as_array().map(Vec::as_slice).unwrap_or_default();
    for left in left {
        let [object, why] = ["object", "why"].map(|key| left[key].as_str().unwrap_or_default());
        printer.note(&format!("warning: left out of the demo data: {} {object}: {why}", left["count"]));
    }
}
