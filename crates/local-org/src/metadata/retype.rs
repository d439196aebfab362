//! Custom fields that get another type while Apex names them. The platform refuses that, whatever the types (Knowledge
//! Article 000182151, "Auto Number Field Issue"); names in texts, as in dynamic queries, do not count.

use super::components::Components;
use super::derive::{self, Prefixes};
use super::package::{Item, Package};
use super::problem::Problem;
use super::remove::mentions;
use crate::Org;
use crate::packages::compile_rest;
use apex_sema::ErrorKind;
use sf_metadata::ComponentId;
use sf_metadata::xml::Element;
use std::sync::Arc;

/// Refuses new types of fields that the Apex that will be there uses: what does not compile without a field uses it.
pub(super) fn check(org: &Org, package: &Package, next: &Components, prefixes: &Prefixes, problems: &mut Vec<Problem>) {
    let sources = derive::sources(next);
    let mentioned = |item: &&Item| sources.iter().any(|source| mentions(&source.text, &item.id));
    let retyped: Vec<&Item> = package.items.iter().filter(|item| changes(org, item)).filter(mentioned).collect();
    if retyped.is_empty() {
        return;
    }
    let mut without = next.clone();
    for item in &retyped {
        without.remove(&item.id);
    }
    let schema = Arc::new(derive::schema(&without, &org.installed).0);
    let catalog = derive::catalog(&schema, prefixes, derive::labels(&without));
    let Err((sources, errors)) = compile_rest(sources, &catalog, derive::namespaces(&without, &schema)) else { return };
    for item in retyped {
        let user = errors.iter().filter(|error| error.kind != ErrorKind::Unsupported);
        let user = user.map(|error| &sources[error.file]).find(|source| mentions(&source.text, &item.id));
        if let Some(user) = user {
            let ComponentId { member: class, .. } = derive::code_of(&user.path);
            let text =
                format!("Cannot change field type of a custom field referenced in Apex class or trigger: {class}");
            problems.push(Problem::error(&item.id, &item.file, text));
        }
    }
}

/// Whether a custom field is there with another type.
fn changes(org: &Org, item: &Item) -> bool {
    let is_custom = item.id.kind == "CustomField" && item.id.member.ends_with("__c");
    let before = is_custom.then(|| org.components.get("CustomField", &item.id.member)).flatten();
    let before = before.and_then(|before| Element::parse(before.text()).ok());
    before.is_some_and(|before| before.child_text("type") != item.tree.child_text("type"))
}
