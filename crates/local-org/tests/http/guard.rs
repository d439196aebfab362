//! Who is let in at all.

use crate::world::{administrator, empty, nobody};
use serde_json::json;

#[test]
fn only_this_machine_is_answered() {
    let server = empty();
    let mut client = administrator(&server);
    for headers in [
        [("Host", "evil.example.com"), ("Accept", "*/*")],
        [("Host", "127.0.0.1.evil.example.com"), ("Accept", "*/*")],
        [("Host", "localhost"), ("Origin", "https://evil.example.com")],
        [("Host", "localhost"), ("Origin", "null")],
    ] {
        let reply = client.send("GET", "/services/data", &headers, "");
        assert_eq!(reply.error(), (403, "FORBIDDEN".into()), "{headers:?}");
    }
    let announced = [("Host", "localhost"), ("Origin", "https://evil.example.com"), ("Content-Length", "5000000")];
    let reply = client.send("POST", "/services/apexrest/x", &announced, "");
    assert_eq!(reply.error(), (403, "FORBIDDEN".into()), "its body is not waited for");
    let mut client = administrator(&server);
    let good = [("Host", "localhost:1"), ("Origin", "http://localhost:6274")];
    assert_eq!(client.send("GET", "/services/data", &good, "").status, 200);
}

#[test]
fn calls_need_a_token_and_count() {
    let server = empty();
    let mut client = nobody(&server);
    let versions = client.get("/services/data");
    assert_eq!(versions.json().as_array().unwrap().last().unwrap()["version"], "68.0");
    for token in ["", "00Dwrong", "canary-token"] {
        client.token = token.into();
        let reply = client.get("/services/data/v66.0/limits");
        assert_eq!(reply.error(), (401, "INVALID_SESSION_ID".into()));
        assert!(!reply.text().contains("canary"));
    }
    let mut client = administrator(&server);
    let reply = client.get("/services/data/v66.0/limits");
    assert!(reply.header("sforce-limit-info").unwrap().starts_with("api-usage=1/"), "{:?}", reply.headers);
    assert_eq!(reply.header("x-local-org"), Some("local org, not Salesforce"));
    assert!(reply.json()["DailyApiRequests"]["Remaining"].as_i64().unwrap() > 0);
    assert_eq!(client.get("/services/data/v12.0/limits").error(), (404, "NOT_FOUND".into()));
    assert_eq!(client.post("/services/data/v66.0/limits", &json!({})).error(), (405, "METHOD_NOT_ALLOWED".into()));
    assert_eq!(client.get("/services/data/v66.0/nothing").error(), (404, "NOT_FOUND".into()));
}

#[test]
fn an_inactive_user_is_out_at_once() {
    let server = empty();
    let mut client = administrator(&server);
    let id = server.world.lock().administrator.clone();
    let reply = client.patch(&format!("/services/data/v66.0/sobjects/User/{id}"), &json!({"IsActive": false}));
    assert_eq!(reply.status, 204, "{}", reply.text());
    assert_eq!(client.get("/services/data/v66.0/limits").error(), (401, "INVALID_SESSION_ID".into()));
}

#[test]
fn bodies_are_limited_and_a_stopped_server_is_gone() {
    let server = empty();
    let mut client = administrator(&server);
    let reply = client.send("POST", "/services/apexrest/x", &[("Content-Length", "6300000")], "");
    assert_eq!(reply.error(), (413, "REQUEST_TOO_LARGE".into()));
    let address = server.address;
    server.stop();
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn the_log_holds_paths_and_no_secrets() {
    let server = empty();
    let mut client = administrator(&server);
    client.get("/services/data/v66.0/query?q=canary");
    let log = client.get("/local/log");
    assert!(log.text().contains("/services/data/v66.0/query") && !log.text().contains("canary"), "{}", log.text());
    client.token = "other".into();
    assert_eq!(client.get("/local/log").status, 401);
}
