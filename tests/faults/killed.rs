//! The program is killed at each stage of a deployment; the next command tells the truth and deploys nothing twice.

use crate::package;
use crate::project::{World, until};
use crate::proxy::{Fault, Kind};
use crate::random::deploy_past;
use local_org::metadata::Stage;
use serde_json::Value;
use sf_metadata::ComponentId;
use sf_wire::deploy::DeployOptions;
use std::time::Duration;

/// The org has one deployment, it succeeded, and a receipt says so.
fn one_deployment(world: &World) -> String {
    let all = world.deployments();
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].1, "Succeeded");
    all[0].0.clone()
}

/// Kills a deployment whose upload has been accepted and whose reply has not come.
fn killed_before_the_id_is_known() -> World {
    let world = World::new();
    world.proxy.plan(Kind::Upload, [Fault::HangReply]);
    let running = world.start(world.project.path(), &["deploy"]);
    world.proxy.wait_stalled();
    assert_eq!(world.kill(running).code, -1);
    assert_eq!(world.deployments().len(), 1);
    world
}

/// Kills a deployment that is held at a stage.
fn killed_while_followed(stage: Stage, status: &str) -> World {
    let world = World::new();
    world.server.world.metadata.hold(Some(stage));
    let running = world.start(world.project.path(), &["deploy"]);
    world.wait_for(status);
    until(|| world.proxy.count(Kind::Look) > 1);
    assert_eq!(world.kill(running).code, -1);
    world
}

#[test]
fn before_anything_is_sent() {
    let world = World::new();
    world.proxy.plan(Kind::List, [Fault::Hang]);
    let running = world.start(world.project.path(), &["deploy"]);
    world.proxy.wait_stalled();
    world.kill(running);
    assert!(world.deployments().is_empty());
    let nothing = world.run(&["resume"]);
    assert_eq!(nothing.code, 4, "{nothing:?}");
    assert_eq!(world.run(&["deploy"]).code, 0);
    one_deployment(&world);
}

#[test]
fn during_the_upload() {
    let world = World::new();
    world.proxy.plan(Kind::Upload, [Fault::Hang]);
    let running = world.start(world.project.path(), &["deploy"]);
    world.proxy.wait_stalled();
    world.kill(running);
    assert!(world.deployments().is_empty());
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    one_deployment(&world);
}

#[test]
fn what_never_arrived_is_not_told_by_an_older_success() {
    let world = World::new();
    assert_eq!(world.run(&["deploy"]).code, 0);
    world.write("force-app/main/default/permissionsets/Agent.permissionset-meta.xml", CHANGED);
    world.proxy.plan(Kind::Upload, [Fault::Hang]);
    let running = world.start(world.project.path(), &["deploy"]);
    world.proxy.wait_stalled();
    world.kill(running);
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 4, "{resumed:?}");
    assert!(resumed.err.contains("never reached the org: nothing of it was done"), "{}", resumed.err);
    one_deployment(&world);
}

const CHANGED: &str =
    "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Changed</label></PermissionSet>\n";

#[test]
fn after_the_org_has_accepted_it_and_before_the_id_is_known() {
    // users-ask.md section 4: "No job found for Id"; section 1: interruptions.
    let world = killed_before_the_id_is_known();
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    let id = one_deployment(&world);
    assert!(again.err.contains(&format!("an earlier run of this command has started {id}")), "{}", again.err);
    assert!(world.proxy.violations().is_empty());
}

#[test]
fn the_same_and_resumed() {
    let world = killed_before_the_id_is_known();
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let id = one_deployment(&world);
    assert_eq!(world.receipt(&id)["contentHash"], Value::Null, "no reply has named the deployment");
}

