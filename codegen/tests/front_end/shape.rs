//! The shape check, the types and the published JSON Schemas say the same.

use crate::input::{SOURCES, apply, change, to_json};
use codegen::spec::load::{SourceText, load};
use codegen::spec::schema::Kind;
use codegen::yaml::{Node, Value, check_shape, parse};
use proptest::prelude::*;
use proptest::sample::Index;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static VALIDATORS: LazyLock<BTreeMap<&str, jsonschema::Validator>> = LazyLock::new(|| {
    let build = |kind: Kind| jsonschema::validator_for(kind.schema()).expect("a valid JSON Schema");
    Kind::ALL.into_iter().map(|kind| (kind.name(), build(kind))).collect()
});

fn kind(node: &Node) -> Kind {
    Kind::find(node.get("kind").and_then(Node::as_text).expect("a kind")).expect("a known kind")
}

#[test]
fn reference_specs_fit_the_published_schemas() {
    for source in SOURCES.iter() {
        let node = parse(&source.file, &source.text).expect("valid YAML");
        let errors: Vec<String> =
            VALIDATORS[kind(&node).name()].iter_errors(&to_json(&node)).map(|e| e.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", source.file);
    }
}

/// What the schema cannot say: blanks around a text do not count, and `5.0` is no whole number.
fn is_blank_or_float(node: &Node) -> bool {
    match &node.value {
        Value::Text(text) => text.trim() != text,
        Value::Float(number) => number.fract() == 0.0,
        Value::List(items) => items.iter().any(is_blank_or_float),
        Value::Map(entries) => entries.iter().any(|e| is_blank_or_float(&e.node)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_shape_check_agrees_with_the_schema_and_the_types(
        file in any::<Index>(),
        (position, change) in change(),
    ) {
        let source = &SOURCES[file.index(SOURCES.len())];
        let mut node = parse(&source.file, &source.text).expect("valid YAML");
        let (kind, whole) = (kind(&node), node.clone());
        apply(&mut node, &position, &change);
        // The loader reads these two before any schema is chosen.
        prop_assume!(["kind", "version"].iter().all(|key| node.get(key).map(|n| &n.value) == whole.get(key).map(|n| &n.value)));
        let found = check_shape(&source.file, &node, kind.schema());
        let valid = VALIDATORS[kind.name()].is_valid(&to_json(&node));
        let text = to_json(&node).to_string();
        if found.is_empty() {
            // Which operations exclude each other is reported by the loader.
            let operations = node.entries().iter().filter(|e| codegen::operation::find(&e.key).is_some()).count();
            prop_assert!(valid || (kind == Kind::Tool && operations != 1), "the schema refuses what the check accepts: {text}");
            // Nothing is left for the second stage to trip over.
            let (_, problems) = load(&[SourceText { file: source.file.clone(), text }]);
            let late = problems.iter().any(|p| p.code.id == "SPEC003");
            prop_assert!(!late, "{}", diag::render::text(&problems));
        } else if valid {
            prop_assert!(is_blank_or_float(&node), "the schema accepts what the check refuses: {}", diag::render::text(&found));
        }
    }
}
