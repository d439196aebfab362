//! `System.Time`.

use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

const DAY: i64 = 86_400_000;

pub(super) const MEMBERS: Members = &[
    ("newInstance/4", |cx, _, a| {
        let (h, m, s, ms) = (cx.arg_long(&a[0])?, cx.arg_long(&a[1])?, cx.arg_long(&a[2])?, cx.arg_long(&a[3])?);
        Ok(of(h * 3_600_000 + m * 60_000 + s * 1000 + ms))
    }),
    ("hour/0", |cx, me, _| Ok(Value::Int(cx.arg_time(me)? / 3_600_000))),
    ("minute/0", |cx, me, _| Ok(Value::Int(cx.arg_time(me)? / 60_000 % 60))),
    ("second/0", |cx, me, _| Ok(Value::Int(cx.arg_time(me)? / 1000 % 60))),
    ("millisecond/0", |cx, me, _| Ok(Value::Int(cx.arg_time(me)? % 1000))),
    ("addHours/1", |cx, me, a| Ok(of(i64::from(cx.arg_time(me)?) + cx.arg_long(&a[0])? * 3_600_000))),
    ("addMinutes/1", |cx, me, a| Ok(of(i64::from(cx.arg_time(me)?) + cx.arg_long(&a[0])? * 60_000))),
    ("addSeconds/1", |cx, me, a| Ok(of(i64::from(cx.arg_time(me)?) + cx.arg_long(&a[0])? * 1000))),
    ("addMilliseconds/1", |cx, me, a| Ok(of(i64::from(cx.arg_time(me)?) + cx.arg_long(&a[0])?))),
];

fn of(ms: i64) -> Value {
    Value::Time(i32::try_from(ms.rem_euclid(DAY)).unwrap_or(0))
}

impl Interp<'_, '_> {
    pub(super) fn arg_time(&self, value: &Value) -> Run<i32> {
        match value {
            Value::Time(t) => Ok(*t),
            _ => Err(self.null_argument()),
        }
    }
}
