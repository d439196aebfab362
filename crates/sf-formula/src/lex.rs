//! Tokens.

use crate::FormulaError;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// An operator, a parenthesis, or a comma.
    Sign(&'static str),
    Number(String),
    Text(String),
    /// The name of a function, field or global variable, with dots.
    Name(String),
    End,
}

impl Token {
    /// As a message shows it.
    pub fn shown(&self) -> &str {
        match self {
            Self::Sign(sign) => sign,
            Self::Number(text) | Self::Text(text) | Self::Name(text) => text,
            Self::End => "end of formula",
        }
    }
}

/// Longer ones first.
const SIGNS: &[&str] =
    &["&&", "||", "==", "<>", "!=", "<=", ">=", "=", "<", ">", "+", "-", "*", "/", "^", "&", "!", "(", ")", ","];

/// The tokens of a formula with their bytes, and an end.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, usize)>, FormulaError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let start = at;
        if matches!(first, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') {
            at += first.len_utf8();
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let end = comment.find("*/").ok_or_else(|| FormulaError::new(at, "Syntax error.  Missing '*/'"))?;
            at += end + 4;
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push((Token::Sign(sign), start));
            at += sign.len();
        } else if matches!(first, '"' | '\'') {
            let (value, length) = literal(rest, first).map_err(|offset| {
                let found = text[at + offset..].chars().next().map_or("end of formula".into(), String::from);
                FormulaError::new(at + offset, format!("Syntax error.  Found '{}'", found.escape_default()))
            })?;
            tokens.push((Token::Text(value), start));
            at += length;
        } else if first.is_ascii_digit() {
            let whole = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let after = &rest[whole..];
            let digits =
                after.strip_prefix('.').map_or(0, |f| f.find(|c: char| !c.is_ascii_digit()).unwrap_or(f.len()));
            let length = if digits > 0 { whole + 1 + digits } else { whole };
            tokens.push((Token::Number(rest[..length].into()), start));
            at += length;
        } else if first.is_ascii_alphabetic() || first == '$' {
            let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | ':' | '.' | '#');
            let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
            tokens.push((Token::Name(rest[..length].into()), start));
            at += length;
        } else {
            return Err(FormulaError::new(at, format!("Syntax error.  Found '{}'", first.escape_default())));
        }
    }
    tokens.push((Token::End, text.len()));
    Ok(tokens)
}

/// The value of a text literal and its length in bytes, or where it goes wrong. Line breaks need an escape.
fn literal(rest: &str, quote: char) -> Result<(String, usize), usize> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Ok((value, at + 1)),
            '\n' | '\r' => return Err(at),
            '\\' => value.push(match chars.next().ok_or(rest.len())?.1 {
                'n' | 'N' => '\n',
                'r' | 'R' => '\r',
                't' | 'T' => '\t',
                c @ ('"' | '\'' | '\\') => c,
                _ => return Err(at),
            }),
            c => value.push(c),
        }
    }
    Err(rest.len())
}
