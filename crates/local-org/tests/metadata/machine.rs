//! States, queue, cancelling, quick deployment.

use crate::world::{NOW, World, borrowed, class, multipart, note, problems, text, trigger, zip};
use http::Request;
use local_org::metadata::{Caller, PackageVersion, Stage};
use sf_wire::deploy::{DeployOptions, DeployReply, DeployStatus, TestLevel};
use std::sync::atomic::Ordering;

const CANCEL: &str = "{\"deployResult\":{\"status\":\"Canceling\"}}";

fn tested() -> Vec<(String, String)> {
    let mut files = class("Sum", "public class Sum { public static Integer of(Integer a) { return a + 1; } }").to_vec();
    files.extend(class(
        "SumTest",
        "@IsTest private class SumTest { @IsTest static void adds() { System.assertEquals(2, Sum.of(1)); } }",
    ));
    files
}

fn options(level: TestLevel) -> DeployOptions {
    let run_tests = if level == TestLevel::RunSpecifiedTests { vec!["SumTest".into()] } else { Vec::new() };
    DeployOptions { test_level: Some(level), run_tests, ..DeployOptions::default() }
}

/// Waits until a deployment has reached a state.
fn until(
    world: &World,
    id: &str,
    reached: impl Fn(&sf_wire::deploy::DeployResult) -> bool,
) -> sf_wire::deploy::DeployResult {
    for _ in 0..5000 {
        let result = world.status(id);
        if reached(&result) {
            return result;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("{id} never got there: {:#?}", world.status(id));
}

#[test]
fn one_runs_the_others_wait_and_every_state_is_seen() {
    let world = World::new();
    world.service.hold(Some(Stage::Components));
    let first = world.start(&zip(&borrowed(&tested())), &options(TestLevel::RunLocalTests));
    let second = world.start(&zip(&borrowed(&[note()])), &DeployOptions::default());
    assert_eq!(first.deploy_result.status, DeployStatus::Pending);
    let running = until(&world, &first.id, |r| r.number_components_total > 0);
    assert_eq!((running.status, running.done, running.number_components_total), (DeployStatus::InProgress, false, 2));
    assert_eq!(world.status(&second.id).status, DeployStatus::Pending);
    let rows = world.service.deploy_requests();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].id, second.id, "newest first");
    world.service.hold(Some(Stage::Tests));
    let testing = until(&world, &first.id, |r| r.number_tests_total > 0);
    assert_eq!((testing.number_components_deployed, testing.number_tests_total, testing.success), (2, 1, false));
    world.service.hold(Some(Stage::Finalized));
    let last = until(&world, &first.id, |r| r.status == DeployStatus::Finalizing);
    assert!(!last.done);
    let late = world.call("PATCH", &format!("/{}", first.id), "application/json", CANCEL);
    assert_eq!(late.status(), 400, "too late to cancel");
    world.service.hold(None);
    world.service.wait();
    assert_eq!(world.status(&first.id).status, DeployStatus::Succeeded);
    assert_eq!(world.status(&second.id).status, DeployStatus::Succeeded);
    assert!(world.status(&first.id[..15]).success, "short ids are ids");
}

#[test]
fn cancelling_leaves_the_org_as_it_was() {
    let world = World::new();
    for stage in [Stage::Queue, Stage::Components, Stage::Tests, Stage::Finalizing] {
        world.service.hold(Some(stage));
        let id = world.start(&zip(&borrowed(&tested())), &options(TestLevel::RunLocalTests)).id;
        let waiting = world.start(&zip(&borrowed(&[note()])), &DeployOptions::default()).id;
        let cancelled = world.call("PATCH", &format!("/{waiting}"), "application/json", CANCEL);
        assert_eq!(cancelled.status(), 202);
        let reply: DeployReply = serde_json::from_slice(cancelled.body()).unwrap();
        assert_eq!(reply.deploy_result.status, DeployStatus::Canceled, "what waits stops at once");
        if stage != Stage::Queue {
            until(&world, &id, |r| r.status == DeployStatus::InProgress);
        }
        assert_eq!(world.call("PATCH", &format!("/{id}"), "application/json", CANCEL).status(), 202);
        world.service.wait();
        let end = world.status(&id);
        assert_eq!((end.status, end.done, end.success), (DeployStatus::Canceled, true, false), "{stage:?}");
        assert_eq!(end.canceled_by_name.as_deref(), Some("Administrator"));
        world.service.hold(None);
    }
    assert!(world.org.lock().unwrap().components.iter().next().is_none());
}

