//! The Tooling API and Connect REST.

use crate::client::{Client, encoded};
use crate::world::{administrator, agent, app, empty, project};
use serde_json::{Value, json};

const BASE: &str = "/services/data/v66.0/tooling";

fn query(client: &mut Client, soql: &str) -> Value {
    let reply = client.get(&format!("{BASE}/query/?q={}", encoded(soql)));
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[test]
fn the_framework_package_can_be_installed() {
    let server = empty();
    let mut client = administrator(&server);
    let installed = "SELECT SubscriberPackage.Name, SubscriberPackageVersion.Id, SubscriberPackageVersion.MajorVersion FROM InstalledSubscriberPackage";
    assert_eq!(query(&mut client, installed)["totalSize"], 0);
    let version = "SELECT Id, InstallValidationStatus FROM SubscriberPackageVersion WHERE Id = '04tdL000000Ut0fQAC'";
    assert_eq!(query(&mut client, version)["records"][0]["InstallValidationStatus"], "NO_ERRORS_DETECTED");
    let ask = |client: &mut Client, key: &str| {
        let body = json!({"SubscriberPackageVersionKey": key, "NameConflictResolution": "Block", "SecurityType": "None",
            "EnableRss": false, "ApexCompileType": "all", "UpgradeType": "mixed-mode", "PackageInstallSource": "U"});
        client.post(&format!("{BASE}/sobjects/PackageInstallRequest"), &body)
    };
    let asked = ask(&mut client, "04tdL000000Ut0f");
    assert_eq!(asked.status, 201, "{}", asked.text());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let state = client.get(&format!("{BASE}/sobjects/PackageInstallRequest/{id}")).json();
    assert_eq!((&state["Status"], &state["Errors"]), (&json!("SUCCESS"), &Value::Null), "{state}");
    assert_eq!(query(&mut client, installed)["records"][0]["SubscriberPackageVersion"]["MajorVersion"], 1);
    let classes = query(&mut client, "SELECT Name FROM ApexClass WHERE Name = 'McpToolDefinition'");
    assert_eq!(classes["totalSize"], 1);
    assert_eq!(ask(&mut client, "04t000000000001").error(), (501, "NOT_SUPPORTED_BY_LOCAL_ORG".into()));
}

#[test]
fn anonymous_apex_runs_as_the_caller() {
    let server = project();
    let mut client = administrator(&server);
    let mut run = |text: &str| client.get(&format!("{BASE}/executeAnonymous?anonymousBody={}", encoded(text))).json();
    assert_eq!(run("insert new Account(Name = 'Anonymous');")["success"], true);
    let failed = run("insert new Account(Name = 'Undone'); Object o; o.toString();");
    assert_eq!((&failed["compiled"], &failed["success"]), (&json!(true), &json!(false)), "{failed}");
    assert!(failed["exceptionMessage"].as_str().unwrap().starts_with("System.NullPointerException"), "{failed}");
    let wrong = run("Integer i = 1;\nInteger j = 'x';");
    assert_eq!((&wrong["compiled"], &wrong["line"]), (&json!(false), &json!(2)), "{wrong}");
    let names = client.query("SELECT Name FROM Account WHERE Name IN ('Anonymous', 'Undone')").json();
    assert_eq!(names["totalSize"], 1);
}

#[test]
fn tests_run_and_leave_rows() {
    let server = project();
    let mut client = administrator(&server);
    let run = client.get(&format!("{BASE}/runTestsSynchronous/?classnames=AcmeSearchAccountsToolTest")).json();
    assert_eq!(run["numFailures"], 0, "{run}");
    let ran = run["numTestsRun"].as_u64().unwrap();
    assert!(ran >= 3);
    let body = json!({"tests": [{"className": "AcmeSearchAccountsToolTest"}]});
    let job = client.post(&format!("{BASE}/runTestsAsynchronous"), &body).json();
    let soql = format!(
        "SELECT Outcome, ApexClass.Name FROM ApexTestResult WHERE AsyncApexJobId = '{}'",
        job.as_str().unwrap()
    );
    let rows = query(&mut client, &soql);
    assert_eq!(rows["totalSize"].as_u64(), Some(ran), "{rows}");
    assert_eq!(rows["records"][0]["ApexClass"]["Name"], "AcmeSearchAccountsToolTest");
    let covered = "SELECT NumLinesCovered FROM ApexCodeCoverageAggregate WHERE ApexClassOrTrigger.Name = 'AcmeSearchAccountsTool'";
    assert!(query(&mut client, covered)["records"][0]["NumLinesCovered"].as_u64().unwrap() > 10);
    let unknown = client.get(&format!("{BASE}/runTestsSynchronous/?classnames=Nothing"));
    assert_eq!(unknown.error(), (400, "INVALID_INPUT".into()));
}

#[test]
fn keys_are_read_back_by_those_who_may() {
    let server = project();
    let mut agent = agent(&server);
    let base = "/services/data/v66.0/apps/oauth";
    assert_eq!(agent.get(&format!("{base}/usage")).error().0, 403);
    let mut client = administrator(&server);
    let usage = client.get(&format!("{base}/usage")).json();
    assert_eq!(usage["apps"][0]["developerName"], "Test_App");
    let id = usage["apps"][0]["identifier"].as_str().unwrap().to_owned();
    let consumers = client.get(&format!("{base}/credentials/{id}")).json();
    let consumer = consumers["consumers"][0]["id"].as_str().unwrap().to_owned();
    assert!(!consumers.to_string().contains("canary"));
    let both = client.get(&format!("{base}/credentials/{id}/{consumer}?part=keyandsecret")).json();
    let expected = app(None);
    assert_eq!(
        (both["key"].as_str(), both["secret"].as_str()),
        (Some(expected.consumer_key.as_str()), Some(expected.consumer_secret.expose()))
    );
}
