//! Records as JSON.

use apex_eval::{ADDRESS, Datum, Row};
use apex_sema::catalog::{Catalog, FieldKind, ObjectInfo};
use apex_syntax::ast::{FieldExpr, SelectItem, Soql};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Number, Value, json};
use std::collections::BTreeMap;

/// Which fields were asked for: rows of the engine hold their Id even where it was not.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    id: bool,
    /// Every field, whatever was asked for.
    whole: bool,
    parents: BTreeMap<String, Shape>,
    children: BTreeMap<String, Shape>,
}

impl Shape {
    /// Rows whose fields are all shown.
    pub fn whole() -> Self {
        Self { id: true, whole: true, ..Self::default() }
    }

    /// The shape of a query's rows.
    pub fn of(soql: &Soql, catalog: &Catalog) -> Self {
        let mut shape = Self::default();
        let object = soql.from.first().and_then(|from| from.path.last()).and_then(|name| catalog.object(&name.text));
        let alias = soql.from.first().and_then(|from| from.alias.as_ref()).map(|a| a.key());
        for item in &soql.select {
            match item {
                SelectItem::Field(FieldExpr::Path(path), _) => {
                    let names: Vec<String> = path.iter().map(|name| name.key()).collect();
                    let skip = usize::from(names.len() > 1 && alias.as_ref() == names.first());
                    shape.add(&names[skip..], object.as_deref(), catalog);
                }
                SelectItem::Field(..) => {}
                SelectItem::Fields(_) => shape.id = true,
                SelectItem::TypeOf { relationship, .. } => {
                    shape.parents.insert(relationship.key(), Self::whole());
                }
                SelectItem::Query(inner) => {
                    let name = inner.from.first().and_then(|from| from.path.last()).map(|name| name.key());
                    let child = object.as_deref().and_then(|o| o.child(name.as_deref()?));
                    let mut shape_of_child = Self::of(inner, catalog);
                    if let Some(child) = child.and_then(|c| catalog.object(&c.object)) {
                        shape_of_child = Self::of_select(inner, &child, catalog);
                    }
                    shape.children.insert(name.unwrap_or_default(), shape_of_child);
                }
            }
        }
        shape
    }

    fn of_select(soql: &Soql, object: &ObjectInfo, catalog: &Catalog) -> Self {
        let mut shape = Self::default();
        for item in &soql.select {
            match item {
                SelectItem::Field(FieldExpr::Path(path), _) => {
                    let names: Vec<String> = path.iter().map(|name| name.key()).collect();
                    shape.add(&names, Some(object), catalog);
                }
                SelectItem::Fields(_) => shape.id = true,
                _ => {}
            }
        }
        shape
    }

    fn add(&mut self, path: &[String], object: Option<&ObjectInfo>, catalog: &Catalog) {
        match path {
            [] => {}
            [field] => self.id |= field == "id",
            [relationship, rest @ ..] => {
                let field = object.and_then(|o| o.parent(relationship));
                let target = field.and_then(|f| f.reference_to.first()).and_then(|name| catalog.object(name));
                self.parents.entry(relationship.clone()).or_default().add(rest, target.as_deref(), catalog);
            }
        }
    }
}

/// A row as a record of the REST API; `prefix` is the path of `sobjects`.
pub(crate) fn record(row: &Row, shape: &Shape, prefix: &str) -> Value {
    let mut out = Map::new();
    let mut attributes = json!({"type": &*row.object});
    if let Some(Datum::Id(id)) = row.get("Id") {
        attributes["url"] = json!(format!("{prefix}/{}/{id}", row.object));
    }
    out.insert("attributes".into(), attributes);
    let none = Shape::default();
    for (name, datum) in &row.fields {
        if &**name == "Id" && !shape.id {
            continue;
        }
        let shapes = |map: &BTreeMap<String, Shape>| map.contains_key(&name.to_lowercase());
        let value = match datum {
            Datum::Row(parts) if &*parts.object == ADDRESS => address(parts),
            Datum::Row(parent) if shape.whole => record(parent, shape, prefix),
            Datum::Row(parent) => {
                let inner = shape.parents.get(&name.to_lowercase()).unwrap_or(&none);
                record(parent, inner, prefix)
            }
            // A relationship without children is null.
            Datum::Rows(_, rows) if rows.is_empty() => Value::Null,
            Datum::Rows(_, rows) => {
                let inner = shape.children.get(&name.to_lowercase()).unwrap_or(&none);
                let records: Vec<Value> = rows.iter().map(|row| record(row, inner, prefix)).collect();
                json!({"totalSize": rows.len(), "done": true, "records": records})
            }
            Datum::Null if shapes(&shape.parents) => Value::Null,
            other => value(other),
        };
        out.insert(name.to_string(), value);
    }
    Value::Object(out)
}

/// A compound address (SOAP API Developer Guide, "Compound Fields").
fn address(parts: &Row) -> Value {
    Value::Object(parts.fields.iter().map(|(name, part)| (name.to_string(), value(part))).collect())
}

/// A value as the REST API writes it.
pub(crate) fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Null | Datum::Rows(..) => Value::Null,
        Datum::Bool(b) => json!(b),
        Datum::Int(i) => json!(i),
        Datum::Long(i) => json!(i),
        Datum::Double(d) => Number::from_f64(*d).map_or(Value::Null, Value::Number),
        Datum::Decimal(d) => {
            let double: f64 = d.to_string().parse().unwrap_or_default();
            Number::from_f64(double).map_or(Value::Null, Value::Number)
        }
        Datum::Str(text) | Datum::Id(text) => json!(&**text),
        Datum::Date(date) => json!(date.to_string()),
        Datum::Datetime(ms) => json!(datetime(*ms)),
        Datum::Time(ms) => {
            let (seconds, millis) = (ms / 1000, ms % 1000);
            json!(format!("{:02}:{:02}:{:02}.{millis:03}Z", seconds / 3600, seconds / 60 % 60, seconds % 60))
        }
        Datum::Blob(bytes) => {
            use base64::Engine;
            json!(base64::prelude::BASE64_STANDARD.encode(bytes))
        }
        Datum::Row(parts) if &*parts.object == ADDRESS => address(parts),
        Datum::Row(row) => record(row, &Shape::whole(), ""),
        Datum::List(items) => Value::Array(items.iter().map(value).collect()),
    }
}

/// `2026-01-05T09:00:00.000+0000`
pub(crate) fn datetime(ms: i64) -> String {
    let stamp = Timestamp::from_millisecond(ms).unwrap_or_default().to_zoned(TimeZone::UTC);
    stamp.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

/// Whether a field holds numbers.
pub(crate) fn is_number(kind: FieldKind) -> bool {
    use FieldKind::{Currency, Double, Integer, Long, Percent};
    matches!(kind, Currency | Double | Integer | Long | Percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_platform_does() {
        assert_eq!(value(&Datum::Datetime(1_767_603_600_000)), json!("2026-01-05T09:00:00.000+0000"));
        assert_eq!(value(&Datum::Time(3_661_007)), json!("01:01:01.007Z"));
        assert_eq!(value(&Datum::Decimal("15000".parse().unwrap())).to_string(), "15000.0");
        assert_eq!(value(&Datum::Int(3)).to_string(), "3");
    }
}
