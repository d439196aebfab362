//! Cases as data: `tests/metadata/*.txt`.
//!
//! A case is a sentence, then sections. `== <path>` gives a spec or project file; what a case leaves out comes from
//! `tests/metadata/default.txt`. `-- <path>` is a file that must come out; `--` alone is what is reported.
//! `show/<view>.txt` and `show/<view>.json` are what the views show.

// Each test binary uses a part of this.
#![allow(dead_code)]

use codegen::RenderedFile;
use codegen::model::Model;
use codegen::show::{self, View};
use codegen::spec::load::{self, SourceText};
use diag::Diagnostic;
use sf_schema::Schema;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// One case.
pub struct Case {
    /// What it shows.
    pub about: String,
    /// Spec and project files.
    pub inputs: BTreeMap<String, String>,
    /// Files that must come out.
    pub expected: BTreeMap<String, String>,
    /// What is reported.
    pub reported: String,
}

/// The folder of cases.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/metadata")
}

/// Reads a case.
pub fn parse(text: &str) -> Case {
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

/// The text of a case.
pub fn write(case: &Case) -> String {
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

/// The specs that a case does not give itself.
pub fn default_inputs() -> BTreeMap<String, String> {
    parse(&std::fs::read_to_string(folder().join("default.txt")).expect("the default specs")).inputs
}

/// Every case, by path.
pub fn all() -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(folder()).expect("the folder of cases");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| !path.ends_with("default.txt"));
    paths.sort();
    assert!(!paths.is_empty(), "no case was found");
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a case").replace("\r\n", "\n");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// What the specs among `inputs` mean.
pub fn lower(inputs: &BTreeMap<String, String>) -> (Option<Model>, Schema, Vec<Diagnostic>) {
    let (specs, others): (Vec<_>, Vec<_>) = inputs.iter().partition(|(path, _)| path.ends_with(".yaml"));
    let sources: Vec<SourceText> =
        specs.into_iter().map(|(file, text)| SourceText { file: file.clone(), text: text.clone() }).collect();
    let mut builder = Schema::builder().catalogue();
    for (path, text) in &others {
        builder = builder.project_file(*path, *text);
    }
    let (set, found) = load::load(&sources);
    let (schema, mut problems) = builder.overrides(codegen::lower::overrides(&set)).build();
    problems.extend(found);
    let read = |path: &str| {
        inputs.get(path).cloned().ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "no such file"))
    };
    let (model, found) = codegen::lower::lower(&set, &schema, &read);
    problems.extend(found);
    (model, schema, problems)
}

/// Everything that is rendered for the specs among `inputs`.
pub fn render(inputs: &BTreeMap<String, String>) -> (BTreeMap<String, String>, Vec<Diagnostic>) {
    let (model, schema, mut problems) = lower(inputs);
    let Some(model) = model else { return (BTreeMap::new(), problems) };
    let (files, found) = codegen::render::render(&model, &schema);
    problems.extend(found);
    let text = |file: RenderedFile| (file.path, String::from_utf8(file.bytes).expect("UTF-8"));
    let mut files: BTreeMap<String, String> = files.into_iter().map(text).collect();
    for (name, view) in View::ALL {
        let text = show::text(*view, &model, &schema, None).expect("no server is asked for");
        let json = show::json(*view, &model, &schema, None).expect("no server is asked for");
        files.extend([(format!("show/{name}.txt"), text), (format!("show/{name}.json"), format!("{json:#}\n"))]);
    }
    (files, problems)
}