#[test]
fn what_was_found_after_a_lost_reply_is_no_proof_of_its_content() {
    let world = World::new();
    world.proxy.plan(Kind::Upload, [Fault::LoseReply]);
    let validated = world.run(&["deploy", "--validate"]);
    assert_eq!(validated.code, 0, "{validated:?}");
    let id = one_deployment(&world);
    assert!(validated.err.contains(&format!("by all that it tells this is deployment {id}")), "{}", validated.err);
    assert_eq!((&world.receipt(&id)["contentHash"], &world.receipt(&id)["options"]), (&Value::Null, &Value::Null));
    let quick = world.run(&["deploy", "--quick"]);
    assert_eq!(quick.code, 0, "{quick:?}");
    let refused = format!("not deployed: validation {id}, because its receipt does not tell what it holds");
    assert!(quick.err.contains(&refused), "{}", quick.err);
}

#[test]
fn while_it_is_followed() {
    let world = killed_while_followed(Stage::Components, "InProgress");
    // Elsewhere nothing is known but the target.
    let elsewhere = world.elsewhere();
    let left = world.run_in(elsewhere.path(), &["resume", "--async"]);
    assert_eq!(left.code, 8, "{left:?}");
    world.server.world.metadata.hold(None);
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    let id = one_deployment(&world);
    let report = world.run_in(elsewhere.path(), &["report"]);
    assert_eq!(report.code, 0, "{report:?}");
    assert!(format!("{}{}", report.out, report.err).contains(&id), "{report:?}");
}

#[test]
fn while_it_waits_and_resumed_on_another_machine() {
    let world = killed_while_followed(Stage::Queue, "Pending");
    let elsewhere = world.elsewhere();
    let running = world.start(elsewhere.path(), &["resume"]);
    let looks = world.proxy.count(Kind::Look);
    until(|| world.proxy.count(Kind::Look) > looks);
    world.server.world.metadata.hold(None);
    let resumed = world.end(running);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let id = one_deployment(&world);
    assert!(elsewhere.path().join(format!("deployments/laptop/{id}.json")).is_file());
}

/// Nothing is known there but the target.
fn resumed_elsewhere(world: &World) {
    let elsewhere = world.elsewhere();
    let looks = world.proxy.count(Kind::Look);
    let running = world.start(elsewhere.path(), &["resume"]);
    until(|| world.proxy.count(Kind::Look) > looks);
    world.server.world.metadata.hold(None);
    let resumed = world.end(running);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let id = one_deployment(world);
    assert!(resumed.err.contains(&format!("deployment {id} succeeded")), "{}", resumed.err);
    assert!(elsewhere.path().join(format!("deployments/laptop/{id}.json")).is_file());
    // The directory in which it was begun learns it from the org.
    assert_eq!(world.run(&["resume"]).code, 0);
    one_deployment(world);
}

#[test]
fn at_any_stage_and_resumed_in_a_clean_directory() {
    resumed_elsewhere(&killed_before_the_id_is_known());
    for (stage, status) in [
        (Stage::Queue, "Pending"),
        (Stage::Components, "InProgress"),
        (Stage::Finalizing, "InProgress"),
        (Stage::Finalized, "Finalizing"),
    ] {
        resumed_elsewhere(&killed_while_followed(stage, status));
    }
    // What the org has not got is told as well.
    for kind in [Kind::List, Kind::Upload] {
        let world = World::new();
        world.proxy.plan(kind, [Fault::Hang]);
        let running = world.start(world.project.path(), &["deploy"]);
        world.proxy.wait_stalled();
        world.kill(running);
        let none = world.run_in(world.elsewhere().path(), &["resume"]);
        assert_eq!(none.code, 4, "{none:?}");
        assert!(none.err.contains("no deployment of this user is under way"), "{}", none.err);
        assert!(world.deployments().is_empty());
    }
}

