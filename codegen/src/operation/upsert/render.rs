//! The Apex of an `upsert`.

use super::Upsert;
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::field::class;
use crate::render::apex::record::{ROW, declare_change, written_helpers, written_row};
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::apex::value::argument;

/// Writes by external Id and reads the record back.
pub fn render(upsert: &Upsert, cx: &ToolContext<'_>) -> ToolBody {
    let field = &upsert.external_id.name;
    let value = cx.tool.parameter(&upsert.by).map_or_else(|| raw("null"), |p| argument(&p.name, &p.kind));
    let mut run = declare_change(&upsert.object, "change", vec![Entry::new(field, value)], &upsert.assignments, cx);
    let token = raw(format!("{}.{field}", class(&upsert.object)));
    let write = call("Database.upsert", [raw("change"), token, raw("true"), raw("System.AccessLevel.USER_MODE")]);
    let body = vec![
        Entry::new("McpToolOutput.RECORD", written_row("written.getId()", &upsert.outputs)),
        Entry::new("'created'", raw("written.isCreated()")),
    ];
    run.extend([
        Stmt::Declare("Database.UpsertResult".into(), "written".into(), write),
        Stmt::Return(call("McpToolOutput.of", [Expr::Pairs(ROW.into(), body)])),
    ]);
    ToolBody {
        run,
        helpers: written_helpers(&upsert.object, &upsert.outputs),
        key: Some((field.clone(), upsert.by.clone())),
        ..ToolBody::default()
    }
}
