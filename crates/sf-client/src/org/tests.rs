use super::*;
use crate::login::Flow;
use crate::test_server::{Answer, Seen, TestServer};
use crate::{HttpConfig, RetrieveEvent};
use serde_json::{Value, json};
use sf_wire::soap::{self, AsyncResult, Fault, RetrieveRequest, RetrieveResult};

fn basics(request: &Seen) -> Option<Answer> {
    if request.path.contains("/oauth2/token") {
        return Some(Answer::json(200, json!({"access_token": "00D!canary", "id": "https://x/id/00D1/0051"})));
    }
    let versions = json!([{"version": "9.0", "url": "", "label": ""}, {"version": "65.0", "url": "", "label": ""}]);
    (request.path == "/services/data").then(|| Answer::json(200, versions))
}

async fn serve(mut handler: impl FnMut(&Seen) -> Answer + Send + 'static) -> (TestServer, Org) {
    let server = TestServer::start(move |request| basics(request).unwrap_or_else(|| handler(request))).await;
    let org = server.org().await;
    (server, org)
}

#[tokio::test]
async fn the_version_is_never_above_what_the_org_knows() {
    let (_, org) = serve(|_| Answer::Drop).await;
    assert_eq!((org.version(), org.data_path("limits")), (65, "/services/data/v65.0/limits".to_owned()));
}

#[tokio::test]
async fn queries_read_every_page_and_stay_on_the_host() {
    let (server, org) = serve(|request| {
        let page = |done: bool, next: Value, id: &str| {
            Answer::json(200, json!({"totalSize": 3, "done": done, "nextRecordsUrl": next, "records": [{"Id": id}]}))
        };
        match request.path.as_str() {
            "/services/data/v65.0/query/01g-1" => page(false, json!("https://evil.example/x"), "2"),
            _ => page(false, json!("/services/data/v65.0/query/01g-1"), "1"),
        }
    })
    .await;
    let rows: Vec<Value> = org.query("test", "SELECT Id FROM A WHERE Name = 'a+b & c'").await.unwrap();
    assert_eq!(rows, [json!({"Id": "1"}), json!({"Id": "2"})]);
    let asked = &server.requests()[2].path;
    assert_eq!(asked, "/services/data/v65.0/query?q=SELECT+Id+FROM+A+WHERE+Name+%3D+%27a%2Bb+%26+c%27");
}

#[tokio::test]
async fn reads_are_repeated_and_writes_are_not() {
    let mut left = 2;
    let (server, org) = serve(move |request| {
        if request.method == "POST" {
            return Answer::Reply(503, String::new());
        }
        left -= 1;
        if left >= 0 {
            Answer::Drop
        } else {
            Answer::json(200, json!({"DailyApiRequests": {"Max": 5, "Remaining": 4}}))
        }
    })
    .await;
    assert_eq!(org.limits().await.unwrap()["DailyApiRequests"].remaining, 4);
    assert_eq!(server.count("GET", "limits"), 3);
    assert!(org.create("test", "sobjects/A", &json!({})).await.is_err());
    assert_eq!(server.count("POST", "sobjects"), 1);
}

#[tokio::test]
async fn an_org_that_does_not_say_what_it_is_counts_as_production() {
    let (_, org) = serve(|_| Answer::Reply(403, String::new())).await;
    assert_eq!(org.class().await, OrgClass::Unknown);
    assert!(org.class().await.is_guarded());
    let (_, org) =
        serve(|_| Answer::json(200, json!({"done": true, "records": [{"Id": "00D", "IsSandbox": true}]}))).await;
    assert_eq!(org.class().await, OrgClass::Sandbox);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (server, org) = serve(|_| Answer::Reply(302, String::new())).await;
    let error = org.limits().await.unwrap_err();
    assert_eq!(error.status(), Some(302));
    assert!(error.to_string().contains("renamed My Domain") && !error.may_have_acted(), "{error}");
    assert_eq!(server.count("GET", "limits"), 1);
}

#[tokio::test]
async fn errors_repeat_no_token() {
    let (_, org) = serve(|_| Answer::json(400, json!([{"errorCode": "X", "message": "bad token 00D!canary"}]))).await;
    let error = org.limits().await.unwrap_err().to_string();
    assert!(error.contains("[redacted]") && !error.contains("canary"), "{error}");
    assert!(!format!("{org:?}").contains("canary"));
}

