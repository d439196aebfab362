use super::world::*;
use crate::{deploy::*, test_server::Answer};
use serde_json::{Value, json};

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
async fn neither_a_validation_nor_what_others_send_is_taken_for_what_was_lost() {
    let (server, world) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    // Of the same size as what was sent.
    let appear = || world.lock().unwrap().deployments.push((FIRST.into(), true, 3));
    let (id, _, _) = begin_beside(&server, &package(), appear).await;
    assert_eq!(id.as_deref(), Ok("0Af000000000002AAA"));
    assert_eq!(server.count("POST", "deployRequest"), 2);
    let lists = server.requests().into_iter().filter(|request| request.path.contains("tooling/query"));
    let lists: Vec<String> = lists.map(|request| request.path).collect();
    assert!(
        lists.len() > 1 && lists.iter().all(|path| path.contains("CreatedById") && path.contains("0051")),
        "{lists:?}"
    );
}

#[tokio::test]
async fn doubt_stops_and_asks() {
    // Another deployment of the same user appears whose size is not ours, or two of the same size.
    for sizes in [&[999][..], &[3, 3]] {
        let (server, world) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
        let appear = || {
            let rivals = sizes.iter().enumerate().map(|(n, size)| (format!("0Af0000000000XX{n}AA"), false, *size));
            world.lock().unwrap().deployments.extend(rivals);
        };
        let (result, _, _) = begin_beside(&server, &package(), appear).await;
        let Err(StartError::InDoubt { candidates, .. }) = result else { panic!("{result:?}") };
        assert_eq!(candidates.len(), sizes.len());
        assert_eq!(server.count("POST", "deployRequest"), 1);
    }
}

/// What an org tells of a deployment that appears while the reply to a quick deploy is lost; it tells no size of it.
async fn quick_beside(told: Value) -> (Result<String, StartError>, Vec<String>) {
    let (server, world) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    let appear = || {
        let mut world = world.lock().unwrap();
        world.deployments.push((FIRST.into(), false, 0));
        world.told.insert(FIRST.into(), told.clone());
    };
    let (result, notes, _) = begin_beside(&server, &validated(), appear).await;
    assert_eq!(server.count("POST", "deployRequest"), 1);
    (result, notes)
}

#[tokio::test]
async fn a_quick_deploy_whose_reply_was_lost_is_not_any_deployment_of_the_user() {
    let (same, notes) = quick_beside(json!({"numberComponentsTotal": 2})).await;
    assert_eq!((same.as_deref(), notes), (Ok(FIRST), vec!["intend".into(), "adopted".into(), FIRST.to_owned()]));
    for other in [
        json!({"numberComponentsTotal": 5}),
        json!({"numberComponentsTotal": 2, "numberTestsTotal": 1}),
        json!({"numberComponentsTotal": 2, "zipSize": 999}),
        json!({}),
    ] {
        let told = other.to_string();
        let (result, _) = quick_beside(other).await;
        let in_doubt = matches!(&result, Err(StartError::InDoubt { candidates, .. }) if candidates.len() == 1);
        assert!(in_doubt, "{told}: {result:?}");
    }
}

#[tokio::test]
async fn a_deployment_that_waits_is_asked_until_it_says_what_it_is() {
    for (components, ours) in [(1, true), (2, false)] {
        let lost = World { uploads: vec![(true, Answer::Drop)], ..World::default() };
        let (server, world) = server(lost).await;
        let waits = json!({"status": "Pending", "done": false, "success": false, "zipSize": null});
        world.lock().unwrap().told.insert(FIRST.into(), waits);
        let told = world.clone();
        tokio::spawn(async move {
            tokio::time::sleep(timing().search * 2).await;
            let runs = json!({"done": false, "zipSize": null, "numberComponentsTotal": components});
            told.lock().unwrap().told.insert(FIRST.into(), runs);
        });
        let (result, _, _) = begin(&server).await;
        assert_eq!(result.is_ok(), ours, "{result:?}");
        assert_eq!(server.count("POST", "deployRequest"), 1);
    }
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
    let quick = validated();
    let result = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(result, Err(StartError::NoValidation { id: "0AfV".into() }));
    let id = start(&org, &quick, &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert_eq!(id.as_deref(), Ok(FIRST));
}

#[tokio::test]
async fn what_was_reviewed_is_not_sent_again_over_what_somebody_else_has_sent_meanwhile() {
    // The package never arrives, and something of another kind is all that appears while the org is asked.
    let (server, world) = server(World { uploads: vec![(false, Answer::Drop)], ..World::default() }).await;
    let (org, mut notes) = (server.org().await, Notes::default());
    let other = "0Af0000000000XXXAA".to_owned();
    let mut hear = |event| {
        if matches!(event, DeployEvent::Searching(_)) {
            world.lock().unwrap().deployments.push((other.clone(), true, 999));
        }
    };
    let over = Untouched::default();
    let result = start_over(&org, &package(), Some(&over), &mut notes, &timing(), &mut hear).await;
    assert_eq!(result, Err(StartError::Touched(Touched::Since(other.clone()))));
    assert_eq!((server.count("POST", "deployRequest"), notes.0), (1, vec!["intend".into(), "refused".to_owned()]));
    let over = Untouched { newest: Some(other), own: Vec::new() };
    let result = start_over(&org, &package(), Some(&over), &mut Notes::default(), &timing(), &mut |_| {}).await;
    assert!(result.is_ok(), "{result:?}");
}
