//! Texts. Lengths and positions count UTF-16 units, as Java does.

use super::{Function, Kinds, NUMBER, TEXT, optional, plain};
use crate::eval::{Fault, LONGEST_TEXT, Record};
use crate::{Kind, Value};
use jiff::Timestamp;
use rust_decimal::prelude::*;

/// The longest padded text; longer ones are an error.
const LONGEST_PADDED: usize = 4000;

fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn joined(units: &[u16]) -> Value {
    String::from_utf16_lossy(units).into()
}

/// A count, 0 for what is negative.
fn count(number: Decimal) -> usize {
    number.trunc().to_usize().unwrap_or(if number.is_sign_negative() { 0 } else { usize::MAX })
}

/// A part of a text; `None` where text or number is blank.
fn part(args: &[Value], cut: impl Fn(&[u16], usize) -> Vec<u16>) -> Value {
    match (args[0].text(), args[1].number()) {
        (Some(text), Some(n)) => joined(&cut(&units(text), count(n))),
        _ => Value::Null,
    }
}

/// Fills a text up to a length, or cuts it at its end.
fn pad(args: &[Value], left: bool) -> Result<Value, Fault> {
    let (Some(text), Some(length)) = (args[0].text(), args[1].number()) else { return Ok(Value::Null) };
    let (text, length) = (units(text), count(length));
    if length <= text.len() {
        return Ok(joined(&text[..length]));
    }
    if length > LONGEST_PADDED {
        return Err(Fault::TooBig);
    }
    let with = units(args.get(2).and_then(Value::text).unwrap_or(" "));
    let filling: Vec<u16> = with.into_iter().cycle().take(length - text.len()).collect();
    Ok(joined(&if left { [filling, text].concat() } else { [text, filling].concat() }))
}

/// Whether a part is in a text in a certain way; a blank part is in every text, and a blank text is neither with nor
/// without.
fn holds(args: &[Value], how: fn(&str, &str) -> bool) -> Value {
    match (args[0].text(), args[1].text()) {
        (_, None) => true.into(),
        (None, _) => Value::Null,
        (Some(text), Some(part)) => how(text, part).into(),
    }
}

fn mapped(args: &[Value], how: impl Fn(&str) -> String) -> Value {
    args[0].text().map_or(Value::Null, |text| how(text).into())
}

/// The first letter of each word large, all others small.
fn capitals(text: &str) -> String {
    let mut inside = false;
    let mut out = String::new();
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
        inside = c.is_alphanumeric();
    }
    out
}

