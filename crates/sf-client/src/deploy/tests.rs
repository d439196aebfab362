use super::*;
use crate::{
    Secret,
    login::{Flow, Login},
    test_server::{Answer, Seen, TestServer, http},
};
use serde_json::{Value, json};
use sf_wire::deploy::{DeployMessage, DeployResult, DeployStatus};
use std::sync::{Arc, Mutex};

/// An org with deployments, and what is to go wrong with the next requests.
#[derive(Default)]
struct World {
    /// Id, check only, zip size.
    deployments: Vec<(String, bool, u64)>,
    /// Answers given to uploads instead of the right one; `true`: the deployment is made all the same.
    uploads: Vec<(bool, Answer)>,
    /// Answers given to looks at the status instead of the right one.
    looks: Vec<Answer>,
    /// Answers given to Tooling queries instead of the right one.
    queries: Vec<Answer>,
    /// States of a deployment, one a look; the last one stays.
    states: Vec<Value>,
    logins: u32,
}

type Shared = Arc<Mutex<World>>;

fn answer(world: &mut World, request: &Seen) -> Answer {
    let path = request.path.as_str();
    if path.contains("/oauth2/token") {
        world.logins += 1;
        let token = format!("00D!canary{}", world.logins);
        return Answer::json(200, json!({"access_token": token, "id": "https://x/id/00D1/0051"}));
    }
    if path == "/services/data" {
        return Answer::json(200, json!([{"version": "66.0", "url": "/services/data/v66.0", "label": "x"}]));
    }
    if path.contains("tooling/query") {
        if let Some(answer) = pop(&mut world.queries) {
            return answer;
        }
        let rows: Vec<Value> = world
            .deployments
            .iter()
            .rev()
            .map(|(id, check_only, _)| json!({"Id": id, "CheckOnly": check_only, "Status": "Pending"}))
            .collect();
        return Answer::json(200, json!({"totalSize": rows.len(), "done": true, "records": rows}));
    }
    if request.method == "POST" && path.contains("deployRequest") {
        let wrong = if world.uploads.is_empty() { None } else { Some(world.uploads.remove(0)) };
        let id = format!("0Af00000000000{}AAA", world.deployments.len() + 1);
        if wrong.as_ref().is_none_or(|(made, _)| *made) {
            let zip = request.body.windows(3).filter(|w| *w == b"ZIP").count() as u64 * 3;
            world.deployments.push((id.clone(), false, zip));
        }
        return wrong
            .map_or_else(|| Answer::json(201, json!({"id": id, "deployResult": {"status": "Pending"}})), |(_, a)| a);
    }
    if let Some(answer) = pop(&mut world.looks) {
        return answer;
    }
    let id = path.rsplit('/').next().unwrap_or_default().split('?').next().unwrap_or_default();
    let Some((_, _, zip)) = world.deployments.iter().find(|d| d.0 == id) else {
        return Answer::json(404, json!([{"errorCode": "NOT_FOUND", "message": "no"}]));
    };
    let zip = *zip;
    let mut state = if world.states.len() > 1 {
        world.states.remove(0)
    } else {
        world.states.first().cloned().unwrap_or_else(|| json!({"status": "Succeeded", "done": true, "success": true}))
    };
    state["zipSize"] = json!(zip.to_string());
    Answer::json(200, json!({"id": id, "deployResult": state}))
}

fn pop(answers: &mut Vec<Answer>) -> Option<Answer> {
    if answers.is_empty() { None } else { Some(answers.remove(0)) }
}

async fn server(world: World) -> (TestServer, Shared) {
    let shared = Arc::new(Mutex::new(world));
    let inner = shared.clone();
    (TestServer::start(move |request| answer(&mut inner.lock().unwrap(), request)).await, shared)
}

fn timing() -> Timing {
    let ms = Duration::from_millis;
    Timing { first_pause: ms(2), longest_pause: ms(10), patience: ms(3_000), search: ms(120) }
}

fn package() -> Deployment {
    Deployment::Package { zip: b"ZIP".to_vec(), options: DeployOptions::default(), components: 1 }
}

#[derive(Default)]
struct Notes(Vec<String>, bool);

