//! `EventBus.publish`. No trigger listens in the local org: an event is checked, counted and gone.

use super::results::result;
use crate::host::RowResult;
use crate::interp::Interp;
use crate::limits::{Limits, most};
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

pub(super) const MEMBERS: Members = &[
    ("publish(List<SObject>)", |cx, _, a| {
        let events = cx.arg_items(&a[0])?;
        let mut results = Vec::new();
        for event in &events {
            results.push(cx.publish(event)?);
        }
        let ty = platform().find("Database.SaveResult").map_or(Ty::Object, |ty| Ty::platform(ty.id));
        Ok(Value::list(ty, results))
    }),
    ("publish(SObject)", |cx, _, a| cx.publish(&a[0])),
];

/// `Test.getEventBus()`: what it delivers reaches nobody, for triggers on events are refused.
pub(super) const BROKER: Members = &[("deliver/0", |_, _, _| Ok(Value::Null)), ("fail/0", |_, _, _| Ok(Value::Null))];

impl Interp<'_, '_> {
    fn publish(&mut self, event: &Value) -> Run<Value> {
        let Value::Record(record) = event else { return Err(self.null_argument()) };
        if !record.object.ends_with("__e") {
            let message = format!("Event type is not supported: {}", record.object);
            return Err(self.throw("System.TypeException", &message));
        }
        Limits::count(&mut self.limits.published, 1, most::PUBLISHED, "Too many publish immediate DML operations")?;
        let text = format!("e00Lo{:010}", self.limits.published);
        let id = crate::text::full_id(&text).unwrap_or(text);
        Ok(result("Database.SaveResult", &RowResult { id: Some(id.into()), created: true, errors: Vec::new() }))
    }
}
