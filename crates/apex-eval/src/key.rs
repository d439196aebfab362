//! Values as keys of sets and maps.

use crate::interp::Interp;
use crate::stop::Run;
use crate::value::{Key, MapObj, Value};
use indexmap::IndexMap;
use std::rc::Rc;

impl Interp<'_, '_> {
    /// The key of a value that needs no user code, or `None` for objects with their own `equals`.
    fn plain_key(&mut self, value: &Value, depth: u32) -> Run<Option<Key>> {
        self.limits.step()?;
        Ok(Some(match value {
            Value::Null => Key::Null,
            Value::Bool(b) => Key::Bool(*b),
            Value::Int(i) => Key::Int((*i).into()),
            Value::Long(i) => Key::Int(*i),
            Value::Double(d) => Key::Double(d.to_bits()),
            Value::Decimal(d) => Key::Decimal(d.normalize()),
            Value::Str(s) => Key::Str(s.clone()),
            Value::Id(s) => Key::Id(s.clone()),
            Value::Date(d) => Key::Date(*d),
            Value::Datetime(d) => Key::Datetime(*d),
            Value::Time(t) => Key::Time(*t),
            Value::Blob(b) => Key::Blob(b.clone()),
            Value::Enum(class, i) => Key::Enum(true, *class, *i),
            Value::PlatformEnum(class, i) => Key::Enum(false, *class, *i),
            Value::ObjectToken(name) => Key::Name(name.clone(), None),
            Value::FieldToken(object, field) => Key::Name(object.clone(), Some(field.clone())),
            Value::Type(ty) => Key::Type((**ty).clone()),
            Value::Record(record) => {
                if depth > 20 {
                    return Ok(Some(Key::Address(Rc::as_ptr(record) as usize)));
                }
                let mut fields = Vec::new();
                for (name, value) in record.fields.borrow().iter() {
                    let Some(key) = self.plain_key(value, depth + 1)? else { return Ok(None) };
                    fields.push((name.clone(), key));
                }
                fields.sort_by(|a, b| a.0.cmp(&b.0));
                Key::Record(record.object.clone(), fields)
            }
            Value::List(list) => {
                if depth > 20 {
                    return Ok(Some(Key::Address(Rc::as_ptr(list) as usize)));
                }
                let mut keys = Vec::new();
                for item in list.items.borrow().iter() {
                    let Some(key) = self.plain_key(item, depth + 1)? else { return Ok(None) };
                    keys.push(key);
                }
                Key::List(keys)
            }
            Value::Set(set) => Key::Address(Rc::as_ptr(set) as usize),
            Value::Map(map) => Key::Address(Rc::as_ptr(map) as usize),
            Value::Native(native) => Key::Address(Rc::as_ptr(native) as usize),
            Value::Object(instance) => {
                if self.find_method(instance.class, "hashCode", 0).is_some() && depth == 0 {
                    return Ok(None);
                }
                Key::Address(Rc::as_ptr(instance) as usize)
            }
        }))
    }

    /// The key under which `value` is, or would be, stored in `items`; `stored` gives the original of an entry.
    fn key_in(&mut self, items: &dyn Fn() -> Vec<(Key, Value)>, value: &Value) -> Run<Key> {
        if let Some(key) = self.plain_key(value, 0)? {
            return Ok(key);
        }
        let Value::Int(hash) = self.call_named(value, "hashCode", vec![])? else {
            return Err(self.null_pointer());
        };
        let mut free = 0;
        for (key, original) in items() {
            if let Key::Custom(h, n) = key
                && h == hash
            {
                free = free.max(n + 1);
                if let Value::Bool(true) = self.call_named(value, "equals", vec![original])? {
                    return Ok(Key::Custom(h, n));
                }
            }
        }
        Ok(Key::Custom(hash, free))
    }

    /// The key of `value` in a set's items.
    pub(crate) fn set_key(&mut self, items: &std::cell::RefCell<IndexMap<Key, Value>>, value: &Value) -> Run<Key> {
        let entries = || items.borrow().iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        self.key_in(&entries, value)
    }

    /// The key of `value` in a map.
    pub(crate) fn map_key(&mut self, map: &MapObj, value: &Value) -> Run<Key> {
        match value {
            Value::Str(name) if map.names => Ok(Key::Str(name.to_lowercase().into())),
            _ => self.entry_key(&map.items, value),
        }
    }

    fn entry_key(&mut self, items: &std::cell::RefCell<IndexMap<Key, (Value, Value)>>, value: &Value) -> Run<Key> {
        let entries = || items.borrow().iter().map(|(k, v)| (k.clone(), v.0.clone())).collect();
        self.key_in(&entries, value)
    }

    /// A map from pairs.
    pub(crate) fn map_of(&mut self, pairs: Vec<(Value, Value)>) -> Run<IndexMap<Key, (Value, Value)>> {
        let cell = std::cell::RefCell::new(IndexMap::new());
        for (k, v) in pairs {
            let key = self.entry_key(&cell, &k)?;
            cell.borrow_mut().insert(key, (k, v));
        }
        Ok(cell.into_inner())
    }

    /// A set from values.
    pub(crate) fn set_of(&mut self, values: Vec<Value>) -> Run<IndexMap<Key, Value>> {
        let cell = std::cell::RefCell::new(IndexMap::new());
        for v in values {
            let key = self.set_key(&cell, &v)?;
            cell.borrow_mut().entry(key).or_insert(v);
        }
        Ok(cell.into_inner())
    }
}
