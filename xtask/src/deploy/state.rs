//! Where a deployment leaves what another command needs. Nothing here is secret, and nothing here is needed: a deployment
//! can be resumed on a machine that has none of it.

use crate::running_org::machine_file;
use std::path::{Path, PathBuf};

/// Directory of job files.
pub fn jobs(root: &Path) -> PathBuf {
    machine_file(root, "jobs")
}

/// The journal of a target's waves.
pub fn waves(root: &Path, target: &str) -> PathBuf {
    machine_file(root, "waves").join(format!("{target}.json"))
}

/// Directory of a target's receipts, which belong into version control.
pub fn receipts(root: &Path, target: &str) -> PathBuf {
    root.join("deployments").join(target)
}
