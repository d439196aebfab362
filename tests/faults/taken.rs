//! Permission sets that are taken from their holders because they are deleted: whatever happens to the command, they are
//! deleted or given back.

use crate::project::World;
use crate::proxy::{Fault, Kind};
use sf_client::login::{Flow, Login};
use sf_client::setup::NewUser;
use sf_client::{Http, HttpConfig, Org, OrgAddress, Secret};

const END: &str = "2036-12-24T00:00:00.000+0000";

/// Makes calls past the proxy.
fn past<T>(world: &World, work: impl AsyncFnOnce(Org) -> T) -> T {
    to_org(world.server.url(), &world.server.administrator_token, work)
}

fn to_org<T>(url: &str, token: &Secret, work: impl AsyncFnOnce(Org) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let address = OrgAddress::parse(url).expect("an address");
        let flow = Flow::AccessToken(token.clone());
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

#[test]
fn the_same_is_made_good_by_whoever_asks_what_became_of_it() {
    let world = killed_before_the_deletion();
    let resumed = world.run(&["resume"]);
    assert_eq!(resumed.code, 4, "{resumed:?}");
    assert!(resumed.err.contains("back to bob@acme.example.com, until 2036"), "{}", resumed.err);
    assert_eq!(holders(&world), both());
}

#[test]
fn a_plan_takes_what_it_shows() {
    let world = held();
    let plan = world.project.path().join("plan.json");
    let plan = plan.to_str().expect("text");
    // Orgs do not tell capital letters from small ones.
    let planned = world.run(&["deploy", "--plan", "--out", plan, "--destroy", "PermissionSet:OLD"]);
    assert_eq!(planned.code, 0, "{planned:?}");
    let takes = "take the permission set Old, which is deleted, from ann@acme.example.com";
    assert!(planned.out.contains(takes), "{}", planned.out);
    let applied = world.run(&["deploy", "--apply", plan]);
    assert_eq!(applied.code, 0, "{applied:?}");
    assert_eq!(holders(&world), []);
}

const CARL: &str = "carl@acme.example.com";

/// One more holder.
async fn give_to_carl(org: Org) {
    let user = NewUser {
        username: CARL.to_owned(),
        name: "carl".to_owned(),
        email: CARL.to_owned(),
        profile: "Standard User".to_owned(),
    };
    let id = org.create_user(&user).await.expect("a user");
    org.assign_permission_set_until(&id, "Old", None).await.expect("assigned");
}

#[test]
fn who_gets_a_set_after_the_comparison_keeps_it_too() {
    let world = held();
    let plan = world.project.path().join("plan.json");
    let plan = plan.to_str().expect("text");
    assert_eq!(world.run(&["deploy", "--plan", "--out", plan, "--destroy", "PermissionSet:Old"]).code, 0);
    let (url, token) = (world.server.url().to_owned(), world.server.administrator_token.clone());
    // What is under way is asked before the comparison, after it, and before anything is taken.
    let lists = world.proxy.count(Kind::List);
    world.proxy.on_request(move |kind, number| {
        if kind == Kind::List && number == lists + 3 {
            let (url, token) = (url.clone(), token.clone());
            std::thread::spawn(move || to_org(&url, &token, give_to_carl)).join().expect("given");
        }
    });
    let refused = world.run(&["deploy", "--apply", plan]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(
        refused.err.contains(&format!("{CARL} holds Old, which is to be deleted, and the plan")),
        "{}",
        refused.err
    );
    assert_eq!(holders(&world).len(), 3);
}

/// Who gets the set after the plan was made is not in the plan, whether the command was begun before or not.
#[test]
fn a_plan_takes_a_set_from_nobody_whom_it_does_not_show() {
    for begun in [false, true] {
        let world = held();
        let plan = world.project.path().join("plan.json");
        let plan = plan.to_str().expect("text");
        assert_eq!(world.run(&["deploy", "--plan", "--out", plan, "--destroy", "PermissionSet:OLD"]).code, 0);
        if begun {
            world.proxy.plan(Kind::Upload, [Fault::Hang]);
            let running = world.start(world.project.path(), &["deploy", "--apply", plan]);
            world.proxy.wait_stalled();
            world.kill(running);
            assert_eq!(holders(&world), []);
        }
        past(&world, give_to_carl);
        let refused = world.run(&["deploy", "--apply", plan]);
        assert_eq!(refused.code, 3, "{refused:?}");
        let carl = (CARL.to_owned(), None);
        assert!(holders(&world).contains(&carl), "{refused:?}");
        // Ann and Bob get it back once it is sure that the deletion never arrived.
        assert_eq!(world.run(&["deploy"]).code, 0);
        let mut all = both();
        all.push(carl);
        assert_eq!(holders(&world), all);
    }
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

/// An upload may take longer than what is lost is looked for.
#[test]
fn nothing_is_said_to_have_failed_or_given_back_while_it_is_being_sent() {
    let world = held();
    world.proxy.plan(Kind::Upload, [Fault::Hang]);
    let sending = world.start(world.project.path(), &DESTROY);
    world.proxy.wait_stalled();
    for command in ["resume", "report", "cancel"] {
        let asked = world.run(&[command]);
        assert_eq!(asked.code, 8, "{asked:?}");
        assert!(
            asked.err.contains("at work on `laptop` from this directory, and its deployment has no id"),
            "{}",
            asked.err
        );
    }
    assert_eq!(holders(&world), []);
    world.kill(sending);
    assert_eq!(world.run(&["resume"]).code, 4);
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
