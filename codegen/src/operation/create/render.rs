//! The Apex of a `create`.

use super::{Create, Idempotency};
use crate::render::apex::class::Method;
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::record::{ROW, by, declare_change, declare_found, written_helpers, written_row};
use crate::render::apex::soql::{Clause, Query};
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::apex::value::argument;

/// Inserts a record and reads it back; with a key, only where no record has that key.
pub fn render(create: &Create, cx: &ToolContext<'_>) -> ToolBody {
    match &create.idempotency {
        None => once(create, cx),
        Some(key) => by_key(create, key, cx),
    }
}

fn once(create: &Create, cx: &ToolContext<'_>) -> ToolBody {
    let mut run = declare_change(&create.object, "created", Vec::new(), &create.assignments, cx);
    run.extend([
        Stmt::Dml("insert as user", raw("created")),
        Stmt::Return(call("McpToolOutput.ofRecord", [written_row("created.Id", &create.outputs)])),
    ]);
    ToolBody { run, helpers: written_helpers(&create.object, &create.outputs), ..ToolBody::default() }
}

fn by_key(create: &Create, key: &Idempotency, cx: &ToolContext<'_>) -> ToolBody {
    let made = Expr::OrElse(Box::new(raw("existingId")), Box::new(call("createRecord", [raw("arguments")])));
    let body = vec![
        Entry::new("McpToolOutput.RECORD", written_row("recordId", &create.outputs)),
        Entry::new("'created'", raw("existingId == null")),
    ];
    let mut helpers = vec![find_by_key(create, key, cx), create_record(create, key, cx)];
    helpers.extend(written_helpers(&create.object, &create.outputs));
    ToolBody {
        run: vec![
            Stmt::Declare("Id".into(), "existingId".into(), call("findByKey", [raw("arguments")])),
            Stmt::Declare("Id".into(), "recordId".into(), made),
            Stmt::Return(call("McpToolOutput.of", [Expr::Pairs(ROW.into(), body)])),
        ],
        helpers,
        key: Some((key.field.name.clone(), key.param.clone())),
        ..ToolBody::default()
    }
}

fn find_by_key(create: &Create, key: &Idempotency, cx: &ToolContext<'_>) -> Method {
    let mut conditions = by(&key.field.name, &key.param, &[], cx);
    conditions.extend(key.own.then(|| Clause::bind("CreatedById =", &raw("System.UserInfo.getUserId()"))));
    let query = Query {
        select: vec!["Id".into()],
        from: create.object.clone(),
        conditions,
        limit: Some("1".into()),
        ..Query::default()
    };
    Method::new(
        "private Id findByKey(McpArguments arguments)",
        vec![declare_found(&create.object, query), Stmt::Return(raw("found.isEmpty() ? null : found[0].Id"))],
    )
}

fn create_record(create: &Create, key: &Idempotency, cx: &ToolContext<'_>) -> Method {
    let value = cx.tool.parameter(&key.param).map_or_else(|| raw("null"), |p| argument(&p.name, &p.kind));
    let identity = vec![Entry::new(&key.field.name, value)];
    let mut body = declare_change(&create.object, "created", identity, &create.assignments, cx);
    body.extend([Stmt::Dml("insert as user", raw("created")), Stmt::Return(raw("created.Id"))]);
    Method::new("private Id createRecord(McpArguments arguments)", body)
}
