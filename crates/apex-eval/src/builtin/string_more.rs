//! `System.String`: escapes taken back, code points, distances.

use super::args::{count, string, strings};
use super::string::{from_units, units};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::Value;

pub(super) const MEMBERS: Members = &[
    ("abbreviate/2", |cx, me, a| {
        let text = units(&cx.arg_text(me)?);
        let (width, offset) = (cx.arg_int(&a[0])?, cx.arg_int(&a[1])?);
        cx.abbreviate_from(&text, width, offset)
    }),
    ("codePointBefore/1", |cx, me, a| {
        let text = cx.arg_text(me)?;
        let at = cx.unit_index(&text, &a[0])?;
        let before = String::from_utf16_lossy(&units(&text)[..at]);
        match before.chars().next_back() {
            Some(c) => Ok(Value::Int(i32::try_from(u32::from(c)).unwrap_or(0))),
            None => Err(cx.throw("System.StringException", &format!("Index out of bounds: {at}"))),
        }
    }),
    ("codePointCount/2", |cx, me, a| {
        let text = cx.arg_text(me)?;
        let (from, to) = (cx.unit_index(&text, &a[0])?, cx.unit_index(&text, &a[1])?);
        let part = units(&text).get(from..to).map(String::from_utf16_lossy);
        match part {
            Some(part) => Ok(count(part.chars().count())),
            None => Err(cx.throw("System.StringException", &format!("Index out of bounds: {from}"))),
        }
    }),
    ("offsetByCodePoints/2", |cx, me, a| {
        let text = cx.arg_text(me)?;
        let at = cx.unit_index(&text, &a[0])?;
        let by = usize::try_from(cx.arg_int(&a[1])?).unwrap_or(0);
        let rest = String::from_utf16_lossy(&units(&text)[at..]);
        Ok(count(at + rest.chars().take(by).map(char::len_utf16).sum::<usize>()))
    }),
    ("escapeUnicode/0", |cx, me, _| {
        let mut out = String::new();
        for unit in units(&cx.arg_text(me)?) {
            match unit {
                0x20..=0x7e => out.push(char::from(u8::try_from(unit).unwrap_or(b'?'))),
                _ => out.push_str(&format!("\\u{unit:04X}")),
            }
        }
        Ok(string(out))
    }),
    ("unescapeJava/0", |cx, me, _| Ok(string(unescape(&cx.arg_text(me)?)))),
    ("unescapeEcmaScript/0", |cx, me, _| Ok(string(unescape(&cx.arg_text(me)?)))),
    ("unescapeUnicode/0", |cx, me, _| Ok(string(unescape(&cx.arg_text(me)?)))),
    ("unescapeHtml3/0", |cx, me, _| Ok(string(unescape_entities(&cx.arg_text(me)?, HTML)))),
    ("unescapeHtml4/0", |cx, me, _| Ok(string(unescape_entities(&cx.arg_text(me)?, HTML)))),
    ("unescapeXml/0", |cx, me, _| Ok(string(unescape_entities(&cx.arg_text(me)?, XML)))),
    ("unescapeCsv/0", |cx, me, _| {
        let text = cx.arg_text(me)?;
        let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        Ok(inner.map_or_else(|| me.clone(), |inner| string(inner.replace("\"\"", "\""))))
    }),
    ("getLevenshteinDistance/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        Ok(count(cx.levenshtein(&x, &y)?))
    }),
    ("getLevenshteinDistance/2", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        let most = cx.arg_int(&a[1])?;
        let distance = i32::try_from(cx.levenshtein(&x, &y)?).unwrap_or(i32::MAX);
        Ok(Value::Int(if distance > most { -1 } else { distance }))
    }),
    ("indexOfDifference/1", |cx, me, a| {
        let (x, y) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        let same = x.iter().zip(&y).take_while(|(a, b)| a == b).count();
        Ok(if same == x.len() && same == y.len() { Value::Int(-1) } else { count(same) })
    }),
    ("indexOfChar/1", |cx, me, a| cx.char_index(me, &a[0], &Value::Int(0), false)),
    ("indexOfChar/2", |cx, me, a| cx.char_index(me, &a[0], &a[1], false)),
    ("lastIndexOfChar/1", |cx, me, a| cx.char_index(me, &a[0], &Value::Int(i32::MAX), true)),
    ("lastIndexOfChar/2", |cx, me, a| cx.char_index(me, &a[0], &a[1], true)),
    ("overlay/3", |cx, me, a| {
        let (text, with) = (units(&cx.arg_text(me)?), units(&cx.arg_text(&a[0])?));
        let clamp = |n: i32| usize::try_from(n).unwrap_or(0).min(text.len());
        let (x, y) = (clamp(cx.arg_int(&a[1])?), clamp(cx.arg_int(&a[2])?));
        let parts = [&text[..x.min(y)], &with, &text[x.max(y)..]];
        Ok(from_units(&parts.concat()))
    }),
    ("splitByCharacterTypeCamelCase/0", |cx, me, _| Ok(strings(camel_parts(&cx.arg_text(me)?)))),
];