#[test]
fn a_validation_changes_nothing_and_can_be_deployed_for_ten_days() {
    let world = World::new();
    let quick =
        |id: &str| world.call("POST", "", "application/json", format!("{{\"validatedDeployRequestId\":\"{id}\"}}"));
    let check = DeployOptions { check_only: true, ..options(TestLevel::RunSpecifiedTests) };
    let validated = world.deploy(&zip(&borrowed(&tested())), &check);
    assert_eq!((validated.status.clone(), validated.number_tests_completed), (DeployStatus::Succeeded, 1));
    assert!(world.org.lock().unwrap().components.iter().next().is_none());
    let untested =
        world.deploy(&zip(&borrowed(&tested())), &DeployOptions { check_only: true, ..DeployOptions::default() });
    assert_eq!(quick(&untested.id).status(), 404, "no tests were run");
    world.now.store(NOW + 11 * 86_400_000, Ordering::SeqCst);
    assert_eq!(quick(&validated.id).status(), 404, "too old");
    world.now.store(NOW + 9 * 86_400_000, Ordering::SeqCst);
    let reply = quick(&validated.id);
    assert_eq!(reply.status(), 201);
    let id = serde_json::from_slice::<DeployReply>(reply.body()).unwrap().id;
    assert_ne!(id, validated.id);
    world.service.wait();
    let result = world.status(&id);
    assert_eq!((result.status, result.number_tests_total), (DeployStatus::Succeeded, 0));
    assert!(world.org.lock().unwrap().program.class("Sum").is_some());
    // With the org that it was made for a validation is over, also one that nobody has used.
    assert_eq!(quick(&validated.id).status(), 404, "it was used");
    let other = world.deploy(&zip(&borrowed(&tested())), &check);
    world.deploy(&zip(&borrowed(&class("Other", "public class Other {}"))), &DeployOptions::default());
    assert_eq!(quick(&other.id).status(), 404, "the org has changed since");
}

#[test]
fn coverage_is_asked_for_by_the_level() {
    let world = World::new();
    let mut files = tested();
    files.extend(class(
        "Bare",
        "public class Bare { public static void a() { Integer b = 1; Integer c = 2; Integer d = 3; Integer e = 4; } }",
    ));
    let result = world.deploy(&zip(&borrowed(&files)), &options(TestLevel::RunSpecifiedTests));
    assert_eq!(result.status, DeployStatus::Failed);
    let warnings = &result.details.run_test_result.code_coverage_warnings;
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].name.as_deref(), Some("Bare"));
    assert_eq!(
        warnings[0].message,
        "Test coverage of selected Apex Class is 0%, at least 75% test coverage is required"
    );
    let result = world.deploy(&zip(&borrowed(&files)), &options(TestLevel::RunLocalTests));
    let warnings = &result.details.run_test_result.code_coverage_warnings;
    assert_eq!(warnings[0].name, None);
    assert!(warnings[0].message.starts_with("Average test coverage across all Apex Classes and Triggers is "));
    let result = world.deploy(&zip(&borrowed(&files)), &options(TestLevel::NoTestRun));
    assert!(result.success && !result.run_tests_enabled);
}

