//! Deployments as a user meets them: the command line against the local org, over the wire.

use assert_cmd::Command;
use local_org::Org as LocalOrg;
use local_org::server::{Config, Server};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A local org and a small project whose target `laptop` it is.
struct World {
    server: Server,
    project: TempDir,
    home: TempDir,
}

/// What a command printed, and its exit code.
#[derive(Debug)]
struct Printed {
    code: i32,
    out: String,
    err: String,
}

const SET: &str = "force-app/main/default/permissionsets/Agent.permissionset-meta.xml";
const CLASS: &str = "force-app/main/default/classes/Calc.cls";

impl World {
    fn new() -> Self {
        let server = Server::start(LocalOrg::new(sf_schema::Schema::standard()), Config::default());
        let world = Self {
            server: server.expect("a free port on the loopback interface"),
            project: tempfile::tempdir().expect("a directory"),
            home: tempfile::tempdir().expect("a directory"),
        };
        world.write(
            "sfdx-project.json",
            "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}",
        );
        let targets = format!(
            "kind: targets\nversion: 1\ntargets:\n  laptop: {{ class: local, host: \"localhost:{}\" }}\n",
            world.server.address.port()
        );
        world.write("targets.yaml", &targets);
        world.class("Calc", "public class Calc {\n    public static Integer one() {\n        return 1;\n    }\n}\n");
        world.class(
            "CalcTest",
            "@IsTest\nprivate class CalcTest {\n    @IsTest\n    static void adds() {\n        System.assertEquals(1, Calc.one());\n    }\n}\n",
        );
        world.set("<classAccesses><apexClass>Calc</apexClass><enabled>true</enabled></classAccesses>");
        world
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.project.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, text).expect("written");
    }

    fn class(&self, name: &str, body: &str) {
        let path = format!("force-app/main/default/classes/{name}.cls");
        self.write(&path, body);
        let meta = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <apiVersion>66.0</apiVersion>\n    <status>Active</status>\n</ApexClass>\n";
        self.write(&format!("{path}-meta.xml"), meta);
    }

    fn set(&self, grants: &str) {
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">{grants}<label>Agent</label></PermissionSet>\n"
        );
        self.write(SET, &text);
    }

    /// Runs a command on the project.
    fn run(&self, arguments: &[&str]) -> Printed {
        self.run_in(self.project.path(), arguments)
    }

    /// Runs a command in another directory. The administrator's token must never be printed.
    fn run_in(&self, directory: &Path, arguments: &[&str]) -> Printed {
        let token = self.server.administrator_token.expose();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
            .args(arguments)
            .args(["--target", "laptop", "--project"])
            .arg(directory)
            .env("SF_LAPTOP_ACCESS_TOKEN", token)
            .env("SF_MCP_HOME", self.home.path())
            .env("SF_SECRET_STORE", "file")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("GITLAB_CI")
            .output()
            .expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        let printed =
            Printed { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
        assert!(!format!("{printed:?}").contains(token), "the token was printed");
        printed
    }

    /// A directory that knows the target and nothing else, as on another machine.
    fn elsewhere(&self) -> TempDir {
        let directory = tempfile::tempdir().expect("a directory");
        fs::copy(self.project.path().join("targets.yaml"), directory.path().join("targets.yaml")).expect("copied");
        directory
    }

    fn receipts(&self, root: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(root.join("deployments/laptop")).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        paths
    }
}

