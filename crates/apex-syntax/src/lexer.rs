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

/// Longest first. `>` stands alone so that `List<List<X>>` needs no care; the expression parser joins `>>` and `>=`.
const PUNCTUATION: &[&str] = &[
    "<<=", "===", "!==", "&&", "||", "==", "!=", "<=", "<>", "<<", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "=>", "?.", "??", "{", "}", "(", ")", "[", "]", ";", ",", ".", "=", "<", ">", "+", "-", "*", "/", "%",
    "!", "~", "?", ":", "&", "|", "^", "@",
];

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
    pub fn skip(&mut self, bytes: usize) {
        self.pos += bytes;
        self.col += u32::try_from(bytes).unwrap_or(0);
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
                while self.peek().is_some_and(|c| c != '\n') {
                    self.bump();
                }
            } else if let Some(body) = rest.strip_prefix("/*") {
                let start = self.here();
                let Some(end) = body.find("*/") else {
                    return Err(SyntaxError {
                        span: start,
                        message: "Missing closing mark */ on multi-line comment.".into(),
                    });
                };
                let target = self.pos + 2 + end + 2;
                while self.pos < target {
                    self.bump();
                }
            } else if self
                .peek()
                .is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r') || c == '\u{feff}' && self.pos == 0)
            {
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
            while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
                self.bump();
            }
            Kind::Ident
        } else if c.is_ascii_digit() || self.is_fraction() {
            self.number()
        } else if c == '\'' {
            self.string(start)?
        } else if let Some(text) = PUNCTUATION.iter().find(|p| self.rest().starts_with(**p)) {
            self.skip(text.len());
            Kind::Punct(text)
        } else {
            let message = match c {
                '#' => "Found punctuation symbol or operator '#' that isn't valid in Apex.".to_string(),
                _ if c.is_ascii_control() => {
                    let code = u32::from(c);
                    format!("Found control character hex 0x{code:04X} (decimal {code}) that isn't valid in Apex.")
                }
                _ if !c.is_ascii() => format!(
                    "Invalid identifier '{c}'. Apex identifiers must start with an ASCII letter (a-z or A-Z) followed by any \
                     number of ASCII letters (a-z or A-Z), digits (0 - 9), '_'."
                ),
                _ => format!("Unrecognized symbol '{c}', which is not a valid Apex identifier."),
            };
            return Err(SyntaxError { span: start, message });
        };
        Ok(Token { kind, span: Span { end: self.here().start, ..start } })
    }

    /// `.5`, which is a number unless it follows a name.
    fn is_fraction(&self) -> bool {
        let before = self.src[..self.pos].chars().next_back();
        let ends_operand = before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ')' | ']' | '}'));
        let bytes = self.rest().as_bytes();
        !ends_operand && bytes.first() == Some(&b'.') && bytes.get(1).is_some_and(u8::is_ascii_digit)
    }

    fn number(&mut self) -> Kind {
        let digits = |lexer: &mut Self| {
            while lexer.peek().is_some_and(|c| c.is_ascii_digit()) {
                lexer.bump();
            }
        };
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
            Some('d' | 'D') => {
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
            let target = self.pos + 3 + end + 3;
            while self.pos < target {
                self.bump();
            }
            return Ok(Kind::Multi);
        }
        self.bump();
        loop {
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
