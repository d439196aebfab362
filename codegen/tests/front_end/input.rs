//! The reference project as texts, YAML trees that can be changed, and a short way to compile.

use codegen::check::check;
use codegen::lower::lower;
use codegen::model::Model;
use codegen::spec::load::{SourceText, load, read};
use codegen::yaml::{Node, Value};
use diag::Diagnostic;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sf_schema::Schema;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_path_buf()
}

/// The reference specs.
pub static SOURCES: LazyLock<Vec<SourceText>> = LazyLock::new(|| {
    let (sources, problems) = read(&root());
    assert!(problems.is_empty() && sources.len() > 10, "the reference specs are gone");
    sources
});

/// sObjects with the metadata of the project.
pub static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| Schema::builder().catalogue().project_dir(root(), "force-app".to_owned()).build().0);

/// Everything up to the model and its rules, as [`codegen::compile`] does it.
pub fn compile(sources: &[SourceText]) -> (Option<Model>, Vec<Diagnostic>) {
    let (set, mut found) = load(sources);
    let nothing = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let (model, problems) = lower(&set, &SCHEMA, &nothing);
    found.extend(problems);
    found.extend(model.iter().flat_map(|model| check(model, &SCHEMA)));
    diag::sort(&mut found);
    (model, found)
}

/// A text that has broken generators before.
pub fn hostile_text() -> impl Strategy<Value = String> {
    const KNOWN: &[&str] = &[
        "",
        " ",
        "'",
        "\"",
        "\\",
        "*/",
        "]]>",
        "{{ x }}",
        "${HOME}",
        "\n",
        "\r\n",
        "\0",
        "\u{202e}abc",
        "😀",
        "a'; DELETE",
        "<!--",
        "Account",
        "account",
        "Account.Name",
        "Owner.Name",
        "Id",
        "limit",
        "cursor",
        "__proto__",
        "-1",
        "99999999999999999999",
        "2026-02-30",
        "../../etc/passwd",
        "Name.",
        ".",
        "..",
        "Parent.Parent.Parent.Parent.Parent.Parent.Name",
        "é",
        "(a+)+",
    ];
    prop_oneof![select(KNOWN).prop_map(str::to_owned), ".{0,20}", Just("x".repeat(10_000))]
}

/// Any scalar.
pub fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        select(&[0, 1, -1, 5, 200, 201, i64::MAX, i64::MIN, 1 << 31, 1 << 32][..]).prop_map(Value::Int),
        select(&[0.5, -1.0, 1e300, 1e-300][..]).prop_map(Value::Float),
        hostile_text().prop_map(Value::Text),
    ]
}

/// One change of a tree; positions are drawn when it is applied.
#[derive(Debug, Clone)]
pub enum Change {
    Replace(Value),
    Delete,
    Duplicate,
    RenameKey(String),
    Wrap,
    Swap(Index),
}

pub fn change() -> impl Strategy<Value = (Index, Change)> {
    let change = prop_oneof![
        4 => scalar().prop_map(Change::Replace),
        2 => Just(Change::Delete),
        1 => Just(Change::Duplicate),
        1 => hostile_text().prop_map(Change::RenameKey),
        1 => Just(Change::Wrap),
        3 => any::<Index>().prop_map(Change::Swap),
    ];
    (any::<Index>(), change)
}

/// Changes the tree below `node`; the position counts nodes in the order of the text.
pub fn apply(node: &mut Node, at: &Index, change: &Change) {
    let mut nodes = Vec::new();
    collect(node, &mut nodes);
    let other = match change {
        Change::Swap(other) => Some(nodes[other.index(nodes.len())].clone()),
        _ => None,
    };
    let mut left = at.index(nodes.len());
    edit(node, &mut left, change, other.as_ref());
}

fn collect<'n>(node: &'n Node, nodes: &mut Vec<&'n Node>) {
    nodes.push(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| collect(item, nodes)),
        Value::Map(entries) => entries.iter().for_each(|entry| collect(&entry.node, nodes)),
        _ => {}
    }
}

fn edit(node: &mut Node, left: &mut usize, change: &Change, other: Option<&Node>) -> bool {
    if *left == 0 {
        match change {
            Change::Replace(value) => node.value = value.clone(),
            Change::Swap(_) => node.value = other.map_or(Value::Null, |other| other.value.clone()),
            Change::Wrap => node.value = Value::List(vec![node.clone()]),
            Change::RenameKey(name) => {
                if let Value::Map(entries) = &mut node.value
                    && let Some(first) = entries.first_mut()
                {
                    first.key.clone_from(name);
                }
            }
            Change::Delete => match &mut node.value {
                Value::List(items) => drop(items.pop()),
                Value::Map(entries) => drop(entries.pop()),
                value => *value = Value::Null,
            },
            Change::Duplicate => {
                if let Value::List(items) = &mut node.value
                    && let Some(last) = items.last().cloned()
                {
                    items.push(last);
                }
            }
        }
        return true;
    }
    *left -= 1;
    match &mut node.value {
        Value::List(items) => items.iter_mut().any(|item| edit(item, left, change, other)),
        Value::Map(entries) => entries.iter_mut().any(|entry| edit(&mut entry.node, left, change, other)),
        _ => false,
    }
}

/// The tree as a text in YAML's flow style, which is JSON with positions lost.
pub fn to_text(node: &Node) -> String {
    to_json(node).to_string()
}

/// The tree as JSON.
pub fn to_json(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(b) => (*b).into(),
        Value::Int(n) => (*n).into(),
        Value::Float(n) => (*n).into(),
        Value::Text(text) => text.clone().into(),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Map(entries) => {
            serde_json::Value::Object(entries.iter().map(|e| (e.key.clone(), to_json(&e.node))).collect())
        }
    }
}
