//! The MCP endpoint of the reference project through Apex REST.

use crate::client::{Client, Reply};
use crate::world::{agent, assign, nobody, project, user};
use serde_json::{Value, json};

const ENDPOINT: &str = "/services/apexrest/mcp/sales-insight";

fn rpc(client: &mut Client, method: &str, params: Value) -> Reply {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
    let headers = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
    client.send("POST", ENDPOINT, &headers, &body)
}

#[test]
fn an_agent_initializes_lists_and_calls() {
    let server = project();
    let mut agent = agent(&server);
    let refused = rpc(&mut agent, "tools/list", json!({}));
    assert_eq!(refused.error(), (403, "FORBIDDEN".into()), "class access is checked");
    assign(&server, &user(&server, "agent"), "Acme_Mcp_sales_insight");
    let hello =
        json!({"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
    let hello = rpc(&mut agent, "initialize", hello);
    assert_eq!(hello.json()["result"]["serverInfo"]["name"], "sales-insight", "{}", hello.text());
    assert_eq!(hello.header("content-type"), Some("application/json"));
    assert!(hello.header("sforce-limit-info").is_some());
    let tools = rpc(&mut agent, "tools/list", json!({})).json();
    let names: Vec<&str> =
        tools["result"]["tools"].as_array().unwrap().iter().filter_map(|t| t["name"].as_str()).collect();
    assert_eq!(names, ["pipeline_by_stage", "recent_opportunities", "search_accounts"]);
    let call = json!({"name": "search_accounts", "arguments": {"name_contains": "harbour"}});
    let called = rpc(&mut agent, "tools/call", call).json();
    assert_eq!(called["result"]["isError"], false, "{called}");
    assert!(called["result"]["structuredContent"].to_string().contains("Harbour Bakery"), "{called}");
    let wrong = rpc(&mut agent, "tools/call", json!({"name": "search_accounts", "arguments": {}})).json();
    assert_eq!(wrong["result"]["isError"], true, "{wrong}");
}

#[test]
fn the_platform_answers_for_what_no_class_answers() {
    let server = project();
    let mut agent = agent(&server);
    assert_eq!(agent.get("/services/apexrest/nothing").error(), (404, "NOT_FOUND".into()));
    assign(&server, &user(&server, "agent"), "Acme_Mcp_sales_insight");
    let get = agent.get(ENDPOINT);
    assert_eq!(get.error(), (405, "METHOD_NOT_ALLOWED".into()));
    assert!(get.text().contains("Allowed are POST"), "{}", get.text());
    let mut nobody = nobody(&server);
    assert_eq!(rpc(&mut nobody, "tools/list", json!({})).error(), (401, "INVALID_SESSION_ID".into()));
}
