//! Reads `specs/**/*.yaml` and `targets.yaml`.

mod files;

pub use files::{SourceText, read};

use super::schema::{Kind, VERSION};
use super::{ProjectSpec, ScopeSpec, ServerSpec, TargetsSpec, ToolSpec};
use crate::operation::{self, OperationSpec};
use crate::yaml::{self, Entry, Located, Node, Pos, Value, check_shape, nearest};
use diag::catalogue::spec as codes;
use diag::{Diagnostic, Place};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use std::path::Path;
use std::sync::Arc;

/// A spec with the file it stands in.
#[derive(Debug)]
pub struct SpecFile<T> {
    /// Path relative to the project root, with `/`.
    pub file: Arc<str>,
    /// The spec.
    pub spec: T,
}

impl<T> SpecFile<T> {
    /// The place of a position in this file.
    pub fn place(&self, at: Pos) -> Place {
        Place::new(&*self.file, at.line, at.column)
    }
}

/// A tool spec with its one operation.
#[derive(Debug)]
pub struct ToolFile {
    /// What all tools have.
    pub tool: ToolSpec,
    /// Key of the operation.
    pub key: Located<&'static str>,
    /// The operation.
    pub operation: Box<dyn OperationSpec>,
}

/// All specs of a project, as written. Files are sorted by path.
#[derive(Debug, Default)]
pub struct SpecSet {
    /// `kind: project`.
    pub projects: Vec<SpecFile<ProjectSpec>>,
    /// `kind: server`.
    pub servers: Vec<SpecFile<ServerSpec>>,
    /// `kind: tool`.
    pub tools: Vec<SpecFile<ToolFile>>,
    /// `kind: scope`.
    pub scopes: Vec<SpecFile<ScopeSpec>>,
    /// Names in files with problems: what refers to them is not wrong for that.
    pub unread: Vec<String>,
    /// `targets.yaml`.
    pub targets: Option<SpecFile<TargetsSpec>>,
}

/// Parses spec files. The order of `files` does not matter. Files with problems are left out of the set.
pub fn load(files: &[SourceText]) -> (SpecSet, Vec<Diagnostic>) {
    let mut set = SpecSet::default();
    let mut problems = Vec::new();
    let mut sorted: Vec<&SourceText> = files.iter().collect();
    sorted.sort_by(|a, b| a.file.cmp(&b.file));
    let parsed: Vec<_> = sorted.par_iter().map(|source| yaml::parse(&source.file, &source.text)).collect();
    for (source, result) in sorted.into_iter().zip(parsed) {
        match result {
            Ok(node) => {
                let found = add(&mut set, &source.file, &node);
                if diag::has_errors(&found) {
                    set.unread.extend(node.get("name").and_then(Node::as_text).map(str::to_owned));
                }
                problems.extend(found);
                placeholders(&source.file, &node, &mut problems);
            }
            Err(found) => {
                set.unread.extend(salvaged_name(&source.file, &source.text));
                problems.extend(found);
            }
        }
    }
    (set, problems)
}

/// The names of the specs in `root` that [`read`] could not read, as far as they can be told.
pub fn unread(root: &Path, problems: &[Diagnostic]) -> Vec<String> {
    let files = problems.iter().filter_map(|problem| Some(root.join(&problem.place.as_ref()?.file)));
    // A link may lead anywhere, and a pipe never ends.
    let plain = files.filter(|file| file.symlink_metadata().is_ok_and(|found| found.is_file()));
    let texts = plain.filter_map(|file| Some((file.to_string_lossy().into_owned(), std::fs::read(file).ok()?)));
    texts.filter_map(|(file, text)| salvaged_name(&file, &String::from_utf8_lossy(&text))).collect()
}

/// How texts begin that `cargo xtask new` leaves to people.
const PLACEHOLDER: &str = "EDIT: ";

