//! Characters to tokens, one at a time, so that the parser may look ahead and come back.

use crate::SyntaxError;
use crate::ast::Span;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Ident,
    Int,
    Long,
    Decimal,
    Double,
    Str,
    /// `'''` string.
    Multi,
    Punct(&'static str),
    Eof,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Token {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Copy)]
pub(crate) struct Lexer<'s> {
    src: &'s str,
    pos: usize,
    line: u32,
    col: u32,
}

/// Operators and separators that begin with `first`, the longest first. `>` stands alone so that `List<List<X>>` needs no
/// care; the expression parser joins `>>` and `>=`.
fn punctuation(first: u8) -> &'static [&'static str] {
    match first {
        b'<' => &["<<=", "<=", "<>", "<<", "<"],
        b'=' => &["===", "==", "=>", "="],
        b'!' => &["!==", "!=", "!"],
        b'&' => &["&&", "&=", "&"],
        b'|' => &["||", "|=", "|"],
        b'+' => &["++", "+=", "+"],
        b'-' => &["--", "-=", "-"],
        b'*' => &["*=", "*"],
        b'/' => &["/=", "/"],
        b'%' => &["%=", "%"],
        b'^' => &["^=", "^"],
        b'?' => &["?.", "??", "?"],
        b'{' => &["{"],
        b'}' => &["}"],
        b'(' => &["("],
        b')' => &[")"],
        b'[' => &["["],
        b']' => &["]"],
        b';' => &[";"],
        b',' => &[","],
        b'.' => &["."],
        b'>' => &[">"],
        b'~' => &["~"],
        b':' => &[":"],
        b'@' => &["@"],
        _ => &[],
    }
}

/// White space between words. Other characters that look like it, such as those copied from a web page, are none.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

/// What identifiers are made of, as the front end words it.
const IDENTIFIERS: &str = "Apex identifiers must start with an ASCII letter (a-z or A-Z) followed by any number of ASCII \
                           letters (a-z or A-Z), digits (0 - 9), '_'.";

impl<'s> Lexer<'s> {
    pub fn new(src: &'s str) -> Self {
        Self { src, pos: 0, line: 1, col: 1 }
    }

    fn peek(&self) -> Option<char> {
        self.src[self.pos..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.pos += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.col = 1;
        } else {
            self.col += 1;
        }
        Some(c)
    }

    fn here(&self) -> Span {
        let pos = u32::try_from(self.pos).unwrap_or(u32::MAX);
        Span { start: pos, end: pos, line: self.line, col: self.col }
    }

