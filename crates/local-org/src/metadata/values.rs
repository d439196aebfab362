//! Values of custom metadata records.

use apex_eval::Datum;
use apex_sema::catalog::FieldKind;
use jiff::civil;
use rust_decimal::Decimal;

/// A value as a field of this kind keeps it. `None`: the text is not one.
pub(super) fn read(kind: &FieldKind, text: &str) -> Option<Datum> {
    Some(match kind {
        FieldKind::Boolean => Datum::Bool(matches!(text.trim(), "true" | "1")),
        FieldKind::Integer => Datum::Int(text.trim().parse::<Decimal>().ok()?.trunc().try_into().ok()?),
        FieldKind::Double | FieldKind::Currency | FieldKind::Percent => Datum::Decimal(text.trim().parse().ok()?),
        FieldKind::Date => Datum::Date(text.trim().parse::<civil::Date>().ok()?),
        FieldKind::Datetime => Datum::Datetime(text.trim().parse::<jiff::Timestamp>().ok()?.as_millisecond()),
        _ => Datum::Str(text.into()),
    })
}
