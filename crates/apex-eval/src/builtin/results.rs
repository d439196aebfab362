//! `Database.SaveResult` and its kin, and `Database.Error`.

use super::args::{enum_value, field, fields, strings};
use crate::host::{RowError, RowResult};
use crate::native::Members;
use crate::value::Value;
use apex_sema::platform::{PlatformType, platform};
use apex_sema::ty::Ty;

pub(super) const MEMBERS: Members = &[
    ("isSuccess/0", |_, me, _| Ok(field(me, "success"))),
    ("isCreated/0", |_, me, _| Ok(field(me, "created"))),
    ("getId/0", |_, me, _| Ok(field(me, "id"))),
    ("getErrors/0", |_, me, _| Ok(field(me, "errors"))),
];

pub(super) const EMPTIED: Members = &[
    ("isSuccess/0", |_, me, _| Ok(field(me, "success"))),
    ("getId/0", |_, me, _| Ok(field(me, "id"))),
    ("getErrors/0", |_, me, _| Ok(field(me, "errors"))),
];

pub(super) const ERROR: Members = &[
    ("getMessage/0", |_, me, _| Ok(field(me, "message"))),
    ("getStatusCode/0", |_, me, _| Ok(field(me, "status"))),
    ("getFields/0", |_, me, _| Ok(field(me, "fields"))),
];

pub(super) const MERGE: Members = &[
    ("isSuccess/0", |_, me, _| Ok(field(me, "success"))),
    ("getId/0", |_, me, _| Ok(field(me, "id"))),
    ("getErrors/0", |_, me, _| Ok(field(me, "errors"))),
    ("getMergedRecordIds/0", |_, me, _| Ok(field(me, "merged"))),
];

type Getter = (&'static str, fn(&Value) -> Value);

const ERRORS: Getter = ("getErrors", |me| field(me, "errors"));
const ID: Getter = ("getId", |me| field(me, "id"));
const SUCCESS: Getter = ("isSuccess", |me| field(me, "success"));

/// What the text of a result shows, in its order: Platform Events Developer Guide, "Get the Result of Asynchronous Platform
/// Event Publishing"; public debug logs.
pub(crate) fn getters(ty: &PlatformType) -> Option<&'static [Getter]> {
    Some(match &*ty.full_name() {
        "Database.DeleteResult" | "Database.SaveResult" | "Database.UndeleteResult" => &[ERRORS, ID, SUCCESS],
        "Database.UpsertResult" => &[ERRORS, ID, ("isCreated", |me| field(me, "created")), SUCCESS],
        "Database.Error" => &[
            ("getFields", |me| field(me, "fields")),
            ("getMessage", |me| field(me, "message")),
            ("getStatusCode", |me| field(me, "status")),
        ],
        _ => return None,
    })
}

/// The result of merging one duplicate into a master.
pub(super) fn merged(master: &RowResult, duplicate: &RowResult) -> Value {
    let failed = if master.errors.is_empty() { duplicate } else { master };
    let value = result("Database.MergeResult", &RowResult { id: master.id.clone(), ..failed.clone() });
    let ids = duplicate.id.as_deref().filter(|_| failed.errors.is_empty());
    super::args::set_field(&value, "merged", strings(ids));
    value
}

/// A list of `Database.Error`.
pub(super) fn errors(errors: &[RowError]) -> Value {
    let error = |e: &RowError| {
        fields(
            "Database.Error",
            [
                ("message", Value::str(&*e.message)),
                ("status", enum_value("System.StatusCode", &e.status)),
                ("fields", strings(&e.fields)),
            ],
        )
    };
    let ty = platform().find("Database.Error").map_or(Ty::Object, |t| Ty::platform(t.id));
    Value::list(ty, errors.iter().map(error).collect())
}

/// A result object of the given class.
pub(super) fn result(class: &'static str, row: &RowResult) -> Value {
    let ok = row.errors.is_empty();
    let id = row.id.as_deref().filter(|_| ok).map_or(Value::Null, |id| Value::Id(id.into()));
    fields(
        class,
        [
            ("success", Value::Bool(ok)),
            ("created", Value::Bool(row.created && ok)),
            ("id", id),
            ("errors", errors(&row.errors)),
        ],
    )
}