#[tokio::test]
async fn a_retrieve_waits_renews_its_session_and_yields_the_zip() {
    let mut looks = 0;
    let (server, org) = serve(move |request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        if body.contains("<retrieve ") {
            let accepted = AsyncResult { id: "09S1".into(), state: "Queued".into(), done: false };
            return Answer::Reply(200, soap::reply("retrieve", &accepted));
        }
        looks += 1;
        let expired = Fault { code: "INVALID_SESSION_ID".into(), message: "expired".into() };
        match looks {
            1 => Answer::Reply(500, soap::fault(&expired)),
            2 => Answer::Reply(503, "<html>".into()),
            3 => Answer::Reply(200, soap::reply("checkRetrieveStatus", &RetrieveResult::default())),
            _ => {
                let result = RetrieveResult { done: true, success: true, ..RetrieveResult::default() }.with_zip(b"zip");
                Answer::Reply(200, soap::reply("checkRetrieveStatus", &result))
            }
        }
    })
    .await;
    let result = org.retrieve(RetrieveRequest::default(), Duration::from_secs(10), &mut |_| ()).await.unwrap();
    assert_eq!(result.zip().unwrap(), b"zip");
    assert_eq!(server.count("POST", "/oauth2/token"), 2);
    assert!(
        server
            .requests()
            .iter()
            .any(|r| r.path == "/services/Soap/m/65.0" && r.head.to_lowercase().contains("soapaction: \"\""))
    );
}

#[tokio::test]
async fn a_jwt_token_on_an_older_api_is_refused_with_the_reason() {
    let server = TestServer::start(|request| {
        if request.path.contains("/oauth2/token") {
            return Answer::json(200, json!({"access_token": "eyJhbGciOiJSUzI1NiJ9.x.y", "token_format": "jwt"}));
        }
        basics(request).unwrap_or(Answer::Drop)
    })
    .await;
    let org = server.org().await;
    let retrieved = org.retrieve(RetrieveRequest::default(), Duration::from_secs(1), &mut |_| ()).await.unwrap_err();
    // A list would be empty as well.
    let listed = org.listed("ApexClass", "66.0").await.unwrap_err();
    assert!([retrieved, listed].iter().all(|error| error.to_string().contains("68.0")));
    assert_eq!(server.count("POST", "Soap"), 0);
}

#[tokio::test]
async fn a_retrieve_whose_looks_fail_says_so_while_it_waits_and_in_the_end() {
    let server = TestServer::start(|request| {
        if String::from_utf8_lossy(&request.body).contains("<retrieve ") {
            let accepted = AsyncResult { id: "09S1".into(), state: "Queued".into(), done: false };
            return Answer::Reply(200, soap::reply("retrieve", &accepted));
        }
        let fault = Fault { code: "UNKNOWN_EXCEPTION".into(), message: "boom".into() };
        basics(request).unwrap_or(Answer::Reply(500, soap::fault(&fault)))
    })
    .await;
    let mut told = Vec::new();
    let mut tell = |event: RetrieveEvent<'_>| told.push(format!("{event:?}"));
    let retrieved = server.org().await.retrieve(RetrieveRequest::default(), Duration::from_secs(1), &mut tell).await;
    let error = retrieved.unwrap_err().to_string();
    assert!(error.contains("09S1") && error.contains("in time") && error.contains("boom"), "{error}");
    assert!(told.len() == 1 && told[0].contains("boom"), "{told:?}");
}

#[tokio::test]
async fn what_a_session_sealed_on_this_machine_is_known_in_the_next_one() {
    let server = TestServer::start(|request| basics(request).unwrap_or(Answer::Drop)).await;
    let of = async |token: &str, key: Option<&'static str>| {
        let login = Login { address: server.address.clone(), flow: Flow::AccessToken(Secret::new(token)) };
        let org = Org::connect(Http::new(&HttpConfig::default()).unwrap(), login, 66).await.unwrap();
        org.seal_with(move || key.map(Secret::new));
        org
    };
    let seal = of("00D!canary-1", Some("canary-key")).await.seal(b"text").unwrap();
    assert!(!seal.contains("canary"), "{seal}");
    for (token, key, is_known) in [
        ("00D!canary-2", Some("canary-key"), true),
        ("00D!canary-1", None, true),
        ("00D!canary-1", Some("canary-other"), true),
        ("00D!canary-2", Some("canary-other"), false),
        ("00D!canary-2", None, false),
    ] {
        let org = of(token, key).await;
        assert_eq!(seal::is_of(Some(&seal), org.seal(b"text").as_deref()), is_known, "{token} {key:?}");
        assert!(!seal::is_of(Some(&seal), org.seal(b"another").as_deref()));
    }
}
