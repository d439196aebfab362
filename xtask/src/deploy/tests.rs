use super::finish::Show;
use super::guard::{self, Consent};
use super::run::{Watch, Watched, status_again};
use crate::connect::Connection;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::report::Run;
use crate::view::View;
use serde_json::{Value, json};
use sf_client::OrgClass;
use sf_client::deploy::{DeployEvent, Deployment, Timing, Untouched, Verdict};
use sf_client::test_server::{Answer, Seen, TestServer};
use sf_wire::deploy::DeployOptions;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ORG: &str = "00D000000000001AAA";

/// An org whose deployments end one after the other as `ends` says.
async fn org(ends: Vec<Value>) -> TestServer {
    org_that_changes(ends, None).await
}

/// The same; once the first one was sent, another deployment has changed the org.
async fn org_that_changes(mut ends: Vec<Value>, by: Option<&'static str>) -> TestServer {
    let mut made = 0;
    TestServer::start(move |request: &Seen| {
        let path = request.path.as_str();
        if path.contains("/oauth2/token") {
            return Answer::json(200, json!({"access_token": "00D!canary", "id": "https://x/id/00D1/0051"}));
        }
        if path == "/services/data" {
            return Answer::json(200, json!([{"version": "66.0", "url": "", "label": ""}]));
        }
        if path.contains("LIMIT") && path.contains("CheckOnly") && made > 0 {
            let rows: Vec<Value> = by.iter().map(|id| json!({"Id": id, "Status": "Succeeded"})).collect();
            return Answer::json(200, json!({"done": true, "records": rows}));
        }
        if path.contains("query") {
            return Answer::json(200, json!({"done": true, "records": []}));
        }
        if request.method == "POST" {
            made += 1;
            if made > 1 {
                ends.remove(0);
            }
            return Answer::json(201, json!({"id": format!("0Af00000000000{made}AAA"), "deployResult": {}}));
        }
        Answer::json(200, json!({"id": "x", "deployResult": ends[0].clone()}))
    })
    .await
}

fn failed(problems: &[&str]) -> Value {
    let failures: Vec<Value> = problems.iter().map(|problem| json!({"fullName": "A", "problem": problem})).collect();
    json!({"status": "Failed", "done": true, "success": false, "details": {"componentFailures": failures}})
}

fn succeeded() -> Value {
    json!({"status": "Succeeded", "done": true, "success": true})
}

async fn connection(server: &TestServer, class: OrgClass) -> Connection {
    Connection { target: "uat".into(), org: server.org().await, org_id: ORG.into(), class, started: None }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<DeployEvent>>>);

impl View for Log {
    fn event(&mut self, event: &DeployEvent) {
        self.0.lock().unwrap().push(event.clone());
    }

    fn end(&mut self, _: &Run) {}
}

async fn deploy(ends: Vec<Value>) -> (Verdict, usize, Vec<DeployEvent>) {
    let server = org(ends).await;
    let log = Log::default();
    let watched = deploy_to(&server, None, &log).await.expect("it was started");
    let Watched::Seen(outcome) = watched else { panic!("nobody left it") };
    let events = log.0.lock().unwrap().clone();
    (outcome.verdict, server.count("POST", "deployRequest"), events)
}

async fn deploy_to(server: &TestServer, over: Option<Untouched>, log: &Log) -> Result<Watched, CommandError> {
    let connection = connection(server, OrgClass::Sandbox).await;
    let timing =
        Timing { first_pause: Duration::from_millis(1), longest_pause: Duration::from_millis(2), ..Timing::default() };
    let mut watch = Watch { retry_pause: Duration::from_millis(1), over, ..Watch::new(&connection, timing, false) };
    let mut show = Show::to(Box::new(log.clone()), Path::new("."));
    let package = Deployment::Package { zip: "ZIP".into(), options: DeployOptions::default(), components: 1 };
    watch.deploy(&package, &mut (), &mut show).await
}

const LOCKED: &str = "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 1 records";

