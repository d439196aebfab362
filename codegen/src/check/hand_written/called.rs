//! Classes of the project that hand-written tools and handlers call: one step, not what those call in turn.

use super::data_access;
use crate::check::classes::Classes;
use diag::Diagnostic;
use std::collections::{BTreeMap, BTreeSet};

/// Reports the data access in system mode of the classes that the classes of these names mention.
pub(super) fn check(names: &BTreeSet<String>, classes: &Classes) -> Vec<Diagnostic> {
    let mut called: BTreeMap<String, &str> = BTreeMap::new();
    for caller in names {
        let Some(calling) = classes.get(caller) else { continue };
        for name in mentioned(&calling.text).filter(|name| !names.contains(name)) {
            called.entry(name).or_insert(calling.name());
        }
    }
    let mut findings = Vec::new();
    for (name, caller) in called {
        let Some(file) = classes.get(&name) else { continue };
        let Some(class) = file.declared().filter(|class| class.modifiers.annotation("IsTest").is_none()) else {
            continue;
        };
        findings.extend(data_access::check_called(&file.path, &file.text, class, caller));
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