/// Reports texts that nobody has written yet.
fn placeholders(file: &str, node: &Node, problems: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Text(text) => {
            if let Some(what) = text.strip_prefix(PLACEHOLDER) {
                problems.push(
                    Diagnostic::new(&codes::PLACEHOLDER, format!("still to be written: {what}"))
                        .at(Place::new(file, node.at.line, node.at.column))
                        .hint("replace the whole text, `EDIT:` included"),
                );
            }
        }
        Value::List(items) => items.iter().for_each(|item| placeholders(file, item, problems)),
        Value::Map(entries) => entries.iter().for_each(|entry| placeholders(file, &entry.node, problems)),
        _ => {}
    }
}

/// The name that a file without valid YAML most likely has: that of the file where the name itself is at fault.
fn salvaged_name(file: &str, text: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix("name:"))?;
    let name = value.trim().trim_matches(['"', '\'']);
    let is_name = name.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c));
    if is_name { Some(name.to_owned()) } else { Path::new(file).file_stem()?.to_str().map(str::to_owned) }
}

/// Adds one parsed file to the set and returns what is wrong with it.
fn add(set: &mut SpecSet, file: &str, node: &Node) -> Vec<Diagnostic> {
    let kind = match kind_of(file, node) {
        Ok(kind) => kind,
        Err(problem) => return vec![problem],
    };
    let mut problems = check_shape(file, node, kind.schema());
    // One operation too many does not have to be completed first; one that is missing may be a key with a mistake.
    if kind == Kind::Tool && (problems.is_empty() || operations(node).nth(1).is_some()) {
        problems.extend(not_one_operation(file, node));
    }
    let file: Arc<str> = file.into();
    if !problems.is_empty() {
        return problems;
    }
    let body = without(node, &["kind", "version"]);
    let result = match kind {
        Kind::Project => fill(&file, &body).map(|spec| set.projects.push(spec)),
        Kind::Server => fill(&file, &body).map(|spec| set.servers.push(spec)),
        Kind::Scope => fill(&file, &body).map(|spec| set.scopes.push(spec)),
        Kind::Targets => fill(&file, &body).map(|spec| set.targets = Some(spec)),
        Kind::Tool => tool(&file, &body).map(|spec| set.tools.push(spec)),
    };
    problems.extend(result.err());
    problems
}

/// Kinds of things that people may expect and that this generator does not build, with where to go instead.
const OUT_OF_SCOPE: [(&[&str], &str); 4] = [
    (
        &["agent", "agentforce", "bot", "topic", "planner"],
        "native agents are built with Agentforce DX; a tool of this project can be one of their actions",
    ),
    (
        &["etl", "pipeline", "sync", "batch", "bulk"],
        "move bulk data with the Bulk API and an ETL tool; a tool here serves one question at a time",
    ),
    (
        &["flow", "trigger", "process", "workflow", "automation"],
        "build automation with Flow or Apex in the project's own package directory",
    ),
    (
        &["hosted-server", "hosted", "mcpserverdefinition"],
        "hosted MCP servers are configured in Setup, API Catalog, MCP Servers",
    ),
];

