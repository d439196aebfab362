//! Turns Apex, SOQL and SOSL text into a typed tree with places, or says where the text is not Apex.
//!
//! The parser is written by hand: it accepts what Salesforce's own front end accepts and words its refusals the
//! same way, which an editor grammar does not aim at. It never panics and its depth is bounded.

pub mod ast;
mod lexer;
mod parse;
mod words;

use std::fmt;

pub use parse::{parse_expression, parse_query, parse_statements, parse_unit};
pub use words::is_reserved_name;

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
