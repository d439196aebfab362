//! Apex statements.

use super::expr::Expr;
use super::layout::{Doc, concat, dedent, group, group_indent, hardline, line, origin, softline, text};
use super::soql::{Query, Search};
use crate::rendered::Origin;

/// A statement.
#[derive(Debug, Clone)]
pub enum Stmt {
    /// `Type name = value;`
    Declare(String, String, Expr),
    /// `target = value;`
    Assign(String, Expr),
    /// `expression;`
    Do(Expr),
    /// `return value;`
    Return(Expr),
    /// `throw value;`
    Throw(Expr),
    /// `insert as user record;` and its kin; the words before the expression.
    Dml(&'static str, Expr),
    /// `if (condition) { … }`
    If(Expr, Vec<Stmt>),
    /// `while (condition) { … }`
    While(Expr, Vec<Stmt>),
    /// `System.runAs(user) { … }`
    RunAs(Expr, Vec<Stmt>),
    /// `for (Type name : list) { … }`
    For(String, String, Expr, Vec<Stmt>),
    /// `for (Type name : [SELECT …]) { … }`
    ForQuery(String, String, Box<Query>, Vec<Stmt>),
    /// `List<List<SObject>> name = [FIND …];`
    DeclareSearch(String, Box<Search>),
    /// An empty line, between ideas.
    Blank,
    /// Says which spec line the next statement comes from.
    From(Origin),
}

impl Stmt {
    fn doc(&self) -> Doc {
        match self {
            Self::Declare(class, name, value) => concat([text(format!("{class} ")), assignment(name, value)]),
            Self::Assign(target, value) => assignment(target, value),
            Self::Do(expr) => concat([expr.doc(), text(";")]),
            Self::Return(value) if value.is_sum() => group_indent([text("return "), value.doc(), text(";")]),
            Self::Return(value) => group(concat([text("return "), value.doc(), text(";")])),
            Self::Throw(value) => concat([text("throw "), value.doc(), text(";")]),
            Self::Dml(words, value) => concat([text(format!("{words} ")), value.doc(), text(";")]),
            Self::If(condition, body) => {
                let head = group_indent([text("("), softline(), condition.doc(), dedent(softline()), text(")")]);
                concat([text("if "), head, text(" "), block(body)])
            }
            Self::While(condition, body) => concat([text("while ("), condition.doc(), text(") "), block(body)]),
            Self::RunAs(user, body) => concat([text("System.runAs("), user.doc(), text(") "), block(body)]),
            Self::For(class, name, list, body) => {
                let control = concat([text(format!("{class} {name} : ")), list.doc()]);
                let head = group_indent([softline(), control, dedent(softline())]);
                concat([text("for ("), head, text(") "), block(body)])
            }
            Self::ForQuery(class, name, query, body) => {
                concat([text(format!("for ({class} {name} : ")), query.doc(), text(") "), block(body)])
            }
            Self::DeclareSearch(name, search) => {
                concat([text(format!("List<List<SObject>> {name} = ")), search.doc(), text(";")])
            }
            Self::Blank => text(""),
            Self::From(at) => origin(at),
        }
    }
}

fn assignment(target: &str, value: &Expr) -> Doc {
    if value.is_sum() {
        return group_indent([text(format!("{target} =")), line(), value.doc(), text(";")]);
    }
    group(concat([text(format!("{target} = ")), value.doc(), text(";")]))
}

/// `{ … }` with each statement on a line of its own.
pub fn block(statements: &[Stmt]) -> Doc {
    let mut parts = vec![text("{")];
    let mut fresh = false;
    for statement in statements {
        if !fresh {
            parts.push(hardline());
        }
        // An origin shares the line of the statement after it.
        fresh = matches!(statement, Stmt::From(_));
        parts.push(statement.doc());
    }
    parts.push(dedent(hardline()));
    parts.push(text("}"));
    group_indent(parts)
}
