//! Apex expressions, laid out as prettier-plugin-apex prints them.

use super::layout::{Doc, comma_lines, concat, dedent, group, group_indent, indent, line, origin, softline, text};
use super::literal;
use super::soql::Query;
use crate::rendered::Origin;

/// An expression.
#[derive(Debug, Clone)]
pub enum Expr {
    /// A name, literal or anything else that is never broken.
    Raw(String),
    /// Operands with `+` between them.
    Sum(Vec<Expr>),
    /// A first expression, then `.name`, `?.name`, `.name(…)`.
    Chain(Box<Expr>, Vec<Link>),
    /// `name(…)`, `a.b.name(…)`.
    Call(String, Vec<Expr>),
    /// `new Type(…)`.
    New(String, Vec<Expr>),
    /// `new Schema.Account(Name = …)`.
    NewRecord(String, Vec<Entry>),
    /// `new List<…>{ … }` or `new Set<…>{ … }`; the type without `new`.
    Items(String, Vec<Entry>),
    /// `new Map<…>{ … => … }`; the type without `new`.
    Pairs(String, Vec<Entry>),
    /// `left ?? right`.
    OrElse(Box<Expr>, Box<Expr>),
    /// `-operand`.
    Minus(Box<Expr>),
    /// A static query.
    Query(Box<Query>),
}

/// One step of a chain.
#[derive(Debug, Clone)]
pub struct Link {
    safe: bool,
    name: String,
    arguments: Option<Vec<Expr>>,
}

/// An item, field setting or pair, and the spec behind it.
#[derive(Debug, Clone)]
pub struct Entry {
    key: Option<String>,
    value: Expr,
    origin: Option<Origin>,
}

impl Entry {
    /// An item of a list or set.
    pub fn item(value: Expr) -> Self {
        Self { key: None, value, origin: None }
    }

    /// A field setting (`key` is the field), or a pair (`key` is an expression).
    pub fn new(key: impl Into<String>, value: Expr) -> Self {
        Self { key: Some(key.into()), value, origin: None }
    }

    /// Names the spec behind the entry.
    #[must_use]
    pub fn from(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }

    fn doc(&self, sign: &str) -> Doc {
        let start = self.origin.as_ref().map_or_else(|| text(""), origin);
        let value = self.value.doc();
        match &self.key {
            None => concat([start, value]),
            Some(key) if self.value.is_sum() => concat([start, text(format!("{key} {sign} ")), group(indent(value))]),
            Some(key) => concat([start, text(format!("{key} {sign} ")), value]),
        }
    }
}

/// A name or literal.
pub fn raw(code: impl Into<String>) -> Expr {
    Expr::Raw(code.into())
}

/// A string literal, in pieces where it is long.
pub fn string(text: &str) -> Expr {
    let mut pieces: Vec<Expr> = literal::pieces(text).into_iter().map(raw).collect();
    if pieces.len() == 1 { pieces.remove(0) } else { Expr::Sum(pieces) }
}

/// `name(arguments)`.
pub fn call(name: impl Into<String>, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(name.into(), arguments.into_iter().collect())
}

/// `new Type(arguments)`.
pub fn new(class: impl Into<String>, arguments: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::New(class.into(), arguments.into_iter().collect())
}

impl Expr {
    /// `self.name(arguments)`.
    #[must_use]
    pub fn then(self, name: &str, arguments: impl IntoIterator<Item = Expr>) -> Self {
        self.link(Link { safe: false, name: name.to_owned(), arguments: Some(arguments.into_iter().collect()) })
    }

    /// `self?.name`: null where `self` is null.
    #[must_use]
    pub fn safe(self, name: &str) -> Self {
        self.link(Link { safe: true, name: name.to_owned(), arguments: None })
    }

    /// `self.name` after a call or an index.
    #[must_use]
    pub fn member(self, name: &str) -> Self {
        self.link(Link { safe: false, name: name.to_owned(), arguments: None })
    }

    fn link(self, link: Link) -> Self {
        match self {
            Self::Chain(first, mut links) => {
                links.push(link);
                Self::Chain(first, links)
            }
            first => Self::Chain(Box::new(first), vec![link]),
        }
    }

    /// Whether its layout is that of a binary operation, which its parent indents.
    pub fn is_sum(&self) -> bool {
        matches!(self, Self::Sum(_))
    }

