//! The heap of a transaction: what its variables can reach.
//!
//! What Salesforce counts for a value is not documented; these sizes are estimates.

use crate::interp::Interp;
use crate::native::NativeData;
use crate::stop::Run;
use crate::value::Value;
use std::collections::HashSet;
use std::rc::Rc;

/// A reference, or a number.
const SLOT: u64 = 4;
/// What an object, record or collection takes by itself.
const OBJECT: u64 = 16;
/// What an entry of a set or map takes besides its values.
const ENTRY: u64 = 16;

/// Bytes of a text or binary; 0 for other values.
pub(crate) fn bytes_of(value: &Value) -> usize {
    match value {
        Value::Str(text) | Value::Id(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        _ => 0,
    }
}

/// What is measured, and what is left to look at. No recursion: lists may be nested as deep as they are long.
#[derive(Default)]
struct Census {
    seen: HashSet<*const u8>,
    left: Vec<Value>,
    bytes: u64,
    values: usize,
}

impl Census {
    fn first(&mut self, at: *const u8, shared: usize) -> bool {
        shared < 2 || self.seen.insert(at)
    }

    fn add(&mut self, value: &Value) {
        self.bytes += SLOT;
        self.values += 1;
        match value {
            Value::Str(text) | Value::Id(text) if self.first(text.as_ptr(), Rc::strong_count(text)) => {
                self.bytes += text.len() as u64;
            }
            Value::Blob(bytes) if self.first(bytes.as_ptr(), Rc::strong_count(bytes)) => {
                self.bytes += bytes.len() as u64;
            }
            Value::Long(_) | Value::Double(_) | Value::Datetime(_) => self.bytes += SLOT,
            Value::Decimal(_) => self.bytes += 2 * SLOT,
            Value::List(_) | Value::Set(_) | Value::Map(_) | Value::Record(_) | Value::Object(_) | Value::Native(_) => {
                self.left.push(value.clone());
            }
            _ => {}
        }
    }

    fn all<'v>(&mut self, values: impl IntoIterator<Item = &'v Value>) {
        values.into_iter().for_each(|value| self.add(value));
    }

    /// Looks into an object. One that is changed just now is left out.
    fn look_into(&mut self, value: &Value) {
        // The list of what is left holds it once more.
        match value {
            Value::List(list) if self.first(Rc::as_ptr(list).cast(), Rc::strong_count(list) - 1) => {
                self.all(list.items.try_borrow().iter().flat_map(|items| items.iter()));
            }
            Value::Set(set) if self.first(Rc::as_ptr(set).cast(), Rc::strong_count(set) - 1) => {
                let Ok(items) = set.items.try_borrow() else { return };
                self.bytes += ENTRY * items.len() as u64;
                self.all(items.values());
            }
            Value::Map(map) if self.first(Rc::as_ptr(map).cast(), Rc::strong_count(map) - 1) => {
                let Ok(items) = map.items.try_borrow() else { return };
                self.bytes += ENTRY * items.len() as u64;
                self.all(items.values().flat_map(|(key, value)| [key, value]));
            }
            Value::Record(record) if self.first(Rc::as_ptr(record).cast(), Rc::strong_count(record) - 1) => {
                let Ok(fields) = record.fields.try_borrow() else { return };
                self.bytes += SLOT * fields.len() as u64;
                self.all(fields.values());
            }
            Value::Object(instance) if self.first(Rc::as_ptr(instance).cast(), Rc::strong_count(instance) - 1) => {
                self.all(instance.slots.try_borrow().iter().flat_map(|slots| slots.iter()));
            }
            Value::Native(native) if self.first(Rc::as_ptr(native).cast(), Rc::strong_count(native) - 1) => {
                let Ok(data) = native.data.try_borrow() else { return };
                match &*data {
                    NativeData::Fields(fields) => self.all(fields.values()),
                    NativeData::Iterator(items, _) => self.all(items),
                    NativeData::JsonGenerator(generator) => self.bytes += generator.out.len() as u64,
                    NativeData::JsonParser(tokens) => self.bytes += OBJECT * tokens.all.len() as u64,
                    _ => {}
                }
            }
            _ => return,
        }
        self.bytes += OBJECT;
    }
}

impl Interp<'_, '_> {
    /// Measures the heap if enough was allocated since it was measured last.
    pub(crate) fn check_heap(&mut self) -> Run<()> {
        if self.limits.heap_is_due() { self.measure_heap() } else { Ok(()) }
    }

    /// Measures the heap.
    pub(crate) fn measure_heap(&mut self) -> Run<()> {
        let mut census = Census::default();
        census.all(self.statics.iter().flatten().flatten());
        for frame in &self.frames {
            census.all(&frame.locals);
            census.add(&frame.this);
        }
        census.all(&self.held);
        while let Some(value) = census.left.pop() {
            census.look_into(&value);
        }
        self.limits.measured(census.bytes, census.values)
    }

    /// Evaluates with `value` counted as part of the heap, though no variable holds it yet.
    pub(crate) fn holding<T>(&mut self, value: &Value, work: impl FnOnce(&mut Self) -> Run<T>) -> Run<T> {
        if !matches!(value, Value::Str(_) | Value::Blob(_) | Value::List(_) | Value::Set(_) | Value::Map(_)) {
            return work(self);
        }
        self.held.push(value.clone());
        let result = work(self);
        self.held.pop();
        result
    }
}
