use super::world::*;
use crate::{
    deploy::*,
    test_server::{Answer, TestServer},
};
use serde_json::json;

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
async fn an_org_that_does_not_list_its_deployments_just_now_is_asked_on_before_anything_is_sent() {
    // A page in place of data often comes with a status of success.
    for trouble in [Answer::Reply(503, String::new()), Answer::Reply(200, "<html>maintenance</html>".into())] {
        let queries = vec![trouble; 10];
        let (server, _) = server(World { uploads: vec![(true, Answer::Drop)], queries, ..World::default() }).await;
        let (id, _, events) = begin(&server).await;
        assert_eq!(id.as_deref(), Ok(FIRST));
        assert!(matches!(events[0], DeployEvent::NotSent(_)), "{events:?}");
        assert_eq!(server.count("POST", "deployRequest"), 1);
    }
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
    let quick = Deployment::Validated { id: "0AfV".into(), components: 2 };
    let result = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(result, Err(StartError::NoValidation { id: "0AfV".into() }));
    let id = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(id.as_deref(), Ok(FIRST));
}

/// Another deployment of the same user, with as many components, appears while the reply to a quick deploy is looked for.
async fn quick_beside(components: u64, tests: u64) -> Result<String, StartError> {
    let state = json!({"status": "Pending", "numberComponentsTotal": components, "numberTestsTotal": tests});
    let world = World { uploads: vec![(false, Answer::Drop)], states: vec![state], ..World::default() };
    let (server, world) = server(world).await;
    let org = server.org().await;
    let quick = Deployment::Validated { id: "0AfV".into(), components: 2 };
    start(&org, &quick, &mut Notes::default(), &timing(), &mut |event| {
        if matches!(event, DeployEvent::Searching(_)) {
            world.lock().unwrap().deployments.push(("0Af0000000000XXXAA".into(), false, 0));
        }
    })
    .await
}

#[tokio::test]
async fn a_quick_deploy_is_known_by_its_components_and_runs_no_tests() {
    assert_eq!(quick_beside(2, 0).await.as_deref(), Ok("0Af0000000000XXXAA"));
    for (components, tests) in [(5, 0), (2, 1)] {
        let result = quick_beside(components, tests).await;
        assert!(matches!(result, Err(StartError::InDoubt { .. })), "{result:?}");
    }
}

#[tokio::test]
async fn nothing_is_sent_again_that_is_no_longer_wanted() {
    let (server, _) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    let (org, mut notes) = (server.org().await, Notes::default());
    let moved = async || Err("the org has moved".to_owned());
    let result = start_while(&org, &package(), &mut notes, &timing(), &mut |_| {}, moved).await;
    assert_eq!(result, Err(StartError::NotAgain("the org has moved".into())));
    assert_eq!((server.count("POST", "deployRequest"), notes.0.last().map(String::as_str)), (1, Some("refused")));
}

#[tokio::test]
async fn what_was_only_recognised_is_remembered_as_that() {
    let directory = tempfile::tempdir().unwrap();
    for (upload, adopted) in [(None, false), (Some((true, Answer::Drop)), true)] {
        let (server, _) = server(World { uploads: upload.into_iter().collect(), ..World::default() }).await;
        let mut job = JobFile::new(directory.path(), "uat", "00D1", "hash");
        start(&server.org().await, &package(), &mut job, &timing(), &mut |_| {}).await.unwrap();
        let kept = JobFile::read(directory.path(), "uat").unwrap().unwrap();
        assert_eq!((job.is_adopted(), kept.adopted), (adopted, adopted));
    }
}

#[tokio::test]
async fn a_deployment_that_succeeded_in_part_has_changed_the_org() {
    let server = TestServer::start(|request: &crate::test_server::Seen| {
        let rows = if request.path.contains("SucceededPartial") { vec![json!({"Id": FIRST})] } else { Vec::new() };
        match request.path.as_str() {
            path if path.contains("/oauth2/token") => Answer::json(200, json!({"access_token": "00D!canary"})),
            "/services/data" => Answer::json(200, json!([{"version": "66.0", "url": "", "label": ""}])),
            _ => Answer::json(200, json!({"done": true, "records": rows})),
        }
    })
    .await;
    assert_eq!(newest_change(&server.org().await).await.unwrap().as_deref(), Some(FIRST));
}
