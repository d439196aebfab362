//! `System.String`: making, cutting, changing. Positions count UTF-16 units, as in Apex.

use super::args::{count, string, strings};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::text::{date_short, escape_html};
use crate::value::Value;
use std::rc::Rc;

/// UTF-16 units of a text.
pub(super) fn units(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

/// How many UTF-16 units a text has.
pub(super) fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The byte at which a UTF-16 unit stands; the end behind the last.
pub(super) fn byte_of(text: &str, unit: usize) -> usize {
    if text.is_ascii() {
        return unit.min(text.len());
    }
    let mut units = 0;
    let at = text.char_indices().find(|(_, c)| {
        let here = units >= unit;
        units += c.len_utf16();
        here
    });
    at.map_or(text.len(), |(at, _)| at)
}

/// A text of UTF-16 units.
pub(super) fn from_units(units: &[u16]) -> Value {
    Value::str(String::from_utf16_lossy(units))
}

pub(super) const MEMBERS: Members = &[
    ("valueOf(Date)", |_, _, a| match &a[0] {
        Value::Date(date) => Ok(string(date_short(*date))),
        _ => Ok(Value::Null),
    }),
    ("valueOf(Datetime)", |cx, _, a| match &a[0] {
        Value::Null => Ok(Value::Null),
        moment => Ok(string(cx.zoned(moment)?.strftime("%Y-%m-%d %H:%M:%S").to_string())),
    }),
    ("valueOf/1", |cx, _, a| match &a[0] {
        Value::Null => Ok(Value::Null),
        Value::Blob(bytes) => Ok(string(format!("Blob[{}]", bytes.len()))),
        other => Ok(Value::Str(cx.text(other)?)),
    }),
    ("valueOfGmt/1", |cx, _, a| Ok(Value::Str(cx.text(&a[0])?))),
    ("length/0", |cx, me, _| Ok(count(length(&cx.arg_text(me)?)))),
    ("toLowerCase/0", |cx, me, _| Ok(string(cx.arg_text(me)?.to_lowercase()))),
    ("toUpperCase/0", |cx, me, _| Ok(string(cx.arg_text(me)?.to_uppercase()))),
    ("toLowerCase/1", |cx, me, a| {
        let text = cx.arg_text(me)?;
        Ok(string(match has_dotless_i(&cx.arg_text(&a[0])?) {
            true => text.replace('I', "ı").replace('İ', "i").to_lowercase(),
            false => text.to_lowercase(),
        }))
    }),
    ("toUpperCase/1", |cx, me, a| {
        let text = cx.arg_text(me)?;
        Ok(string(match has_dotless_i(&cx.arg_text(&a[0])?) {
            true => text.replace('i', "İ").to_uppercase(),
            false => text.to_uppercase(),
        }))
    }),
    ("trim/0", |cx, me, _| Ok(string(cx.arg_text(me)?.trim_matches(|c: char| c <= ' ')))),
    ("substring/1", |cx, me, a| {
        let text = cx.arg_text(me)?;
        let end = i32::try_from(length(&text)).unwrap_or(i32::MAX);
        cx.substring(&text, cx.arg_int(&a[0])?, end)
    }),
    ("substring/2", |cx, me, a| {
        let text = cx.arg_text(me)?;
        cx.substring(&text, cx.arg_int(&a[0])?, cx.arg_int(&a[1])?)
    }),
    ("left/1", |cx, me, a| {
        let text = units(&cx.arg_text(me)?);
        let n = usize::try_from(cx.arg_int(&a[0])?).unwrap_or(0).min(text.len());
        Ok(from_units(&text[..n]))
    }),
    ("right/1", |cx, me, a| {
        let text = units(&cx.arg_text(me)?);
        let n = usize::try_from(cx.arg_int(&a[0])?).unwrap_or(0).min(text.len());
        Ok(from_units(&text[text.len() - n..]))
    }),
    ("mid/2", |cx, me, a| {
        let text = units(&cx.arg_text(me)?);
        let start = usize::try_from(cx.arg_int(&a[0])?).unwrap_or(0).min(text.len());
        let n = usize::try_from(cx.arg_int(&a[1])?).unwrap_or(0).min(text.len() - start);
        Ok(from_units(&text[start..start + n]))
    }),
    ("leftPad/1", |cx, me, a| cx.pad(me, &a[0], " ", true)),
    ("leftPad/2", |cx, me, a| {
        let with = cx.arg_text(&a[1])?;
        cx.pad(me, &a[0], &with, true)
    }),
    ("rightPad/1", |cx, me, a| cx.pad(me, &a[0], " ", false)),
    ("rightPad/2", |cx, me, a| {
        let with = cx.arg_text(&a[1])?;
        cx.pad(me, &a[0], &with, false)
    }),
    ("center/1", |cx, me, a| cx.center(me, &a[0], " ")),
    ("center/2", |cx, me, a| {
        let with = cx.arg_text(&a[1])?;
        cx.center(me, &a[0], &with)
    }),
    ("repeat/1", |cx, me, a| cx.repeat(me, "", &a[0])),
    ("repeat/2", |cx, me, a| {
        let between = cx.arg_text(&a[0])?;
        cx.repeat(me, &between, &a[1])
    }),
    ("abbreviate/1", |cx, me, a| {
        let text = units(&cx.arg_text(me)?);
        let width = cx.arg_int(&a[0])?;
        if width < 4 {
            return Err(cx.throw("System.StringException", "Minimum abbreviation width is 4"));
        }
        let width = usize::try_from(width).unwrap_or(4);
        if text.len() <= width {
            return Ok(from_units(&text));
        }
        let mut cut = text[..width - 3].to_vec();
        cut.extend(units("..."));
        Ok(from_units(&cut))
    }),
    ("capitalize/0", |cx, me, _| Ok(string(first_letter(&cx.arg_text(me)?, true)))),
    ("uncapitalize/0", |cx, me, _| Ok(string(first_letter(&cx.arg_text(me)?, false)))),
    ("reverse/0", |cx, me, _| Ok(string(cx.arg_text(me)?.chars().rev().collect::<String>()))),
    ("swapCase/0", |cx, me, _| {
        let swap = |c: char| if c.is_uppercase() { c.to_lowercase().to_string() } else { c.to_uppercase().to_string() };
        Ok(string(cx.arg_text(me)?.chars().map(swap).collect::<String>()))
    }),
    ("deleteWhitespace/0", |cx, me, _| {
        Ok(string(cx.arg_text(me)?.chars().filter(|c| !c.is_whitespace()).collect::<String>()))
    }),
    ("normalizeSpace/0", |cx, me, _| Ok(string(cx.arg_text(me)?.split_whitespace().collect::<Vec<_>>().join(" ")))),
    ("remove/1", |cx, me, a| Ok(string(cx.arg_text(me)?.replace(&*cx.arg_text(&a[0])?, "")))),
    ("removeStart/1", |cx, me, a| {
        let (text, part) = (cx.arg_text(me)?, cx.arg_text(&a[0])?);
        Ok(string(text.strip_prefix(&*part).unwrap_or(&text)))
    }),
    ("removeEnd/1", |cx, me, a| {
        let (text, part) = (cx.arg_text(me)?, cx.arg_text(&a[0])?);
        Ok(string(text.strip_suffix(&*part).unwrap_or(&text)))
    }),
    ("removeStartIgnoreCase/1", |cx, me, a| {
        let (text, part) = (cx.arg_text(me)?, cx.arg_text(&a[0])?);
        let head = text.get(..part.len()).is_some_and(|h| h.eq_ignore_ascii_case(&part));
        Ok(string(if head { &text[part.len()..] } else { &text }))
    }),
    ("removeEndIgnoreCase/1", |cx, me, a| {
        let (text, part) = (cx.arg_text(me)?, cx.arg_text(&a[0])?);
        let at = text.len().saturating_sub(part.len());
        let tail = text.len() >= part.len() && text.get(at..).is_some_and(|t| t.eq_ignore_ascii_case(&part));
        Ok(string(if tail { &text[..at] } else { &text }))
    }),
    ("replace/2", |cx, me, a| {
        let (text, part, with) = (cx.arg_text(me)?, cx.arg_text(&a[0])?, cx.arg_text(&a[1])?);
        cx.limits.fits(text.matches(&*part).count().saturating_mul(with.len()))?;
        Ok(Value::str(text.replace(&*part, &with)))
    }),
    ("replaceAll/2", |cx, me, a| cx.regex_replace(me, &a[0], &a[1], true)),
    ("replaceFirst/2", |cx, me, a| cx.regex_replace(me, &a[0], &a[1], false)),
    ("split/1", |cx, me, a| cx.regex_split(me, &a[0], 0)),
    ("split/2", |cx, me, a| {
        let limit = cx.arg_int(&a[1])?;
        cx.regex_split(me, &a[0], limit)
    }),
    ("splitByCharacterType/0", |cx, me, _| {
        let text = cx.arg_text(me)?;
        let kind = |c: char| (c.is_lowercase(), c.is_uppercase(), c.is_numeric(), c.is_whitespace());
        let mut parts: Vec<String> = Vec::new();
        let mut last = None;
        for c in text.chars() {
            if last == Some(kind(c)) && !parts.is_empty() {
                let end = parts.len() - 1;
                parts[end].push(c);
            } else {
                parts.push(c.into());
            }
            last = Some(kind(c));
        }
        Ok(strings(parts))
    }),
    ("join/2", |cx, _, a| {
        let between = cx.arg_text(&a[1])?;
        let mut out = String::new();
        for (i, item) in cx.arg_items(&a[0])?.iter().enumerate() {
            if i > 0 {
                out.push_str(&between);
            }
            if !item.is_null() {
                out.push_str(&cx.text(item)?);
            }
            cx.limits.fits(out.len())?;
        }
        Ok(Value::str(out))
    }),
    ("format/2", |cx, _, a| {
        let pattern = cx.arg_text(&a[0])?;
        let mut texts = Vec::new();
        for item in cx.arg_items(&a[1])? {
            texts.push(cx.text(&item)?);
        }
        Ok(string(message_format(&pattern, &texts)))
    }),
    ("fromCharArray/1", |cx, _, a| {
        let mut list = Vec::new();
        for item in cx.arg_items(&a[0])? {
            list.push(u16::try_from(cx.arg_int(&item)?).unwrap_or(0xfffd));
        }
        Ok(from_units(&list))
    }),
    ("getChars/0", |cx, me, _| {
        let items = units(&cx.arg_text(me)?).into_iter().map(|u| Value::Int(u.into())).collect();
        Ok(Value::list(apex_sema::ty::Ty::Integer, items))
    }),
    ("escapeSingleQuotes/1", |cx, _, a| Ok(string(cx.arg_text(&a[0])?.replace('\\', "\\\\").replace('\'', "\\'")))),
    ("escapeXml/0", |cx, me, _| Ok(string(escape_html(&cx.arg_text(me)?).replace("&#39;", "&apos;")))),
    ("escapeHtml4/0", |cx, me, _| Ok(string(escape_html(&cx.arg_text(me)?).replace("&#39;", "'")))),
    ("escapeHtml3/0", |cx, me, _| Ok(string(escape_html(&cx.arg_text(me)?).replace("&#39;", "'")))),
    ("escapeCsv/0", |cx, me, _| {
        let text = cx.arg_text(me)?;
        let quote = text.contains([',', '"', '\n', '\r']);
        Ok(string(if quote { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }))
    }),
    ("escapeJava/0", |cx, me, _| Ok(string(escape_java(&cx.arg_text(me)?)))),
    ("escapeEcmaScript/0", |cx, me, _| {
        Ok(string(escape_java(&cx.arg_text(me)?).replace('\'', "\\'").replace('/', "\\/")))
    }),
    ("stripHtmlTags/0", |cx, me, _| {
        let text = cx.arg_text(me)?;
        let mut out = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => out.push(c),
                _ => {}
            }
        }
        Ok(Value::str(out))
    }),
    ("hashCode/0", |cx, me, _| Ok(Value::Int(cx.hash(me)?))),
    ("intern/0", |_, me, _| Ok(me.clone())),
];

