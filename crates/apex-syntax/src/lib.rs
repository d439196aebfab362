//! Turns Apex, SOQL and SOSL text into a typed tree with places, or says where the text is not Apex.
//!
//! The parser is written by hand: it accepts what Salesforce's own front end accepts and words its refusals the
//! same way, which an editor grammar does not aim at. It never panics and its depth is bounded.

pub mod ast;
mod lexer;
mod parse;
mod words;

use std::fmt;

pub use parse::{parse_expression, parse_heads, parse_query, parse_statements, parse_unit};
pub use words::{is_reserved_name, is_soql_keyword};

/// The words and marks of a text with their places, without white space and comments.
///
/// # Errors
/// A text literal or comment has no end, or a character begins nothing.
pub fn tokens(text: &str) -> Result<Vec<(&str, ast::Span)>, SyntaxError> {
    let mut lexer = lexer::Lexer::new(text);
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next()?;
        if token.kind == lexer::Kind::Eof {
            return Ok(tokens);
        }
        tokens.push((&text[token.span.start as usize..token.span.end as usize], token.span));
    }
}

/// Why a text is not Apex. One is enough: what follows the first is usually its echo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: ast::Span,
    /// The platform's wording, for example `Missing ';' at '}'`.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.span.line, self.span.col, self.message)
    }
}

impl std::error::Error for SyntaxError {}