#[test]
fn failing_tests_fail_the_deployment_with_message_and_stack() {
    let world = World::new();
    let mut files = tested();
    files[0].1 = files[0].1.replace("a + 1", "a + 2");
    let result = world.deploy(&zip(&borrowed(&files)), &options(TestLevel::RunLocalTests));
    assert_eq!((result.status, result.number_test_errors), (DeployStatus::Failed, 1));
    assert_eq!((result.number_tests_completed, result.number_tests_total), (0, 1));
    let failure = &result.details.run_test_result.failures[0];
    assert_eq!((failure.name.as_str(), failure.method_name.as_deref()), ("SumTest", Some("adds")));
    assert!(
        failure.message.starts_with("System.AssertException: Assertion Failed: Expected: 2, Actual: 3"),
        "{}",
        failure.message
    );
    assert!(failure.stack_trace.as_ref().unwrap().starts_with("Class.SumTest.adds: line 1, column "));
    assert!(world.org.lock().unwrap().components.iter().next().is_none());
}

#[test]
fn relevant_tests_are_those_that_use_what_is_deployed() {
    let world = World::new();
    let mut files = tested();
    files.extend(class(
        "OtherTest",
        "@IsTest private class OtherTest { @IsTest static void other() { System.assert(true); } }",
    ));
    files.extend(class(
        "AlwaysTest",
        "@IsTest(critical=true) private class AlwaysTest { @IsTest static void always() { System.assert(true); } }",
    ));
    world.put(&borrowed(&files));
    let mut changed =
        class("Sum", "public class Sum { public static Integer of(Integer a) { return 1 + a; } }").to_vec();
    let result = world.deploy(&zip(&borrowed(&changed)), &options(TestLevel::RunRelevantTests));
    let mut ran: Vec<&str> = result.details.run_test_result.successes.iter().map(|s| s.name.as_str()).collect();
    ran.sort_unstable();
    assert_eq!((result.success, ran), (true, vec!["AlwaysTest", "SumTest"]));
    changed.push((
        "package.xml".into(),
        crate::world::manifest(&[("ApexClass", ["Sum".to_string()].into())].into()).replace("66.0", "65.0"),
    ));
    let old = world.deploy(&zip(&borrowed(&changed)), &options(TestLevel::RunRelevantTests));
    assert!(old.error_message.unwrap().contains("needs API version 66.0"));
}

#[test]
fn wrong_calls_get_the_documented_answers() {
    let world = World::new();
    let (kind, body) = multipart(&zip(&[]), &DeployOptions::default());
    assert_eq!(world.call("GET", "/0Af000000000000AAA", "", "").status(), 404);
    assert_eq!(world.call("PATCH", "/0Af000000000000AAA", "application/json", CANCEL).status(), 404);
    assert_eq!(world.call("POST", "", "text/plain", "x").status(), 415);
    assert_eq!(world.call("POST", "", &kind, "x").status(), 400);
    assert_eq!(world.call("DELETE", "/x", "", "").status(), 405);
    assert_eq!(world.call("POST", "", "application/json", "{").status(), 400);
    let too_new =
        Request::builder().uri("/services/data/v99.0/metadata/deployRequest/x").body(Default::default()).unwrap();
    assert_eq!(world.service.rest(&world.admin, &too_new).status(), 404);
    let nobody = Caller { user: "005000000000000AAA".into(), jwt_token: false };
    let request = Request::builder()
        .method("POST")
        .uri("/services/data/v66.0/metadata/deployRequest")
        .header("content-type", kind)
        .body(body.into())
        .unwrap();
    let refused = world.service.rest(&nobody, &request);
    assert_eq!(refused.status(), 403);
    assert!(text(&refused).contains("requires a user with the ModifyAllData or ModifyMetadata permissions"));
}

