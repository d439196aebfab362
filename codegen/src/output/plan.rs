//! What would happen to each file.

use super::lock::{LOCK_PATH, Lock, LockEntry, unified_line_ends};
use super::path::{self, Links};
use crate::render::manifest;
use crate::{Ownership, RenderedFile};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// What would happen to one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It does not exist and is written.
    Create,
    /// It is as it was generated, and the specs now give other content.
    Update,
    /// It has the right content; line ends of text do not count.
    Unchanged,
    /// It is as it was generated, and the specs no longer give it.
    Remove,
    /// Its content is not what was generated. Nothing happens to it, and the plan has an error.
    EditedByHand,
    /// A file of people stands where a generated one belongs. Nothing happens to it, and the plan has an error.
    NotGenerated,
    /// It belongs to people and exists. Nothing happens to it.
    HandOwnedExists,
}

impl Action {
    /// Whether applying the plan touches the file.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Remove)
    }
}

/// One file of a plan.
#[derive(Debug)]
pub struct PlannedFile {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// What would happen to it.
    pub action: Action,
    /// Who owns it afterwards.
    pub ownership: Ownership,
    /// The content on disk, where it differs from the wanted one.
    pub(super) old: Option<Vec<u8>>,
    /// The wanted content, unless the file is to be removed.
    pub(super) new: Option<Vec<u8>>,
    pub(super) on_disk: PathBuf,
}

impl PlannedFile {
    /// The change as a unified diff; empty if there is none.
    pub fn diff(&self) -> String {
        let side = |content: &Option<Vec<u8>>, letter: char| match content {
            Some(content) => (String::from_utf8_lossy(content).into_owned(), format!("{letter}/{}", self.path)),
            None => (String::new(), "/dev/null".to_owned()),
        };
        let ((old, old_name), (new, new_name)) = (side(&self.old, 'a'), side(&self.new, 'b'));
        let diff = similar::TextDiff::from_lines(&old, &new);
        diff.unified_diff().context_radius(3).header(&old_name, &new_name).to_string()
    }
}

/// Answers for the path of a generated file and the path of the spec behind it.
pub type Filter<'a> = dyn Fn(&str, Option<&str>) -> bool + 'a;

/// Which files a plan is about, and what a person decided for single files.
#[derive(Default)]
pub struct Selection<'a> {
    /// Whether the plan is about a file; all files if absent.
    pub only: Option<&'a Filter<'a>>,
    /// Directories, each with a `/` at its end, below which everything is generated; all of the project if empty. A lock that
    /// names another path was tampered with: nothing outside is ever removed.
    pub roots: &'static [&'static str],
    /// Files that may be overwritten or removed although a person wrote or edited them.
    pub overwrite: BTreeSet<String>,
}

/// What would happen to all files.
#[derive(Debug)]
pub struct FilePlan {
    /// The files, sorted by path; the lock itself is the last.
    pub files: Vec<PlannedFile>,
    /// What is in the way. With an error among them the plan cannot be applied.
    pub problems: Vec<Diagnostic>,
    pub(super) root: PathBuf,
    pub(super) before: Lock,
    pub(super) after: Lock,
}

/// Compares `files` with the disk and the lock of the project in `root`. Changes nothing.
pub fn plan(root: &Path, files: &[RenderedFile], selection: &Selection<'_>) -> FilePlan {
    let mut links = Links::below(root);
    let mut paths: Vec<(&str, Place)> = files.iter().map(|file| (file.path.as_str(), place(file))).collect();
    paths.push((LOCK_PATH, Place::start_of(LOCK_PATH)));
    let mut plan = FilePlan {
        files: Vec::new(),
        problems: path::check_all(&paths),
        root: root.to_path_buf(),
        before: Lock::default(),
        after: Lock::default(),
    };
    let lock_text = match read_lock(&mut links) {
        Ok((lock, text)) => {
            plan.before = lock;
            text
        }
        Err(problem) => {
            plan.problems.push(problem);
            None
        }
    };
    if diag::has_errors(&plan.problems) {
        return plan;
    }
    let mut planner = Planner { links, selection, plan, left: BTreeMap::new() };
    planner.run(files);
    planner.finish(lock_text)
}

struct Planner<'a> {
    links: Links<'a>,
    selection: &'a Selection<'a>,
    plan: FilePlan,
    /// Lock entries without a rendered file, by path in lower case.
    left: BTreeMap<String, (String, LockEntry)>,
}