    /// The expression as a document.
    pub fn doc(&self) -> Doc {
        match self {
            Self::Raw(code) => text(code.clone()),
            Self::Sum(operands) => sum(operands),
            Self::Call(name, arguments) => {
                group_indent([text(name.clone()), text("("), group(list(arguments)), text(")")])
            }
            Self::Chain(first, links) => chain(first, links),
            Self::New(class, arguments) => {
                concat([text("new "), group_indent([text(format!("{class}(")), list(arguments), text(")")])])
            }
            Self::NewRecord(class, fields) => {
                let fields = fields.iter().map(|field| field.doc("="));
                let inner = [text(format!("{class}(")), softline(), comma_lines(fields), dedent(softline()), text(")")];
                concat([text("new "), group_indent(inner)])
            }
            Self::Items(class, entries) => braces(class, entries, ""),
            Self::Pairs(class, entries) => braces(class, entries, "=>"),
            Self::OrElse(left, right) => concat([left.doc(), text(" ??"), group_indent([line(), right.doc()])]),
            Self::Minus(operand) => concat([text("-"), operand.doc()]),
            Self::Query(query) => query.doc(),
        }
    }
}

fn braces(class: &str, entries: &[Entry], sign: &str) -> Doc {
    if entries.is_empty() {
        return text(format!("new {class}()"));
    }
    let entries = entries.iter().map(|entry| entry.doc(sign));
    let inner = [text(format!("{class}{{")), line(), comma_lines(entries), dedent(line()), text("}")];
    concat([text("new "), group_indent(inner)])
}

/// Arguments between parentheses, each in a group of its own.
fn list(arguments: &[Expr]) -> Doc {
    if arguments.is_empty() {
        return text("");
    }
    concat([softline(), comma_lines(arguments.iter().map(argument)), dedent(softline())])
}

fn argument(expr: &Expr) -> Doc {
    match expr {
        // The deeper operands of three and more are indented; two operands stand at one level.
        Expr::Sum(operands) if operands.len() > 2 => group(indent(expr.doc())),
        _ => group(expr.doc()),
    }
}

fn sum(operands: &[Expr]) -> Doc {
    match operands {
        [left, right] => group(concat([group(left.doc()), text(" "), group(concat([text("+"), line(), right.doc()]))])),
        _ => super::layout::join(&concat([text(" +"), line()]), operands.iter().map(Expr::doc)),
    }
}

fn chain(first: &Expr, links: &[Link]) -> Doc {
    let start = match first {
        Expr::Call(name, arguments) => {
            concat([text(name.clone()), text("("), group(indent(list(arguments))), text(")")])
        }
        other => other.doc(),
    };
    let mut parts = vec![start];
    for link in links {
        parts.push(softline());
        parts.push(text(format!("{}.{}", if link.safe { "?" } else { "" }, link.name)));
        if let Some(arguments) = &link.arguments {
            parts.push(text("("));
            parts.push(group(indent(list(arguments))));
            parts.push(text(")"));
        }
    }
    group_indent(parts)
}

#[cfg(test)]
mod tests {
    use super::super::layout::print;
    use super::*;

    fn shown(expr: &Expr) -> String {
        print(&expr.doc()).text
    }

    #[test]
    fn short_expressions_stay_on_one_line() {
        let property = call("McpProperty.ofText", [string("name"), string("It's a name.")]);
        let property = property.then("length", [raw("2"), raw("80")]).then("required", []);
        assert_eq!(shown(&property), "McpProperty.ofText('name', 'It\\'s a name.').length(2, 80).required()");
        assert_eq!(shown(&raw("record.Account").safe("Owner").safe("Name")), "record.Account?.Owner?.Name");
        let map = Expr::Pairs("Map<String, Object>".into(), vec![Entry::new("'a'", raw("1"))]);
        assert_eq!(shown(&map), "new Map<String, Object>{ 'a' => 1 }");
    }

    #[test]
    fn a_long_chain_breaks_before_each_dot() {
        let long = string(&"x".repeat(80));
        let property = call("McpProperty.ofText", [string("name"), long]).then("required", []);
        let lines = shown(&property);
        assert!(lines.ends_with("\n    .required()"), "{lines}");
    }
}
