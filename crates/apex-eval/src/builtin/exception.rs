//! Methods of exceptions.

use super::args::{count, enum_value, optional, strings};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{DmlFailure, Value};
use apex_sema::platform::known;
use apex_sema::ty::Ty;
use std::rc::Rc;
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("getCause/0", |cx, me, _| cx.with_exception(me, |d| d.cause.clone())),
    ("getLineNumber/0", |cx, me, _| Ok(Value::Int(i32::try_from(cx.with_exception(me, |d| d.line)?).unwrap_or(0)))),
    ("getMessage/0", |cx, me, _| {
        let message = cx.with_exception(me, |d| d.message.clone())?;
        Ok(Value::Str(message.unwrap_or_else(|| "Script-thrown exception".into())))
    }),
    ("getStackTraceString/0", |cx, me, _| Ok(Value::Str(cx.with_exception(me, |d| d.stack.clone())?))),
    ("getTypeName/0", |cx, me, _| Ok(Value::str(cx.exception_type(me)))),
    ("initCause/1", |cx, me, a| {
        cx.with_exception(me, |d| d.cause = a[0].clone())?;
        Ok(Value::Null)
    }),
    ("setMessage/1", |cx, me, a| {
        let text: Rc<str> = cx.text(&a[0])?;
        cx.with_exception(me, |d| d.message = Some(text))?;
        Ok(Value::Null)
    }),
    ("getNumDml/0", |cx, me, _| Ok(count(cx.with_exception(me, |d| d.rows.len())?))),
    ("getDmlMessage/1", |cx, me, a| cx.failed_row(me, &a[0], |r| Value::str(&*r.message))),
    ("getDmlStatusCode/1", |cx, me, a| cx.failed_row(me, &a[0], |r| Value::str(&*r.status))),
    ("getDmlType/1", |cx, me, a| cx.failed_row(me, &a[0], |r| enum_value("System.StatusCode", &r.status))),
    ("getDmlId/1", |cx, me, a| cx.failed_row(me, &a[0], |r| optional(r.id.as_deref()))),
    ("getDmlIndex/1", |cx, me, a| cx.failed_row(me, &a[0], |r| count(r.index))),
    ("getDmlFieldNames/1", |cx, me, a| cx.failed_row(me, &a[0], |r| strings(&r.fields))),
    ("getDmlFields/1", |cx, me, a| {
        cx.failed_row(me, &a[0], |r| {
            let token = |field: &Arc<str>| Value::FieldToken(r.object.clone(), field.clone());
            Value::list(Ty::platform(known().field_token), r.fields.iter().map(token).collect())
        })
    }),
];

/// `QueryException` and `NoAccessException`.
pub(super) const QUERY: Members = &[("getInaccessibleFields/0", |cx, me, _| {
    let inaccessible = cx.with_exception(me, |d| d.inaccessible.clone())?;
    let mut pairs = Vec::new();
    for (object, fields) in inaccessible {
        let names = fields.iter().map(|f| Value::str(&**f)).collect();
        let set = Value::set(Ty::String, cx.set_of(names)?);
        pairs.push((Value::str(&*object), set));
    }
    Ok(Value::map(Ty::String, Ty::set(Ty::String), cx.map_of(pairs)?))
})];

impl Interp<'_, '_> {
    fn failed_row(&self, me: &Value, index: &Value, read: fn(&DmlFailure) -> Value) -> Run<Value> {
        let index = self.arg_int(index)?;
        let found = self.with_exception(me, |d| usize::try_from(index).ok().and_then(|i| d.rows.get(i).map(read)))?;
        found.ok_or_else(|| self.throw("System.TypeException", &format!("DML row index out of bounds: {index}")))
    }
}
