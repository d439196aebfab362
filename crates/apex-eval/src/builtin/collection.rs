//! Iterators of the platform's collections.

use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::known;
use apex_sema::ty::Ty;

pub(super) const ITERATOR: Members = &[
    ("hasNext/0", |cx, me, _| Ok(Value::Bool(peek(cx, me).is_some()))),
    ("next/0", |cx, me, _| {
        let Some(value) = peek(cx, me) else {
            return Err(cx.throw("System.NoSuchElementException", "Iterator has no more elements"));
        };
        if let Value::Native(native) = me
            && let NativeData::Iterator(_, at) = &mut *native.data.borrow_mut()
        {
            *at += 1;
        }
        Ok(value)
    }),
];

fn peek(_: &Interp<'_, '_>, me: &Value) -> Option<Value> {
    if let Value::Native(native) = me
        && let NativeData::Iterator(items, at) = &*native.data.borrow()
    {
        return items.get(*at).cloned();
    }
    None
}

impl Interp<'_, '_> {
    /// A collection cannot change while loops go over it: Apex Developer Guide, "Iterating Collections".
    pub(super) fn not_in_loop(&self, loops: u32) -> Run<()> {
        if loops > 0 {
            return Err(self.throw("System.FinalException", "Cannot modify a collection while it is being iterated."));
        }
        Ok(())
    }
}

/// An iterator over values.
pub(super) fn iterator(items: Vec<Value>) -> Value {
    Value::native(known().iterator, NativeData::Iterator(items, 0))
}

/// What an iterator has left.
pub(crate) fn drain(iterator: &Value) -> Vec<Value> {
    match iterator {
        Value::Native(native) => match &mut *native.data.borrow_mut() {
            NativeData::Iterator(items, at) => items.split_off((*at).min(items.len())),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The object type of a collection of records.
pub(super) fn record_type(element: &Ty) -> Value {
    match element {
        Ty::Record(name) => Value::ObjectToken(name.clone()),
        _ => Value::Null,
    }
}
