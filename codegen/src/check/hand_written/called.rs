//! Classes of the project to which hand-written tools and handlers lead, in any number of steps.

use super::{changes, data_access};
use crate::check::classes::{Class, Classes};
use apex_syntax::ast::TypeDecl;
use diag::Diagnostic;
use std::collections::BTreeSet;

/// Reports the data access in system mode of the classes to which those of these names lead.
pub(super) fn check(names: &BTreeSet<String>, classes: &Classes) -> Vec<Diagnostic> {
    let reached = reached(names, classes).into_iter();
    reached.flat_map(|(file, class, from)| data_access::check_called(&file.path, &file.text, class, from)).collect()
}

/// Reports the changes that no limit counts of the classes to which those of these names lead.
pub(super) fn check_readers(readers: &BTreeSet<String>, classes: &Classes) -> Vec<Diagnostic> {
    let reached = reached(readers, classes).into_iter();
    reached.flat_map(|(file, _, from)| changes::reached(&file.path, &file.text, from)).collect()
}

/// Classes that the classes of these names mention, and that those mention in turn: each once, with the name of the first
/// that leads there.
fn reached<'c>(names: &BTreeSet<String>, classes: &'c Classes) -> Vec<(&'c Class, &'c TypeDecl, &'c str)> {
    let mut found = Vec::new();
    let mut seen = names.clone();
    for from in names.iter().filter_map(|name| classes.get(name)) {
        let mut open = vec![from];
        while let Some(calling) = open.pop() {
            for name in mentioned(&calling.text) {
                let Some((file, class)) = classes.get(&name).and_then(in_use).filter(|_| seen.insert(name)) else {
                    continue;
                };
                found.push((file, class, from.name()));
                open.push(file);
            }
        }
    }
    found
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
