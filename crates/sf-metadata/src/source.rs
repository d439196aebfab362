//! The files of a project, each with the component it belongs to.

mod ignored;

use crate::{
    Project,
    kinds::{Located, locate_below},
    replacements::Ready,
};
use bytes::Bytes;
use diag::{Diagnostic, Place, catalogue::deploy};
pub use ignored::IGNORE_FILE;
use ignored::Ignored;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path relative to the project root, with `/`.
    pub path: String,
    /// The component it belongs to.
    pub located: Located,
    /// The content.
    pub bytes: Bytes,
    /// Which package directory or overlay it comes from.
    pub directory: String,
    /// Whether `replacements` put something into it, which may be a secret.
    pub replaced: bool,
    /// Whether it comes from a target's overlay, which replaces components of the package directories.
    pub overlay: bool,
}

/// All files of a project that take part in a deployment, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceTree {
    /// The files.
    pub files: Vec<SourceFile>,
    /// What should be known of the project file.
    pub warnings: Vec<Diagnostic>,
}

impl SourceTree {
    /// Reads the package directories, and on top of them the overlay of a target: a directory relative to the project
    /// root, such as `targets/sandbox`, whose components are added or replace those of the package directories. An
    /// overlay that does not exist is empty.
    pub fn read(project: &Project, overlay: Option<&str>) -> Result<Self, Vec<Diagnostic>> {
        let replacements = Ready::all(&project.replacements, &project.root, &|name| std::env::var(name).ok())?;
        let mut reader = Reader { root: &project.root, files: Vec::new(), problems: Vec::new() };
        for directory in &project.package_directories {
            let ignored = Ignored::nearest(&project.root, directory)?;
            if !ignored.holds(&project.root.join(directory), true) {
                reader.walk(directory, false, &ignored);
            }
        }
        if let Some(directory) = overlay.filter(|directory| project.root.join(directory).is_dir()) {
            // Whatever it is called, and whoever else is to leave it out: the target names it.
            reader.walk(directory, true, &Ignored::nearest(&project.root, directory)?);
        }
        let Reader { mut files, mut problems, .. } = reader;
        if problems.is_empty() {
            files.sort_by(|a, b| a.path.cmp(&b.path));
            // One package directory may lie inside another.
            files.dedup_by(|a, b| a.path == b.path);
            let mut unused = vec![true; replacements.len()];
            for file in &mut files {
                for (replacement, unused) in replacements.iter().zip(&mut unused) {
                    let text = std::str::from_utf8(&file.bytes).ok();
                    if let Some(text) = text.and_then(|text| replacement.apply(&file.path, text)) {
                        file.bytes = text.into();
                        file.replaced = true;
                        *unused = false;
                    }
                }
            }
            let unused = replacements.iter().zip(unused).filter(|(_, unused)| *unused);
            Ok(Self { files, warnings: unused.map(|(replacement, _)| replacement.unused()).collect() })
        } else {
            diag::sort(&mut problems);
            Err(problems)
        }
    }
}

/// The files of a package directory that a deployment would take, in order, whatever they hold: all but what
/// `.forceignore` lists and what is never metadata. A directory that does not exist holds none.
///
/// # Errors
/// Lines of `.forceignore` that cannot be understood.
pub fn deployed_files(root: &Path, directory: &str) -> Result<Vec<PathBuf>, Vec<Diagnostic>> {
    let ignored = Ignored::nearest(root, directory)?;
    let start = root.join(directory);
    if ignored.holds(&start, true) {
        return Ok(Vec::new());
    }
    let keep = |entry: &DirEntry| entry.depth() == 0 || !ignored.names(entry.path(), entry.file_type().is_dir());
    let entries = WalkDir::new(start).sort_by_file_name().into_iter().filter_entry(keep).filter_map(Result::ok);
    Ok(entries.filter(|entry| entry.file_type().is_file()).map(DirEntry::into_path).collect())
}

struct Reader<'a> {
    root: &'a Path,
    files: Vec<SourceFile>,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn walk(&mut self, directory: &str, overlay: bool, ignored: &Ignored) {
        let root = self.root;
        let start = root.join(directory);
        let keep = |entry: &DirEntry| {
            entry.depth() == 0
                || !ignored.names(entry.path(), entry.file_type().is_dir())
                || (!ignored.has_file && is_in_archive(root, directory, entry))
        };
        for entry in WalkDir::new(start).sort_by_file_name().into_iter().filter_entry(keep) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.file(&entry, directory, overlay),
                Err(e) => {
                    let shown = e.path().map_or_else(|| directory.into(), |p| p.display().to_string());
                    self.problem(&deploy::SOURCE_READ, directory, format!("`{shown}` cannot be read: {e}"));
                }
            }
        }
    }

    fn file(&mut self, entry: &DirEntry, directory: &str, overlay: bool) {
        let relative = entry.path().strip_prefix(self.root).unwrap_or(entry.path());
        let parts: Option<Vec<&str>> = relative.components().map(|part| part.as_os_str().to_str()).collect();
        let Some(path) = parts.map(|parts| parts.join("/")) else {
            let message = format!("the name of `{}` is not valid Unicode", relative.display());
            return self.problem(&deploy::SOURCE_READ, directory, message);
        };
        if !entry.file_type().is_file() {
            return self.problem(&deploy::SYMBOLIC_LINK, &path, format!("`{path}` is a link, not a file"));
        }
        let Some(located) = locate_below(directory, &path) else {
            return self.problem(&deploy::UNKNOWN_FILE, &path, format!("`{path}` belongs to no known metadata type"));
        };
        match std::fs::read(entry.path()) {
            Ok(bytes) => {
                self.files.push(SourceFile {
                    path,
                    located,
                    bytes: bytes.into(),
                    directory: directory.to_owned(),
                    replaced: false,
                    overlay,
                });
            }
            Err(e) => self.problem(&deploy::SOURCE_READ, &path, format!("`{path}` cannot be read: {e}")),
        }
    }

    fn problem(&mut self, code: &'static diag::Code, path: &str, message: String) {
        let hint = format!("if it is not meant to be deployed, list it in `{IGNORE_FILE}`");
        self.problems.push(Diagnostic::new(code, message).at(Place::start_of(path)).hint(hint));
    }
}

/// Whether a file or folder lies in the folder of a static resource, and so in its archive.
fn is_in_archive(root: &Path, directory: &str, entry: &DirEntry) -> bool {
    let relative = entry.path().strip_prefix(root).ok().and_then(Path::to_str);
    let Some(path) = relative.map(|path| path.replace('\\', "/")) else { return false };
    // What lies in a folder tells what the folder is.
    let inside = if entry.file_type().is_dir() { format!("{path}/file") } else { path };
    let located = locate_below(directory, &inside).filter(|located| located.kind.name == "StaticResource");
    located.is_some_and(|located| located.below(&inside).is_some() && !located.member.starts_with('.'))
}
