//! A server that is taken out of the specs, and what an org keeps of it.

use crate::local_org::{connect_as_administrator, run};
use crate::world::{AGENT, World, edit};
use sf_client::setup::NewUser;
use std::fs;

const OTHER: &str = "mcp.support@acme.example.com";
const SET: &str = "Acme_Mcp_support";

/// The small project with a second server, deployed; then without it, generated.
fn without_a_server() -> World {
    let world = World::small();
    let sales = fs::read_to_string(world.root().join("specs/servers/sales.yaml")).expect("a server");
    let support = sales.replace("name: sales", "name: support").replace("title: Sales", "title: Support");
    world.write("specs/servers/support.yaml", &support);
    let both = format!("sales: {{ runAs: {AGENT} }}\n      support: {{ runAs: {OTHER} }}");
    edit(world.root(), "targets.yaml", &format!("sales: {{ runAs: {AGENT} }}"), &both);
    assert_eq!(world.without_target(&["generate"]).code, 0);
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    fs::remove_file(world.root().join("specs/servers/support.yaml")).expect("removed");
    edit(world.root(), "targets.yaml", &both, &format!("sales: {{ runAs: {AGENT} }}"));
    let generated = world.without_target(&["generate"]);
    assert_eq!(generated.code, 0, "{generated:?}");
    world
}

fn is_assigned(world: &World) -> bool {
    let org = world.server.world.lock();
    let Some(set) = org.components.get("PermissionSet", SET).map(|set| set.id.clone()) else { return false };
    let of_set = |row: &local_org::data::Record| format!("{:?}", row.get("PermissionSetId")).contains(&*set);
    org.store.rows("PermissionSetAssignment").any(|(_, row)| of_set(row))
}

#[test]
fn a_server_that_was_removed_is_named_until_its_deletion_which_works_as_it_is_told() {
    let world = without_a_server();
    let report = world.root().join("report.json");
    let deployed = world.run(&["deploy", "--report", &report.to_string_lossy()]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    for part in ["DEPLOY035", "who may use it still can", "PermissionSet:Acme_Mcp_support"] {
        assert!(deployed.out.contains(part), "{part}: {}", deployed.out);
    }
    assert!(fs::read_to_string(report).expect("a report").contains("DEPLOY035"));
    // The settings of an app go with the app.
    assert!(!deployed.out.contains("ExtlClntApp"), "{}", deployed.out);
    let said = deployed.out.split('`').find(|part| part.contains("--destroy ")).expect("the command");
    let words: Vec<&str> = said.split(' ').skip_while(|word| *word != "--destroy").collect();
    let plan = world.run(&[&["deploy", "--plan"][..], &words].concat());
    let take = format!("take the permission set {SET}, which is deleted, from {OTHER}");
    assert!(plan.out.contains(&take), "{}", plan.out);
    assert!(is_assigned(&world), "a plan changes nothing");
    // Who names them too gets the same.
    let settings = ["--destroy", "ExtlClntAppOauthSettings:Acme_Mcp_support_App"];
    let gone = world.run(&[&["deploy"][..], &words, &settings].concat());
    assert_eq!(gone.code, 0, "{gone:?}");
    assert!(gone.err.contains(&format!("took the permission set {SET}, which is deleted, from {OTHER}")), "{gone:?}");
    assert!(!gone.out.contains("DEPLOY035"), "{}", gone.out);
    let org = world.server.world.lock();
    assert!(!org.components.iter().any(|(id, _)| id.member.to_lowercase().contains("mcp_support")), "all is gone");
}

#[test]
fn who_lost_a_set_for_a_deletion_that_was_refused_gets_it_back() {
    let world = without_a_server();
    world.class("Broken", "public class Broken { nonsense }\n");
    let set = format!("PermissionSet:{SET}");
    let refused = world.run(&["deploy", "--destroy", &set]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains(&format!("gave the permission set {SET} back to {OTHER}")), "{}", refused.err);
    assert!(is_assigned(&world));
}

/// Gives the set to two more users, to one of them for a time that ends.
fn more_holders(world: &World) {
    for (name, until) in [("ann", None), ("bob", Some(END))] {
        let user = NewUser {
            username: format!("{name}@acme.example.com"),
            name: name.to_owned(),
            email: format!("{name}@acme.example.com"),
            profile: "Standard User".to_owned(),
        };
        run(async {
            let org = connect_as_administrator(&world.server).await;
            let id = org.create_user(&user).await.expect("a user");
            org.assign_permission_set_until(&id, SET, until).await.expect("assigned");
        });
    }
}

const END: &str = "2036-12-24T00:00:00.000+0000";

fn holders(world: &World) -> Vec<(String, Option<String>)> {
    let holders = run(async { connect_as_administrator(&world.server).await.holders(SET).await });
    holders.expect("holders").into_iter().map(|holder| (holder.username, holder.until)).collect()
}

fn all_three() -> Vec<(String, Option<String>)> {
    vec![
        ("ann@acme.example.com".to_owned(), None),
        ("bob@acme.example.com".to_owned(), Some(END.to_owned())),
        (OTHER.to_owned(), None),
    ]
}

const DESTROY: &str = "PermissionSet:Acme_Mcp_support";

#[test]
fn an_assignment_that_ends_is_given_back_with_its_end() {
    let world = without_a_server();
    more_holders(&world);
    assert_eq!(holders(&world), all_three());
    world.class("Broken", "public class Broken { nonsense }\n");
    let refused = world.run(&["deploy", "--destroy", DESTROY]);
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.err.contains(&format!("back to bob@acme.example.com, until {END}")), "{}", refused.err);
    assert_eq!(holders(&world), all_three());
}

#[test]
fn who_lost_a_set_for_a_deployment_that_was_left_gets_it_back_from_whoever_sees_its_end() {
    for command in [&["resume"][..], &["deploy"]] {
        let world = without_a_server();
        more_holders(&world);
        world.class("RedTest", "@IsTest\nprivate class RedTest {\n    @IsTest\n    static void red() {\n        System.assert(false);\n    }\n}\n");
        let left = world.run(&["deploy", "--destroy", DESTROY, "--async"]);
        assert_eq!(left.code, 8, "{left:?}");
        assert!(left.err.contains("Acme_Mcp_support from bob@acme.example.com"), "{}", left.err);
        assert_eq!(holders(&world), []);
        let ended = world.run(command);
        assert_eq!(ended.code, 5, "{ended:?}");
        assert_eq!(holders(&world), all_three(), "{command:?}: {ended:?}");
        let receipts = world.receipts(world.root());
        let any = |receipt: &std::path::PathBuf| fs::read_to_string(receipt).expect("a receipt").contains("from ann@");
        assert!(receipts.iter().any(any) || command == ["deploy"], "whoever sees its end keeps its receipt");
    }
}

#[test]
fn a_validation_says_that_only_assignments_stand_in_its_way() {
    let world = without_a_server();
    let refused = world.run(&["deploy", "--validate", "--destroy", DESTROY]);
    assert_eq!(refused.code, 5, "{refused:?}");
    let said = format!("which a deployment takes first: {SET} from {OTHER}");
    assert!(format!("{refused:?}").contains(&said), "{refused:?}");
    assert!(is_assigned(&world), "a validation takes nothing");
    world.class("Broken", "public class Broken { nonsense }\n");
    let more = world.run(&["deploy", "--validate", "--destroy", DESTROY]);
    assert!(more.code == 5 && !format!("{more:?}").contains("which a deployment takes first"), "{more:?}");
}
