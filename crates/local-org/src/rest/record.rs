//! Reading and writing single records, for all resources that do so.

use super::Call;
use super::input::{object, row};
use super::query::AS_CALLER;
use super::rows::{Shape, record};
use crate::Session;
use crate::apex_rest::fault_of;
use crate::http::Fault;
use apex_eval::text::full_id;
use apex_eval::{Datum, DmlRequest, Host, Interp, RestStop, Row, RowResult};
use apex_sema::catalog::ObjectInfo;
use apex_syntax::ast::{DmlOp, QueryBody};
use http::StatusCode;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Fields that a record is found by: its Id, or a field that is an external id.
pub(super) fn key_field(object: &ObjectInfo, name: &str) -> Result<Arc<str>, Fault> {
    let field = object.field(name).filter(|f| f.external_id || f.id_lookup || f.name.eq_ignore_ascii_case("Id"));
    field.map(|f| f.name.clone()).ok_or_else(|| {
        let message = format!("Provided external ID field does not exist or is not accessible: {name}");
        Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", message)
    })
}

/// Fields the caller may read: those asked for, or all. One that he may not read is refused like one that is not there.
fn readable(session: &Session<'_>, object: &ObjectInfo, asked: Option<&[String]>) -> Result<Vec<Arc<str>>, Fault> {
    let rights = session.rights();
    let may = |name: &Arc<str>| rights.field(&session.org.schema, &object.name, name).read;
    let Some(asked) = asked else {
        return Ok(object.fields.values().map(|f| f.name.clone()).filter(may).collect());
    };
    let find = |name: &String| {
        let field = object.field(name.trim()).map(|f| f.name.clone()).filter(may);
        field.ok_or_else(|| Fault::bad("INVALID_FIELD", apex_sema::no_such_column(name.trim(), &object.name)))
    };
    asked.iter().map(find).collect()
}

/// The rows of an object whose field has one of these values.
fn find(
    session: &mut Session<'_>,
    object: &ObjectInfo,
    fields: &[Arc<str>],
    key: &str,
    values: &[String],
) -> Result<Vec<Row>, Fault> {
    let mut columns: Vec<&str> = fields.iter().map(|f| &**f).filter(|f| !f.eq_ignore_ascii_case("Id")).collect();
    columns.push("Id");
    let numeric = object.field(key).is_some_and(|f| crate::rest::rows::is_number(f.kind));
    let literal = |value: &String| match (numeric, value.parse::<rust_decimal::Decimal>()) {
        (true, Ok(number)) => number.to_string(),
        _ => sf_wire::query::literal(value),
    };
    let values: Vec<String> = values.iter().map(literal).collect();
    let text = format!("SELECT {} FROM {} WHERE {key} IN ({})", columns.join(", "), object.name, values.join(", "));
    let query = apex_syntax::parse_query(&text).map_err(|e| Fault::bad("MALFORMED_QUERY", e.message))?;
    debug_assert!(matches!(query.body, QueryBody::Soql(_)));
    session.query(&query, &[], AS_CALLER).map_err(Fault::of_refusal)
}

/// Records by Id or external id, in the order of `values`; `null` where there is none.
pub(super) fn read(
    call: &Call<'_>,
    object_name: &str,
    key: &str,
    values: &[String],
    asked: Option<&[String]>,
) -> Result<Vec<Value>, Fault> {
    let prefix = call.path("sobjects");
    call.transaction(|session| {
        let object = object(session, object_name)?;
        let key = key_field(&object, key)?;
        let fields = readable(session, &object, asked)?;
        let rows = find(session, &object, &fields, &key, values)?;
        let shape = Shape::whole();
        let show = |value: &String| {
            let wanted = if &*key == "Id" { full_id(value).unwrap_or_default() } else { value.clone() };
            // Id is always read; a key that was not asked for is looked up in the store.
            let hit = rows.iter().find(|row| matches_key(session, row, &key, &wanted));
            hit.map_or(Value::Null, |row| record(row, &shape, &prefix))
        };
        Ok(values.iter().map(show).collect())
    })
}

