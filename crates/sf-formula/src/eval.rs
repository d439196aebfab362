//! Working out a checked formula.

use crate::functions::{Lazy, OfField, Run};
use crate::parse::{Expr, Link, Node, Op};
use crate::{Blanks, Kind, Value};
use jiff::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, MathematicalOps};
use std::cmp::Ordering;

/// Milliseconds of a day.
pub(crate) const DAY_MS: i64 = 86_400_000;
/// Longer texts are an error, so that no formula can exhaust the memory. Bytes.
pub(crate) const LONGEST_TEXT: usize = 100_000;

/// Why a formula has no value: people see `#Error!` or `#Too Big!`, programs a blank field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What is wrong.
    #[error("#Error! ({0})")]
    Error(&'static str),
    /// A number or text of a size that cannot be.
    #[error("#Too Big!")]
    TooBig,
}

/// The record a formula is worked out for, and what is around it.
pub trait Record {
    /// The value of a field, path or global variable; `prior`: before the change that is being saved.
    ///
    /// # Errors
    /// The field is a formula itself and has no value.
    fn value(&self, path: &str, prior: bool) -> Result<Value, Fault>;
    /// Whether the record is being made.
    fn is_new(&self) -> bool;
    /// Milliseconds since 1970.
    fn now(&self) -> i64;
    /// The user's time zone.
    fn zone(&self) -> TimeZone;
    /// Whether a whole text fits a regular expression of Java.
    ///
    /// # Errors
    /// The expression is wrong, or takes too long.
    fn matches(&self, text: &str, pattern: &str) -> Result<bool, Fault>;
    /// The 18 characters of an Id; `None` if it is none.
    fn full_id(&self, id: &str) -> Option<String>;
}

/// Whether two values are equal; `None` if one is blank, unless they are texts.
pub(crate) fn compare_equal(a: &Value, b: &Value, as_text: bool) -> Option<bool> {
    if as_text {
        return Some(a.text().unwrap_or_default() == b.text().unwrap_or_default());
    }
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => None,
        _ => Some(a == b),
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::DateTime(a), Value::DateTime(b)) | (Value::Time(a), Value::Time(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

pub(crate) struct Evaluator<'r> {
    pub record: &'r dyn Record,
    pub blanks: Blanks,
}

impl Evaluator<'_> {
    pub fn run(&self, expr: &Expr) -> Result<Value, Fault> {
        Ok(match &expr.node {
            Node::Literal(value) => value.clone(),
            Node::Field(path) => self.field(path, expr.kind, false)?,
            Node::Not(inner) => match self.run(inner)? {
                Value::Boolean(b) => (!b).into(),
                _ => Value::Null,
            },
            Node::Minus(inner) => match self.run(inner)? {
                Value::Number(n) => (-n).into(),
                _ => Value::Null,
            },
            Node::Plus(inner) => self.run(inner)?,
            Node::Call(function, args) => match function.run {
                Run::Lazy(which) => self.lazy(which, args)?,
                Run::OfField(which) => self.of_field(which, &args[0])?,
                Run::Plain(plain) => {
                    let values: Vec<Value> = args.iter().map(|arg| self.argument(arg)).collect::<Result<_, _>>()?;
                    plain(self.record, &values)?
                }
            },
            Node::Chain(first, rest) => {
                let mut value = self.run(first)?;
                for link in rest {
                    value = self.link(value, link)?;
                }
                value
            }
        })
    }

    /// A blank text is a text, for functions that tell it from nothing.
    fn argument(&self, expr: &Expr) -> Result<Value, Fault> {
        let value = self.run(expr)?;
        Ok(if value == Value::Null && expr.kind == Kind::Text { "".into() } else { value })
    }

    fn field(&self, path: &str, kind: Kind, prior: bool) -> Result<Value, Fault> {
        let value = self.record.value(path, prior)?;
        Ok(match (kind, &value) {
            (Kind::Number, Value::Null) if self.blanks == Blanks::Zero => Decimal::ZERO.into(),
            // Of a parent that is not there.
            (Kind::Boolean, Value::Null) => false.into(),
            _ => value,
        })
    }

    fn lazy(&self, which: Lazy, args: &[Expr]) -> Result<Value, Fault> {
        // Null counts as false.
        if which == Lazy::If {
            let [condition, then, otherwise] = args else { return Ok(Value::Null) };
            return self.run(if self.run(condition)?.is_true() { then } else { otherwise });
        }
        let decides = which == Lazy::Or;
        for arg in args {
            if self.run(arg)?.is_true() == decides {
                return Ok(decides.into());
            }
        }
        Ok((!decides).into())
    }

    /// A new record has not changed, and has no values before but the present ones.
    fn of_field(&self, which: OfField, arg: &Expr) -> Result<Value, Fault> {
        let Node::Field(path) = &arg.node else { return Ok(Value::Null) };
        let new = self.record.is_new();
        match which {
            OfField::PriorValue => self.field(path, arg.kind, !new),
            OfField::IsChanged if new => Ok(false.into()),
            OfField::IsChanged => {
                let (now, before) = (self.record.value(path, false)?, self.record.value(path, true)?);
                Ok((now.blank_is_null() != before.blank_is_null()).into())
            }
        }
    }

    fn link(&self, left: Value, link: &Link) -> Result<Value, Fault> {
        match link.op {
            Op::And if !left.is_true() => return Ok(false.into()),
            Op::Or if left.is_true() => return Ok(true.into()),
            _ => {}
        }
        let right = self.run(&link.operand)?;
        let ordered = |fits: fn(Ordering) -> bool| order(&left, &right).map_or(Value::Null, |o| fits(o).into());
        Ok(match link.op {
            Op::And | Op::Or => right.is_true().into(),
            Op::Equal => compare_equal(&left, &right, link.as_text).map_or(Value::Null, Value::Boolean),
            Op::Unequal => compare_equal(&left, &right, link.as_text).map_or(Value::Null, |same| (!same).into()),
            Op::Less => ordered(Ordering::is_lt),
            Op::LessOrEqual => ordered(Ordering::is_le),
            Op::Greater => ordered(Ordering::is_gt),
            Op::GreaterOrEqual => ordered(Ordering::is_ge),
            Op::Concat => concat(&left, &right)?,
            Op::Add | Op::Subtract if link.as_text => concat(&left, &right)?,
            Op::Add => add(&left, &right)?,
            Op::Subtract => subtract(&left, &right)?,
            Op::Power | Op::Multiply | Op::Divide => match (left.number(), right.number()) {
                (Some(a), Some(b)) => arithmetic(link.op, a, b)?.into(),
                _ => Value::Null,
            },
        })
    }
}

