//! Comparing and converting stored values.

use super::Record;
use apex_eval::text::full_id;
use apex_eval::{ADDRESS, ADDRESS_PARTS, Datum, Row};
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::sync::Arc;

/// A number, whatever its type.
pub fn number(value: &Datum) -> Option<Decimal> {
    match value {
        Datum::Int(i) => Some((*i).into()),
        Datum::Long(i) => Some((*i).into()),
        Datum::Decimal(d) => Some(*d),
        Datum::Double(d) => apex_eval::text::java_double(*d).parse().ok().or_else(|| Decimal::try_from(*d).ok()),
        _ => None,
    }
}

/// A text.
pub fn text(value: &Datum) -> Option<&str> {
    match value {
        Datum::Str(s) | Datum::Id(s) => Some(s),
        _ => None,
    }
}

/// Milliseconds of a date or date-time.
pub fn millis(value: &Datum) -> Option<i64> {
    match value {
        Datum::Datetime(ms) => Some(*ms),
        Datum::Date(d) => d.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp().as_millisecond()),
        _ => None,
    }
}

/// The order of two values of one field; `None` where either is null or they do not compare.
pub fn compare(a: &Datum, b: &Datum) -> Option<Ordering> {
    match (a, b) {
        (Datum::Id(x), y) | (y, Datum::Id(x)) if text(y).is_some() => {
            let other = text(y)?;
            let full = full_id(other);
            let order = (**x).cmp(full.as_deref().unwrap_or(other));
            Some(if matches!(a, Datum::Id(_)) { order } else { order.reverse() })
        }
        (Datum::Str(x), Datum::Str(y)) => Some(x.to_lowercase().cmp(&y.to_lowercase())),
        (Datum::Bool(x), Datum::Bool(y)) => Some(x.cmp(y)),
        (Datum::Date(x), Datum::Date(y)) => Some(x.cmp(y)),
        (Datum::Time(x), Datum::Time(y)) => Some(x.cmp(y)),
        (Datum::Date(_) | Datum::Datetime(_), _) => Some(millis(a)?.cmp(&millis(b)?)),
        _ => Some(number(a)?.cmp(&number(b)?)),
    }
}

/// Whether two values are equal; null equals null.
pub fn equal(a: &Datum, b: &Datum) -> bool {
    match (a, b) {
        (Datum::Null, Datum::Null) => true,
        (Datum::Null, other) | (other, Datum::Null) => matches!(other, Datum::Str(s) if s.is_empty()),
        _ => compare(a, b) == Some(Ordering::Equal),
    }
}

/// What a value is found by, in a list or an index. Values with the same key are `equal`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Null,
    Bool(bool),
    Text(String),
    Id(String),
    Number(Decimal),
    /// A date, or a date and time, in milliseconds since 1970.
    Moment(i64),
    Time(i32),
}

/// The key of a value; `None` where nothing equals it.
pub(super) fn key(value: &Datum) -> Option<Key> {
    Some(match value {
        Datum::Null => Key::Null,
        Datum::Str(text) if text.is_empty() => Key::Null,
        Datum::Str(text) => Key::Text(text.to_lowercase()),
        Datum::Id(id) => Key::Id(id.to_string()),
        Datum::Bool(b) => Key::Bool(*b),
        Datum::Date(_) | Datum::Datetime(_) => Key::Moment(millis(value)?),
        Datum::Time(time) => Key::Time(*time),
        other => Key::Number(number(other)?.normalize()),
    })
}

/// The value of a field of this kind made from what a program gave; `None` where it does not fit.
pub fn fit(kind: FieldKind, value: &Datum) -> Option<Datum> {
    Some(match (kind, value) {
        (_, Datum::Null) => Datum::Null,
        (FieldKind::Id | FieldKind::Reference, v) => Datum::Id(full_id(text(v)?)?.into()),
        (FieldKind::Boolean, Datum::Bool(_)) => value.clone(),
        (FieldKind::Integer, v) => Datum::Int(number(v)?.trunc().try_into().ok()?),
        (FieldKind::Long, v) => Datum::Long(number(v)?.trunc().try_into().ok()?),
        (FieldKind::Double | FieldKind::Currency | FieldKind::Percent, v) => Datum::Decimal(number(v)?),
        (FieldKind::Date, Datum::Date(_)) => value.clone(),
        (FieldKind::Date, Datum::Datetime(ms)) => {
            let stamp = jiff::Timestamp::from_millisecond(*ms).ok()?;
            Datum::Date(stamp.to_zoned(jiff::tz::TimeZone::UTC).date())
        }
        (FieldKind::Datetime, v) => Datum::Datetime(millis(v)?),
        (FieldKind::Time, Datum::Time(_)) | (FieldKind::Base64, Datum::Blob(_)) => value.clone(),
        (FieldKind::Address | FieldKind::Location | FieldKind::AnyType, _) => value.clone(),
        (_, v) => {
            let text = text(v)?;
            // The platform stores texts without surrounding blanks, and none instead of an empty one.
            let kept = text.trim_end();
            if kept.is_empty() { Datum::Null } else { Datum::Str(Arc::from(kept)) }
        }
    })
}

