//! Damaged sources are refused or accepted, never a crash.

mod cases;

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{Source, compile};
use sf_schema::Schema;
use std::sync::Arc;

#[test]
fn one_word_taken_away_or_doubled() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let try_it = |text: String| {
        let _ = compile(&[Source::new("A.cls", text)], &catalog);
    };
    // Cases of older API versions have texts that others have too.
    for (n, case) in cases::cases().iter().filter(|case| case.api_version.is_none()).enumerate() {
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
