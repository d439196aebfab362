//! `System.System`.

use super::args::enum_value;
use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("debug/1", |cx, _, a| {
        let text = cx.text(&a[0])?;
        let line = cx.line();
        cx.host.debug(&format!("[{line}]|DEBUG|{text}"));
        Ok(Value::Null)
    }),
    ("debug/2", |cx, _, a| {
        let text = cx.text(&a[1])?;
        let level = cx.enum_name(&a[0]);
        let line = cx.line();
        cx.host.debug(&format!("[{line}]|{level}|{text}"));
        Ok(Value::Null)
    }),
    ("assert/1", |cx, _, a| cx.system_assert_true(&a[0], None)),
    ("assert/2", |cx, _, a| cx.system_assert_true(&a[0], Some(&a[1]))),
    ("assertEquals/2", |cx, _, a| cx.system_assert(&a[0], &a[1], None, true)),
    ("assertEquals/3", |cx, _, a| cx.system_assert(&a[0], &a[1], Some(&a[2]), true)),
    ("assertNotEquals/2", |cx, _, a| cx.system_assert(&a[0], &a[1], None, false)),
    ("assertNotEquals/3", |cx, _, a| cx.system_assert(&a[0], &a[1], Some(&a[2]), false)),
    ("now/0", |cx, _, _| Ok(Value::Datetime(cx.host.now()))),
    ("currentTimeMillis/0", |cx, _, _| Ok(Value::Long(cx.host.now()))),
    ("today/0", |cx, _, _| Ok(Value::Date(cx.today()))),
    ("equals/2", |cx, _, a| Ok(Value::Bool(cx.same(&a[0], &a[1])?))),
    ("hashCode/1", |cx, _, a| Ok(Value::Int(cx.hash(&a[0])?))),
    ("isBatch/0", |_, _, _| Ok(Value::Bool(false))),
    ("isFuture/0", |_, _, _| Ok(Value::Bool(false))),
    ("isQueueable/0", |_, _, _| Ok(Value::Bool(false))),
    ("isScheduled/0", |_, _, _| Ok(Value::Bool(false))),
    ("getQuiddity/0", |_, _, _| Ok(enum_value("System.Quiddity", "REST"))),
];
