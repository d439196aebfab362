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
    let entries = walkdir::WalkDir::new(root.join("specs")).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry)) {
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
        match std::fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => files.push(SourceText { file, text }),
            Ok(Err(error)) => problems.push(not_utf8(&file, &error)),
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

/// Locks and copies that editors and file systems leave beside a file, such as `.#a.yaml` and `._a.yaml`. No listing shows
/// them to a reviewer, so none is a spec.
fn is_hidden(entry: &walkdir::DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn unreadable(file: &str, why: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(&codes::READ_FAILED, format!("cannot read the file: {why}"))
        .at(Place::start_of(file))
        .hint("save it as a regular UTF-8 text file of the project and check its permissions")
}

/// Names the first byte that is no part of a character.
fn not_utf8(file: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let (before, rest) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
    let before = String::from_utf8_lossy(before);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let byte = rest.first().copied().unwrap_or_default();
    Diagnostic::new(&codes::READ_FAILED, format!("the byte 0x{byte:02X} is no UTF-8 text"))
        .at(Place::new(file, number(line), number(column)))
        .hint("save the file as UTF-8")
}

/// A path below the root, with `/`.
fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("yaml") || e.eq_ignore_ascii_case("yml"))
}

#[cfg(test)]
mod tests {
    use super::not_utf8;

    #[test]
    fn the_place_is_that_of_the_byte() {
        let error = String::from_utf8(b"a: b\n# \xc3\xa9 \xff\n".to_vec()).expect_err("no text");
        let found = not_utf8("specs/x.yaml", &error);
        assert_eq!(
            diag::render::text(&[found]).lines().next(),
            Some("specs/x.yaml:2:5: error[SPEC008]: the byte 0xFF is no UTF-8 text")
        );
    }
}
