//! Records that callers send, as rows.

use crate::http::Fault;
use apex_eval::{Datum, Row};
use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The row of a JSON object. `attributes` is passed over; a nested object names a parent by its external id.
pub(super) fn row(object: &ObjectInfo, members: &Map<String, Value>, catalog: &Catalog) -> Result<Row, Fault> {
    let mut fields = Vec::new();
    for (name, value) in members.iter().filter(|(name, _)| *name != "attributes") {
        if let (Some(field), Value::Object(parent)) = (object.parent(name), value) {
            let target = field.reference_to.first().and_then(|target| catalog.object(target));
            let target = target.ok_or_else(|| no_such_column(name, object))?;
            let relationship = field.relationship.clone().unwrap_or_else(|| name.as_str().into());
            fields.push((relationship, Datum::Row(Box::new(row(&target, parent, catalog)?))));
            continue;
        }
        let field = object.field(name).ok_or_else(|| no_such_column(name, object))?;
        fields.push((field.name.clone(), datum(field, value)?));
    }
    Ok(Row { object: object.name.clone(), fields })
}

fn no_such_column(name: &str, object: &ObjectInfo) -> Fault {
    Fault::bad("INVALID_FIELD", format!("No such column '{name}' on sobject of type {}", object.name))
}

/// The value of a field. Texts of another type's form, such as a date, are read; anything else is refused.
pub(crate) fn datum(field: &FieldInfo, value: &Value) -> Result<Datum, Fault> {
    let wrong = || {
        let message = format!(
            "Cannot deserialize instance of {} from {} value {} or request may be missing a required field",
            kind_name(field.kind),
            json_name(value),
            shown(value)
        );
        Fault::bad("JSON_PARSER_ERROR", message)
    };
    let number = |value: &Value| -> Option<Decimal> {
        let text = match value {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.trim().to_owned(),
            _ => return None,
        };
        text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
    };
    let found = match (field.kind, value) {
        (_, Value::Null) => Some(Datum::Null),
        (_, Value::String(text)) if text.is_empty() => Some(Datum::Null),
        (FieldKind::Boolean, Value::Bool(b)) => Some(Datum::Bool(*b)),
        (FieldKind::Boolean, Value::String(text)) => text.parse().ok().map(Datum::Bool),
        (FieldKind::Integer, v) => {
            number(v).filter(Decimal::is_integer).and_then(|n| i32::try_from(n).ok()).map(Datum::Int)
        }
        (FieldKind::Long, v) => {
            number(v).filter(Decimal::is_integer).and_then(|n| i64::try_from(n).ok()).map(Datum::Long)
        }
        (FieldKind::Double | FieldKind::Currency | FieldKind::Percent, v) => number(v).map(Datum::Decimal),
        (FieldKind::Date, Value::String(text)) => text.get(..10).and_then(|t| t.parse().ok()).map(Datum::Date),
        (FieldKind::Datetime, Value::String(text)) => millis(text).map(Datum::Datetime),
        (FieldKind::Time, Value::String(text)) => {
            let time: Option<jiff::civil::Time> = text.trim_end_matches('Z').parse().ok();
            time.and_then(|t| {
                let span = t.duration_since(jiff::civil::Time::midnight());
                i32::try_from(span.as_millis()).ok().map(Datum::Time)
            })
        }
        (FieldKind::Base64, Value::String(text)) => {
            use base64::Engine;
            base64::prelude::BASE64_STANDARD.decode(text).ok().map(|bytes| Datum::Blob(bytes.into()))
        }
        (FieldKind::Id | FieldKind::Reference, Value::String(text)) => match apex_eval::text::full_id(text) {
            Some(id) => Some(Datum::Id(id.into())),
            None => {
                let message = format!("{}: id value of incorrect type: {text}", field.label);
                return Err(Fault::bad("MALFORMED_ID", message));
            }
        },
        (FieldKind::Boolean | FieldKind::Date | FieldKind::Datetime | FieldKind::Time, _) => None,
        (_, Value::String(text)) => Some(Datum::Str(text.as_str().into())),
        (_, Value::Bool(_) | Value::Number(_)) => Some(Datum::Str(value.to_string().into())),
        _ => None,
    };
    found.ok_or_else(wrong)
}

/// `2026-01-05T09:00:00.000+0000` and other forms of ISO 8601.
fn millis(text: &str) -> Option<i64> {
    if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    // The platform writes offsets without a colon.
    let colon = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at))?;
    let with_colon = format!("{}:{}", &text[..colon], &text[colon..]);
    if let Ok(stamp) = with_colon.parse::<jiff::Timestamp>() {
        return Some(stamp.as_millisecond());
    }
    let date: jiff::civil::Date = text.parse().ok()?;
    Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond())
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Boolean => "boolean",
        FieldKind::Integer | FieldKind::Long => "int",
        FieldKind::Double => "double",
        FieldKind::Currency => "currency",
        FieldKind::Percent => "percent",
        FieldKind::Date => "date",
        FieldKind::Datetime => "datetime",
        FieldKind::Time => "time",
        FieldKind::Base64 => "base64Binary",
        FieldKind::Id | FieldKind::Reference => "reference",
        _ => "string",
    }
}

fn json_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "VALUE_STRING",
        Value::Number(n) if n.is_f64() => "VALUE_NUMBER_FLOAT",
        Value::Number(_) => "VALUE_NUMBER_INT",
        Value::Bool(true) => "VALUE_TRUE",
        Value::Bool(false) => "VALUE_FALSE",
        Value::Null => "VALUE_NULL",
        Value::Array(_) => "START_ARRAY",
        Value::Object(_) => "START_OBJECT",
    }
}

/// A scalar as it came; nothing of larger values.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.chars().take(100).collect(),
        Value::Array(_) => "[".into(),
        Value::Object(_) => "{".into(),
        other => other.to_string(),
    }
}

/// The object of this name, if the caller may read it.
pub(super) fn object(session: &crate::Session<'_>, name: &str) -> Result<Arc<ObjectInfo>, Fault> {
    let found = session.org.catalog.object(name);
    let found = found.filter(|object| session.rights().object(&session.org.schema, &object.name).read);
    found.ok_or_else(Fault::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(kind: FieldKind, value: Value) -> Result<Datum, Fault> {
        datum(&FieldInfo::new("F__c", kind), &value)
    }

    #[test]
    fn values_are_read_by_the_type_of_their_field() {
        let moment = Datum::Datetime(1_767_603_600_000);
        for text in ["2026-01-05T09:00:00.000+0000", "2026-01-05T09:00:00Z", "2026-01-05T10:00:00+01:00"] {
            assert_eq!(read(FieldKind::Datetime, json!(text)).unwrap(), moment, "{text}");
        }
        assert_eq!(read(FieldKind::Time, json!("01:01:01.007Z")).unwrap(), Datum::Time(3_661_007));
        assert_eq!(read(FieldKind::Integer, json!(3)).unwrap(), Datum::Int(3));
        assert_eq!(read(FieldKind::String, json!("")).unwrap(), Datum::Null);
        for (kind, value) in [
            (FieldKind::Date, json!("soon")),
            (FieldKind::Date, json!("é")),
            (FieldKind::Datetime, json!("é")),
            (FieldKind::Integer, json!(1.5)),
            (FieldKind::Boolean, json!(1)),
            (FieldKind::String, json!({})),
            (FieldKind::Reference, json!("x")),
        ] {
            assert!(read(kind, value.clone()).is_err(), "{kind:?} {value}");
        }
    }
}
