//! The waves of a deployment: package, components, users, policies, keys.

use crate::cli::xtask;
use crate::local_org::{connect_as_administrator, run};
use crate::world::{AGENT, Printed, World, edit};
use local_org::metadata::PackageVersion;
use sf_client::setup::NewUser;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

/// The whole of this repository's example: package, metadata, users, policies, keys; then an empty plan.
#[test]
fn the_reference_project_goes_in_wave_by_wave() {
    let world = World::example_before_generating();
    // Stale files are refused before anything is sent.
    let stale = world.run(&["deploy"]);
    assert_eq!(stale.code, 11, "{stale:?}");
    assert_eq!(world.without_target(&["generate"]).code, 0);
    // A validation installs nothing, and says what is missing.
    let missing = world.run(&["deploy", "--validate", "--test-level", "NoTestRun"]);
    assert_eq!(missing.code, 4, "{missing:?}");
    assert!(missing.err.contains("--only package"), "{}", missing.err);
    let deployed = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    for part in [
        "SalesforceMcpLib 04tdL000000Ut0fQAC is installed",
        "created the user mcp.insight@acme.example.com.laptop",
        "policies: done",
        "clients read it as SF_SALES_INSIGHT_LAPTOP_CLIENT_ID",
    ] {
        assert!(deployed.err.contains(part), "{part}: {}", deployed.err);
    }
    // The server of people says that they need its set, until somebody holds it.
    let for_people = "Acme_Mcp_sales_assistant is for people";
    assert!(world.run(&["deploy", "--plan", "--only", "users"]).out.contains(for_people));
    run(async {
        let org = connect_as_administrator(&world.server).await;
        let user = org.user_id().await.expect("the administrator");
        org.assign_permission_set(&user, "Acme_Mcp_sales_assistant").await.expect("assigned");
    });
    let held = world.run(&["deploy", "--plan", "--only", "users"]);
    assert!(held.code == 0 && !held.out.contains(for_people), "{held:?}");
    let package = world.run(&["deploy", "--only", "package"]);
    assert!(package.code == 0 && !package.err.contains("MCP server: "), "{package:?}");
    // users-ask.md section 8: unchanged apps fail or differ because of keys that the org adds.
    let plan = world.run(&["deploy", "--plan", "--test-level", "NoTestRun", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    assert!(plan.out.contains("no component changes"), "{}", plan.out);
    let again = world.run(&["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("credentials: nothing to do"), "{}", again.err);
    assert!(again.err.contains("users: nothing to do"), "{}", again.err);
}

#[test]
fn a_generated_file_that_was_edited_gets_one_repair() {
    let world = World::example();
    let class = "force-app/main/mcp/classes/endpoints/AcmeSalesInsightEndpoint.cls";
    edit(world.root(), class, "global", "global /* edited */");
    let refused = world.run(&["deploy"]);
    assert_eq!(refused.code, 11, "{refused:?}");
    assert!(!refused.err.contains("run `cargo xtask generate`, review the change"), "{}", refused.err);
    assert!(refused.err.contains("do what the findings above say"), "{}", refused.err);
}

fn has(printed: &Printed, parts: &[&str]) {
    for part in parts {
        assert!(printed.err.contains(part), "{part}: {}", printed.err);
    }
}

#[test]
fn a_wave_that_fails_half_way_goes_on_where_it_stopped() {
    let world = World::small();
    let put_back = world.without_field("Profile", ("Name", "Minimum Access - API Only Integrations"), "Name");
    let failed = world.run(&["deploy"]);
    assert_eq!(failed.code, 5, "{failed:?}");
    has(
        &failed,
        &[
            "users: profile `Minimum Access - API Only Integrations` is not in the org",
            "(done: package, metadata; not done: users, policies, credentials)",
            "run the same command again to go on",
        ],
    );
    assert!(!failed.err.contains("all steps are done"), "{}", failed.err);
    let as_json = world.run(&["deploy", "--progress", "json"]);
    let last: serde_json::Value = serde_json::from_str(as_json.out.lines().last().expect("lines")).expect("JSON");
    assert_eq!((last["event"].as_str(), last["verdict"].as_str()), (Some("ended"), Some("failed")), "{last}");
    put_back();
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    has(&again, &["metadata: nothing to do: done by an earlier run", "created the user", "policies: done"]);
    assert_eq!(world.receipts(world.root()).len(), 2, "the components and the policies, each once");
    // The keys of an org on this machine stay beside what is known about it.
    let keys = fs::read_to_string(world.root().join(".mcp-toolchain/laptop-org.env")).expect("keys");
    assert!(keys.contains("SF_SALES_LAPTOP_CLIENT_ID='"), "{keys}");
    assert!(!world.home.path().join("secrets.json").exists());
    // A program gets them without anybody seeing them.
    let mut command = xtask();
    command.current_dir(world.root()).args(["run", "--target", "laptop", "--"]);
    command.args(["sh", "-c", "test -n \"$SF_SALES_LAPTOP_CLIENT_SECRET\" && exit 42"]);
    command.env("SF_LAPTOP_ACCESS_TOKEN", world.server.administrator_token.expose());
    let ran = Printed::of(&mut command, world.home.path());
    assert_eq!((ran.code, ran.out.as_str()), (42, ""), "{ran:?}");
}

#[test]
fn a_copy_of_the_package_in_the_project_or_the_org_is_found_before_anything_is_changed() {
    let world = World::small();
    world.class("McpToolResult", "public class McpToolResult {\n}\n");
    let project = world.run(&["deploy"]);
    assert_eq!(project.code, 4, "{project:?}");
    assert!(format!("{project:?}").contains("McpToolResult"), "{project:?}");
    for ending in ["cls", "cls-meta.xml"] {
        fs::remove_file(world.root().join(format!("force-app/main/default/classes/McpToolResult.{ending}")))
            .expect("gone");
    }
    let other = World::new();
    other.class("McpToolResult", "public class McpToolResult {\n}\n");
    fs::copy(world.root().join("targets.yaml"), other.root().join("targets.yaml")).expect("copied");
    assert_eq!(world.run_in(other.root(), &["deploy", "--test-level", "NoTestRun"]).code, 0);
    let org = world.run(&["deploy"]);
    assert_eq!(org.code, 4, "{org:?}");
    has(&org, &["the org holds classes of its own with the names of the package's: McpToolResult"]);
}

#[test]
fn a_newer_package_is_not_replaced() {
    let world = World::small();
    let classes = [("McpToolResult", "public class McpToolResult {\n}\n")];
    let newer = PackageVersion { id: "04tz00000000002AAA", classes: &classes };
    local_org::metadata::install(&mut world.server.world.lock(), newer, 0).expect("installed");
    let refused = world.run(&["deploy"]);
    assert_eq!(refused.code, 4, "{refused:?}");
    has(&refused, &["the org has version 1.3.0-1 of the package already, the project asks for 1.2.0-1"]);
}

#[test]
fn an_integration_user_must_be_active_and_no_administrator() {
    let world = World::small();
    assert_eq!(world.run(&["deploy"]).code, 0);
    let put_back = world.without_field("User", ("Username", AGENT), "IsActive");
    let inactive = world.run(&["deploy"]);
    assert_eq!(inactive.code, 6, "{inactive:?}");
    has(&inactive, &[&format!("the integration user {AGENT} is inactive"), "activate it in Setup"]);
    put_back();
    edit(world.root(), "targets.yaml", AGENT, "admin@local.example.com");
    assert_eq!(world.without_target(&["generate"]).code, 0);
    let administrator = world.run(&["deploy"]);
    assert_eq!(administrator.code, 6, "{administrator:?}");
    has(&administrator, &["admin@local.example.com has rights of an administrator: ", "name a dedicated user"]);
}

#[test]
fn the_account_of_a_person_does_not_become_an_integration_user() {
    let world = World::small();
    let person = "mcp.person@acme.example.com";
    let holds = |world: &World| {
        run(async {
            let org = connect_as_administrator(&world.server).await;
            org.user_rights(person).await.expect("the user").permission_sets
        })
    };
    run(async {
        let org = connect_as_administrator(&world.server).await;
        let (username, name) = (person.to_owned(), "Ann".to_owned());
        let profile = "Standard User".to_owned();
        org.create_user(&NewUser { email: username.clone(), username, name, profile }).await.expect("a user");
    });
    let before = holds(&world);
    // An org keeps names in small letters.
    edit(world.root(), "targets.yaml", AGENT, "MCP.Person@acme.example.com");
    assert_eq!(world.without_target(&["generate"]).code, 0);
    for command in [&["deploy"][..], &["deploy", "--plan"]] {
        let refused = world.run(command);
        assert_eq!(refused.code, 6, "{refused:?}");
        has(&refused, &["mcp.person@acme.example.com, which the server sales is to run as, may use the browser"]);
    }
    assert_eq!(holds(&world), before);
    // One whom this command made and did not finish has the profile that the spec names.
    edit(
        world.root(),
        "specs/servers/sales.yaml",
        "runAs: {}",
        "runAs: { profile: Standard User, profileJustification: Only for this test. }",
    );
    assert_eq!(world.without_target(&["generate"]).code, 0);
    let made = world.run(&["deploy"]);
    assert_eq!(made.code, 0, "{made:?}");
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert!(plan.code == 0 && !plan.out.contains("also held by"), "{plan:?}");
}

#[test]
fn the_installation_key_reaches_the_package_and_nothing_else() {
    let world = World::small();
    let (right, wrong) = ("canary-right-key", "canary'wrong+key");
    let variable = "SF_LAPTOP_INSTALLATION_KEY";
    let package = ["deploy", "--only", "package"];
    // Orgs refuse a key that a package does not have: one that is set for nothing is not sent.
    let other = World::small();
    assert_eq!(other.run_with(&package, &[(variable, wrong)]).code, 0);
    world.server.world.protect_package(right);
    let none = world.run(&package);
    assert_eq!(none.code, 4, "{none:?}");
    let keep = "keep it with `cargo xtask login installation-key --target laptop`";
    has(&none, &["is protected by an installation key", variable, keep]);
    let refused = world.run_with(&package, &[(variable, wrong)]);
    assert_eq!(refused.code, 4, "{refused:?}");
    has(&refused, &["Invalid InstallationKey for SubscriberPackageVersion", keep]);
    // The secret store has it until it is forgotten.
    let login = ["login", "installation-key"];
    let kept = world.run_with(&login, &[(variable, right)]);
    assert_eq!(kept.code, 0, "{kept:?}");
    world.run(&["logout"]);
    assert_eq!(world.run(&package).code, 4);
    assert_eq!(world.run_with(&login, &[(variable, right)]).code, 0);
    let installed = world.run(&package);
    assert_eq!(installed.code, 0, "{installed:?}");
    has(&installed, &["SalesforceMcpLib 04tdL000000Ut0fQAC is installed"]);
    for printed in [none, refused, kept, installed] {
        assert!(!format!("{printed:?}").contains("canary"), "{printed:?}");
    }
    assert!(!world.is_written(right) && !world.is_written("canary"));
}

#[test]
fn an_org_that_was_emptied_is_set_up_again() {
    // As after a refresh of a sandbox: app, user and permissions are gone, and the keys that were kept are worth nothing.
    let world = World::small();
    assert_eq!(world.run(&["deploy"]).code, 0);
    let keys = || fs::read_to_string(world.root().join(".mcp-toolchain/laptop-org.env")).expect("keys");
    let before = keys();
    let host = format!("localhost:{}", world.server.address.port());
    let mut stream = TcpStream::connect(&host).expect("the org");
    let token = world.server.administrator_token.expose();
    let head = format!("POST /local/reset HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}");
    write!(stream, "{head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").expect("sent");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("a reply");
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    has(&again, &["is installed", "created the user", "policies: done", "credentials: done"]);
    assert_ne!(keys(), before, "the new app has another key");
}

#[test]
fn who_else_holds_a_set_is_named_and_taken_away_only_when_named() {
    let world = World::small();
    assert_eq!(world.run(&["deploy"]).code, 0);
    let administrator = "admin@local.example.com";
    let set = "Acme_Mcp_sales";
    run(async {
        let org = connect_as_administrator(&world.server).await;
        let user = org.user_id().await.expect("the administrator");
        org.assign_permission_set(&user, set).await.expect("assigned");
    });
    let holding = format!("{set}:{administrator}");
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "that somebody holds it is no change: {plan:?}");
    let part = format!("also held by {administrator}: check the need, or take it away with --revoke {holding}");
    assert!(plan.out.contains(&part), "{}", plan.out);
    has(&world.run(&["deploy", "--only", "users"]), &[&part, "users: nothing to do"]);
    for (wrong, code, why) in [
        ("Other_Set:admin@local.example.com".to_owned(), 64, "is not the permission set of a server"),
        (format!("{set}:{AGENT}"), 64, "it is the integration user"),
        (set.to_owned(), 64, "one holder each"),
    ] {
        let refused = world.run(&["deploy", "--revoke", &wrong]);
        assert_eq!(refused.code, code, "{refused:?}");
        has(&refused, &[why]);
    }
    let file = world.root().join("plan.json");
    let file = file.to_string_lossy();
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode", "--revoke", &holding, "--out", &file]);
    assert_eq!(plan.code, 2, "{plan:?}");
    assert!(plan.out.contains(&format!("take the permission set {set} from {administrator}")), "{}", plan.out);
    let applied = world.run(&["deploy", "--apply", &file]);
    assert_eq!(applied.code, 0, "{applied:?}");
    has(&applied, &[&format!("--revoke {holding}"), &format!("took the permission set {set} from {administrator}")]);
    let plan = world.run(&["deploy", "--plan", "--detailed-exitcode", "--revoke", &holding]);
    assert!(plan.code == 0 && !plan.out.contains("also held"), "{plan:?}");
}

/// What a pipeline does on a merge that raises the version of the framework's package.
#[test]
fn an_older_package_is_upgraded_by_a_quick_deployment() {
    let world = World::small();
    let classes = [("McpToolResult", "public class McpToolResult {\n}\n")];
    let older = PackageVersion { id: "04t000000000001AAA", classes: &classes };
    local_org::metadata::install(&mut world.server.world.lock(), older, 0).expect("installed");
    let plan = world.run(&["deploy", "--plan"]);
    assert!(plan.out.contains("1.1.0-1"), "the plan names the version that is there: {}", plan.out);
    let deployed = world.run(&[
        "deploy", "--quick", "--only", "package", "--only", "metadata", "--only", "users", "--only", "policies",
    ]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let order =
        ["package: done", "validating first", "sending the request to deploy what was validated", "users: done"];
    let places: Vec<_> = order.iter().map(|part| deployed.err.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}: {}", deployed.err);
    let again = world.run(&["deploy", "--plan", "--detailed-exitcode"]);
    assert_eq!(again.code, 0, "{again:?}");
}
