//! The Apex of a `related`.

use super::{Child, Related};
use crate::model::ParameterKind;
use crate::render::apex::class::{Constant, Method};
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::field::{class, columns, order, variable};
use crate::render::apex::literal;
use crate::render::apex::names::{constant_name, member_names};
use crate::render::apex::record::{ROW, by, clauses, declare_found, declare_rows, to_row, to_row_of};
use crate::render::apex::soql::{Clause, Query};
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::apex::value::argument;

/// One query for the record, one for each list of children that is asked for.
pub fn render(related: &Related, cx: &ToolContext<'_>) -> ToolBody {
    let names = member_names(related.children.iter().map(|child| child.key.as_str()));
    let children: Vec<(&Child, &String)> = related.children.iter().zip(&names).collect();
    let mut helpers = vec![read_record(related, cx), to_row(&related.object, &related.outputs)];
    let record = call("readRecord", [raw("arguments")]);
    let body = Expr::Pairs(ROW.into(), vec![Entry::new("McpToolOutput.RECORD", record)]);
    let id = cx.tool.parameter(&related.by).map_or_else(|| raw("null"), |by| argument(&by.name, &by.kind));
    let mut run =
        vec![Stmt::Declare("Id".into(), "recordId".into(), id), Stmt::Declare(ROW.into(), "body".into(), body)];
    for (child, name) in &children {
        run.extend(read(child, name, cx));
        helpers.extend([read_children(child, name, cx), to_row_of(name, &child.object, &child.outputs)]);
    }
    run.push(Stmt::Return(call("McpToolOutput.of", [raw("body")])));
    ToolBody {
        constants: children
            .iter()
            .map(|(child, name)| Constant::new("Integer", constant_name(name), raw(child.limit.to_string())))
            .collect(),
        max_rows: related.children.iter().map(|child| child.limit).max().map(|most| most.to_string()),
        run,
        helpers,
        ..ToolBody::default()
    }
}

/// `body.put('contacts', readContacts(recordId));`, where the arguments ask for it.
fn read(child: &Child, name: &str, cx: &ToolContext<'_>) -> Vec<Stmt> {
    let limit = child.limit_from.as_ref().and_then(|from| cx.tool.parameter(from));
    let count = limit.map(|parameter| argument(&parameter.name, &parameter.kind));
    let arguments = std::iter::once(raw("recordId")).chain(count);
    let put = call("body.put", [raw(literal::string(&child.key)), call(format!("read{name}"), arguments)]);
    let mut statements = vec![Stmt::Do(put)];
    let may_be_none =
        |kind: &ParameterKind| matches!(kind, ParameterKind::Integer { min, .. } if min.is_none_or(|m| m < 1));
    if let Some(parameter) = limit.filter(|parameter| may_be_none(&parameter.kind)) {
        let asked = raw(format!("arguments.getInteger({}) > 0", literal::string(&parameter.name)));
        statements = vec![Stmt::If(asked, statements)];
    }
    if let Some(when) = child.when.as_ref().and_then(|when| cx.tool.parameter(when)) {
        statements = vec![Stmt::If(argument(&when.name, &when.kind), statements)];
    }
    statements
}

fn read_record(related: &Related, cx: &ToolContext<'_>) -> Method {
    let query = Query {
        select: columns(&related.outputs),
        from: related.object.clone(),
        conditions: by("Id", &related.by, &related.conditions, cx),
        limit: Some("1".into()),
        ..Query::default()
    };
    Method::new(
        format!("private {ROW} readRecord(McpArguments arguments)"),
        vec![
            declare_found(&related.object, query),
            cx.require_found(&related.object),
            Stmt::Return(call("toRow", [raw("found[0]")])),
        ],
    )
}

fn read_children(child: &Child, name: &str, cx: &ToolContext<'_>) -> Method {
    let record = variable(&child.object);
    let (limit, parameter) = match child.limit_from {
        Some(_) => ("rowLimit".to_owned(), ", Integer rowLimit"),
        None => (constant_name(name), ""),
    };
    let mut conditions = vec![Clause::bind(&format!("{} =", child.lookup.name), &raw("recordId"))];
    conditions.extend(clauses(&child.conditions, cx));
    let query = Query {
        select: columns(&child.outputs),
        from: child.object.clone(),
        conditions,
        order_by: order(&child.orders),
        limit: Some(format!(":{limit} + 1")),
        ..Query::default()
    };
    let add = Stmt::Do(call("rows.add", [call(format!("to{name}Row"), [raw(record.as_str())])]));
    Method::new(
        format!("private {ROW} read{name}(Id recordId{parameter})"),
        vec![
            declare_rows(),
            Stmt::ForQuery(class(&child.object), record, Box::new(query), vec![add]),
            Stmt::Return(call("McpToolOutput.listOf", [raw("rows"), raw(limit)])),
        ],
    )
    .tested()
}
