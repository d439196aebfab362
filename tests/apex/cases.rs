//! Reads the language tests beside this file: `<area>/*.apex`.
//!
//! A file begins with what its cases are, `// Cases: …`, one of [`KINDS`], each of which one test reads. A case starts with
//! `=== name`. What is expected of it stands behind its text:
//!
//! - `// Error: line: message` of a class that is refused; one without any compiles.
//! - `// Expect: text`, a line that a program prints, or the exception that ends it.
//! - `// Differs: how: reason` where the checker says something else than the front end: `words` if both refuse the
//!   class, `accepted` if only the front end does, `refused` if only the checker does.
//! - `// Api: 60`, the API version of the classes, unless the newest.
//! - `// Source: …`, the page, program or report that says so. A source before the first case holds for all that name none.
#![allow(dead_code, reason = "every test reads a part")]

use std::collections::HashSet;
use std::path::Path;

/// Classes that are checked one by one. Lines of `--- Other.cls` begin further classes of a case.
pub const CLASSES: &str = "classes";
/// Classes that are checked together, each named like its case.
pub const TOGETHER: &str = "classes of one project";
/// Programs that run.
pub const PROGRAMS: &str = "programs";
/// What the cases of a file can be.
pub const KINDS: [&str; 3] = [CLASSES, TOGETHER, PROGRAMS];

/// A piece of Apex with what is expected of it.
pub struct Case {
    /// The file it stands in, as `area/name.apex`.
    pub file: String,
    /// Its name, once in its file.
    pub name: String,
    /// Where the expectation is from.
    pub source: String,
    /// The Apex.
    pub text: String,
    /// Line and message of each refusal.
    pub errors: Vec<(u32, String)>,
    /// What is printed.
    pub expected: Vec<String>,
    /// How the checker differs: `words`, `accepted`, `refused`, or not at all.
    pub differs: String,
    /// The API version of its classes, unless the newest.
    pub api_version: Option<u32>,
}

/// All cases of a kind, in the order of their files.
pub fn cases(kind: &str) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/apex");
    let mut found = Vec::new();
    let (areas, beside): (Vec<_>, Vec<_>) = sorted(&root).into_iter().partition(|path| path.is_dir());
    assert!(beside.iter().all(|path| path.ends_with("cases.rs")), "cases stand in a folder, their area: {beside:?}");
    for area in areas {
        for path in sorted(&area) {
            let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            assert!(file.ends_with(".apex"), "{file} is no file of cases: its name must end in .apex");
            let (of, cases) = read(&file, &std::fs::read_to_string(&path).unwrap());
            if of == kind {
                found.extend(cases);
            }
        }
    }
    found
}

fn sorted(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The kind of a file and its cases.
pub fn read(file: &str, text: &str) -> (String, Vec<Case>) {
    let text = format!("\n{}", text.replace("\r\n", "\n"));
    let mut parts = text.split("\n=== ");
    let (mut kind, mut source) = ("", "");
    for line in parts.next().unwrap_or_default().lines().filter(|line| !line.is_empty()) {
        match line.split_once(": ") {
            Some(("// Cases", rest)) => kind = rest,
            Some(("// Source", rest)) => source = rest.trim(),
            _ => panic!("{file}: {line:?} before the first case: only `// Cases: …` and `// Source: …` stand there"),
        }
    }
    assert!(KINDS.contains(&kind), "{file} must begin with `// Cases: ` and one of {KINDS:?}, not {kind:?}");
    let cases: Vec<Case> = parts.map(|part| case(file, kind, source, part)).collect();
    assert!(!cases.is_empty(), "{file} has no case");
    let mut names = HashSet::new();
    if let Some(again) = cases.iter().find(|case| !names.insert(&case.name)) {
        panic!("{file}: two cases are named {:?}", again.name);
    }
    (kind.into(), cases)
}

fn case(file: &str, kind: &str, source: &str, part: &str) -> Case {
    let (name, body) = part.split_once('\n').unwrap_or((part, ""));
    let mut case = Case {
        file: file.into(),
        name: name.into(),
        source: source.into(),
        text: String::new(),
        errors: Vec::new(),
        expected: Vec::new(),
        differs: String::new(),
        api_version: None,
    };
    for line in body.lines() {
        match line.strip_prefix("// ").and_then(|line| line.split_once(": ")) {
            Some(("Error", rest)) => {
                let (line, message) = rest.split_once(": ").expect("line and message");
                case.errors.push((line.parse().expect("a line"), message.into()));
            }
            Some(("Expect", rest)) => case.expected.push(rest.into()),
            Some(("Differs", rest)) => case.differs = rest.split(':').next().unwrap_or(rest).into(),
            Some(("Api", rest)) => case.api_version = Some(rest.parse().expect("a version")),
            Some(("Source", rest)) => case.source = rest.trim().into(),
            _ => {
                case.text.push_str(line);
                case.text.push('\n');
            }
        }
    }
    case.text.truncate(case.text.trim_end().len());
    case.text.push('\n');
    assert!(!case.source.is_empty(), "{file}: {name} has no `// Source: `");
    let foreign = if kind == PROGRAMS { !case.errors.is_empty() } else { !case.expected.is_empty() };
    assert!(!foreign, "{file}: {name}: classes have `// Error: ` lines, programs have `// Expect: ` lines");
    case
}
