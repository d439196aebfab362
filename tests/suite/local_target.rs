//! The target `local`: an org of this machine, kept or only for one command.

use crate::world::World;

#[test]
fn the_org_of_one_command_answers_questions() {
    let world = World::new();
    let rows = world.without_target(&["org", "query", "SELECT Username FROM User", "--target", "local"]);
    assert_eq!(rows.code, 0, "{rows:?}");
    assert!(rows.out.contains("admin@local.example.com"), "{}", rows.out);
}

#[test]
fn commands_about_a_deployment_start_no_org_to_ask() {
    let world = World::new();
    for command in ["resume", "report", "cancel"] {
        let none = world.without_target(&[command, "--target", "local"]);
        assert_eq!(none.code, 4, "{none:?}");
        assert!(none.err.contains("no local org runs for this project"), "{}", none.err);
    }
}

#[test]
fn a_count_is_a_number_in_every_format() {
    let world = World::new();
    for format in ["table", "csv", "json"] {
        let soql = "SELECT COUNT() FROM User WHERE Username = 'admin@local.example.com'";
        let counted = world.run(&["org", "query", soql, "--format", format]);
        assert_eq!((counted.code, counted.out.as_str()), (0, "1\n"), "{counted:?}");
    }
    let one = world.run(&["org", "query", "SELECT Id FROM User LIMIT 1"]);
    assert!(one.err.ends_with("1 row\n"), "{}", one.err);
}

#[test]
fn a_query_that_the_org_refuses_is_shown_as_the_org_wrote_it() {
    let world = World::new();
    let refused = world.run(&["org", "query", "SELECT Nope\nFROM User"]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains("\n    | SELECT Nope\n"), "{}", refused.err);
}

#[test]
fn keys_of_an_org_that_ends_with_the_command_are_kept_nowhere() {
    let world = World::small();
    let deployed = world.without_target(&["deploy", "--target", "local"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let part = "credentials: left out: this org ends with the command, and its keys with it";
    assert!(deployed.err.contains(part), "{}", deployed.err);
    assert!(!world.home.path().join("secrets.json").exists() && !world.is_written("CLIENT_SECRET='"));
}

#[test]
fn a_validation_in_an_org_that_ends_with_the_command_needs_no_preparation() {
    let world = World::small();
    let summary = world.root().join("summary.md");
    let report = summary.to_str().expect("a path");
    let validated = world.without_target(&["deploy", "--target", "local", "--validate", "--report", report]);
    assert_eq!(validated.code, 0, "{validated:?}");
    let summary = std::fs::read_to_string(&summary).expect("the report");
    assert!(summary.starts_with("## Validation in the local org, not Salesforce: passed"), "{summary}");
}

#[test]
fn a_step_that_a_project_does_not_have_is_not_done() {
    let world = World::new();
    let nothing = world.run(&["deploy", "--only", "policies"]);
    assert_eq!(nothing.code, 0, "{nothing:?}");
    assert!(nothing.err.contains("nothing to do in the step policies"), "{}", nothing.err);
    assert!(!nothing.err.contains("all steps are done"), "{}", nothing.err);
}

#[test]
fn a_flow_goes_in_if_warnings_are_ignored_and_is_named_by_the_tests() {
    let world = World::small();
    let flow = "<Flow xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>F</label></Flow>";
    world.write("force-app/main/default/flows/F.flow-meta.xml", flow);
    let gap = "metadata of type Flow; what it does by itself in an org DOES NOT HAPPEN HERE";
    let refused = world.without_target(&["deploy", "--target", "local"]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains(gap) || refused.out.contains(gap), "{refused:?}");
    let let_in = world.without_target(&["deploy", "--target", "local", "--ignore-warnings"]);
    assert_eq!(let_in.code, 0, "{let_in:?}");
    let tested = world.without_target(&["test"]);
    assert_eq!(tested.code, 0, "{tested:?}");
    assert!(tested.out.contains(gap), "{}", tested.out);
}

#[test]
fn what_only_a_snapshot_knows_is_known_to_everything_that_needs_no_org() {
    let world = World::small();
    let snapshot = r#"{"version": 1, "sobjects": [{"name": "ns__Ext__c", "custom": true, "createable": true, "queryable": true,
        "fields": [{"name": "Id", "type": "id"}, {"name": "ns__Size__c", "type": "double", "createable": true, "nillable": true}]}]}"#;
    world.write("specs/schema/sandbox.json", snapshot);
    world.class(
        "ExtTest",
        "@IsTest\nprivate class ExtTest {\n    @IsTest\n    static void works() {\n        insert new ns__Ext__c(ns__Size__c = 2);\n        \
         System.assertEquals(2, [SELECT ns__Size__c FROM ns__Ext__c].ns__Size__c);\n    }\n}\n",
    );
    for command in [&["apex", "check"][..], &["test", "--filter", "ExtTest"], &["deploy", "--target", "local"]] {
        let done = world.without_target(command);
        assert_eq!(done.code, 0, "{command:?} {done:?}");
    }
}

/// As a terminal and a task of an editor do.
#[test]
fn two_starts_at_once_make_one_org() {
    let world = World::new();
    let started = std::thread::scope(|scope| {
        let starts = [(), ()].map(|()| scope.spawn(|| world.without_target(&["org", "start"])));
        starts.map(|start| start.join().expect("no panic"))
    });
    let stopped = world.without_target(&["org", "stop"]);
    assert_eq!((started[0].code, started[1].code, stopped.code), (0, 0, 0), "{started:?}");
    assert_eq!(started[0].out, started[1].out, "one address");
}