impl Interp<'_, '_> {
    pub(super) fn substring(&self, text: &str, start: i32, end: i32) -> Run<Value> {
        let length = i32::try_from(length(text)).unwrap_or(i32::MAX);
        if start < 0 || start > length {
            return Err(self.throw("System.StringException", &format!("Starting position out of bounds: {start}")));
        }
        if end < start || end > length {
            return Err(self.throw("System.StringException", &format!("Ending position out of bounds: {end}")));
        }
        let (start, end) = (usize::try_from(start).unwrap_or(0), usize::try_from(end).unwrap_or(0));
        Ok(if text.is_ascii() { string(&text[start..end]) } else { from_units(&units(text)[start..end]) })
    }

    fn pad(&mut self, me: &Value, width: &Value, with: &str, left: bool) -> Run<Value> {
        let text = self.arg_text(me)?;
        let width = usize::try_from(self.arg_int(width)?).unwrap_or(0);
        let missing = width.saturating_sub(length(&text));
        self.limits.allocate(missing)?;
        let with = if with.is_empty() { " " } else { with };
        let fill: String = with.chars().cycle().take(missing).collect();
        Ok(Value::str(if left { format!("{fill}{text}") } else { format!("{text}{fill}") }))
    }

    fn center(&mut self, me: &Value, width: &Value, with: &str) -> Run<Value> {
        let text = self.arg_text(me)?;
        let length = i32::try_from(units(&text).len()).unwrap_or(i32::MAX);
        let room = (self.arg_int(width)? - length).max(0);
        let left = self.pad(me, &Value::Int(length + room / 2), with, true)?;
        self.pad(&left, width, with, false)
    }

