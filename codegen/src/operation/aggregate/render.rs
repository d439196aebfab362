//! The Apex of an `aggregate`.

use super::{Aggregate, Function, GroupKey, Measure};
use crate::operation::Operation;
use crate::render::apex::class::{Constant, Method};
use crate::render::apex::condition;
use crate::render::apex::expr::{Entry, Expr, call, new, raw};
use crate::render::apex::field::{field_path, object_token, soql_path, token};
use crate::render::apex::literal;
use crate::render::apex::record::{ROW, clauses, declare_rows};
use crate::render::apex::soql;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};

const MAX_GROUPS: &str = "MAX_GROUPS";

/// One query with groups: static where its clauses are fixed, else put together by the builder.
pub fn render(aggregate: &Aggregate, cx: &ToolContext<'_>) -> ToolBody {
    ToolBody {
        constants: vec![Constant::new("Integer", MAX_GROUPS, raw(aggregate.max_groups.to_string()))],
        max_rows: Some(MAX_GROUPS.into()),
        run: if aggregate.is_dynamic() { built(aggregate, cx) } else { fixed(aggregate, cx) },
        helpers: if aggregate.is_dynamic() { Vec::new() } else { vec![count_records(aggregate, cx)] },
        ..ToolBody::default()
    }
}

/// The column of a group: the field's own name, or an alias for a field of a parent, which no measure has.
fn column(aggregate: &Aggregate, index: usize) -> String {
    let path = &aggregate.groups[index].path;
    if path.steps.is_empty() {
        return path.field.name.clone();
    }
    let taken = |alias: &String| aggregate.measures.iter().any(|m| m.key.eq_ignore_ascii_case(alias));
    let mut free = (1..).map(|n| format!("group{n}")).filter(|alias| !taken(alias));
    free.nth(index).unwrap_or_default()
}

fn expression(measure: &Measure) -> String {
    let field = measure.path.as_ref().map_or_else(|| "Id".to_owned(), soql_path);
    format!("{}({field})", measure.function.soql())
}

fn fixed(aggregate: &Aggregate, cx: &ToolContext<'_>) -> Vec<Stmt> {
    let groups = aggregate.groups.iter().enumerate().map(|(i, g)| {
        let (path, column) = (soql_path(&g.path), column(aggregate, i));
        if path == column { path } else { format!("{path} {column}") }
    });
    let measures = aggregate.measures.iter().map(|m| format!("{} {}", expression(m), m.key));
    let orders = aggregate.orders.iter().map(|order| {
        let by = match order.by {
            GroupKey::Group(i) => soql_path(&aggregate.groups[i].path),
            GroupKey::Measure(i) => expression(&aggregate.measures[i]),
        };
        format!("{by} {} NULLS LAST", if order.descending { "DESC" } else { "ASC" })
    });
    // Without groups there is one row, and SOQL allows neither order nor limit.
    let grouped = !aggregate.groups.is_empty();
    let query = soql::Query {
        select: groups.chain(measures).collect(),
        from: aggregate.object.clone(),
        conditions: clauses(&aggregate.conditions, cx),
        group_by: aggregate.groups.iter().map(|group| soql_path(&group.path)).collect(),
        order_by: if grouped { orders.collect() } else { Vec::new() },
        limit: grouped.then(|| format!(":{MAX_GROUPS} + 1")),
        ..soql::Query::default()
    };
    let add = Stmt::Do(call("rows.add", [row(aggregate)]));
    vec![
        Stmt::Do(call("McpBudget.requireQueryRows", [call("countRecords", [raw("arguments")])])),
        declare_rows(),
        Stmt::ForQuery("AggregateResult".into(), "result".into(), Box::new(query), vec![add]),
        answer(),
    ]
}

/// Every record that goes into a total counts against the limit of query rows, so they are counted first.
fn count_records(aggregate: &Aggregate, cx: &ToolContext<'_>) -> Method {
    let query = soql::Query {
        select: vec!["COUNT()".into()],
        from: aggregate.object.clone(),
        conditions: clauses(&aggregate.conditions, cx),
        ..soql::Query::default()
    };
    let count = Stmt::Return(Expr::Query(Box::new(query)));
    Method::new("private Integer countRecords(McpArguments arguments)", vec![count])
}

fn built(aggregate: &Aggregate, cx: &ToolContext<'_>) -> Vec<Stmt> {
    let mut builder = new("McpAggregateQuery", [object_token(&aggregate.object)]);
    for (index, group) in aggregate.groups.iter().enumerate() {
        builder = if group.path.steps.is_empty() {
            builder.then("groupedBy", [token(&group.path)])
        } else {
            builder.then("groupedBy", [field_path(&group.path), raw(literal::string(&column(aggregate, index)))])
        };
    }
    for measure in &aggregate.measures {
        let name = raw(literal::string(&measure.key));
        builder = match &measure.path {
            None => builder.then("counting", [name]),
            Some(path) => builder.then(method(measure.function), [field_path(path), name]),
        };
    }
    for order in aggregate.orders.iter().filter(|_| !aggregate.groups.is_empty()) {
        let by = match order.by {
            GroupKey::Group(i) => column(aggregate, i),
            GroupKey::Measure(i) => aggregate.measures[i].key.clone(),
        };
        builder = builder.then("orderBy", [raw(literal::string(&by)), raw(order.descending.to_string())]);
    }
    let mut statements = vec![Stmt::Declare("McpAggregateQuery".into(), "query".into(), builder)];
    statements.extend(aggregate.conditions.iter().flat_map(|c| condition::statement(c, "query", cx.tool)));
    let add = Stmt::Do(call("rows.add", [row(aggregate)]));
    statements.extend([
        Stmt::Blank,
        Stmt::From(cx.tool.origin.clone()),
        declare_rows(),
        Stmt::For("AggregateResult".into(), "result".into(), call("query.groups", [raw(MAX_GROUPS)]), vec![add]),
        answer(),
    ]);
    statements
}

fn method(function: Function) -> &'static str {
    match function {
        Function::Count => "countOf",
        Function::CountDistinct => "distinctCountOf",
        Function::Sum => "sumOf",
        Function::Avg => "averageOf",
        Function::Min => "smallestOf",
        Function::Max => "largestOf",
    }
}

fn answer() -> Stmt {
    Stmt::Return(call("McpToolOutput.ofRecords", [raw("rows"), raw(MAX_GROUPS)]))
}

/// What is returned of one `result`.
fn row(aggregate: &Aggregate) -> Expr {
    let value = |name: &str| call("result.get", [raw(literal::string(name))]);
    let groups =
        aggregate.groups.iter().enumerate().map(|(i, group)| {
            Entry::new(literal::string(&group.key), value(&column(aggregate, i))).from(&group.origin)
        });
    let measures = aggregate.measures.iter().map(|m| Entry::new(literal::string(&m.key), value(&m.key)));
    Expr::Pairs(ROW.into(), groups.chain(measures).collect())
}