impl Planner<'_> {
    fn run(&mut self, files: &[RenderedFile]) {
        let rendered: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        for (path, entry) in &self.plan.before.files {
            if !rendered.contains(path.as_str()) {
                self.left.insert(path.to_ascii_lowercase(), (path.clone(), entry.clone()));
            }
        }
        let mut selected = Vec::with_capacity(files.len());
        let entries: Vec<LockEntry> = files.par_iter().map(LockEntry::of).collect();
        for (file, entry) in files.iter().zip(entries) {
            if self.selects(&file.path, &entry) {
                let on_disk = self.resolve(&file.path);
                selected.extend(on_disk.map(|on_disk| (file, entry, on_disk)));
            } else if let Some(known) = self.plan.before.files.get(&file.path) {
                self.plan.after.files.insert(file.path.clone(), known.clone());
            }
        }
        let found: Vec<_> = selected.par_iter().map(|(file, _, on_disk)| Found::at(on_disk, &file.bytes)).collect();
        for ((file, entry, on_disk), found) in selected.into_iter().zip(found) {
            match found {
                Ok(found) => self.rendered(file, entry, on_disk, found),
                Err(error) => self.plan.problems.push(unreadable(&file.path, &error)),
            }
        }
        for (path, entry) in std::mem::take(&mut self.left).into_values() {
            if self.selects(&path, &entry) {
                self.no_longer_rendered(path, entry);
            } else {
                self.plan.after.files.insert(path, entry);
            }
        }
    }

    fn selects(&self, path: &str, entry: &LockEntry) -> bool {
        self.selection.only.is_none_or(|only| only(path, entry.origin(1).as_ref().map(|origin| &*origin.file)))
    }

    fn rendered(&mut self, file: &RenderedFile, entry: LockEntry, on_disk: PathBuf, found: Found) {
        if file.ownership == Ownership::HandOwned {
            // A file that was generated so far passes into the hands of people: it leaves the lock and stays.
            self.left.remove(&file.path.to_ascii_lowercase());
            let action = if found == Found::Missing { Action::Create } else { Action::HandOwnedExists };
            let new = Some(file.bytes.clone()).filter(|_| action.is_change());
            let (path, ownership) = (file.path.clone(), Ownership::HandOwned);
            return self.plan.files.push(PlannedFile { path, action, ownership, old: None, new, on_disk });
        }
        let lower = file.path.to_ascii_lowercase();
        let renamed = self.left.get(&lower).map(|(_, entry)| entry);
        let known = self.plan.before.files.get(&file.path).or(renamed);
        let action = match &found {
            Found::Missing => Action::Create,
            // Where letter case does not count, removing the old name removes this file: it is written again.
            Found::Same => {
                if renamed.is_none() {
                    Action::Unchanged
                } else {
                    Action::Update
                }
            }
            Found::Other(old) if known.is_some_and(|known| known.accepts(old)) => Action::Update,
            Found::Other(_) if self.selection.overwrite.contains(&file.path) => Action::Update,
            Found::Other(_) if known.is_some() => {
                self.refuse(&codes::EDITED_BY_HAND, &file.path, &entry);
                Action::EditedByHand
            }
            Found::Other(_) => {
                self.refuse(&codes::NOT_GENERATED, &file.path, &entry);
                Action::NotGenerated
            }
        };
        let old = match found {
            Found::Missing => None,
            Found::Same => (action != Action::Unchanged).then(|| file.bytes.clone()),
            Found::Other(old) => Some(old),
        };
        self.plan.after.files.insert(file.path.clone(), entry);
        let new = (action != Action::Unchanged).then(|| file.bytes.clone());
        self.push(file.path.clone(), action, old, new, on_disk);
    }

    fn no_longer_rendered(&mut self, path: String, entry: LockEntry) {
        if !self.selection.roots.is_empty() && !self.selection.roots.iter().any(|root| path.starts_with(root)) {
            let hint = format!("restore `{LOCK_PATH}` from version control: `git checkout -- {LOCK_PATH}`");
            let message = "is in the lock file, but nothing is generated there, so it is not removed";
            return self.problem(&codes::LOCK_UNREADABLE, &path, message, hint);
        }
        let Some(on_disk) = self.resolve(&path) else { return };
        let old = match read(&on_disk) {
            Ok(old) => old,
            Err(error) => return self.plan.problems.push(unreadable(&path, &error)),
        };
        let action = match &old {
            None => return,
            Some(old) if entry.accepts(old) || self.selection.overwrite.contains(&path) => Action::Remove,
            Some(_) => {
                let message = "is no longer generated, but it was edited by hand, so it is not removed";
                let hint = format!(
                    "move it out of the generated directories to keep it, or run `cargo xtask generate --overwrite {}` to \
                     remove it",
                    quoted(&path)
                );
                self.problem(&codes::EDITED_BY_HAND, &path, message, hint);
                Action::EditedByHand
            }
        };
        self.push(path, action, old, None, on_disk);
    }

    fn refuse(&mut self, code: &'static diag::Code, path: &str, entry: &LockEntry) {
        let message = if *code == codes::EDITED_BY_HAND {
            "was edited by hand since it was generated, so it is not overwritten"
        } else {
            "exists and was not generated, so it is not overwritten"
        };
        let first = match entry.origin(1) {
            Some(origin) if *code == codes::EDITED_BY_HAND => format!("put the change into `{}`, then", origin.file),
            _ => "keep what you need of it elsewhere, then".to_owned(),
        };
        let mut hint = format!("{first} run `cargo xtask generate --overwrite {}` to replace it", quoted(path));
        if path == manifest::PACKAGE && *code == codes::NOT_GENERATED {
            hint = "to keep it, write `manifest: manifest/mcp-package.xml` into the project spec: the generated manifest then \
                    stands there"
                .to_owned();
        }
        if path == manifest::destructive_path(manifest::PACKAGE) && *code == codes::NOT_GENERATED {
            hint = "to keep it, write `manifest: manifest/mcp-package.xml` into the project spec: the generated manifests then \
                    have names of their own"
                .to_owned();
        }
        self.problem(code, path, message, hint);
    }

    fn problem(&mut self, code: &'static diag::Code, path: &str, message: &str, hint: String) {
        let diagnostic = Diagnostic::new(code, format!("`{path}` {message}")).at(Place::start_of(path)).hint(hint);
        self.plan.problems.push(diagnostic);
    }

    /// Where the file stands on disk.
    fn resolve(&mut self, path: &str) -> Option<PathBuf> {
        self.links.resolve(path).map_err(|problem| self.plan.problems.push(problem)).ok()
    }

    fn push(&mut self, path: String, action: Action, old: Option<Vec<u8>>, new: Option<Vec<u8>>, on_disk: PathBuf) {
        let old = old.filter(|_| action != Action::Unchanged);
        let new = new.filter(|_| action != Action::Unchanged);
        self.plan.files.push(PlannedFile { path, action, ownership: Ownership::Generated, old, new, on_disk });
    }

    fn finish(mut self, lock_text: Option<String>) -> FilePlan {
        let new = self.plan.after.to_text();
        let action = match &lock_text {
            None => Action::Create,
            Some(old) if old.replace("\r\n", "\n") == new => Action::Unchanged,
            Some(_) => Action::Update,
        };
        self.plan.files.sort_by(|a, b| a.path.cmp(&b.path));
        let on_disk = self.plan.root.join(LOCK_PATH);
        self.push(LOCK_PATH.to_owned(), action, lock_text.map(String::into_bytes), Some(new.into_bytes()), on_disk);
        diag::sort(&mut self.plan.problems);
        self.plan
    }
}

