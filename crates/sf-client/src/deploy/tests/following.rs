use super::world::*;
use crate::{
    Secret,
    deploy::*,
    login::{Flow, Login},
    test_server::{Answer, TestServer, http},
};
use serde_json::json;
use sf_wire::deploy::{DeployMessage, DeployResult, DeployStatus};

async fn watch(server: &TestServer) -> (Result<DeployOutcome, ClientError>, Vec<DeployEvent>) {
    let org = server.org().await;
    let mut events = Vec::new();
    let outcome = follow(&org, FIRST, &timing(), &mut |e| events.push(e)).await;
    (outcome, events)
}

fn one() -> Vec<(String, bool, u64)> {
    vec![(FIRST.to_owned(), false, 3)]
}

#[tokio::test]
async fn no_trouble_on_the_way_changes_the_outcome() {
    let trouble = vec![
        Answer::Drop,
        Answer::Reply(503, "<!DOCTYPE html>".into()),
        Answer::Reply(420, String::new()),
        Answer::Half(200, json!({"id": FIRST, "deployResult": {"done": false}}).to_string()),
        Answer::Reply(200, "<html>maintenance</html>".into()),
        Answer::json(401, json!([{"errorCode": "INVALID_SESSION_ID", "message": "expired"}])),
        Answer::json(404, json!([{"errorCode": "NOT_FOUND", "message": "not yet"}])),
        Answer::json(500, json!([{"errorCode": "INVALID_CROSS_REFERENCE_KEY", "message": "leaving the queue"}])),
    ];
    let states = vec![
        json!({"status": "Pending"}),
        json!({"status": "InProgress", "numberComponentsDeployed": "1"}),
        json!({"status": "Failed", "done": "true", "details": {"componentFailures": {"fullName": "A", "problem": "no"}}}),
    ];
    let (server, world) = server(World { deployments: one(), looks: trouble, states, ..World::default() }).await;
    let (outcome, events) = watch(&server).await;
    let outcome = outcome.unwrap();
    assert_eq!(outcome.verdict, Verdict::Failed);
    assert_eq!(outcome.result.details.component_failures.len(), 1);
    assert_eq!(events.iter().filter(|e| matches!(e, DeployEvent::ComponentFailed(_))).count(), 1);
    assert!(events.iter().any(|e| matches!(e, DeployEvent::Trouble(_))));
    assert_eq!(world.lock().unwrap().logins, 2, "the expired session was renewed");
    assert!(!format!("{events:?}").contains("canary"));
}

#[tokio::test]
async fn an_end_that_is_read_once_is_not_believed() {
    let states = vec![
        json!({"status": "Failed", "done": true}),
        json!({"status": "InProgress", "done": false}),
        json!({"status": "Succeeded", "done": true, "success": true}),
    ];
    let (server, _) = server(World { deployments: one(), states, ..World::default() }).await;
    assert_eq!(watch(&server).await.0.unwrap().verdict, Verdict::Succeeded);
}

#[tokio::test]
async fn an_end_is_read_twice_by_whoever_only_asks_how_it_stands() {
    let over = json!({"status": "Failed", "done": true});
    for states in [vec![over.clone(), json!({"status": "InProgress"})], vec![over], vec![json!({"status": "Pending"})]]
    {
        let last = states.last().cloned().unwrap();
        let (server, _) = server(World { deployments: one(), states, ..World::default() }).await;
        let result = standing(&server.org().await, FIRST).await.unwrap();
        assert_eq!((result.status.as_str(), result.done), (last["status"].as_str().unwrap(), last["done"] == true));
    }
}

#[tokio::test]
async fn patience_ends_the_watch_not_the_deployment() {
    let (server, _) =
        server(World { deployments: one(), states: vec![json!({"status": "InProgress"})], ..World::default() }).await;
    let org = server.org().await;
    let short = Timing { patience: Duration::from_millis(30), ..timing() };
    let outcome = follow(&org, FIRST, &short, &mut |_| {}).await.unwrap();
    assert_eq!((outcome.verdict, outcome.result.status), (Verdict::StillRunning, DeployStatus::InProgress));
}

#[tokio::test]
async fn an_unknown_id_is_reported_after_a_while() {
    let (server, _) = server(World::default()).await;
    let error = watch(&server).await.0.unwrap_err();
    assert_eq!(error.status(), Some(404));
    assert!(server.count("GET", "deployRequest") > 2);
}