/// The value of a field of this kind that a metadata file writes as text; `None` where it is none.
pub fn parse(kind: FieldKind, text: &str) -> Option<Datum> {
    let trimmed = text.trim();
    Some(match kind {
        FieldKind::Boolean => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" => Datum::Bool(true),
            "false" | "0" => Datum::Bool(false),
            _ => return None,
        },
        FieldKind::Integer => Datum::Int(trimmed.parse::<Decimal>().ok()?.trunc().try_into().ok()?),
        FieldKind::Double | FieldKind::Currency | FieldKind::Percent => Datum::Decimal(trimmed.parse().ok()?),
        FieldKind::Date => Datum::Date(trimmed.get(..10)?.parse().ok()?),
        FieldKind::Datetime => Datum::Datetime(trimmed.parse::<jiff::Timestamp>().ok()?.as_millisecond()),
        _ => Datum::Str(text.into()),
    })
}

/// `LIKE`: `%` and `_` are wildcards unless a backslash stands before them; letter case is ignored.
pub fn like(text: &str, pattern: &str) -> bool {
    #[derive(PartialEq)]
    enum Part {
        Any,
        One,
        Char(char),
    }
    let mut parts = Vec::new();
    let mut chars = pattern.chars().flat_map(char::to_lowercase);
    while let Some(c) = chars.next() {
        parts.push(match c {
            '%' => Part::Any,
            '_' => Part::One,
            '\\' => Part::Char(chars.next().unwrap_or('\\')),
            c => Part::Char(c),
        });
    }
    let text: Vec<char> = text.chars().flat_map(char::to_lowercase).collect();
    // Greedy with one point of return: the last `%`.
    let (mut t, mut p) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match parts.get(p) {
            Some(Part::Any) => {
                back = Some((p, t));
                p += 1;
            }
            Some(Part::One) => {
                p += 1;
                t += 1;
            }
            Some(Part::Char(c)) if *c == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match back {
                Some((any, from)) => {
                    back = Some((any, from + 1));
                    p = any + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    parts[p..].iter().all(|part| *part == Part::Any)
}

/// The value of a compound address: its parts, or null where all of them are.
pub fn address(object: &ObjectInfo, record: &Record, field: &FieldInfo) -> Datum {
    let of_it = |part: &&FieldInfo| part.part_of.as_ref() == Some(&field.name);
    let value = |wanted: &str| {
        let is = |part: &&FieldInfo| {
            let name = part.name.strip_suffix("__s").unwrap_or(&part.name).to_ascii_lowercase();
            name.ends_with(&wanted.to_ascii_lowercase())
        };
        let part = object.fields.values().filter(of_it).find(is)?;
        record.get(&part.name).cloned()
    };
    let parts = ADDRESS_PARTS.map(|part| (Arc::from(part), value(part).unwrap_or(Datum::Null)));
    if parts.iter().all(|(_, value)| *value == Datum::Null) {
        return Datum::Null;
    }
    Datum::Row(Box::new(Row { object: ADDRESS.into(), fields: parts.to_vec() }))
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn like_knows_wildcards_and_escapes() {
        assert!(like("Acme Corp", "acme%"));
        assert!(like("Acme Corp", "%CORP"));
        assert!(like("Acme", "A_me"));
        assert!(!like("Acme", "A_e"));
        assert!(like("100%", "100\\%"));
        assert!(!like("1000", "100\\%"));
        assert!(like("aXbXc", "a%b%c"));
        assert!(like("", "%"));
        assert!(!like("a", ""));
    }
}
