//! Object permissions with what they depend on.

use super::{Grants, Places};
use crate::model::{Access, ObjectAccess};
use diag::catalogue::exposure as codes;
use diag::{Diagnostic, Severity};
use sf_schema::grants::{Closure, ObjectOperation, Reason, Wanted, close};
use sf_schema::{ObjectPermission, Schema};
use std::collections::{BTreeMap, BTreeSet};

/// What may be done with records of one object, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectRight {
    /// The operations.
    pub operations: BTreeMap<ObjectOperation, Why>,
}

/// Why an operation is granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A tool does it.
    Tool,
    /// Something that a tool does is refused by the platform without it.
    Dependency(BTreeSet<Reason>),
}

/// A grant that another grant may depend on, by an assumption that no documentation and no org confirms. It is left
/// out: an assumption must not widen what an agent can reach. If it was right, the deployment is refused with a message
/// that names the missing grant, and nothing changes in the org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// The object.
    pub object: String,
    /// The operation.
    pub operation: ObjectOperation,
    /// What might depend on it.
    pub reasons: BTreeSet<Reason>,
}

/// Collects object permissions, user permissions and what stands beside them.
pub(super) fn collect(
    access: &Access,
    schema: &Schema,
    places: &Places<'_>,
    grants: &mut Grants,
    problems: &mut Vec<Diagnostic>,
) {
    let wanted = wanted(access);
    let all = close(schema, &wanted);
    // Objects without permissions of their own are reached through their parents; without those the tools could do
    // nothing, so the parents count as asked for although the rule is assumed.
    let with_parents: Vec<Wanted> = wanted.iter().cloned().chain(inherited(schema, &wanted)).collect();
    let needed = close(schema, &with_parents);
    for (object, operations) in &all.objects {
        for (operation, reasons) in operations {
            let known = needed.objects.get(object).and_then(|o| o.get(operation));
            if known.is_none_or(Closure::is_assumed) {
                let (object, operation, reasons) = (object.clone(), *operation, reasons.clone());
                problems.push(note(places, access, &object, operation, &reasons));
                grants.withheld.push(Withheld { object, operation, reasons });
                continue;
            }
            let asked = access.objects.get(object).is_some_and(|o| operations_of(o).contains(operation));
            let why = if asked { Why::Tool } else { Why::Dependency(reasons.clone()) };
            grants.objects.entry(object.clone()).or_default().operations.insert(*operation, why);
        }
    }
    forget_withheld(grants);
    problems.extend(excluded(grants, places));
    grants.user_permissions = all.user_permissions;
    grants.custom_metadata_types = all.custom_metadata_types;
    grants.custom_settings = all.custom_settings;
    for object in access.objects.keys().filter_map(|name| schema.object(name)) {
        let permission = &object.access.permission;
        if *permission != ObjectPermission::Grantable {
            grants.without_object_permissions.insert(object.name.clone(), permission.clone());
        }
    }
    for (object, operation) in all.impossible {
        let message = format!("no permission set can grant {} on `{object}`", word(operation).to_lowercase());
        problems.push(
            Diagnostic::new(&codes::GRANT_REFUSED, message)
                .at(places.of_object(&object))
                .hint("the platform does not offer this on such an sObject; use another operation"),
        );
    }
    for object in all.unknown {
        let message = format!("the permission set must grant read on `{object}`, an sObject that no source describes");
        problems.push(
            Diagnostic::new(&codes::UNKNOWN_OBJECT, message)
                .at(places.server.origin.place())
                .hint("add its metadata below a package directory, or a describe of the org"),
        );
    }
}

