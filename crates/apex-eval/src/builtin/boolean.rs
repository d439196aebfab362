//! `System.Boolean`.

use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[("valueOf/1", |cx, _, a| match &a[0] {
    Value::Bool(b) => Ok(Value::Bool(*b)),
    Value::Null => Err(cx.null_argument()),
    other => {
        let text = cx.text(other)?;
        Ok(Value::Bool(text.eq_ignore_ascii_case("true") || &*text == "1"))
    }
})];
