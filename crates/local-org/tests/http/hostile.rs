//! Whatever is sent, there is an answer, and the org stands as before.

use crate::world::{KEY, SECRET, app, project};
use bytes::Bytes;
use http::Request;
use local_org::http::handle;
use local_org::server::Server;
use proptest::prelude::*;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let server = project();
    server.world.lock().apps = vec![app(None)];
    server
});

/// Words that lead somewhere.
const WORDS: &[&str] = &[
    "services",
    "data",
    "v66.0",
    "oauth2",
    "token",
    "authorize",
    "device",
    "introspect",
    "apexrest",
    "mcp",
    "sales-insight",
    "Soap",
    "m",
    "66.0",
    "query",
    "queryAll",
    "sobjects",
    "Account",
    "describe",
    "composite",
    "batch",
    "tooling",
    "ApexClass",
    "executeAnonymous",
    "runTestsAsynchronous",
    "search",
    "parameterizedSearch",
    "apps",
    "oauth",
    "usage",
    "credentials",
    "limits",
    "metadata",
    "deployRequest",
    "local",
    "seed",
    "id",
    "001000000000001AAA",
    "%ff",
    "%2F",
    "é",
];

fn path() -> impl Strategy<Value = String> {
    let word = prop_oneof![4 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => "[ -~]{0,12}"];
    let start =
        prop::sample::select(vec!["/services/data/v66.0", "/services/oauth2", "/services/apexrest", "", "/local"]);
    (start, prop::collection::vec(word, 0..5)).prop_map(|(start, words)| {
        let words: Vec<String> = words
            .iter()
            .map(|word| format!("/{}", word.replace([' ', '#', '"', '<', '>', '\\', '^', '`', '{', '|', '}'], "")))
            .collect();
        format!("{start}{}", words.concat())
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let json = prop::sample::select(vec![
        r#"{"compositeRequest":[{"method":"GET","url":"/services/data/v66.0/query?q=x","referenceId":"a"}],"allOrNone":true}"#,
        r#"{"records":[{"attributes":{"type":"Account"},"Name":1},{"attributes":{}}]}"#,
        r#"{"batchRequests":[{"method":"?","url":"é"}]}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":[]}"#,
        r#"{"q":"x","sobjects":[{"name":"Account","where":"'"}]}"#,
        "[[[[[[[[[[{",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=e30.e30.AA",
    ]);
    prop_oneof![json.prop_map(|text| text.as_bytes().to_vec()), prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered(
        method in prop::sample::select(vec!["GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS"]),
        path in path(),
        query in "[ -~]{0,40}",
        body in body(),
    ) {
        let query: String = query.bytes().map(|b| format!("%{b:02X}")).collect();
        let parameter = ["q", "anonymousBody", "user_code", "client_id", "after"][body.len() % 5];
        let token = SERVER.administrator_token.expose();
        let request = Request::builder()
            .method(method)
            .uri(format!("{path}?{parameter}={query}&client_id={KEY}&client_secret={SECRET}"))
            .header("Host", "localhost")
            .header("Authorization", format!("Bearer {token}"))
            .body(Bytes::from(body));
        // What is no URI never reaches the org.
        let Ok(request) = request else { return Ok(()) };
        let response = handle(&SERVER.world, &request, IpAddr::V4(Ipv4Addr::LOCALHOST));
        prop_assert_ne!(response.status().as_u16(), 500, "{} {}: {:?}", method, path, response.body());
        let text = String::from_utf8_lossy(response.body()).into_owned();
        prop_assert!(!text.contains(SECRET) && !text.contains(token), "{} {}: {}", method, path, text);
    }
}

/// SOQL from nowhere.
#[test]
fn hostile_queries_are_refused() {
    let mut client = crate::world::administrator(&SERVER);
    let deep = format!("SELECT Id FROM Account WHERE {}Name = 'x'{}", "(".repeat(3_000), ")".repeat(3_000));
    for soql in [
        deep.as_str(),
        "SELECT",
        "'",
        "\\",
        "SELECT Id FROM Account LIMIT 99999999999999999999",
        "SELECT Id FROM Account OFFSET -1",
    ] {
        let status = client.query(soql).status;
        assert!((400..500).contains(&status), "{status}: {}", &soql[..soql.len().min(60)]);
    }
}
