//! Classes of the project that hand-written tools and handlers call: one step, not what those call in turn.

use super::data_access;
use apex_syntax::ast::Unit;
use apex_syntax::parse_unit;
use diag::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};

/// Reports the data access in system mode of the classes that the classes of these names mention. `classes` are those of
/// the project's people: name in lower case → path and text.
pub(super) fn check(names: &BTreeSet<String>, classes: &BTreeMap<String, (&str, &str)>) -> Vec<Diagnostic> {
    let mut called: BTreeMap<String, &String> = BTreeMap::new();
    for caller in names {
        let Some((_, text)) = classes.get(caller) else { continue };
        for name in mentioned(text).filter(|name| classes.contains_key(name) && !names.contains(name)) {
            called.entry(name).or_insert(caller);
        }
    }
    let mut findings = Vec::new();
    for (name, caller) in called {
        let (path, text) = classes[&name];
        let Ok(Unit::Type(class)) = parse_unit(text) else { continue };
        let is_test = class.modifiers.annotation("IsTest").is_some();
        let caller = classes.get(caller).map_or(caller.as_str(), |(path, _)| super::class_of(path));
        if !is_test {
            findings.extend(data_access::check_called(path, text, &class, caller));
        }
    }
    findings
}

/// Names in a class, in lower case, that are not members of something: types and classes are among them.
fn mentioned(text: &str) -> impl Iterator<Item = String> {
    let tokens = apex_syntax::tokens(text).unwrap_or_default();
    let after_dot = |i: usize| i > 0 && matches!(tokens[i - 1].0, "." | "?.");
    let names: BTreeSet<String> =
        (0..tokens.len()).filter(|i| !after_dot(*i)).map(|i| tokens[i].0.to_ascii_lowercase()).collect();
    names.into_iter()
}
