//! Golden cases of the metadata, client and document renderers, as data: `tests/metadata/*.txt`.
//!
//! A case is a sentence, then sections. `== <path>` gives a spec or project file; what a case leaves out comes from
//! `tests/metadata/default.txt`. `-- <path>` is a file that must come out; `--` alone is what is reported. With
//! `UPDATE_GOLDEN=1` the expected parts are rewritten.

use codegen::lower;
use codegen::spec::load::{self, SourceText};
use codegen::{RenderedFile, render};
use diag::Diagnostic;
use sf_schema::Schema;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One case.
struct Case {
    about: String,
    inputs: BTreeMap<String, String>,
    expected: BTreeMap<String, String>,
    reported: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/metadata")
}

fn parse(text: &str) -> Case {
    let mut case =
        Case { about: String::new(), inputs: BTreeMap::new(), expected: BTreeMap::new(), reported: String::new() };
    let mut section = &mut case.about;
    for line in text.split_inclusive('\n') {
        let title = line.trim_end();
        if let Some(path) = title.strip_prefix("== ") {
            section = case.inputs.entry(path.to_owned()).or_default();
        } else if let Some(path) = title.strip_prefix("-- ") {
            section = case.expected.entry(path.to_owned()).or_default();
        } else if title == "--" {
            section = &mut case.reported;
        } else {
            section.push_str(line);
        }
    }
    case
}

fn write(case: &Case) -> String {
    let mut text = case.about.clone();
    for (path, content) in &case.inputs {
        let _ = write!(text, "== {path}\n{content}");
    }
    for (path, content) in &case.expected {
        let _ = write!(text, "-- {path}\n{content}");
    }
    if !case.reported.is_empty() {
        let _ = write!(text, "--\n{}", case.reported);
    }
    text
}

/// Everything that is rendered for the specs among `inputs`.
fn render(inputs: &BTreeMap<String, String>) -> (Vec<RenderedFile>, Vec<Diagnostic>) {
    let (specs, others): (Vec<_>, Vec<_>) = inputs.iter().partition(|(path, _)| path.ends_with(".yaml"));
    let sources: Vec<SourceText> =
        specs.into_iter().map(|(file, text)| SourceText { file: file.clone(), text: text.clone() }).collect();
    let mut builder = Schema::builder().catalogue();
    for (path, text) in &others {
        builder = builder.project_file(*path, *text);
    }
    let (schema, mut problems) = builder.build();
    let (set, found) = load::load(&sources);
    problems.extend(found);
    let read = |path: &str| {
        inputs.get(path).cloned().ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "no such file"))
    };
    let (model, found) = lower::lower(&set, &schema, &read);
    problems.extend(found);
    let Some(model) = model else { return (Vec::new(), problems) };
    let (files, found) = render::render(&model, &schema);
    problems.extend(found);
    (files, problems)
}

fn report(problems: &mut [Diagnostic]) -> String {
    diag::sort(problems);
    diag::render::text(problems)
}

#[test]
fn cases() {
    let default = std::fs::read_to_string(folder().join("default.txt")).expect("the default specs");
    let default = parse(&default).inputs;
    let mut failures = Vec::new();
    let mut seen = 0;
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder())
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.ends_with("default.txt"))
        .collect();
    paths.sort();
    for path in paths {
        seen += 1;
        let text = std::fs::read_to_string(&path).expect("a case").replace("\r\n", "\n");
        let mut case = parse(&text);
        assert!(!case.expected.is_empty() || !case.reported.is_empty(), "{} expects nothing", path.display());
        let mut inputs = default.clone();
        inputs.extend(case.inputs.clone());
        let (files, mut problems) = render(&inputs);
        let rendered: BTreeMap<String, String> =
            files.into_iter().map(|f| (f.path, String::from_utf8(f.bytes).expect("UTF-8"))).collect();
        for (path, content) in &mut case.expected {
            *content = rendered.get(path).cloned().unwrap_or_else(|| "(not rendered)\n".to_owned());
        }
        case.reported = report(&mut problems);
        let actual = write(&case);
        if actual != text {
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, actual).expect("the case is written");
            } else {
                let diff = similar::TextDiff::from_lines(&text, &actual);
                failures.push(format!("{}\n{}", path.display(), diff.unified_diff()));
            }
        }
    }
    assert!(seen > 0, "no case was found");
    assert!(failures.is_empty(), "run with UPDATE_GOLDEN=1 and review:\n{}", failures.join("\n"));
}