    pub fn rest(&self) -> &'s str {
        &self.src[self.pos..]
    }

    /// Consumes `bytes` bytes of ASCII text without a line break.
    fn skip(&mut self, bytes: usize) {
        self.pos += bytes;
        self.col += u32::try_from(bytes).unwrap_or(0);
    }

    /// Consumes what comes before `end`, a place in the source.
    pub fn skip_to(&mut self, end: usize) {
        let text = &self.src[self.pos..end];
        self.pos = end;
        let last_line = match text.rfind('\n') {
            Some(at) => {
                self.line += u32::try_from(text.matches('\n').count()).unwrap_or(0);
                self.col = 1;
                &text[at + 1..]
            }
            None => text,
        };
        self.col += u32::try_from(last_line.chars().count()).unwrap_or(0);
    }

    /// Consumes the characters that are `wanted`, all of them ASCII and none a line break.
    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = self.rest().as_bytes();
        self.skip(rest.iter().position(|byte| !wanted(*byte)).unwrap_or(rest.len()));
    }

    /// Moves back to the start of `token`.
    pub fn rewind(&mut self, token: Token) {
        self.pos = token.span.start as usize;
        self.line = token.span.line;
        self.col = token.span.col;
    }

    fn skip_trivia(&mut self) -> Result<(), SyntaxError> {
        loop {
            let rest = self.rest();
            if rest.starts_with("//") {
                self.skip_to(rest.find('\n').map_or(self.src.len(), |end| self.pos + end));
            } else if let Some(body) = rest.strip_prefix("/*") {
                let start = self.here();
                let Some(end) = body.find("*/") else {
                    return Err(SyntaxError {
                        span: start,
                        message: "Missing closing mark */ on multi-line comment.".into(),
                    });
                };
                self.skip_to(self.pos + 2 + end + 2);
            } else if self.peek().is_some_and(|c| is_space(c) || c == '\u{feff}' && self.pos == 0) {
                self.bump();
            } else {
                return Ok(());
            }
        }
    }

    pub fn next(&mut self) -> Result<Token, SyntaxError> {
        self.skip_trivia()?;
        let start = self.here();
        let Some(c) = self.peek() else { return Ok(Token { kind: Kind::Eof, span: start }) };
        let kind = if c.is_ascii_alphabetic() || c == '_' {
            self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            Kind::Ident
        } else if c.is_ascii_digit() || self.is_fraction() {
            self.number()
        } else if c == '\'' {
            self.string(start)?
        } else if let Some(text) = self.punctuation() {
            self.skip(text.len());
            Kind::Punct(text)
        } else {
            let message = match c {
                c if c.is_ascii_control() => {
                    let code = u32::from(c);
                    format!("Found control character hex 0x{code:04X} (decimal {code}) that isn't valid in Apex.")
                }
                c if !c.is_ascii() => {
                    let end = self.rest().find(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '_');
                    let word = &self.rest()[..end.unwrap_or(self.rest().len())];
                    format!("Invalid identifier '{word}'. {IDENTIFIERS}")
                }
                '#' => "Found punctuation symbol or operator '#' that isn't valid in Apex.".to_string(),
                _ => format!("Unrecognized symbol '{c}', which is not a valid Apex identifier."),
            };
            return Err(SyntaxError { span: start, message });
        };
        Ok(Token { kind, span: Span { end: self.here().start, ..start } })
    }

    fn punctuation(&self) -> Option<&'static str> {
        let known = punctuation(*self.rest().as_bytes().first()?);
        known.iter().find(|text| text.len() == 1 || self.rest().starts_with(**text)).copied()
    }

    /// `.5`, which is a number unless it follows a name.
    fn is_fraction(&self) -> bool {
        let before = self.src[..self.pos].chars().next_back();
        let ends_operand = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']' | '}'));
        let bytes = self.rest().as_bytes();
        !ends_operand && bytes.first() == Some(&b'.') && bytes.get(1).is_some_and(u8::is_ascii_digit)
    }

    fn number(&mut self) -> Kind {
        let digits = |lexer: &mut Self| lexer.skip_while(|byte| byte.is_ascii_digit());
        digits(self);
        let mut kind = Kind::Int;
        let bytes = self.rest().as_bytes();
        if bytes.first() == Some(&b'.') && bytes.get(1).is_some_and(u8::is_ascii_digit) {
            self.bump();
            digits(self);
            kind = Kind::Decimal;
        }
        match self.peek() {
            Some('l' | 'L') if kind == Kind::Int => {
                self.bump();
                Kind::Long
            }
            Some('d' | 'D') if kind == Kind::Decimal => {
                self.bump();
                Kind::Double
            }
            _ => kind,
        }
    }

    fn string(&mut self, start: Span) -> Result<Kind, SyntaxError> {
        if let Some(text) = self.rest().strip_prefix("'''") {
            // The text of such a literal begins on the next line.
            if let Some(first) = text.chars().next().filter(|c| !matches!(c, '\r' | '\n')) {
                let message = format!("Unexpected symbol '{first}', was expecting '\\n'.");
                return Err(SyntaxError { span: start, message });
            }
            let Some(end) = self.rest()[3..].find("'''") else {
                return Err(SyntaxError {
                    span: start,
                    message: "Missing closing quote character ' on string.".into(),
                });
            };
            self.skip_to(self.pos + 3 + end + 3);
            return Ok(Kind::Multi);
        }
        self.bump();
        loop {
            let rest = self.rest();
            self.skip_to(self.pos + rest.find(['\'', '\\', '\n']).unwrap_or(rest.len()));
            match self.bump() {
                Some('\'') => return Ok(Kind::Str),
                Some('\\') => {
                    self.bump();
                }
                None | Some('\n') => {
                    return Err(SyntaxError {
                        span: start,
                        message: "Missing closing quote character ' on string.".into(),
                    });
                }
                Some(_) => {}
            }
        }
    }
}