fn time_text(ms: i64) -> String {
    let (seconds, ms) = (ms.div_euclid(1000), ms.rem_euclid(1000));
    format!("{:02}:{:02}:{:02}.{ms:03}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// What `TEXT` makes of a value: ISO 8601, times of day and date-times in GMT.
fn text(value: &Value) -> Value {
    match value {
        Value::Number(n) => n.normalize().to_string().into(),
        Value::Date(d) => d.to_string().into(),
        Value::DateTime(ms) => match Timestamp::from_millisecond(*ms) {
            Ok(stamp) => stamp.strftime("%Y-%m-%d %H:%M:%SZ").to_string().into(),
            Err(_) => Value::Null,
        },
        Value::Time(ms) => time_text(*ms).into(),
        other => other.clone(),
    }
}

/// A number as people write it, without separators.
fn number(text: &str) -> Option<Decimal> {
    Decimal::from_str(text.trim()).ok()
}

fn substitute(args: &[Value]) -> Result<Value, Fault> {
    let (Some(text), Some(old)) = (args[0].text(), args[1].text()) else { return Ok(args[0].clone()) };
    let new = args[2].text().unwrap_or_default();
    if text.matches(old).count().saturating_mul(new.len()) > LONGEST_TEXT {
        return Err(Fault::TooBig);
    }
    Ok(text.replace(old, new).into())
}

fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// How the parts of a text are joined into what a page shows. Neither form is documented for the API.
fn hyperlink(_: &dyn Record, args: &[Value]) -> Result<Value, Fault> {
    let part = |i: usize| args.get(i).and_then(Value::text).unwrap_or_default();
    if part(0).is_empty() {
        return Ok(Value::Null);
    }
    let target = if args.len() > 2 { part(2) } else { "_blank" };
    Ok(format!("<a href=\"{}\" target=\"{}\">{}</a>", attribute(part(0)), attribute(target), part(1)).into())
}

fn image(_: &dyn Record, args: &[Value]) -> Result<Value, Fault> {
    let part = |i: usize| attribute(args.get(i).and_then(Value::text).unwrap_or_default());
    let size = |i: usize| args.get(i).and_then(Value::number).map(|n| n.normalize().to_string());
    let style = match (size(2), size(3)) {
        (Some(height), Some(width)) => format!(" style=\"height:{height}px; width:{width}px;\""),
        _ => String::new(),
    };
    Ok(format!("<img src=\"{}\" alt=\"{}\"{style} border=\"0\"/>", part(0), part(1)).into())
}

/// `TEXT` does not take a text.
const SHOWABLE: Kinds = &[Kind::Number, Kind::Date, Kind::DateTime, Kind::Time, Kind::Picklist];

pub(super) const FUNCTIONS: &[Function] = &[
    plain("LEN", &[TEXT], Kind::Number, |_, args| {
        let length = args[0].text().map_or(0, |t| t.encode_utf16().count());
        Ok(i64::try_from(length).unwrap_or(i64::MAX).into())
    }),
    plain("LEFT", &[TEXT, NUMBER], Kind::Text, |_, args| Ok(part(args, |t, n| t[..n.min(t.len())].to_vec()))),
    plain("RIGHT", &[TEXT, NUMBER], Kind::Text, |_, args| {
        Ok(part(args, |t, n| t[t.len().saturating_sub(n)..].to_vec()))
    }),
    plain("MID", &[TEXT, NUMBER, NUMBER], Kind::Text, |_, args| {
        let Some(length) = args[2].number() else { return Ok(Value::Null) };
        Ok(part(args, |t, start| t.iter().skip(start.max(1) - 1).take(count(length)).copied().collect()))
    }),
    plain("TRIM", &[TEXT], Kind::Text, |_, args| Ok(mapped(args, |t| t.trim().into()))),
    optional(plain("UPPER", &[TEXT, TEXT], Kind::Text, |_, args| Ok(mapped(args, str::to_uppercase))), 1),
    optional(plain("LOWER", &[TEXT, TEXT], Kind::Text, |_, args| Ok(mapped(args, str::to_lowercase))), 1),
    plain("INITCAP", &[TEXT], Kind::Text, |_, args| Ok(mapped(args, capitals))),
    plain("REVERSE", &[TEXT], Kind::Text, |_, args| Ok(mapped(args, |t| t.chars().rev().collect()))),
    plain("CONTAINS", &[TEXT, TEXT], Kind::Boolean, |_, args| Ok(holds(args, |t, part| t.contains(part)))),
    plain("BEGINS", &[TEXT, TEXT], Kind::Boolean, |_, args| Ok(holds(args, |t, part| t.starts_with(part)))),
    optional(
        plain("FIND", &[TEXT, TEXT, NUMBER], Kind::Number, |_, args| {
            let (Some(part), Some(text)) = (args[0].text(), args[1].text()) else { return Ok(0.into()) };
            let (part, text) = (units(part), units(text));
            let from = args.get(2).and_then(Value::number).map_or(0, |n| count(n).max(1) - 1).min(text.len());
            let found = text[from..].windows(part.len()).position(|w| w == part);
            Ok(found.and_then(|at| i64::try_from(from + at + 1).ok()).unwrap_or(0).into())
        }),
        1,
    ),
    plain("SUBSTITUTE", &[TEXT, TEXT, TEXT], Kind::Text, |_, args| substitute(args)),
    optional(plain("LPAD", &[TEXT, NUMBER, TEXT], Kind::Text, |_, args| pad(args, true)), 1),
    optional(plain("RPAD", &[TEXT, NUMBER, TEXT], Kind::Text, |_, args| pad(args, false)), 1),
    plain("TEXT", &[SHOWABLE], Kind::Text, |_, args| Ok(text(&args[0]))),
    plain("VALUE", &[TEXT], Kind::Number, |_, args| match args[0].text() {
        Some(text) => number(text).map(Value::Number).ok_or(Fault::Error("a text that is no number")),
        None => Ok(Value::Null),
    }),
    plain("ISNUMBER", &[TEXT], Kind::Boolean, |_, args| Ok(args[0].text().is_some_and(|t| number(t).is_some()).into())),
    plain("ASCII", &[TEXT], Kind::Number, |_, args| {
        Ok(args[0].text().and_then(|t| t.chars().next()).map_or(Value::Null, |c| i64::from(u32::from(c)).into()))
    }),
    plain("CHR", &[NUMBER], Kind::Text, |_, args| {
        let c = args[0].number().and_then(|n| n.trunc().to_u32()).and_then(char::from_u32);
        Ok(c.map_or(Value::Null, |c| String::from(c).into()))
    }),
    plain("BR", &[], Kind::Text, |_, _| Ok("<br>".into())),
    plain("CASESAFEID", &[TEXT], Kind::Text, |record, args| match args[0].text() {
        Some(id) => record.full_id(id).map(Value::Text).ok_or(Fault::Error("a text that is no Id")),
        None => Ok(Value::Null),
    }),
    Function {
        rules_only: true,
        ..plain("REGEX", &[TEXT, TEXT], Kind::Boolean, |record, args| {
            record.matches(args[0].text().unwrap_or_default(), args[1].text().unwrap_or_default()).map(Value::Boolean)
        })
    },
    optional(plain("HYPERLINK", &[TEXT, TEXT, TEXT], Kind::Text, hyperlink), 1),
    optional(plain("IMAGE", &[TEXT, TEXT, NUMBER, NUMBER], Kind::Text, image), 2),
];
