//! Deploying what was validated: what is shown, what is refused, and what no forged receipt can do.

use crate::local_org::{connect_as_administrator, run};
use crate::world::{Printed, World};
use serde_json::{Value, json};
use std::fs;
use std::time::Instant;

/// The id of the validation or deployment that a command made.
fn id_of(printed: &Printed) -> String {
    let rest = printed.err.split("deployment ").find_map(|rest| rest.split_once(" was started"));
    rest.unwrap_or_else(|| panic!("nothing was started: {printed:?}")).0.to_owned()
}

fn validated(world: &World) -> String {
    let printed = world.run(&["deploy", "--validate"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    id_of(&printed)
}

fn calc(world: &World, expression: &str) {
    let body =
        format!("public class Calc {{\n    public static Integer one() {{\n        return {expression};\n    }}\n}}\n");
    world.class("Calc", &body);
}

/// Changes a receipt as somebody would who can write files.
fn forge(world: &World, id: &str, change: &dyn Fn(&mut Value)) {
    let path = world.root().join(format!("deployments/laptop/{id}.json"));
    let mut receipt: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a receipt")).expect("JSON");
    change(&mut receipt);
    fs::write(path, receipt.to_string()).expect("written");
}

fn is_deployed(world: &World) -> bool {
    world.run(&["deploy", "--plan"]).out.contains("no component changes")
}

#[test]
fn who_names_a_project_is_told_commands_that_name_it() {
    let world = World::new();
    let printed = world.run_from_outside(&["deploy", "--validate"]);
    assert_eq!(printed.code, 0, "{printed:?}");
    let line = format!("to go on: cargo xtask quick --project {} --target laptop --id", world.root().display());
    assert!(printed.err.contains(&line), "{line}\n{}", printed.err);
}

#[test]
fn what_a_validation_will_do_is_shown_before_it_is_done() {
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    calc(&world, "1 + 0");
    world.class("More", "public class More {\n}\n");
    let id = id_of(&world.run(&["deploy", "--validate", "--destroy", "ApexClass:Extra"]));
    // A machine that has never seen the project, and one that has.
    let elsewhere = world.elsewhere();
    let unnamed = world.run_in(elsewhere.path(), &["quick", "--id", &id]);
    assert_eq!(unnamed.code, 6, "{unnamed:?}");
    assert!(unnamed.err.contains("add --destroy ApexClass:Extra if that is meant"), "{}", unnamed.err);
    assert!(world.server.world.lock().components.get("ApexClass", "Extra").is_some());
    let quick = world.run_in(elsewhere.path(), &["quick", "--id", &id, "--destroy", "ApexClass:extra"]);
    assert_eq!(quick.code, 0, "{quick:?}");
    assert!(world.server.world.lock().components.get("ApexClass", "Extra").is_none());
    let order = [
        "1 to add, 1 to change, 1 to delete, 2 unchanged",
        "deletes ApexClass:Extra",
        "changes ApexClass:Calc",
        "adds ApexClass:More",
        "1 of 1 test passed; coverage of",
        "sending the request to deploy what was validated",
    ];
    let places: Vec<_> = order.iter().map(|part| quick.err.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {}", quick.err);
}

#[test]
fn a_deployment_is_no_validation() {
    let world = World::new();
    let deployed = id_of(&world.run(&["deploy"]));
    calc(&world, "nope");
    let failed = id_of(&world.run(&["deploy", "--validate"]));
    calc(&world, "1 + 0");
    let receipts = world.receipts(world.root()).len();
    for (id, part) in [(&deployed, "is a deployment and no validation"), (&failed, "did not succeed (Failed)")] {
        for command in [["deploy", "--quick", id], ["quick", "--id", id]] {
            let refused = world.run(&command);
            assert_eq!(refused.code, 4, "{refused:?}");
            assert!(refused.err.contains(part), "{}", refused.err);
            assert!(refused.err.contains("cargo xtask deploy --target laptop --validate"), "{}", refused.err);
            assert!(
                !refused.err.contains("steps are done") && !refused.err.contains("same command"),
                "{}",
                refused.err
            );
        }
    }
    let next = world.run(&["deploy"]);
    assert!(next.code == 0 && !next.err.contains("not followed to its end"), "{next:?}");
    assert_eq!(world.receipts(world.root()).len(), receipts + 1);
}

#[test]
fn without_an_id_the_validation_of_this_very_content_is_deployed() {
    let world = World::new();
    let id = validated(&world);
    let deployed = world.run(&["deploy", "--quick"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(deployed.err.contains(&format!("validation {id} will be deployed")), "{}", deployed.err);
    assert_eq!(world.receipts(world.root()).len(), 2, "nothing was validated again: {deployed:?}");
    assert!(is_deployed(&world));
    // It is used up: the next change is validated first, in the same command.
    calc(&world, "1 + 0");
    let again = world.run(&["deploy", "--quick"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("validating first"), "{}", again.err);
    assert_eq!(world.receipts(world.root()).len(), 4);
    assert!(is_deployed(&world));
    // What does not pass is not deployed.
    calc(&world, "2");
    let failed = world.run(&["deploy", "--quick"]);
    assert_eq!(failed.code, 5, "{failed:?}");
    assert!(!is_deployed(&world));
}

#[test]
fn what_was_validated_is_deployed_by_quick_where_the_project_is() {
    for with_id in [false, true] {
        let world = World::new();
        let id = validated(&world);
        let named: &[&str] = if with_id { &["--id", &id] } else { &[] };
        let quick = world.run(&[&["quick"][..], named].concat());
        assert_eq!(quick.code, 0, "{quick:?}");
        assert!(is_deployed(&world));
    }
    let world = World::new();
    let id = validated(&world);
    calc(&world, "1 + 0");
    let changed = world.run(&["quick", "--id", &id]);
    assert_eq!(changed.code, 6, "{changed:?}");
    assert!(changed.err.contains("holds something else than the project does now"), "{}", changed.err);
}

#[test]
fn no_forged_receipt_is_deployed_from() {
    // Whoever can write to a branch can upload an artifact. The validation itself is one that the org really has.
    let world = World::new();
    calc(&world, "1 + 1 - 1");
    let evil = validated(&world);
    calc(&world, "1 + 2 - 2");
    let right = validated(&world);
    let path = |id: &str| world.root().join(format!("deployments/laptop/{id}.json"));
    let whole: Value = serde_json::from_str(&fs::read_to_string(path(&right)).expect("a receipt")).expect("JSON");
    let genuine = fs::read_to_string(path(&evil)).expect("a receipt");
    fs::remove_file(path(&right)).expect("removed");
    let refused = |printed: &Printed, reason: &str| {
        assert_eq!(printed.code, 0, "{printed:?}");
        let part = format!("not deployed: validation {evil}, because {reason}");
        assert!(printed.err.contains(&part), "{part}: {}", printed.err);
        assert!(printed.err.contains("validating first"), "{}", printed.err);
        let plan = world.run(&["deploy", "--plan"]);
        assert!(plan.out.contains("no component changes"), "something else was deployed: {}", plan.out);
    };
    let quick = || {
        let printed = world.run(&["deploy", "--quick"]);
        // The receipts of what was done here are not what the next forgery starts from.
        for receipt in world.receipts(world.root()) {
            fs::remove_file(receipt).expect("removed");
        }
        fs::write(path(&evil), &genuine).expect("written");
        printed
    };
    // The receipt is genuine, and of another content.
    refused(&quick(), "it holds something else than the project does now");
    // It names the content of the checkout.
    forge(&world, &evil, &|receipt| receipt["contentHash"] = whole["contentHash"].clone());
    refused(&quick(), "its receipt was not written with this login");
    // It is the genuine receipt of the content, with the id of the other validation.
    forge(&world, &evil, &|receipt| {
        *receipt = whole.clone();
        receipt["id"] = json!(evil);
    });
    refused(&quick(), "its receipt was not written with this login");
    forge(&world, &evil, &|receipt| {
        receipt.as_object_mut().expect("an object").remove("seal");
    });
    refused(&quick(), "its receipt was not written with this login");
}

#[test]
fn the_org_says_which_package_a_validation_is_of() {
    // The id is given, so nobody asks for a seal; the org's own record is compared all the same.
    let world = World::new();
    let other = validated(&world);
    world.class("More", "public class More {\n}\n");
    let right = validated(&world);
    let path = world.root().join(format!("deployments/laptop/{right}.json"));
    let whole: Value = serde_json::from_str(&fs::read_to_string(path).expect("a receipt")).expect("JSON");
    forge(&world, &other, &|receipt| receipt["contentHash"] = whole["contentHash"].clone());
    let refused = world.run(&["deploy", "--quick", &other]);
    assert_eq!(refused.code, 6, "{refused:?}");
    assert!(refused.err.contains("is not that of what the org has validated"), "{}", refused.err);
    assert_eq!(world.run(&["deploy", "--quick", &right]).code, 0);
}

#[test]
fn a_validation_that_the_org_no_longer_deploys_is_said_at_once_and_replaced() {
    let world = World::new();
    let id = validated(&world);
    let receipt = fs::read(world.root().join(format!("deployments/laptop/{id}.json"))).expect("a receipt");
    calc(&world, "1 + 0");
    assert_eq!(world.run(&["deploy"]).code, 0);
    calc(&world, "1");
    // Named, it is refused; nothing is left behind that the next command would look for.
    let begin = Instant::now();
    for _ in 1..=2 {
        let refused = world.run(&["deploy", "--quick", &id]);
        assert_eq!(refused.code, 5, "{refused:?}");
        assert!(refused.err.contains("cannot be deployed") && refused.err.contains("--validate"), "{}", refused.err);
        assert!(!refused.err.contains("same command") && !refused.err.contains("earlier"), "{}", refused.err);
    }
    assert_eq!(world.run(&["cancel"]).code, 4);
    assert!(begin.elapsed().as_secs() < 40, "it looked for something: {:?}", begin.elapsed());
    // Where the command chooses, it validates again. Another runner has nothing but the receipt.
    fs::remove_dir_all(world.root().join("deployments")).expect("removed");
    fs::remove_dir_all(world.root().join(".mcp-toolchain")).expect("removed");
    world.write(&format!("deployments/laptop/{id}.json"), std::str::from_utf8(&receipt).expect("text"));
    let deployed = world.run(&["deploy", "--quick"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(deployed.err.contains("no longer deploys this validation; validating again"), "{}", deployed.err);
    assert!(is_deployed(&world));
}

#[test]
fn a_merge_into_a_new_org_does_everything() {
    // As the pipeline does it. Nothing could be validated before, because the package was not there.
    let world = World::small();
    let waves = ["--only", "package", "--only", "metadata", "--only", "users", "--only", "policies"];
    let deployed = world.run(&[&["deploy", "--quick"][..], &waves].concat());
    assert_eq!(deployed.code, 0, "{deployed:?}");
    for part in ["SalesforceMcpLib 04tdL000000Ut0fQAC is installed", "validating first", "created the user"] {
        assert!(deployed.err.contains(part), "{part}: {}", deployed.err);
    }
    assert_eq!(world.receipts(world.root()).len(), 3, "the validation, the components, the policies");
    assert!(is_deployed(&world));
}

#[test]
fn a_validation_without_tests_is_not_offered() {
    let world = World::new();
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/CalcTest.{ending}"))).expect("gone");
    }
    let id = validated(&world);
    let offered = world.run(&["quick"]);
    assert_eq!(offered.code, 4, "{offered:?}");
    assert!(offered.err.contains("ran a test") && offered.err.contains("whose tests have passed"), "{}", offered.err);
    let named = world.run(&["quick", "--id", &id]);
    assert_eq!(named.code, 5, "the org decides: {named:?}");
    assert!(named.err.contains("no test was run"), "{}", named.err);
    // A project without tests is deployed all the same.
    let deployed = world.run(&["deploy", "--quick"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(
        deployed.err.contains(&format!("not deployed: validation {id}, because it ran no test")),
        "{}",
        deployed.err
    );
    assert!(deployed.err.contains("deploying the package itself"), "{}", deployed.err);
    assert!(is_deployed(&world));
}

#[test]
fn consent_to_something_that_is_not_asked_for_is_a_mistake() {
    let world = World::new();
    let refused = world.run(&["deploy", "--accept-changed"]);
    assert_eq!(refused.code, 64, "{refused:?}");
    assert!(refused.err.contains("--quick"), "{}", refused.err);
}

/// Lets the org no longer say what it is, so that it counts as production. Its id is returned.
fn in_production(world: &World) -> String {
    // Nothing puts it back.
    let _ = world.without_field("Organization", ("LanguageLocaleKey", "en_US"), "IsSandbox");
    world.server.world.lock().id.to_string()
}

#[test]
fn production_is_not_validated_and_deployed_in_one_go() {
    let world = World::new();
    let org = in_production(&world);
    let grants = "<classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses>";
    let broad = "<userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions>";
    let quick = || world.run(&["deploy", "--quick", "--production", &org]);
    let refused = quick();
    assert_eq!(refused.code, 6, "{refused:?}");
    assert!(refused.err.contains("which is changed only by what was shown before"), "{}", refused.err);
    assert!(!is_deployed(&world) && world.receipts(world.root()).is_empty());
    // A validation shows the rights, and again before it is deployed.
    world.set(&format!("{grants}{broad}"));
    let gains = "Agent gains access to Apex class Calc; user permission ViewAllData BROAD";
    let validated = world.run(&["deploy", "--validate"]);
    assert!(validated.code == 0 && validated.err.contains(gains), "{validated:?}");
    let deployed = quick();
    assert!(deployed.code == 0 && deployed.err.contains(gains), "{deployed:?}");
    assert!(is_deployed(&world));
    // One that the org no longer deploys is not replaced by another one.
    calc(&world, "1 + 0");
    assert_eq!(world.run(&["deploy", "--validate"]).code, 0);
    let other = World::new();
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    let planned = world.run_in(other.root(), &["deploy", "--plan", "--out", "plan.json"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    assert_eq!(world.run_in(other.root(), &["deploy", "--apply", "plan.json", "--production", &org]).code, 0);
    let outdated = quick();
    assert_eq!(outdated.code, 6, "{outdated:?}");
    assert!(outdated.err.contains("the org no longer deploys this validation"), "{}", outdated.err);
}

const GRANTS: &str = "<classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses><userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions>";

#[test]
fn who_deploys_a_validation_to_production_sees_the_rights_first() {
    for (command, progress) in
        [(&["quick", "--id"][..], "plain"), (&["deploy", "--quick"], "plain"), (&["quick", "--id"], "quiet")]
    {
        let world = World::new();
        let org = in_production(&world);
        world.set(GRANTS);
        let id = validated(&world);
        let deployed = world.run(&[command, &[&id, "--production", &org, "--progress", progress]].concat());
        assert_eq!(deployed.code, 0, "{deployed:?}");
        let gains = "Agent gains access to Apex class Calc; user permission ViewAllData BROAD";
        // A quiet command says of what it sends only the id.
        let sends = if progress == "quiet" { "was started" } else { "sending the request to deploy" };
        let places = [gains, sends].map(|part| deployed.err.find(part));
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {}", deployed.err);
    }
}

/// A change of the world between validation and quick deploy, given the id of the validation.
type Change = fn(&World, &str);

#[test]
fn why_rights_cannot_be_shown_is_said_with_the_command_that_shows_them() {
    let cases: [(Change, &[&str], &str); 4] = [
        (
            |world, _| fs::remove_dir_all(world.root().join("deployments")).expect("removed"),
            &[],
            "has no receipt of it",
        ),
        (|world, _| calc(world, "1 + 0"), &["--accept-changed"], ""),
        (|world, id| forge(world, id, &|receipt| receipt["seal"] = json!("x")), &[], "was not written with this login"),
        (|world, id| forge(world, id, &|receipt| receipt["contentHash"] = Value::Null), &[], "that does not tell"),
    ];
    for (change, options, why) in cases {
        for command in [&["quick", "--id"][..], &["deploy", "--quick"]] {
            let world = World::new();
            let org = in_production(&world);
            world.set(GRANTS);
            let id = validated(&world);
            change(&world, &id);
            let deployed = world.run(&[command, &[&id, "--production", &org], options].concat());
            assert_eq!(deployed.code, 0, "{deployed:?}");
            let why = match (why, command[0]) {
                ("", "quick") => "it was not compared with the project, as --accept-changed says",
                ("", _) => "holds something else than the project does now",
                (why, _) => why,
            };
            let line =
                deployed.err.lines().find(|line| line.contains("which rights it gives and takes cannot be shown"));
            let line = line.unwrap_or_else(|| panic!("{}", deployed.err));
            assert!(
                line.contains(why) && line.contains("`cargo xtask deploy --target laptop --plan` shows them"),
                "{line}"
            );
            assert!(!deployed.err.contains("Agent gains"), "{}", deployed.err);
        }
    }
    // A machine without a project; what is deleted is named in the command.
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    let org = in_production(&world);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    let destroy = ["--destroy", "ApexClass:Extra"];
    let id = id_of(&world.run(&[&["deploy", "--validate"][..], &destroy].concat()));
    let elsewhere = world.elsewhere();
    let quick = [&["quick", "--id", &id, "--production", &org][..], &destroy].concat();
    let deployed = world.run_in(elsewhere.path(), &quick);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let part = "there is none here; where the project lies as it was validated, `cargo xtask deploy --target laptop --destroy ApexClass:Extra --plan` shows them";
    assert!(deployed.err.contains(part), "{}", deployed.err);
}

#[test]
fn a_quick_deploy_to_production_takes_a_set_from_nobody() {
    let world = World::new();
    let old = "force-app/main/default/permissionsets/Old.permissionset-meta.xml";
    world.write(
        old,
        "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Old</label></PermissionSet>\n",
    );
    assert_eq!(world.run(&["deploy"]).code, 0);
    fs::remove_file(world.root().join(old)).expect("removed");
    let org = in_production(&world);
    let destroy = ["--destroy", "PermissionSet:Old"];
    let id = id_of(&world.run(&[&["deploy", "--validate"][..], &destroy].concat()));
    let holders =
        || run(async { connect_as_administrator(&world.server).await.holders("Old").await.expect("holders") });
    run(async {
        let org = connect_as_administrator(&world.server).await;
        let user = org.user_id().await.expect("the administrator");
        org.assign_permission_set(&user, "Old").await.expect("assigned");
    });
    let refused = world.run(&[&["deploy", "--quick", &id, "--production", &org][..], &destroy].concat());
    assert_eq!(refused.code, 6, "{refused:?}");
    assert!(refused.err.contains("holds Old, which is to be deleted"), "{}", refused.err);
    assert_eq!(holders().len(), 1);
}

#[test]
fn what_a_validation_does_not_hold_is_left_out_in_production() {
    let world = World::small();
    assert_eq!(world.run(&["deploy", "--only", "package"]).code, 0);
    let org = in_production(&world);
    assert_eq!(world.run(&["deploy", "--validate"]).code, 0);
    let deployed = world.run(&["deploy", "--quick", "--production", &org, "--only", "metadata", "--only", "users"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(
        deployed.err.contains("left out, because a validation does not hold it: users (create the user"),
        "{}",
        deployed.err
    );
    assert!(deployed.err.contains("--only users --plan --out plan.json"), "{}", deployed.err);
    assert!(!deployed.err.contains("created the user"), "{}", deployed.err);
}