impl Journal for Notes {
    fn intend(&mut self, _: &Fingerprint, _: Option<&Snapshot>) -> Result<(), String> {
        self.0.push("intend".into());
        if self.1 { Err("disk full".into()) } else { Ok(()) }
    }

    fn started(&mut self, id: &str) -> Result<(), String> {
        self.0.push(id.to_owned());
        Ok(())
    }
}

async fn begin(server: &TestServer) -> (Result<String, StartError>, Vec<String>, Vec<DeployEvent>) {
    let org = server.org().await;
    let (mut notes, mut events) = (Notes::default(), Vec::new());
    let result = start(&org, &package(), &mut notes, &timing(), &mut |e| events.push(e)).await;
    (result, notes.0, events)
}

const FIRST: &str = "0Af000000000001AAA";

#[tokio::test]
async fn an_upload_has_both_parts_and_its_id_is_written_down() {
    let (server, _) = server(World::default()).await;
    let (id, notes, _) = begin(&server).await;
    assert_eq!((id.unwrap().as_str(), notes), (FIRST, vec!["intend".to_owned(), FIRST.to_owned()]));
    let upload =
        server.requests().into_iter().find(|r| r.method == "POST" && r.path.contains("deployRequest")).unwrap();
    let body = String::from_utf8_lossy(&upload.body).into_owned();
    assert!(upload.head.to_lowercase().contains("authorization: bearer 00d!canary1"));
    assert!(upload.path.ends_with("/services/data/v66.0/metadata/deployRequest"));
    assert!(body.contains("name=\"json\"") && body.contains("\"rollbackOnError\":true"));
    assert!(body.contains("name=\"file\"; filename=\"deploy.zip\"") && body.contains("application/zip"));
}

#[tokio::test]
async fn a_lost_reply_is_adopted_not_repeated() {
    for lost in [
        Answer::Drop,
        Answer::Half(201, json!({"id": FIRST}).to_string()),
        Answer::Reply(502, "<html>".into()),
        Answer::Reply(201, "{}".into()),
    ] {
        let (server, _) = server(World { uploads: vec![(true, lost.clone())], ..World::default() }).await;
        let (id, notes, events) = begin(&server).await;
        assert_eq!(id.as_deref(), Ok(FIRST), "{lost:?}");
        assert_eq!(notes.last().map(String::as_str), Some(FIRST));
        assert!(events.contains(&DeployEvent::Adopted { id: FIRST.into() }));
        assert_eq!(server.count("POST", "deployRequest"), 1, "{lost:?}");
    }
}

#[tokio::test]
async fn what_did_not_arrive_is_sent_again() {
    let (server, _) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    let (id, _, _) = begin(&server).await;
    assert_eq!(id.as_deref(), Ok(FIRST));
    assert_eq!(server.count("POST", "deployRequest"), 2);
}

#[tokio::test]
async fn deployments_from_before_and_of_other_kinds_are_not_adopted() {
    let old = vec![("0Af0000000000OLDAA".to_owned(), false, 3)];
    let (server, world) =
        server(World { deployments: old, uploads: vec![(true, Answer::Drop)], ..World::default() }).await;
    let (id, _, _) = begin(&server).await;
    assert_eq!(id.unwrap(), world.lock().unwrap().deployments[1].0);
}

#[tokio::test]
async fn doubt_stops_and_asks() {
    // Another deployment of the same user appears whose size is not ours.
    let (server, world) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    let org = server.org().await;
    let inserted = world.clone();
    let mut notes = Notes::default();
    let result = start(&org, &package(), &mut notes, &timing(), &mut |event| {
        if matches!(event, DeployEvent::Searching(_)) {
            inserted.lock().unwrap().deployments.push(("0Af0000000000XXXAA".into(), false, 999));
        }
    })
    .await;
    let Err(StartError::InDoubt { candidates, .. }) = result else { panic!("{result:?}") };
    assert_eq!(candidates[0].id, "0Af0000000000XXXAA");
    assert_eq!(server.count("POST", "deployRequest"), 1);
}

