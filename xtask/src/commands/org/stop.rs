//! `org stop`.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::running_org::RunningOrg;
use local_org::NOT_SALESFORCE;
use std::path::Path;
use std::time::{Duration, Instant};

/// Stops the project's local org; what was in it is gone, unless `org start --data` keeps it.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let Some(org) = RunningOrg::find(&root) else {
            if let Some(dead) = RunningOrg::read(&root) {
                dead.forget(&root);
            }
            printer.note("no local org runs for this project");
            return Ok(Exit::Ok);
        };
        stop(&root, &org)?;
        printer.success(&format!("{NOT_SALESFORCE}: stopped"));
        if let Some(file) = &org.data {
            printer.note(&format!("`cargo xtask org start --data {}` goes on from here", file.display()));
        }
        Ok(Exit::Ok)
    }
}

/// Asks an org to stop and waits until it has.
///
/// # Errors
/// It does not.
pub fn stop(root: &Path, org: &RunningOrg) -> Result<(), CommandError> {
    org.call("POST", "stop")?;
    let deadline = Instant::now() + Duration::from_secs(10);
    while RunningOrg::find(root).is_some() {
        if Instant::now() > deadline {
            return Err(CommandError::internal(format!("process {} does not end", org.pid)));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    org.forget(root);
    Ok(())
}
