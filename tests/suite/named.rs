//! A deployment that a person names while another one, whose reply was lost, is still looked for.

use crate::world::{Printed, World, edit};
use serde_json::{Value, json};
use std::fs;

const JOB: &str = ".mcp-toolchain/jobs/laptop.job.json";

fn job(world: &World) -> Value {
    serde_json::from_slice(&fs::read(world.root().join(JOB)).expect("a job file")).expect("JSON")
}

/// The job file as it is when the process dies before the reply to what it sent, and the id of what it sent.
fn lost(world: &World) -> String {
    let mut left = job(world);
    let id = left["id"].as_str().expect("an id").to_owned();
    (left["id"], left["ended"]) = (Value::Null, json!(false));
    world.write(JOB, &left.to_string());
    id
}

fn deployed(world: &World) {
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
}

fn is_looked_for(resumed: &Printed, world: &World) {
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(resumed.err.contains("is still looked for"), "{}", resumed.err);
    assert_eq!((&job(world)["id"], &job(world)["ended"]), (&Value::Null, &json!(false)));
}

#[test]
fn what_was_there_before_is_not_taken_for_it() {
    let world = World::new();
    deployed(&world);
    let before = job(&world)["id"].as_str().expect("an id").to_owned();
    edit(world.root(), crate::world::CLASS, "return 1;", "return 1 + 0;");
    deployed(&world);
    let id = lost(&world);
    let receipts = || world.receipts(world.root()).into_iter().map(|path| fs::read_to_string(path).expect("a receipt"));
    let kept: Vec<String> = receipts().collect();
    is_looked_for(&world.run(&["resume", "--id", &before]), &world);
    assert_eq!(kept, receipts().collect::<Vec<_>>(), "the receipt of the one says nothing of the other");
    let resumed = world.run(&["resume", "--id", &id]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(!resumed.err.contains("is still looked for"), "{}", resumed.err);
    let found = job(&world);
    assert_eq!((&found["id"], &found["adopted"], &found["ended"]), (&json!(id), &json!(true), &json!(true)));
}

#[test]
fn a_quick_deploy_that_never_arrived_is_not_said_to_be_done() {
    let world = World::new();
    deployed(&world);
    let older = job(&world)["id"].as_str().expect("an id").to_owned();
    edit(world.root(), crate::world::CLASS, "return 1;", "return 1 + 0;");
    let validated = world.run(&["deploy", "--validate"]);
    assert_eq!(validated.code, 0, "{validated:?}");
    let validation = job(&world)["id"].as_str().expect("an id").to_owned();
    // As `deploy --quick` on a machine without the receipt leaves it, whose request never arrived.
    fs::remove_file(world.root().join(format!("deployments/laptop/{validation}.json"))).expect("removed");
    let mut left = job(&world);
    left["before"]["ids"].as_array_mut().expect("ids").push(json!(validation));
    left["what"] = json!(validation);
    left["sent"]["quick"] = json!(true);
    left["sent"]["options"] = json!({});
    (left["id"], left["ended"]) = (Value::Null, json!(false));
    world.write(JOB, &left.to_string());
    is_looked_for(&world.run(&["resume", "--id", &older]), &world);
    assert!(!world.root().join(".mcp-toolchain/waves/laptop.json").exists(), "nothing is noted as done");
    assert!(world.run(&["deploy", "--plan"]).out.contains("1 to change"));
}