fn concat(a: &Value, b: &Value) -> Result<Value, Fault> {
    let (a, b) = (a.text().unwrap_or_default(), b.text().unwrap_or_default());
    if a.len() + b.len() > LONGEST_TEXT {
        return Err(Fault::TooBig);
    }
    Ok([a, b].concat().into())
}

fn arithmetic(op: Op, a: Decimal, b: Decimal) -> Result<Decimal, Fault> {
    match op {
        Op::Divide if b.is_zero() => return Err(Fault::Error("a division by zero")),
        Op::Divide => a.checked_div(b),
        Op::Multiply => a.checked_mul(b),
        Op::Power => match b.is_integer().then(|| b.to_i64()).flatten() {
            Some(_) if a.is_zero() && b.is_sign_negative() => return Err(Fault::Error("a division by zero")),
            Some(power) => a.checked_powi(power),
            None if a.is_sign_negative() => return Err(Fault::Error("the root of a negative number")),
            None => a.checked_powd(b),
        },
        _ => None,
    }
    .ok_or(Fault::TooBig)
}

/// Days of a date; fractions do not count.
fn days(date: Date, number: Decimal, sign: i64) -> Result<Value, Fault> {
    let days = number.trunc().to_i64().and_then(|days| days.checked_mul(sign)).ok_or(Fault::TooBig)?;
    let moved = Span::new().try_days(days).and_then(|days| date.checked_add(days));
    moved.map(Value::Date).map_err(|_| Fault::TooBig)
}

/// Days of a moment, to the second.
fn seconds(ms: i64, number: Decimal, sign: i64) -> Result<Value, Fault> {
    let seconds = number.checked_mul(86_400.into()).map(|n| n.round()).and_then(|n| n.to_i64());
    let shifted = seconds.and_then(|s| s.checked_mul(1000 * sign)).and_then(|shift| ms.checked_add(shift));
    shifted.map(Value::DateTime).ok_or(Fault::TooBig)
}

/// Milliseconds of a time of day, which begins again at midnight.
fn clock(ms: i64, number: Decimal, sign: i64) -> Result<Value, Fault> {
    let shift = number.trunc().checked_rem(DAY_MS.into()).and_then(|n| n.to_i64()).ok_or(Fault::TooBig)?;
    Ok(Value::Time((ms + sign * shift).rem_euclid(DAY_MS)))
}

fn add(a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.checked_add(*b).map(Value::Number).ok_or(Fault::TooBig),
        (Value::Date(d), Value::Number(n)) | (Value::Number(n), Value::Date(d)) => days(*d, *n, 1),
        (Value::DateTime(ms), Value::Number(n)) | (Value::Number(n), Value::DateTime(ms)) => seconds(*ms, *n, 1),
        (Value::Time(ms), Value::Number(n)) => clock(*ms, *n, 1),
        _ => Ok(Value::Null),
    }
}

fn subtract(a: &Value, b: &Value) -> Result<Value, Fault> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.checked_sub(*b).map(Value::Number).ok_or(Fault::TooBig),
        (Value::Date(a), Value::Date(b)) => {
            let days = b.until(*a).map_err(|_| Fault::TooBig)?.get_days();
            Ok(i64::from(days).into())
        }
        (Value::Date(d), Value::Number(n)) => days(*d, *n, -1),
        (Value::DateTime(a), Value::DateTime(b)) => {
            let ms = a.checked_sub(*b).ok_or(Fault::TooBig)?;
            Ok((Decimal::from(ms) / Decimal::from(DAY_MS)).into())
        }
        (Value::DateTime(ms), Value::Number(n)) => seconds(*ms, *n, -1),
        (Value::Time(a), Value::Time(b)) => Ok((a - b).rem_euclid(DAY_MS).into()),
        (Value::Time(ms), Value::Number(n)) => clock(*ms, *n, -1),
        _ => Ok(Value::Null),
    }
}