#[tokio::test]
async fn a_token_that_cannot_be_renewed_ends_the_watch_with_the_reason() {
    let expired = Answer::json(401, json!([{"errorCode": "INVALID_SESSION_ID", "message": "canary-token expired"}]));
    let (server, _) = server(World { deployments: one(), looks: vec![expired; 1_000], ..World::default() }).await;
    let login = Login { address: server.address.clone(), flow: Flow::AccessToken(Secret::new("canary-token")) };
    let org = Org::connect(http(), login, 66).await.unwrap();
    let error = follow(&org, FIRST, &timing(), &mut |_| {}).await.unwrap_err();
    assert!(error.is_session_expired() && !error.to_string().contains("canary"), "{error}");
}

#[tokio::test]
async fn the_queue_is_named_once() {
    let mut deployments = one();
    deployments.insert(0, ("0Af0000000000OTHAA".into(), false, 9));
    let rows = json!({"done": true, "records": [{"Id": "0Af0000000000OTHAA", "Status": "InProgress", "CreatedById": "0052"}, {"Id": FIRST, "Status": "Pending"}]});
    let queries = vec![Answer::json(200, rows); 10];
    let states = vec![
        json!({"status": "Pending"}),
        json!({"status": "Pending"}),
        json!({"status": "Succeeded", "done": true, "success": true}),
    ];
    let (server, _) = server(World { deployments, states, queries, ..World::default() }).await;
    let (_, events) = watch(&server).await;
    let queued: Vec<_> = events
        .iter()
        .filter_map(|e| if let DeployEvent::Queued { behind } = e { Some(behind) } else { None })
        .collect();
    assert_eq!(queued.len(), 1);
    let ahead: Vec<_> = queued[0].iter().map(|ahead| (ahead.row.id.as_str(), ahead.user.as_deref())).collect();
    assert_eq!(ahead, [("0Af0000000000OTHAA", Some("Ada"))]);
}

#[tokio::test]
async fn ids_cannot_leave_their_place_in_the_path() {
    let (server, _) = server(World::default()).await;
    let org = server.org().await;
    let _ = status(&org, "0Af1/../../query?q=x", true).await;
    let asked = server.requests().last().unwrap().path.clone();
    assert_eq!(asked, "/services/data/v66.0/metadata/deployRequest/0Af1queryqx?includeDetails=true");
}

#[test]
fn only_failures_that_pass_by_themselves_are_transient() {
    let locked = "UNABLE_TO_LOCK_ROW: unable to obtain exclusive access to this record or 3 records";
    let failed = |problems: &[&str]| {
        let mut result = DeployResult { done: true, status: DeployStatus::Failed, ..DeployResult::default() };
        result.details.component_failures = problems
            .iter()
            .map(|p| DeployMessage { problem: Some((*p).to_owned()), ..DeployMessage::default() })
            .collect();
        result
    };
    assert!(is_transient(&failed(&[locked, locked])));
    assert!(!is_transient(&failed(&[locked, "Invalid type: X"])));
    assert!(!is_transient(&failed(&[])));
    assert!(!is_transient(&DeployResult { success: true, ..failed(&[locked]) }));
    assert!(!is_transient(&DeployResult { done: false, ..failed(&[locked]) }));
    let mut uncovered = failed(&[locked]);
    uncovered.details.run_test_result.code_coverage_warnings.push(sf_wire::deploy::CoverageWarning::default());
    assert!(!is_transient(&uncovered));
    assert!(!is_transient(&DeployResult { error_message: Some("boom".into()), ..failed(&[locked]) }));
}

#[test]
fn verdicts() {
    let of = |status: DeployStatus, done, success| {
        Verdict::of(&DeployResult { status, done, success, ..DeployResult::default() })
    };
    assert_eq!(of(DeployStatus::Succeeded, true, true), Verdict::Succeeded);
    assert_eq!(of(DeployStatus::Succeeded, false, true), Verdict::StillRunning);
    assert_eq!(of(DeployStatus::FinalizingFailed, true, false), Verdict::Failed);
    assert_eq!(of(DeployStatus::Canceled, true, false), Verdict::Canceled);
    assert_eq!(of(DeployStatus::Other("New".into()), true, true), Verdict::Succeeded);
    assert_eq!(of(DeployStatus::Other("New".into()), true, false), Verdict::Failed);
}
