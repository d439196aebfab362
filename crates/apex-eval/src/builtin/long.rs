//! `System.Long`.

use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| {
        let s = cx.arg_text(&a[0])?;
        match s.trim().parse() {
            Ok(i) => Ok(Value::Long(i)),
            Err(_) => Err(cx.throw("System.TypeException", &format!("Invalid long: {s}"))),
        }
    }),
    #[allow(clippy::cast_possible_truncation, reason = "as in Apex: the value wraps")]
    ("intValue/0", |cx, me, _| Ok(Value::Int(cx.arg_long(me)? as i32))),
    ("format/0", |_, me, _| Ok(Value::str(super::decimal::grouped(me.as_decimal().unwrap_or_default())))),
];
