//! `EventBus.publish`, and delivery to triggers, which happens in tests only: with `Test.getEventBus().deliver()` and
//! `Test.stopTest()` (Platform Events Developer Guide, "Testing Your Platform Event in Apex").

use super::results::result;
use crate::convert::{to_plain_record, to_row};
use crate::host::{Datum, RowResult};
use crate::interp::Interp;
use crate::limits::{Limits, most};
use crate::native::Members;
use crate::stop::{Run, Stop};
use crate::value::{RecordObj, Value};
use apex_sema::platform::platform;
use apex_sema::program::TriggerEvent;
use apex_sema::ty::Ty;
use apex_syntax::ast::DmlOp;
use std::rc::Rc;

/// How often triggers may publish what triggers then see.
const ROUNDS: usize = 16;

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

/// `Test.getEventBus()`
pub(super) const BROKER: Members = &[
    ("deliver/0", |cx, _, _| cx.deliver_events().map(|()| Value::Null)),
    ("fail/0", |cx, _, _| {
        cx.context.published.clear();
        Ok(Value::Null)
    }),
];

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
        if self.has_triggers(&record.object) {
            if !self.context.in_test {
                let message = "not supported by the local org: triggers on platform events outside tests";
                return Err(Stop::Gap(message.into()));
            }
            let event = self.event(record);
            self.context.published.push(event);
        }
        Ok(result("Database.SaveResult", &RowResult { id: Some(id.into()), created: true, errors: Vec::new() }))
    }

    /// What triggers see of an event that is published now.
    fn event(&mut self, record: &RecordObj) -> Rc<RecordObj> {
        let mut row = to_row(record);
        self.context.replay += 1;
        let (number, user) = (self.context.replay, self.host.user("Id"));
        let system = [
            ("ReplayId", Datum::Str(number.to_string().into())),
            ("EventUuid", Datum::Str(format!("00000000-0000-4000-8000-{number:012x}").into())),
            ("CreatedDate", Datum::Datetime(self.host.now())),
            ("CreatedById", user),
        ];
        for (name, value) in system {
            row.fields.retain(|(field, _)| &**field != name);
            row.fields.push((name.into(), value));
        }
        let record = to_plain_record(&row);
        record.locked.set(true);
        record
    }

    /// Fires the triggers of the events that wait, each object's in a transaction of its own. One that fails is undone, and
    /// the test goes on: the log alone tells.
    pub(super) fn deliver_events(&mut self) -> Run<()> {
        for _ in 0..ROUNDS {
            let mut waiting = std::mem::take(&mut self.context.published);
            while let Some(object) = waiting.first().map(|event| event.object.clone()) {
                let (batch, rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|event| event.object == object);
                waiting = rest;
                let fresh = self.limits.fresh(false);
                let before = std::mem::replace(&mut self.limits, fresh);
                let savepoints = std::mem::take(&mut self.context.savepoints);
                let start = self.host.savepoint();
                let new: Vec<_> = batch.into_iter().map(Some).collect();
                let none = vec![None; new.len()];
                let errors = self.fire(TriggerEvent { before: false, op: DmlOp::Insert }, &object, &new, &none);
                self.context.savepoints = savepoints;
                self.limits = before.resumed(&self.limits);
                if let Some(error) = errors?.into_iter().flatten().next() {
                    self.host.rollback(start);
                    let line = self.line();
                    self.host.debug(&format!("[{line}]|ERROR|{}", error.message));
                }
            }
            if self.context.published.is_empty() {
                return Ok(());
            }
        }
        Err(Stop::Gap(
            "not supported by the local org: triggers on platform events that go on publishing events".into(),
        ))
    }
}
