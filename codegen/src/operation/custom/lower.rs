//! What a `custom` means.

use super::{Custom, CustomSpec, Effect};
use crate::lower::{Lowering, Moment, Use};
use crate::model::Budget;
use crate::operation::{Operation, OperationSpec};
use crate::spec::{ScopeAccess, ScopeObjectSpec, Text};
use crate::yaml::Pos;
use diag::catalogue::{exposure, spec as codes};
use sf_schema::SObject;

const DEFAULT_QUERIES: u32 = 10;
const DEFAULT_DML: u32 = 10;
const ROWS_PER_QUERY: u32 = 200;

impl OperationSpec for CustomSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let handler = &self.handler;
        let fits = handler.value.len() <= 40
            && handler.value.starts_with(|c: char| c.is_ascii_uppercase())
            && handler.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !handler.value.ends_with('_')
            && !handler.value.contains("__");
        if !fits {
            let message = format!("`{handler}` cannot be the name of an Apex class");
            cx.report(
                &codes::BAD_NAME,
                handler.at,
                message,
                "use at most 40 letters and digits, starting with a capital letter",
            );
        }
        if crate::lower::is_reserved_class(&handler.value) {
            let message = format!("`{handler}` is a class of the framework");
            cx.report(&codes::NAME_COLLISION, handler.at, message, "choose another name for the handler");
        }
        if crate::lower::is_platform_name(&handler.value) || cx.schema.object(&handler.value).is_some() {
            let message = format!("a class `{handler}` would hide what the platform calls so");
            cx.report(&codes::NAME_COLLISION, handler.at, message, "choose another name for the handler");
        }
        let writes = self.effect.is_some_and(|e| e.value == Effect::Write);
        let mut objects = Vec::new();
        for entry in &self.access {
            let Some(object) = cx.object(&entry.object) else { continue };
            if objects.contains(&object.name) {
                let message = format!("`{}` is listed twice", object.name);
                cx.report(&codes::DUPLICATE_NAME, entry.object.at, message, "merge the two entries");
                continue;
            }
            check_rules(cx, object, entry);
            for name in &entry.fields {
                check_read(cx, object, name);
            }
            for name in &entry.editable {
                check_edit(cx, object, name, writes);
            }
            let operations = if entry.operations.is_empty() {
                vec![(ScopeAccess::Read, entry.at)]
            } else {
                entry.operations.iter().map(|o| (o.value, o.at)).collect()
            };
            for (how, at) in operations {
                cx.touch(object, how, at);
                if how != ScopeAccess::Read && !writes {
                    let message = "the handler is declared to read only";
                    cx.report(&codes::EXCLUSIVE_KEYS, at, message, "add `effect: write`, or remove the operation");
                }
            }
            objects.push(object.name.clone());
        }
        // Everything goes to the handler.
        for parameter in cx.parameters {
            cx.used.borrow_mut().insert(parameter.name.clone());
        }
        for value in cx.authorized {
            cx.used.borrow_mut().insert(value.name.clone());
        }
        let returns = cx.declared(&self.returns);
        let queries = self.max_queries.map_or(DEFAULT_QUERIES, |n| n.value);
        let dml = self.max_dml.map_or(if writes { DEFAULT_DML } else { 0 }, |n| n.value);
        let callouts = self.max_callouts.map_or(0, |n| n.value);
        if dml > 0 && !writes {
            cx.report(
                &codes::EXCLUSIVE_KEYS,
                self.max_dml.map_or(at, |n| n.at),
                "the handler is declared to read only",
                "add `effect: write`, or remove `maxDml`",
            );
        }
        let budget = Budget {
            queries,
            rows: queries * ROWS_PER_QUERY,
            searches: 0,
            dml,
            dml_rows: dml * ROWS_PER_QUERY,
            callouts,
        };
        Some(Box::new(Custom { handler: handler.value.clone(), writes, objects, returns, budget }))
    }
}

/// A handler queries on its own: no rule on records would reach its queries.
fn check_rules<'a>(cx: &mut Lowering<'a>, object: &'a SObject, entry: &ScopeObjectSpec) {
    cx.refuse_filtered(&object.name, entry.object.at, "a hand-written handler");
    if let Some(condition) = entry.always.first() {
        let message = "nothing applies this condition to the queries of a hand-written handler";
        cx.report(&codes::NOT_ALLOWED, condition.at, message, "remove it, and write it into the handler");
    }
}

fn check_read<'a>(cx: &mut Lowering<'a>, object: &'a SObject, name: &Text) {
    let Some(path) = cx.path(object, &name.value, name.at, Use::Returned) else { return };
    if let Some(reason) = cx.personal_data(&path).filter(|_| !cx.justified) {
        let message = format!("the handler reads `{path}`, which holds personal data ({reason})");
        let hint = "write the reason in `justification` of the tool, or leave the field out";
        cx.report(&exposure::PII_UNJUSTIFIED, name.at, message, hint);
    }
}

fn check_edit<'a>(cx: &mut Lowering<'a>, object: &'a SObject, name: &Text, writes: bool) {
    let Some(field) = cx.field(object, name, Use::Set) else { return };
    if !field.writable() {
        cx.check_writable(object, field, Moment::Change, name.at);
    }
    if !writes {
        let message = "the handler is declared to read only";
        cx.report(&codes::EXCLUSIVE_KEYS, name.at, message, "add `effect: write`, or remove `editable`");
    }
}
