//! The Apex of an `update`.

use super::Update;
use crate::render::apex::class::Method;
use crate::render::apex::expr::{Entry, call, raw};
use crate::render::apex::record::{by, declare_change, declare_found, require_any, written_helpers, written_row};
use crate::render::apex::soql::Query;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::apex::value::argument;

/// Finds and locks the record under every condition, changes it, reads it back.
pub fn render(update: &Update, cx: &ToolContext<'_>) -> ToolBody {
    let id = cx.tool.parameter(&update.by).map_or_else(|| raw("null"), |by| argument(&by.name, &by.kind));
    let mut run: Vec<Stmt> = require_any(&update.assignments).into_iter().collect();
    run.extend([Stmt::Do(call("requireInScope", [raw("arguments")])), Stmt::Blank]);
    let identity = vec![Entry::new("Id", id)];
    run.extend(declare_change(&update.object, "change", identity, &update.assignments, cx));
    let row = written_row("change.Id", &update.outputs);
    run.extend([Stmt::Dml("update as user", raw("change")), Stmt::Return(call("McpToolOutput.ofRecord", [row]))]);
    let mut helpers = vec![require_in_scope(update, cx)];
    helpers.extend(written_helpers(&update.object, &update.outputs));
    ToolBody { run, helpers, ..ToolBody::default() }
}

fn require_in_scope(update: &Update, cx: &ToolContext<'_>) -> Method {
    let query = Query {
        select: vec!["Id".into()],
        from: update.object.clone(),
        conditions: by("Id", &update.by, &update.conditions, cx),
        limit: Some("1".into()),
        for_update: true,
        ..Query::default()
    };
    Method::new(
        "private void requireInScope(McpArguments arguments)",
        vec![declare_found(&update.object, query), cx.require_found(&update.object)],
    )
    .commented("No argument can widen this filter, and the lock keeps it true until the change is made.")
}
