//! Does a plan, verifies it, or leaves it.

use super::disk::{remove_empty, sweep};
use super::plan::{Action, FilePlan, PlannedFile};
use super::{Disk, LOCK_PATH};
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
        let mut problems = self.problems.clone();
        if mode == Mode::Check {
            problems.extend(self.files.iter().filter_map(stale));
            diag::sort(&mut problems);
        }
        if diag::has_errors(&problems) {
            return Err(problems);
        }
        if mode == Mode::Write {
            self.write(disk).map_err(|problem| vec![problem])?;
        }
        Ok(self.report())
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

    fn write(&self, disk: &mut dyn Disk) -> Result<(), Diagnostic> {
        self.leftovers().iter().for_each(|directory| sweep(directory));
        let (locks, changes): (Vec<_>, Vec<_>) =
            self.files.iter().filter(|file| file.action.is_change()).partition(|file| file.path == LOCK_PATH);
        if !changes.is_empty() {
            let both = self.before.on_the_way_to(&self.after).to_text();
            self.done(LOCK_PATH, disk.write(&self.root.join(LOCK_PATH), both.as_bytes()))?;
            self.done(LOCK_PATH, disk.settle())?;
            self.change(&changes, disk)?;
            self.done(LOCK_PATH, disk.settle())?;
        }
        if !changes.is_empty() || !locks.is_empty() {
            let text = self.after.to_text();
            self.done(LOCK_PATH, disk.write(&self.root.join(LOCK_PATH), text.as_bytes()))?;
            self.done(LOCK_PATH, disk.settle())?;
        }
        Ok(())
    }

    fn change(&self, changes: &[&PlannedFile], disk: &mut dyn Disk) -> Result<(), Diagnostic> {
        let written: BTreeSet<String> =
            changes.iter().filter(|file| file.new.is_some()).map(|file| file.path.to_ascii_lowercase()).collect();
        // A file whose name changes only in letter case goes first: on some disks both names are one file.
        let renamed = |file: &PlannedFile| file.new.is_none() && written.contains(&file.path.to_ascii_lowercase());
        let mut ordered = changes.to_vec();
        ordered.sort_by_key(|file| (!renamed(file), file.new.is_none()));
        for file in ordered {
            match &file.new {
                Some(content) => self.done(&file.path, disk.write(&file.on_disk, content))?,
                None => {
                    self.done(&file.path, disk.remove(&file.on_disk))?;
                    remove_empty(&self.root, file.on_disk.parent().unwrap_or(&self.root));
                }
            }
        }
        Ok(())
    }

    /// Directories that may hold temporary files of an interrupted run: the lock's own, for it is written before it can
    /// say so, and those of all files if it says so.
    fn leftovers(&self) -> BTreeSet<PathBuf> {
        let files = self.before.files.keys().filter(|_| self.before.unfinished);
        let paths = files.map(String::as_str).chain([LOCK_PATH]);
        paths.filter_map(|path| self.root.join(path).parent().map(Path::to_path_buf)).collect()
    }

    fn done(&self, path: &str, result: std::io::Result<()>) -> Result<(), Diagnostic> {
        result.map_err(|error| {
            Diagnostic::new(&codes::WRITE_FAILED, format!("`{path}` cannot be changed: {error}"))
                .at(Place::start_of(path))
                .hint("remove the cause, then run `cargo xtask generate` again; it continues where it stopped")
        })
    }
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
