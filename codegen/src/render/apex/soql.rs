//! Static SOQL and SOSL, one clause a line.

use super::expr::Expr;
use super::layout::{
    Doc, comma_lines, concat, dedent, group, group_indent, hardline, indent, join, line, origin, softline, text,
};
use super::value;
use crate::model::Literal;
use crate::rendered::Origin;
use std::borrow::Cow;

/// A static query. Empty lists leave their clause out.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Columns, with aliases where they have one.
    pub select: Vec<String>,
    /// API name of the sObject.
    pub from: String,
    /// Conditions, joined by AND.
    pub conditions: Vec<Clause>,
    /// Group fields.
    pub group_by: Vec<String>,
    /// Order, each with its direction.
    pub order_by: Vec<String>,
    /// Content of LIMIT.
    pub limit: Option<String>,
    /// Locks the rows until the transaction ends.
    pub for_update: bool,
    /// Runs in system mode: only tests look at what the running user may not see.
    pub in_system_mode: bool,
}

/// One condition and the spec behind it.
#[derive(Debug, Clone)]
pub struct Clause {
    content: Doc,
    origin: Option<Origin>,
}

impl Clause {
    /// A condition that binds nothing, such as `IsClosed = FALSE`.
    pub fn new(code: impl Into<Cow<'static, str>>) -> Self {
        Self { content: text(code), origin: None }
    }

    /// A comparison with an Apex expression: `Name = :name`.
    pub fn bind(field_and_operator: &str, value: &Expr) -> Self {
        let content = group(concat([text(format!("{field_and_operator} :")), value.doc()]));
        Self { content, origin: None }
    }

    /// A comparison with constants: `Name IN ('a', 'b')`.
    pub fn list(field_and_operator: &str, constants: &[Literal]) -> Self {
        let items = constants.iter().map(|constant| match value::soql(constant) {
            Some(literal) => text(literal),
            None => concat([text(":"), value::constant(constant).doc()]),
        });
        let inner = concat([softline(), comma_lines(items), dedent(softline())]);
        let content = group(concat([text(format!("{field_and_operator} (")), indent(inner), text(")")]));
        Self { content, origin: None }
    }

    /// Names the spec behind the condition.
    #[must_use]
    pub fn from(mut self, origin: &Origin) -> Self {
        self.origin = Some(origin.clone());
        self
    }
}

impl Query {
    pub(super) fn doc(&self) -> Doc {
        let mut clauses = vec![
            keyword("SELECT", comma_lines(self.select.iter().cloned().map(text))),
            keyword("FROM", text(self.from.clone())),
        ];
        if !self.conditions.is_empty() {
            clauses.push(conditions(&self.conditions));
        }
        clauses.push(text(if self.in_system_mode { "WITH SYSTEM_MODE" } else { "WITH USER_MODE" }));
        if !self.group_by.is_empty() {
            clauses.push(keyword("GROUP BY", comma_lines(self.group_by.iter().cloned().map(text))));
        }
        if !self.order_by.is_empty() {
            clauses.push(keyword("ORDER BY", comma_lines(self.order_by.iter().cloned().map(text))));
        }
        clauses.extend(self.limit.iter().map(|limit| text(format!("LIMIT {limit}"))));
        if self.for_update {
            clauses.push(text("FOR UPDATE"));
        }
        brackets(clauses)
    }
}

/// A static search.
#[derive(Debug, Clone)]
pub struct Search {
    /// The bound search term.
    pub find: String,
    /// The fields looked at: `ALL`, `NAME`, `EMAIL`, `PHONE`.
    pub group: &'static str,
    /// What is returned of each object.
    pub returning: Vec<Returning>,
}

/// What a search returns of one object.
#[derive(Debug, Clone)]
pub struct Returning {
    /// API name of the sObject.
    pub object: String,
    /// Fields.
    pub fields: Vec<String>,
    /// Conditions, joined by AND.
    pub conditions: Vec<Clause>,
    /// Content of LIMIT.
    pub limit: String,
}

impl Search {
    pub(super) fn doc(&self) -> Doc {
        brackets(vec![
            keyword("FIND", text(format!(":{}", self.find))),
            text(format!("IN {} FIELDS", self.group)),
            keyword("RETURNING", comma_lines(self.returning.iter().map(Returning::doc))),
            text("WITH USER_MODE"),
        ])
    }
}

impl Returning {
    fn doc(&self) -> Doc {
        let fields = comma_lines(self.fields.iter().cloned().map(text));
        let mut parts = vec![fields];
        if !self.conditions.is_empty() {
            parts.push(conditions(&self.conditions));
        }
        parts.push(text(format!("LIMIT {}", self.limit)));
        let inner = group_indent([softline(), join(&line(), parts)]);
        group(concat([text(format!("{}(", self.object)), inner, softline(), text(")")]))
    }
}

fn conditions(clauses: &[Clause]) -> Doc {
    let clauses = clauses
        .iter()
        .map(|clause| concat([clause.origin.as_ref().map_or_else(|| text(""), origin), clause.content.clone()]));
    keyword("WHERE", join(&concat([line(), text("AND ")]), clauses))
}

fn keyword(word: &'static str, content: Doc) -> Doc {
    group(indent(concat([text(word), line(), content])))
}

fn brackets(clauses: Vec<Doc>) -> Doc {
    group_indent([text("["), softline(), join(&hardline(), clauses), dedent(softline()), text("]")])
}
