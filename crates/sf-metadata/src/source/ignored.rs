//! What is not deployed.
//!
//! `.forceignore` is read as the Salesforce CLI reads it (npm package `ignore` 5.3): `.gitignore` syntax in which capital and
//! small letters are the same, braces are ordinary characters and `[!a]` is an exclamation mark or an `a`; of several such
//! files the nearest above a package directory holds.

use diag::{Diagnostic, Place, catalogue::deploy};
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::Path;

/// Name of the file that lists what is not deployed, in the syntax of `.gitignore`.
pub const IGNORE_FILE: &str = ".forceignore";

/// Files that are never metadata, as Salesforce's own tools see it: hidden files, copies that a retrieve left beside
/// the original, and the descriptors of unlocked packages.
const ALWAYS_IGNORED: [&str; 4] = [".*", "*.dup", "package2-descriptor.json", "package2-manifest.json"];

/// The patterns of an ignore file and those that always hold.
pub(super) struct Ignored {
    patterns: Gitignore,
    /// Whether there is an ignore file. Without one the CLI packs whatever lies in the folder of an archive, hidden files too
    /// (`source-deploy-retrieve`, `ForceIgnore`).
    pub(super) has_file: bool,
}

impl Ignored {
    /// Reads the ignore file that is nearest to a package directory, going up to the project root.
    pub(super) fn nearest(root: &Path, directory: &str) -> Result<Self, Vec<Diagnostic>> {
        let start = root.join(directory);
        let mut above = start.ancestors().take_while(|folder| folder.starts_with(root));
        let home = above.find(|folder| folder.join(IGNORE_FILE).is_file()).unwrap_or(root);
        let shown = home.strip_prefix(root).unwrap_or(home).join(IGNORE_FILE);
        Self::read(home, &shown.to_string_lossy().replace('\\', "/"))
    }

    fn read(home: &Path, shown: &str) -> Result<Self, Vec<Diagnostic>> {
        let mut builder = GitignoreBuilder::new(home);
        builder.case_insensitive(true).expect("it can be switched on");
        for pattern in ALWAYS_IGNORED {
            builder.add_line(None, pattern).expect("the built-in patterns are valid");
        }
        let (text, has_file) = match std::fs::read_to_string(home.join(IGNORE_FILE)) {
            Ok(text) => (text, true),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => (String::new(), false),
            Err(e) => {
                let message = format!("`{shown}` cannot be read: {e}");
                return Err(vec![Diagnostic::new(&deploy::FORCE_IGNORE, message).at(Place::start_of(shown))]);
            }
        };
        let mut problems = Vec::new();
        for (line, number) in text.trim_start_matches('\u{feff}').lines().zip(1u32..) {
            let added = as_the_cli_reads(line).and_then(|line| match builder.add_line(None, &line) {
                Ok(_) => Ok(()),
                Err(e) => Err(e.to_string()),
            });
            if let Err(e) = added {
                let place = Place::new(shown, number, 1);
                problems.push(Diagnostic::new(&deploy::FORCE_IGNORE, format!("pattern `{line}`: {e}")).at(place));
            }
        }
        match builder.build() {
            Ok(patterns) if problems.is_empty() => Ok(Self { patterns, has_file }),
            Ok(_) => Err(problems),
            Err(e) => {
                problems.push(Diagnostic::new(&deploy::FORCE_IGNORE, e.to_string()).at(Place::start_of(shown)));
                Err(problems)
            }
        }
    }

    /// Whether a file or folder is not deployed, because of a pattern for itself or for a folder above it.
    pub(super) fn holds(&self, path: &Path, is_folder: bool) -> bool {
        let relative = path.strip_prefix(self.patterns.path()).unwrap_or(path);
        let is_named =
            |above: &Path| !above.as_os_str().is_empty() && self.names(above, is_folder || above != relative);
        // A pattern for a file does not bring it back from a folder that stays out.
        relative.ancestors().any(is_named)
    }

    /// Whether a pattern names the file or folder itself.
    pub(super) fn names(&self, path: &Path, is_folder: bool) -> bool {
        let relative = path.strip_prefix(self.patterns.path()).unwrap_or(path);
        self.patterns.matched(relative, is_folder).is_ignore()
    }
}

