//! The tree of a source file: owned, typed, every node with its place.

mod decl;
mod expr;
mod query;
mod stmt;

pub use decl::*;
pub use expr::*;
pub use query::*;
pub use stmt::*;

use std::fmt;
use std::sync::Arc;

/// Where a piece of text stands. `line` and `col` count from 1, columns in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Span {
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset behind the last byte.
    pub end: u32,
    /// Line of the first character.
    pub line: u32,
    /// Column of the first character.
    pub col: u32,
}

impl Span {
    /// From the start of `self` to the end of `other`.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end, ..self }
    }
}

/// An identifier as written; compare with [`Name::is`], as Apex ignores letter case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The text as written.
    pub text: Arc<str>,
    /// Where.
    pub span: Span,
}

impl Name {
    /// Whether the name equals `other` in any letter case.
    pub fn is(&self, other: &str) -> bool {
        self.text.eq_ignore_ascii_case(other)
    }

    /// The name in lower case, the form used as a key.
    pub fn key(&self) -> String {
        self.text.to_ascii_lowercase()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A type as written, for example `Map<String, List<A.B>>[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    /// The dotted name.
    pub parts: Vec<Name>,
    /// Type arguments of the last part.
    pub args: Vec<TypeRef>,
    /// Number of `[]` behind it.
    pub dims: u8,
    /// Where.
    pub span: Span,
}

impl fmt::Display for TypeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name: Vec<&str> = self.parts.iter().map(|part| &*part.text).collect();
        f.write_str(&name.join("."))?;
        if !self.args.is_empty() {
            let args: Vec<String> = self.args.iter().map(ToString::to_string).collect();
            write!(f, "<{}>", args.join(","))?;
        }
        f.write_str(&"[]".repeat(usize::from(self.dims)))
    }
}
