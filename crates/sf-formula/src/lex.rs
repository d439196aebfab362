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
    while at < text.len() {
        let (token, length) = token(text, at)?;
        tokens.extend(token.map(|token| (token, at)));
        at += length;
    }
    tokens.push((Token::End, text.len()));
    Ok(tokens)
}

/// The fields, paths and global variables that a text names as a formula would, in their order. It may be no right formula:
/// what is wrong in it is passed over.
pub fn names(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let (token, length) = token(text, at).unwrap_or((Some(Token::End), first.len_utf8()));
        at += length;
        match token {
            Some(Token::Name(name)) => found.push(Some(name)),
            // A function has its parenthesis behind it.
            Some(Token::Sign("(")) => {
                found.pop();
                found.push(None);
            }
            Some(_) => found.push(None),
            None => {}
        }
    }
    found.into_iter().flatten().collect()
}

/// The token at a byte, `None` for a space or a comment, and its length.
fn token(text: &str, at: usize) -> Result<(Option<Token>, usize), FormulaError> {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else { return Ok((None, 0)) };
    if matches!(first, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}') {
        return Ok((None, first.len_utf8()));
    }
    if let Some(comment) = rest.strip_prefix("/*") {
        let end = comment.find("*/").ok_or_else(|| FormulaError::new(at, "Syntax error.  Missing '*/'"))?;
        return Ok((None, end + 4));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Some(Token::Sign(sign)), sign.len()));
    }
    if matches!(first, '"' | '\'') {
        let (value, length) = literal(rest, first).map_err(|offset| {
            let found = text[at + offset..].chars().next().map_or("end of formula".into(), String::from);
            FormulaError::new(at + offset, format!("Syntax error.  Found '{}'", found.escape_default()))
        })?;
        return Ok((Some(Token::Text(value)), length));
    }
    if first.is_ascii_digit() {
        let whole = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let after = &rest[whole..];
        let digits = after.strip_prefix('.').map_or(0, |f| f.find(|c: char| !c.is_ascii_digit()).unwrap_or(f.len()));
        let length = if digits > 0 { whole + 1 + digits } else { whole };
        return Ok((Some(Token::Number(rest[..length].into())), length));
    }
    if first.is_ascii_alphabetic() || first == '$' {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | ':' | '.' | '#');
        let length = rest.find(|c| !part(c)).unwrap_or(rest.len());
        return Ok((Some(Token::Name(rest[..length].into())), length));
    }
    Err(FormulaError::new(at, format!("Syntax error.  Found '{}'", first.escape_default())))
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

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_fields_and_not_functions_or_texts() {
        let found = names(
            "IF ( ISBLANK(Contact.Email), \"Owner.Name\" /* Fax */ & $User.Alias, Owner:User.Phone) + ((A__c) § (B__c))",
        );
        assert_eq!(found, ["Contact.Email", "$User.Alias", "Owner:User.Phone", "A__c", "B__c"]);
        assert_eq!(names("\"not closed Email"), ["not", "closed", "Email"], "rather too many than too few");
    }
}
