//! `System.List`.

use super::args::count;
use super::collection::{iterator, record_type};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{ListObj, Value};
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("add/1", |cx, me, a| {
        let list = cx.list_to_change(me)?;
        cx.fits(me, &list.element, &a[0])?;
        cx.limits.grow(1)?;
        list.items.borrow_mut().push(a[0].clone());
        Ok(Value::Null)
    }),
    ("add/2", |cx, me, a| {
        let list = cx.list_to_change(me)?;
        let length = list.items.borrow().len();
        cx.limits.grow(1)?;
        cx.limits.work(length / 8)?;
        let at = cx.position_in(&a[0], length + 1)?;
        cx.fits(me, &list.element, &a[1])?;
        list.items.borrow_mut().insert(at, a[1].clone());
        Ok(Value::Null)
    }),
    ("addAll/1", |cx, me, a| {
        let items = cx.arg_items(&a[0])?;
        let list = cx.list_to_change(me)?;
        items.iter().try_for_each(|item| cx.fits(me, &list.element, item))?;
        cx.limits.grow(items.len())?;
        list.items.borrow_mut().extend(items);
        Ok(Value::Null)
    }),
    ("clear/0", |cx, me, _| {
        cx.list_to_change(me)?.items.borrow_mut().clear();
        Ok(Value::Null)
    }),
    ("clone/0", |cx, me, _| {
        let list = cx.list_of(me)?;
        let items = list.items.borrow().clone();
        cx.limits.grow(items.len())?;
        Ok(Value::list(list.element.clone(), items))
    }),
    ("deepClone/0", |cx, me, _| cx.deep_list(me, false)),
    ("deepClone/1", |cx, me, a| {
        let keep = cx.arg_bool(&a[0])?;
        cx.deep_list(me, keep)
    }),
    ("deepClone/3", |cx, me, a| {
        let keep = cx.arg_bool(&a[0])?;
        cx.deep_list(me, keep)
    }),
    ("contains/1", |cx, me, a| Ok(Value::Bool(cx.find_in(me, &a[0])?.is_some()))),
    ("indexOf/1", |cx, me, a| Ok(cx.find_in(me, &a[0])?.map_or(Value::Int(-1), count))),
    ("equals/1", |cx, me, a| Ok(Value::Bool(cx.same(me, &a[0])?))),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(me)?))),
    ("get/1", |cx, me, a| cx.list_get(me, &a[0])),
    ("getSObjectType/0", |cx, me, _| Ok(record_type(&cx.list_of(me)?.element))),
    ("isEmpty/0", |cx, me, _| Ok(Value::Bool(cx.list_of(me)?.items.borrow().is_empty()))),
    ("iterator/0", |cx, me, _| {
        let items = cx.list_of(me)?.items.borrow().clone();
        cx.limits.grow(items.len())?;
        Ok(iterator(items))
    }),
    ("remove/1", |cx, me, a| {
        let list = cx.list_to_change(me)?;
        let length = list.items.borrow().len();
        let at = cx.position_in(&a[0], length)?;
        cx.limits.work((length - at) / 8)?;
        let removed = list.items.borrow_mut().remove(at);
        Ok(removed)
    }),
    ("set/2", |cx, me, a| {
        let list = cx.list_of(me)?;
        let length = list.items.borrow().len();
        let at = cx.position_in(&a[0], length)?;
        cx.fits(me, &list.element, &a[1])?;
        list.items.borrow_mut()[at] = a[1].clone();
        Ok(Value::Null)
    }),
    ("size/0", |cx, me, _| Ok(count(cx.list_of(me)?.items.borrow().len()))),
    ("sort/0", |cx, me, _| cx.sort_list(me, None)),
    ("sort/1", |cx, me, a| cx.sort_list(me, Some(&a[0]))),
    ("toString/0", |cx, me, _| Ok(Value::Str(cx.text(me)?))),
];

impl Interp<'_, '_> {
    pub(crate) fn list_of(&self, value: &Value) -> Run<Rc<ListObj>> {
        match value {
            Value::List(list) => Ok(list.clone()),
            _ => Err(self.null_pointer()),
        }
    }

    /// A list that no loop goes over now.
    fn list_to_change(&self, value: &Value) -> Run<Rc<ListObj>> {
        let list = self.list_of(value)?;
        self.not_in_loop(list.loops.get())?;
        Ok(list)
    }

    fn position_in(&self, at: &Value, end: usize) -> Run<usize> {
        let at = self.arg_int(at)?;
        match usize::try_from(at).ok().filter(|i| *i < end) {
            Some(i) => Ok(i),
            None => Err(self.throw("System.ListException", &format!("List index out of bounds: {at}"))),
        }
    }

    fn find_in(&mut self, me: &Value, wanted: &Value) -> Run<Option<usize>> {
        let list = self.list_of(me)?;
        let mut at = 0;
        // `equals` of an element may change the list.
        while let Some(item) = { list.items.borrow().get(at).cloned() } {
            self.limits.step()?;
            if self.same(&item, wanted)? {
                return Ok(Some(at));
            }
            at += 1;
        }
        Ok(None)
    }

    fn sort_list(&mut self, me: &Value, comparator: Option<&Value>) -> Run<Value> {
        let list = self.list_to_change(me)?;
        let mut items = list.items.borrow().clone();
        self.limits.work(items.len())?;
        self.sort(&mut items, comparator)?;
        *list.items.borrow_mut() = items;
        Ok(Value::Null)
    }

    fn deep_list(&mut self, me: &Value, keep_id: bool) -> Run<Value> {
        let list = self.list_of(me)?;
        let items = list.items.borrow().clone();
        self.limits.grow(16 * items.len())?;
        let copied = items.iter().map(|item| super::sobject::copy_record(item, keep_id)).collect();
        Ok(Value::list(list.element.clone(), copied))
    }
}
