//! The MCP endpoint of the reference project through Apex REST.

use crate::client::{Client, Reply};
use crate::world::{administrator, agent, assign, nobody, project, project_with, user};
use local_org::server::{Config, Server};
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

/// A server with more tools than one page of `tools/list` holds.
const MANY: &str = "@RestResource(urlMapping='/many')
global with sharing class ManyEndpoint {
    @HttpPost
    global static void post() {
        McpServingCore core = new McpServingCore(new McpServerInfo('many', 'Many', '1.0.0'));
        for (Integer i = 0; i < 120; i++) {
            core.register(new McpPlainTool(new Numbered(i), 'Acme_Mcp_search_accounts'));
        }
        core.handle(System.RestContext.request, System.RestContext.response);
    }
    private with sharing class Numbered extends McpToolDefinition {
        public Numbered(Integer i) {
            name = 'tool_' + String.valueOf(i).leftPad(3, '0');
        }
        public override Map<String, Object> inputSchema() {
            return new Map<String, Object>{ 'type' => 'object' };
        }
        public override void validate(Map<String, Object> arguments) {
        }
        public override McpToolResult execute(Map<String, Object> arguments) {
            return null;
        }
    }
}
";

#[test]
fn tools_are_listed_page_by_page() {
    let org = project_with(&[("ManyEndpoint.cls", MANY)]);
    let server = Server::start(org, Config::default()).unwrap();
    let admin = server.world.lock().administrator.clone();
    assign(&server, &admin, "Acme_Mcp_sales_insight");
    let mut client = administrator(&server);
    let headers = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")];
    let mut list = |params: Value| {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params}).to_string();
        client.send("POST", "/services/apexrest/many", &headers, &body).json()
    };
    let (mut names, mut sizes, mut params) = (Vec::new(), Vec::new(), json!({}));
    loop {
        let result = list(params)["result"].take();
        let tools = result["tools"].as_array().unwrap_or_else(|| panic!("{result}"));
        sizes.push(tools.len());
        names.extend(tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()));
        let Some(cursor) = result.get("nextCursor") else { break };
        params = json!({"cursor": cursor});
    }
    assert_eq!(sizes, [50, 50, 20]);
    assert_eq!(names, (0..120).map(|i| format!("tool_{i:03}")).collect::<Vec<_>>());
    let refused = list(json!({"cursor": "bm90IG9uZQ"}));
    assert_eq!(refused["error"]["code"], -32602, "{refused}");
}

const VERBS: &str = "@RestResource(urlMapping='/verbs/*')
global with sharing class Verbs {
    global class Row {
        public String name;
        public Integer size;
    }
    @HttpGet
    global static Row read() {
        Row row = new Row();
        row.name = 'x';
        return row;
    }
    @HttpPatch
    global static void change(String name) {
    }
    @HttpPost
    global static void make(String name) {
    }
    @HttpDelete
    global static void remove() {
        RestContext.response.statusCode = 418;
    }
}
";

#[test]
fn methods_answer_with_the_statuses_of_the_guide() {
    let server = Server::start(project_with(&[("Verbs.cls", VERBS)]), Config::default()).unwrap();
    let mut client = administrator(&server);
    let path = "/services/apexrest/verbs/1";
    let json = [("Content-Type", "application/json")];
    assert_eq!(client.send("PATCH", path, &json, r#"{"name": "x"}"#).status, 204);
    assert_eq!(client.send("POST", path, &json, r#"{"name": "x"}"#).status, 200);
    // A field without a value is left out.
    assert_eq!(client.get(path).json(), json!({"name": "x"}));
    let wrong = client.send("DELETE", path, &[], "");
    assert_eq!(
        (wrong.status, wrong.json()[0]["message"].as_str()),
        (500, Some("Invalid status code for HTTP response: 418"))
    );
    let form = client.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], "name=x");
    assert_eq!(form.status, 415);
    assert_eq!(client.send("GET", path, &[("Accept", "application/xml")], "").status, 406);
    assert_eq!(client.send("GET", path, &[("Accept", "application/xml, */*")], "").status, 200);
}
