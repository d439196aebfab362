//! The Tooling API and Connect REST.

use crate::client::{Client, encoded};
use crate::world::{administrator, agent, app, empty, project};
use local_org::metadata::Stage;
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
    server.world.metadata.hold(Some(Stage::Components));
    let asked = ask(&mut client, "04tdL000000Ut0f");
    assert_eq!(asked.status, 201, "{}", asked.text());
    let id = asked.json()["id"].as_str().unwrap().to_owned();
    let mut state = client.get(&format!("{BASE}/sobjects/PackageInstallRequest/{id}")).json();
    assert_eq!(state["Status"], "IN_PROGRESS", "{state}");
    assert_eq!(query(&mut client, installed)["totalSize"], 0, "nothing is there before it ends");
    server.world.metadata.hold(None);
    while state["Status"] == "IN_PROGRESS" {
        std::thread::sleep(std::time::Duration::from_millis(10));
        state = client.get(&format!("{BASE}/sobjects/PackageInstallRequest/{id}")).json();
    }
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
    assert_eq!(failed["exceptionStackTrace"], "AnonymousBlock: line 1, column 1", "{failed}");
    let unfinished = run("Integer i = 1;\nfoo(");
    assert_eq!((&unfinished["line"], &unfinished["column"]), (&json!(2), &json!(5)), "{unfinished}");
    assert!(unfinished["compileProblem"].as_str().unwrap().contains("<EOF>"), "{unfinished}");
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

/// What the `sf` CLI asks after a test run.
#[test]
fn a_test_run_has_the_rows_that_clients_read() {
    let server = project();
    let mut client = administrator(&server);
    let body = json!({"tests": [{"className": "AcmeSearchAccountsToolTest"}]});
    let job = client.post(&format!("{BASE}/runTestsAsynchronous"), &body).json();
    let run = query(
        &mut client,
        &format!(
            "SELECT Status, TestTime, TestSetupTime, UserId FROM ApexTestRunResult WHERE AsyncApexJobId = '{}'",
            job.as_str().unwrap()
        ),
    );
    assert!(run["records"][0]["UserId"].as_str().unwrap().starts_with("005"), "{run}");
    let items =
        query(&mut client, "SELECT Id, Status, ApexClassId, TestRunResultId, ParentJobId FROM ApexTestQueueItem");
    let item = items["records"][0]["Id"].as_str().unwrap();
    let results = format!("SELECT Id, ApexLogId, IsTestSetup FROM ApexTestResult WHERE QueueItemId IN ('{item}')");
    assert!(query(&mut client, &results)["totalSize"].as_u64().unwrap() >= 3);
    let lines = query(&mut client, "SELECT Coverage FROM ApexCodeCoverageAggregate");
    assert!(lines["records"][0]["Coverage"]["coveredLines"].is_array(), "{lines}");
    let whole = query(&mut client, "SELECT PercentCovered FROM ApexOrgWideCoverage");
    assert!(whole["records"][0]["PercentCovered"].as_u64().unwrap() <= 100, "{whole}");
    assert_eq!(query(&mut client, "SELECT Coverage FROM ApexCodeCoverage")["totalSize"], 0);
}

#[test]
fn anonymous_apex_over_soap_answers_with_the_log() {
    let server = project();
    let mut client = administrator(&server);
    let token = client.token.clone();
    let mut run = |session: &str, apex: &str| {
        let body = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:a=\"http://soap.sforce.com/2006/08/apex\">\
             <e:Header><a:SessionHeader><a:sessionId>{session}</a:sessionId></a:SessionHeader></e:Header><e:Body>\
             <a:executeAnonymous><a:String>{apex}</a:String></a:executeAnonymous></e:Body></e:Envelope>"
        );
        let reply =
            client.send("POST", "/services/Soap/s/66.0/00D000000000000", &[("Content-Type", "text/xml")], &body);
        (reply.status, reply.text().to_owned())
    };
    let (status, text) = run(&token, "System.debug('a &lt; b');");
    assert!(status == 200 && text.contains("a &lt; b") && text.contains("<success>true</success>"), "{text}");
    let (_, text) = run(&token, "Integer i = 'x';");
    assert!(text.contains("<compiled>false</compiled>"), "{text}");
    let (status, text) = run("wrong", "Integer i = 1;");
    assert!(status == 500 && text.contains("INVALID_SESSION_ID"), "{text}");
}

