//! Equality and order of values.

use crate::interp::{Interp, MAX_NESTING};
use crate::stop::{Run, Stop};
use crate::value::Value;
use std::cmp::Ordering;
use std::rc::Rc;

impl Interp<'_, '_> {
    /// `a == b`: strings without regard to letter case, objects by their own `equals`, else by identity.
    pub(crate) fn equal(&mut self, a: &Value, b: &Value) -> Run<bool> {
        Ok(match (a, b) {
            (Value::Str(x), Value::Str(y)) => {
                self.limits.work(x.len().min(y.len()))?;
                equal_ignoring_case(x, y)
            }
            (Value::Id(x), Value::Id(y)) => x == y,
            (Value::Id(x), Value::Str(y)) | (Value::Str(y), Value::Id(x)) => {
                crate::text::full_id(y).is_some_and(|full| *full == **x)
            }
            _ => return self.same(a, b),
        })
    }

    /// Equality as `equals`, `contains` and asserts see it: strings with regard to letter case.
    pub(crate) fn same(&mut self, a: &Value, b: &Value) -> Run<bool> {
        if !matches!(a, Value::List(_) | Value::Map(_) | Value::Record(_)) {
            return self.same_value(a, b);
        }
        // Collections may hold themselves.
        self.limits.step()?;
        self.nesting += 1;
        let result = match self.nesting > MAX_NESTING {
            true => Err(self.too_deep()),
            false => self.same_value(a, b),
        };
        self.nesting -= 1;
        result
    }

