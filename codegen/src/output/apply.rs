//! Does a plan, verifies it, or leaves it.

use super::disk::{remove_empty, sweep};
use super::plan::{Action, FilePlan, PlannedFile};
use super::{Disk, LOCK_PATH, Lock};
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What to do with a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Change the files.
    Write,
    /// Change nothing; any difference is an error.
    Check,
    /// Change nothing; differences are only reported.
    DryRun,
}

/// How many files were, or would be, changed. The lock does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Files written that did not exist.
    pub created: usize,
    /// Files with new content.
    pub updated: usize,
    /// Files removed.
    pub removed: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
}

impl FilePlan {
    /// Does, verifies or leaves the plan. Only [`Mode::Write`] uses `disk`.
    ///
    /// # Errors
    /// The plan's own problems, if it has errors; then no file was touched. In [`Mode::Check`] also every stale file.
    /// In [`Mode::Write`] a failed change: each file is then as before or as planned, and the lock fits both.
    pub fn apply(&self, mode: Mode, disk: &mut dyn Disk) -> Result<Report, Vec<Diagnostic>> {
        self.apply_if(mode, disk, || true).map(Option::unwrap_or_default)
    }

    /// The same once `agreed` says so; else every file is as before, and there is no report. In [`Mode::Write`] it is asked
    /// when all new files lie beside their places, so that what it waits for may go on meanwhile.
    ///
    /// # Errors
    /// As of [`Self::apply`]; then `agreed` may not have been asked.
    pub fn apply_if(
        &self,
        mode: Mode,
        disk: &mut dyn Disk,
        agreed: impl FnOnce() -> bool,
    ) -> Result<Option<Report>, Vec<Diagnostic>> {
        let mut problems = self.problems.clone();
        if mode == Mode::Check {
            problems.extend(self.files.iter().filter_map(stale));
            diag::sort(&mut problems);
        }
        if diag::has_errors(&problems) {
            return Err(problems);
        }
        let done = match mode {
            Mode::Write => self.write(disk, agreed).map_err(|problem| vec![problem])?,
            Mode::Check | Mode::DryRun => agreed(),
        };
        Ok(done.then(|| self.report()))
    }

    /// Whether applying the plan would change a file, the lock included.
    pub fn has_changes(&self) -> bool {
        self.files.iter().any(|file| file.action.is_change())
    }

    fn report(&self) -> Report {
        let mut report = Report::default();
        for file in self.files.iter().filter(|file| file.path != LOCK_PATH) {
            match file.action {
                Action::Create => report.created += 1,
                Action::Update => report.updated += 1,
                Action::Remove => report.removed += 1,
                _ => report.unchanged += 1,
            }
        }
        report
    }

    /// Whether it was agreed to.
    fn write(&self, disk: &mut dyn Disk, agreed: impl FnOnce() -> bool) -> Result<bool, Diagnostic> {
        self.leftovers().iter().for_each(|directory| sweep(directory));
        let changes: Vec<&PlannedFile> =
            self.files.iter().filter(|file| file.action.is_change() && file.path != LOCK_PATH).collect();
        if changes.is_empty() {
            if !agreed() {
                return Ok(false);
            }
        } else {
            self.write_lock(&self.before.on_the_way_to(&self.after), disk)?;
            let changes = queue(changes, disk)?;
            if !agreed() {
                disk.forget();
                self.undo_lock(disk)?;
                changes.iter().for_each(|file| self.remove_empty(file));
                return Ok(false);
            }
            self.settle(disk)?;
            changes.iter().filter(|file| file.new.is_none()).for_each(|file| self.remove_empty(file));
        }
        if self.has_changes() {
            self.write_lock(&self.after, disk)?;
        }
        Ok(true)
    }

    fn write_lock(&self, lock: &Lock, disk: &mut dyn Disk) -> Result<(), Diagnostic> {
        disk.write(&self.root.join(LOCK_PATH), lock.to_text().as_bytes()).map_err(|error| failed(LOCK_PATH, &error))?;
        self.settle(disk)
    }

    /// The lock as it was before.
    fn undo_lock(&self, disk: &mut dyn Disk) -> Result<(), Diagnostic> {
        match self.files.iter().find(|file| file.path == LOCK_PATH && file.action == Action::Create) {
            None => self.write_lock(&self.before, disk),
            Some(lock) => {
                disk.remove(&lock.on_disk);
                self.settle(disk)?;
                self.remove_empty(lock);
                Ok(())
            }
        }
    }

    fn remove_empty(&self, file: &PlannedFile) {
        remove_empty(&self.root, file.on_disk.parent().unwrap_or(&self.root));
    }

    fn settle(&self, disk: &mut dyn Disk) -> Result<(), Diagnostic> {
        disk.settle().map_err(|(path, error)| {
            let path = path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            failed(&path, &error)
        })
    }

    /// Directories that may hold temporary files of an interrupted run: the lock's own, for it is written before it can
    /// say so, and those of all files if it says so.
    fn leftovers(&self) -> BTreeSet<PathBuf> {
        let files = self.before.files.keys().filter(|_| self.before.unfinished);
        let paths = files.map(String::as_str).chain([LOCK_PATH]);
        paths.filter_map(|path| self.root.join(path).parent().map(Path::to_path_buf)).collect()
    }
}

/// Queues changes, and gives them in the order in which they are made.
fn queue<'p>(mut changes: Vec<&'p PlannedFile>, disk: &mut dyn Disk) -> Result<Vec<&'p PlannedFile>, Diagnostic> {
    let written: BTreeSet<String> =
        changes.iter().filter(|file| file.new.is_some()).map(|file| file.path.to_ascii_lowercase()).collect();
    // A file whose name changes only in letter case goes first: on some disks both names are one file.
    let renamed = |file: &PlannedFile| file.new.is_none() && written.contains(&file.path.to_ascii_lowercase());
    changes.sort_by_key(|file| (!renamed(file), file.new.is_none()));
    for file in &changes {
        match &file.new {
            Some(content) => disk.write(&file.on_disk, content).map_err(|error| failed(&file.path, &error))?,
            None => disk.remove(&file.on_disk),
        }
    }
    Ok(changes)
}

fn failed(path: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(&codes::WRITE_FAILED, format!("`{path}` cannot be changed: {error}"))
        .at(Place::start_of(path))
        .hint("remove the cause, then run `cargo xtask generate` again; it continues where it stopped")
}

fn stale(file: &PlannedFile) -> Option<Diagnostic> {
    let what = match file.action {
        Action::Create => "is missing",
        Action::Update => "is out of date",
        Action::Remove => "is no longer generated",
        _ => return None,
    };
    let repair = "run `cargo xtask generate` and commit the result";
    Some(
        Diagnostic::new(&codes::STALE, format!("`{}` {what}", file.path)).at(Place::start_of(&*file.path)).hint(repair),
    )
}