#[test]
fn a_query_tells_its_columns() {
    let server = project();
    let mut client = administrator(&server);
    let soql = "SELECT a.Id, a.Owner.Name, (SELECT LastName FROM Contacts) FROM Account a";
    let told = client.get(&format!("/services/data/v66.0/query?q={}&columns=true", encoded(soql))).json();
    let columns = told["columnMetadata"].as_array().unwrap();
    assert_eq!(
        (&told["entityName"], &told["idSelected"], columns.len()),
        (&json!("Account"), &json!(true), 3),
        "{told}"
    );
    assert_eq!(columns[1]["columnName"], "Owner");
    assert_eq!(columns[1]["joinColumns"][0]["columnName"], "Name");
    assert_eq!((&columns[2]["columnName"], &columns[2]["aggregate"]), (&json!("Contacts"), &json!(true)));
    assert_eq!(columns[2]["joinColumns"][0]["columnName"], "LastName");
    let grouped = "SELECT Type, COUNT(Id) FROM Account GROUP BY Type";
    let told = client.get(&format!("/services/data/v66.0/query?q={}&columns=true", encoded(grouped))).json();
    assert_eq!((&told["groupBy"], &told["columnMetadata"][1]["columnName"]), (&json!(true), &json!("expr0")), "{told}");
    let tooling = client.get(&format!("{BASE}/query?q={}&columns=true", encoded("SELECT Name FROM ApexClass"))).json();
    assert_eq!(tooling["columnMetadata"][0]["columnName"], "Name", "{tooling}");
}

#[test]
fn a_doubled_slash_and_an_old_version_are_answered() {
    let server = empty();
    let mut client = administrator(&server);
    let user = client.get("//services/data/v51.0/query?q=SELECT+Id+FROM+User+WHERE+Username='admin@local.example.com'");
    assert_eq!((user.status, user.json()["totalSize"].as_u64()), (200, Some(1)));
    assert_eq!(client.get("/services/data/v30.0/limits").status, 404);
}

#[test]
fn objects_of_snapshots_are_installed_and_can_be_written() {
    let server = empty();
    let mut client = administrator(&server);
    let snapshot = |object: &str| {
        let text = json!({"version": 1, "sobjects": [{"name": object, "custom": true, "createable": true, "queryable": true,
            "fields": [{"name": "Id", "type": "id"}, {"name": "Name", "type": "string", "createable": true, "nillable": true}],
            "recordTypeInfos": [{"name": "Big", "developerName": "Big", "active": true}]}]});
        json!([{"path": "specs/schema/org.json", "text": text.to_string()}])
    };
    assert_eq!(client.get("/services/data/v66.0/sobjects/ns__Ext__c/describe").status, 404);
    assert_eq!(client.post("/local/installed", &snapshot("ns__Ext__c")).status, 200);
    let described = client.get("/services/data/v66.0/sobjects/ns__Ext__c/describe").json();
    let big = &described["recordTypeInfos"][0];
    assert_eq!((big["developerName"].as_str(), big["recordTypeId"].as_str().map(str::len)), (Some("Big"), Some(18)));
    assert_eq!(client.post("/services/data/v66.0/sobjects/ns__Ext__c", &json!({"Name": "a"})).status, 201);
    assert_eq!(client.post("/local/installed", &json!([])).status, 200);
    assert_eq!(client.get("/services/data/v66.0/sobjects/ns__Ext__c/describe").status, 404);
    assert_eq!(client.post("/local/installed", &json!({})).status, 400);
}