fn place(file: &RenderedFile) -> Place {
    file.origin.as_ref().map_or_else(|| Place::start_of(&*file.path), |origin| origin.place())
}

/// What stands where a file belongs.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Missing,
    /// The wanted content; line ends of text do not count.
    Same,
    Other(Vec<u8>),
}

impl Found {
    fn at(path: &Path, wanted: &[u8]) -> io::Result<Self> {
        Ok(match read(path)? {
            None => Self::Missing,
            Some(content) if same(&content, wanted) => Self::Same,
            Some(content) => Self::Other(content),
        })
    }
}

fn same(one: &[u8], other: &[u8]) -> bool {
    one == other || unified_line_ends(one) == unified_line_ends(other)
}

pub(super) fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::read(path) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The lock and its text; neither if there is no lock file.
pub(super) fn read_lock(links: &mut Links<'_>) -> Result<(Lock, Option<String>), Diagnostic> {
    let path = links.resolve(LOCK_PATH)?;
    let Some(content) = read(&path).map_err(|error| unreadable(LOCK_PATH, &error))? else {
        return Ok((Lock::default(), None));
    };
    let text = String::from_utf8(content).map_err(|_| {
        Diagnostic::new(&codes::LOCK_UNREADABLE, "the lock file is not UTF-8 text")
            .at(Place::start_of(LOCK_PATH))
            .hint(format!("restore it from version control: `git checkout -- {LOCK_PATH}`"))
    })?;
    Ok((Lock::parse(&text)?, Some(text)))
}

pub(super) fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    let what = match error.kind() {
        ErrorKind::IsADirectory => "a directory stands where the file belongs".to_owned(),
        ErrorKind::NotADirectory => "a file stands where one of its directories belongs".to_owned(),
        _ => error.to_string(),
    };
    Diagnostic::new(&codes::READ_FAILED, format!("`{path}` cannot be compared with what is on disk: {what}"))
        .at(Place::start_of(path))
        .hint("move what stands in the way, or give yourself the right to read it")
}

/// A path as one word of a shell command.
fn quoted(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/-._+@%".contains(&b);
    if path.bytes().all(plain) { path.to_owned() } else { format!("'{}'", path.replace('\'', "'\\''")) }
}
