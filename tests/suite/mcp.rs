//! Deployed servers as MCP clients meet them: the official Rust SDK over Streamable HTTP, with the bearer token of an
//! integration user.

use super::up::Up;
use rmcp::model::{CallToolRequestParams, CallToolResult, PaginatedRequestParams, ProtocolVersion};
use rmcp::service::{RoleClient, RunningService};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::{ClientLifecycleMode, ClientServiceExt, ServiceError};
use serde_json::{Value, json};

type Client = RunningService<RoleClient, ()>;

/// Connects to a server with a token, as a client of one version.
async fn connect(url: &str, token: &str, modern: bool) -> Result<Client, String> {
    let config = StreamableHttpClientTransportConfig::with_uri(url.to_owned()).auth_header(token);
    let lifecycle = match modern {
        true => ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] },
        false => ClientLifecycleMode::Initialize,
    };
    let transport = StreamableHttpClientTransport::from_config(config);
    ().serve_with_lifecycle(transport, lifecycle).await.map_err(|error| error.to_string())
}

async fn call(client: &Client, tool: &'static str, arguments: Value) -> Result<CallToolResult, ServiceError> {
    let mut params = CallToolRequestParams::new(tool);
    params.arguments = arguments.as_object().cloned();
    client.call_tool(params).await
}

fn structured(result: &CallToolResult) -> &Value {
    assert_ne!(result.is_error, Some(true), "{result:?}");
    result.structured_content.as_ref().expect("structured content")
}

/// The error code that a tool gave.
fn failed(result: &CallToolResult) -> String {
    assert_eq!(result.is_error, Some(true), "{result:?}");
    let text = result.content[0].as_text().expect("a text").text.clone();
    let told: Value = serde_json::from_str(&text).expect("JSON");
    told["error"]["code"].as_str().expect("a code").to_owned()
}

/// The code of an error of JSON-RPC.
fn refused(result: Result<CallToolResult, ServiceError>) -> i32 {
    match result {
        Err(ServiceError::McpError(error)) => error.code.0,
        other => panic!("not refused: {other:?}"),
    }
}

fn run(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("an event loop").block_on(work);
}

/// One org for all of it: a deployment with its tests takes seconds.
#[test]
fn the_official_sdk_lists_calls_pages_and_is_refused() {
    let up = Up::reference();
    let insight = up.url("sales-insight");
    let token = up.secret("SF_SALES_INSIGHT_LOCAL_ACCESS_TOKEN");
    let desk = up.url("service-desk");
    let desk_token = up.secret("SF_SERVICE_DESK_LOCAL_ACCESS_TOKEN");
    run(async {
        for modern in [false, true] {
            let client = connect(&insight, &token, modern).await.expect("the agent of the server");
            reads(&client).await;
            pages(&client).await;
            refuses(&client).await;
            client.cancel().await.expect("closed");
        }
        let (url, token) = (up.url("sales-assistant"), up.secret("SF_SALES_ASSISTANT_LOCAL_ACCESS_TOKEN"));
        let assistant = connect(&url, &token, true).await.expect("the person of the demo data");
        let account = call(&assistant, "search_accounts", json!({"name_contains": "Alpine"})).await.expect("an answer");
        assert_eq!(structured(&account)["records"].as_array().map(Vec::len), Some(1));
        assistant.cancel().await.expect("closed");
        let client = connect(&desk, &desk_token, false).await.expect("the agent of the server");
        writes(&client).await;
        client.cancel().await.expect("closed");
        // Nobody, a wrong token, and the agent of another server.
        for wrong in ["canary", &desk_token] {
            for modern in [false, true] {
                let refused = connect(&insight, wrong, modern).await.expect_err("refused");
                assert!(!refused.contains(wrong), "the token is in the error: {refused}");
            }
        }
    });
    origins(&up, &insight, &token);
    documented(&up, &insight, &token);
}

/// A project fresh from `new` is for people: `up` logs in as one, asks, and prints what a client needs.
#[test]
fn a_new_project_is_reached_with_what_up_prints() {
    let (up, printed) = Up::new_project();
    for part in [
        "sales@local.example.com holds",
        "desk as sales@local.example.com: MCP 2025-11-25, 2 tools",
        "get_case {\"case_id\":\"500",
        "refused, as it must be: get_case with an argument that its spec does not list",
        "2 calls answered, 2 refused as they must be",
    ] {
        assert!(printed.err.contains(part), "{part}: {}", printed.err);
    }
    let line =
        printed.out.lines().find_map(|line| line.trim().split_once("  token: ")).expect("a line to connect with");
    let (url, variable) = line;
    assert!(printed.out.contains("claude --mcp-config .mcp-toolchain/local-org.mcp.json") && url == up.url("desk"));
    run(async {
        let client = connect(url, &up.secret(variable), false).await.expect("the person is let in");
        let names: Vec<String> =
            client.list_all_tools().await.expect("a list").iter().map(|tool| tool.name.to_string()).collect();
        assert_eq!(names, ["find_accounts", "get_case"]);
        let result = call(&client, "get_case", json!({"case_id": "500000000000000AAA"})).await.expect("an answer");
        assert_eq!(failed(&result), "not_found");
        let found = call(&client, "find_accounts", json!({})).await.expect("an answer");
        assert!(structured(&found)["records"].is_array());
        client.cancel().await.expect("closed");
    });
}

