//! `System.Set`.

use super::args::count;
use super::collection::iterator;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{SetObj, Value};
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("add/1", |cx, me, a| Ok(Value::Bool(cx.add_to_set(me, &a[0])?))),
    ("addAll/1", |cx, me, a| {
        let mut changed = false;
        for item in cx.arg_items(&a[0])? {
            changed |= cx.add_to_set(me, &item)?;
        }
        Ok(Value::Bool(changed))
    }),
    ("clear/0", |cx, me, _| {
        let set = cx.set_value(me)?;
        cx.not_in_loop(set.loops.get())?;
        match &set.keys_of {
            Some(map) => map.clear(),
            None => set.items.borrow_mut().clear(),
        }
        Ok(Value::Null)
    }),
    ("clone/0", |cx, me, _| {
        let set = cx.set_value(me)?;
        let items = set.items.borrow().clone();
        cx.limits.grow(4 * items.len())?;
        Ok(Value::set(set.element.clone(), items))
    }),
    ("contains/1", |cx, me, a| Ok(Value::Bool(cx.in_set(me, &a[0])?))),
    ("containsAll/1", |cx, me, a| {
        for item in cx.arg_items(&a[0])? {
            if !cx.in_set(me, &item)? {
                return Ok(Value::Bool(false));
            }
        }
        Ok(Value::Bool(true))
    }),
    ("equals/1", |cx, me, a| Ok(Value::Bool(cx.same(me, &a[0])?))),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(me)?))),
    ("isEmpty/0", |cx, me, _| Ok(Value::Bool(cx.set_value(me)?.items.borrow().is_empty()))),
    ("iterator/0", |cx, me, _| {
        let items: Vec<_> = cx.set_value(me)?.items.borrow().values().cloned().collect();
        cx.limits.grow(items.len())?;
        Ok(iterator(items))
    }),
    ("remove/1", |cx, me, a| Ok(Value::Bool(cx.remove_from_set(me, &a[0])?))),
    ("removeAll/1", |cx, me, a| {
        let mut changed = false;
        for item in cx.arg_items(&a[0])? {
            changed |= cx.remove_from_set(me, &item)?;
        }
        Ok(Value::Bool(changed))
    }),
    ("retainAll/1", |cx, me, a| {
        let items = cx.arg_items(&a[0])?;
        let kept = cx.set_of(items)?;
        let set = cx.set_value(me)?;
        cx.not_in_loop(set.loops.get())?;
        let before = set.items.borrow().len();
        cx.limits.work(8 * before)?;
        if let Some(map) = &set.keys_of {
            map.items.borrow_mut().retain(|key, _| kept.contains_key(key));
        }
        set.items.borrow_mut().retain(|key, _| kept.contains_key(key));
        let after = set.items.borrow().len();
        Ok(Value::Bool(before != after))
    }),
    ("size/0", |cx, me, _| Ok(count(cx.set_value(me)?.items.borrow().len()))),
    ("toString/0", |cx, me, _| Ok(Value::Str(cx.text(me)?))),
];

impl Interp<'_, '_> {
    fn set_value(&self, value: &Value) -> Run<Rc<SetObj>> {
        match value {
            Value::Set(set) => Ok(set.clone()),
            _ => Err(self.null_pointer()),
        }
    }

    fn add_to_set(&mut self, me: &Value, item: &Value) -> Run<bool> {
        let set = self.set_value(me)?;
        if set.keys_of.is_some() {
            return Err(self.throw("System.FinalException", "Collection is read-only"));
        }
        self.fits(me, &set.element, item)?;
        self.limits.allocate(32)?;
        let key = self.set_key(&set.items, item)?;
        if set.items.borrow().contains_key(&key) {
            return Ok(false);
        }
        self.not_in_loop(set.loops.get())?;
        set.items.borrow_mut().insert(key, item.clone());
        Ok(true)
    }

    fn in_set(&mut self, me: &Value, item: &Value) -> Run<bool> {
        let set = self.set_value(me)?;
        let key = self.set_key(&set.items, item)?;
        let found = set.items.borrow().contains_key(&key);
        Ok(found)
    }

    fn remove_from_set(&mut self, me: &Value, item: &Value) -> Run<bool> {
        let set = self.set_value(me)?;
        let key = self.set_key(&set.items, item)?;
        self.limits.work(set.items.borrow().len())?;
        if !set.items.borrow().contains_key(&key) {
            return Ok(false);
        }
        self.not_in_loop(set.loops.get())?;
        match &set.keys_of {
            Some(map) => drop(map.remove(&key)),
            None => drop(set.items.borrow_mut().shift_remove(&key)),
        }
        Ok(true)
    }
}
