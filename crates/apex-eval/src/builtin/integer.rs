//! `System.Integer`.

use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| match &a[0] {
        Value::Int(i) => Ok(Value::Int(*i)),
        Value::Null => Err(cx.null_argument()),
        Value::Str(s) => match s.trim().parse() {
            Ok(i) => Ok(Value::Int(i)),
            Err(_) => Err(cx.throw("System.TypeException", &format!("Invalid integer: {s}"))),
        },
        other => match other.as_decimal().and_then(|d| d.trunc().try_into().ok()) {
            Some(i) => Ok(Value::Int(i)),
            None => {
                let shown = cx.text(other)?;
                Err(cx.throw("System.TypeException", &format!("Invalid integer: {shown}")))
            }
        },
    }),
    ("format/0", |_, me, _| Ok(Value::str(super::decimal::grouped(me.as_decimal().unwrap_or_default())))),
];
