//! An org for tests, and what goes wrong between it and the client.

use crate::{
    deploy::{
        DeployEvent, DeployOptions, Deployment, Fingerprint, Journal, Snapshot, StartError, Timing, Validated, start,
    },
    test_server::{Answer, Seen, TestServer},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// An org with deployments, and what is to go wrong with the next requests.
#[derive(Default)]
pub(super) struct World {
    /// Id, check only, zip size.
    pub(super) deployments: Vec<(String, bool, u64)>,
    /// Answers given to uploads instead of the right one; `true`: the deployment is made all the same.
    pub(super) uploads: Vec<(bool, Answer)>,
    /// Answers given to looks at the status instead of the right one.
    pub(super) looks: Vec<Answer>,
    /// Answers given to Tooling queries instead of the right one.
    pub(super) queries: Vec<Answer>,
    /// States of a deployment, one a look; the last one stays.
    pub(super) states: Vec<Value>,
    /// What the status of a deployment says besides, by its id.
    pub(super) told: BTreeMap<String, Value>,
    pub(super) logins: u32,
}

pub(super) type Shared = Arc<Mutex<World>>;

pub(super) fn answer(world: &mut World, request: &Seen) -> Answer {
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
    if path.contains("/query") {
        return Answer::json(200, json!({"done": true, "records": [{"Id": "0052", "Name": "Ada"}]}));
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
    for (name, value) in world.told.get(id).and_then(Value::as_object).into_iter().flatten() {
        state[name] = value.clone();
    }
    Answer::json(200, json!({"id": id, "deployResult": state}))
}

pub(super) fn pop(answers: &mut Vec<Answer>) -> Option<Answer> {
    if answers.is_empty() { None } else { Some(answers.remove(0)) }
}

pub(super) async fn server(world: World) -> (TestServer, Shared) {
    let shared = Arc::new(Mutex::new(world));
    let inner = shared.clone();
    (TestServer::start(move |request| answer(&mut inner.lock().unwrap(), request)).await, shared)
}

pub(super) fn timing() -> Timing {
    let ms = Duration::from_millis;
    Timing { first_pause: ms(2), longest_pause: ms(10), patience: ms(3_000), search: ms(120) }
}

pub(super) fn package() -> Deployment {
    Deployment::Package { zip: "ZIP".into(), options: DeployOptions::default(), components: 1 }
}

#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<String>, pub(super) bool);

impl Journal for Notes {
    fn intend(&mut self, _: &Fingerprint, _: Option<&Snapshot>) -> Result<(), String> {
        self.0.push("intend".into());
        if self.1 { Err("disk full".into()) } else { Ok(()) }
    }

    fn started(&mut self, id: &str) -> Result<(), String> {
        self.0.push(id.to_owned());
        Ok(())
    }

    fn adopted(&mut self, id: &str) -> Result<(), String> {
        self.0.push("adopted".into());
        self.started(id)
    }

    fn refused(&mut self) -> Result<(), String> {
        self.0.push("refused".into());
        Ok(())
    }
}

/// A validation of two components.
pub(super) fn validated() -> Deployment {
    Deployment::Validated(Validated { id: "0AfV".into(), zip_size: Some(3), components: Some(2) })
}

pub(super) async fn begin(server: &TestServer) -> (Result<String, StartError>, Vec<String>, Vec<DeployEvent>) {
    begin_beside(server, &package(), || {}).await
}

/// Something else happens as soon as the reply is lost.
pub(super) async fn begin_beside(
    server: &TestServer,
    deployment: &Deployment,
    mut meanwhile: impl FnMut() + Send,
) -> (Result<String, StartError>, Vec<String>, Vec<DeployEvent>) {
    let org = server.org().await;
    let (mut notes, mut events) = (Notes::default(), Vec::new());
    let mut hear = |event| {
        if matches!(event, DeployEvent::Searching(_)) {
            meanwhile();
        }
        events.push(event);
    };
    let result = start(&org, deployment, &mut notes, &timing(), &mut hear).await;
    (result, notes.0, events)
}

pub(super) const FIRST: &str = "0Af000000000001AAA";
