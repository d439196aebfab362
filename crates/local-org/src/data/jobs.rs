//! Records of asynchronous jobs: Object Reference, "AsyncApexJob".

use super::{Record, Store};
use apex_eval::{Datum, NewJob};
use std::sync::Arc;

const OBJECT: &str = "AsyncApexJob";
const PREFIX: &str = "707";

/// Adds a job that waits and gives its Id.
pub(crate) fn add(store: &mut Store, job: &NewJob<'_>, user: &Arc<str>, now: i64) -> Arc<str> {
    let id = store.new_id(PREFIX);
    let text = |text: &str| Datum::Str(text.into());
    let mut record = Record::from([
        ("Id".into(), Datum::Id(id.clone())),
        ("ApexClassId".into(), Datum::Id(class(store, job.class))),
        ("CreatedById".into(), Datum::Id(user.clone())),
        ("CreatedDate".into(), Datum::Datetime(now)),
        ("JobType".into(), text(job.kind)),
        ("Status".into(), text("Queued")),
        ("JobItemsProcessed".into(), Datum::Int(0)),
        ("TotalJobItems".into(), Datum::Int(0)),
        ("NumberOfErrors".into(), Datum::Int(0)),
    ]);
    if let Some(method) = job.method {
        record.insert("MethodName".into(), text(method));
    }
    store.put(&OBJECT.into(), &id, record);
    id
}

/// Notes how a job ended.
pub(crate) fn end(store: &mut Store, id: &str, failure: Option<&str>, now: i64) {
    let Some(mut record) = store.get(OBJECT, id).cloned() else { return };
    let status = if failure.is_some() { "Failed" } else { "Completed" };
    record.insert("Status".into(), Datum::Str(status.into()));
    record.insert("CompletedDate".into(), Datum::Datetime(now));
    if let Some(message) = failure {
        record.insert("NumberOfErrors".into(), Datum::Int(1));
        record.insert("ExtendedStatus".into(), Datum::Str(message.chars().take(255).collect::<String>().into()));
    }
    store.put(&OBJECT.into(), &id.into(), record);
}

/// The record of a class, which a job refers to. An inner class has none: the job is its outer class's.
fn class(store: &mut Store, name: &str) -> Arc<str> {
    let name = name.split('.').next().unwrap_or(name);
    let is_it = |record: &Record| matches!(record.get("Name"), Some(Datum::Str(text)) if **text == *name);
    if let Some((id, _)) = store.rows("ApexClass").find(|(_, record)| is_it(record)) {
        return id.clone();
    }
    let id = store.new_id("01p");
    let record = Record::from([("Id".into(), Datum::Id(id.clone())), ("Name".into(), Datum::Str(name.into()))]);
    store.put(&"ApexClass".into(), &id, record);
    id
}
