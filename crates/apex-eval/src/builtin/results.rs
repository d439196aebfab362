//! `Database.SaveResult` and its kin, and `Database.Error`.

use super::args::{enum_value, field, fields, strings};
use crate::host::RowResult;
use crate::native::Members;
use crate::value::Value;
use apex_sema::platform::platform;
use apex_sema::ty::Ty;

pub(super) const MEMBERS: Members = &[
    ("isSuccess/0", |_, me, _| Ok(field(me, "success"))),
    ("isCreated/0", |_, me, _| Ok(field(me, "created"))),
    ("getId/0", |_, me, _| Ok(field(me, "id"))),
    ("getErrors/0", |_, me, _| Ok(field(me, "errors"))),
];

pub(super) const ERROR: Members = &[
    ("getMessage/0", |_, me, _| Ok(field(me, "message"))),
    ("getStatusCode/0", |_, me, _| Ok(field(me, "status"))),
    ("getFields/0", |_, me, _| Ok(field(me, "fields"))),
];

/// A result object of the given class.
pub(super) fn result(class: &'static str, row: &RowResult) -> Value {
    let errors = row
        .errors
        .iter()
        .map(|e| {
            fields(
                "Database.Error",
                [
                    ("message", Value::str(&*e.message)),
                    ("status", enum_value("System.StatusCode", &e.status)),
                    ("fields", strings(&e.fields)),
                ],
            )
        })
        .collect();
    let error_type = platform().find("Database.Error").map_or(Ty::Object, |t| Ty::platform(t.id));
    let ok = row.errors.is_empty();
    let id = row.id.as_deref().filter(|_| ok).map_or(Value::Null, |id| Value::Id(id.into()));
    fields(
        class,
        [
            ("success", Value::Bool(ok)),
            ("created", Value::Bool(row.created && ok)),
            ("id", id),
            ("errors", Value::list(error_type, errors)),
        ],
    )
}
