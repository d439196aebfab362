//! Deployments as a user meets them: the command line against the local org, over the wire.

use crate::world::{CLASS, Printed, SET, World};
use local_org::metadata::Stage;
use std::fs;

#[test]
fn a_deployment_succeeds_leaves_a_receipt_and_then_nothing_changes() {
    let world = World::new();
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let receipts = world.receipts(world.root());
    let receipt = fs::read_to_string(&receipts[0]).expect("a receipt");
    // users-ask.md section 9: no token in any file; the content and the tests are there.
    assert!(!receipt.contains(world.server.administrator_token.expose()));
    assert!(receipt.contains("\"contentHash\"") && receipt.contains("CalcTest"), "{receipt}");
    assert!(receipt.contains("\"rollbackOnError\": true"), "{receipt}");
    // users-ask.md section 6: comparing always shows differences.
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    assert!(plan.out.contains("no component changes, 3 unchanged"), "{}", plan.out);
}

#[test]
fn a_failure_names_file_line_and_column_and_changes_nothing() {
    // users-ask.md section 3: no errors printed, no line numbers, no component named.
    let world = World::new();
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return nope;\n    }\n}\n");
    let failed = world.run(&["deploy"]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(failed.out.contains(&format!("{CLASS}:3:")), "{}", failed.out);
    let report = world.run(&["report"]);
    assert_eq!(report.code, 5);
    assert!(report.out.contains(&format!("{CLASS}:3:")), "{}", report.out);
    let plan = world.run(&["deploy", "--plan"]);
    assert!(plan.out.contains("3 to add"), "nothing of it is in the org: {}", plan.out);
}

#[test]
fn a_generated_component_is_deployed_as_the_specs_say_or_not_at_all() {
    let world = World::small();
    let has = |printed: &Printed, parts: &[&str]| {
        let all = format!("{}{}", printed.out, printed.err);
        parts.iter().for_each(|part| assert!(all.contains(part), "{part}: {all}"));
    };
    let generated = "force-app/main/mcp/permissionsets/Acme_Mcp_sales.permissionset-meta.xml";
    let text = fs::read_to_string(world.root().join(generated)).expect("a permission set");
    let overlay = "targets/laptop/permissionsets/Acme_Mcp_sales.permissionset-meta.xml";
    world.write(overlay, &text.replace("<editable>false", "<editable>true"));
    for command in [&["deploy"][..], &["deploy", "--plan"], &["deploy", "--validate"]] {
        let refused = world.run(command);
        assert_eq!(refused.code, 4, "{refused:?}");
        has(&refused, &["DEPLOY036", overlay]);
    }
    fs::remove_file(world.root().join(overlay)).expect("removed");
    let project = fs::read_to_string(world.root().join("sfdx-project.json")).expect("a project");
    let row = format!(
        r#","replacements":[{{"filename":"{generated}","stringToReplace":"<editable>false","replaceWithFile":"wide.txt"}}]}}"#
    );
    world.write("wide.txt", "<editable>true");
    world.write("sfdx-project.json", &format!("{}{row}", project.trim_end().strip_suffix('}').expect("an object")));
    let refused = world.run(&["deploy"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    has(&refused, &["DEPLOY036", "`replacements`"]);
    world.write("sfdx-project.json", &project);
    // Other components may be added for a target, and what is left out is said.
    world.write(
        "targets/laptop/permissionsets/More.permissionset-meta.xml",
        "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>More</label></PermissionSet>\n",
    );
    world.write(".forceignore", "**/Acme_Mcp_sales.permissionset-meta.xml\n");
    let said = world.run(&["deploy", "--plan"]);
    assert_eq!(said.code, 0, "{said:?}");
    has(&said, &["DEPLOY037", generated, "PermissionSet:More"]);
}

#[test]
fn what_is_found_is_the_same_under_ci() {
    let world = World::new();
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return nope;\n    }\n}\n");
    let found = |variables: &[(&str, &str)]| {
        let path = world.root().join("report.json");
        let failed = world.run_with(&["deploy", "--report", &path.to_string_lossy()], variables);
        assert_eq!(failed.code, 5, "{failed:?}");
        let report: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(path).expect("a report")).expect("JSON");
        assert!(failed.out.contains(&format!("{CLASS}:3:")), "{}", failed.out);
        (report["findings"].clone(), report["components"].clone())
    };
    let at_a_desk = found(&[]);
    assert!(at_a_desk.0.as_array().is_some_and(|list| !list.is_empty()), "{at_a_desk:?}");
    assert_eq!(found(&[("CI", "true")]), at_a_desk);
    assert_eq!(found(&[("CI", "true"), ("GITLAB_CI", "true")]), at_a_desk);
}

