//! Random trouble: whatever happens on the wire, the org makes one deployment, and what is reported of it is true.

use super::world::*;
use crate::{deploy::*, test_server::Answer};
use serde_json::json;

/// Numbers that look random and are the same in every run (a linear congruential generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    fn trouble(&mut self) -> Answer {
        match self.below(8) {
            0 => Answer::Drop,
            1 => {
                Answer::Half(200, json!({"id": FIRST, "deployResult": {"done": true, "status": "Failed"}}).to_string())
            }
            2 => Answer::Reply(200, "<html>canary</html>".into()),
            3 => Answer::Reply(502, "<!DOCTYPE html>".into()),
            4 => Answer::Reply(503, String::new()),
            5 => Answer::Reply(420, String::new()),
            6 => Answer::json(401, json!([{"errorCode": "INVALID_SESSION_ID", "message": "00D!canary1 expired"}])),
            _ => Answer::Reply(200, "{\"id\": ".into()),
        }
    }

    fn troubles(&mut self, most: u64) -> Vec<Answer> {
        (0..self.below(most)).map(|_| self.trouble()).collect()
    }
}

async fn one_schedule(seed: u64) {
    let mut dice = Dice(seed);
    let (status, verdict) =
        [("Succeeded", Verdict::Succeeded), ("Failed", Verdict::Failed), ("Canceled", Verdict::Canceled)]
            [dice.below(3) as usize];
    let states = vec![
        json!({"status": "Pending"}),
        json!({"status": "InProgress", "details": {"componentFailures": [{"fullName": "A", "problem": "canary"}]}}),
        json!({"status": status, "done": true, "success": status == "Succeeded", "details": {"componentFailures": [{"fullName": "A", "problem": "first"}, {"fullName": "B", "problem": "second"}]}}),
    ];
    // An expired session says that the org has not acted; everything else leaves that open.
    let uploads = (0..dice.below(3)).map(|_| {
        let answer = dice.trouble();
        let expired = matches!(answer, Answer::Reply(401, _));
        (!expired && dice.below(2) == 0, answer)
    });
    let uploads = uploads.collect();
    let world = World { uploads, queries: dice.troubles(4), looks: dice.troubles(6), states, ..World::default() };
    let (server, world) = server(world).await;
    let org = server.org().await;
    let mut events = Vec::new();
    let result = start(&org, &package(), &mut Notes::default(), &timing(), &mut |e| events.push(e)).await;
    let made: Vec<String> = world.lock().unwrap().deployments.iter().map(|d| d.0.clone()).collect();
    assert!(made.len() <= 1, "seed {seed}: deployed {} times", made.len());
    match &result {
        Ok(id) => {
            assert_eq!(made.first(), Some(id), "seed {seed}");
            // On a busy machine a few refused looks take longer than an org is given in other tests.
            let timing = crate::deploy::Timing { search: std::time::Duration::from_secs(5), ..timing() };
            let outcome = follow(&org, id, &timing, &mut |e| events.push(e)).await.unwrap();
            assert_eq!(outcome.verdict, verdict, "seed {seed}");
            assert_eq!(outcome.result.details.component_failures.len(), 2, "seed {seed}");
            let told =
                |name: &str| events.iter().any(|e| matches!(e, DeployEvent::ComponentFailed(f) if f.full_name == name));
            assert!(told("A") && told("B"), "seed {seed}: a failure was not told");
        }
        Err(StartError::InDoubt { .. }) => {}
        // The renewed session was refused as well: the org has not acted, and said so.
        Err(StartError::Refused(e)) if e.is_session_expired() => assert!(made.is_empty(), "seed {seed}"),
        Err(other) => panic!("seed {seed}: {other}"),
    }
    let told = format!(
        "{result:?} {:?}",
        events.iter().filter(|e| !matches!(e, DeployEvent::ComponentFailed(_))).collect::<Vec<_>>()
    );
    assert!(!told.contains("canary"), "seed {seed}: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_schedule_of_faults_makes_a_second_deployment_or_a_wrong_report() {
    for batch in 0..20 {
        let schedules: Vec<_> = (0..12).map(|i| tokio::spawn(one_schedule(batch * 12 + i))).collect();
        for schedule in schedules {
            schedule.await.unwrap();
        }
    }
}

/// The server must be able to fail, or the test above proves nothing.
#[tokio::test]
async fn the_dice_bring_every_kind_of_trouble() {
    let mut dice = Dice(1);
    let kinds: std::collections::BTreeSet<String> = (0..200).map(|_| format!("{:?}", dice.trouble())).collect();
    assert_eq!(kinds.len(), 8);
}
