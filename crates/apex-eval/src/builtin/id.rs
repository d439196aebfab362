//! `System.Id`.

use super::args::string;
use crate::native::Members;
use crate::program_ids::object_of;
use crate::value::Value;
use apex_sema::program::Widen;

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.widen(Widen::Id, Value::Str(text))
    }),
    ("valueOf/2", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.widen(Widen::Id, Value::Str(text))
    }),
    ("getSobjectType/0", |cx, me, _| {
        let id = cx.arg_text(me)?;
        match object_of(cx.program, &id) {
            Some(name) => Ok(Value::ObjectToken(name)),
            None => Err(cx.throw("System.SObjectException", &format!("Cannot determine the SObject type of Id {id}"))),
        }
    }),
    ("to15/0", |cx, me, _| Ok(string(&cx.arg_text(me)?[..15]))),
];
