//! Permission sets that are taken from their holders because they are deleted: whatever happens to the command, they are
//! deleted or given back.

use crate::project::World;
use crate::proxy::{Fault, Kind};
use sf_client::login::{Flow, Login};
use sf_client::setup::NewUser;
use sf_client::{Http, HttpConfig, Org, OrgAddress};

const END: &str = "2036-12-24T00:00:00.000+0000";

/// Makes calls past the proxy.
fn past<T>(world: &World, work: impl AsyncFnOnce(Org) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let address = OrgAddress::parse(world.server.url()).expect("an address");
        let flow = Flow::AccessToken(world.server.administrator_token.clone());
        let http = Http::new(&HttpConfig::default()).expect("a client");
        work(Org::connect(http, Login { address, flow }, 66).await.expect("the org")).await
    })
}

/// The set is in the org and no longer in the project; two users hold it, one of them for a time that ends.
fn held() -> World {
    let world = World::new();
    let file = "force-app/main/default/permissionsets/Old.permissionset-meta.xml";
    world.write(
        file,
        "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Old</label></PermissionSet>\n",
    );
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    std::fs::remove_file(world.project.path().join(file)).expect("removed");
    past(&world, async |org| {
        for (name, until) in [("ann", None), ("bob", Some(END))] {
            let username = format!("{name}@acme.example.com");
            let user = NewUser {
                username: username.clone(),
                name: name.to_owned(),
                email: username,
                profile: "Standard User".to_owned(),
            };
            let id = org.create_user(&user).await.expect("a user");
            org.assign_permission_set_until(&id, "Old", until).await.expect("assigned");
        }
    });
    assert_eq!(holders(&world), both());
    world
}

fn holders(world: &World) -> Vec<(String, Option<String>)> {
    let holders = past(world, async |org| org.holders("Old").await.expect("holders"));
    holders.into_iter().map(|holder| (holder.username, holder.until)).collect()
}

fn both() -> Vec<(String, Option<String>)> {
    vec![("ann@acme.example.com".to_owned(), None), ("bob@acme.example.com".to_owned(), Some(END.to_owned()))]
}

const DESTROY: [&str; 3] = ["deploy", "--destroy", "PermissionSet:Old"];

#[test]
fn one_that_cannot_be_taken_gives_back_those_that_were() {
    let world = held();
    let refusal = "[{\"errorCode\":\"INSUFFICIENT_ACCESS_OR_READONLY\",\"message\":\"no\"}]".to_owned();
    world.proxy.plan(Kind::Revoke, [Fault::None, Fault::Refuse(403, "application/json", refusal)]);
    let failed = world.run(&DESTROY);
    assert_ne!(failed.code, 0, "{failed:?}");
    assert!(failed.err.contains("gave the permission set Old back to ann@acme.example.com"), "{}", failed.err);
    assert_eq!(holders(&world), both());
    // The reply of one that was taken is lost, and the org is in trouble for a moment.
    let trouble = "[{\"errorCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"locked\"}]".to_owned();
    let faults = [Fault::LoseReply, Fault::Refuse(500, "application/json", trouble)];
    world.proxy.plan(Kind::Revoke, faults);
    let gone = world.run(&DESTROY);
    assert_eq!(gone.code, 0, "{gone:?}");
    assert_eq!(holders(&world), []);
}

/// The set is taken from its holders, and the command dies before it sends the deletion.
fn killed_before_the_deletion() -> World {
    let world = held();
    world.proxy.plan(Kind::Upload, [Fault::Hang]);
    let running = world.start(world.project.path(), &DESTROY);
    world.proxy.wait_stalled();
    world.kill(running);
    world
}

#[test]
fn a_command_that_is_killed_before_the_deletion_is_sent_is_made_good_by_the_next_one() {
    let world = killed_before_the_deletion();
    assert_eq!(holders(&world), []);
    let next = world.run(&["deploy"]);
    assert_eq!(next.code, 0, "{next:?}");
    assert_eq!(holders(&world), both(), "{next:?}");
}

/// Takes a minute: only then is it sure that the org has not got the package.
#[test]
fn the_same_is_made_good_by_whoever_asks_what_became_of_it() {
    let world = killed_before_the_deletion();
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 4, "{resumed:?}");
    assert!(resumed.err.contains("back to bob@acme.example.com, until 2036"), "{}", resumed.err);
    assert_eq!(holders(&world), both());
}

#[test]
fn two_commands_do_not_work_on_one_target_at_the_same_time() {
    let world = held();
    world.proxy.plan(Kind::Upload, [Fault::Hang]);
    let first = world.start(world.project.path(), &DESTROY);
    world.proxy.wait_stalled();
    let second = world.run(&["deploy"]);
    assert_eq!(second.code, 4, "{second:?}");
    assert!(second.err.contains("another command is at work on `laptop` from this directory"), "{}", second.err);
    let plan = world.run(&["deploy", "--plan"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    assert!(plan.err.contains("taken for a deletion: Old from ann@acme.example.com"), "{}", plan.err);
    world.kill(first);
    let third = world.run(&["deploy"]);
    assert_eq!(third.code, 0, "{third:?}");
    assert_eq!(holders(&world), both());
}

#[test]
fn nobody_gets_a_set_by_a_journal_that_came_with_the_checkout() {
    let world = held();
    let org_id = past(&world, async |org| org.org_id().await.expect("an id"));
    let forged = format!(
        "{{\"orgId\": \"{org_id}\", \"done\": {{}}, \"taken\": [{{\"set\": \"Old\", \"username\": \"admin@local.example.com\"}}]}}"
    );
    let journal = ".mcp-toolchain/waves/laptop.json";
    world.write(journal, &forged);
    for command in [&["deploy"][..], &["deploy", "--validate"]] {
        let refused = world.run(command);
        assert_eq!(refused.code, 6, "{refused:?}");
        for part in ["not written with this login", "Old from admin@local.example.com", journal] {
            assert!(refused.err.contains(part), "{part}: {}", refused.err);
        }
    }
    let resumed = world.run(&["resume", "--id", &last(&world)]);
    assert!(resumed.err.contains("nothing given back: a journal"), "{}", resumed.err);
    assert_eq!(holders(&world), both());
    std::fs::remove_file(world.project.path().join(journal)).expect("removed");
    assert_eq!(world.run(&["deploy"]).code, 0);
    assert_eq!(holders(&world), both());
}

/// The id of the newest receipt's deployment.
fn last(world: &World) -> String {
    let receipts = world.project.path().join("deployments/laptop");
    let mut names: Vec<String> = std::fs::read_dir(receipts)
        .expect("receipts")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.pop().and_then(|name| name.strip_suffix(".json").map(str::to_owned)).expect("a receipt")
}

#[test]
fn a_session_that_ended_takes_nothing_with_it_that_must_be_given_back() {
    let mut world = killed_before_the_deletion();
    world.log_in_anew();
    let next = world.run(&["deploy"]);
    assert_eq!(next.code, 0, "{next:?}");
    assert_eq!(holders(&world), both(), "{next:?}");
}
