//! Values of records as JSON: texts, whole numbers and booleans as themselves, everything else under its type.

use apex_eval::Datum;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// A stored value as JSON; `None` for what no record holds.
pub(super) fn write(datum: &Datum) -> Option<Value> {
    Some(match datum {
        Datum::Null => Value::Null,
        Datum::Bool(b) => json!(b),
        Datum::Int(i) => json!(i),
        Datum::Str(text) => json!(&**text),
        Datum::Id(id) => json!({"id": &**id}),
        Datum::Long(i) => json!({"long": i.to_string()}),
        // As text, because JSON has neither infinities nor NaN.
        Datum::Double(d) => json!({"double": d.to_string()}),
        Datum::Decimal(d) => json!({"decimal": d.to_string()}),
        Datum::Date(date) => json!({"date": date.to_string()}),
        Datum::Datetime(ms) => json!({"datetime": ms}),
        Datum::Time(ms) => json!({"time": ms}),
        Datum::Blob(bytes) => json!({"blob": STANDARD.encode(bytes)}),
        Datum::Row(_) | Datum::Rows(..) | Datum::List(_) => return None,
    })
}

/// The value; `None` if it is not one that [`write`] made.
pub(super) fn read(value: &Value) -> Option<Datum> {
    Some(match value {
        Value::Null => Datum::Null,
        Value::Bool(b) => Datum::Bool(*b),
        Value::Number(n) => Datum::Int(i32::try_from(n.as_i64()?).ok()?),
        Value::String(text) => Datum::Str(text.as_str().into()),
        Value::Array(_) => return None,
        Value::Object(typed) => {
            let (kind, value) = typed.iter().next()?;
            let text = value.as_str();
            match kind.as_str() {
                "id" => Datum::Id(text?.into()),
                "long" => Datum::Long(text?.parse().ok()?),
                "double" => Datum::Double(text?.parse().ok()?),
                "decimal" => Datum::Decimal(text?.parse().ok()?),
                "date" => Datum::Date(text?.parse().ok()?),
                "datetime" => Datum::Datetime(value.as_i64()?),
                "time" => Datum::Time(i32::try_from(value.as_i64()?).ok()?),
                "blob" => Datum::Blob(STANDARD.decode(text?).ok()?.into()),
                _ => return None,
            }
        }
    })
}

#[test]
fn every_stored_value_reads_back() {
    let values = [
        Datum::Null,
        Datum::Bool(true),
        Datum::Int(i32::MIN),
        Datum::Long(i64::MAX),
        Datum::Double(f64::NEG_INFINITY),
        Datum::Double(0.1),
        Datum::Decimal("-12.3400".parse().unwrap()),
        Datum::Str("{\"id\": \"Zoë\"}\n".into()),
        Datum::Id("001000000000001AAA".into()),
        Datum::Date(jiff::civil::date(2026, 2, 28)),
        Datum::Datetime(-1),
        Datum::Time(86_399_999),
        Datum::Blob([0, 255].into()),
    ];
    for value in values {
        let text = write(&value).unwrap().to_string();
        let again = read(&serde_json::from_str(&text).unwrap()).unwrap();
        assert_eq!(again, value);
        // A decimal keeps its scale, which equality does not look at.
        assert_eq!(format!("{again:?}"), format!("{value:?}"));
    }
    assert_eq!(read(&json!({"decimal": "1,5"})), None);
    assert_eq!(write(&Datum::List(vec![])), None);
}
