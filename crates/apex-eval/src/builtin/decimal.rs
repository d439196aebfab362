//! `System.Decimal`.

use crate::interp::Interp;
use crate::native::Members;
use crate::run::operate::quotient;
use crate::stop::Run;
use crate::value::Value;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

pub(super) const MEMBERS: Members = &[
    ("valueOf/1", |cx, _, a| match &a[0] {
        Value::Str(s) => match s.trim().parse().or_else(|_| Decimal::from_scientific(s.trim())) {
            Ok(d) => Ok(Value::Decimal(d)),
            Err(_) => Err(cx.throw("System.TypeException", &format!("Invalid decimal: {s}"))),
        },
        other => Ok(Value::Decimal(cx.arg_decimal(other)?)),
    }),
    ("abs/0", |cx, me, _| Ok(Value::Decimal(cx.arg_decimal(me)?.abs()))),
    ("intValue/0", |cx, me, _| {
        let whole = cx.arg_decimal(me)?.trunc().to_i128().unwrap_or(0);
        #[allow(clippy::cast_possible_truncation, reason = "as in Java's BigDecimal.intValue")]
        Ok(Value::Int(whole as i32))
    }),
    ("longValue/0", |cx, me, _| Ok(Value::Long(cx.arg_decimal(me)?.trunc().to_i64().unwrap_or(0)))),
    ("doubleValue/0", |cx, me, _| Ok(Value::Double(cx.arg_double(me)?))),
    ("scale/0", |cx, me, _| Ok(Value::Int(i32::try_from(cx.arg_decimal(me)?.scale()).unwrap_or(0)))),
    ("precision/0", |cx, me, _| {
        let digits = cx.arg_decimal(me)?.mantissa().abs().to_string().len();
        Ok(super::args::count(digits))
    }),
    ("toPlainString/0", |cx, me, _| Ok(Value::str(cx.arg_decimal(me)?.to_string()))),
    ("stripTrailingZeros/0", |cx, me, _| Ok(Value::Decimal(cx.arg_decimal(me)?.normalize()))),
    ("format/0", |cx, me, _| Ok(Value::str(grouped(cx.arg_decimal(me)?)))),
    ("setScale/1", |cx, me, a| cx.rescale(me, &a[0], "HALF_EVEN")),
    ("setScale/2", |cx, me, a| {
        let mode = cx.enum_name(&a[1]);
        cx.rescale(me, &a[0], &mode)
    }),
    ("round/0", |cx, me, _| {
        let rounded = cx.round_decimal(cx.arg_decimal(me)?, 0, "HALF_EVEN")?;
        Ok(Value::Long(rounded.to_i64().unwrap_or(0)))
    }),
    ("round/1", |cx, me, a| {
        let mode = cx.enum_name(&a[0]);
        let rounded = cx.round_decimal(cx.arg_decimal(me)?, 0, &mode)?;
        Ok(Value::Long(rounded.to_i64().unwrap_or(0)))
    }),
    ("divide/2", |cx, me, a| {
        let quotient = cx.quotient(me, &a[0])?;
        cx.rescale(&quotient, &a[1], "HALF_UP")
    }),
    ("divide/3", |cx, me, a| {
        let quotient = cx.quotient(me, &a[0])?;
        let mode = cx.enum_name(&a[2]);
        cx.rescale(&quotient, &a[1], &mode)
    }),
    ("pow/1", |cx, me, a| {
        let mut result = Decimal::ONE;
        let base = cx.arg_decimal(me)?;
        if cx.arg_int(&a[0])? < 0 {
            return Err(cx.throw("System.MathException", "Exponent must be between 0 and 32767"));
        }
        for _ in 0..cx.arg_int(&a[0])? {
            cx.limits.step()?;
            match result.checked_mul(base) {
                Some(next) => result = next,
                None => return Err(cx.throw("System.MathException", "Decimal overflow")),
            }
        }
        Ok(Value::Decimal(result))
    }),
];

impl Interp<'_, '_> {
    pub(super) fn round_decimal(&self, d: Decimal, scale: u32, mode: &str) -> Run<Decimal> {
        let strategy = match mode {
            "HALF_EVEN" => RoundingStrategy::MidpointNearestEven,
            "HALF_DOWN" => RoundingStrategy::MidpointTowardZero,
            "UP" => RoundingStrategy::AwayFromZero,
            "DOWN" => RoundingStrategy::ToZero,
            "CEILING" => RoundingStrategy::ToPositiveInfinity,
            "FLOOR" => RoundingStrategy::ToNegativeInfinity,
            "UNNECESSARY" if d.normalize().scale() > scale => {
                return Err(self.throw("System.MathException", "Rounding necessary"));
            }
            _ => RoundingStrategy::MidpointAwayFromZero,
        };
        Ok(d.round_dp_with_strategy(scale, strategy))
    }

    fn rescale(&self, value: &Value, scale: &Value, mode: &str) -> Run<Value> {
        let scale = u32::try_from(self.arg_int(scale)?).unwrap_or(0).min(28);
        let mut rounded = self.round_decimal(self.arg_decimal(value)?, scale, mode)?;
        rounded.rescale(scale);
        Ok(Value::Decimal(rounded))
    }

    fn quotient(&self, a: &Value, b: &Value) -> Run<Value> {
        let (x, y) = (self.arg_decimal(a)?, self.arg_decimal(b)?);
        match quotient(x, y) {
            Some(q) => Ok(Value::Decimal(q)),
            None => Err(self.divide_by_zero()),
        }
    }
}

/// `1,234.5`, the format of the en_US locale with at most three decimals.
pub(super) fn grouped(d: Decimal) -> String {
    let text = d.round_dp(3).normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |rest| ("-", rest));
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(w, p)| (w, Some(p)));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    part.map_or_else(|| format!("{sign}{out}"), |part| format!("{sign}{out}.{part}"))
}
