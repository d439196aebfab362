//! `org start --data`: an org that outlives its process, and the commands about a local org.

use super::cli::xtask;
use super::local_org::{connect_as_administrator, deploy_reference_project, run};
use local_org::Org as LocalOrg;
use local_org::keep::KeptFile;
use local_org::server::{Config, Server};
use serde_json::{Value, json};
use sf_client::Org;
use sf_client::http::Body;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Starts the org in a file, or a new one with the demo data.
fn start(file: &Path) -> Server {
    let (keep, org) = KeptFile::open(file).expect("a file of ours, or none");
    let org = org.unwrap_or_else(|| {
        let mut org = LocalOrg::new(sf_schema::Schema::standard());
        local_org::demo::seed(&mut org, 1_795_219_200_000).expect("the demo data fits a new org");
        org
    });
    Server::start(org, Config { keep: Some(keep), ..Config::default() }).expect("a free port")
}

/// What clients are told: records, classes, keys of an app, users' rights, tools.
async fn answers(server: &Server, org: &Org) -> Vec<Value> {
    let mut told = Vec::new();
    for soql in [
        "SELECT Id, Name, Industry, CreatedDate FROM Account ORDER BY Id",
        "SELECT Id, AssigneeId, PermissionSet.Name FROM PermissionSetAssignment ORDER BY Id",
        "SELECT Id, DeveloperName FROM CustomPermission ORDER BY Id",
        "SELECT Id, Username, LastName, IsActive FROM User ORDER BY Id",
    ] {
        told.push(json!(org.query::<Value>("reading", soql).await.expect(soql)));
    }
    let classes = "SELECT Id, Name FROM ApexClass ORDER BY Name";
    told.push(json!(org.tooling_query::<Value>("reading classes", classes).await.expect(classes)));
    let deployments = "SELECT Id, Status, CreatedDate, NumberComponentsTotal FROM DeployRequest";
    told.push(json!(org.tooling_query::<Value>("reading deployments", deployments).await.expect(deployments)));
    let packages = "SELECT SubscriberPackage.Name FROM InstalledSubscriberPackage";
    told.push(json!(org.tooling_query::<Value>("reading packages", packages).await.expect(packages)));
    let keys = org.app_credentials("Acme_Mcp_sales_insight_App").await.expect("keys");
    told.push(json!([keys.key.expose(), keys.secret.expect("a secret").expose()]));
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "search_accounts", "arguments": {"name_contains": "harbour"}}});
    let post = "POST".parse().expect("a method");
    let path = "/services/apexrest/mcp/sales-insight";
    let reply = org.send("calling", post, path, Body::Json(call.to_string())).await.expect("a reply");
    // Each start takes another port.
    let text = std::str::from_utf8(&reply.body).expect("text").replace(server.url(), "ORG");
    let reply: Value = serde_json::from_str(&text).expect("JSON");
    assert!(reply["result"]["structuredContent"].to_string().contains("Harbour Bakery"), "{reply}");
    told.push(reply);
    told
}

#[test]
fn a_kept_org_answers_as_before_it_was_stopped_or_killed() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("org.json");
    let killed = directory.path().join("killed.json");
    let server = start(&file);
    let before = run(async {
        let org = connect_as_administrator(&server).await;
        deploy_reference_project(&org).await;
        let caller = org.user_rights("admin@local.example.com").await.unwrap();
        org.assign_permission_set(&caller.id, "Acme_Mcp_sales_insight").await.unwrap();
        answers(&server, &org).await
    });
    // What was answered is on the disk already: this is all that a killed process leaves.
    fs::copy(&file, &killed).unwrap();
    drop(server);
    for file in [&file, &killed] {
        let server = start(file);
        let after = run(async { answers(&server, &connect_as_administrator(&server).await).await });
        assert_eq!(after, before, "{}", file.display());
    }
}

/// A directory with the commands run in it; the org in it ends with it.
struct Desk(TempDir);

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = xtask().args(["org", "stop"]).current_dir(self.0.path()).output();
    }
}

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let project = "{\"packageDirectories\":[{\"path\":\"force-app\"}],\"sourceApiVersion\":\"66.0\"}";
        fs::write(desk.0.path().join("sfdx-project.json"), project).unwrap();
        desk
    }

    /// Exit code, standard output and standard error of an `org` command.
    fn org(&self, arguments: &str) -> (i32, String, String) {
        let words = arguments.split(' ');
        let output = xtask().arg("org").args(words).current_dir(self.0.path()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
    }

    fn ok(&self, arguments: &str) -> (String, String) {
        let (code, out, err) = self.org(arguments);
        assert_eq!(code, 0, "org {arguments}: {out}{err}");
        (out, err)
    }

    fn state(&self) -> Value {
        let text = fs::read(self.0.path().join(".mcp-toolchain/local-org.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }
}

#[cfg(unix)]
#[test]
fn the_commands_about_a_local_org() {
    let desk = Desk::new();
    let (url, told) = desk.ok("start --data kept.json");
    assert!(url.starts_with("http://127.0.0.1:") && told.contains("local org, not Salesforce: it runs at"), "{told}");
    let (again, told) = desk.ok("start");
    assert!(again == url && told.contains("it runs already"), "{told}");
    let (code, _, told) = desk.org("start --port 1");
    assert!(code == 4 && told.contains("already, not on port 1"), "{told}");
    let (status, told) = desk.ok("status");
    assert!(status == url && told.contains("it is kept in") && told.contains("kept.json"), "{told}");
    let (seeded, told) = desk.ok("seed");
    assert!(seeded.contains("Account ") && told.contains("demo data added"), "{seeded}{told}");
    let (seeded, told) = desk.ok("seed");
    assert!(seeded.is_empty() && told.contains("there already"), "{seeded}{told}");
    let host = url.trim().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /services/data HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    let (logged, _) = desk.ok("logs");
    assert!(logged.contains("/services/data"), "{logged}");
    let token = desk.state()["token"].as_str().unwrap().to_owned();
    assert!(!logged.contains(&token) && !fs::read_to_string(desk.0.path().join("kept.json")).unwrap().contains(&token));

    // Killed without warning, it goes on with its data.
    let pid = desk.state()["pid"].to_string();
    assert!(Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    assert_eq!(desk.org("status").0, 4);
    desk.ok("start --data kept.json");
    assert!(desk.ok("seed").1.contains("there already"));

    // Emptied, it stays empty.
    assert!(desk.ok("reset").1.contains("empty again"));
    let (_, told) = desk.ok("stop");
    assert!(told.contains("stopped") && told.contains("org start --data"), "{told}");
    assert!(desk.ok("stop").1.contains("no local org runs"));
    desk.ok("start --data kept.json");
    assert!(desk.ok("seed").1.contains("demo data added"));
    desk.ok("stop");
}
