//! Values to plain data and back.

use crate::builtin::address::{self, ADDRESS};
use crate::host::{Datum, Row};
use crate::value::{RecordObj, Value};
use apex_sema::ty::Ty;
use jiff::civil::Date;
use std::rc::Rc;
use std::sync::Arc;

/// Milliseconds of a date's first moment in UTC.
pub(crate) fn midnight(date: Date) -> i64 {
    date.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |z| z.timestamp().as_millisecond())
}

/// Collections and parents deeper than this are left out: they may hold themselves.
const MAX_DEPTH: u32 = 20;

/// A value as plain data; objects of classes become null.
pub(crate) fn to_datum(value: &Value) -> Datum {
    datum(value, 0)
}

fn datum(value: &Value, depth: u32) -> Datum {
    let next = depth + 1;
    match value {
        _ if depth > MAX_DEPTH => Datum::Null,
        Value::Bool(b) => Datum::Bool(*b),
        Value::Int(i) => Datum::Int(*i),
        Value::Long(i) => Datum::Long(*i),
        Value::Double(d) => Datum::Double(*d),
        Value::Decimal(d) => Datum::Decimal(*d),
        Value::Str(s) => Datum::Str((&**s).into()),
        Value::Id(s) => Datum::Id((&**s).into()),
        Value::Date(d) => Datum::Date(*d),
        Value::Datetime(d) => Datum::Datetime(*d),
        Value::Time(t) => Datum::Time(*t),
        Value::Blob(b) => Datum::Blob((&**b).into()),
        Value::List(list) => Datum::List(list.items.borrow().iter().map(|v| datum(v, next)).collect()),
        Value::Set(set) => Datum::List(set.items.borrow().values().map(|v| datum(v, next)).collect()),
        Value::Map(map) => Datum::List(map.items.borrow().values().map(|(k, _)| datum(k, next)).collect()),
        Value::Record(record) => Datum::Row(Box::new(row(record, next))),
        _ => Datum::Null,
    }
}

/// A record as a row; child lists are left out.
pub(crate) fn to_row(record: &RecordObj) -> Row {
    row(record, 0)
}

fn row(record: &RecordObj, depth: u32) -> Row {
    let fields = record.fields.borrow();
    let kept = fields.iter().filter(|(_, v)| !matches!(v, Value::List(_)));
    Row { object: record.object.clone(), fields: kept.map(|(name, v)| (name.clone(), datum(v, depth))).collect() }
}

/// Plain data as a value.
pub(crate) fn to_value(datum: &Datum) -> Value {
    match datum {
        Datum::Null => Value::Null,
        Datum::Bool(b) => Value::Bool(*b),
        Datum::Int(i) => Value::Int(*i),
        Datum::Long(i) => Value::Long(*i),
        Datum::Double(d) => Value::Double(*d),
        Datum::Decimal(d) => Value::Decimal(*d),
        Datum::Str(s) => Value::str(&**s),
        Datum::Id(s) => Value::Id((&**s).into()),
        Datum::Date(d) => Value::Date(*d),
        Datum::Datetime(d) => Value::Datetime(*d),
        Datum::Time(t) => Value::Time(*t),
        Datum::Blob(b) => Value::Blob((&**b).into()),
        Datum::Row(row) if &*row.object == ADDRESS => address::of_row(row),
        Datum::Row(row) => to_record(row),
        Datum::Rows(object, rows) => Value::list(Ty::Record(object.clone()), rows.iter().map(to_record).collect()),
        Datum::List(items) => {
            Value::list(items.first().map_or(Ty::Object, crate::host::type_of), items.iter().map(to_value).collect())
        }
    }
}

/// A queried row as a record.
pub(crate) fn to_record(row: &Row) -> Value {
    let record = to_plain_record(row);
    record.queried.set(true);
    Value::Record(record)
}

/// A row as a record of which every field may be read.
pub(crate) fn to_plain_record(row: &Row) -> Rc<RecordObj> {
    let fields = row.fields.iter().map(|(name, datum)| (Arc::clone(name), to_value(datum))).collect();
    let record = RecordObj::new(row.object.clone(), fields);
    record.mark_stored();
    Rc::new(record)
}
