//! The Apex of a `get`.

use super::Get;
use crate::render::apex::expr::{call, raw};
use crate::render::apex::field::columns;
use crate::render::apex::record::{by, declare_found, to_row};
use crate::render::apex::soql::Query;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext};

/// One static query, one record.
pub fn render(get: &Get, cx: &ToolContext<'_>) -> ToolBody {
    let query = Query {
        select: columns(&get.outputs),
        from: get.object.clone(),
        conditions: by(&get.by_field.name, &get.by, &get.conditions, cx),
        limit: Some("1".into()),
        ..Query::default()
    };
    ToolBody {
        run: vec![
            declare_found(&get.object, query),
            cx.require_found(&get.object),
            Stmt::Return(call("McpToolOutput.ofRecord", [call("toRow", [raw("found[0]")])])),
        ],
        helpers: vec![to_row(&get.object, &get.outputs)],
        ..ToolBody::default()
    }
}
