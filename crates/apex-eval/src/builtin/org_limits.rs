//! `System.OrgLimits`: limits of the whole org. The local org uses nothing of them up.

use super::args::{field, fields, string};
use crate::native::Members;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

/// Name and limit: those of a Developer Edition org, REST API Developer Guide, "Limits".
const LIMITS: &[(&str, i32)] = &[
    ("DailyApiRequests", 15_000),
    ("DailyAsyncApexExecutions", 250_000),
    ("DailyBulkApiBatches", 15_000),
    ("DailyWorkflowEmails", 1_000),
    ("DataStorageMB", 5),
    ("FileStorageMB", 20),
    ("HourlyPublishedPlatformEvents", 50_000),
    ("MassEmail", 10),
    ("SingleEmail", 15),
];

pub(super) const MEMBERS: Members = &[
    ("getAll/0", |_, _, _| Ok(Value::list(class(), LIMITS.iter().map(limit).collect()))),
    ("getMap/0", |cx, _, _| {
        let pairs = LIMITS.iter().map(|row| (string(row.0), limit(row))).collect();
        Ok(Value::map(Ty::String, class(), cx.map_of(pairs)?))
    }),
];

pub(super) const LIMIT: Members = &[
    ("getName/0", |_, me, _| Ok(field(me, "name"))),
    ("getLimit/0", |_, me, _| Ok(field(me, "limit"))),
    ("getValue/0", |_, _, _| Ok(Value::Int(0))),
];

fn class() -> Ty {
    platform().find("System.OrgLimit").map_or(Ty::Object, |ty| Ty::platform(ty.id))
}

fn limit((name, most): &(&str, i32)) -> Value {
    fields("System.OrgLimit", [("name", string(name)), ("limit", Value::Int(*most))])
}
