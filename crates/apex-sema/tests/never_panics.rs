//! Damaged sources are refused or accepted, never a crash.

#[path = "../../../tests/apex/cases.rs"]
mod cases;

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{Source, check, compile};
use sf_schema::Schema;
use std::sync::Arc;

#[test]
fn one_word_taken_away_or_doubled() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let try_it = |text: String| {
        let _ = compile(&[Source::new("A.cls", text)], &catalog);
    };
    // Cases of older API versions have texts that others have too.
    for (n, case) in cases::cases(cases::CLASSES).iter().filter(|case| case.api_version.is_none()).enumerate() {
        let words: Vec<&str> = case.text.split_inclusive([' ', '\n']).collect();
        // Every fifth word of a case, another fifth in the next.
        for i in (n % 5..words.len()).step_by(5) {
            let mut fewer = words.clone();
            fewer.remove(i);
            try_it(fewer.concat());
            let mut more = words.clone();
            more.insert(i, words[i]);
            try_it(more.concat());
            try_it(words[..i].concat());
        }
    }
}

#[test]
fn the_highest_tree_is_within_the_stack() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let row = |inner: &str| format!("({inner}{})", " + 1".repeat(390));
    let (high, higher) = (row("1"), row(&row("1")));
    for (text, fits) in [
        (format!("Object o = {high};"), true),
        (format!("Object o = {}{high}{};", "(".repeat(30), ")".repeat(30)), true),
        (format!("Object o = {higher};"), false),
        (format!("Object o = 'x'{};", ".trim()".repeat(390)), true),
        (format!("Integer i = 0; if (i == 1) {{ }}{}", " else if (i == 1) { i++; }".repeat(580)), true),
    ] {
        let source = [Source::new("A.cls", format!("public class A {{ void f() {{ {text} }} }}"))];
        assert_eq!(check(&source, &catalog).is_empty(), fits, "{}", &text[..50]);
        assert_eq!(compile(&source, &catalog).is_ok(), fits, "{}", &text[..50]);
    }
}