    fn same_value(&mut self, a: &Value, b: &Value) -> Run<bool> {
        Ok(match (a, b) {
            (Value::Null, Value::Null) => true,
            (Value::Null, _) | (_, Value::Null) => false,
            (Value::Str(x), Value::Str(y)) => x == y,
            (Value::Id(x), Value::Id(y)) => x == y,
            (Value::Id(x), Value::Str(y)) | (Value::Str(y), Value::Id(x)) => {
                crate::text::full_id(y).is_some_and(|full| *full == **x)
            }
            (Value::Bool(x), Value::Bool(y)) => x == y,
            (Value::Double(x), Value::Double(y)) => x == y,
            (Value::Double(_), _) | (_, Value::Double(_)) => match (a.as_double(), b.as_double()) {
                (Some(x), Some(y)) => x == y,
                _ => false,
            },
            (Value::Date(x), Value::Date(y)) => x == y,
            (Value::Datetime(x), Value::Datetime(y)) => x == y,
            (Value::Date(x), Value::Datetime(y)) | (Value::Datetime(y), Value::Date(x)) => {
                crate::convert::midnight(*x) == *y
            }
            (Value::Time(x), Value::Time(y)) => x == y,
            (Value::Blob(x), Value::Blob(y)) => x == y,
            (Value::Enum(c, x), Value::Enum(d, y)) => c == d && x == y,
            (Value::PlatformEnum(c, x), Value::PlatformEnum(d, y)) => c == d && x == y,
            (Value::Type(x), Value::Type(y)) => x == y,
            (Value::ObjectToken(x), Value::ObjectToken(y)) => x == y,
            (Value::FieldToken(o, x), Value::FieldToken(p, y)) => o == p && x == y,
            (Value::List(x), Value::List(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                let (x, y) = (x.items.borrow().clone(), y.items.borrow().clone());
                self.limits.work(x.len() + y.len())?;
                self.same_all(&x, &y)?
            }
            (Value::Set(x), Value::Set(y)) => {
                let (x, y) = (x.items.borrow(), y.items.borrow());
                self.limits.steps(x.len() as u64)?;
                x.len() == y.len() && x.keys().all(|k| y.contains_key(k))
            }
            (Value::Map(x), Value::Map(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                let (x, y) = (x.items.borrow().clone(), y.items.borrow().clone());
                if x.len() != y.len() {
                    return Ok(false);
                }
                self.limits.steps(x.len() as u64)?;
                for (key, (_, value)) in &x {
                    match y.get(key) {
                        Some((_, other)) if self.same(value, other)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Value::Record(x), Value::Record(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                let (f, g) = (x.fields.borrow().clone(), y.fields.borrow().clone());
                if x.object != y.object || f.len() != g.len() {
                    return Ok(false);
                }
                for (name, value) in &f {
                    match g.get(name) {
                        Some(other) if self.same(value, other)? => {}
                        _ => return Ok(false),
                    }
                }
                true
            }
            (Value::Object(x), Value::Object(y)) => {
                if Rc::ptr_eq(x, y) {
                    return Ok(true);
                }
                if self.find_method(x.class, "equals", 1).is_some() {
                    return Ok(matches!(self.call_named(a, "equals", vec![b.clone()])?, Value::Bool(true)));
                }
                false
            }
            (Value::Native(x), Value::Native(y)) => Rc::ptr_eq(x, y),
            _ => match (a.as_decimal(), b.as_decimal()) {
                (Some(x), Some(y)) => x == y,
                _ => false,
            },
        })
    }

    fn same_all(&mut self, x: &[Value], y: &[Value]) -> Run<bool> {
        if x.len() != y.len() {
            return Ok(false);
        }
        for (a, b) in x.iter().zip(y) {
            self.limits.step()?;
            if !self.same(a, b)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// `a === b`: the same object, or equal values of basic types.
    pub(crate) fn identical(&mut self, a: &Value, b: &Value) -> Run<bool> {
        Ok(match (a, b) {
            (Value::List(x), Value::List(y)) => Rc::ptr_eq(x, y),
            (Value::Set(x), Value::Set(y)) => Rc::ptr_eq(x, y),
            (Value::Map(x), Value::Map(y)) => Rc::ptr_eq(x, y),
            (Value::Record(x), Value::Record(y)) => Rc::ptr_eq(x, y),
            (Value::Object(x), Value::Object(y)) => Rc::ptr_eq(x, y),
            _ => return self.same(a, b),
        })
    }

    /// `<` and the like; `None` where either side is null or they cannot be ordered.
    pub(crate) fn order(&self, a: &Value, b: &Value) -> Option<Ordering> {
        match (a, b) {
            (Value::Str(_) | Value::Id(_), Value::Str(_) | Value::Id(_)) => {
                let (x, y) = (a.as_str()?.to_lowercase(), b.as_str()?.to_lowercase());
                Some(x.cmp(&y))
            }
            (Value::Date(x), Value::Date(y)) => Some(x.cmp(y)),
            (Value::Datetime(x), Value::Datetime(y)) => Some(x.cmp(y)),
            (Value::Date(x), Value::Datetime(y)) => Some(crate::convert::midnight(*x).cmp(y)),
            (Value::Datetime(x), Value::Date(y)) => Some(x.cmp(&crate::convert::midnight(*y))),
            (Value::Time(x), Value::Time(y)) => Some(x.cmp(y)),
            (Value::Bool(x), Value::Bool(y)) => Some(x.cmp(y)),
            (Value::Enum(c, x), Value::Enum(d, y)) => (c == d).then(|| x.cmp(y)),
            (Value::PlatformEnum(c, x), Value::PlatformEnum(d, y)) => (c == d).then(|| x.cmp(y)),
            (Value::Double(_), _) | (_, Value::Double(_)) => a.as_double()?.partial_cmp(&b.as_double()?),
            _ => Some(a.as_decimal()?.cmp(&b.as_decimal()?)),
        }
    }

    /// The order of `List.sort()`: nulls first, strings by code unit, `Comparable` objects by `compareTo`.
    pub(crate) fn sort_order(&mut self, a: &Value, b: &Value) -> Run<Ordering> {
        Ok(match (a, b) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => Ordering::Less,
            (_, Value::Null) => Ordering::Greater,
            (Value::Str(x) | Value::Id(x), Value::Str(y) | Value::Id(y)) => {
                self.limits.work(x.len().min(y.len()))?;
                x.encode_utf16().cmp(y.encode_utf16())
            }
            (Value::Object(x), Value::Object(_)) if self.find_method(x.class, "compareTo", 1).is_none() => {
                return Err(self.not_comparable());
            }
            (Value::Object(_), Value::Object(_)) => match self.call_named(a, "compareTo", vec![b.clone()])? {
                Value::Int(i) => i.cmp(&0),
                _ => Ordering::Equal,
            },
            (Value::Record(x), Value::Record(y)) => {
                let name = |r: &crate::value::RecordObj| {
                    r.fields.borrow().get("Name").and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
                };
                name(x).cmp(&name(y))
            }
            _ if std::mem::discriminant(a) == std::mem::discriminant(b) => self.order(a, b).unwrap_or(Ordering::Equal),
            _ => self.order(a, b).ok_or_else(|| self.not_comparable())?,
        })
    }

    fn not_comparable(&self) -> Stop {
        self.throw("System.ListException", "One or more of the items in this list is not Comparable.")
    }

    /// Sorts by `sort_order` or a comparator object.
    pub(crate) fn sort(&mut self, items: &mut Vec<Value>, comparator: Option<&Value>) -> Run<()> {
        // Merge sort by hand, as the comparison may fail.
        if items.len() < 2 {
            return Ok(());
        }
        let mut right = items.split_off(items.len() / 2);
        self.sort(items, comparator)?;
        self.sort(&mut right, comparator)?;
        let left = std::mem::take(items);
        let (mut l, mut r) = (left.into_iter().peekable(), right.into_iter().peekable());
        while let (Some(a), Some(b)) = (l.peek(), r.peek()) {
            self.limits.step()?;
            let order = match comparator {
                Some(c) => match self.call_named(c, "compare", vec![a.clone(), b.clone()])? {
                    Value::Int(i) => i.cmp(&0),
                    _ => Ordering::Equal,
                },
                None => self.sort_order(a, b)?,
            };
            items.extend(if order == Ordering::Greater { r.next() } else { l.next() });
        }
        items.extend(l);
        items.extend(r);
        Ok(())
    }
}

fn equal_ignoring_case(x: &str, y: &str) -> bool {
    let differing = x.bytes().zip(y.bytes()).find(|(a, b)| !a.eq_ignore_ascii_case(b));
    match differing {
        // Other letters have other lower forms, in any text.
        Some((a, b)) if a.is_ascii() && b.is_ascii() => false,
        Some(_) => x.to_lowercase() == y.to_lowercase(),
        None => x.len() == y.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::equal_ignoring_case;

    #[test]
    fn letter_case_does_not_count_in_any_alphabet() {
        for (x, y) in [("", ""), ("aB", "Ab"), ("Äx", "äX"), ("\u{212a}", "k"), ("ΣΑ", "σα")] {
            assert!(equal_ignoring_case(x, y), "{x} {y}");
        }
        for (x, y) in [("", "a"), ("ab", "aba"), ("ax", "ay"), ("ä", "ö"), ("äa", "äb"), ("[", "{")] {
            assert!(!equal_ignoring_case(x, y), "{x} {y}");
        }
    }
}
