//! A case: files, commands, and what they print and change.
//!
//! Sections of a case file:
//! - `base`: name of a directory below `tests/base` whose files are there from the start (optional).
//! - `in/PATH`: a further file, or another content of one of the base.
//! - `cmd`: one command a line, after its exit code: `4 check --format json`. They run in the directory of the files.
//! - `stdout`, `stderr`: what they print, one after the other.
//! - `changes`: the files they create, update and remove. Without this section they change nothing.
//! - `out/PATH`: the content of a file afterwards (optional).

use super::archive::Archive;
use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The program.
pub fn xtask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env("COLUMNS", "120");
    // Reports look different in a CI job, and lie in its directory; the cases show them as a person gets them.
    ["CI", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITLAB_CI", "CI_PROJECT_DIR"].iter().for_each(|name| {
        command.env_remove(name);
    });
    command
}

pub struct Case {
    file: PathBuf,
    archive: Archive,
}

/// All cases, sorted by path.
pub fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = walkdir::WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.expect("readable"));
    let files = files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
    let cases: Vec<Case> = files
        .map(|file| {
            let text = std::fs::read_to_string(&file).expect("a text");
            Case { archive: Archive::parse(&text.replace("\r\n", "\n")), file }
        })
        .collect();
    assert!(!cases.is_empty(), "the cases are gone");
    cases
}

impl Case {
    /// Whether the case expects this text on standard output or standard error.
    pub fn expects(&self, text: &str) -> bool {
        ["stdout", "stderr"].iter().filter_map(|name| self.archive.get(name)).any(|section| section.contains(text))
    }

    /// Runs the commands; returns what differs from the case.
    pub fn run(&self) -> Option<String> {
        let dir = self.set_up();
        let before = snapshot(dir.path());
        let mut now = self.archive.clone();
        let (mut commands, mut stdout, mut stderr) = (String::new(), String::new(), String::new());
        for line in self.archive.get("cmd").unwrap_or_default().lines() {
            let mut words = line.split(' ');
            words.next();
            let arguments: Vec<&str> = words.collect();
            let output = xtask().current_dir(dir.path()).args(&arguments).output().expect("the program starts");
            let code = output.status.code().map_or_else(|| "killed".to_owned(), |code| code.to_string());
            let _ = writeln!(commands, "{code} {}", arguments.join(" "));
            let shown = |bytes: &[u8]| {
                String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace(&*dir.path().to_string_lossy(), "[ROOT]")
            };
            stdout.push_str(&shown(&output.stdout));
            stderr.push_str(&shown(&output.stderr));
        }
        let after = snapshot(dir.path());
        now.set("cmd", &commands);
        now.set("stdout", &stdout);
        now.set("stderr", &stderr);
        now.set("changes", &changes(&before, &after));
        for (path, _) in self.archive.below("out/") {
            now.set(&format!("out/{path}"), after.get(path).map_or("(no such file)\n", String::as_str));
        }
        let (expected, actual) = (self.archive.to_text(), now.to_text());
        if expected == actual {
            return None;
        }
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&self.file, &actual).expect("written");
        }
        let diff = similar::TextDiff::from_lines(&expected, &actual).unified_diff().to_string();
        Some(format!("{}\n{diff}", self.file.display()))
    }

    fn set_up(&self) -> TempDir {
        let dir = tempfile::tempdir().expect("a directory");
        let put = |path: &str, text: &str| {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, text).expect("written");
        };
        if let Some(base) = self.archive.get("base") {
            let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base").join(base.trim());
            let files = snapshot(&base);
            assert!(!files.is_empty(), "{} is no base", base.display());
            files.iter().for_each(|(path, text)| put(path, text));
        }
        self.archive.below("in/").for_each(|(path, text)| put(path, text));
        dir
    }
}

/// Every file of the project in `root` with its content. What a machine keeps for itself is no part of it.
pub fn snapshot(root: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(root).into_iter();
    let entries = entries.filter_entry(|entry| entry.file_name() != ".mcp-toolchain").filter_map(Result::ok);
    entries
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
            (path, String::from_utf8_lossy(&std::fs::read(entry.path()).expect("readable")).into_owned())
        })
        .collect()
}

fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    for path in paths {
        let word = match (before.get(path), after.get(path)) {
            (None, _) => "create",
            (_, None) => "remove",
            (old, new) if old != new => "update",
            _ => continue,
        };
        let _ = writeln!(out, "{word} {path}");
    }
    out
}
