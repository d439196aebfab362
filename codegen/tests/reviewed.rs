//! What a tool may do cannot change without the review of each server that offers it: in a project that uses every key
//! of the language each value is changed, taken away or moved, one at a time.

use codegen::lower::lower;
use codegen::model::Model;
use codegen::render::{Renderer, apex, clients, custom_permission, oauth, permission_set, review};
use codegen::spec::load::{SourceText, load};
use codegen::yaml::{self, Node};
use rayon::prelude::*;
use serde_json::{Value, json};
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Changes of generated files that no review has to show: the end of the change, and why.
const NOT_REVIEWED: &[(&str, &str)] = &[
    ("testProfile", "it is the profile of the user in Apex tests, which run in no call of a tool"),
    ("authorized.0 moved behind the next", "the values have names, and their order means nothing"),
];

/// What decides what tools do, and who may call them. The framework comes from no value of a spec.
const RENDERERS: [Renderer; 6] = [
    apex::tools,
    apex::endpoint::render,
    custom_permission::render,
    permission_set::render,
    oauth::render,
    clients::render,
];

/// Values of the same key that a value is replaced with, at most.
const REPLACEMENTS: usize = 6;

/// How often a key of a list's items is changed in the same way in one spec, at most.
const ALIKE: usize = 2;

/// The tools of the servers while something else than a tool is changed.
const FEW: [&str; 5] =
    ["delete_widget", "get_by_key", "hand_written", "long_names_when_a_record_is_written", "mail_of_widget"];

fn root(of: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(of)
}

/// The specs of the project: path → what is written.
fn specs() -> BTreeMap<String, Value> {
    let mut specs = BTreeMap::new();
    for of in ["tests/specs/every-option", "../tests/base/every-key"] {
        let (sources, problems) = codegen::spec::load::read(&root(of));
        assert!(problems.is_empty(), "{problems:?}");
        for SourceText { file, text } in sources {
            let node = yaml::parse(&file, &text).expect("a spec");
            specs.insert(file, value(&node));
        }
    }
    // Its texts are what escaping is tested with.
    specs.remove("specs/tools/hostile_texts.yaml").expect("it is there");
    specs
}

fn value(node: &Node) -> Value {
    match &node.value {
        yaml::Value::Null => Value::Null,
        yaml::Value::Bool(value) => json!(value),
        yaml::Value::Int(value) => json!(value),
        yaml::Value::Float(value) => json!(value),
        yaml::Value::Text(value) => json!(value),
        yaml::Value::List(items) => items.iter().map(value).collect(),
        yaml::Value::Map(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), value(&entry.node))).collect())
        }
    }
}

/// A spec in the JSON that is YAML, with what readers do not see as escapes.
fn text(spec: &Value) -> String {
    let escaped = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\U{:08x}", u32::from(c)) };
    spec.to_string().chars().map(escaped).collect()
}

fn model(specs: &BTreeMap<String, Value>, schema: &Schema) -> Result<Model, String> {
    let sources: Vec<SourceText> =
        specs.iter().map(|(file, spec)| SourceText { file: file.clone(), text: text(spec) }).collect();
    let (set, mut problems) = load(&sources);
    let read = |path: &str| std::fs::read_to_string(root("../tests/base/every-key").join(path));
    let (model, found) = lower(&set, schema, &read);
    problems.extend(found);
    match model {
        Some(model) if !diag::has_errors(&problems) => Ok(model),
        _ => Err(diag::render::text(&problems)),
    }
}

/// What comes of specs: server → hash of its review, and path → file.
struct Outcome {
    hashes: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<u8>>,
    /// Class of a tool → servers.
    servers: BTreeMap<String, BTreeSet<String>>,
}

impl Outcome {
    fn of(model: &Model, schema: &Schema) -> Self {
        let hash = |server| review::document(review::collect(model, schema, server)).content_hash;
        let rendered = RENDERERS.iter().flat_map(|renderer| renderer(model, schema));
        Self {
            hashes: model.servers.iter().map(|server| (server.name.clone(), hash(server))).collect(),
            files: rendered.map(|file| (file.path, file.bytes)).collect(),
            servers: model.tools.iter().map(|t| (t.class.clone(), t.servers.iter().cloned().collect())).collect(),
        }
    }