#[tokio::test]
async fn without_an_answer_from_the_org_nothing_is_sent_twice() {
    let queries = std::iter::once(Answer::json(200, json!({"done": true, "records": []})))
        .chain(std::iter::repeat_n(Answer::Reply(503, String::new()), 1_000))
        .collect();
    let (server, _) = server(World { uploads: vec![(true, Answer::Drop)], queries, ..World::default() }).await;
    let (result, _, _) = begin(&server).await;
    assert!(matches!(result, Err(StartError::InDoubt { .. })), "{result:?}");
    assert_eq!(server.count("POST", "deployRequest"), 1);
}

#[tokio::test]
async fn a_refusal_is_final_and_an_unwritable_journal_sends_nothing() {
    let refusal = Answer::json(403, json!([{"errorCode": "INSUFFICIENT_ACCESS", "message": "no"}]));
    let (server, _) = server(World { uploads: vec![(false, refusal)], ..World::default() }).await;
    let (result, _, _) = begin(&server).await;
    assert!(matches!(result, Err(StartError::Refused(_))), "{result:?}");
    assert_eq!(server.count("POST", "deployRequest"), 1);

    let org = server.org().await;
    let result = start(&org, &package(), &mut Notes(Vec::new(), true), &timing(), &mut |_| {}).await;
    assert_eq!(result, Err(StartError::NotJournaled("disk full".into())));
    assert_eq!(server.count("POST", "deployRequest"), 1);
}

#[tokio::test]
async fn a_quick_deploy_without_validation_says_so() {
    let missing = Answer::json(404, json!([{"errorCode": "NOT_FOUND", "message": "no"}]));
    let (server, _) = server(World { uploads: vec![(false, missing)], ..World::default() }).await;
    let org = server.org().await;
    let quick = Deployment::Validated { id: "0AfV".into() };
    let result = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(result, Err(StartError::NoValidation { id: "0AfV".into() }));
    let id = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(id.as_deref(), Ok(FIRST));
}

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
    let rows = json!({"done": true, "records": [{"Id": "0Af0000000000OTHAA", "Status": "InProgress"}, {"Id": FIRST, "Status": "Pending"}]});
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
    assert_eq!(queued[0].iter().map(|r| r.id.as_str()).collect::<Vec<_>>(), ["0Af0000000000OTHAA"]);
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

#[tokio::test]
async fn a_process_that_dies_while_sending_finds_its_deployment_later() {
    let (server, _) =
        server(World { deployments: vec![("0Af0000000000OLDAA".into(), false, 3)], ..World::default() }).await;
    let org = server.org().await;
    let directory = tempfile::tempdir().unwrap();
    let before = search::snapshot(&org).await.unwrap();
    let mut file = JobFile::new(directory.path(), "uat", "00D1", "hash");
    file.intend(&Fingerprint::from(&package()), Some(&before)).unwrap();
    // The package arrives, and the process ends before it reads the reply.
    let _ = org
        .call::<Value>(
            "test",
            Method::POST,
            &resource(&org),
            Body::Deployment { options: "{}".into(), zip: b"ZIP".to_vec() },
        )
        .await;
    let job = JobFile::read(directory.path(), "uat").unwrap().unwrap();
    assert_eq!(job.id, None);
    let found = job.find(&org, &timing()).await;
    assert_eq!(found, Found::One("0Af000000000002AAA".into()));
}

#[test]
fn a_job_file_tells_the_last_job_of_its_target() {
    let directory = tempfile::tempdir().unwrap();
    assert_eq!(JobFile::read(directory.path(), "uat").unwrap(), None);
    let mut file = JobFile::new(directory.path(), "uat", "00D1", "hash");
    file.intend(&Fingerprint::from(&package()), None).unwrap();
    file.started(FIRST).unwrap();
    let job = JobFile::read(directory.path(), "uat").unwrap().unwrap();
    assert_eq!((job.id.as_deref(), job.ended, job.org_id.as_str()), (Some(FIRST), false, "00D1"));
    file.ended().unwrap();
    assert!(JobFile::read(directory.path(), "uat").unwrap().unwrap().ended);
    assert_eq!(JobFile::read(directory.path(), "prod").unwrap(), None);
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "no temporary file is left");
    std::fs::write(directory.path().join("uat.job.json"), "{").unwrap();
    assert!(matches!(JobFile::read(directory.path(), "uat"), Err(JobError::Damaged { .. })));
    assert!(matches!(JobFile::read(directory.path(), "../uat"), Err(JobError::Name(_))));
}
