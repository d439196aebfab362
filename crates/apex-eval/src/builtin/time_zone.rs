//! `System.TimeZone`.

use super::args::{field, fields, string};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use jiff::tz::TimeZone;

pub(super) const MEMBERS: Members = &[
    ("getTimeZone/1", |cx, _, a| {
        let id = cx.arg_text(&a[0])?;
        // Java gives GMT for what it does not know.
        Ok(zone(if TimeZone::get(&id).is_ok() { &id } else { "GMT" }))
    }),
    ("getID/0", |_, me, _| Ok(field(me, "id"))),
    ("toString/0", |_, me, _| Ok(field(me, "id"))),
    ("getDisplayName/0", |cx, me, _| {
        let (offset, id) = (cx.offset_ms(me, cx.host.now())?, cx.arg_text(&field(me, "id"))?);
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.abs() / 60_000);
        Ok(string(format!("(GMT{sign}{:02}:{:02}) {id}", minutes / 60, minutes % 60)))
    }),
    ("getOffset/1", |cx, me, a| match &a[0] {
        Value::Datetime(ms) => Ok(Value::Int(cx.offset_ms(me, *ms)?)),
        _ => Err(cx.null_argument()),
    }),
];

/// The zone of this identifier.
pub(super) fn zone(id: &str) -> Value {
    fields("System.TimeZone", [("id", string(id))])
}

impl Interp<'_, '_> {
    fn offset_ms(&self, me: &Value, at: i64) -> Run<i32> {
        let id = self.arg_text(&field(me, "id"))?;
        let zone = TimeZone::get(&id).unwrap_or(TimeZone::UTC);
        let stamp = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
        Ok(zone.to_offset(stamp).seconds() * 1000)
    }
}