/// The org would refuse to deploy the same validation a second time.
#[test]
fn a_quick_deploy_that_was_killed_is_followed_by_the_next_one() {
    let world = World::new();
    world.with_tested_class();
    let validated = world.run(&["deploy", "--validate"]);
    assert_eq!(validated.code, 0, "{validated:?}");
    world.proxy.plan(Kind::Upload, [Fault::HangReply]);
    let running = world.start(world.project.path(), &["quick"]);
    world.proxy.wait_stalled();
    world.kill(running);
    let again = world.run(&["quick"]);
    assert_eq!(again.code, 0, "{again:?}");
    let all = world.deployments();
    assert_eq!(all.len(), 2, "the validation and what it became: {all:?}");
    assert!(again.err.contains(&format!("an earlier run of this command has started {}", all[0].0)), "{}", again.err);
}

#[test]
fn while_it_becomes_final() {
    let world = killed_while_followed(Stage::Finalized, "Finalizing");
    let late = world.run(&["cancel", "--async"]);
    assert_ne!(late.code, 0, "it can no longer be cancelled: {late:?}");
    world.server.world.metadata.hold(None);
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    one_deployment(&world);
}

#[test]
fn after_it_has_ended_without_anyone_looking() {
    let world = killed_while_followed(Stage::Components, "InProgress");
    world.server.world.metadata.hold(None);
    world.server.world.metadata.wait();
    // A machine that never saw it is told which one it was.
    let elsewhere = world.elsewhere();
    let over = world.run_in(elsewhere.path(), &["resume"]);
    let id = one_deployment(&world);
    assert_eq!(over.code, 0, "{over:?}");
    assert!(over.err.contains(&format!("deployment {id} succeeded")), "{}", over.err);
    assert_eq!(world.run(&["resume"]).code, 0);
    one_deployment(&world);
}

/// The components are in, and the first user is being made.
#[test]
fn between_waves() {
    let world = World::with_example();
    world.proxy.plan(Kind::NewUser, [Fault::Hang]);
    let command = ["deploy", "--test-level", "NoTestRun"];
    let running = world.start(world.project.path(), &command);
    world.proxy.wait_stalled();
    world.kill(running);
    let before = world.deployments();
    assert!(before.iter().all(|(_, status)| status == "Succeeded"), "{before:?}");
    // The org cannot be asked at once whether the components went in; they are not sent again for that.
    world.proxy.plan(Kind::Look, [Fault::LoseReply, Fault::Refuse(503, "text/html", "<html>".to_owned())]);
    let again = world.run(&command);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains(&format!("{} has deployed this package already", before[0].0)), "{}", again.err);
    assert_eq!(world.deployments().len(), before.len() + 1, "only the policies came after it");
}

/// The example, of which the components are in and the users are not.
fn without_users() -> World {
    let world = World::with_example();
    let refused = "[{\"errorCode\":\"LICENSE_LIMIT_EXCEEDED\",\"message\":\"no licence is left\"}]".to_owned();
    world.proxy.plan(Kind::NewUser, [Fault::Refuse(400, "application/json", refused)]);
    let stopped = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(stopped.code, 5, "{stopped:?}");
    world
}

#[test]
fn between_waves_somebody_else_deploys_in_part() {
    let world = without_users();
    let before = world.deployments().len();
    let half = deploy_past(&world.server, &package::half("Elsewhere"));
    world.server.world.metadata.wait();
    assert_eq!(world.deployments()[0], (half, "SucceededPartial".to_owned()));
    let again = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("another deployment went in since"), "{}", again.err);
    assert_eq!(world.deployments().len(), before + 3, "the other one, the components again, and the policies");
}

#[test]
fn between_waves_somebody_changes_a_permission_set_by_hand() {
    let world = without_users();
    let set = ComponentId::new("PermissionSet", "Acme_Mcp_sales_insight");
    let text = |world: &World| {
        let org = world.server.world.lock();
        org.components.get(&set.kind, &set.member).expect("the set").text().to_owned()
    };
    let whole = text(&world);
    assert!(whole.contains("<allowEdit>false</allowEdit>"), "{whole}");
    {
        let mut org = world.server.world.lock();
        let mut changed = org.components.get(&set.kind, &set.member).expect("the set").clone();
        let wider = whole.replace("<allowEdit>false</allowEdit>", "<allowEdit>true</allowEdit>");
        changed.files.values_mut().for_each(|file| *file = wider.as_bytes().into());
        org.components.insert(set.clone(), changed);
    }
    let again = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains(&format!("has deployed this package, and {set} has changed since")), "{}", again.err);
    assert!(
        !text(&world).contains("<allowEdit>true</allowEdit>"),
        "nobody holds a set that is wider than the project says"
    );
}

