//! No input makes the front end panic.

use crate::input::{SOURCES, apply, change, compile, hostile_text, scalar, to_text};
use codegen::spec::load::SourceText;
use codegen::yaml::parse;
use proptest::prelude::*;
use proptest::sample::Index;

/// The reference project with one file replaced.
fn with(at: usize, text: String) -> Vec<SourceText> {
    let mut sources = SOURCES.clone();
    sources[at].text = text;
    sources
}

/// YAML of any shape, as text.
fn yaml() -> impl Strategy<Value = serde_json::Value> {
    let leaf = scalar()
        .prop_map(|value| crate::input::to_json(&codegen::yaml::Node { at: codegen::yaml::Pos::default(), value }));
    leaf.prop_recursive(5, 60, 6, |inner| {
        let key = prop_oneof![
            hostile_text(),
            prop::sample::select(
                &["kind", "version", "name", "query", "get", "object", "fields", "parameters", "type"][..]
            )
            .prop_map(str::to_owned),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            prop::collection::vec((key, inner), 0..5)
                .prop_map(|entries| { serde_json::Value::Object(entries.into_iter().collect()) }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_text_is_survived(text in "\\PC{0,200}", at in any::<Index>()) {
        compile(&with(at.index(SOURCES.len()), text));
    }

    #[test]
    fn random_bytes_that_are_text_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200), at in any::<Index>()) {
        compile(&with(at.index(SOURCES.len()), String::from_utf8_lossy(&bytes).into_owned()));
    }

    #[test]
    fn random_trees_are_survived(tree in yaml(), at in any::<Index>()) {
        compile(&with(at.index(SOURCES.len()), tree.to_string()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changed_specs_are_survived(file in any::<Index>(), changes in prop::collection::vec(change(), 1..4)) {
        let at = file.index(SOURCES.len());
        let mut node = parse("f", &SOURCES[at].text).expect("the reference specs are valid");
        for (position, change) in &changes {
            apply(&mut node, position, change);
        }
        let (model, found) = compile(&with(at, to_text(&node)));
        prop_assert!(model.is_some() || diag::has_errors(&found), "no model, and no error");
    }
}
