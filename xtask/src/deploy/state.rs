//! Where a deployment leaves what another command needs. Nothing here is secret, and nothing here is needed: a deployment
//! can be resumed on a machine that has none of it.

use std::path::{Path, PathBuf};

/// Directory of files that belong to this machine only, relative to the project; version control ignores it.
const MACHINE: &str = ".mcp-toolchain";

/// Directory of job files.
pub fn jobs(root: &Path) -> PathBuf {
    root.join(MACHINE).join("jobs")
}

/// The journal of a target's waves.
pub fn waves(root: &Path, target: &str) -> PathBuf {
    root.join(MACHINE).join("waves").join(format!("{target}.json"))
}

/// Directory of a target's receipts, which belong into version control.
pub fn receipts(root: &Path, target: &str) -> PathBuf {
    root.join("deployments").join(target)
}
