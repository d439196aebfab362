//! Finds the spec files of a project.

use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};
use std::path::{Path, PathBuf};

/// A file as text.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Path relative to the project root, with `/`.
    pub file: String,
    /// Its content.
    pub text: String,
}

/// Finds and reads the spec files of the project in `root`, sorted by path.
///
/// # Errors
/// Files that cannot be read or are not UTF-8.
pub fn read(root: &Path) -> (Vec<SourceText>, Vec<Diagnostic>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(root.join("specs")).sort_by_file_name() {
        match entry {
            Ok(entry) => match role(root, &entry) {
                Role::Spec => paths.push(entry.into_path()),
                Role::Other => {}
                Role::Refused(why) => problems.push(unreadable(&relative(root, entry.path()), why)),
            },
            Err(error) if error.io_error().is_some_and(|e| e.kind() == std::io::ErrorKind::NotFound) => {}
            Err(error) => {
                problems.push(Diagnostic::new(&codes::READ_FAILED, format!("cannot look into `specs`: {error}")))
            }
        }
    }
    for entry in walkdir::WalkDir::new(root.join(TARGETS)).max_depth(0).into_iter().flatten() {
        match role(root, &entry) {
            Role::Spec => paths.push(entry.into_path()),
            Role::Other => problems.push(unreadable(TARGETS, "it is a directory")),
            Role::Refused(why) => problems.push(unreadable(TARGETS, why)),
        }
    }
    for path in paths {
        let file = relative(root, &path);
        match std::fs::read_to_string(&path) {
            Ok(text) => files.push(SourceText { file, text }),
            Err(error) => problems.push(unreadable(&file, error)),
        }
    }
    files.sort_by(|a, b| a.file.cmp(&b.file));
    (files, problems)
}

/// The orgs of a project.
const TARGETS: &str = "targets.yaml";

/// What an entry below `specs` is.
enum Role {
    /// A spec file.
    Spec,
    /// Something else that belongs there.
    Other,
    /// Something that looks like a spec, or may hold some, and is not read.
    Refused(&'static str),
}

/// A link to a file of the project counts as the file. Nothing else that is no plain file is passed over in silence: a
/// reviewer would believe in a spec that does not count.
fn role(root: &Path, entry: &walkdir::DirEntry) -> Role {
    let kind = entry.file_type();
    if kind.is_symlink() {
        let real = entry.path().canonicalize();
        return match real.and_then(|real| Ok((real.is_dir(), real.is_file(), real.starts_with(root.canonicalize()?)))) {
            Ok((true, ..)) => Role::Refused("it is a symbolic link to a directory, which is not followed"),
            _ if !is_yaml(entry.path()) => Role::Other,
            Ok((_, true, true)) => Role::Spec,
            Ok((_, true, false)) => Role::Refused("it is a symbolic link that leads out of the project"),
            Ok(_) => Role::Refused("it is a symbolic link to something that is no file"),
            Err(_) => Role::Refused("it is a symbolic link that leads nowhere"),
        };
    }
    match (kind.is_dir(), kind.is_file(), is_yaml(entry.path())) {
        (true, ..) | (_, _, false) => Role::Other,
        (_, true, true) => Role::Spec,
        _ => Role::Refused("it is no regular file"),
    }
}

fn unreadable(file: &str, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&codes::READ_FAILED, format!("cannot read the file: {why}"))
        .at(Place::start_of(file))
        .hint("save it as a regular UTF-8 text file of the project and check its permissions")
}

/// A path below the root, with `/`.
fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}