#[test]
fn a_deployment_succeeds_leaves_a_receipt_and_then_nothing_changes() {
    let world = World::new();
    let deployed = world.run(&["deploy"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    let receipts = world.receipts(world.project.path());
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
    assert_eq!(none.code, 64, "{none:?}");
    assert!(
        none.err.contains("no deployment of this user is under way") && none.err.contains("report"),
        "{}",
        none.err
    );
}

#[test]
fn running_a_command_again_follows_what_it_started() {
    let world = World::new();
    assert_eq!(world.run(&["deploy", "--async"]).code, 8);
    let again = world.run(&["deploy"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("an earlier run of this command has started 0Af"), "{}", again.err);
    assert_eq!(world.receipts(world.project.path()).len(), 1, "one deployment was made");
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
    let file = world.project.path().join("plan.json");
    let file = file.to_str().expect("text");
    let plan = world.run(&["deploy", "--plan", "--out", file, "--detailed-exitcode"]);
    assert_eq!(plan.code, 2, "{plan:?}");
    assert!(plan.out.contains("Agent gains read on Case"), "{}", plan.out);
    // Someone else deploys in between: the same set, with something else in it.
    let reviewed = fs::read_to_string(world.project.path().join(SET)).expect("the set");
    world.set("");
    assert_eq!(world.run(&["deploy"]).code, 0);
    fs::write(world.project.path().join(SET), &reviewed).expect("written");
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
        fs::remove_file(world.project.path().join(format!("force-app/main/default/classes/Extra.{ending}")))
            .expect("gone");
    }
    let gone = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>Extra</members><name>ApexClass</name></types><version>66.0</version></Package>\n";
    world.write("manifest/destructiveChangesPost.xml", gone);
    let plan = world.run(&["deploy", "--plan"]);
    assert!(plan.out.contains("! ApexClass:Extra  no longer generated"), "{}", plan.out);
    assert_eq!(world.run(&["deploy"]).code, 0);
    assert!(world.run(&["deploy", "--plan"]).out.contains("! ApexClass:Extra"), "it is still there");
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
    let wrong = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
        .args(["deploy", "--target", "laptob", "--project"])
        .arg(world.project.path())
        .output()
        .expect("the program runs");
    assert_eq!(wrong.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("did you mean `laptop`?"));
}

/// The whole of this repository's example: package, metadata, users, policies, keys; then an empty plan.
#[test]
fn the_reference_project_goes_in_wave_by_wave() {
    let world = World::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let project = tempfile::tempdir().expect("a directory");
    for part in
        ["specs", "force-app", "manifest", "targets", "clients", "docs/review", "sfdx-project.json", "targets.yaml"]
    {
        copy(&root.join(part), &project.path().join(part));
    }
    let file = project.path().join("targets.yaml");
    let targets = fs::read_to_string(&file).expect("targets");
    let ours = format!(
        "  laptop:\n    class: local\n    host: localhost:{}\n    servers:\n      sales-insight: {{ runAs: mcp.insight@acme.example.com.laptop }}\n      service-desk: {{ runAs: mcp.service@acme.example.com.laptop }}\n",
        world.server.address.port()
    );
    fs::write(&file, targets + &ours).expect("written");
    // Stale files are refused before anything is sent.
    let stale = world.run_in(project.path(), &["deploy"]);
    assert_eq!(stale.code, 11, "{stale:?}");
    let generated = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
        .args(["generate", "--project"])
        .arg(project.path())
        .output()
        .expect("the program runs");
    assert!(generated.status.success(), "{generated:?}");
    // A validation installs nothing, and says what is missing.
    let missing = world.run_in(project.path(), &["deploy", "--validate", "--test-level", "NoTestRun"]);
    assert_eq!(missing.code, 4, "{missing:?}");
    assert!(missing.err.contains("--only package"), "{}", missing.err);
    let deployed = world.run_in(project.path(), &["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(deployed.code, 0, "{deployed:?}");
    for part in [
        "SalesforceMcpLib 04tdL000000Ut0fQAC is installed",
        "created the user mcp.insight@acme.example.com.laptop",
        "policies: done",
        "clients read it as SF_SALES_INSIGHT_LAPTOP_CLIENT_ID",
    ] {
        assert!(deployed.err.contains(part), "{part}: {}", deployed.err);
    }
    // users-ask.md section 8: unchanged apps fail or differ because of keys that the org adds.
    let plan = world.run_in(project.path(), &["deploy", "--plan", "--test-level", "NoTestRun", "--detailed-exitcode"]);
    assert_eq!(plan.code, 0, "{plan:?}");
    assert!(plan.out.contains("no component changes"), "{}", plan.out);
    let again = world.run_in(project.path(), &["deploy", "--test-level", "NoTestRun"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.contains("credentials: nothing to do"), "{}", again.err);
    assert!(again.err.contains("users: nothing to do"), "{}", again.err);
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let path = entry.path();
        let target = match path.strip_prefix(from) {
            Ok(rest) if !rest.as_os_str().is_empty() => to.join(rest),
            _ => to.to_owned(),
        };
        fs::create_dir_all(target.parent().expect("a directory")).expect("made");
        fs::copy(path, target).expect("copied");
    }
}
