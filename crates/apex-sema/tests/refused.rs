//! Class bodies that Salesforce's front end refuses, with its messages; see `refused.txt`.

use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{ErrorKind, Source, compile};
use sf_schema::Schema;
use std::sync::Arc;

#[test]
fn messages_agree_with_the_front_end() {
    let catalog = Arc::new(Catalog::new(FromSchema(Arc::new(Schema::standard()))));
    let mut report = String::new();
    let mut wrong = 0;
    for (i, line) in include_str!("refused.txt").lines().enumerate() {
        let Some((body, expected)) = line.split_once("   =>   ") else { continue };
        let name = format!("W{i:03}");
        let text =
            format!("public virtual class {name} {{\n    {}\n}}\n", body.replace("W() {", &format!("{name}() {{")));
        let sources = [Source { path: format!("{name}.cls"), text }];
        let errors = match compile(&sources, &catalog) {
            Ok(_) => Vec::new(),
            Err(errors) => errors,
        };
        let found: Vec<String> =
            errors.iter().filter(|e| e.kind != ErrorKind::Unsupported).map(|e| e.message.clone()).collect();
        let wanted: Vec<&str> = expected
            .split(" ## ")
            .map(|e| e.trim().split_once(": ").map_or(e.trim(), |(_, message)| message))
            .filter(|e| *e != "OK")
            .collect();
        let agrees = wanted.len() == found.len() && wanted.iter().all(|w| found.iter().any(|f| f.starts_with(w)));
        if !agrees {
            wrong += 1;
            report.push_str(&format!("{body}\n   wanted {wanted:?}\n   found  {found:?}\n"));
        }
    }
    assert!(wrong == 0, "{wrong} disagree:\n{report}");
}