    fn repeat(&mut self, me: &Value, between: &str, times: &Value) -> Run<Value> {
        let text = self.arg_text(me)?;
        let times = usize::try_from(self.arg_int(times)?).unwrap_or(0);
        self.limits.allocate((text.len() + between.len()).saturating_mul(times))?;
        Ok(Value::str(if between.is_empty() { text.repeat(times) } else { vec![&*text; times].join(between) }))
    }

    /// A text argument, or null.
    pub(super) fn maybe_text(&self, value: &Value) -> Option<Rc<str>> {
        match value {
            Value::Str(s) | Value::Id(s) => Some(s.clone()),
            _ => None,
        }
    }
}

/// Whether a locale's capital of i has a dot, and its small I none.
fn has_dotless_i(locale: &str) -> bool {
    matches!(locale.split(['_', '-']).next(), Some("tr" | "az"))
}

fn first_letter(text: &str, upper: bool) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if upper => c.to_uppercase().chain(chars).collect(),
        Some(c) => c.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

fn escape_java(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for unit in text.encode_utf16() {
        match unit {
            0x22 => out.push_str("\\\""),
            0x5c => out.push_str("\\\\"),
            0x0a => out.push_str("\\n"),
            0x0d => out.push_str("\\r"),
            0x09 => out.push_str("\\t"),
            0x20..=0x7e => out.push(char::from(u8::try_from(unit).unwrap_or(b'?'))),
            _ => out.push_str(&format!("\\u{unit:04X}")),
        }
    }
    out
}

/// `java.text.MessageFormat` for `{n}` and quotes.
fn message_format(pattern: &str, texts: &[Rc<str>]) -> String {
    let mut out = String::new();
    let mut chars = pattern.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\'' if chars.peek() == Some(&'\'') => {
                chars.next();
                out.push('\'');
            }
            '\'' => quoted = !quoted,
            '{' if !quoted => {
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                match name.parse::<usize>().ok().and_then(|i| texts.get(i)) {
                    Some(text) => out.push_str(text),
                    None => out.push_str(&format!("{{{name}}}")),
                }
            }
            c => out.push(c),
        }
    }
    out
}
