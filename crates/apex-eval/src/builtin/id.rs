//! `System.Id`.

use super::args::string;
use crate::native::Members;
use crate::program_ids::object_of;
use crate::text::ID_SUFFIX;
use crate::value::Value;
use apex_sema::program::Widen;

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        cx.widen(Widen::Id, Value::Str(text))
    }),
    ("valueOf/2", |cx, _, a| {
        let text = cx.arg_text(&a[0])?;
        let restored = matches!(a[1], Value::Bool(true)).then(|| with_casing(&text)).flatten();
        cx.widen(Widen::Id, restored.map_or(Value::Str(text), Value::str))
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

/// An Id of 18 characters in the letter case that its last three encode.
fn with_casing(id: &str) -> Option<String> {
    let (base, suffix) = id.split_at_checked(15)?;
    let mut restored = String::new();
    for (chunk, code) in base.as_bytes().chunks(5).zip(suffix.to_ascii_uppercase().bytes()) {
        let bits = ID_SUFFIX.iter().position(|c| *c == code)?;
        for (i, c) in chunk.iter().enumerate() {
            let c = char::from(*c);
            restored.push(if bits >> i & 1 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
        }
    }
    Some(restored + &suffix.to_ascii_uppercase())
}
