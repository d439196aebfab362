//! `System.Formula`: formula fields of records in memory.

use super::args::{field, fields};
use crate::convert::{to_row, to_value};
use crate::interp::Interp;
use crate::native::Members;
use crate::value::{RecordObj, Value};
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

pub(super) const MEMBERS: Members = &[("recalculateFormulas/1", |cx, _, a| {
    let mut results = Vec::new();
    for item in cx.arg_items(&a[0])? {
        let Value::Record(record) = &item else { return Err(cx.null_argument()) };
        cx.recalculate(record);
        // A formula that ends in an error is blank for programs, which is a result too.
        let none = Value::list(of("System.FormulaRecalcFieldError"), Vec::new());
        let result = [("record", item.clone()), ("success", Value::Bool(true)), ("errors", none)];
        results.push(fields("System.FormulaRecalcResult", result));
    }
    Ok(Value::list(of("System.FormulaRecalcResult"), results))
})];

pub(super) const RESULT: Members = &[
    ("getErrors/0", |_, me, _| Ok(field(me, "errors"))),
    ("getSObject/0", |_, me, _| Ok(field(me, "record"))),
    ("isSuccess/0", |_, me, _| Ok(field(me, "success"))),
];

pub(super) const OF_RECORD: Members = &[("recalculateFormulas/0", |cx, me, _| {
    if let Value::Record(record) = me {
        cx.recalculate(record);
    }
    Ok(Value::Null)
})];

fn of(class: &str) -> Ty {
    platform().find(class).map_or(Ty::Object, |ty| Ty::platform(ty.id))
}

impl Interp<'_, '_> {
    /// Works out the formula fields of a record from the values it has in memory.
    fn recalculate(&self, record: &RecordObj) {
        let worked_out = self.host.formulas(&to_row(record));
        record.fill(worked_out.iter().map(|(name, value)| (name.clone(), to_value(value))));
    }
}
