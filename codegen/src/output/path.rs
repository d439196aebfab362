//! Which paths a generated file may have, and where they lead on disk.

use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use std::collections::{BTreeMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Says why no generated file may have this path.
///
/// The rules for names are those of Windows, the strictest of the three platforms
/// (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
pub(super) fn check(path: &str) -> Result<(), &'static str> {
    if path.is_empty() {
        return Err("it is empty");
    }
    if path.starts_with('/') {
        return Err("it is absolute");
    }
    for part in path.split('/') {
        match part {
            "" => return Err("it has an empty part"),
            "." | ".." => return Err("it has a part `.` or `..`"),
            _ if part.len() > 200 => return Err("a part is longer than 200 characters"),
            _ if part.ends_with(['.', ' ']) => return Err("a part ends with a dot or a space"),
            _ if part.starts_with(' ') => return Err("a part starts with a space"),
            _ if part.eq_ignore_ascii_case(".git") => return Err("it lies in `.git`"),
            _ if is_device(part) => return Err("a part is a device name of Windows"),
            _ => {}
        }
    }
    let allowed = |c: char| matches!(c, ' '..='~') && !matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\');
    path.chars().all(allowed).then_some(()).ok_or("it has a character that file names cannot have on every platform")
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered.is_some_and(|n| n.len() == 1 && n != "0" && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Reports paths that are not allowed, and pairs that a file system without letter case takes for one.
pub(super) fn check_all(paths: &[(&str, Place)]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut seen: BTreeMap<String, &(&str, Place)> = BTreeMap::new();
    for file in paths {
        let (path, place) = (file.0, file.1.clone());
        if let Err(why) = check(path) {
            problems.push(
                Diagnostic::new(&codes::PATH_NOT_ALLOWED, format!("a file cannot be generated at `{path}`: {why}"))
                    .at(place)
                    .hint("change the name in the spec from which the path is made"),
            );
            continue;
        }
        match seen.get(&path.to_ascii_lowercase()) {
            Some((other, first)) => problems.push(collision(path, place, other, first)),
            None => {
                seen.insert(path.to_ascii_lowercase(), file);
            }
        }
    }
    for (lower, (path, place)) in &seen {
        for (end, _) in lower.match_indices('/') {
            if let Some((other, first)) = seen.get(&lower[..end]) {
                problems.push(collision(path, place.clone(), other, first));
            }
        }
    }
    problems
}

fn collision(path: &str, place: Place, other: &str, first: &Place) -> Diagnostic {
    let message = if path == other {
        format!("`{path}` is generated twice")
    } else {
        format!("`{path}` and `{other}` are generated, and only one of them can exist on every platform")
    };
    Diagnostic::new(&codes::PATH_COLLISION, message)
        .at(place)
        .also(first.clone(), "the other file comes from here")
        .hint("rename one of the two specs")
}

/// Looks for symbolic links on the way from the project root to its files; each directory is looked at once.
pub(super) struct Links<'r> {
    root: &'r Path,
    real: HashSet<PathBuf>,
}

impl<'r> Links<'r> {
    pub(super) fn below(root: &'r Path) -> Self {
        Self { root, real: HashSet::new() }
    }

    /// The place of `path` on disk.
    ///
    /// # Errors
    /// A part of it is a symbolic link or cannot be looked at.
    pub(super) fn resolve(&mut self, path: &str) -> Result<PathBuf, Diagnostic> {
        let whole = self.root.join(path);
        let mut part = self.root.to_path_buf();
        for name in path.split('/') {
            part.push(name);
            if self.real.contains(&part) {
                continue;
            }
            match part.symlink_metadata() {
                Ok(found) if found.file_type().is_symlink() => return Err(link(path, &part, self.root)),
                Ok(found) if found.is_dir() && part != whole => drop(self.real.insert(part.clone())),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => break,
                Err(error) => return Err(super::plan::unreadable(path, &error)),
            }
        }
        Ok(whole)
    }
}

fn link(path: &str, part: &Path, root: &Path) -> Diagnostic {
    let part = part.strip_prefix(root).unwrap_or(part).to_string_lossy().replace('\\', "/");
    Diagnostic::new(&codes::SYMBOLIC_LINK, format!("`{path}` is not written, because `{part}` is a symbolic link"))
        .at(Place::start_of(path))
        .hint(format!("replace the link `{part}` with a real file or directory"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_are_allowed() {
        for path in ["a", "force-app/main/mcp/classes/Acme_Tool.cls-meta.xml", ".vscode/x y.json", "a/com10", "a/con1"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn paths_that_leave_the_project_or_a_platform_are_refused() {
        let long = "x".repeat(201);
        for path in [
            "",
            "/a",
            "a//b",
            "a/",
            "../a",
            "a/../b",
            "./a",
            "a\\b",
            "C:/a",
            "C:a",
            "a/\u{0}",
            "a\nb",
            "a/é",
            "a?",
            "a/con",
            "a/NUL.txt",
            "com1",
            "aux .x",
            "a.",
            "a /b",
            " a",
            ".git/hooks/x",
            "a/.GIT/x",
            "a*",
            long.as_str(),
        ] {
            assert!(check(path).is_err(), "{path:?}");
        }
    }

    #[test]
    fn collisions_are_found_in_any_letter_case_and_between_file_and_directory() {
        let places = [("a/X.cls", 1), ("A/x.cls", 2), ("b", 3), ("B/c/d", 4)];
        let found = check_all(&places.map(|(path, line)| (path, Place::new("s.yaml", line, 1))));
        let text: Vec<_> = found.iter().map(|d| (d.code.id, d.place.as_ref().map_or(0, |p| p.line))).collect();
        assert_eq!(text, [("FILE004", 2), ("FILE004", 4)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_below_the_root_are_found_and_the_root_itself_may_be_one() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().join("root");
        std::fs::create_dir_all(root.join("real")).expect("made");
        std::os::unix::fs::symlink("/etc", root.join("out")).expect("made");
        std::os::unix::fs::symlink(&root, dir.path().join("alias")).expect("made");
        let alias = dir.path().join("alias");
        let mut links = Links::below(&alias);
        assert!(links.resolve("real/new/file").is_ok());
        let problem = links.resolve("out/passwd").expect_err("a link");
        assert_eq!(problem.code.id, "FILE008");
        assert!(problem.message.contains("`out` is a symbolic link"));
    }
}
