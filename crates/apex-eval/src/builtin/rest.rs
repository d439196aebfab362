//! `System.RestContext`, `RestRequest`, `RestResponse`, and the two constants of `System.AccessLevel`.

use super::args::{field, fields};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::known;
use apex_sema::ty::Ty;
use indexmap::IndexMap;

pub(super) const CONTEXT: Members = &[
    (".request", |cx, _, _| Ok(cx.context.rest_request.clone().unwrap_or(Value::Null))),
    (".response", |cx, _, _| Ok(cx.context.rest_response.clone().unwrap_or(Value::Null))),
];

fn texts() -> Value {
    Value::map(Ty::String, Ty::String, IndexMap::new())
}

/// An empty request.
pub(crate) fn request() -> Value {
    fields("System.RestRequest", [("headers", texts()), ("params", texts())])
}

/// An empty response.
pub(crate) fn response() -> Value {
    fields("System.RestResponse", [("headers", texts())])
}

pub(super) const REQUEST: Members = &[
    ("new/0", |_, _, _| Ok(request())),
    (".headers", |_, me, _| Ok(field(me, "headers"))),
    (".params", |_, me, _| Ok(field(me, "params"))),
    (".httpMethod", |_, me, _| Ok(field(me, "httpMethod"))),
    (".remoteAddress", |_, me, _| Ok(field(me, "remoteAddress"))),
    (".requestBody", |_, me, _| Ok(field(me, "requestBody"))),
    (".requestURI", |_, me, _| Ok(field(me, "requestURI"))),
    (".resourcePath", |_, me, _| Ok(field(me, "resourcePath"))),
    ("addHeader/2", |cx, me, a| cx.put_text(&field(me, "headers"), a)),
    ("addParameter/2", |cx, me, a| cx.put_text(&field(me, "params"), a)),
];

pub(super) const RESPONSE: Members = &[
    ("new/0", |_, _, _| Ok(response())),
    (".headers", |_, me, _| Ok(field(me, "headers"))),
    (".responseBody", |_, me, _| Ok(field(me, "responseBody"))),
    (".statusCode", |_, me, _| Ok(field(me, "statusCode"))),
    ("addHeader/2", |cx, me, a| cx.put_text(&field(me, "headers"), a)),
];

pub(super) const ACCESS_LEVEL: Members = &[
    (".USER_MODE", |_, _, _| Ok(fields("System.AccessLevel", [("user", Value::Bool(true))]))),
    (".SYSTEM_MODE", |_, _, _| Ok(fields("System.AccessLevel", [("user", Value::Bool(false))]))),
];

impl Interp<'_, '_> {
    pub(crate) fn put_text(&mut self, map: &Value, pair: &[Value]) -> Run<Value> {
        if let Value::Map(map) = map {
            let key = self.map_key(map, &pair[0])?;
            map.insert(key, pair[0].clone(), pair[1].clone());
        }
        Ok(Value::Null)
    }

    /// Whether an `AccessLevel` is user mode.
    pub(crate) fn is_user_mode(&self, level: &Value) -> bool {
        let is_level = matches!(level, Value::Native(n) if n.ty == known().access_level);
        is_level && matches!(field(level, "user"), Value::Bool(true))
    }
}
