//! Which deployment of an unfinished command has succeeded, so that running the command again does not repeat it.

use crate::deploy::state;
use serde::{Deserialize, Serialize};
use sf_wire::deploy::DeployOptions;
use std::collections::BTreeMap;
use std::path::Path;

/// What an unfinished command has done in an org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Journal {
    org_id: String,
    /// Deployment by the hash of its package.
    done: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    id: String,
    options: DeployOptions,
}

fn read(root: &Path, target: &str, org_id: &str) -> Journal {
    let bytes = std::fs::read(state::waves(root, target)).unwrap_or_default();
    let journal: Option<Journal> = serde_json::from_slice(&bytes).ok();
    let ours = journal.filter(|journal| sf_client::same_id(&journal.org_id, org_id));
    ours.unwrap_or_else(|| Journal { org_id: org_id.to_owned(), ..Journal::default() })
}

/// The deployment of this package with these options, if an unfinished command has made it.
pub(super) fn done(root: &Path, target: &str, org_id: &str, hash: &str, options: &DeployOptions) -> Option<String> {
    let entry = read(root, target, org_id).done.remove(hash)?;
    (entry.options == *options).then_some(entry.id)
}

/// Notes that a deployment has succeeded.
pub(super) fn note(
    root: &Path,
    target: &str,
    org_id: &str,
    hash: &str,
    options: &DeployOptions,
    id: &str,
) -> std::io::Result<()> {
    let mut journal = read(root, target, org_id);
    journal.done.insert(hash.to_owned(), Entry { id: id.to_owned(), options: options.clone() });
    let path = state::waves(root, target);
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    codegen::output::write_file(&path, &serde_json::to_vec_pretty(&journal)?)
}

/// Forgets everything: the command is finished.
pub(super) fn forget(root: &Path, target: &str) {
    // A file that stays only saves a deployment that is repeated word for word.
    let _ = std::fs::remove_file(state::waves(root, target));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_package_in_the_same_org_is_done() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = directory.path();
        let (org, options) = ("00D000000000001", DeployOptions::default());
        let checked = DeployOptions { check_only: true, ..DeployOptions::default() };
        note(root, "sandbox", org, "hash", &options, "0Af1").expect("written");
        note(root, "sandbox", org, "other", &options, "0Af2").expect("written");
        let done = |org: &str, hash: &str, options: &DeployOptions| done(root, "sandbox", org, hash, options);
        assert_eq!(done("00D000000000001AAA", "hash", &options).as_deref(), Some("0Af1"));
        assert_eq!(done(org, "other", &options).as_deref(), Some("0Af2"));
        assert_eq!(done(org, "third", &options), None);
        assert_eq!(done(org, "hash", &checked), None);
        assert_eq!(done("00D000000000002", "hash", &options), None);
        forget(root, "sandbox");
        assert_eq!(done(org, "hash", &options), None);
    }
}
