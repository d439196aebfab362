//! Stored values as formulas see them, and back.

use apex_eval::Datum;
use apex_sema::catalog::{FieldInfo, FieldKind};
use rust_decimal::{Decimal, RoundingStrategy};
use sf_formula::Value;

/// A percent field of 50 is 0.5 in a formula; an Id has 15 characters.
pub(super) fn of(kind: FieldKind, datum: &Datum) -> Value {
    match datum {
        Datum::Null if kind == FieldKind::Boolean => Value::Boolean(false),
        Datum::Bool(b) => Value::Boolean(*b),
        Datum::Str(text) => Value::Text(text.to_string()),
        Datum::Id(id) => Value::Text(id.chars().take(15).collect()),
        Datum::Date(date) => Value::Date(*date),
        Datum::Datetime(ms) => Value::DateTime(*ms),
        Datum::Time(ms) => Value::Time(i64::from(*ms)),
        other => match crate::data::values::number(other) {
            Some(n) if kind == FieldKind::Percent => Value::Number(n / Decimal::ONE_HUNDRED),
            Some(n) => Value::Number(n),
            None => Value::Null,
        },
    }
}

/// The value of a formula field: numbers have at most 18 digits and are rounded to the digits of the field.
pub(super) fn back(field: &FieldInfo, value: Value) -> Datum {
    match value {
        Value::Null if field.kind == FieldKind::Boolean => Datum::Bool(false),
        Value::Null => Datum::Null,
        Value::Boolean(b) => Datum::Bool(b),
        Value::Number(n) => {
            let shown = if field.kind == FieldKind::Percent { n.checked_mul(Decimal::ONE_HUNDRED) } else { Some(n) };
            let rounded = shown.map(|n| n.round_dp_with_strategy(field.scale, RoundingStrategy::MidpointAwayFromZero));
            match rounded.filter(|n| n.trunc().abs() < Decimal::from(10_u64.pow(18))) {
                Some(n) => Datum::Decimal(n.normalize()),
                None => Datum::Null,
            }
        }
        Value::Text(text) => Datum::Str(text.into()),
        Value::Date(date) => Datum::Date(date),
        Value::DateTime(ms) => Datum::Datetime(ms.div_euclid(1000) * 1000),
        Value::Time(ms) => i32::try_from(ms).map_or(Datum::Null, Datum::Time),
    }
}
