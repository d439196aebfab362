//! Infix operators on values.

use crate::heap::bytes_of;
use crate::interp::Interp;
use crate::stop::Run;
use crate::value::Value;
use apex_syntax::ast::BinaryOp;
use jiff::Span;
use rust_decimal::Decimal;
use std::cmp::Ordering;

impl Interp<'_, '_> {
    pub(crate) fn operate(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Run<Value> {
        use BinaryOp as B;
        Ok(match op {
            B::Eq => Value::Bool(self.equal(a, b)?),
            B::Ne => Value::Bool(!self.equal(a, b)?),
            B::ExactEq => Value::Bool(self.identical(a, b)?),
            B::ExactNe => Value::Bool(!self.identical(a, b)?),
            B::Lt | B::Le | B::Gt | B::Ge => {
                // Comparing with null is false, except that it fails for none of the basic types.
                self.limits.work(bytes_of(a).min(bytes_of(b)))?;
                let order = self.order(a, b);
                Value::Bool(match op {
                    B::Lt => order == Some(Ordering::Less),
                    B::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                    B::Gt => order == Some(Ordering::Greater),
                    _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                })
            }
            B::BitAnd | B::BitOr | B::BitXor | B::Shl | B::Shr | B::UShr => return self.bits(op, a, b),
            _ => return self.arithmetic(op, a, b),
        })
    }

    pub(crate) fn concat(&mut self, a: &Value, b: &Value) -> Run<Value> {
        let left = self.text(a)?;
        let right = self.text(b)?;
        self.limits.copy(left.len() + right.len())?;
        let text = format!("{left}{right}");
        Ok(Value::str(text))
    }

    fn bits(&self, op: BinaryOp, a: &Value, b: &Value) -> Run<Value> {
        use BinaryOp as B;
        if let (Value::Bool(x), Value::Bool(y)) = (a, b) {
            return Ok(Value::Bool(match op {
                B::BitAnd => x & y,
                B::BitOr => x | y,
                _ => x ^ y,
            }));
        }
        let long = |v: &Value| match v {
            Value::Int(i) => Some(i64::from(*i)),
            Value::Long(i) => Some(*i),
            _ => None,
        };
        let (Some(x), Some(y)) = (long(a), long(b)) else {
            return Err(self.null_pointer());
        };
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "bits, as in Java")]
        let (by, small) = ((y & 63) as u32, (y & 31) as u32);
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_wrap, clippy::cast_possible_truncation, reason = "bits")]
        Ok(match (op, a, b) {
            (B::Shl, Value::Int(i), _) => Value::Int(i.wrapping_shl(small)),
            (B::Shr, Value::Int(i), _) => Value::Int(i.wrapping_shr(small)),
            (B::UShr, Value::Int(i), _) => Value::Int(((*i as u32) >> small) as i32),
            (B::Shl, ..) => Value::Long(x.wrapping_shl(by)),
            (B::Shr, ..) => Value::Long(x.wrapping_shr(by)),
            (B::UShr, ..) => Value::Long(((x as u64) >> by) as i64),
            (_, Value::Int(i), Value::Int(j)) => Value::Int(match op {
                B::BitAnd => i & j,
                B::BitOr => i | j,
                _ => i ^ j,
            }),
            _ => Value::Long(match op {
                B::BitAnd => x & y,
                B::BitOr => x | y,
                _ => x ^ y,
            }),
        })
    }

    fn arithmetic(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Run<Value> {
        use BinaryOp as B;
        Ok(match (a, b) {
            (Value::Null, _) | (_, Value::Null) => return Err(self.null_pointer()),
            (Value::Int(x), Value::Int(y)) => Value::Int(match op {
                B::Add => x.wrapping_add(*y),
                B::Sub => x.wrapping_sub(*y),
                B::Mul => x.wrapping_mul(*y),
                _ if *y == 0 => return Err(self.divide_by_zero()),
                _ => x.wrapping_div(*y),
            }),
            (Value::Long(x), Value::Long(y)) => Value::Long(match op {
                B::Add => x.wrapping_add(*y),
                B::Sub => x.wrapping_sub(*y),
                B::Mul => x.wrapping_mul(*y),
                _ if *y == 0 => return Err(self.divide_by_zero()),
                _ => x.wrapping_div(*y),
            }),
            (Value::Double(x), Value::Double(y)) => Value::Double(match op {
                B::Add => x + y,
                B::Sub => x - y,
                B::Mul => x * y,
                _ if *y == 0.0 => return Err(self.divide_by_zero()),
                _ => x / y,
            }),
            (Value::Date(date), _) => {
                let days = whole(b).unwrap_or(0);
                let days = if op == B::Sub { days.saturating_neg() } else { days };
                match Span::new().try_days(days).and_then(|days| date.checked_add(days)) {
                    Ok(date) => Value::Date(date),
                    Err(_) => return Err(self.throw("System.MathException", "Date out of range")),
                }
            }
            #[allow(clippy::cast_possible_truncation, reason = "milliseconds fit")]
            (Value::Datetime(ms), _) => {
                let by = (b.as_double().unwrap_or(0.0) * 86_400_000.0).round() as i64;
                let moved = if op == B::Sub { ms.checked_sub(by) } else { ms.checked_add(by) };
                match moved.filter(|ms| jiff::Timestamp::from_millisecond(*ms).is_ok()) {
                    Some(ms) => Value::Datetime(ms),
                    None => return Err(self.throw("System.MathException", "Datetime out of range")),
                }
            }
            (Value::Time(ms), _) => {
                let by = whole(b).unwrap_or(0).rem_euclid(86_400_000) * if op == B::Sub { -1 } else { 1 };
                Value::Time(i32::try_from((i64::from(*ms) + by).rem_euclid(86_400_000)).unwrap_or(0))
            }
            _ => {
                let (Some(x), Some(y)) = (a.as_decimal(), b.as_decimal()) else {
                    return Err(self.null_pointer());
                };
                return self.decimal(op, x, y);
            }
        })
    }

    fn decimal(&mut self, op: BinaryOp, x: Decimal, y: Decimal) -> Run<Value> {
        use BinaryOp as B;
        let result = match op {
            B::Add => x.checked_add(y),
            B::Sub => x.checked_sub(y),
            B::Mul => x.checked_mul(y),
            _ if y.is_zero() => return Err(self.divide_by_zero()),
            _ => quotient(x, y),
        };
        match result {
            Some(d) => Ok(Value::Decimal(d)),
            None => Err(self.throw("System.MathException", "Decimal overflow")),
        }
    }

    pub(crate) fn divide_by_zero(&self) -> crate::stop::Stop {
        self.throw("System.MathException", "Divide by 0")
    }
}

/// With no more zeros at its end than one of the two has: 5 / 2 is 2.5.
pub(crate) fn quotient(x: Decimal, y: Decimal) -> Option<Decimal> {
    let mut quotient = x.checked_div(y)?.normalize();
    let scale = x.scale().max(y.scale());
    if quotient.scale() < scale {
        quotient.rescale(scale);
    }
    Some(quotient)
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(i) => Some((*i).into()),
        Value::Long(i) => Some(*i),
        _ => None,
    }
}
