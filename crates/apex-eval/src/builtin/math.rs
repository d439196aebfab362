//! `System.Math`.

use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use rust_decimal::Decimal;
use rust_decimal::prelude::{Signed, ToPrimitive};
use std::cmp::Ordering;

pub(super) const MEMBERS: Members = &[
    ("abs/1", |cx, _, a| match &a[0] {
        Value::Int(i) => Ok(Value::Int(i.wrapping_abs())),
        Value::Long(i) => Ok(Value::Long(i.wrapping_abs())),
        Value::Double(d) => Ok(Value::Double(d.abs())),
        Value::Decimal(d) => Ok(Value::Decimal(d.abs())),
        _ => Err(cx.null_argument()),
    }),
    ("max/2", |cx, _, a| cx.extreme(&a[0], &a[1], Ordering::Less)),
    ("min/2", |cx, _, a| cx.extreme(&a[0], &a[1], Ordering::Greater)),
    ("mod/2", |cx, _, a| match (&a[0], &a[1]) {
        (Value::Int(_), Value::Int(0)) | (Value::Long(_), Value::Long(0)) => Err(cx.divide_by_zero()),
        (Value::Int(x), Value::Int(y)) => Ok(Value::Int(x.wrapping_rem(*y))),
        (Value::Long(x), Value::Long(y)) => Ok(Value::Long(x.wrapping_rem(*y))),
        _ => Err(cx.null_argument()),
    }),
    ("ceil/1", |cx, _, a| cx.rounded(&a[0], Decimal::ceil, f64::ceil)),
    ("floor/1", |cx, _, a| cx.rounded(&a[0], Decimal::floor, f64::floor)),
    ("rint/1", |cx, _, a| cx.rounded(&a[0], Decimal::round, f64::round_ties_even)),
    ("round/1", |cx, _, a| match &a[0] {
        #[allow(clippy::cast_possible_truncation, reason = "as in Apex")]
        Value::Double(d) => Ok(Value::Int((d + 0.5).floor() as i32)),
        other => {
            let rounded = cx.round_decimal(cx.arg_decimal(other)?, 0, "HALF_EVEN")?;
            Ok(Value::Int(rounded.to_i32().unwrap_or(0)))
        }
    }),
    ("roundToLong/1", |cx, _, a| match &a[0] {
        #[allow(clippy::cast_possible_truncation, reason = "as in Apex")]
        Value::Double(d) => Ok(Value::Long((d + 0.5).floor() as i64)),
        other => {
            let rounded = cx.round_decimal(cx.arg_decimal(other)?, 0, "HALF_EVEN")?;
            Ok(Value::Long(rounded.to_i64().unwrap_or(0)))
        }
    }),
    ("signum/1", |cx, _, a| cx.rounded(&a[0], |d| d.signum(), |d| if d == 0.0 { 0.0 } else { d.signum() })),
    ("pow/2", |cx, _, a| Ok(Value::Double(cx.arg_double(&a[0])?.powf(cx.arg_double(&a[1])?)))),
    ("sqrt/1", |cx, _, a| cx.real(&a[0], f64::sqrt)),
    ("cbrt/1", |cx, _, a| cx.real(&a[0], f64::cbrt)),
    ("exp/1", |cx, _, a| cx.real(&a[0], f64::exp)),
    ("log/1", |cx, _, a| cx.real(&a[0], f64::ln)),
    ("log10/1", |cx, _, a| cx.real(&a[0], f64::log10)),
    ("sin/1", |cx, _, a| cx.real(&a[0], f64::sin)),
    ("cos/1", |cx, _, a| cx.real(&a[0], f64::cos)),
    ("tan/1", |cx, _, a| cx.real(&a[0], f64::tan)),
    ("asin/1", |cx, _, a| cx.real(&a[0], f64::asin)),
    ("acos/1", |cx, _, a| cx.real(&a[0], f64::acos)),
    ("atan/1", |cx, _, a| cx.real(&a[0], f64::atan)),
    (".E", |_, _, _| Ok(Value::Double(std::f64::consts::E))),
    (".PI", |_, _, _| Ok(Value::Double(std::f64::consts::PI))),
    ("sinh/1", |cx, _, a| cx.real(&a[0], f64::sinh)),
    ("cosh/1", |cx, _, a| cx.real(&a[0], f64::cosh)),
    ("tanh/1", |cx, _, a| cx.real(&a[0], f64::tanh)),
    ("atan2/2", |cx, _, a| {
        let angle = cx.arg_double(&a[0])?.atan2(cx.arg_double(&a[1])?);
        match &a[0] {
            Value::Double(_) => Ok(Value::Double(angle)),
            _ => Ok(Value::Double(angle).as_decimal().map_or(Value::Null, Value::Decimal)),
        }
    }),
    ("random/0", |cx, _, _| {
        let mut bytes = [0; 4];
        cx.host.random(&mut bytes);
        Ok(Value::Double(f64::from(u32::from_le_bytes(bytes)) / 4_294_967_296.0))
    }),
];

impl Interp<'_, '_> {
    fn extreme(&self, a: &Value, b: &Value, replace: Ordering) -> Run<Value> {
        match self.order(a, b) {
            Some(order) => Ok(if order == replace { b.clone() } else { a.clone() }),
            None => Err(self.null_argument()),
        }
    }

    fn rounded(&self, value: &Value, decimal: fn(&Decimal) -> Decimal, double: fn(f64) -> f64) -> Run<Value> {
        match value {
            Value::Double(d) => Ok(Value::Double(double(*d))),
            other => Ok(Value::Decimal(decimal(&self.arg_decimal(other)?))),
        }
    }

    fn real(&self, value: &Value, function: fn(f64) -> f64) -> Run<Value> {
        let result = function(self.arg_double(value)?);
        if let (Value::Decimal(_), Ok(d)) = (value, crate::text::java_double(result).parse::<Decimal>()) {
            return Ok(Value::Decimal(d));
        }
        Ok(Value::Double(result))
    }
}
