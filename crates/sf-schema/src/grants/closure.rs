//! What else must be granted when an object permission is granted.

use crate::access::ObjectPermission;
use crate::field::Certainty;
use crate::schema::Schema;
use crate::sobject::{Kind, SObject};
use std::collections::{BTreeMap, BTreeSet};

/// An operation on an object's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectOperation {
    /// `allowRead`.
    Read,
    /// `allowCreate`.
    Create,
    /// `allowEdit`.
    Edit,
    /// `allowDelete`.
    Delete,
}

/// An operation that a tool needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The object, in any letter case.
    pub object: String,
    /// The operation.
    pub operation: ObjectOperation,
}

/// Why a grant is in the closure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// That of the least certain rule in the chain that led here.
    pub certainty: Certainty,
    /// For people: `Edit on Contact`.
    pub because: String,
    /// Where the rule comes from.
    pub source: String,
}

/// Everything a permission set must hold so that what was wanted works. Each grant has at least one reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closure {
    /// `objectPermissions` entries by object.
    pub objects: BTreeMap<String, BTreeMap<ObjectOperation, BTreeSet<Reason>>>,
    /// User permissions: `ActivitiesAccess`, `EditTask`.
    pub user_permissions: BTreeMap<String, BTreeSet<Reason>>,
    /// `customMetadataTypeAccesses` entries.
    pub custom_metadata_types: BTreeSet<String>,
    /// `customSettingAccesses` entries.
    pub custom_settings: BTreeSet<String>,
    /// Operations that no object permission governs: sharing, licence or setup permissions decide.
    pub ungoverned: BTreeSet<(String, ObjectOperation)>,
    /// Operations that the platform does not offer on such an object.
    pub impossible: BTreeSet<(String, ObjectOperation)>,
    /// Objects that the schema does not know.
    pub unknown: BTreeSet<String>,
}

impl Closure {
    /// Whether a grant rests on nothing but assumed rules.
    pub fn is_assumed(reasons: &BTreeSet<Reason>) -> bool {
        reasons.iter().all(|r| r.certainty == Certainty::Assumed)
    }
}

/// Follows the rules of `ObjectPermissions` (Object Reference: create and edit need read, delete needs read and edit), the
/// parents of master-detail relationships, and the object rules of `data/object-access.jsonl` until nothing new appears.
///
/// Only rules that are known are followed from a known grant to a known grant; what an assumed rule adds is marked so.
pub fn close(schema: &Schema, wanted: &[Wanted]) -> Closure {
    let mut closure = Closure::default();
    let mut queue: Vec<(String, ObjectOperation, Reason)> = wanted
        .iter()
        .map(|w| {
            let reason =
                Reason { certainty: Certainty::Known, because: "asked for".to_owned(), source: "spec".to_owned() };
            (w.object.clone(), w.operation, reason)
        })
        .collect();
    let mut seen = BTreeSet::new();
    while let Some((name, operation, reason)) = queue.pop() {
        let Some(object) = schema.object(&name) else {
            closure.unknown.insert(name);
            continue;
        };
        if !seen.insert((object.name.clone(), operation, reason.clone())) {
            continue;
        }
        record(&mut closure, object, operation, &reason);
        for (next, next_operation, rule) in consequences(object, operation) {
            let certainty = rule.certainty.max(reason.certainty);
            // A rule cannot make an object need itself by way of others forever: `seen` ends that.
            queue.push((next, next_operation, Reason { certainty, ..rule }));
        }
    }
    closure
}

fn record(closure: &mut Closure, object: &SObject, operation: ObjectOperation, reason: &Reason) {
    let name = &object.name;
    if !offered(object, operation) {
        closure.impossible.insert((name.clone(), operation));
        return;
    }
    match &object.access.permission {
        ObjectPermission::Grantable => {
            let operations = closure.objects.entry(name.clone()).or_default();
            operations.entry(operation).or_default().insert(reason.clone());
        }
        ObjectPermission::CustomMetadataType => {
            closure.custom_metadata_types.insert(name.clone());
        }
        ObjectPermission::CustomSetting => {
            closure.custom_settings.insert(name.clone());
        }
        ObjectPermission::None => {
            closure.ungoverned.insert((name.clone(), operation));
        }
        ObjectPermission::InheritedFrom(_) | ObjectPermission::UserPermission => {}
    }
    let access = &object.access;
    let writing = access.write_user_permissions.iter().filter(|_| operation != ObjectOperation::Read);
    for permission in access.user_permissions.iter().chain(writing) {
        let because = format!("{} on {name}", word(operation));
        let certainty = permission.certainty.max(reason.certainty);
        let why = Reason { certainty, because, source: permission.source.clone() };
        closure.user_permissions.entry(permission.name.clone()).or_default().insert(why);
    }
}

