//! `System.String`: looking into texts and comparing them.

use super::args::{count, string};
use super::string::{from_units, units};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;
use std::rc::Rc;

pub(super) const MEMBERS: Members = &[
    ("isBlank/1", |cx, _, a| Ok(Value::Bool(cx.maybe_text(&a[0]).is_none_or(|s| s.chars().all(char::is_whitespace))))),
    ("isNotBlank/1", |cx, _, a| {
        Ok(Value::Bool(cx.maybe_text(&a[0]).is_some_and(|s| !s.chars().all(char::is_whitespace))))
    }),
    ("isEmpty/1", |cx, _, a| Ok(Value::Bool(cx.maybe_text(&a[0]).is_none_or(|s| s.is_empty())))),
    ("isNotEmpty/1", |cx, _, a| Ok(Value::Bool(cx.maybe_text(&a[0]).is_some_and(|s| !s.is_empty())))),
    ("contains/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.contains(y))),
    ("containsIgnoreCase/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.to_lowercase().contains(&y.to_lowercase()))),
    ("containsAny/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.chars().any(|c| y.contains(c)))),
    ("containsNone/1", |cx, me, a| cx.pair(me, &a[0], |x, y| !x.chars().any(|c| y.contains(c)))),
    ("containsOnly/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.chars().all(|c| y.contains(c)))),
    ("containsWhitespace/0", |cx, me, _| Ok(Value::Bool(cx.arg_text(me)?.contains(char::is_whitespace)))),
    ("startsWith/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.starts_with(y))),
    ("startsWithIgnoreCase/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.to_lowercase().starts_with(&y.to_lowercase()))),
    ("endsWith/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.ends_with(y))),
    ("endsWithIgnoreCase/1", |cx, me, a| cx.pair(me, &a[0], |x, y| x.to_lowercase().ends_with(&y.to_lowercase()))),
    ("equals/1", |cx, me, a| Ok(Value::Bool(cx.same(me, &a[0])?))),
    ("equalsIgnoreCase/1", |cx, me, a| {
        let me = cx.arg_text(me)?;
        Ok(Value::Bool(cx.maybe_text(&a[0]).is_some_and(|o| o.to_lowercase() == me.to_lowercase())))
    }),
    ("compareTo/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        // As in Java: the difference of the first units that differ, else of the lengths.
        let differing = x.iter().zip(&y).find(|(a, b)| a != b);
        let by = differing.map(|(a, b)| i32::from(*a) - i32::from(*b));
        let lengths = i32::try_from(x.len()).unwrap_or(0) - i32::try_from(y.len()).unwrap_or(0);
        Ok(Value::Int(by.unwrap_or(lengths)))
    }),
    ("indexOf/1", |cx, me, a| cx.index(me, &a[0], 0, false, false)),
    ("indexOf/2", |cx, me, a| {
        let from = cx.arg_int(&a[1])?;
        cx.index(me, &a[0], from, false, false)
    }),
    ("indexOfIgnoreCase/1", |cx, me, a| cx.index(me, &a[0], 0, true, false)),
    ("indexOfIgnoreCase/2", |cx, me, a| {
        let from = cx.arg_int(&a[1])?;
        cx.index(me, &a[0], from, true, false)
    }),
    ("lastIndexOf/1", |cx, me, a| cx.index(me, &a[0], i32::MAX, false, true)),
    ("lastIndexOf/2", |cx, me, a| {
        let from = cx.arg_int(&a[1])?;
        cx.index(me, &a[0], from, false, true)
    }),
    ("lastIndexOfIgnoreCase/1", |cx, me, a| cx.index(me, &a[0], i32::MAX, true, true)),
    ("lastIndexOfIgnoreCase/2", |cx, me, a| {
        let from = cx.arg_int(&a[1])?;
        cx.index(me, &a[0], from, true, true)
    }),
    ("indexOfAny/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        Ok(x.iter().position(|u| y.contains(u)).map_or(Value::Int(-1), count))
    }),
    ("indexOfAnyBut/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        Ok(x.iter().position(|u| !y.contains(u)).map_or(Value::Int(-1), count))
    }),
    ("countMatches/1", |cx, me, a| {
        let (x, y) = (cx.arg_text(me)?, cx.arg_text(&a[0])?);
        Ok(count(if y.is_empty() { 0 } else { x.matches(&*y).count() }))
    }),
    ("charAt/1", |cx, me, a| cx.unit_at(me, &a[0])),
    ("codePointAt/1", |cx, me, a| {
        let (unit, text, at) = (cx.unit_at(me, &a[0])?, units(&cx.arg_text(me)?), cx.arg_int(&a[0])?);
        // Two places that hold one character give that character, at the first of them.
        let rest = text.into_iter().skip(usize::try_from(at).unwrap_or(usize::MAX));
        let point = char::decode_utf16(rest).next().and_then(Result::ok).and_then(|c| i32::try_from(u32::from(c)).ok());
        Ok(point.map_or(unit, Value::Int))
    }),
    ("substringAfter/1", |cx, me, a| cx.part(me, &a[0], |x, y| x.split_once(y).map_or("", |(_, t)| t))),
    ("substringBefore/1", |cx, me, a| cx.part(me, &a[0], |x, y| x.split_once(y).map_or(x, |(h, _)| h))),
    ("substringAfterLast/1", |cx, me, a| cx.part(me, &a[0], |x, y| x.rsplit_once(y).map_or("", |(_, t)| t))),
    ("substringBeforeLast/1", |cx, me, a| cx.part(me, &a[0], |x, y| x.rsplit_once(y).map_or(x, |(h, _)| h))),
    ("substringBetween/1", |cx, me, a| cx.between(me, &a[0], &a[0])),
    ("substringBetween/2", |cx, me, a| cx.between(me, &a[0], &a[1])),
    ("difference/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        let same = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
        Ok(from_units(&y[same..]))
    }),
    ("isAllLowerCase/0", |cx, me, _| cx.all(me, char::is_lowercase)),
    ("isAllUpperCase/0", |cx, me, _| cx.all(me, char::is_uppercase)),
    ("isAlpha/0", |cx, me, _| cx.all(me, char::is_alphabetic)),
    ("isAlphaSpace/0", |cx, me, _| cx.all(me, |c| c.is_alphabetic() || c == ' ')),
    ("isAlphanumeric/0", |cx, me, _| cx.all(me, char::is_alphanumeric)),
    ("isAlphanumericSpace/0", |cx, me, _| cx.all(me, |c| c.is_alphanumeric() || c == ' ')),
    ("isNumeric/0", |cx, me, _| cx.all(me, |c| c.is_ascii_digit())),
    ("isNumericSpace/0", |cx, me, _| cx.all(me, |c| c.is_ascii_digit() || c == ' ')),
    ("isWhitespace/0", |cx, me, _| cx.all(me, char::is_whitespace)),
    ("isAsciiPrintable/0", |cx, me, _| cx.all(me, |c| (' '..='~').contains(&c))),
    ("getCommonPrefix/1", |cx, _, a| {
        let mut texts: Vec<Rc<str>> = Vec::new();
        for item in cx.arg_items(&a[0])? {
            texts.push(cx.arg_text(&item)?);
        }
        let first = texts.first().map(|t| units(t)).unwrap_or_default();
        let mut length = first.len();
        for text in &texts {
            length = length.min(first.iter().zip(units(text)).take_while(|(a, b)| **a == *b).count());
        }
        Ok(from_units(&first[..length]))
    }),
];

impl Interp<'_, '_> {
    fn pair(&self, me: &Value, other: &Value, test: fn(&str, &str) -> bool) -> Run<Value> {
        Ok(Value::Bool(test(&self.arg_text(me)?, &self.arg_text(other)?)))
    }

    fn part(&self, me: &Value, by: &Value, cut: for<'t> fn(&'t str, &str) -> &'t str) -> Run<Value> {
        let (text, by) = (self.arg_text(me)?, self.arg_text(by)?);
        Ok(string(cut(&text, &by)))
    }

    fn all(&self, me: &Value, test: fn(char) -> bool) -> Run<Value> {
        let text = self.arg_text(me)?;
        Ok(Value::Bool(!text.is_empty() && text.chars().all(test)))
    }

    fn between(&self, me: &Value, open: &Value, close: &Value) -> Run<Value> {
        let (text, open, close) = (self.arg_text(me)?, self.arg_text(open)?, self.arg_text(close)?);
        let found = text.split_once(&*open).and_then(|(_, rest)| rest.split_once(&*close));
        Ok(found.map_or(Value::Null, |(inner, _)| string(inner)))
    }

    fn unit_at(&self, me: &Value, at: &Value) -> Run<Value> {
        let text = units(&self.arg_text(me)?);
        let at = self.arg_int(at)?;
        match usize::try_from(at).ok().and_then(|i| text.get(i)) {
            Some(unit) => Ok(Value::Int((*unit).into())),
            None => Err(self.throw("System.StringException", &format!("String index out of range: {at}"))),
        }
    }

    fn index(&self, me: &Value, other: &Value, from: i32, fold: bool, last: bool) -> Run<Value> {
        let (mut text, mut part) = (self.arg_text(me)?.to_string(), self.arg_text(other)?.to_string());
        if fold {
            (text, part) = (text.to_lowercase(), part.to_lowercase());
        }
        let (text, part) = (units(&text), units(&part));
        let from = usize::try_from(from.max(0)).unwrap_or(0);
        let fits = |i: &usize| text[*i..].starts_with(&part);
        let most = text.len().checked_sub(part.len());
        let found =
            most.and_then(|most| if last { (0..=most.min(from)).rev().find(fits) } else { (from..=most).find(fits) });
        Ok(found.map_or(Value::Int(-1), count))
    }
}
