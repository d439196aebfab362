//! The Apex of a `query`.

use super::Query;
use crate::operation::Operation;
use crate::render::apex::class::Constant;
use crate::render::apex::condition;
use crate::render::apex::expr::{Entry, Expr, call, new, raw};
use crate::render::apex::field::{class, columns, field_path, object_token, order, path_arguments, token, variable};
use crate::render::apex::record::{clauses, declare_rows, to_row};
use crate::render::apex::soql;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};

const MAX_ROWS: &str = "MAX_ROWS";

/// One query: static where its clauses are fixed, else put together by the query builder.
pub fn render(query: &Query, cx: &ToolContext<'_>) -> ToolBody {
    let class = class(&query.object);
    let record = variable(&query.object);
    ToolBody {
        constants: vec![Constant::new("Integer", MAX_ROWS, raw(query.max_limit.to_string()))],
        max_rows: Some(MAX_ROWS.into()),
        run: if query.is_dynamic() { built(query, &class, cx) } else { fixed(query, &class, &record, cx) },
        helpers: vec![to_row(&query.object, &query.outputs)],
        ..ToolBody::default()
    }
}

fn has_limit(query: &Query) -> bool {
    query.max_limit > query.default_limit
}

fn fixed(query: &Query, class: &str, record: &str, cx: &ToolContext<'_>) -> Vec<Stmt> {
    let mut statements = Vec::new();
    let limit = if has_limit(query) { "rowLimit" } else { MAX_ROWS };
    if has_limit(query) {
        statements.push(Stmt::Declare("Integer".into(), limit.into(), call("arguments.getInteger", [raw("'limit'")])));
    }
    let soql = soql::Query {
        select: columns(&query.outputs),
        from: query.object.clone(),
        conditions: clauses(&query.conditions, cx),
        order_by: order(&query.orders),
        limit: Some(format!(":{limit} + 1")),
        ..soql::Query::default()
    };
    let add = Stmt::Do(call("rows.add", [call("toRow", [raw(record)])]));
    statements.extend([
        declare_rows(),
        Stmt::ForQuery(class.into(), record.into(), Box::new(soql), vec![add]),
        Stmt::Return(call("McpToolOutput.ofRecords", [raw("rows"), raw(limit)])),
    ]);
    statements
}

fn built(query: &Query, class: &str, cx: &ToolContext<'_>) -> Vec<Stmt> {
    let limit = if has_limit(query) { call("arguments.getInteger", [raw("'limit'")]) } else { raw(MAX_ROWS) };
    let page = if query.paginate {
        call("query.page", [limit, call("arguments.getText", [raw("'cursor'")])])
    } else {
        call("query.first", [limit])
    };
    let mut statements = vec![Stmt::Declare("McpQuery".into(), "query".into(), builder(query))];
    statements.extend(query.conditions.iter().flat_map(|c| condition::statement(c, "query", cx.tool)));
    let add = Stmt::Do(call("rows.add", [call("toRow", [raw(format!("({class}) record"))])]));
    statements.extend([
        Stmt::Blank,
        Stmt::From(cx.tool.origin.clone()),
        Stmt::Declare("McpPage".into(), "page".into(), page),
        declare_rows(),
        Stmt::For("SObject".into(), "record".into(), raw("page.records"), vec![add]),
        Stmt::Return(call("McpToolOutput.ofPage", [raw("page"), raw("rows")])),
    ]);
    statements
}

fn builder(query: &Query) -> Expr {
    let (own, parents): (Vec<_>, Vec<_>) = query.outputs.iter().partition(|output| output.path.steps.is_empty());
    let mut builder = new("McpQuery", [object_token(&query.object)]);
    if !own.is_empty() {
        let tokens = own.iter().map(|o| Entry::item(token(&o.path)).from(&o.origin)).collect();
        builder = builder.then("selecting", [Expr::Items("List<Schema.SObjectField>".into(), tokens)]);
    }
    for output in parents {
        builder = builder.then("selecting", path_arguments(&output.path));
    }
    for order in &query.orders {
        builder = match (order.path.steps.is_empty(), order.descending) {
            (true, false) => builder.then("orderBy", [token(&order.path)]),
            (true, true) => builder.then("orderByDescending", [token(&order.path)]),
            (false, descending) => builder.then("orderBy", [field_path(&order.path), raw(descending.to_string())]),
        };
    }
    builder
}
