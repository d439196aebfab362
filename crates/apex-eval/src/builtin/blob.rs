//! `System.Blob`.

use super::args::count;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        Ok(Value::Blob(text.as_bytes().into()))
    }),
    ("toString/0", |cx, me, _| {
        let bytes = cx.arg_blob(me)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(Value::str(text)),
            Err(_) => Err(cx.throw("System.StringException", "BLOB is not a valid UTF-8 string")),
        }
    }),
    ("size/0", |cx, me, _| Ok(count(cx.arg_blob(me)?.len()))),
];

impl Interp<'_, '_> {
    pub(super) fn arg_blob(&self, value: &Value) -> Run<Rc<[u8]>> {
        match value {
            Value::Blob(bytes) => Ok(bytes.clone()),
            _ => Err(self.null_argument()),
        }
    }
}
