//! The Apex of a `delete`.

use super::Delete;
use crate::render::apex::expr::{Entry, Expr, call, raw};
use crate::render::apex::record::{ROW, by, declare_found};
use crate::render::apex::soql::Query;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};

/// Finds and locks the record under every condition, then deletes it.
pub fn render(delete: &Delete, cx: &ToolContext<'_>) -> ToolBody {
    let query = Query {
        select: vec!["Id".into()],
        from: delete.object.clone(),
        conditions: by("Id", &delete.by, &delete.conditions, cx),
        limit: Some("1".into()),
        for_update: true,
        ..Query::default()
    };
    let row = Expr::Pairs(ROW.into(), vec![Entry::new("'Id'", raw("found[0].Id"))]);
    ToolBody {
        run: vec![
            declare_found(&delete.object, query),
            cx.require_found(&delete.object),
            Stmt::Dml("delete as user", raw("found")),
            Stmt::Return(call("McpToolOutput.ofRecord", [row])),
        ],
        ..ToolBody::default()
    }
}