async fn reads(client: &Client) {
    let tools = client.list_all_tools().await.expect("a list");
    let names: Vec<&str> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    assert_eq!(names, ["pipeline_by_stage", "recent_opportunities", "search_accounts"]);
    for tool in &tools {
        let hints = tool.annotations.as_ref().expect("annotations");
        assert_eq!(hints.read_only_hint, Some(true), "{}", tool.name);
        assert!(tool.output_schema.is_some() && tool.title.is_some(), "{}", tool.name);
    }
    let result = call(client, "recent_opportunities", json!({})).await.expect("an answer");
    let records = structured(&result)["records"].as_array().expect("records");
    assert_eq!(records.len(), 5, "the default limit of the spec");
    assert!(records[0]["StageName"].is_string() && records[0].get("Probability").is_none(), "{}", records[0]);
    // Clients that know no structured content read the same as text.
    let text = result.content[0].as_text().expect("a text").text.clone();
    assert_eq!(&serde_json::from_str::<Value>(&text).expect("JSON"), structured(&result));
}

/// Page by page, every record once.
async fn pages(client: &Client) {
    let mut names = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let mut arguments = json!({"name_contains": "ide", "limit": 1});
        if !cursor.is_null() {
            arguments["cursor"] = cursor.clone();
        }
        let result = call(client, "search_accounts", arguments).await.expect("an answer");
        let page = structured(&result);
        let records = page["records"].as_array().expect("records");
        names.extend(records.iter().map(|record| record["Name"].as_str().expect("a name").to_owned()));
        cursor = page.get("next_cursor").cloned().unwrap_or_default();
        if cursor.is_null() {
            break;
        }
        assert!(names.len() < 20, "it never ends: {names:?}");
    }
    // One page each, in the order of names, and an end.
    assert_eq!(names, ["Lakeside Schools", "Tidewater Insurance"]);
}

async fn refuses(client: &Client) {
    // A tool of another server, and a cursor that nobody gave out.
    assert_eq!(refused(call(client, "add_case_comment", json!({})).await), -32602);
    let cursor = PaginatedRequestParams::default().with_cursor(Some("canary".to_owned()));
    assert!(matches!(client.list_tools(Some(cursor)).await, Err(ServiceError::McpError(_))));
    // Arguments are checked before anything is read.
    for arguments in [json!({}), json!({"name_contains": "x"}), json!({"name_contains": "Alpine", "fields": ["Phone"]})]
    {
        let result = call(client, "search_accounts", arguments).await.expect("an answer");
        assert_eq!(failed(&result), "invalid_arguments");
    }
}

async fn writes(client: &Client) {
    let found = call(client, "search_cases", json!({})).await.expect("an answer");
    let id = structured(&found)["records"][0]["Id"].as_str().expect("a case").to_owned();
    let comment = json!({"case_id": id, "comment": "Asked through MCP"});
    let written = call(client, "add_case_comment", comment).await.expect("an answer");
    structured(&written);
    let context = call(client, "case_context", json!({"case_id": id})).await.expect("an answer");
    assert!(structured(&context).to_string().contains("Asked through MCP"), "{context:?}");
}

/// A page of another origin is refused, whatever token it has: MCP, Streamable HTTP, security warning.
fn origins(up: &Up, url: &str, token: &str) {
    for (origin, status) in [(None, 200), (Some(up.org()), 200), (Some("https://evil.example".to_owned()), 403)] {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string();
        let header = origin.map(|origin| format!("Origin: {origin}"));
        let got = up.post(url, token, &header.as_deref().into_iter().collect::<Vec<_>>(), &body);
        assert_eq!(got, status, "{header:?}");
    }
}

/// Every call with curl that the document shows is answered.
fn documented(up: &Up, url: &str, token: &str) {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/connect.md")).expect("the document");
    let calls: Vec<&str> =
        text.split("\nask '").skip(1).map(|call| call.split("\n```").next().unwrap_or(call)).collect();
    let methods = ["initialize", "notifications/initialized", "ping", "tools/list", "tools/call", "server/discover"];
    for &call in &calls {
        let mut quoted = call.split('\'').step_by(2);
        let body = quoted.next().unwrap_or_default();
        let message: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error} in {body}"));
        let headers: Vec<&str> = call.split("-H '").skip(1).filter_map(|header| header.split('\'').next()).collect();
        let status = up.post(url, token, &headers, body);
        assert_eq!(status, if message.get("id").is_some() { 200 } else { 202 }, "{body}");
    }
    for method in methods {
        assert!(calls.iter().any(|call| call.contains(&format!("\"method\":\"{method}\""))), "no line for {method}");
    }
}

/// A shared login host knows no org: a client that is sent there logs in to another one, or to none.
#[test]
fn clients_are_sent_to_their_own_org() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let files = crate::cli::snapshot(&root.join("clients"));
    assert!(files.len() > 3, "{:?}", files.keys());
    for (path, text) in files {
        for shared in ["login.salesforce.com", "test.salesforce.com"] {
            assert!(!text.contains(shared), "{path} names {shared}");
        }
    }
}