#[test]
fn a_failed_test_is_a_failed_deployment() {
    let world = World::new();
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 2;\n    }\n}\n");
    let failed = world.run(&["deploy"]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(failed.out.contains("test CalcTest.adds"), "{}", failed.out);
    // Without the tests the same package goes in.
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
}

#[test]
fn a_deployment_is_seen_from_a_machine_that_never_saw_it() {
    // users-ask.md section 4: "No job found for Id" on another runner; commands that need a project.
    let world = World::new();
    let left = world.run(&["deploy", "--async"]);
    assert_eq!(left.code, 8, "{left:?}");
    assert!(left.err.contains("cargo xtask resume --target laptop --id 0Af"), "{}", left.err);
    let elsewhere = world.elsewhere();
    let report = world.run_in(elsewhere.path(), &["report"]);
    assert!(matches!(report.code, 0 | 8), "{report:?}");
    let id = left.err.split("--id ").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("an id");
    let resumed = world.run_in(elsewhere.path(), &["resume", "--id", id]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(resumed.err.contains("succeeded"), "{}", resumed.err);
    assert_eq!(world.receipts(elsewhere.path()).len(), 1);
    // Nothing is under way any more, and that is said with the command that helps.
    let none = world.run_in(elsewhere.path(), &["cancel"]);
    assert_eq!(none.code, 4, "{none:?}");
    assert!(
        none.err.contains("no deployment of this user is under way") && none.err.contains("report"),
        "{}",
        none.err
    );
}

#[test]
fn whoever_follows_a_deployment_elsewhere_learns_what_is_left_and_then_where_the_server_is() {
    let world = World::small();
    let left = world.run(&["deploy", "--async"]);
    assert_eq!(left.code, 8, "{left:?}");
    assert!(!left.err.contains("MCP server: "), "{}", left.err);
    // Another runner with a copy of the project.
    let elsewhere = world.elsewhere();
    let parts = ["specs", "force-app", "manifest", "targets", "clients", "docs", "sfdx-project.json"];
    crate::world::copy(world.root(), &parts, elsewhere.path());
    let resumed = world.run_in(elsewhere.path(), &["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    let rest = "; still to do, as the org tells it: users, policies, credentials";
    assert!(resumed.err.contains(rest), "{}", resumed.err);
    assert!(resumed.err.contains("to go on: cargo xtask deploy --target laptop"), "{}", resumed.err);
    let report = elsewhere.path().join("report.json");
    let rest = world.run_in(elsewhere.path(), &["deploy", "--report", report.to_str().expect("text")]);
    assert_eq!(rest.code, 0, "{rest:?}");
    let url = format!("http://localhost:{}/services/apexrest/mcp/sales", world.server.address.port());
    assert!(rest.err.contains(&format!("MCP server: sales at {url}")), "{}", rest.err);
    let written: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(report).expect("a report")).expect("JSON");
    assert_eq!(written["servers"], serde_json::json!([{"name": "sales", "url": url}]));
}

#[test]
fn running_a_command_again_follows_what_it_started() {
    let world = World::new();
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("an earlier run of this command has started 0Af"), "{}", again.err);
    assert_eq!(world.receipts(world.root()).len(), 1, "one deployment was made");
}

#[test]
fn a_validation_is_deployed_without_a_project() {
    // users-ask.md section 4: quick deploys fail in CI, do not say their id, need local source.
    let world = World::new();
    let validated = world.run(&["deploy", "--validate"]);
    assert_eq!(validated.code, 0, "{validated:?}");
    assert!(validated.err.contains("cargo xtask quick --target laptop --id 0Af"), "{}", validated.err);
    assert!(world.run(&["deploy", "--plan"]).out.contains("3 to add"), "a validation changes nothing");
    let elsewhere = world.elsewhere();
    let quick = world.run_in(elsewhere.path(), &["quick"]);
    assert_eq!(quick.code, 0, "{quick:?}");
    assert!(quick.err.contains("validated as 0Af"), "{}", quick.err);
    let receipt = fs::read_to_string(&world.receipts(elsewhere.path())[0]).expect("a receipt");
    assert!(receipt.contains("\"validatedId\""), "{receipt}");
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn a_plan_says_who_gains_what_and_is_refused_when_the_org_moved() {
    let world = World::new();
    assert_eq!(world.run(&["deploy"]).code, 0);
    world.set(
        "<classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Case</object><viewAllRecords>false</viewAllRecords></objectPermissions>",
    );
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    let plan = world.run(&["deploy", "--plan", "--out", file, "--detailed-exitcode"]);
    assert_eq!(plan.code, 2, "{plan:?}");
    assert!(plan.out.contains("Agent gains read on Case"), "{}", plan.out);
    // Someone else deploys in between: the same set, with something else in it.
    let reviewed = fs::read_to_string(world.root().join(SET)).expect("the set");
    world.set("");
    assert_eq!(world.run(&["deploy"]).code, 0);
    fs::write(world.root().join(SET), &reviewed).expect("written");
    let moved = world.run(&["deploy", "--apply", file]);
    assert_eq!(moved.code, 3, "{moved:?}");
    assert!(moved.err.contains("the org has changed since the plan was made: PermissionSet:Agent"), "{}", moved.err);
    // A new plan holds until the project changes.
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1 + 0;\n    }\n}\n");
    let changed = world.run(&["deploy", "--apply", file]);
    assert_eq!(changed.code, 6, "{changed:?}");
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    assert_eq!(world.run(&["deploy", "--apply", file]).code, 0);
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn nothing_is_deleted_without_being_named() {
    // users-ask.md section 6: destructive changes need a confirmation of their own.
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    let gone = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>Extra</members><name>ApexClass</name></types><version>66.0</version></Package>\n";
    world.write("manifest/destructiveChangesPost.xml", gone);
    let plan = world.run(&["deploy", "--plan"]);
    assert!(!plan.out.contains("Extra"), "nobody generated what a person lists: {}", plan.out);
    let deployed = world.run(&["deploy"]);
    assert!(deployed.code == 0 && !format!("{deployed:?}").contains("DEPLOY035"), "{deployed:?}");
    let plan = world.run(&["deploy", "--plan", "--destroy", "ApexClass:Extra"]);
    assert!(plan.out.contains("- ApexClass:Extra  named with --destroy"), "{}", plan.out);
    assert_eq!(world.run(&["deploy", "--destroy", "ApexClass:Extra"]).code, 0);
    assert!(!world.run(&["deploy", "--plan"]).out.contains("Extra"), "it is gone");
    let wrong = world.run(&["deploy", "--destroy", "ApexClass:Calc"]);
    assert_eq!(wrong.code, 4, "deployed and deleted at once: {wrong:?}");
}

#[test]
fn an_unknown_target_is_a_mistake_in_the_command_line() {
    let world = World::new();
    let wrong = world.without_target(&["deploy", "--target", "laptob"]);
    assert_eq!(wrong.code, 64, "{wrong:?}");
    assert!(wrong.err.contains("did you mean `laptop`?"), "{}", wrong.err);
    let other = world.without_target(&["deploy", "--target", "elsewhere"]);
    assert!(other.err.contains("`targets.yaml` has laptop; `local` is the local org"), "{}", other.err);
}

#[test]
fn a_cancelled_deployment_is_over_for_the_next_one() {
    let world = World::new();
    world.server.world.metadata.hold(Some(Stage::Components));
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    let cancelled = world.run(&["cancel"]);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    assert!(cancelled.err.contains("is cancelled; it has changed nothing in the org"), "{}", cancelled.err);
    // Its tests ran for nothing: that classes are not covered means nothing.
    assert!(!cancelled.out.contains("ORG070") && !cancelled.err.contains("coverage"), "{cancelled:?}");
    world.server.world.metadata.hold(None);
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert_eq!(world.receipts(world.root()).len(), 2, "one that was cancelled, one that succeeded");
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn an_id_that_the_org_does_not_know_is_said_at_once() {
    let world = World::new();
    for command in ["resume", "report", "cancel", "quick"] {
        let unknown = world.run(&[command, "--id", "0Af000000000099AAA"]);
        assert_eq!(unknown.code, 4, "{unknown:?}");
        assert!(unknown.err.contains("knows no deployment 0Af000000000099AAA"), "{}", unknown.err);
        assert!(!unknown.err.contains("goes on"), "{}", unknown.err);
    }
}

#[test]
fn a_finished_command_is_done_again_when_it_is_run_again() {
    // What somebody changed in Setup meanwhile is put right.
    let world = World::new();
    for number in 1..=2 {
        assert_eq!(world.run(&["deploy", "--only", "metadata"]).code, 0);
        assert_eq!(world.receipts(world.root()).len(), number);
    }
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    assert_eq!(world.run(&["resume"]).code, 0);
    assert_eq!(world.run(&["deploy"]).code, 0);
    assert_eq!(world.receipts(world.root()).len(), 4);
}

#[cfg(unix)]
#[test]
fn what_a_deployment_remembers_stays_in_the_project_and_with_its_owner() {
    use std::os::unix::fs::{MetadataExt, symlink};
    let world = World::new();
    let outside = tempfile::tempdir().expect("a directory");
    symlink(outside.path(), world.root().join(".mcp-toolchain")).expect("a link");
    let refused = world.run(&["deploy"]);
    assert_eq!(refused.code, 1, "{refused:?}");
    assert!(refused.err.contains("nothing was sent") && refused.err.contains("is a symbolic link"), "{}", refused.err);
    assert_eq!(fs::read_dir(outside.path()).expect("a directory").count(), 0);
    fs::remove_file(world.root().join(".mcp-toolchain")).expect("removed");
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    for directory in ["", "/jobs", "/waves"] {
        let path = world.root().join(format!(".mcp-toolchain{directory}"));
        assert_eq!(fs::metadata(&path).expect("made").mode() & 0o777, 0o700, "{}", path.display());
    }
    assert_eq!(world.run(&["resume"]).code, 0);
}

#[test]
fn what_is_missing_is_no_mistake_in_the_command_line() {
    let world = World::new();
    let missing = |arguments: &[&str], part: &str| {
        let printed = world.run(arguments);
        assert_eq!(printed.code, 4, "{printed:?}");
        assert!(printed.err.contains(part) && printed.err.contains("fix: "), "{}", printed.err);
    };
    missing(&["deploy", "--apply", "nope.json"], "`nope.json` cannot be read");
    let jwt = ["login", "--flow", "jwtBearer", "--client-id", "key"];
    missing(&jwt, "set SF_LAPTOP_PRIVATE_KEY");
    missing(&[&jwt[..], &["--secret-file", "nope.key"]].concat(), "`nope.key` cannot be read");
    missing(&["login", "--flow", "jwtBearer"], "the consumer key of the OAuth app is not known");
    for command in [&["login"][..], &["logout"], &["ci", "init", "github"]] {
        let local = world.without_target(&[command, &["--target", "local"]].concat());
        assert_eq!(local.code, 64, "{local:?}");
        assert!(local.err.contains("the local org, which needs no login"), "{}", local.err);
    }
}

#[test]
fn a_report_is_written_while_progress_is_shown() {
    let world = World::new();
    let report = world.root().join("report.json");
    let path = report.to_str().expect("text");
    for progress in ["plain", "json"] {
        let deployed = world.run(&["deploy", "--progress", progress, "--report", path]);
        assert_eq!(deployed.code, 0, "{deployed:?}");
        let shown = format!("{}{}", deployed.out, deployed.err);
        assert!(shown.contains("sending") && shown.contains("0Af"), "{shown}");
        let report: serde_json::Value = serde_json::from_slice(&fs::read(&report).expect("a report")).expect("JSON");
        let id = report["deployment"]["id"].as_str().expect("an id");
        assert!(shown.contains(id) && report["verdict"] == "passed", "{report}");
    }
}

#[test]
fn a_failure_is_shown_word_for_word() {
    // What an update of this program drops by accident is seen here.
    let world = World::new();
    let calc = |value: &str| {
        let body =
            format!("public class Calc {{\n    public static Integer one() {{\n        return {value};\n    }}\n}}\n");
        world.class("Calc", &body);
    };
    calc("nope");
    let failed = world.run(&["deploy"]);
    assert_eq!(
        failed.out,
        "force-app/main/default/classes/Calc.cls:3:16: error[ORG052]: ApexClass Calc: Variable does not exist: nope\n    \
         fix: The variable, field or class is misspelt, not visible here, or a field that this org does not have because a \
         feature is off.\n",
    );
    assert!(failed.err.contains("failed: ApexClass Calc, line 3: Variable does not exist: nope\n"), "{}", failed.err);
    calc("2");
    let failed = world.run(&["deploy"]);
    assert_eq!(
        failed.out,
        "force-app/main/default/classes/CalcTest.cls:5:1: error[ORG072]: test CalcTest.adds: System.AssertException: \
         Assertion Failed: Expected: 1, Actual: 2\n    \
         fix: The message holds both values. A test that passes in one org and fails in another usually depends on \
         automation, validation or data of that org.\n",
    );
}

/// What ends a deployment before anything is sent is in the reports too: a pipeline shows it where people look.
#[test]
fn a_refusal_before_the_upload_is_reported() {
    let world = World::new();
    world.write("force-app/main/default/strange/a.unknown", "x");
    let (report, summary) = (world.root().join("r.sarif"), world.root().join("summary.md"));
    let arguments = ["deploy", "--report", &report.to_string_lossy()];
    let variables = [("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", &*summary.to_string_lossy())];
    let refused = world.run_with(&arguments, &variables);
    assert_eq!(refused.code, 4, "{refused:?}");
    let place = "file=force-app/main/default/strange/a.unknown";
    assert!(refused.err.contains("::error ") && refused.err.contains(place), "{}", refused.err);
    let text = |path| fs::read_to_string(path).expect("a report");
    assert!(text(&report).contains("DEPLOY004"), "{}", text(&report));
    assert!(text(&summary).contains("a.unknown"), "{}", text(&summary));
    // A login that is missing is no finding of the project, and is reported all the same.
    fs::remove_dir_all(world.root().join("force-app/main/default/strange")).expect("removed");
    let directory = world.root().join("reports");
    let missing = world.run(&["deploy", "--apply", "nowhere.json", "--report", &format!("{}/", directory.display())]);
    assert_eq!(missing.code, 4, "{missing:?}");
    let json: serde_json::Value = serde_json::from_str(&text(&directory.join("report.json"))).expect("JSON");
    assert!(json["findings"].to_string().contains("nowhere.json"), "{json}");
}

#[test]
fn labels_of_several_package_directories_are_one_file_and_parts_have_places() {
    let world = World::new();
    world.write(
        "sfdx-project.json",
        "{\"packageDirectories\":[{\"path\":\"force-app\"},{\"path\":\"more\"}],\"sourceApiVersion\":\"66.0\"}",
    );
    let labels = |directory: &str, name: &str| {
        let xml = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<CustomLabels xmlns=\"http://soap.sforce.com/2006/04/metadata\"><labels><fullName>{name}</fullName><language>en_US</language><protected>false</protected><shortDescription>{name}</shortDescription><value>x</value></labels></CustomLabels>\n"
        );
        world.write(&format!("{directory}/labels/CustomLabels.labels-meta.xml"), &xml);
    };
    labels("force-app", "One");
    labels("more", "Two");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    let plan = world.run(&["deploy", "--plan"]);
    assert!(plan.out.contains("no component changes"), "{}", plan.out);
    labels("more", "One");
    let twice = world.run(&["deploy"]);
    assert_eq!(twice.code, 4, "{twice:?}");
    assert!(twice.err.contains("DEPLOY005") && twice.err.contains("more/labels"), "{}", twice.err);
}

#[test]
fn replacements_of_the_project_file_are_made() {
    let world = World::new();
    world.write("sfdx-project.json", "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\",\"replacements\":[{\"filename\":\"force-app/main/default/classes/Calc.cls\",\"stringToReplace\":\"__ONE__\",\"replaceWithEnv\":\"THE_ONE\"}]}");
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return __ONE__;\n    }\n}\n");
    let unset = world.run(&["deploy"]);
    assert_eq!(unset.code, 4, "{unset:?}");
    assert!(unset.err.contains("THE_ONE is not set"), "{}", unset.err);
    let deployed = world.run_with(&["deploy"], &[("THE_ONE", "1")]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
}

