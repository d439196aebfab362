//! Where a deployment leaves what another command needs. Nothing here is secret, and nothing here is needed: a deployment
//! can be resumed on a machine that has none of it.

use crate::error::CommandError;
use crate::running_org::{keep_out_of_version_control, machine_file, private_directory};
use std::path::{Path, PathBuf};

/// Directory of job files.
pub fn jobs(root: &Path) -> PathBuf {
    machine_file(root, "jobs")
}

/// Makes the directories of job files and journals: only their owner looks into them, and no link leads out of the project.
///
/// # Errors
/// A link stands in their place, or they cannot be made.
pub fn make(root: &Path) -> Result<(), CommandError> {
    for directory in [jobs(root), machine_file(root, "waves")] {
        let made = private_directory(&directory).and_then(|()| keep_out_of_version_control(&directory));
        made.map_err(|error| {
            let directory = directory.display();
            CommandError::internal(format!("nothing was sent, because `{directory}` cannot be made: {error}"))
        })?;
    }
    Ok(())
}

/// The journal of a target's waves.
pub fn waves(root: &Path, target: &str) -> PathBuf {
    machine_file(root, "waves").join(format!("{target}.json"))
}

/// Directory of a target's receipts, which belong into version control.
pub fn receipts(root: &Path, target: &str) -> PathBuf {
    root.join("deployments").join(target)
}