    /// The files that differ although no review does that has to say so.
    fn hidden<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let paths: BTreeSet<&String> = self.files.keys().chain(other.files.keys()).collect();
        let differ = paths.into_iter().filter(|path| self.files.get(*path) != other.files.get(*path));
        let same = |server: &String| self.hashes.get(server) == other.hashes.get(server);
        let hidden = differ.filter(|path| {
            let class = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            match self.servers.get(class) {
                Some(servers) => servers.iter().any(same),
                None => self.hashes == other.hashes,
            }
        });
        hidden.map(String::as_str).collect()
    }
}

/// Every way in which one value of a spec is changed: where, and the whole spec.
fn changes(spec: &Value, pool: &BTreeMap<String, Vec<Value>>) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    visit(spec, "", &mut Vec::new(), &mut |path, key, now| {
        let mut others: Vec<(String, Option<Value>)> = Vec::new();
        match now {
            Value::Bool(truth) => others.push((format!("{}", !truth), Some(json!(!truth)))),
            Value::Number(number) if number.is_i64() => {
                let number = number.as_i64().unwrap_or_default();
                others.extend([-1, 1].map(|by| (format!("{}", number + by), Some(json!(number + by)))));
            }
            Value::String(text) => {
                let longer = match text.strip_suffix('.') {
                    Some(sentence) => format!("{sentence} as well."),
                    None => format!("{text}s"),
                };
                others.push((longer.clone(), Some(json!(longer))));
            }
            _ => {}
        }
        if !matches!(now, Value::Array(_) | Value::Object(_)) {
            let same = pool.get(key).into_iter().flatten().filter(|other| *other != now);
            others.extend(same.map(|other| (other.to_string(), Some(other.clone()))));
        }
        others.push(("taken away".to_owned(), None));
        for (what, other) in others {
            if let Some(changed) = replaced(spec, path, other) {
                found.push((format!("{} := {what}", path.join(".")), changed));
            }
        }
        if let Some(changed) = swapped(spec, path) {
            found.push((format!("{} moved behind the next", path.join(".")), changed));
        }
    });
    found
}

/// Calls `each` with the path, the key and the value of everything in a spec but the whole.
fn visit<'a>(
    node: &'a Value,
    key: &'a str,
    path: &mut Vec<String>,
    each: &mut impl FnMut(&[String], &'a str, &'a Value),
) {
    if !path.is_empty() {
        each(path, key, node);
    }
    let mut inside = |name: String, key: &'a str, node: &'a Value| {
        path.push(name);
        visit(node, key, path, each);
        path.pop();
    };
    match node {
        Value::Object(members) => members.iter().for_each(|(key, node)| inside(key.clone(), key, node)),
        Value::Array(items) => items.iter().enumerate().for_each(|(i, node)| inside(i.to_string(), key, node)),
        _ => {}
    }
}

/// The spec with another value in a place, or without it.
fn replaced(spec: &Value, path: &[String], other: Option<Value>) -> Option<Value> {
    let mut changed = spec.clone();
    let (last, before) = path.split_last()?;
    match (changed.pointer_mut(&pointer(before))?, other) {
        (Value::Object(members), Some(other)) => drop(members.insert(last.clone(), other)),
        (Value::Object(members), None) => drop(members.remove(last)),
        (Value::Array(items), Some(other)) => items[last.parse::<usize>().ok()?] = other,
        (Value::Array(items), None) => drop(items.remove(last.parse().ok()?)),
        _ => return None,
    }
    Some(changed)
}

/// The spec with an item of a list behind the next one.
fn swapped(spec: &Value, path: &[String]) -> Option<Value> {
    let mut changed = spec.clone();
    let (last, before) = path.split_last()?;
    let items = changed.pointer_mut(&pointer(before))?.as_array_mut()?;
    let place: usize = last.parse().ok()?;
    (place + 1 < items.len()).then(|| items.swap(place, place + 1))?;
    Some(changed)
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|part| format!("/{part}")).collect()
}