/// A pattern in which `{a,b}` means just that, and a set of characters never means all others.
fn as_the_cli_reads(line: &str) -> Result<String, String> {
    if line.starts_with('#') {
        return Ok(line.to_owned());
    }
    let mut pattern = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '}' => pattern.extend(['\\', c]),
            '\\' => {
                pattern.push(c);
                if let Some(next) = rest.chars().next() {
                    pattern.push(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
            '[' => {
                let (set, after) = rest.split_once(']').ok_or("`[` without `]`")?;
                pattern.push_str(&one_of(set)?);
                rest = after;
            }
            _ => pattern.push(c),
        }
    }
    Ok(pattern)
}

/// One of these characters, or of these ranges. What the two programs read differently otherwise is refused.
fn one_of(set: &str) -> Result<String, String> {
    if set.is_empty() || set.contains(['*', '?', '[', '\\', '/']) {
        return Err(format!("`[{set}]` does not mean the same to every tool; write the characters out"));
    }
    let others = set.trim_start_matches(['!', '^']);
    let marks = &set[..set.len() - others.len()];
    Ok(match (marks, others) {
        ("", _) => format!("[{set}]"),
        ("!" | "^", "") => format!("\\{set}"),
        // A dash is itself only at the start.
        _ => match others.strip_suffix('-') {
            Some(others) => format!("[-{others}{marks}]"),
            None => format!("[{others}{marks}]"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: [&str; 9] = [
        "force-app/main/default/profiles/Admin.profile-meta.xml",
        "force-app/main/default/permissionsets/Team.permissionset-meta.xml",
        "force-app/main/default/classes/Keep.cls",
        "force-app/main/default/classes/Keep.cls-meta.xml",
        "force-app/main/default/classes/legacy/Deep.cls",
        "force-app/main/default/classes/legacy/Deep.cls-meta.xml",
        "force-app/main/default/lwc/card/__tests__/card.test.js",
        "force-app/main/default/lwc/card/card.js",
        "force-app/main/default/lwc/jsconfig.json",
    ];

    /// What the Salesforce CLI leaves out, by number, with each of these files.
    const CASES: [(&str, &str); 42] = [
        ("**/Profiles/**", "0"),
        ("force-app/main/default/Profiles", "0"),
        ("**/*.PERMISSIONSET-meta.xml", "1"),
        ("**/LEGACY", "45"),
        ("FORCE-APP", "012345678"),
        ("force-app/", "012345678"),
        ("*.{cls,js}", ""),
        ("{b", ""),
        ("K{e}ep.cls", ""),
        ("*.[cC]ls", "24"),
        ("K[e-e]ep.cls", "2"),
        ("force-app/**/legacy", "45"),
        ("legacy/", "45"),
        ("legacy/**", ""),
        ("classes/legacy", ""),
        ("**/classes/**\n!**/classes/Keep*", "45"),
        ("**/classes\n!**/classes/Keep.cls", "2345"),
        ("**/classes/*\n!**/classes/legacy", "23"),
        ("  Keep.cls", ""),
        ("Keep.cls  \r\n", "2"),
        ("./force-app", ""),
        ("force-app/main/default/classes/Keep.c?s", "2"),
        ("**Keep.cls", "2"),
        ("Keep\\.cls", "2"),
        ("a**p.cls", ""),
        ("**/lwc/**/__tests__/**", "6"),
        ("Keep.cls/", ""),
        ("/*", "012345678"),
        ("\u{feff}Keep.cls", "2"),
        ("#Keep.cls", ""),
        ("#[z-a] [", ""),
        ("[!k]eep.cls", "2"),
        ("[!x]eep.cls", ""),
        ("[^k]eep.cls", "2"),
        ("Kee[!a].cls", ""),
        ("[!!K]eep.cls", "2"),
        ("[!]eep.cls", ""),
        ("**/cl[!x]sses", ""),
        ("K[!E-]ep.cls", "2"),
        ("K[e-]ep.cls", "2"),
        ("Keep].cls", ""),
        ("Keep\\[.cls", ""),
    ];

    #[test]
    fn patterns_mean_what_they_mean_to_the_cli() {
        let root = tempfile::tempdir().unwrap();
        for (text, expected) in CASES {
            std::fs::write(root.path().join(IGNORE_FILE), text).unwrap();
            let ignored = Ignored::nearest(root.path(), "force-app").unwrap();
            let held = |path: &str| ignored.holds(&root.path().join(path), false);
            let found: String = (0..PATHS.len()).filter(|at| held(PATHS[*at])).map(|at| at.to_string()).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn the_nearest_file_holds() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(root.path().join("force-app")).unwrap();
        std::fs::write(root.path().join(IGNORE_FILE), "**/profiles/**").unwrap();
        std::fs::write(root.path().join("force-app").join(IGNORE_FILE), "/main/default/classes").unwrap();
        let ignored = Ignored::nearest(root.path(), "force-app").unwrap();
        let held: Vec<bool> = PATHS.iter().map(|path| ignored.holds(&root.path().join(path), false)).collect();
        assert_eq!(held, [false, false, true, true, true, true, false, false, false]);
        assert!(!ignored.holds(&root.path().join("force-app"), true));
        std::fs::write(root.path().join("force-app").join(IGNORE_FILE), "a\n[z-a]\nK[e*]ep\nK[ee").unwrap();
        let problems = Ignored::nearest(root.path(), "force-app").err().unwrap();
        assert_eq!(problems[0].place.as_ref().unwrap().file, "force-app/.forceignore");
        let lines: Vec<u32> = problems.iter().map(|problem| problem.place.as_ref().unwrap().line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }
}
