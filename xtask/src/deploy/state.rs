//! Where a deployment leaves what another command needs. Nothing here is secret, and nothing here is needed: a deployment
//! can be resumed on a machine that has none of it.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::running_org::{keep_out_of_version_control, machine_file, private_directory, take_lock};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Directory of job files.
pub fn jobs(root: &Path) -> PathBuf {
    machine_file(root, "jobs")
}

/// Makes the directories of job files and journals: only their owner looks into them, and no link leads out of the project.
///
/// # Errors
/// A link stands in their place, or they cannot be made.
fn make(root: &Path) -> Result<(), CommandError> {
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

/// The right to change what is remembered of a target. It ends with the process at the latest.
#[derive(Debug)]
pub struct Claim(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

/// Claims what is remembered of a target for this command.
///
/// # Errors
/// Another command has it.
pub fn claim(root: &Path, target: &str) -> Result<Claim, CommandError> {
    make(root)?;
    let path = machine_file(root, "waves").join(format!("{target}.lock"));
    match take_lock(&path) {
        Ok(Some(file)) => Ok(Claim(file)),
        Ok(None) => Err(CommandError {
            exit: Exit::Preflight,
            message: format!("another command is at work on `{target}` from this directory"),
            hint: Some(format!("wait for its end; `cargo xtask report --target {target}` shows how far it is")),
        }),
        Err(error) => Err(CommandError::internal(format!("`{}` cannot be locked: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_command_at_a_time_works_on_a_target() {
        let directory = tempfile::tempdir().expect("a directory");
        let first = claim(directory.path(), "sandbox").expect("nobody has it");
        let second = claim(directory.path(), "sandbox").expect_err("it is taken");
        assert_eq!(second.exit, Exit::Preflight);
        claim(directory.path(), "other").expect("another target");
        drop(first);
        claim(directory.path(), "sandbox").expect("it is free again");
    }
}
