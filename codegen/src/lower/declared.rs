//! What hand-written code is declared to touch.

use super::{Lowering, Moment, Use};
use crate::spec::{ScopeAccess, ScopeObjectSpec, Text};
use crate::yaml::Located;
use diag::catalogue::{exposure, spec as codes};
use sf_schema::SObject;

/// Notes what hand-written code touches, and gives the names of the objects. `what` names the code in messages.
pub fn access(cx: &mut Lowering<'_>, entries: &[Located<ScopeObjectSpec>], writes: bool, what: &str) -> Vec<String> {
    let mut objects = Vec::new();
    for entry in entries {
        let Some(object) = cx.object(&entry.object) else { continue };
        if objects.contains(&object.name) {
            let message = format!("`{}` is listed twice", object.name);
            cx.report(&codes::DUPLICATE_NAME, entry.object.at, message, "merge the two entries");
            continue;
        }
        check_rules(cx, object, entry, what);
        let operations = if entry.operations.is_empty() {
            vec![(ScopeAccess::Read, entry.at)]
        } else {
            entry.operations.iter().map(|o| (o.value, o.at)).collect()
        };
        for (how, at) in operations {
            cx.touch(object, how, at);
            if how != ScopeAccess::Read && !writes {
                let message = format!("the {what} is declared to read only");
                cx.report(&codes::EXCLUSIVE_KEYS, at, message, "add `effect: write`, or remove the operation");
            }
        }
        for name in &entry.fields {
            check_read(cx, object, name, what);
        }
        for name in &entry.editable {
            check_edit(cx, object, name, writes, what);
        }
        objects.push(object.name.clone());
    }
    objects
}

/// Hand-written code queries on its own: no rule on records would reach its queries.
fn check_rules<'a>(cx: &mut Lowering<'a>, object: &'a SObject, entry: &ScopeObjectSpec, what: &str) {
    cx.refuse_filtered(&object.name, entry.object.at, &format!("a hand-written {what}"));
    if let Some(condition) = entry.always.first() {
        let message = format!("nothing applies this condition to the queries of a hand-written {what}");
        cx.report(&codes::NOT_ALLOWED, condition.at, message, format!("remove it, and write it into the {what}"));
    }
}

fn check_read<'a>(cx: &mut Lowering<'a>, object: &'a SObject, name: &Text, what: &str) {
    let Some(path) = cx.path(object, &name.value, name.at, Use::Returned) else { return };
    if let Some(reason) = cx.personal_data(&path).filter(|_| !cx.justified) {
        let message = format!("the {what} reads `{path}`, which holds personal data ({reason})");
        let hint = "write the reason in `justification` of the tool, or leave the field out";
        cx.report(&exposure::PII_UNJUSTIFIED, name.at, message, hint);
    }
}

fn check_edit<'a>(cx: &mut Lowering<'a>, object: &'a SObject, name: &Text, writes: bool, what: &str) {
    let Some(field) = cx.field(object, name, Use::Set) else { return };
    if !field.writable() {
        cx.check_writable(object, field, Moment::Change, name.at);
    }
    if !writes {
        let message = format!("the {what} is declared to read only");
        cx.report(&codes::EXCLUSIVE_KEYS, name.at, message, "add `effect: write`, or remove `editable`");
    }
}