#[test]
fn whoever_resumes_after_the_end_learns_how_it_ended() {
    // users-ask.md section 4: the second stage of a pipeline must not depend on who is faster.
    let world = World::new();
    assert_eq!(world.run(&["deploy"]).code, 0);
    let elsewhere = world.elsewhere();
    let resumed = world.run_in(elsewhere.path(), &["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(resumed.err.contains("succeeded"), "{}", resumed.err);
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1 + 0;\n    }\n}\n");
    assert_eq!(world.run(&["deploy"]).code, 0);
    let two = world.run_in(elsewhere.path(), &["resume"]);
    assert_eq!(two.code, 64, "{two:?}");
    assert!(two.err.contains("2 deployments could be meant"), "{}", two.err);
}

#[test]
fn an_id_is_needed_only_where_several_could_be_meant() {
    let world = World::new();
    let elsewhere = world.elsewhere();
    let ask = |command: &str| world.run_in(elsewhere.path(), &[command]);
    world.server.world.metadata.hold(Some(Stage::Queue));
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    let other = World::new();
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    other.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1 + 0;\n    }\n}\n");
    assert_eq!(world.run_in(other.root(), &["deploy", "--async"]).code, 8);
    let made = world.server.world.metadata.deploy_requests();
    let [newest, oldest] = &made[..] else { panic!("{made:?}") };
    for command in ["resume", "cancel"] {
        let asked = ask(command);
        assert_eq!(asked.code, 64, "{asked:?}");
        assert!(asked.err.contains("2 deployments could be meant"), "{}", asked.err);
        assert!(asked.err.contains(&newest.id) && asked.err.contains(&oldest.id), "{}", asked.err);
    }
    let report = ask("report");
    assert!(report.code == 8 && format!("{report:?}").contains(&newest.id), "{report:?}");
    assert_eq!(world.run_in(elsewhere.path(), &["cancel", "--id", &newest.id]).code, 0);
    let only = ask("cancel");
    assert!(only.code == 0 && only.err.contains(&format!("{} is cancelled", oldest.id)), "{only:?}");
    world.server.world.metadata.hold(None);
    // The same of validations; without receipts nothing says which of them is meant.
    assert_eq!(world.run(&["deploy", "--validate"]).code, 0);
    assert_eq!(world.run_in(other.root(), &["deploy", "--validate"]).code, 0);
    let quick = ask("quick");
    assert_eq!(quick.code, 64, "{quick:?}");
    assert!(quick.err.contains("2 deployments could be meant"), "{}", quick.err);
}

