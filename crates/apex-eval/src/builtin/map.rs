//! `System.Map`.

use super::args::count;
use super::collection::record_type;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{MapObj, Value};
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("clear/0", |cx, me, _| {
        cx.map_value(me)?.clear();
        Ok(Value::Null)
    }),
    ("clone/0", |cx, me, _| {
        let map = cx.map_value(me)?;
        let items = map.items.borrow().clone();
        cx.limits.grow(6 * items.len())?;
        Ok(Value::Map(Rc::new(MapObj::new(map.key.clone(), map.value.clone(), items, map.names))))
    }),
    ("deepClone/0", |cx, me, _| {
        let map = cx.map_value(me)?;
        let items = map.items.borrow().clone();
        cx.limits.grow(16 * items.len())?;
        let copied = items.into_iter().map(|(key, (k, v))| (key, (k, super::sobject::copy_record(&v, true)))).collect();
        Ok(Value::map(map.key.clone(), map.value.clone(), copied))
    }),
    ("containsKey/1", |cx, me, a| {
        let map = cx.map_value(me)?;
        let key = cx.map_key(&map, &a[0])?;
        let found = map.items.borrow().contains_key(&key);
        Ok(Value::Bool(found))
    }),
    ("equals/1", |cx, me, a| Ok(Value::Bool(cx.same(me, &a[0])?))),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(me)?))),
    ("get/1", |cx, me, a| {
        let map = cx.map_value(me)?;
        let key = cx.map_key(&map, &a[0])?;
        let found = map.items.borrow().get(&key).map(|(_, v)| v.clone());
        Ok(found.unwrap_or(Value::Null))
    }),
    ("getSObjectType/0", |cx, me, _| Ok(record_type(&cx.map_value(me)?.value))),
    ("isEmpty/0", |cx, me, _| Ok(Value::Bool(cx.map_value(me)?.items.borrow().is_empty()))),
    ("keySet/0", |cx, me, _| {
        let map = cx.map_value(me)?;
        cx.limits.grow(4 * map.items.borrow().len())?;
        Ok(Value::Set(map.key_set()))
    }),
    ("put/2", |cx, me, a| {
        let map = cx.map_value(me)?;
        cx.limits.grow(6)?;
        cx.fits(me, &map.key, &a[0])?;
        cx.fits(me, &map.value, &a[1])?;
        let key = cx.map_key(&map, &a[0])?;
        Ok(map.insert(key, a[0].clone(), a[1].clone()).unwrap_or(Value::Null))
    }),
    ("putAll/1", |cx, me, a| {
        let map = cx.map_value(me)?;
        match &a[0] {
            Value::Map(other) => {
                let items = other.items.borrow().clone();
                for (key, value) in items.values() {
                    cx.fits(me, &map.key, key)?;
                    cx.fits(me, &map.value, value)?;
                }
                cx.limits.grow(6 * items.len())?;
                for (key, (k, v)) in items {
                    map.insert(key, k, v);
                }
            }
            Value::List(list) => {
                let records = list.items.borrow().clone();
                for record in records {
                    cx.fits(me, &map.value, &record)?;
                    if let Value::Record(r) = &record {
                        let id = r.fields.borrow().get("Id").cloned().unwrap_or(Value::Null);
                        let key = cx.map_key(&map, &id)?;
                        map.insert(key, id, record.clone());
                    }
                }
            }
            _ => return Err(cx.null_argument()),
        }
        Ok(Value::Null)
    }),
    ("remove/1", |cx, me, a| {
        let map = cx.map_value(me)?;
        let key = cx.map_key(&map, &a[0])?;
        cx.limits.work(map.items.borrow().len())?;
        Ok(map.remove(&key).unwrap_or(Value::Null))
    }),
    ("size/0", |cx, me, _| Ok(count(cx.map_value(me)?.items.borrow().len()))),
    ("toString/0", |cx, me, _| Ok(Value::Str(cx.text(me)?))),
    ("values/0", |cx, me, _| {
        let map = cx.map_value(me)?;
        cx.limits.grow(map.items.borrow().len())?;
        let values = map.items.borrow().values().map(|(_, v)| v.clone()).collect();
        Ok(Value::list(map.value.clone(), values))
    }),
];

impl Interp<'_, '_> {
    fn map_value(&self, value: &Value) -> Run<Rc<MapObj>> {
        match value {
            Value::Map(map) => Ok(map.clone()),
            _ => Err(self.null_pointer()),
        }
    }
}
