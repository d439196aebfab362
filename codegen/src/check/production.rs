//! The stricter rules of servers in production mode.

use super::Findings;
use crate::model::{Effect, Model, Server, Tool};
use diag::catalogue::policy as codes;

/// Most rows of one call in production mode.
const MOST_ROWS: u32 = 50;

/// Checks servers with `production: true`.
pub fn check(model: &Model, findings: &mut Findings) {
    for server in model.servers.iter().filter(|server| server.production) {
        for tool in model.tools_of(server) {
            check_tool(server, tool, findings);
        }
        for tool in server.hand_written.iter().filter(|tool| tool.reviewer.is_none()) {
            let message =
                format!("`{}` is in production mode, and nobody is named who reviewed `{}`", server.name, tool.class);
            let hint = "add `reviewer: { name: …, date: … }` to the tool or the server";
            findings.report(&codes::PRODUCTION_CUSTOM, tool.origin.place(), message, hint);
        }
    }
}

fn check_tool(server: &Server, tool: &Tool, findings: &mut Findings) {
    let place = tool.origin.place();
    let (server_name, name) = (&server.name, &tool.name);
    if tool.operation.key() == "custom" && server.reviewer.is_none() {
        let message =
            format!("`{server_name}` is in production mode, and nobody is named who reviewed the handler of `{name}`");
        findings.report(
            &codes::PRODUCTION_CUSTOM,
            place.clone(),
            message,
            "add `reviewer: { name: …, date: … }` to the server",
        );
    }
    if tool.operation.is_dynamic() {
        let message =
            format!("`{server_name}` is in production mode, and `{name}` puts its query together at run time");
        let hint = "make the parameters of `where` required, and remove `paginate`";
        findings.report(&codes::PRODUCTION_DYNAMIC_QUERY, place.clone(), message, hint);
    }
    if tool.operation.effect() == Effect::Delete && !server.approvals.iter().any(|a| a.tools.contains(name)) {
        let message = format!("`{server_name}` is in production mode, and no approval policy covers `{name}`");
        findings.report(&codes::PRODUCTION_DELETE, place.clone(), message, "add the tool to `approvals` of the server");
    }
    if tool.operation.max_rows() > MOST_ROWS {
        let message = format!(
            "`{server_name}` is in production mode, and `{name}` returns up to {} rows",
            tool.operation.max_rows()
        );
        findings.report(
            &codes::PRODUCTION_ROW_CAP,
            place,
            message,
            format!("lower its limits to {MOST_ROWS} rows in all"),
        );
    }
}
