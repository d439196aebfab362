//! The same specs give the same model and findings, in whatever order they are read and however often.

use crate::input::{SOURCES, apply, change, compile, to_text};
use codegen::yaml::parse;
use proptest::prelude::*;
use proptest::sample::Index;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_files_does_not_matter(
        order in Just((0..SOURCES.len()).collect::<Vec<_>>()).prop_shuffle(),
        file in any::<Index>(),
        (position, change) in change(),
    ) {
        let mut sources = SOURCES.clone();
        let at = file.index(sources.len());
        let mut node = parse("f", &sources[at].text).expect("the reference specs are valid");
        apply(&mut node, &position, &change);
        sources[at].text = to_text(&node);
        let shuffled: Vec<_> = order.iter().map(|i| sources[*i].clone()).collect();
        let (model, found) = compile(&sources);
        let (again, found_again) = compile(&shuffled);
        prop_assert_eq!(diag::render::text(&found), diag::render::text(&found_again));
        prop_assert_eq!(format!("{model:?}"), format!("{again:?}"));
    }
}

#[test]
fn the_reference_project_is_without_findings() {
    let (model, found) = compile(&SOURCES);
    assert_eq!(diag::render::text(&found), "");
    assert!(model.is_some_and(|model| model.tools.len() > 10));
}