#[tokio::test]
async fn a_deployment_that_met_only_locks_is_made_again() {
    // users-ask.md section 5: retries only when all failures are transient, and bounded.
    let (verdict, made, events) = deploy(vec![failed(&[LOCKED, LOCKED]), succeeded()]).await;
    assert_eq!((verdict, made), (Verdict::Succeeded, 2));
    assert!(events.iter().any(|event| matches!(event, DeployEvent::Retrying { attempt: 2, .. })));
    let (verdict, made, _) = deploy(vec![failed(&[LOCKED]); 5]).await;
    assert_eq!((verdict, made), (Verdict::Failed, 3));
}

#[tokio::test]
async fn a_reviewed_plan_that_met_locks_is_not_made_over_what_went_in_meanwhile() {
    for (by, made) in [(None, 2), (Some("0Af000000000009AAA"), 1)] {
        let server = org_that_changes(vec![failed(&[LOCKED]), succeeded()], by).await;
        let ended = deploy_to(&server, Some(Untouched::default()), &Log::default()).await;
        assert_eq!((ended.is_ok(), server.count("POST", "deployRequest")), (by.is_none(), made));
        if let Err(error) = ended {
            assert_eq!(error.exit, Exit::Drift);
            assert!(error.message.contains("0Af000000000009AAA has changed the org"), "{}", error.message);
        }
    }
}

#[tokio::test]
async fn one_lasting_failure_makes_it_pointless() {
    let (verdict, made, events) = deploy(vec![failed(&[LOCKED, "Invalid type: X"]), succeeded()]).await;
    assert_eq!((verdict, made), (Verdict::Failed, 1));
    let failures = events.iter().filter(|event| matches!(event, DeployEvent::ComponentFailed(_))).count();
    assert_eq!(failures, 2, "none is dropped");
}

#[tokio::test]
async fn a_look_that_fails_says_nothing_about_a_deployment() {
    let server = org(vec![succeeded()]).await;
    let org = connection(&server, OrgClass::Sandbox).await.org;
    let mut looks = 0;
    let flaky = TestServer::start(move |request: &Seen| {
        looks += u32::from(request.path.contains("deployRequest"));
        match request.path.as_str() {
            path if path.contains("/oauth2/token") => Answer::json(200, json!({"access_token": "00D!canary"})),
            "/services/data" => Answer::json(200, json!([{"version": "66.0", "url": "", "label": ""}])),
            _ if looks < 3 => Answer::Reply(503, "<html>".into()),
            _ => Answer::json(200, json!({"id": "x", "deployResult": succeeded()})),
        }
    })
    .await;
    let pause = Duration::from_millis(1);
    for org in [&org, &flaky.org().await] {
        let reply = status_again(org, "0Af000000000001AAA", pause).await.expect("a state");
        assert!(reply.deploy_result.success);
    }
}

#[tokio::test]
async fn production_is_changed_only_with_consent_and_a_plan() {
    // users-ask.md section 6: the same command went to production by accident.
    let server = org(vec![succeeded()]).await;
    let consent = |id: &str| Consent { production: Some(id.to_owned()) };
    for class in [OrgClass::Production, OrgClass::Unknown] {
        let guarded = connection(&server, class).await;
        let refused = |consent: &Consent, planned| guard::check(&guarded, consent, planned).unwrap_err();
        assert!(refused(&Consent::default(), true).message.contains("only --validate works"));
        assert!(refused(&consent(ORG), false).message.contains("a plan that was shown"));
        assert!(refused(&consent("00D000000000002"), true).message.contains("is org"));
        assert_eq!(refused(&consent(ORG), false).exit, Exit::Refused);
        assert!(guard::check(&guarded, &consent("00D000000000001"), true).is_ok());
        assert_eq!(guard::quick(&guarded, &Consent::default()).unwrap_err().exit, Exit::Refused);
        assert!(guard::quick(&guarded, &consent(ORG)).is_ok());
    }
    let sandbox = connection(&server, OrgClass::Sandbox).await;
    assert!(guard::check(&sandbox, &Consent::default(), false).is_ok());
    assert!(guard::check(&sandbox, &consent("00D000000000002"), false).is_err(), "a wrong id is never ignored");
}
