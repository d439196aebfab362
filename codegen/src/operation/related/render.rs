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
    let id = cx.tool.parameter(&related.by).map_or_else(|| raw("null"), |by| argument(&by.name, &by.kind));
    for (child, name) in &children {
        helpers.extend([read_children(child, name, cx), to_row_of(name, &child.object, &child.outputs)]);
    }
    let mut body = vec![Entry::new("McpToolOutput.RECORD", call("readRecord", [raw("arguments")]))];
    let always = children.iter().take_while(|(child, _)| conditions(child, cx).is_empty()).count();
    let read = |(child, name): &(&Child, &String)| (literal::string(&child.key), read_call(child, name, cx));
    body.extend(children[..always].iter().map(read).map(|(key, rows)| Entry::new(key, rows)));
    let body = Expr::Pairs(ROW.into(), body);
    let mut run = vec![Stmt::Declare("Id".into(), "recordId".into(), id)];
    if always == children.len() {
        run.push(Stmt::Return(call("McpToolOutput.of", [body])));
    } else {
        run.push(Stmt::Declare(ROW.into(), "body".into(), body));
        for child in &children[always..] {
            let (key, rows) = read(child);
            let put = Stmt::Do(call("body.put", [raw(key), rows]));
            run.push(conditions(child.0, cx).into_iter().rfold(put, |inner, asked| Stmt::If(asked, vec![inner])));
        }
        run.push(Stmt::Return(call("McpToolOutput.of", [raw("body")])));
    }
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

/// `readContacts(recordId)`.
fn read_call(child: &Child, name: &str, cx: &ToolContext<'_>) -> Expr {
    let limit = child.limit_from.as_ref().and_then(|from| cx.tool.parameter(from));
    let count = limit.map(|parameter| argument(&parameter.name, &parameter.kind));
    call(format!("read{name}"), std::iter::once(raw("recordId")).chain(count))
}

/// What the arguments say when they ask for these children, from the outside in; nothing if they are always read.
fn conditions(child: &Child, cx: &ToolContext<'_>) -> Vec<Expr> {
    let when = child.when.as_ref().and_then(|when| cx.tool.parameter(when));
    let when = when.map(|when| argument(&when.name, &when.kind));
    let may_be_none =
        |kind: &ParameterKind| matches!(kind, ParameterKind::Integer { min, .. } if min.is_none_or(|m| m < 1));
    let limit = child.limit_from.as_ref().and_then(|from| cx.tool.parameter(from));
    let limit = limit.filter(|parameter| may_be_none(&parameter.kind));
    let asked = limit.map(|limit| raw(format!("arguments.getInteger({}) > 0", literal::string(&limit.name))));
    when.into_iter().chain(asked).collect()
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
