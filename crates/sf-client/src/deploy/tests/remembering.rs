use super::world::*;
use crate::deploy::*;
use serde_json::Value;

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
            Body::Deployment { options: "{}".into(), zip: "ZIP".into() },
        )
        .await;
    let job = JobFile::read(directory.path(), "uat").unwrap().unwrap();
    assert_eq!(job.id, None);
    let found = job.find(&org, &timing()).await;
    assert_eq!(found, Found::One("0Af000000000002AAA".into()));
}

#[tokio::test]
async fn a_lost_deployment_is_none_that_was_there_before_or_is_of_another_kind() {
    const OLD: &str = "0Af0000000000OLDAA";
    let rows =
        |rows: &[(&str, bool, u64)]| rows.iter().map(|(id, check, size)| ((*id).to_owned(), *check, *size)).collect();
    let (server, world) = server(World { deployments: rows(&[(OLD, false, 3)]), ..World::default() }).await;
    let org = server.org().await;
    let before = search::snapshot(&org).await.unwrap();
    let mut job = Job {
        target: "uat".into(),
        org_id: "00D1".into(),
        what: "hash".into(),
        sent: Fingerprint::from(&package()),
        before: Some(before),
        id: None,
        adopted: false,
        ended: false,
    };
    let (same, check, larger) = ("0Af000000000002AAA", "0Af000000000003AAA", "0Af000000000004AAA");
    world.lock().unwrap().told.insert(check.into(), serde_json::json!({"checkOnly": true}));
    world.lock().unwrap().deployments =
        rows(&[(OLD, false, 3), (same, false, 3), (check, true, 3), (larger, false, 9)]);
    let others = "0Af000000000005AAA";
    for (id, claimed) in [
        (OLD, Claimed::No),
        (same, Claimed::Sure),
        (&same[..15], Claimed::Sure),
        (check, Claimed::No),
        (larger, Claimed::Possible),
        (others, Claimed::No),
    ] {
        assert_eq!(job.claims(&org, id).await.unwrap(), claimed, "{id}");
    }
    // What was there before is not known, so only its kind tells against one.
    job.before = None;
    for (id, claimed) in [(OLD, Claimed::Possible), (check, Claimed::No)] {
        assert_eq!(job.claims(&org, id).await.unwrap(), claimed, "{id}");
    }
    // It was refused, so there is none.
    job.ended = true;
    assert_eq!(job.claims(&org, same).await.unwrap(), Claimed::No);
    job.id = Some(same.into());
    assert_eq!(job.claims(&org, same).await.unwrap(), Claimed::Sure);
    assert_eq!(job.claims(&org, larger).await.unwrap(), Claimed::No);
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