#[test]
fn without_rollback_what_fits_goes_in() {
    let world = World::new();
    let mut files = tested();
    files.extend(class("Broken", "public class Broken { Nothing n; }"));
    files.extend(class("NeedsBroken", "public class NeedsBroken { Broken b; }"));
    let partial = DeployOptions { rollback_on_error: false, ..DeployOptions::default() };
    let result = world.deploy(&zip(&borrowed(&files)), &partial);
    assert_eq!(result.status, DeployStatus::SucceededPartial, "{:?}", problems(&result));
    assert!(problems(&result).contains(&"ApexClass:Broken: Invalid type: Nothing".to_string()));
    let org = world.org.lock().unwrap();
    assert!(org.program.class("Sum").is_some() && org.program.class("Broken").is_none());
    assert!(org.components.get("ApexClass", "NeedsBroken").is_none());
}

#[test]
fn a_package_that_is_installed_meanwhile_is_not_lost() {
    let world = World::new();
    world.service.hold(Some(Stage::Finalized));
    let id = world.start(&zip(&borrowed(&tested())), &options(TestLevel::RunLocalTests)).id;
    until(&world, &id, |r| r.status == DeployStatus::Finalizing);
    let package = [("Lib", "public class Lib {}")];
    let version = PackageVersion { id: "04t000000000000AAA", classes: &package };
    local_org::metadata::install(&mut world.org.lock().unwrap(), version, NOW).unwrap();
    world.service.hold(None);
    world.service.wait();
    assert!(world.status(&id).success);
    let org = world.org.lock().unwrap();
    assert!(org.program.class("Lib").is_some() && org.program.class("Sum").is_some());
}

#[test]
fn a_trigger_fires_in_the_tests_of_its_deployment_and_is_covered_by_them() {
    let test = class(
        "TaggedTest",
        "@IsTest private class TaggedTest { @IsTest static void tags() { insert new Account(Name = 'x');
            System.assertEquals('tagged', [SELECT Description FROM Account].Description); } }",
    );
    let body = "trigger Tagged on Account (before insert) {\n    Trigger.new[0].Description = 'tagged';\n}";
    let deployed = |status: &str| {
        let files: Vec<(String, String)> = test.iter().chain(&trigger("Tagged", body, status)).cloned().collect();
        let world = World::new();
        world.deploy(&zip(&borrowed(&files)), &options(TestLevel::RunLocalTests))
    };
    let active = deployed("Active");
    assert!(active.success, "{:?}", problems(&active));
    let coverage = &active.details.run_test_result.code_coverage[0];
    assert_eq!((coverage.kind.as_str(), coverage.name.as_str(), coverage.percent()), ("Trigger", "Tagged", 100.0));
    assert!(coverage.id.starts_with("01q"), "{}", coverage.id);
    assert!(!deployed("Inactive").success, "an inactive trigger fires");
}

#[test]
fn each_trigger_needs_a_test_that_fires_it() {
    let world = World::new();
    let trigger = |status: &str| {
        let body = "trigger Idle on Contact (before insert) {\n    Integer one = 1;\n}";
        let files: Vec<(String, String)> = tested().into_iter().chain(trigger("Idle", body, status)).collect();
        files
    };
    let missed = |level: TestLevel| {
        let result = world.deploy(&zip(&borrowed(&trigger("Active"))), &options(level));
        assert_eq!(result.status, DeployStatus::Failed);
        let warning = result.details.run_test_result.code_coverage_warnings.into_iter().next().expect("a warning");
        (warning.name.expect("a name"), warning.message)
    };
    let none = "The following triggers have 0% code coverage. Each trigger must have at least 1% code coverage.";
    let few = "Test coverage of selected Apex Trigger is 0%, at least 75% test coverage is required";
    assert_eq!(missed(TestLevel::RunLocalTests), ("Idle".to_owned(), none.to_owned()));
    assert_eq!(missed(TestLevel::RunSpecifiedTests), ("Idle".to_owned(), few.to_owned()));
    assert!(world.deploy(&zip(&borrowed(&trigger("Inactive"))), &options(TestLevel::RunLocalTests)).success);
}