/// The specs among which one is changed: few tools, and a tool has a server of its own, which makes the test quick.
fn around(file: &str, specs: &BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    let is_tool = |path: &str| path.starts_with("specs/tools/");
    let mut few = specs.clone();
    few.retain(|path, spec| {
        let in_few = FEW.iter().any(|name| spec["name"] == *name);
        path == file || !is_tool(path) || (!is_tool(file) && in_few)
    });
    let names: Vec<Value> =
        few.iter().filter(|(path, _)| is_tool(path)).map(|(_, spec)| spec["name"].clone()).collect();
    if is_tool(file) {
        few.remove("specs/servers/masked.yaml");
    }
    let server = few.get_mut("specs/servers/main.yaml").and_then(Value::as_object_mut).expect("a server");
    let tools = server["tools"].as_array_mut().expect("tools");
    tools.retain(|name| names.contains(name));
    if tools.is_empty() {
        *tools = names;
    }
    if is_tool(file) {
        server.remove("handWritten");
        server.remove("approvals");
    }
    few
}

#[test]
fn what_tools_do_does_not_change_without_the_review() {
    let specs = specs();
    let objects = root("tests/specs/every-option");
    let (schema, problems) = Schema::builder().catalogue().project_dir(&objects, "force-app").build();
    assert!(!diag::has_errors(&problems), "{problems:?}");
    let mut pool: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for spec in specs.values() {
        visit(spec, "", &mut Vec::new(), &mut |_, key, value| {
            let values = pool.entry(key.to_owned()).or_default();
            let is_word = match value {
                Value::Array(_) | Value::Object(_) => false,
                Value::String(text) => !text.contains(' '),
                _ => true,
            };
            if is_word && values.len() < REPLACEMENTS && !values.contains(value) {
                values.push(value.clone());
            }
        });
    }
    // Specs whose names are long have the keys of others.
    let files: Vec<&String> = specs.keys().filter(|file| !file.contains("/long_names_")).collect();
    let outcomes: Vec<(usize, usize, Vec<String>)> = files
        .into_par_iter()
        .map(|file| {
            let mut few = around(file, &specs);
            let spec = few[file].clone();
            let before = model(&few, &schema).unwrap_or_else(|problems| panic!("{file}: {problems}"));
            let before = Outcome::of(&before, &schema);
            let (mut tried, mut valid, mut hidden) = (0, 0, Vec::new());
            let mut done: BTreeMap<String, usize> = BTreeMap::new();
            for (what, changed) in changes(&spec, &pool) {
                let alike: String = what.split('.').filter(|part| part.parse::<u32>().is_err()).collect();
                let times = done.entry(alike).or_default();
                *times += 1;
                if *times > ALIKE {
                    continue;
                }
                tried += 1;
                few.insert(file.clone(), changed);
                let Ok(model) = model(&few, &schema) else { continue };
                valid += 1;
                let after = Outcome::of(&model, &schema);
                let files = before.hidden(&after);
                let is_named =
                    NOT_REVIEWED.iter().any(|(end, _)| what.split(" := ").next().is_some_and(|w| w.ends_with(end)));
                if !files.is_empty() && !is_named {
                    hidden.push(format!("{file}: {what}: {}", files.join(", ")));
                }
            }
            (tried, valid, hidden)
        })
        .collect();
    let tried: usize = outcomes.iter().map(|(tried, ..)| tried).sum();
    let valid: usize = outcomes.iter().map(|(_, valid, _)| valid).sum();
    assert!(tried > 3000 && valid > 1000, "{valid} of {tried} changes are valid: the test tests too little");
    let hidden: Vec<&String> = outcomes.iter().flat_map(|(.., hidden)| hidden).collect();
    assert!(hidden.is_empty(), "{hidden:#?}");
}
