//! The Apex that declares a result.

use super::expr::{Entry, Expr, call, raw, string};
use super::stmt::Stmt;
use super::{literal, parameter};
use crate::model::{Member, MemberKind, Records, Shape};

const LIST: &str = "List<McpProperty>";

/// The statements of `outputs()`.
pub fn statements(shape: &Shape) -> Vec<Stmt> {
    let declared = match &shape.records {
        Records::None => return vec![Stmt::Return(list(&shape.more))],
        Records::One(members) => call("McpOutputShape.record", [list(members)]),
        Records::Deleted => call("McpOutputShape.deletion", []),
        Records::Groups(members) => call("McpOutputShape.groups", [list(members)]),
        Records::List(members) => call("McpOutputShape.records", [list(members)]),
        Records::Page(members) => call("McpOutputShape.page", [list(members)]),
    };
    if shape.more.is_empty() {
        return vec![Stmt::Return(declared)];
    }
    let mut statements = vec![Stmt::Declare(LIST.into(), "shape".into(), declared)];
    statements.extend(shape.more.iter().map(|more| Stmt::Do(call("shape.add", [member(more)]))));
    statements.push(Stmt::Return(raw("shape")));
    statements
}

fn list(members: &[Member]) -> Expr {
    let items = members.iter().map(|m| {
        let item = Entry::item(member(m));
        match &m.origin {
            Some(origin) => item.from(origin),
            None => item,
        }
    });
    Expr::Items(LIST.into(), items.collect())
}

fn member(member: &Member) -> Expr {
    let (factory, rest) = match &member.kind {
        MemberKind::Declared(kind) => {
            return required(parameter::property(&member.name, &member.description, kind), member);
        }
        MemberKind::Text => ("McpProperty.ofText", None),
        MemberKind::Integer => ("McpProperty.ofInteger", None),
        MemberKind::Number => ("McpProperty.ofNumber", None),
        MemberKind::Boolean => ("McpProperty.ofBoolean", None),
        MemberKind::Date => ("McpProperty.ofDate", None),
        MemberKind::Datetime => ("McpProperty.ofDatetime", None),
        MemberKind::Id => ("McpProperty.ofId", None),
        MemberKind::Rows(members) => ("McpOutputShape.listOf", Some(list(members))),
    };
    let start = [raw(literal::string(&member.name)), string(&member.description)];
    required(call(factory, start.into_iter().chain(rest)), member)
}

fn required(declared: Expr, member: &Member) -> Expr {
    if member.required { declared.then("required", []) } else { declared }
}
