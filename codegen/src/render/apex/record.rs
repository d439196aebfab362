//! Statements and methods that several operations share.

use super::class::Method;
use super::condition;
use super::expr::{Entry, Expr, call, new, raw};
use super::field::{class, columns, row, variable};
use super::soql::{Clause, Query};
use super::stmt::Stmt;
use super::tool::ToolContext;
use super::value::{argument, has, operand};
use crate::model::{Assignment, Condition, Literal, Operand, Output, ParameterKind, holds_record_type};
use sf_schema::{Field, FieldType};

/// Apex type of a row of the result.
pub const ROW: &str = "Map<String, Object>";

/// The condition on the identifying field, and every other condition.
pub fn by(field: &str, parameter: &str, conditions: &[Condition], cx: &ToolContext<'_>) -> Vec<Clause> {
    let key = cx.tool.parameter(parameter).map(|declared| {
        Clause::bind(&format!("{field} ="), &argument(parameter, &declared.kind)).from(&declared.origin)
    });
    key.into_iter().chain(clauses(conditions, cx)).collect()
}

/// The clauses of all conditions.
pub fn clauses(conditions: &[Condition], cx: &ToolContext<'_>) -> Vec<Clause> {
    conditions.iter().flat_map(|c| condition::clauses(c, cx.tool)).collect()
}

/// `List<Schema.Account> found = [SELECT …];`
pub fn declare_found(object: &str, query: Query) -> Stmt {
    Stmt::Declare(format!("List<{}>", class(object)), "found".into(), Expr::Query(Box::new(query)))
}

/// `List<Map<String, Object>> rows = new List<Map<String, Object>>();`
pub fn declare_rows() -> Stmt {
    let class = format!("List<{ROW}>");
    Stmt::Declare(class.clone(), "rows".into(), new(class, []))
}

/// The allow-list of a record, as a method.
pub fn to_row(object: &str, outputs: &[Output]) -> Method {
    to_row_of("", object, outputs)
}

/// The same for the part of a result that has this name.
pub fn to_row_of(part: &str, object: &str, outputs: &[Output]) -> Method {
    let record = variable(object);
    let head = format!("private {ROW} to{part}Row({} {record})", class(object));
    Method::new(head, vec![Stmt::Return(row(&record, outputs))]).tested()
}

/// Reads a record back after a write. Sharing may hide it now, so no row is no error.
pub fn read_row(object: &str, outputs: &[Output]) -> Vec<Method> {
    let query = Query {
        select: columns(outputs),
        from: object.to_owned(),
        conditions: vec![Clause::bind("Id =", &raw("recordId"))],
        limit: Some("1".into()),
        ..Query::default()
    };
    let hidden = Stmt::If(call("found.isEmpty", []), vec![Stmt::Return(call("identityOf", [raw("recordId")]))]);
    let found = Stmt::Return(call("toRow", [raw("found[0]")]));
    let read =
        Method::new(format!("private {ROW} readRow(Id recordId)"), vec![declare_found(object, query), hidden, found])
            .tested();
    vec![read.commented("After the write the running user may no longer see the record."), to_row(object, outputs)]
}

/// The row of a written record: read back where fields are returned, else Id and URL.
pub fn written_row(record_id: &str, outputs: &[Output]) -> Expr {
    call(if outputs.is_empty() { "identityOf" } else { "readRow" }, [raw(record_id)])
}

/// The methods behind [`written_row`].
pub fn written_helpers(object: &str, outputs: &[Output]) -> Vec<Method> {
    if outputs.is_empty() { Vec::new() } else { read_row(object, outputs) }
}

/// Declares a record with every field that is set on each call, then sets the optional ones under an `if`.
pub fn declare_change(
    object: &str,
    variable: &str,
    identity: Vec<Entry>,
    assignments: &[Assignment],
    cx: &ToolContext<'_>,
) -> Vec<Stmt> {
    let (optional, always): (Vec<_>, Vec<_>) =
        assignments.iter().partition(|a| matches!(a.operand, Operand::Parameter { always: false, .. }));
    let set = always.iter().map(|a| Entry::new(&a.field.name, assigned(object, a, cx)).from(&a.origin));
    let record = Expr::NewRecord(class(object), identity.into_iter().chain(set).collect());
    let mut statements = vec![Stmt::Declare(class(object), variable.into(), record)];
    for assignment in optional {
        let Operand::Parameter { name, .. } = &assignment.operand else { continue };
        let set = Stmt::Assign(format!("{variable}.{}", assignment.field.name), assigned(object, assignment, cx));
        statements.extend([Stmt::From(assignment.origin.clone()), Stmt::If(has(name), vec![set])]);
    }
    statements.push(Stmt::From(cx.tool.origin.clone()));
    statements
}

fn assigned(object: &str, assignment: &Assignment, cx: &ToolContext<'_>) -> Expr {
    let value = operand(&assignment.operand, cx.tool);
    if holds_record_type(&assignment.field) && is_name(&assignment.operand, cx) {
        return record_type(object, value);
    }
    if is_multi_picklist(&assignment.field) && is_list(&assignment.operand, cx) {
        return call("String.join", [value, raw("';'")]);
    }
    value
}

/// The Id of the record type with that developer name.
pub fn record_type(object: &str, name: Expr) -> Expr {
    raw(format!("Schema.SObjectType.{object}"))
        .then("getRecordTypeInfosByDeveloperName", [])
        .then("get", [name])
        .then("getRecordTypeId", [])
}

/// Whether it is a text and no Id.
fn is_name(operand: &Operand, cx: &ToolContext<'_>) -> bool {
    match operand {
        Operand::Constant(literal) => matches!(literal, Literal::Text(_)),
        Operand::Parameter { name, .. } => {
            cx.tool.parameter(name).is_some_and(|p| matches!(p.kind, ParameterKind::Choice { .. }))
        }
        _ => false,
    }
}

fn is_multi_picklist(field: &Field) -> bool {
    matches!(field.data_type, FieldType::MultiPicklist(_))
}

fn is_list(operand: &Operand, cx: &ToolContext<'_>) -> bool {
    let Operand::Parameter { name, .. } = operand else { return false };
    cx.tool.parameter(name).is_some_and(|p| matches!(p.kind, ParameterKind::List { .. }))
}

/// Refuses a call that would change nothing: every field it could set is optional and none is given.
pub fn require_any(assignments: &[Assignment]) -> Option<Stmt> {
    let names: Option<Vec<&str>> = assignments
        .iter()
        .map(|a| match &a.operand {
            Operand::Parameter { name, always: false } => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let names = names.filter(|names| !names.is_empty())?;
    Some(Stmt::Do(call("arguments.requireAnyOf", [super::parameter::texts(&names)])))
}
