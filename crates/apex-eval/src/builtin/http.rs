//! `System.Http` and its messages. A callout happens only in a test with a mock: the local org calls nobody.

use super::args::{field, fields, optional, set_field, strings};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::ty::Ty;
use indexmap::IndexMap;

fn headers() -> Value {
    Value::map(Ty::String, Ty::String, IndexMap::new())
}

fn put(me: &Value, name: &'static str, value: &Value) -> Value {
    set_field(me, name, value.clone());
    Value::Null
}

pub(super) const REQUEST: Members = &[
    ("new/0", |_, _, _| Ok(fields("System.HttpRequest", [("headers", headers())]))),
    ("setEndpoint/1", |_, me, a| Ok(put(me, "endpoint", &a[0]))),
    ("getEndpoint/0", |_, me, _| Ok(field(me, "endpoint"))),
    ("setMethod/1", |_, me, a| Ok(put(me, "method", &a[0]))),
    ("getMethod/0", |_, me, _| Ok(field(me, "method"))),
    ("setTimeout/1", |_, me, a| Ok(put(me, "timeout", &a[0]))),
    // A mock sees the body as it is.
    ("setCompressed/1", |_, me, a| Ok(put(me, "compressed", &a[0]))),
    ("setBody/1", |_, me, a| Ok(put(me, "body", &a[0]))),
    ("getBody/0", |_, me, _| Ok(field(me, "body"))),
    ("setBodyAsBlob/1", |cx, me, a| cx.set_blob_body(me, &a[0])),
    ("getBodyAsBlob/0", |cx, me, _| cx.blob_body(me)),
    ("setHeader/2", |cx, me, a| cx.put_text(&field(me, "headers"), a)),
    ("getHeader/1", |cx, me, a| cx.header(me, &a[0])),
];

pub(super) const RESPONSE: Members = &[
    ("new/0", |_, _, _| Ok(fields("System.HttpResponse", [("headers", headers()), ("body", Value::str(""))]))),
    ("setBody/1", |_, me, a| Ok(put(me, "body", &a[0]))),
    ("getBody/0", |_, me, _| Ok(field(me, "body"))),
    ("setBodyAsBlob/1", |cx, me, a| cx.set_blob_body(me, &a[0])),
    ("getBodyAsBlob/0", |cx, me, _| cx.blob_body(me)),
    ("setStatus/1", |_, me, a| Ok(put(me, "status", &a[0]))),
    ("getStatus/0", |_, me, _| Ok(field(me, "status"))),
    ("setStatusCode/1", |_, me, a| Ok(put(me, "code", &a[0]))),
    ("getStatusCode/0", |_, me, _| Ok(field(me, "code"))),
    ("setHeader/2", |cx, me, a| cx.put_text(&field(me, "headers"), a)),
    ("getHeader/1", |cx, me, a| cx.header(me, &a[0])),
    ("getHeaderKeys/0", |cx, me, _| {
        let Value::Map(map) = field(me, "headers") else { return Err(cx.null_pointer()) };
        let keys: Vec<String> = map.items.borrow().values().filter_map(|(k, _)| k.as_str().map(String::from)).collect();
        Ok(strings(keys))
    }),
];

pub(super) const HTTP: Members = &[
    ("new/0", |_, _, _| Ok(fields("System.Http", []))),
    ("send/1", |cx, _, a| {
        let used = &mut cx.limits.callouts;
        crate::limits::Limits::count(used, 1, crate::limits::most::CALLOUTS, "Too many callouts")?;
        cx.may_call_out()?;
        match cx.context.callout_mock.clone() {
            Some(mock) => cx.call_named(&mock, "respond", vec![a[0].clone()]),
            None if cx.context.in_test => Err(cx
                .throw("System.CalloutException", "Methods defined as TestMethod do not support Web service callouts")),
            None => Err(Stop::Gap("not supported by the local org: callouts outside tests".into())),
        }
    }),
];

impl Interp<'_, '_> {
    /// What forbids a callout: Apex Developer Guide, "Performing DML Operations and Mock Callouts", "Transaction Control"
    /// and "Triggers".
    fn may_call_out(&self) -> Run<()> {
        let message = if !self.context.firing.is_empty() {
            "Callout from triggers are currently not supported."
        } else if self.limits.uncommitted {
            "You have uncommitted work pending. Please commit or rollback before calling out"
        } else if !self.context.savepoints.is_empty() {
            "All active Savepoints must be released before making callouts."
        } else {
            return Ok(());
        };
        Err(self.throw("System.CalloutException", message))
    }

    /// A header by name in any letter case.
    fn header(&self, me: &Value, name: &Value) -> Run<Value> {
        let name = self.arg_text(name)?;
        let Value::Map(map) = field(me, "headers") else { return Err(self.null_pointer()) };
        let items = map.items.borrow();
        let found = items.values().find(|(k, _)| k.as_str().is_some_and(|k| k.eq_ignore_ascii_case(&name)));
        Ok(found.map_or_else(|| optional(None), |(_, v)| v.clone()))
    }

    fn blob_body(&self, me: &Value) -> Run<Value> {
        let body = field(me, "body");
        Ok(body.as_str().map_or(Value::Null, |text| Value::Blob(text.as_bytes().into())))
    }

    fn set_blob_body(&self, me: &Value, body: &Value) -> Run<Value> {
        let Value::Blob(bytes) = body else { return Err(self.null_argument()) };
        set_field(me, "body", Value::str(String::from_utf8_lossy(bytes).into_owned()));
        Ok(Value::Null)
    }
}