/// The framework's package is being installed for a reviewed plan, and somebody else deploys meanwhile.
#[test]
fn a_plan_is_not_carried_out_over_what_went_in_while_the_package_was_installed() {
    let world = World::with_example();
    let plan = world.project.path().join("plan.json");
    let plan = plan.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--plan", "--out", plan]).code, 0);
    world.server.world.metadata.hold(Some(Stage::Components));
    let running = world.start(world.project.path(), &["deploy", "--apply", plan]);
    until(|| world.proxy.count(Kind::Install) > 0);
    let options = DeployOptions { rollback_on_error: true, ..DeployOptions::default() };
    deploy_past(&world.server, &package::set_of("Acme_Mcp_sales_insight", &options));
    world.server.world.metadata.hold(None);
    let refused = world.end(running);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.err.contains("PermissionSet:Acme_Mcp_sales_insight"), "{}", refused.err);
    assert_eq!(world.deployments().len(), 1, "the other one");
}

#[test]
fn a_plan_that_goes_on_deploys_no_policies_over_what_went_in_meanwhile() {
    let world = World::with_example();
    let plan = world.project.path().join("plan.json");
    let plan = plan.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--only", "package"]).code, 0);
    assert_eq!(world.run(&["deploy", "--plan", "--out", plan, "--test-level", "NoTestRun"]).code, 0);
    let refused = "[{\"errorCode\":\"LICENSE_LIMIT_EXCEEDED\",\"message\":\"no licence is left\"}]".to_owned();
    world.proxy.plan(Kind::NewUser, [Fault::Refuse(400, "application/json", refused)]);
    assert_eq!(world.run(&["deploy", "--apply", plan]).code, 5);
    world.proxy.plan(Kind::NewUser, [Fault::Delay(Duration::from_secs(2))]);
    let users = world.proxy.count(Kind::NewUser);
    let running = world.start(world.project.path(), &["deploy", "--apply", plan]);
    until(|| world.proxy.count(Kind::NewUser) > users);
    let options = DeployOptions { rollback_on_error: true, ..DeployOptions::default() };
    let other = deploy_past(&world.server, &package::set_of("Acme_Mcp_sales_insight", &options));
    world.server.world.metadata.wait();
    let stopped = world.end(running);
    assert_eq!(stopped.code, 3, "{stopped:?}");
    assert!(
        stopped.err.contains(&format!("{other} has changed the org since the plan was compared")),
        "{}",
        stopped.err
    );
    assert_eq!(world.deployments().len(), 2, "the components and the other one");
}

/// The components and the users are in, and the policies are on their way.
#[test]
fn while_the_policies_are_deployed() {
    let world = World::with_example();
    let metadata = world.server.world.metadata.clone();
    world.proxy.on_request(move |kind, number| {
        if kind == Kind::Upload && number == 2 {
            metadata.hold(Some(Stage::Components));
        }
    });
    let command = ["deploy", "--test-level", "NoTestRun"];
    let running = world.start(world.project.path(), &command);
    until(|| world.deployments().len() == 2 && world.deployments()[0].1 == "InProgress");
    let looks = world.proxy.count(Kind::Look);
    until(|| world.proxy.count(Kind::Look) > looks);
    world.kill(running);
    let made = world.deployments();
    world.server.world.metadata.hold(None);
    let again = world.run(&command);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains(&format!("{} has deployed this package already", made[1].0)), "{}", again.err);
    assert!(again.err.contains(&format!("has started {}; following it", made[0].0)), "{}", again.err);
    assert_eq!(world.deployments().len(), 2, "nothing was sent again");
}
