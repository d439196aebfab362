//! Class bodies with what Salesforce's front end says about them: `refused.txt` and `accepted.txt`.
//!
//! Each line is a body, an arrow, and the messages of the front end (`column: message`), or `OK`.

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{ErrorKind, Source, compile};
use sf_schema::Schema;
use std::fmt::Write as _;
use std::sync::Arc;

/// Lines where the checker differs on purpose, by a part of their body.
const DIFFERENT: &[&str] = &[
    // The front end was asked without the rule for dynamic queries: Apex allows this, see "Dynamic SOQL".
    "Account a = Database.query('x')",
    // Grammar of the platform says where a token is extra, ours that one is missing.
    "Integer i = 0x10",
    "Integer... x",
    // The messages of the query checker are the platform's longer ones.
    "FROM Nope__c]",
    "Nope__r.Name",
    "FROM Nopes)",
    "GROUP BY Nope__c",
];

/// The text of the class that a line stands for.
fn class_text(name: &str, body: &str) -> String {
    let mut text = format!("public virtual class {name} {{\n    ");
    // A lone W stands for the class itself.
    for (i, part) in body.split('W').enumerate() {
        let before = text.chars().next_back().unwrap_or(' ');
        let after = part.chars().next().unwrap_or(' ');
        if i > 0 {
            let lone = !before.is_alphanumeric() && !after.is_alphanumeric() && before != '_' && before != '\'';
            text.push_str(if lone { name } else { "W" });
        }
        text.push_str(part);
    }
    text + "\n}\n"
}

fn check(prefix: char, corpus: &str) {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let mut report = String::new();
    let mut wrong = 0;
    for (i, line) in corpus.lines().enumerate() {
        let Some((body, expected)) = line.split_once("   =>   ") else { continue };
        let name = format!("{prefix}{i:03}");
        let sources = [Source { path: format!("{name}.cls"), text: class_text(&name, body) }];
        let errors = compile(&sources, &catalog).err().unwrap_or_default();
        let found: Vec<String> =
            errors.iter().filter(|e| e.kind != ErrorKind::Unsupported).map(|e| e.message.clone()).collect();
        let wanted: Vec<&str> = expected
            .split(" ## ")
            .map(|e| e.trim().split_once(": ").map_or(e.trim(), |(_, message)| message))
            .filter(|e| *e != "OK")
            .collect();
        // After a syntax error the front end goes on guessing; we stop.
        let syntax = errors.iter().any(|e| e.kind == ErrorKind::Syntax);
        let agrees = syntax && wanted.first().is_some_and(|w| found[0].starts_with(w))
            || wanted.len() == found.len() && wanted.iter().all(|w| found.iter().any(|f| f.starts_with(w)));
        if !agrees && !DIFFERENT.iter().any(|d| body.contains(d)) {
            wrong += 1;
            let _ = writeln!(report, "{body}\n   wanted {wanted:?}\n   found  {found:?}");
        }
    }
    assert!(wrong == 0, "{wrong} disagree:\n{report}");
}

#[test]
fn refusals_agree_with_the_front_end() {
    check('W', include_str!("refused.txt"));
}

#[test]
fn acceptance_agrees_with_the_front_end() {
    check('R', include_str!("accepted.txt"));
}

/// What is not yet refused although the front end refuses it.
const KNOWN_GAPS: &[&str] = &["@AuraEnabled public void f()"];

/// These bodies are refused, though not always in the same words.
#[test]
fn nothing_the_front_end_refuses_is_accepted() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let mut accepted = Vec::new();
    for (i, line) in include_str!("refused_more.txt").lines().enumerate() {
        let Some((body, expected)) = line.split_once("   =>   ") else { continue };
        let name = format!("W{i:03}");
        let sources = [Source { path: format!("{name}.cls"), text: class_text(&name, body) }];
        let refused = expected.trim() != ": OK" && !KNOWN_GAPS.iter().any(|gap| body.contains(gap));
        if refused && compile(&sources, &catalog).is_ok() {
            accepted.push(body);
        }
    }
    assert_eq!(accepted, Vec::<&str>::new());
}
