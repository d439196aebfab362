//! `Database.QueryLocator` and its iterator; batches are not run.

use super::args::field;
use crate::interp::Interp;
use crate::native::{Members, NativeData};
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::platform::platform;

pub(super) const MEMBERS: Members = &[
    ("getQuery/0", |_, me, _| match field(me, "text") {
        Value::Null => Err(Stop::Gap("not supported by the local org: the text of a static query".into())),
        text => Ok(text),
    }),
    ("iterator/0", |cx, me, _| {
        let items = cx.arg_items(&field(me, "rows"))?;
        let id = platform().find("Database.QueryLocatorIterator").map_or(0, |ty| ty.id);
        Ok(Value::native(id, NativeData::Iterator(items, 0)))
    }),
];

pub(super) const ITERATOR: Members = super::collection::ITERATOR;

impl Interp<'_, '_> {
    /// A locator of rows that a query has found; they count as locator rows.
    pub(crate) fn locator(&mut self, text: Option<&str>, rows: Value) -> Run<Value> {
        let count = match &rows {
            Value::List(list) => list.items.borrow().len(),
            _ => return Err(self.null_argument()),
        };
        self.limits.locator(count)?;
        let text = text.map_or(Value::Null, Value::str);
        Ok(super::args::fields("Database.QueryLocator", [("text", text), ("rows", rows)]))
    }
}