#[test]
fn what_is_refused_is_reported_and_is_the_last_event() {
    let world = World::new();
    let refused = |command: &[&str]| {
        let file = world.root().join("report.json");
        // An older report tells of another run.
        world.write("report.json", "{}");
        let printed = world.run(&[command, &["--progress", "json", "--report", "report.json"]].concat());
        assert!(printed.code == 4, "{printed:?}");
        let report = std::fs::read_to_string(&file).expect("a report");
        assert!(report.contains("\"verdict\": \"failed\""), "{report}");
        let last = printed.out.lines().last().unwrap_or_default().to_owned();
        assert!(last.contains("\"event\":\"ended\"") && last.contains("\"verdict\":\"failed\""), "{printed:?}");
    };
    for command in ["resume", "report", "cancel", "quick"] {
        refused(&[command, "--id", "0Af000000000001AAA"]);
    }
    world.write("force-app/main/default/strange/x.txt", "x");
    refused(&["deploy"]);
}

#[test]
fn what_is_refused_is_brief_where_that_is_asked_for() {
    let world = World::new();
    for number in 0..60 {
        world.write(&format!("force-app/main/default/strange/x{number}.txt"), "x");
    }
    let printed = world.run(&["deploy", "--progress", "quiet"]);
    let lines = printed.out.lines().count() + printed.err.lines().count();
    assert!(printed.code == 4 && lines <= 20, "{lines}: {printed:?}");
    assert!(printed.err.contains("more; --report writes them all"), "{}", printed.err);
}

#[test]
fn what_is_too_large_is_refused_before_anybody_logs_in() {
    let world = World::new();
    // What no archive makes smaller.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let bytes: Vec<u8> = (0..5_000_000).flat_map(|_| random().to_le_bytes()).collect();
    let meta = "<StaticResource xmlns=\"http://soap.sforce.com/2006/04/metadata\"><cacheControl>Public</cacheControl><contentType>application/octet-stream</contentType></StaticResource>";
    world.write("force-app/main/default/staticresources/Big.resource-meta.xml", meta);
    std::fs::write(world.root().join("force-app/main/default/staticresources/Big.bin"), bytes).expect("written");
    let plan = world.run(&["deploy", "--plan"]);
    assert!(plan.code == 4 && plan.err.contains("a deployment may have 39000000"), "{plan:?}");
    assert!(!plan.err.contains("retrieving"), "{}", plan.err);
}