fn kind_of(file: &str, node: &Node) -> Result<Kind, Diagnostic> {
    let names = || Kind::ALL.into_iter().map(Kind::name);
    let place = |at: Pos| Place::new(file, at.line, at.column);
    let Some(value) = node.get("kind") else {
        return Err(Diagnostic::new(&codes::MISSING_KEY, "the key `kind` is missing")
            .at(place(node.at))
            .hint(format!("add `kind:` with one of {}", names().collect::<Vec<_>>().join(", "))));
    };
    if let Some(version) = node.get("version")
        && version.value != Value::Int(VERSION)
    {
        return Err(Diagnostic::new(&codes::NOT_ALLOWED, "this version of the spec language is not known")
            .at(place(version.at))
            .hint(format!("this tool reads `version: {VERSION}`")));
    }
    let text = value.as_text().unwrap_or_default();
    if let Some((_, pointer)) =
        OUT_OF_SCOPE.iter().find(|(words, _)| words.contains(&text.to_ascii_lowercase().as_str()))
    {
        return Err(Diagnostic::new(
            &codes::OUT_OF_SCOPE,
            format!("`{text}` is not a kind of spec that this generator builds"),
        )
        .at(place(value.at))
        .hint(*pointer));
    }
    Kind::find(text).filter(|kind| (*kind == Kind::Targets) == (file == "targets.yaml")).ok_or_else(|| {
        let hint = match nearest(text, names()) {
            Some("targets") => {
                "targets stand in `targets.yaml` at the root of the project, all else below `specs/`".to_owned()
            }
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("use one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        Diagnostic::new(&codes::NOT_ALLOWED, format!("`{text}` is not a kind of spec for this file"))
            .at(place(value.at))
            .hint(hint)
    })
}

fn without(node: &Node, keys: &[&str]) -> Node {
    let entries = node.entries().iter().filter(|e| !keys.contains(&e.key.as_str())).cloned().collect();
    Node { at: node.at, value: Value::Map(entries) }
}

fn fill<T: DeserializeOwned>(file: &Arc<str>, node: &Node) -> Result<SpecFile<T>, Diagnostic> {
    match yaml::from_node(node) {
        Ok(spec) => Ok(SpecFile { file: Arc::clone(file), spec }),
        Err(error) => Err(mismatch(file, &error)),
    }
}

fn mismatch(file: &str, error: &yaml::Error) -> Diagnostic {
    Diagnostic::new(&codes::WRONG_TYPE, error.message.clone()).at(Place::new(file, error.at.line, error.at.column))
}

/// The operations of a tool, with their entries.
fn operations(node: &Node) -> impl Iterator<Item = (&'static operation::Row, &Entry)> {
    node.entries().iter().filter_map(|entry| operation::find(&entry.key).map(|row| (row, entry)))
}

fn not_one_operation(file: &str, node: &Node) -> Option<Diagnostic> {
    let mut present = operations(node);
    let place = |at: Pos| Place::new(file, at.line, at.column);
    match (present.next(), present.next()) {
        (Some(_), None) => None,
        (None, _) => {
            let known = operation::ALL.iter().map(|row| row.key).collect::<Vec<_>>().join(", ");
            let missing = Diagnostic::new(&codes::MISSING_KEY, "the tool has no operation");
            Some(missing.at(place(node.at)).hint(format!("add exactly one of {known}")))
        }
        (Some((first, at)), Some((second, entry))) => {
            let message = format!("the tool has two operations, `{}` and `{}`", first.key, second.key);
            let two = Diagnostic::new(&codes::NOT_ALLOWED, message).at(place(entry.key_at));
            let two = two.also(place(at.key_at), "the first operation");
            Some(two.hint("make two tools of it: one narrow tool for each operation"))
        }
    }
}

fn tool(file: &Arc<str>, node: &Node) -> Result<SpecFile<ToolFile>, Diagnostic> {
    let Some((row, entry)) = operations(node).next() else {
        return Err(Diagnostic::new(&codes::MISSING_KEY, "the tool has no operation"));
    };
    let operation = (row.parse)(&entry.node).map_err(|error| mismatch(file, &error))?;
    let tool = fill::<ToolSpec>(file, &without(node, &[row.key]))?.spec;
    let key = Located { value: row.key, at: entry.key_at };
    Ok(SpecFile { file: Arc::clone(file), spec: ToolFile { tool, key, operation } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(file: &str, text: &str) -> String {
        let (_, found) = load(&[SourceText { file: file.to_owned(), text: text.to_owned() }]);
        diag::render::text(&found)
    }

    const TOOL: &str = "kind: tool\nversion: 1\nname: a\ntitle: A\ndescription: D\n";

    #[test]
    fn a_tool_loads_with_short_and_full_fields() {
        let text =
            format!("{TOOL}get:\n  object: Account\n  by: id\n  fields: [Name, {{field: Phone, mask: last4}}]\n");
        let (set, found) = load(&[SourceText { file: "specs/a.yaml".to_owned(), text }]);
        assert_eq!(diag::render::text(&found), "");
        assert_eq!(set.tools[0].spec.key.value, "get");
        assert_eq!(set.tools[0].spec.key.at, Pos { line: 6, column: 1 });
    }

    #[test]
    fn every_problem_of_a_file_is_reported_at_once() {
        let text = format!("{TOOL}titel: x\nget:\n  object: 1\n  by: id\n  fieldz: []\n");
        let expected = "\
specs/a.yaml:6:1: error[SPEC002]: the key `titel` is not known here
    fix: did you mean `title`?
specs/a.yaml:8:11: error[SPEC003]: expected a text, found a whole number
    fix: put quotes around the value
specs/a.yaml:10:3: error[SPEC002]: the key `fieldz` is not known here
    fix: did you mean `fields`?
specs/a.yaml:8:3: error[SPEC004]: the key `fields` is missing
    fix: add `fields:` (Fields returned. The record's Id and URL are always returned.)
";
        assert_eq!(problems("specs/a.yaml", &text), expected);
    }

    #[test]
    fn a_tool_has_exactly_one_operation() {
        assert!(problems("specs/a.yaml", TOOL).contains("the tool has no operation"));
        let two = format!("{TOOL}delete: {{object: Case, by: id}}\nget: {{object: Case, by: id, fields: [Subject]}}\n");
        assert!(problems("specs/a.yaml", &two).contains("two operations, `delete` and `get`"));
        let unfinished = format!("{TOOL}get: {{object: Case}}\nquery: {{object: Case}}\n");
        let found = problems("specs/a.yaml", &unfinished);
        assert!(found.contains("two operations, `get` and `query`") && found.contains("`by` is missing"), "{found}");
    }

    #[test]
    fn a_key_that_stands_too_deep_is_sent_up() {
        let text = format!("{TOOL}get:\n  object: Account\n  by: id\n  fields: [Name]\n  scopes: [sales]\n");
        let expected = "\
specs/a.yaml:10:3: error[SPEC002]: the key `scopes` is not known here
    fix: write it beside `get`, not below it
";
        assert_eq!(problems("specs/a.yaml", &text), expected);
    }

    #[test]
    fn a_name_that_cannot_be_read_is_that_of_the_file() {
        let named = |text: &str| salvaged_name("specs/tools/get_case.yaml", text);
        assert_eq!(named("name: 'get_account'\nx: [\n").as_deref(), Some("get_account"));
        assert_eq!(named("name: \"C:\\x\"\n").as_deref(), Some("get_case"));
        assert_eq!(named("title: A\n"), None);
    }

    #[test]
    fn kind_and_version_are_checked() {
        assert!(problems("specs/a.yaml", "name: a\n").contains("the key `kind` is missing"));
        assert!(problems("specs/a.yaml", "kind: tol\n").contains("did you mean `tool`?"));
        assert!(problems("specs/a.yaml", "kind: tool\nversion: 2\n").contains("this tool reads `version: 1`"));
        assert!(problems("specs/a.yaml", "kind: targets\nversion: 1\ntargets: {}\n").contains("targets.yaml"));
    }

    #[test]
    fn every_schema_is_closed_and_describes_each_key() {
        fn visit(schema: &serde_json::Value, path: &str, undescribed: &mut Vec<String>) {
            if let Some(properties) = schema["properties"].as_object() {
                assert_eq!(schema["additionalProperties"], serde_json::Value::Bool(false), "{path} is open");
                for (key, property) in properties {
                    if property.get("description").is_none() && !operation::ALL.iter().any(|row| row.key == key) {
                        undescribed.push(format!("{path}.{key}"));
                    }
                }
            }
        }
        let mut undescribed = Vec::new();
        for kind in Kind::ALL {
            visit(kind.schema(), kind.name(), &mut undescribed);
            for (name, definition) in kind.schema()["$defs"].as_object().expect("definitions") {
                visit(definition, name, &mut undescribed);
            }
        }
        assert_eq!(undescribed, Vec::<String>::new());
    }
}