const XML: &[(&str, char)] = &[("lt", '<'), ("gt", '>'), ("amp", '&'), ("quot", '"'), ("apos", '\'')];
const HTML: &[(&str, char)] = &[
    ("lt", '<'),
    ("gt", '>'),
    ("amp", '&'),
    ("quot", '"'),
    ("nbsp", '\u{a0}'),
    ("copy", '©'),
    ("reg", '®'),
    ("euro", '€'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("egrave", 'è'),
    ("agrave", 'à'),
];

/// `&lt;`, `&#60;` and `&#x3c;`; what is unknown stays.
fn unescape_entities(text: &str, names: &[(&str, char)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let found = after.find(';').filter(|end| *end <= 10).and_then(|end| {
            let name = &after[..end];
            let number = name.strip_prefix('#').map(|n| match n.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => n.parse().ok(),
            });
            let c = match number {
                Some(code) => code.and_then(char::from_u32),
                None => names.iter().find(|(known, _)| *known == name).map(|(_, c)| *c),
            };
            c.map(|c| (c, &after[end + 1..]))
        });
        match found {
            Some((c, behind)) => {
                out.push(c);
                rest = behind;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

/// Backslash escapes of Java; a lone backslash stays.
fn unescape(text: &str) -> String {
    let mut out: Vec<u16> = Vec::with_capacity(text.len());
    let source = units(text);
    let mut i = 0;
    while i < source.len() {
        let next = source.get(i + 1).and_then(|u| char::from_u32(u32::from(*u)));
        let simple = match next {
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            Some(c @ ('"' | '\'' | '\\' | '/')) => Some(c),
            _ => None,
        };
        let is_escape = source[i] == u16::from(b'\\');
        let hex = source.get(i + 2..i + 6).map(String::from_utf16_lossy);
        let unit = hex.and_then(|hex| u16::from_str_radix(&hex, 16).ok());
        match (is_escape, simple, next, unit) {
            (true, Some(c), _, _) => {
                out.push(u16::try_from(u32::from(c)).unwrap_or(0));
                i += 2;
            }
            (true, None, Some('u'), Some(unit)) => {
                out.push(unit);
                i += 6;
            }
            _ => {
                out.push(source[i]);
                i += 1;
            }
        }
    }
    String::from_utf16_lossy(&out)
}

/// Runs of one kind of character; an upper case letter belongs to the lower case letters behind it.
fn camel_parts(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_uppercase() => 0,
        c if c.is_lowercase() => 1,
        c if c.is_numeric() => 2,
        c if c.is_whitespace() => 3,
        _ => 4,
    };
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for c in text.chars() {
        let now = kind(c);
        match (parts.last_mut(), last) {
            (Some(part), Some(before)) if before == now => part.push(c),
            (Some(part), Some(0)) if now == 1 => {
                let upper = part.pop();
                if part.is_empty() {
                    parts.pop();
                }
                parts.push(upper.into_iter().chain([c]).collect());
            }
            _ => parts.push(c.to_string()),
        }
        last = Some(now);
    }
    parts
}

impl Interp<'_, '_> {
    fn unit_index(&self, text: &str, at: &Value) -> Run<usize> {
        let index = self.arg_int(at)?;
        let found = usize::try_from(index).ok().filter(|i| *i <= units(text).len());
        found.ok_or_else(|| self.throw("System.StringException", &format!("Index out of bounds: {index}")))
    }

    fn char_index(&self, me: &Value, code: &Value, from: &Value, last: bool) -> Run<Value> {
        let text = self.arg_text(me)?;
        let from = usize::try_from(self.arg_int(from)?).unwrap_or(0);
        let Some(wanted) = u32::try_from(self.arg_int(code)?).ok().and_then(char::from_u32) else {
            return Ok(Value::Int(-1));
        };
        let mut at = 0;
        let mut found = None;
        for c in text.chars() {
            if c == wanted && (if last { at <= from } else { at >= from && found.is_none() }) {
                found = Some(at);
            }
            at += c.len_utf16();
        }
        Ok(found.map_or(Value::Int(-1), count))
    }

    fn levenshtein(&mut self, x: &[u16], y: &[u16]) -> Run<usize> {
        let mut row: Vec<usize> = (0..=y.len()).collect();
        for (i, a) in x.iter().enumerate() {
            let mut diagonal = std::mem::replace(&mut row[0], i + 1);
            for (j, b) in y.iter().enumerate() {
                self.limits.step()?;
                let above = row[j + 1];
                row[j + 1] = (diagonal + usize::from(a != b)).min(above + 1).min(row[j] + 1);
                diagonal = above;
            }
        }
        Ok(row[y.len()])
    }

    fn abbreviate_from(&self, text: &[u16], width: i32, offset: i32) -> Run<Value> {
        if width < 4 {
            let message = "Minimum abbreviation width is 4";
            return Err(self.throw("System.IllegalArgumentException", message));
        }
        let (width, mut offset) = (usize::try_from(width).unwrap_or(4), usize::try_from(offset).unwrap_or(0));
        if text.len() <= width {
            return Ok(from_units(text));
        }
        offset = offset.min(text.len());
        if text.len() - offset < width - 3 {
            offset = text.len() - (width - 3);
        }
        let dots = units("...");
        if offset <= 4 {
            return Ok(from_units(&[&text[..width - 3], &dots].concat()));
        }
        if width < 7 {
            let message = "Minimum abbreviation width with offset is 7";
            return Err(self.throw("System.IllegalArgumentException", message));
        }
        if offset + width - 3 < text.len() {
            let tail = &text[offset..];
            return Ok(from_units(&[&dots[..], &tail[..width - 6], &dots].concat()));
        }
        Ok(from_units(&[&dots[..], &text[text.len() - (width - 3)..]].concat()))
    }
}
