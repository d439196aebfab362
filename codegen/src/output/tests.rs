//! Planning and applying together, on real directories and on disks that die half-way.

mod crash;
mod property;
mod scenario;

use super::{Action, Disk, Mode, RealDisk, Report, Selection, plan};
use crate::RenderedFile;
use diag::Diagnostic;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A project directory.
struct Project {
    dir: TempDir,
}

impl Project {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a directory") }
    }

    fn root(&self) -> &Path {
        self.dir.path()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    fn put(&self, path: &str, content: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, content).expect("written");
    }

    fn run(&self, mode: Mode, files: &[(&str, &str)]) -> Result<Report, Vec<Diagnostic>> {
        self.run_on(&mut RealDisk::default(), mode, files)
    }

    fn run_on(&self, disk: &mut dyn Disk, mode: Mode, files: &[(&str, &str)]) -> Result<Report, Vec<Diagnostic>> {
        plan(self.root(), &rendered(files), &Selection::default()).apply(mode, disk)
    }

    fn actions(&self, files: &[(&str, &str)]) -> Vec<(String, Action)> {
        let plan = plan(self.root(), &rendered(files), &Selection::default());
        plan.files.into_iter().map(|file| (file.path, file.action)).collect()
    }

    /// Every file below the root but the lock, with its content.
    fn files(&self) -> BTreeMap<String, String> {
        let entries = walkdir::WalkDir::new(self.root()).into_iter().map(|entry| entry.expect("readable"));
        entries
            .filter(|entry| entry.file_type().is_file() && entry.file_name() != "generated.lock")
            .map(|entry| {
                let path = entry.path().strip_prefix(self.root()).expect("below the root");
                let path = path.to_string_lossy().replace('\\', "/");
                (path, std::fs::read_to_string(entry.path()).expect("text"))
            })
            .collect()
    }
}

fn rendered(files: &[(&str, &str)]) -> Vec<RenderedFile> {
    files.iter().map(|(path, text)| RenderedFile::generated(*path, *text)).collect()
}

fn codes(result: Result<Report, Vec<Diagnostic>>) -> Vec<&'static str> {
    result.expect_err("refused").iter().map(|d| d.code.id).collect()
}
