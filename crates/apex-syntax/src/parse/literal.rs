//! Literals.

use super::{Parsed, Parser};
use crate::ast::{Literal, Span};
use crate::lexer::{Kind, Token};
use std::sync::Arc;

impl Parser<'_> {
    /// The literal at the current token, if there is one. A sign is no part of it: -2147483648 is an "Illegal integer",
    /// as for the platform.
    pub(super) fn literal(&mut self) -> Parsed<Option<Literal>> {
        let token = self.token;
        let text = self.text(token);
        let digits = text.trim_end_matches(['l', 'L', 'd', 'D']);
        let literal = match token.kind {
            Kind::Int => match digits.parse() {
                Ok(value) => Literal::Integer(value),
                Err(_) => return self.error(token.span, format!("Illegal integer: {text}")),
            },
            Kind::Long => match digits.parse() {
                Ok(value) => Literal::Long(value),
                Err(_) => return self.error(token.span, format!("Illegal long: {text}")),
            },
            Kind::Decimal => Literal::Decimal(digits.into()),
            Kind::Double => Literal::Double(digits.parse().unwrap_or(f64::NAN)),
            Kind::Str | Kind::Multi => Literal::String(self.string_value(token, false)?),
            Kind::Ident if text.eq_ignore_ascii_case("null") => Literal::Null,
            Kind::Ident if text.eq_ignore_ascii_case("true") => Literal::Boolean(true),
            Kind::Ident if text.eq_ignore_ascii_case("false") => Literal::Boolean(false),
            _ => return Ok(None),
        };
        self.advance()?;
        Ok(Some(literal))
    }

    /// The characters a string literal stands for. In a query `\%` and `\_` stay as they are for LIKE.
    pub(super) fn string_value(&self, token: Token, in_query: bool) -> Parsed<Arc<str>> {
        let raw = self.text(token);
        if token.kind == Kind::Multi {
            let inner = &raw[3..raw.len() - 3];
            let inner = inner.strip_prefix('\r').unwrap_or(inner);
            return Ok(inner.strip_prefix('\n').unwrap_or(inner).into());
        }
        let inner = &raw[1..raw.len() - 1];
        if !inner.contains('\\') {
            return Ok(inner.into());
        }
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.chars();
        while let Some(c) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some('n' | 'N') => out.push('\n'),
                Some('r' | 'R') => out.push('\r'),
                Some('t' | 'T') => out.push('\t'),
                Some('b' | 'B') => out.push('\u{8}'),
                Some('f' | 'F') => out.push('\u{c}'),
                Some(q @ ('\'' | '"' | '\\')) => out.push(q),
                Some('u' | 'U') => {
                    let digits: String = chars.clone().take(4).collect();
                    match hex4(&mut chars) {
                        Some(c) => out.push(c),
                        None => return self.bad_escape(token.span, raw, &digits),
                    }
                }
                Some(w @ ('%' | '_')) if in_query => {
                    out.push('\\');
                    out.push(w);
                }
                other => {
                    let c = other.map(String::from).unwrap_or_default();
                    let message = format!(
                        "Illegal string literal: Invalid string literal {raw}. Illegal character sequence \\{c}' in string literal."
                    );
                    return self.error(token.span, message);
                }
            }
        }
        Ok(out.into())
    }

    fn bad_escape<T>(&self, span: Span, raw: &str, digits: &str) -> Parsed<T> {
        let short = if digits.chars().count() < 4 { "Less than four hex digits \\" } else { "" };
        let reason = format!("Illegal unicode sequence. {short}\\u{digits}' in string literal.");
        self.error(span, format!("Illegal string literal: Invalid string literal {raw}. {reason}"))
    }
}

/// Reads `XXXX`, joining a surrogate pair written as two escapes.
fn hex4(chars: &mut std::str::Chars<'_>) -> Option<char> {
    let unit = |chars: &mut std::str::Chars<'_>| {
        let digits: String = chars.by_ref().take(4).collect();
        (digits.len() == 4).then(|| u32::from_str_radix(&digits, 16).ok()).flatten()
    };
    let first = unit(chars)?;
    if (0xd800..0xdc00).contains(&first) {
        let mut ahead = chars.clone();
        if ahead.next() == Some('\\') && matches!(ahead.next(), Some('u' | 'U')) {
            let second = unit(&mut ahead)?;
            *chars = ahead;
            return char::from_u32(0x10000 + ((first - 0xd800) << 10) + second.checked_sub(0xdc00)?);
        }
        return Some('\u{fffd}');
    }
    char::from_u32(first).or(Some('\u{fffd}'))
}
