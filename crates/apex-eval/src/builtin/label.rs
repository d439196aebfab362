//! `System.Label`: custom labels by name.

use crate::native::Members;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[("get/2", |cx, _, a| {
    let name = cx.arg_text(&a[1])?;
    match cx.program.catalog.label(&name) {
        Some(text) => Ok(Value::str(&*text)),
        None => Err(cx.throw("System.IllegalArgumentException", &format!("External string does not exist: {name}"))),
    }
})];
