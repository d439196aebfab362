//! The examples of the reference of the spec language are a project that passes every check and shows every key.

use codegen::reference::examples::{self, Example};
use codegen::spec::schema::Kind;
use codegen::yaml::{Node, Value, check_shape, parse};
use diag::Severity;
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// A unique external Id, which no org has from the start.
fn field(name: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>{name}</fullName>
    <externalId>true</externalId>
    <label>{name}</label>
    <length>40</length>
    <type>Text</type>
    <unique>true</unique>
</CustomField>
"#
    )
}

/// The class that people wrote.
const CLASS: &str = "public with sharing class AcmeBookVisitTool extends McpToolDefinition {
    public AcmeBookVisitTool() {
        name = 'book_visit';
        description = 'Books a visit.';
    }

    public override Map<String, Object> inputSchema() {
        return new Map<String, Object>();
    }

    public override void validate(Map<String, Object> arguments) {
    }

    public override McpToolResult execute(Map<String, Object> arguments) {
        return new McpToolResult();
    }
}
";

#[test]
fn the_examples_pass_every_check() {
    let dir = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    examples::ALL.iter().for_each(|example| put(example.path, example.text));
    for (object, name) in [("Asset", "WarehouseNumber__c"), ("Case", "RequestKey__c")] {
        put(&format!("force-app/main/default/objects/{object}/fields/{name}.field-meta.xml"), &field(name));
    }
    put("force-app/main/default/classes/AcmeBookVisitTool.cls", CLASS);
    put("certificates/field-sales.crt", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    put("sfdx-project.json", r#"{"packageDirectories": [{"path": "force-app", "default": true}]}"#);
    let mut compiled = codegen::compile(dir.path());
    // One example shows a further OAuth scope, which is always warned about.
    compiled.diagnostics.retain(|finding| finding.severity != Severity::Note && finding.code.id != "POL028");
    assert_eq!(diag::render::text(&compiled.diagnostics), "");
    assert!(compiled.model.is_some_and(|model| model.tools.len() >= 10));
    // Twice the same.
    let paths = |files: &[codegen::RenderedFile]| format!("{files:?}");
    assert_eq!(paths(&compiled.files), paths(&codegen::compile(dir.path()).files));
}

#[test]
fn every_key_has_an_example() {
    let (mut known, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for kind in Kind::ALL {
        let schema = kind.schema();
        let named = schema["$defs"].as_object().into_iter().flatten().map(|(name, part)| (name.as_str(), part));
        for (name, part) in named.chain([(kind.name(), schema)]) {
            let keys = part["properties"].as_object().into_iter().flatten();
            known.extend(keys.map(|(key, _)| (name.to_owned(), key.clone())));
        }
    }
    for example in examples::ALL {
        let text = uncommented(example);
        let node = parse(example.path, &text).unwrap_or_else(|found| panic!("{}", diag::render::text(&found)));
        let kind = node.get("kind").and_then(Node::as_text).and_then(Kind::find).expect("a kind");
        let found = check_shape(example.path, &node, kind.schema());
        assert_eq!(diag::render::text(&found), "", "the keys in comments of {}", example.path);
        visit(&node, kind.schema(), kind.schema(), kind.name(), &mut shown);
    }
    let missing: Vec<_> = known.difference(&shown).collect();
    assert!(missing.is_empty(), "no example shows {missing:?}");
}

/// The text with the keys that stand in comments, because they exclude others or ask for a decision.
fn uncommented(example: &Example) -> String {
    let is_key = |text: &str| {
        let text = text.trim_start();
        let text = text.strip_prefix("- ").unwrap_or(text).trim_start_matches('{');
        text.split_once(':').is_some_and(|(key, rest)| {
            !key.is_empty()
                && key.bytes().all(|b| b.is_ascii_alphabetic())
                && (rest.is_empty() || rest.starts_with(' '))
        })
    };
    let line = |line: &str| match line.split_once("# ") {
        Some((before, text)) if before.trim().is_empty() && is_key(text) => format!("{before}{text}\n"),
        _ => format!("{line}\n"),
    };
    example.text.lines().map(line).collect()
}

/// Notes the keys of a value, by the part of the language that they belong to.
fn visit(node: &Node, schema: &Json, root: &Json, name: &str, shown: &mut BTreeSet<(String, String)>) {
    if let Some(part) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
        return visit(node, &root["$defs"][part], root, part, shown);
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        return branches.iter().for_each(|branch| visit(node, branch, root, name, shown));
    }
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let inner = match &schema["properties"][&entry.key] {
                    Json::Null => &schema["additionalProperties"],
                    property => {
                        shown.insert((name.to_owned(), entry.key.clone()));
                        property
                    }
                };
                visit(&entry.node, inner, root, name, shown);
            }
        }
        Value::List(items) => items.iter().for_each(|item| visit(item, &schema["items"], root, name, shown)),
        _ => {}
    }
}
