//! Plans and validations that are carried out later, elsewhere, or in several commands.

use crate::local_org::{connect_as_administrator, run};
use crate::world::{Printed, World, edit};
use local_org::metadata::Stage;
use sf_metadata::ComponentId;
use std::fs;
use std::time::Duration;

/// The id that follows a word on standard error.
fn id_after(printed: &Printed, word: &str) -> String {
    let rest = printed.err.split(word).nth(1).unwrap_or_else(|| panic!("no {word}: {}", printed.err));
    rest.split_whitespace().next().expect("an id").to_owned()
}

fn other_class(world: &World) {
    world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1 + 0;\n    }\n}\n");
}

#[test]
fn a_validation_of_something_else_is_refused_unless_that_is_accepted() {
    let world = World::new();
    let id = id_after(&world.run(&["deploy", "--validate"]), "--id ");
    let receipt = |id: &str| {
        let text = fs::read_to_string(world.root().join(format!("deployments/laptop/{id}.json"))).expect("a receipt");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    let validated = receipt(&id)["contentHash"].clone();
    other_class(&world);
    for command in [["deploy", "--quick", &id], ["quick", "--id", &id]] {
        let refused = world.run(&command);
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(refused.err.contains("holds something else than the project does now"), "{}", refused.err);
        assert!(refused.err.contains("--accept-changed"), "{}", refused.err);
    }
    let deployed = world.run(&["deploy", "--quick", &id, "--accept-changed"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(deployed.err.contains("deploying what was validated"), "{}", deployed.err);
    // The receipt says what went in, not what the project holds.
    let quick = world.receipts(world.root()).into_iter().find(|path| !path.ends_with(format!("{id}.json")));
    let quick = quick.and_then(|path| Some(path.file_stem()?.to_str()?.to_owned())).expect("a second receipt");
    assert_eq!((&receipt(&quick)["contentHash"], &receipt(&quick)["validatedId"]), (&validated, &id.into()));
    assert!(world.run(&["deploy", "--plan"]).out.contains("~ ApexClass:Calc"), "the change is still to come");
}

#[test]
fn a_quick_deploy_that_accepts_changes_says_that_nothing_was_compared() {
    let world = World::new();
    let id = id_after(&world.run(&["deploy", "--validate"]), "--id ");
    other_class(&world);
    let deployed = world.run(&["quick", "--id", &id, "--accept-changed"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(deployed.err.contains("not compared with the project, as --accept-changed says"), "{}", deployed.err);
}

#[test]
fn a_validation_without_a_receipt_is_deployed_and_said_to_be_unknown() {
    let world = World::new();
    let id = id_after(&world.run(&["deploy", "--validate"]), "--id ");
    fs::remove_dir_all(world.root().join("deployments")).expect("removed");
    let deployed = world.run(&["deploy", "--quick", &id]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(deployed.err.contains("deployments/laptop has no receipt of it"), "{}", deployed.err);
}

#[test]
fn deletions_that_were_validated_are_named_again() {
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    let id = id_after(&world.run(&["deploy", "--validate", "--destroy", "ApexClass:Extra"]), "--id ");
    assert_eq!(world.run(&["deploy", "--quick", &id]).code, 6);
    // Without a receipt the org's record is what tells of them.
    fs::remove_dir_all(world.root().join("deployments")).expect("removed");
    for command in [&["deploy", "--quick", &id][..], &["quick", "--id", &id, "--accept-changed"]] {
        let unnamed = world.run(command);
        assert_eq!(unnamed.code, 6, "{unnamed:?}");
        assert!(unnamed.err.contains("nothing is deleted without being named"), "{}", unnamed.err);
    }
    let deployed = world.run(&["deploy", "--quick", &id, "--destroy", "ApexClass:Extra"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn a_quick_deploy_does_all_waves() {
    let world = World::small();
    assert_eq!(world.run(&["deploy", "--only", "package"]).code, 0);
    let id = id_after(&world.run(&["deploy", "--validate"]), "--id ");
    // As the pipeline does it on a merge.
    let waves = ["--only", "package", "--only", "metadata", "--only", "users", "--only", "policies"];
    let deployed = world.run(&[&["deploy", "--quick", &id][..], &waves].concat());
    assert_eq!(deployed.code, 0, "{deployed:?}");
    for part in ["created the user", "policies: done"] {
        assert!(deployed.err.contains(part), "{part}: {}", deployed.err);
    }
    assert!(!deployed.err.contains("credentials"), "{}", deployed.err);
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn a_plan_that_was_left_is_carried_out_to_its_end() {
    let world = World::small();
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    let left = world.run(&["deploy", "--apply", file, "--async"]);
    assert_eq!(left.code, 8, "{left:?}");
    assert!(left.err.contains("not done: users, policies, credentials; to go on: cargo xtask deploy"), "{}", left.err);
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 0, "{resumed:?}");
    assert!(resumed.err.contains("; still to do: users, policies, credentials"), "{}", resumed.err);
    assert!(
        resumed.err.contains(&format!("to go on: cargo xtask deploy --apply {file} --target laptop")),
        "{}",
        resumed.err
    );
    let ended = world.run(&["deploy", "--apply", file]);
    assert_eq!(ended.code, 0, "{ended:?}");
    for part in ["metadata: nothing to do: done by an earlier run", "created the user", "policies: done"] {
        assert!(ended.err.contains(part), "{part}: {}", ended.err);
    }
    assert_eq!(world.receipts(world.root()).len(), 2, "the components and the policies, each once");
    let over = world.run(&["deploy", "--apply", file]);
    assert_eq!(over.code, 3, "a plan is carried out once: {over:?}");
}

/// Setup, other APIs and packages change an org without a deployment.
#[test]
fn what_went_in_is_sent_again_if_the_org_no_longer_holds_it() {
    let world = World::small();
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    assert_eq!(world.run(&["resume"]).code, 0);
    {
        let mut org = world.server.world.lock();
        let (id, set) =
            org.components.of_kind("PermissionSet").next().map(|(id, set)| (id.clone(), set.clone())).expect("a set");
        let broad =
            "<userPermissions><enabled>true</enabled><name>ViewAllData</name></userPermissions></PermissionSet>";
        let mut set = set;
        for file in set.files.values_mut() {
            let text = String::from_utf8(file.to_vec()).expect("text").replace("</PermissionSet>", broad);
            *file = text.into_bytes().into();
        }
        org.components.insert(id, set);
    }
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(
        again.err.contains("has deployed this package, and PermissionSet:Acme_Mcp_sales has changed since"),
        "{}",
        again.err
    );
    assert!(again.err.contains("created the user"), "{}", again.err);
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn what_nobody_followed_is_sent_again_if_somebody_deployed_over_it() {
    let world = World::new();
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    world.server.world.metadata.wait();
    let other = World::new();
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    other_class(&other);
    assert_eq!(world.run_in(other.root(), &["deploy"]).code, 0);
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("has deployed this package, and another deployment went in since"), "{}", again.err);
    assert!(world.run(&["deploy", "--plan"]).out.contains("no component changes"), "it was said to be deployed");
}

#[test]
fn a_plan_that_was_left_is_out_of_date_when_somebody_else_deploys() {
    let world = World::small();
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    assert_eq!(world.run(&["deploy", "--apply", file, "--async"]).code, 8);
    assert_eq!(world.run(&["resume"]).code, 0);
    let other = World::new();
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    assert_eq!(world.run_in(other.root(), &["deploy"]).code, 0);
    let moved = world.run(&["deploy", "--apply", file]);
    assert_eq!(moved.code, 3, "{moved:?}");
}

/// Developer Console and Setup change an org without a deployment.
fn by_hand(world: &World, kind: &str, name: &str, text: &str) {
    let mut org = world.server.world.lock();
    let mut component = org.components.get(kind, name).expect("it is there").clone();
    let content = component.files.iter_mut().find(|(path, _)| !path.ends_with("-meta.xml")).expect("content").1;
    *content = text.as_bytes().to_vec().into();
    org.components.insert(ComponentId::new(kind, name), component);
}

#[test]
fn a_plan_that_was_left_does_not_go_over_what_somebody_changes_by_hand() {
    let world = World::small();
    let calc = |text: &str| world.class("Calc", &format!("public class Calc {{ /* {text} */ }}\n"));
    calc("one");
    let first = ["deploy", "--only", "package", "--only", "metadata", "--test-level", "NoTestRun"];
    assert_eq!(world.run(&first).code, 0);
    calc("two");
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--plan", "--out", file, "--test-level", "NoTestRun"]).code, 0);
    assert_eq!(world.run(&["deploy", "--apply", file, "--async"]).code, 8);
    assert_eq!(world.run(&["resume"]).code, 0);
    let deployments = world.server.world.metadata.deploy_requests().len();
    // The plan says of the class that it changes, and so it would again.
    by_hand(&world, "ApexClass", "Calc", "public class Calc { /* three */ }\n");
    let moved = world.run(&["deploy", "--apply", file]);
    assert_eq!(moved.code, 3, "{moved:?}");
    assert!(moved.err.contains("the org has changed since the plan was begun: ApexClass:Calc"), "{}", moved.err);
    assert_eq!(world.server.world.metadata.deploy_requests().len(), deployments);
    assert!(!moved.err.contains("created the user"), "{}", moved.err);
}

#[test]
fn a_plan_that_was_left_says_what_its_other_steps_meet_or_is_out_of_date() {
    let world = World::small();
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--only", "package"]).code, 0);
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    assert_eq!(world.run(&["deploy", "--apply", file, "--async"]).code, 8);
    assert_eq!(world.run(&["resume"]).code, 0);
    run(async {
        let org = connect_as_administrator(&world.server).await;
        let user = org.user_id().await.expect("the administrator");
        org.assign_permission_set(&user, "Acme_Mcp_sales").await.expect("assigned");
    });
    let moved = world.run(&["deploy", "--apply", file]);
    assert_eq!(moved.code, 3, "{moved:?}");
    let part = "which does not say in the step users: Acme_Mcp_sales of the server sales is also held by admin@";
    assert!(moved.err.contains(part), "{}", moved.err);
}

#[test]
fn a_plan_that_goes_on_follows_its_own_deployment() {
    let world = World::small();
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--only", "package"]).code, 0);
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    world.server.world.metadata.hold(Some(Stage::Components));
    for _ in 1..=2 {
        let left = world.run(&["deploy", "--apply", file, "--async"]);
        assert_eq!(left.code, 8, "{left:?}");
    }
    world.server.world.metadata.hold(None);
    let ended = world.run(&["deploy", "--apply", file]);
    assert_eq!(ended.code, 0, "{ended:?}");
    assert_eq!(world.receipts(world.root()).len(), 2, "the components and the policies, each once");
}

/// Two people, one org: what one puts in while the other's reviewed plan waits is not taken away by that plan.
#[test]
fn a_plan_is_compared_after_the_deployments_that_were_under_way() {
    let world = World::new();
    world.class("Other", "public class Other {}\n");
    assert_eq!(world.run(&["deploy"]).code, 0);
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    let grant =
        |class: &str| format!("<classAccesses><apexClass>{class}</apexClass><enabled>true</enabled></classAccesses>");
    world.set(&(grant("Calc") + &grant("CalcTest")));
    assert_eq!(world.run(&["deploy", "--plan", "--out", file]).code, 0);
    let other = World::new();
    other.class("Other", "public class Other {}\n");
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    other.set(&(grant("Calc") + &grant("Other")));
    world.server.world.metadata.hold(Some(Stage::Components));
    assert_eq!(world.run_in(other.root(), &["deploy", "--async"]).code, 8);
    let at_once = world.run(&["deploy", "--apply", file, "--async"]);
    assert_eq!(at_once.code, 3, "{at_once:?}");
    assert!(at_once.err.contains("is being changed by 0Af"), "{}", at_once.err);
    let applied = std::thread::scope(|scope| {
        let applied = scope.spawn(|| world.run(&["deploy", "--apply", file]));
        std::thread::sleep(std::time::Duration::from_secs(3));
        assert!(!applied.is_finished(), "it waits");
        world.server.world.metadata.hold(None);
        applied.join().expect("it ends")
    });
    assert_eq!(applied.code, 3, "{applied:?}");
    assert!(applied.err.contains("waiting for 0Af") && applied.err.contains("PermissionSet:Agent"), "{}", applied.err);
    assert!(world.run_in(other.root(), &["deploy", "--plan"]).out.contains("no component changes"));
}

#[test]
fn a_deployment_that_is_left_has_its_id_in_every_format() {
    let world = World::new();
    let left = world.run(&["deploy", "--async", "--progress", "json"]);
    assert_eq!(left.code, 8, "{left:?}");
    let last: serde_json::Value = serde_json::from_str(left.out.lines().last().expect("lines")).expect("JSON");
    assert_eq!(last["event"], "ended");
    let id = last["id"].as_str().expect("an id");
    assert!(id.starts_with("0Af") && last["next"].as_str().is_some_and(|next| next.contains(id)), "{last}");
}

#[test]
fn who_is_ahead_in_the_queue_is_named() {
    let world = World::new();
    world.server.world.metadata.hold(Some(Stage::Components));
    let first = id_after(&world.run(&["deploy", "--async"]), "--id ");
    other_class(&world);
    let service = world.server.world.metadata.clone();
    let release = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(3));
        service.hold(None);
    });
    let second = world.run(&["deploy"]);
    release.join().expect("released");
    assert_eq!(second.code, 0, "{second:?}");
    let ahead = format!("waiting for {first} (deployment by Administrator, InProgress, since 20");
    assert!(second.err.contains(&ahead), "{ahead}: {}", second.err);
}

#[test]
fn a_plan_holds_its_options() {
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    let destroy = ["--destroy", "ApexClass:Extra"];
    let plan = world.run(&[&["deploy", "--plan", "--out", file, "--tests", "CalcTest"][..], &destroy].concat());
    assert!(plan.code == 0 && plan.out.contains("1 to delete"), "{plan:?}");
    for (other, part) in [
        (&["--destroy", "ApexClass:Calc"][..], "--destroy is not what the plan was made with"),
        (&["--test-level", "RunLocalTests"][..], "--test-level is not what the plan was made with"),
        (&["--tests", "Calc"][..], "--tests is not what the plan was made with"),
        (&["--ignore-warnings"][..], "--ignore-warnings is not what the plan was made with"),
    ] {
        let refused = world.run(&[&["deploy", "--apply", file][..], other].concat());
        assert_eq!(refused.code, 64, "{refused:?}");
        assert!(refused.err.contains(part) && refused.err.contains("--destroy ApexClass:Extra"), "{}", refused.err);
    }
    // What its text does not say is not to be had by the file.
    let reviewed = fs::read_to_string(file).expect("the plan");
    for (option, value) in
        [("checkOnly", true), ("rollbackOnError", false), ("purgeOnDelete", true), ("allowMissingFiles", true)]
    {
        let mut edited: serde_json::Value = serde_json::from_str(&reviewed).expect("JSON");
        let before = edited["options"].as_object_mut().expect("options").insert(option.into(), value.into());
        assert_eq!(before, Some((!value).into()), "{option}");
        fs::write(file, edited.to_string()).expect("written");
        let refused = world.run(&["deploy", "--apply", file]);
        assert_eq!(refused.code, 6, "{option}: {refused:?}");
        assert!(refused.err.contains("the file was edited"), "{}", refused.err);
    }
    fs::write(file, &reviewed).expect("written");
    let applied = world.run(&["deploy", "--apply", file]);
    assert_eq!(applied.code, 0, "{applied:?}");
    let said = "as the plan says: tests: RunSpecifiedTests of CalcTest; --destroy ApexClass:Extra";
    assert!(applied.err.contains(said), "{}", applied.err);
    let again = world.run(&[&["deploy", "--plan"][..], &destroy].concat());
    assert!(again.out.contains("? ApexClass:Extra") && again.out.contains("no such component"), "{}", again.out);
    assert!(again.out.contains("no component changes, 3 unchanged, 1 named with --destroy and not in the org"));
}

#[test]
fn a_test_that_is_nowhere_is_refused_before_anything_is_sent() {
    let world = World::new();
    for command in [&["deploy"][..], &["deploy", "--plan"], &["deploy", "--validate"]] {
        let refused = world.run(&[command, &["--tests", "CalcTst"]].concat());
        assert_eq!(refused.code, 4, "{refused:?}");
        assert!(refused.err.contains("`CalcTst` is a class neither of the project nor of the org"), "{}", refused.err);
        assert!(refused.err.contains("did you mean `CalcTest`?"), "{}", refused.err);
    }
    assert!(world.receipts(world.root()).is_empty());
    assert_eq!(world.run(&["deploy"]).code, 0);
    // A class of the org will do, in any letter case.
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/CalcTest.{ending}"))).expect("gone");
    }
    assert_eq!(world.run(&["deploy", "--tests", "calctest"]).code, 0);
}

#[test]
fn a_deletion_that_was_made_says_how_the_list_gets_shorter() {
    let world = World::small();
    assert_eq!(world.run(&["deploy"]).code, 0);
    let tools = world.root().join("specs/tools");
    fs::rename(tools.join("get_account.yaml"), tools.join("find_account.yaml")).expect("renamed");
    edit(world.root(), "specs/tools/find_account.yaml", "name: get_account", "name: find_account");
    edit(world.root(), "specs/servers/sales.yaml", "[get_account]", "[find_account]");
    assert_eq!(world.without_target(&["generate"]).code, 0);
    let destroy = ["--destroy", "ApexClass:AcmeGetAccountTool", "--destroy", "ApexClass:AcmeGetAccountToolTest"];
    let deployed = world.run(&[&["deploy"][..], &destroy].concat());
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let said = "this org has seen 2 of 3 deletions that manifest/destructiveChangesPost.xml lists";
    assert!(deployed.err.contains(said), "{}", deployed.err);
    // What it says works.
    fs::remove_file(world.root().join("manifest/destructiveChangesPost.xml")).expect("removed");
    assert_eq!(world.without_target(&["generate"]).code, 0);
    assert!(!world.root().join("manifest/destructiveChangesPost.xml").exists());
    assert_eq!(world.without_target(&["generate", "--check"]).code, 0);
    assert_eq!(world.run(&["deploy", "--plan"]).code, 0);
}

#[test]
fn a_deletion_is_the_same_in_any_letter_case() {
    let world = World::new();
    world.class("Extra", "public class Extra {\n}\n");
    assert_eq!(world.run(&["deploy", "--test-level", "NoTestRun"]).code, 0);
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/Extra.{ending}"))).expect("gone");
    }
    for command in [&["deploy", "--plan"][..], &["deploy", "--ignore-warnings"]] {
        let refused = world.run(&[command, &["--destroy", "ApexClass:calc"]].concat());
        assert_eq!(refused.code, 4, "{refused:?}");
        let part = "ApexClass:Calc is deployed and deleted by the same package";
        assert!(format!("{refused:?}").contains(part), "{refused:?}");
    }
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    let plan = world.run(&["deploy", "--plan", "--out", file, "--destroy", "ApexClass:eXTRA"]);
    assert!(plan.out.contains("- ApexClass:Extra  named with --destroy"), "{}", plan.out);
    assert!(plan.out.contains("1 to delete"), "{}", plan.out);
    assert_eq!(world.run(&["deploy", "--apply", file]).code, 0);
    let gone = world.run(&["deploy", "--plan", "--destroy", "ApexClass:Extra"]);
    assert!(gone.out.contains("? ApexClass:Extra"), "{}", gone.out);
}

#[test]
fn a_plan_shows_the_steps_that_are_asked_for() {
    let world = World::small();
    for wave in ["package", "metadata"] {
        assert_eq!(world.run(&["deploy", "--only", wave]).code, 0);
    }
    let file = world.root().join("plan.json");
    let file = file.to_str().expect("text");
    let plan = world.run(&["deploy", "--plan", "--out", file, "--only", "users", "--detailed-exitcode"]);
    assert_eq!(plan.code, 2, "users change the org: {plan:?}");
    assert!(plan.out.contains("only these steps: users\nwaves\n  1. users: create the user"), "{}", plan.out);
    assert!(!plan.out.contains("ApexClass") && !plan.out.contains("metadata"), "{}", plan.out);
    let other = world.run(&["deploy", "--apply", file, "--only", "metadata"]);
    assert!(other.code == 64 && other.err.contains("--only is not what the plan was made with"), "{other:?}");
    let applied = world.run(&["deploy", "--apply", file]);
    assert_eq!(applied.code, 0, "{applied:?}");
    assert!(applied.err.contains("created the user") && !applied.err.contains("policies"), "{}", applied.err);
    assert_eq!(world.run(&["deploy"]).code, 0);
    let nothing = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert_eq!(nothing.code, 0, "{nothing:?}");
    assert!(nothing.out.contains("credentials: nothing to do"), "{}", nothing.out);
}
