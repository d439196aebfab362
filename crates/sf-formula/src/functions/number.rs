//! Numbers. A blank argument makes the result blank.

use super::{Count, Function, NUMBER, plain};
use crate::eval::{Fault, Record};
use crate::{Kind, Value};
use rust_decimal::prelude::*;
use rust_decimal::{MathematicalOps, RoundingStrategy};

/// The numbers, or `None` if one is blank.
pub(super) fn numbers<const N: usize>(args: &[Value]) -> Option<[Decimal; N]> {
    let mut found = [Decimal::ZERO; N];
    for (place, value) in found.iter_mut().zip(args) {
        *place = value.number()?;
    }
    Some(found)
}

/// A result that may not exist, be too large, or not be a number.
fn checked(value: Option<Decimal>) -> Result<Value, Fault> {
    value.map(Value::Number).ok_or(Fault::TooBig)
}

/// Digits after the point, at least -28 and at most 28.
fn digits(value: Decimal) -> i32 {
    value.trunc().to_i32().unwrap_or(if value.is_sign_negative() { -28 } else { 28 }).clamp(-28, 28)
}

/// Rounds at a number of digits, which may stand before the point.
fn round_at(value: Decimal, places: Decimal, how: RoundingStrategy) -> Option<Decimal> {
    let places = digits(places);
    if let Ok(places) = u32::try_from(places) {
        return Some(value.round_dp_with_strategy(places, how));
    }
    let unit = Decimal::TEN.checked_powi(i64::from(-places))?;
    value.checked_div(unit)?.round_dp_with_strategy(0, how).checked_mul(unit)
}

/// Cuts what a division could not hold, so that 3 * (1 / 3) does not count as less than 1.
fn settled(value: Decimal) -> Decimal {
    value.round_dp(18)
}

macro_rules! of_one {
    ($name:literal, $run:expr) => {
        plain($name, &[NUMBER], Kind::Number, |_: &dyn Record, args: &[Value]| {
            let run: fn(Decimal) -> Result<Value, Fault> = $run;
            numbers::<1>(args).map_or(Ok(Value::Null), |[n]| run(n))
        })
    };
}

macro_rules! of_two {
    ($name:literal, $run:expr) => {
        plain($name, &[NUMBER, NUMBER], Kind::Number, |_: &dyn Record, args: &[Value]| {
            let run: fn(Decimal, Decimal) -> Result<Value, Fault> = $run;
            numbers::<2>(args).map_or(Ok(Value::Null), |[a, b]| run(a, b))
        })
    };
}

/// The one that wins, or blank if any is blank.
fn best(args: &[Value], wins: fn(Decimal, Decimal) -> Decimal) -> Value {
    let all: Option<Vec<Decimal>> = args.iter().map(Value::number).collect();
    all.and_then(|all| all.into_iter().reduce(wins)).map_or(Value::Null, Value::Number)
}

pub(super) const FUNCTIONS: &[Function] = &[
    of_one!("ABS", |n| Ok(n.abs().into())),
    // Away from zero.
    of_one!("CEILING", |n| Ok(settled(n).round_dp_with_strategy(0, RoundingStrategy::AwayFromZero).into())),
    // Towards zero.
    of_one!("FLOOR", |n| Ok(settled(n).trunc().into())),
    of_one!("MCEILING", |n| Ok(settled(n).ceil().into())),
    of_one!("MFLOOR", |n| Ok(settled(n).floor().into())),
    of_one!("SQRT", |n| n.sqrt().map(Value::Number).ok_or(Fault::Error("the root of a negative number"))),
    of_one!("EXP", |n| checked(n.checked_exp())),
    of_one!("LN", |n| n.checked_ln().map(Value::Number).ok_or(Fault::Error("the logarithm of no positive number"))),
    of_one!("LOG", |n| n.checked_log10().map(Value::Number).ok_or(Fault::Error("the logarithm of no positive number"))),
    of_two!("ROUND", |n, places| checked(round_at(n, places, RoundingStrategy::MidpointAwayFromZero))),
    super::optional(
        plain("TRUNC", &[NUMBER, NUMBER], Kind::Number, |_, args| {
            let places = if args.len() > 1 { args[1].number() } else { Some(Decimal::ZERO) };
            match (args[0].number(), places) {
                (Some(n), Some(places)) => checked(round_at(n, places, RoundingStrategy::ToZero)),
                _ => Ok(Value::Null),
            }
        }),
        1,
    ),
    of_two!("MOD", |a, b| a
        .checked_rem(b)
        .map(Value::Number)
        .ok_or(Fault::Error("the remainder of a division by zero"))),
    plain("PI", &[], Kind::Number, |_, _| Ok(Decimal::PI.into())),
    Function { count: Count::Many, ..plain("MAX", &[NUMBER], Kind::Number, |_, args| Ok(best(args, Decimal::max))) },
    Function { count: Count::Many, ..plain("MIN", &[NUMBER], Kind::Number, |_, args| Ok(best(args, Decimal::min))) },
];
