//! Damaged sources are refused or accepted, never a crash.

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{Source, compile};
use sf_schema::Schema;
use std::sync::Arc;

#[test]
fn one_word_taken_away_or_doubled() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let try_it = |text: String| {
        let _ = compile(&[Source { path: "A.cls".into(), text }], &catalog);
    };
    let lines = include_str!("accepted.txt").lines().chain(include_str!("refused.txt").lines());
    for line in lines {
        let body = line.split("   =>   ").next().unwrap_or(line);
        let words: Vec<&str> = body.split(' ').collect();
        for i in 0..words.len() {
            let mut fewer = words.clone();
            fewer.remove(i);
            try_it(format!("public class W {{ {} }}", fewer.join(" ")));
            let mut more = words.clone();
            more.insert(i, words[i]);
            try_it(format!("public class W {{ {} }}", more.join(" ")));
        }
        for (at, _) in body.char_indices() {
            try_it(format!("public class W {{ {}", &body[..at]));
        }
    }
}
