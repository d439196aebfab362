//! `System.Double`.

use crate::native::Members;
use crate::value::Value;

#[allow(clippy::cast_possible_truncation, reason = "narrowing as in Apex")]
pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| match &a[0] {
        Value::Str(s) => match s.trim().parse() {
            Ok(d) => Ok(Value::Double(d)),
            Err(_) => Err(cx.throw("System.TypeException", &format!("Invalid double: {s}"))),
        },
        other => Ok(Value::Double(cx.arg_double(other)?)),
    }),
    ("intValue/0", |cx, me, _| Ok(Value::Int(cx.arg_double(me)? as i32))),
    ("longValue/0", |cx, me, _| Ok(Value::Long(cx.arg_double(me)? as i64))),
    ("round/0", |cx, me, _| Ok(Value::Long(cx.arg_double(me)?.round_ties_even() as i64))),
    ("format/0", |cx, me, _| Ok(Value::str(super::decimal::grouped(cx.arg_decimal(me)?)))),
];
