//! Classes of the project that hand-written tools and handlers call. For data access one step is followed, and for
//! changes that no limit counts all of them.

use super::{changes, data_access};
use crate::check::classes::{Class, Classes};
use apex_syntax::ast::TypeDecl;
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
        if let Some((file, class)) = classes.get(&name).and_then(in_use) {
            findings.extend(data_access::check_called(&file.path, &file.text, class, caller));
        }
    }
    findings
}

/// Reports the changes that no limit counts of the classes to which those of these names lead, in any number of steps.
pub(super) fn check_readers(readers: &BTreeSet<String>, classes: &Classes) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut seen = readers.clone();
    for reader in readers.iter().filter_map(|name| classes.get(name)) {
        let mut open = vec![reader];
        while let Some(calling) = open.pop() {
            for name in mentioned(&calling.text) {
                let Some((file, _)) = classes.get(&name).and_then(in_use).filter(|_| seen.insert(name)) else {
                    continue;
                };
                findings.extend(changes::reached(&file.path, &file.text, reader.name()));
                open.push(file);
            }
        }
    }
    findings
}

/// A class that runs outside tests.
fn in_use(file: &Class) -> Option<(&Class, &TypeDecl)> {
    let class = file.declared()?;
    class.modifiers.annotation("IsTest").is_none().then_some((file, class))
}

/// Names in a class, in lower case, that are not members of something: types and classes are among them.
fn mentioned(text: &str) -> impl Iterator<Item = String> {
    let tokens = apex_syntax::tokens(text).unwrap_or_default();
    let after_dot = |i: usize| i > 0 && matches!(tokens[i - 1].0, "." | "?.");
    let names: BTreeSet<String> =
        (0..tokens.len()).filter(|i| !after_dot(*i)).map(|i| tokens[i].0.to_ascii_lowercase()).collect();
    names.into_iter()
}
