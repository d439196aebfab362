//! What a `delete` means.

use super::{Delete, DeleteSpec};
use crate::lower::Lowering;
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;
use diag::catalogue::exposure as codes;
use sf_schema::{Kind, SObject};
use std::collections::BTreeSet;

impl OperationSpec for DeleteSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        // Delete depends on Read and Edit (Object Reference, `ObjectPermissions`); the permission set adds what depends.
        cx.touch(object, ScopeAccess::Read, at);
        cx.touch(object, ScopeAccess::Delete, at);
        cx.check_write(object, self.object.at);
        let by = cx.record_id(&self.by, object);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &[]);
        let along = along(cx, object);
        check_along(cx, object, &along, self.object.at);
        Some(Box::new(Delete { object: object.name.clone(), by: by?, conditions, along }))
    }
}

/// What hangs on a record and is nothing without it: papers, comments and marks that people do not count as records.
const PARTS: [&str; 13] = [
    "Attachment",
    "CollaborationGroupRecord",
    "ContentDocumentLink",
    "DuplicateRecordItem",
    "EmailMessageRelation",
    "EntitySubscription",
    "EventRelation",
    "FeedComment",
    "FeedItem",
    "FlowRecordRelation",
    "TaskRelation",
    "TopicAssignment",
    "Vote",
];

/// The sObjects of which deleting a record deletes others, from parent to child. What the platform keeps about a record of
/// its own accord (history, feed, sharing, views of activities) and what is a part of it is none of them.
fn along(cx: &Lowering<'_>, object: &SObject) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![object.name.clone()];
    while let Some(parent) = open.pop() {
        let children = cx.schema.object(&parent).map(|object| object.children().to_vec()).unwrap_or_default();
        for child in children.into_iter().filter(|child| child.cascade_delete && child.object != object.name) {
            let Some(kept) = cx.schema.object(&child.object).filter(|child| child.createable && child.deletable) else {
                continue;
            };
            let is_companion = Kind::of_name(&kept.name) == Kind::Companion
                || ["History", "Share", "Feed"].iter().any(|suffix| kept.name.ends_with(suffix));
            if !is_companion && !PARTS.contains(&kept.name.as_str()) && found.insert(kept.name.clone()) {
                open.push(kept.name.clone());
            }
        }
    }
    found
}

/// Reports what goes along without a reason or beyond the tool's scopes.
fn check_along(cx: &mut Lowering<'_>, object: &SObject, along: &BTreeSet<String>, at: Pos) {
    const NAMED: usize = 12;
    if along.is_empty() || !object.deletable {
        return;
    }
    let names: Vec<&str> = along.iter().take(NAMED).map(String::as_str).collect();
    let more = if along.len() > NAMED { format!(" and {} more", along.len() - NAMED) } else { String::new() };
    let all = format!("{}{more}", names.join(", "));
    if !cx.justified {
        let message = format!("deleting a record of `{}` deletes what belongs to it, of {all}", object.name);
        let hint = "write in `justification` of the tool why that is right, or set a status instead of deleting";
        cx.report(&codes::DELETES_ALONG, at, message, hint);
    }
    for name in along {
        cx.allows_object(name, at);
    }
    let beyond: Vec<&str> = along
        .iter()
        .map(String::as_str)
        .filter(|name| cx.scopes.forbid_operation(name, ScopeAccess::Delete).is_some())
        .collect();
    if !beyond.is_empty() {
        let message = format!(
            "deleting a record of `{}` also deletes what the tool's scopes do not let it delete: {}",
            object.name,
            beyond.join(", ")
        );
        let hint = "add these objects with `delete` to the scope, or set a status instead of deleting";
        cx.report(&codes::OUTSIDE_SCOPE, at, message, hint);
    }
}
