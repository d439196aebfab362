//! `System.Trigger`: the context of the trigger that fires. Elsewhere its flags are false and its records null.

use super::args::enum_value;
use crate::interp::Interp;
use crate::native::Members;
use crate::run::trigger::Firing;
use crate::value::Value;
use apex_syntax::ast::DmlOp;

pub(super) const MEMBERS: Members = &[
    (".isExecuting", |cx, _, _| Ok(is(cx, |_| true))),
    (".isBefore", |cx, _, _| Ok(is(cx, |now| now.event.before))),
    (".isAfter", |cx, _, _| Ok(is(cx, |now| !now.event.before))),
    (".isInsert", |cx, _, _| Ok(is(cx, |now| now.event.op == DmlOp::Insert))),
    (".isUpdate", |cx, _, _| Ok(is(cx, |now| now.event.op == DmlOp::Update))),
    (".isDelete", |cx, _, _| Ok(is(cx, |now| now.event.op == DmlOp::Delete))),
    (".isUndelete", |cx, _, _| Ok(is(cx, |now| now.event.op == DmlOp::Undelete))),
    (".New", |cx, _, _| Ok(of(cx, |now| now.new.clone()))),
    (".newMap", |cx, _, _| Ok(of(cx, |now| now.new_map.clone()))),
    (".old", |cx, _, _| Ok(of(cx, |now| now.old.clone()))),
    (".oldMap", |cx, _, _| Ok(of(cx, |now| now.old_map.clone()))),
    (".size", |cx, _, _| Ok(of(cx, |now| super::args::count(now.size)))),
    (".operationType", |cx, _, _| {
        Ok(of(cx, |now| {
            let when = if now.event.before { "BEFORE" } else { "AFTER" };
            let what = crate::run::dml::verb(now.event.op).to_ascii_uppercase();
            enum_value("System.TriggerOperation", &format!("{when}_{what}"))
        }))
    }),
];

fn is(cx: &Interp<'_, '_>, test: impl Fn(&Firing) -> bool) -> Value {
    Value::Bool(cx.context.firing.last().is_some_and(test))
}

fn of(cx: &Interp<'_, '_>, read: impl Fn(&Firing) -> Value) -> Value {
    cx.context.firing.last().map_or(Value::Null, read)
}