/// Whether records of this kind of object can be treated so at all: platform events are published and subscribed to, big
/// object records are not edited, custom metadata records are metadata.
fn offered(object: &SObject, operation: ObjectOperation) -> bool {
    use ObjectOperation::{Create, Delete, Edit, Read};
    match (object.kind, operation) {
        (_, Read) | (Kind::PlatformEvent, Create) => true,
        (Kind::PlatformEvent | Kind::CustomMetadata, _) | (Kind::BigObject, Edit) => false,
        (_, Create) => object.createable,
        (_, Edit) => object.updateable,
        (_, Delete) => object.deletable,
    }
}

fn consequences(object: &SObject, operation: ObjectOperation) -> Vec<(String, ObjectOperation, Reason)> {
    use ObjectOperation::{Create, Delete, Edit, Read};
    let because = format!("{} on {}", word(operation), object.name);
    let reason = |certainty, source: &str| Reason { certainty, because: because.clone(), source: source.to_owned() };
    let rule = || reason(Certainty::Known, "Object Reference, ObjectPermissions");
    let mut next = Vec::new();
    match operation {
        Create | Edit => next.push((object.name.clone(), Read, rule())),
        Delete => {
            next.push((object.name.clone(), Read, rule()));
            if offered(object, Edit) {
                next.push((object.name.clone(), Edit, rule()));
            }
        }
        Read => {
            for parent in object.master_details().filter_map(|f| f.reference()).flat_map(|r| &r.to) {
                let source = "deploy error: Permission Read X depends on permission(s): Read (master)";
                next.push((parent.clone(), Read, reason(Certainty::Known, source)));
            }
            for other in &object.access.requires_read {
                next.push((other.object.clone(), Read, reason(other.certainty, &other.source)));
            }
        }
    }
    if let ObjectPermission::InheritedFrom(parent) = &object.access.permission {
        let parent_operation = if operation == Read { Read } else { Edit };
        next.push((parent.clone(), parent_operation, reason(object.access.certainty, &object.access.source)));
    }
    next
}

fn word(operation: ObjectOperation) -> &'static str {
    match operation {
        ObjectOperation::Read => "Read",
        ObjectOperation::Create => "Create",
        ObjectOperation::Edit => "Edit",
        ObjectOperation::Delete => "Delete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ObjectOperation::{Create, Delete, Edit, Read};

    fn closed(wanted: &[(&str, ObjectOperation)]) -> Closure {
        let wanted: Vec<Wanted> =
            wanted.iter().map(|(o, op)| Wanted { object: (*o).to_owned(), operation: *op }).collect();
        close(&Schema::standard(), &wanted)
    }

    fn known(closure: &Closure, object: &str) -> Vec<ObjectOperation> {
        let Some(operations) = closure.objects.get(object) else { return Vec::new() };
        operations.iter().filter(|(_, reasons)| !Closure::is_assumed(reasons)).map(|(op, _)| *op).collect()
    }

    #[test]
    fn writing_needs_reading_and_deleting_needs_editing() {
        assert_eq!(known(&closed(&[("lead", Delete)]), "Lead"), [Read, Edit, Delete]);
        assert_eq!(known(&closed(&[("Lead", Create)]), "Lead"), [Read, Create]);
    }

    #[test]
    fn a_contact_needs_its_account_and_the_reverse_is_only_assumed() {
        let contact = closed(&[("Contact", Read)]);
        assert_eq!(known(&contact, "Account"), [Read]);
        let account = closed(&[("Account", Read)]);
        assert!(known(&account, "Contact").is_empty());
        assert!(Closure::is_assumed(&account.objects["Contact"][&Read]));
    }

    #[test]
    fn activities_need_a_user_permission_and_another_one_for_writing() {
        let permissions = |closure: &Closure| closure.user_permissions.keys().cloned().collect::<Vec<_>>();
        assert_eq!(permissions(&closed(&[("Task", Read)])), ["ActivitiesAccess"]);
        assert_eq!(permissions(&closed(&[("EventRelation", Read)])), ["ActivitiesAccess"]);
        let writing = closed(&[("Task", Create)]);
        assert_eq!(permissions(&writing), ["ActivitiesAccess", "EditTask"]);
        assert!(!writing.objects.contains_key("Task"));
    }

    #[test]
    fn line_items_follow_the_opportunity() {
        let closure = closed(&[("OpportunityLineItem", Create)]);
        assert!(!closure.objects.contains_key("OpportunityLineItem"));
        assert!(closure.objects["Opportunity"].contains_key(&Edit));
    }

    #[test]
    fn what_cannot_be_is_said() {
        let closure = closed(&[("Name", Create), ("Nope", Read), ("User", Read)]);
        assert!(closure.impossible.contains(&("Name".to_owned(), Create)));
        assert!(closure.unknown.contains("Nope"));
        assert!(closure.ungoverned.contains(&("User".to_owned(), Read)));
    }
}
