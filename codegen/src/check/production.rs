//! The stricter rules of servers in production mode.

use super::Findings;
use crate::model::{Effect, Model, Server, Tool};
use crate::rendered::Origin;
use diag::catalogue::policy as codes;

/// Most rows of one call in production mode.
const MOST_ROWS: u32 = 50;

/// Checks servers with `production: true`.
pub fn check(model: &Model, findings: &mut Findings) {
    for server in model.servers.iter().filter(|server| server.production) {
        for tool in model.tools_of(server) {
            check_tool(server, tool, findings);
        }
        for tool in &server.hand_written {
            if tool.reviewer.is_none() {
                let message = format!(
                    "`{}` is in production mode, and nobody is named who reviewed `{}`",
                    server.name, tool.class
                );
                let hint = "add `reviewer: { name: …, date: … }` to the tool or the server";
                findings.report(&codes::PRODUCTION_CUSTOM, tool.origin.place(), message, hint);
            }
            if tool.access.deletes() {
                check_deletion(server, &tool.name, &tool.origin, findings);
            }
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
    if tool.operation.effect() == Effect::Delete || tool.access.deletes() {
        check_deletion(server, name, &tool.origin, findings);
    }
    let rows = tool.operation.max_rows();
    if rows > MOST_ROWS {
        let message = format!("`{server_name}` is in production mode, and `{name}` returns up to {rows} rows");
        findings.report(
            &codes::PRODUCTION_ROW_CAP,
            place,
            message,
            format!("lower its limits to {MOST_ROWS} rows in all"),
        );
    }
}

fn check_deletion(server: &Server, tool: &str, origin: &Origin, findings: &mut Findings) {
    if server.approvals.iter().any(|approval| approval.tools.iter().any(|covered| covered == tool)) {
        return;
    }
    let message = format!("`{}` is in production mode, and no approval policy covers `{tool}`", server.name);
    findings.report(&codes::PRODUCTION_DELETE, origin.place(), message, "add the tool to `approvals` of the server");
}