/// Reports sObjects that a scope leaves out on purpose and that no tool touches, and on which something is granted all
/// the same, because the platform refuses the rest without it.
fn excluded(grants: &Grants, places: &Places<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (object, right) in &grants.objects {
        let out = places.excluded.iter().find_map(|(tool, excluded)| Some((tool, excluded.get(object)?)));
        let Some((tool, reason)) = out else { continue };
        for (operation, why) in &right.operations {
            let Why::Dependency(reasons) = why else { continue };
            let because: BTreeSet<&str> = reasons.iter().map(|reason| reason.because.as_str()).collect();
            let because = because.into_iter().collect::<Vec<_>>().join(", ");
            let word = word(*operation);
            let message = format!(
                "`{object}` is left out on purpose ({reason}), and the permission set grants {word} on it, because of {because}"
            );
            let hint = "the tools return nothing of it; see that sharing keeps the user from its records, leave out what the \
                        grant is needed for, or remove the exclusion from the scope";
            let mut finding = Diagnostic::new(&codes::EXCLUDED_OBJECT, message).at(tool.origin.place()).hint(hint);
            finding.severity = Severity::Warning;
            found.push(finding);
        }
    }
    found
}

/// What is not granted is no reason for anything.
fn forget_withheld(grants: &mut Grants) {
    let withheld: BTreeSet<String> =
        grants.withheld.iter().map(|w| format!("{} on {}", word(w.operation), w.object)).collect();
    for why in grants.objects.values_mut().flat_map(|right| right.operations.values_mut()) {
        if let Why::Dependency(reasons) = why {
            reasons.retain(|reason| !withheld.contains(&reason.because));
        }
    }
}

fn note(
    places: &Places<'_>,
    access: &Access,
    object: &str,
    operation: ObjectOperation,
    reasons: &BTreeSet<Reason>,
) -> Diagnostic {
    let because = reasons.iter().map(|reason| reason.because.as_str()).collect::<Vec<_>>().join(", ");
    let causes = reasons.iter().filter_map(|reason| reason.because.split_once(" on "));
    let cause = causes.map(|(_, object)| object).find(|object| access.objects.contains_key(*object));
    let place = cause.map_or_else(|| places.server.origin.place(), |object| places.of_object(object));
    let word = word(operation);
    let message = format!("that {because} depends on {word} on {object} is only assumed, so it is not granted");
    let hint = format!(
        "if an org refuses the permission set with `depends on permission(s): {word} {object}`, let one of the tools read \
         a field of `{object}`, so that the grant is asked for"
    );
    Diagnostic::new(&codes::ASSUMED, message).at(place).hint(hint)
}

/// What the tools themselves do, and what their links point to.
fn wanted(access: &Access) -> Vec<Wanted> {
    let pairs =
        access.objects.iter().flat_map(|(name, object)| operations_of(object).into_iter().map(move |o| (name, o)));
    let links = access.links.iter().flat_map(|(lookup, objects)| objects.iter().map(move |object| (object, lookup)));
    pairs
        .map(|(name, operation)| Wanted::new(name, operation))
        .chain(links.map(|(object, lookup)| Wanted::linked(object, lookup)))
        .collect()
}

fn operations_of(object: &ObjectAccess) -> Vec<ObjectOperation> {
    let all = [
        (object.read, ObjectOperation::Read),
        (object.create, ObjectOperation::Create),
        (object.edit, ObjectOperation::Edit),
        (object.delete, ObjectOperation::Delete),
    ];
    all.into_iter().filter(|(asked, _)| *asked).map(|(_, operation)| operation).collect()
}

/// The parents through which objects without permissions of their own are reached, up to the first that has some.
fn inherited(schema: &Schema, wanted: &[Wanted]) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    let mut queue: Vec<Wanted> = wanted.to_vec();
    while let Some(Wanted { object, operation, .. }) = queue.pop() {
        let Some(ObjectPermission::InheritedFrom(parent)) = schema.object(&object).map(|o| &o.access.permission) else {
            continue;
        };
        let operation = if operation == ObjectOperation::Read { operation } else { ObjectOperation::Edit };
        let next = Wanted::new(parent, operation);
        if !found.contains(&next) {
            found.push(next.clone());
            queue.push(next);
        }
    }
    found
}

/// The name of an operation in the platform's messages.
pub fn word(operation: ObjectOperation) -> &'static str {
    match operation {
        ObjectOperation::Read => "Read",
        ObjectOperation::Create => "Create",
        ObjectOperation::Edit => "Edit",
        ObjectOperation::Delete => "Delete",
    }
}
