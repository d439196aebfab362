//! The Apex of a `custom`.

use super::Custom;
use crate::model::Parameter;
use crate::render::apex::class::{Class, Method};
use crate::render::apex::expr::{Entry, Expr, call, new, raw};
use crate::render::apex::literal;
use crate::render::apex::record::ROW;
use crate::render::apex::stmt::Stmt;
use crate::render::apex::tool::{ToolBody, ToolContext, see};
use crate::render::apex::value::authorized;

/// Hands the checked arguments, and the values that the model can neither see nor set, to the handler.
pub fn render(custom: &Custom, cx: &ToolContext<'_>) -> ToolBody {
    let fixed = cx.tool.authorized.iter().map(|value| {
        Entry::new(literal::string(&value.name), authorized(&value.name, &value.value)).from(&value.origin)
    });
    let arguments = match cx.tool.authorized.as_slice() {
        [] => raw("arguments"),
        _ => call("arguments.withAuthorized", [Expr::Pairs(ROW.into(), fixed.collect())]),
    };
    let handled = new(&custom.handler, []).then("handle", [arguments]);
    ToolBody {
        run: vec![Stmt::Return(call("McpToolOutput.ofHandler", [handled]))],
        remark: Some(format!("The work is that of {}.", custom.handler)),
        seeds: vec![(custom.handler.clone(), seed(custom, cx))],
        ..ToolBody::default()
    }
}

/// The handler as it is first written: it compiles and refuses, so that nobody takes it for finished.
fn seed(custom: &Custom, cx: &ToolContext<'_>) -> Class {
    let names: Vec<String> = custom.returns.iter().map(|value: &Parameter| value.name.clone()).collect();
    let refusal = call(
        "McpToolException.of",
        [raw("McpErrorCode.INTERNAL_ERROR"), raw("'The handler of this tool is not written yet.'")],
    );
    let handle = Method::new(format!("public {ROW} handle(McpArguments arguments)"), vec![Stmt::Throw(refusal)]);
    Class {
        description: format!(
            "Yours to edit: the generator writes this class once and never again. The work of the tool {}. Query and \
             write in user mode only, and return these members: {}.",
            cx.tool.name,
            names.join(", ")
        ),
        tags: vec![see(&cx.tool.origin)],
        annotations: Vec::new(),
        head: format!("public with sharing class {} implements McpToolHandler", custom.handler),
        constants: Vec::new(),
        methods: vec![handle],
        origin: cx.tool.origin.clone(),
    }
}
