//! All that a run can read, and whether what it wrote still stands. While both are as they were, the next run would write
//! and say the same.

use super::lock::{LOCK_PATH, Lock};
use super::path::Links;
use super::plan::{read, read_lock};
use super::{Action, FilePlan, GENERATED_ROOTS};
use crate::Ownership;
use crate::render::manifest;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walkdir::WalkDir;

/// Files of a project that a run reads whatever the specs say.
const ALWAYS: &[&str] = &["specs", "targets.yaml", "sfdx-project.json"];

/// Bytes. A project with more is looked at in full each time.
const MOST: u64 = 100 << 20;

/// The content of every file below the directories that a run reads, but for what it wrote itself. The lock, which knows
/// the content of that, is among them.
#[derive(Debug)]
pub struct Inputs<'r> {
    root: &'r Path,
    files: BTreeMap<String, [u8; 32]>,
    lock: Lock,
    /// Generated files that are there.
    written: BTreeSet<String>,
}

impl<'r> Inputs<'r> {
    /// Reads the inputs of the project in `root`; `more` are the package directories and what else its specs name. `None`
    /// where something cannot be read, is a link, or is too much.
    pub fn of(root: &'r Path, more: &[String]) -> Option<Self> {
        let mut links = Links::below(root);
        let lock = read_lock(&mut links).ok()?.0;
        let mut paths = BTreeSet::new();
        let roots = GENERATED_ROOTS.iter().map(|path| path.trim_end_matches('/'));
        for start in ALWAYS.iter().copied().chain(roots).chain(more.iter().map(String::as_str)) {
            links.resolve(start).ok()?;
            paths.extend(below(root, start)?);
        }
        let (written, read): (BTreeSet<_>, BTreeSet<_>) =
            paths.into_iter().partition(|path| lock.files.contains_key(path));
        let sizes = read.iter().map(|path| root.join(path).metadata().map(|file| file.len()));
        if sizes.sum::<std::io::Result<u64>>().ok()? > MOST {
            return None;
        }
        let digest = |path: String| {
            let text = std::fs::read(root.join(&path)).ok()?;
            Some((path, Sha256::digest(text).into()))
        };
        let files = read.into_par_iter().map(digest).collect::<Option<_>>()?;
        Some(Self { root, files, lock, written })
    }

    /// One hash of them all, and of `program`, which tells one build of it from another.
    pub fn hash(&self, program: &str) -> String {
        let mut hash = Sha256::new();
        let files = self.files.iter().flat_map(|(path, digest)| [path.as_bytes(), digest.as_slice()]);
        for part in std::iter::once(program.as_bytes()).chain(files) {
            // With its length before it, no part can stand in for the end of another.
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        hex::encode(hash.finalize())
    }

    /// Whether all that was generated is there and as it was written.
    pub fn stands(&self) -> bool {
        let stands = |(path, entry): (&String, &super::LockEntry)| {
            let found = self.written.contains(path).then(|| read(&self.root.join(path)));
            found.is_some_and(|found| found.is_ok_and(|text| text.is_some_and(|text| entry.accepts(&text))))
        };
        !self.lock.unfinished && self.lock.files.par_iter().all(stands)
    }

    /// Whether nobody changed anything since `before`, while `plan` was made and applied, and a run from here on would say
    /// the same again. What leaves the lock and the manifest of deletions is told once; a handler that was only started is
    /// a class of people in the next run.
    pub fn settled_since(&self, before: &Self, plan: &FilePlan) -> bool {
        let seeds = framework::hand_owned_seed();
        let is_seed = |path: &str| {
            let name = path.rsplit('/').next().and_then(|name| name.split('.').next());
            seeds.iter().any(|seed| name == Some(seed.name))
        };
        let changes = || plan.files.iter().filter(|file| file.action.is_change() && file.path != LOCK_PATH);
        let plain = changes().all(|file| {
            let ours = file.ownership == Ownership::Generated || is_seed(&file.path);
            ours && file.action != Action::Remove && !manifest::is_destructive(&file.path)
        });
        let started: BTreeSet<&str> =
            changes().filter(|file| file.ownership == Ownership::HandOwned).map(|file| file.path.as_str()).collect();
        let of_people = |(path, _): &(&String, &[u8; 32])| *path != LOCK_PATH && !started.contains(path.as_str());
        plain
            && self.lock == plan.after
            && self.files.iter().filter(of_people).eq(before.files.iter().filter(of_people))
    }
}

/// Paths of the files at and below `start`; none if there is nothing, `None` if something there is not what it seems.
fn below(root: &Path, start: &str) -> Option<Vec<String>> {
    let mut paths = Vec::new();
    for entry in WalkDir::new(root.join(start)) {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_file() => {
                let path = entry.path().strip_prefix(root).ok()?;
                let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
                paths.push(parts?.join("/"));
            }
            Err(error) if error.depth() == 0 && error.io_error()?.kind() == std::io::ErrorKind::NotFound => {}
            _ => return None,
        }
    }
    Some(paths)
}
