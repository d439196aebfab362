//! A server that is taken out of the specs, and what an org keeps of it.

use crate::world::{AGENT, World, edit};
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
