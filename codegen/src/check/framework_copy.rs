//! Classes of the framework that lie among those of the project's people.

use super::classes::Classes;
use crate::model::Model;
use crate::spec::FrameworkMode;
use diag::catalogue::files as codes;
use diag::{Diagnostic, Place};
use std::collections::BTreeSet;

/// Reports a copy of the framework beside the installed package, which the spec says to use: a part of it takes the place
/// of what the package brings, and the whole needs no package.
pub fn check(model: &Model, classes: &Classes) -> Option<Diagnostic> {
    if model.project.framework != FrameworkMode::Package {
        return None;
    }
    let names: BTreeSet<String> = framework::bundled().iter().map(|class| class.name.to_lowercase()).collect();
    let copies = classes.iter().filter(|class| names.contains(&class.name().to_lowercase()));
    let copies: Vec<&String> = copies.map(|class| &class.path).collect();
    let first = copies.first()?;
    let message = format!(
        "`{first}` is a copy of a class of the framework, which `framework: package` takes from the installed package"
    );
    let hint = "remove the copy, or write `framework: bundled` in the project spec and remove it: the generator then \
                writes these classes itself";
    let finding = Diagnostic::new(&codes::COMPONENT_TAKEN, message).at(Place::start_of((*first).clone()));
    let others = copies.iter().skip(1);
    let finding = others.fold(finding, |finding, path| finding.also(Place::start_of((*path).clone()), "another"));
    Some(finding.also(model.project.origin.place(), "the project spec").hint(hint))
}