fn matches_key(session: &Session<'_>, row: &Row, key: &str, wanted: &str) -> bool {
    let Some(Datum::Id(id)) = row.get("Id") else { return false };
    if key == "Id" {
        return **id == *wanted;
    }
    let stored = session.org.store.get(&row.object, id).and_then(|record| record.get(key));
    stored.is_some_and(|datum| match crate::data::values::text(datum) {
        Some(text) => text.eq_ignore_ascii_case(wanted),
        None => crate::data::values::number(datum) == wanted.parse().ok(),
    })
}

/// What a caller writes.
#[derive(Debug)]
pub(super) struct Write<'w> {
    pub op: DmlOp,
    pub object: &'w str,
    /// Fields; none for a deletion.
    pub members: &'w Map<String, Value>,
    /// Id of the record, for changes and deletions.
    pub id: Option<&'w str>,
    /// External id field and its value, for an upsert.
    pub key: Option<(&'w str, &'w str)>,
}

/// Writes one record in a transaction of its own.
pub(super) fn write(call: &Call<'_>, write: &Write<'_>) -> Result<RowResult, Fault> {
    call.transaction(|session| write_in(session, write))
}

/// Writes one record within the session.
pub(super) fn write_in(session: &mut Session<'_>, write: &Write<'_>) -> Result<RowResult, Fault> {
    let object = object(session, write.object)?;
    may_write(session, write.op, &object)?;
    let catalog = Arc::clone(&session.org.catalog);
    let mut row = row(&object, write.members, &catalog)?;
    if let Some(id) = write.id {
        if row.get("Id").is_some() {
            let message = "The Id field should not be specified in the sobject data.";
            return Err(Fault::bad("INVALID_FIELD", message));
        }
        let full = full_id(id).filter(|id| session.org.store.get(&object.name, id).is_some());
        row.fields.push(("Id".into(), Datum::Id(full.ok_or_else(Fault::not_found)?.into())));
    }
    let mut key = None;
    if let Some((name, value)) = write.key {
        let field = key_field(&object, name)?;
        row.fields.retain(|(n, _)| *n != field);
        let info = object.field(&field).ok_or_else(Fault::not_found)?;
        row.fields.push((field.clone(), super::input::datum(info, &Value::String(value.into()))?));
        key = Some(field);
    }
    let request = DmlRequest { op: write.op, rows: vec![row], access: AS_CALLER, all_or_none: true, key };
    let program = Arc::clone(&session.org.program);
    let mut interp = Interp::new(&program, session);
    let saved = interp.save(&request).map_err(|stop| fault_of(&interp, RestStop::Stop(stop)))?;
    let result = saved.map_err(Fault::of_refusal)?.into_iter().next().unwrap_or_default();
    if result.errors.is_empty() { Ok(result) } else { Err(Fault::of_row(&result.errors)) }
}

/// Object permissions. The texts are those of the SOAP and REST APIs, which differ from Apex.
fn may_write(session: &Session<'_>, op: DmlOp, object: &ObjectInfo) -> Result<(), Fault> {
    let rights = session.rights().object(&session.org.schema, &object.name);
    let entity = |verb: &str| {
        let message = format!("entity type cannot be {verb}: {}", object.label);
        Err(Fault::bad("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", message))
    };
    match op {
        DmlOp::Insert if !rights.create || !object.createable => entity("inserted"),
        DmlOp::Update if !rights.edit || !object.updateable => entity("updated"),
        DmlOp::Upsert if !rights.create || !rights.edit => entity("upserted"),
        DmlOp::Delete if !rights.delete || !object.deletable => {
            let message = "insufficient access rights on object id";
            Err(Fault::new(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS_OR_READONLY", message))
        }
        _ => Ok(()),
    }
}
