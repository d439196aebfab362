//! Rows, queries, composite requests, describes: with the rights of whoever asks.

use crate::client::encoded;
use crate::world::{administrator, agent, assign, empty, project, project_with, user};
use apex_eval::Datum;
use local_org::project::load;
use local_org::security::parse_permission_set;
use local_org::server::{Config, Server};
use serde_json::{Value, json};

const BASE: &str = "/services/data/v66.0";

#[test]
fn a_row_lives_and_dies() {
    let server = empty();
    let mut client = administrator(&server);
    let made = client.post(&format!("{BASE}/sobjects/Account"), &json!({"Name": "Acme", "NumberOfEmployees": 3}));
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(made.header("location").unwrap(), format!("{BASE}/sobjects/Account/{id}"));
    let path = format!("{BASE}/sobjects/Account/{id}");
    assert_eq!(client.patch(&path, &json!({"AnnualRevenue": 1.5})).status, 204);
    let read = client.get(&format!("{path}?fields=Name,AnnualRevenue,NumberOfEmployees")).json();
    assert_eq!(
        (&read["Name"], &read["AnnualRevenue"], &read["NumberOfEmployees"]),
        (&json!("Acme"), &json!(1.5), &json!(3))
    );
    assert_eq!(read["attributes"]["url"], path);
    let short = client.get(&format!("{BASE}/sobjects/account/{}", &id[..15]));
    assert_eq!(short.json()["Id"], id.as_str());
    assert_eq!(client.delete(&path).status, 204);
    assert_eq!(client.get(&path).error(), (404, "NOT_FOUND".into()));
    assert_eq!(client.delete(&path).error().0, 404);
    let all = client.get(&format!("{BASE}/queryAll?q={}", encoded("SELECT Id, IsDeleted FROM Account"))).json();
    assert_eq!(all["records"][0]["IsDeleted"], true);
}

#[test]
fn wrong_input_gets_the_documented_errors() {
    let server = empty();
    let mut client = administrator(&server);
    let rows = format!("{BASE}/sobjects/Account");
    for (body, code) in [
        (json!({"Nope": 1, "Name": "x"}), "INVALID_FIELD"),
        (json!({}), "REQUIRED_FIELD_MISSING"),
        (json!({"Name": "x".repeat(256)}), "STRING_TOO_LONG"),
        (json!({"Name": "x", "NumberOfEmployees": "many"}), "JSON_PARSER_ERROR"),
        (json!({"Name": "x", "OwnerId": "nobody"}), "MALFORMED_ID"),
        (json!({"Name": "x", "BillingLatitude": 90.5}), "NUMBER_OUTSIDE_VALID_RANGE"),
        (json!({"Name": "x", "BillingLongitude": -181}), "NUMBER_OUTSIDE_VALID_RANGE"),
    ] {
        assert_eq!(client.post(&rows, &body).error(), (400, code.to_owned()), "{body}");
    }
    assert_eq!(client.send("POST", &rows, &[], "{").error(), (400, "JSON_PARSER_ERROR".into()));
    assert_eq!(client.post(&format!("{BASE}/sobjects/Nothing"), &json!({})).error(), (404, "NOT_FOUND".into()));
    for (soql, code) in [
        ("SELECT Nope FROM Account", "INVALID_FIELD"),
        ("SELECT Id FROM Nothing", "INVALID_TYPE"),
        ("SELECT Id FROM", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Name = :x", "MALFORMED_QUERY"),
        ("FIND 'x' RETURNING Account", "MALFORMED_QUERY"),
    ] {
        assert_eq!(client.query(soql).error(), (400, code.to_owned()), "{soql}");
    }
}

#[test]
fn queries_are_shaped_by_what_was_asked_and_come_in_pages() {
    let server = empty();
    let mut client = administrator(&server);
    let parent = client.post(&format!("{BASE}/sobjects/Account"), &json!({"Name": "Parent"})).json();
    let records: Vec<Value> = (0..200)
        .map(|i| json!({"attributes": {"type": "Contact"}, "LastName": format!("Desk {i:03}"), "AccountId": parent["id"]}))
        .collect();
    for _ in 0..2 {
        let made = client.post(&format!("{BASE}/composite/sobjects"), &json!({"allOrNone": true, "records": records}));
        assert!(made.json().as_array().unwrap().iter().all(|r| r["success"] == true), "{}", made.text());
    }
    let path = format!("{BASE}/query?q={}", encoded("SELECT LastName, Account.Name FROM Contact ORDER BY LastName"));
    let first = client.send("GET", &path, &[("Sforce-Query-Options", "batchSize=200")], "").json();
    assert_eq!((&first["totalSize"], &first["done"]), (&json!(400), &json!(false)));
    let record = &first["records"][0];
    assert_eq!(record["Account"]["Name"], "Parent");
    assert!(record.get("Id").is_none() && record["Account"].get("Id").is_none(), "{record}");
    let next = first["nextRecordsUrl"].as_str().unwrap().to_owned();
    let second = client.send("GET", &next, &[("Sforce-Query-Options", "batchSize=200")], "").json();
    assert_eq!((&second["done"], second["records"].as_array().unwrap().len()), (&json!(true), 200));
    assert_eq!(client.get(&format!("{BASE}/query/01gnothing-1")).error(), (400, "INVALID_QUERY_LOCATOR".into()));
    let count = client.query("SELECT COUNT() FROM Contact").json();
    assert_eq!((&count["totalSize"], &count["records"]), (&json!(400), &json!([])));
    let grouped = client.query("SELECT AccountId, COUNT(Id) n FROM Contact GROUP BY AccountId").json();
    assert_eq!(grouped["records"][0]["n"], 400);
    let children =
        client.query("SELECT Name, (SELECT Id FROM Contacts LIMIT 2), (SELECT Id FROM Cases) FROM Account").json();
    assert_eq!(children["records"][0]["Contacts"]["totalSize"], 2);
    assert_eq!(children["records"][0]["Cases"], Value::Null);
}

#[test]
fn composite_is_one_transaction_if_asked() {
    let server = empty();
    let mut client = administrator(&server);
    let body = |all: bool| {
        json!({"allOrNone": all, "compositeRequest": [
            {"method": "POST", "url": format!("{BASE}/sobjects/Account"), "referenceId": "a", "body": {"Name": "One"}},
            {"method": "POST", "url": format!("{BASE}/sobjects/Contact"), "referenceId": "c",
                "body": {"LastName": "Desk", "AccountId": "@{a.id}"}},
            {"method": "POST", "url": format!("{BASE}/sobjects/Contact"), "referenceId": "d", "body": {}},
        ]})
    };
    let whole = client.post(&format!("{BASE}/composite"), &body(true)).json();
    let statuses = |reply: &Value| -> Vec<u64> {
        reply["compositeResponse"].as_array().unwrap().iter().map(|r| r["httpStatusCode"].as_u64().unwrap()).collect()
    };
    assert_eq!(statuses(&whole), [400, 400, 400], "{whole}");
    assert_eq!(whole["compositeResponse"][0]["httpHeaders"], json!({}), "there is no such record");
    assert_eq!(client.query("SELECT COUNT() FROM Account").json()["totalSize"], 0);
    let parts = client.post(&format!("{BASE}/composite"), &body(false)).json();
    assert_eq!(statuses(&parts), [201, 201, 400], "{parts}");
    assert_eq!(client.query("SELECT Account.Name FROM Contact").json()["records"][0]["Account"]["Name"], "One");
    assert!(parts["compositeResponse"][0]["httpHeaders"]["Location"].is_string(), "{parts}");
    let query = |n: i32| json!({"method": "GET", "url": format!("{BASE}/query?q=SELECT+Id+FROM+Account"), "referenceId": format!("q{n}")});
    let mut queries = |n: i32| {
        let list: Vec<Value> = (0..n).map(query).collect();
        client.post(&format!("{BASE}/composite"), &json!({"compositeRequest": list}))
    };
    assert_eq!((queries(5).status, queries(6).error()), (200, (400, "LIMIT_EXCEEDED".into())));
    let batch =
        json!({"batchRequests": [{"method": "GET", "url": "v66.0/limits"}, {"method": "GET", "url": "v66.0/nothing"}]});
    let batch = client.post(&format!("{BASE}/composite/batch"), &batch).json();
    assert_eq!((&batch["hasErrors"], &batch["results"][1]["statusCode"]), (&json!(true), &json!(404)));
}

#[test]
fn a_user_reads_what_permission_sets_grant_and_nothing_else() {
    let server = project();
    let mut agent = agent(&server);
    assert_eq!(agent.query("SELECT Name FROM Account").error(), (400, "INVALID_TYPE".into()));
    assert_eq!(agent.get(&format!("{BASE}/sobjects/Account/describe")).error(), (404, "NOT_FOUND".into()));
    assert_eq!(agent.get(&format!("{BASE}/tooling/query?q=SELECT+Id+FROM+ApexClass")).error().0, 403);
    assign(&server, &user(&server, "agent"), "Acme_Mcp_sales_insight");
    assert!(agent.query("SELECT Name, Industry FROM Account").json()["totalSize"].as_u64().unwrap() >= 10);
    assert_eq!(agent.query("SELECT Name, AnnualRevenue FROM Account").error(), (400, "INVALID_FIELD".into()));
    let whole = agent.query("SELECT FIELDS(STANDARD) FROM Account LIMIT 1").json()["records"][0].clone();
    assert!(whole.get("Industry").is_some() && whole.get("AnnualRevenue").is_none(), "{whole}");
    let mut all = administrator(&server);
    let account = all.query("SELECT Id FROM Account LIMIT 1").json()["records"][0]["Id"].clone();
    let task = json!({"Subject": "s", "WhatId": account, "Status": "Not Started", "Priority": "Normal"});
    assert_eq!(all.post(&format!("{BASE}/sobjects/Task"), &task).status, 201);
    let typed = "SELECT TYPEOF What WHEN Opportunity THEN Name ELSE Name, AnnualRevenue, Industry END FROM Task \
                 WHERE Subject = 's'";
    let what = all.query(typed).json()["records"][0]["What"].clone();
    assert!(what.get("AnnualRevenue").is_some(), "{what}");
    let lead = json!({"LastName": "Hidden", "Company": "x", "Email": "hidden@example.com"});
    let lead = all.post(&format!("{BASE}/sobjects/Lead"), &lead).json()["id"].clone();
    // Its owner sees a task whatever it is about.
    let owner = user(&server, "agent");
    let task = json!({"Subject": "of a lead", "WhoId": lead, "OwnerId": &*owner, "Status": "Not Started", "Priority": "Normal"});
    assert_eq!(all.post(&format!("{BASE}/sobjects/Task"), &task).status, 201);
    let may = |field: &str| {
        format!(
            "<fieldPermissions><editable>false</editable><field>Task.{field}</field><readable>true</readable></fieldPermissions>"
        )
    };
    assert_eq!(agent.query("SELECT Id FROM Task").error(), (400, "INVALID_TYPE".into()));
    let activities = "<userPermissions><enabled>true</enabled><name>ActivitiesAccess</name></userPermissions>";
    let tasks =
        format!("<PermissionSet>{}{}{}{activities}</PermissionSet>", may("Subject"), may("WhatId"), may("WhoId"));
    let (_, tasks) = parse_permission_set(&tasks).unwrap();
    server.world.lock().add_permission_set("Tasks", "Tasks", tasks);
    assign(&server, &user(&server, "agent"), "Tasks");
    let typed = agent.query(typed);
    let what = typed.json()["records"][0]["What"].clone();
    assert!(what.get("Industry").is_some() && what.get("AnnualRevenue").is_none(), "{}", typed.text());
    // Parents of several objects give no access to objects of which the user may read nothing.
    let parents = "SELECT Subject, What.Name, What.Type, Who.Name, Who.Type FROM Task ORDER BY Subject";
    let of_lead = |rows: serde_json::Value| {
        rows["records"].as_array().unwrap().iter().find(|row| row["Subject"] == "of a lead").unwrap()["Who"].clone()
    };
    assert_eq!(of_lead(all.query(parents).json())["Name"], "Hidden");
    let shown = agent.query(parents).json();
    assert!(shown["records"].as_array().unwrap().iter().any(|row| row["What"]["Type"] == "Account"), "{shown}");
    assert_eq!(of_lead(shown), serde_json::Value::Null);
    for filter in ["Who.Name = 'Hidden'", "Who.Type = 'Lead'", "Who.LastName LIKE 'H%'"] {
        let query = format!("SELECT Id FROM Task WHERE {filter}");
        assert_eq!(all.query(&query).json()["totalSize"], 1, "{filter}");
        assert_eq!(agent.query(&query).json()["totalSize"], 0, "{filter}");
    }
    let described = agent.get(&format!("{BASE}/sobjects/Account/describe")).json();
    let names: Vec<&str> = described["fields"].as_array().unwrap().iter().filter_map(|f| f["name"].as_str()).collect();
    assert!(names.contains(&"Industry") && !names.contains(&"AnnualRevenue"), "{names:?}");
    assert_eq!(described["createable"], false);
    let refused = agent.post(&format!("{BASE}/sobjects/Account"), &json!({"Name": "x"}));
    assert_eq!(refused.error(), (400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY".into()));
    let id = administrator(&server).query("SELECT Id FROM Account LIMIT 1").json()["records"][0]["Id"].clone();
    let gone = agent.delete(&format!("{BASE}/sobjects/Account/{}", id.as_str().unwrap()));
    assert_eq!(gone.error(), (403, "INSUFFICIENT_ACCESS_OR_READONLY".into()));
}

#[test]
fn an_assignment_is_made_once() {
    let server = project();
    let id = user(&server, "agent");
    assign(&server, &id, "Acme_Mcp_sales_insight");
    let set = server.world.lock().id_by("PermissionSet", "Name", "Acme_Mcp_sales_insight").unwrap();
    let body = json!({"AssigneeId": &*id, "PermissionSetId": &*set});
    let again = administrator(&server).post(&format!("{BASE}/sobjects/PermissionSetAssignment"), &body);
    assert_eq!(again.error(), (400, "DUPLICATE_VALUE".into()));
    assert!(again.text().contains("Duplicate PermissionSetAssignment"), "{}", again.text());
    let shown = "SELECT PermissionSet.Name, PermissionSet.PermissionsApiUserOnly, PermissionSet.PermissionsModifyAllData \
                 FROM PermissionSetAssignment WHERE AssigneeId = ";
    let rows = administrator(&server).query(&format!("{shown}'{id}'")).json();
    let api_only =
        rows["records"].as_array().unwrap().iter().any(|r| r["PermissionSet"]["PermissionsApiUserOnly"] == true);
    let admin =
        rows["records"].as_array().unwrap().iter().any(|r| r["PermissionSet"]["PermissionsModifyAllData"] == true);
    assert!(api_only && !admin, "{rows}");
}

#[test]
fn search_finds_words() {
    let server = project();
    let mut client = administrator(&server);
    let found = client.get(&format!("{BASE}/search?q={}", encoded("FIND {Harbour} RETURNING Account(Name)"))).json();
    assert_eq!(found["searchRecords"][0]["Name"], "Harbour Bakery");
    let found = client.get(&format!("{BASE}/parameterizedSearch?q=Harbour&sobject=Account&Account.fields=Name")).json();
    assert_eq!(found["searchRecords"][0]["Name"], "Harbour Bakery");
    assert_eq!(client.get(&format!("{BASE}/search?q=x")).error(), (400, "MALFORMED_SEARCH".into()));
    // Words are looked for in the fields of the search group only.
    let contact = json!({"LastName": "Lighthouse", "Email": "keeper@example.com", "Phone": "555-0100"});
    assert_eq!(client.post(&format!("{BASE}/sobjects/Contact"), &contact).status, 201);
    let mut hits = |what: &str| {
        let sosl = encoded(&format!("FIND {what} RETURNING Contact(Id)"));
        client.get(&format!("{BASE}/search?q={sosl}")).json()["searchRecords"].as_array().map_or(0, Vec::len)
    };
    for (found, group) in [("keeper", "EMAIL"), ("555", "PHONE"), ("lighthouse", "NAME")] {
        for other in ["EMAIL", "PHONE", "NAME", "ALL"] {
            let expected = usize::from(other == group || other == "ALL");
            assert_eq!(hits(&format!("{{{found}}} IN {other} FIELDS")), expected, "{found} in {other}");
        }
    }
    for (term, expected) in [
        ("light*", 1),
        ("l?ghthouse AND keeper", 1),
        ("lighthouse nowhere", 0),
        ("nowhere OR lighthouse", 1),
        ("nowhere AND keeper OR nobody", 0),
        ("\"keeper example com\"", 1),
        ("\"example keeper\"", 0),
        ("keeper\\-example", 1),
    ] {
        assert_eq!(hits(&format!("{{{term}}} IN ALL FIELDS")), expected, "{term}");
    }
    for term in ["lighthouse AND NOT keeper", "(a1 OR b2) AND c3"] {
        let sosl = encoded(&format!("FIND {{{term}}} RETURNING Contact"));
        assert_eq!(client.get(&format!("{BASE}/search?q={sosl}")).status, 501, "{term}");
    }
}

#[test]
fn triggers_fire_for_what_clients_write() {
    let text = "trigger Tagged on Account (before insert, before delete) {
        if (Trigger.isDelete) { Trigger.old[0].addError('kept'); }
        if (Trigger.isInsert) { Trigger.new[0].Description = 'tagged ' + Trigger.new[0].Name; }
    }";
    let org = load(&[], &[("Tagged.trigger", text)]).unwrap().org;
    let server = Server::start(org, Config::default()).unwrap();
    let mut client = administrator(&server);
    let made = client.post(&format!("{BASE}/sobjects/Account"), &json!({"Name": "Acme"}));
    assert_eq!(made.status, 201, "{}", made.text());
    let path = format!("{BASE}/sobjects/Account/{}", made.json()["id"].as_str().unwrap());
    assert_eq!(client.get(&format!("{path}?fields=Description")).json()["Description"], "tagged Acme");
    let kept = client.delete(&path);
    assert_eq!(kept.error(), (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION".into()));
    assert!(kept.text().contains("kept"), "{}", kept.text());
    assert_eq!(client.get(&path).status, 200);
}

#[test]
fn record_types_are_described_with_their_ids() {
    let server = empty();
    let text = |value: &str| Datum::Str(value.into());
    let row = [("Name", text("Big one")), ("DeveloperName", text("Big")), ("SobjectType", text("Account"))];
    let row = row.into_iter().map(|(name, value)| (name.into(), value)).collect();
    server.world.lock().store.put(&"RecordType".into(), &"012000000000001AAA".into(), row);
    let described = administrator(&server).get(&format!("{BASE}/sobjects/Account/describe")).json();
    let ids: Vec<_> =
        described["recordTypeInfos"].as_array().unwrap().iter().map(|t| t["recordTypeId"].clone()).collect();
    assert_eq!(ids, ["012000000000001AAA", "012000000000000AAA"]);
}

#[test]
fn a_dependent_picklist_is_described_with_what_it_depends_on() {
    let directory = tempfile::tempdir().unwrap();
    let fields = directory.path().join("objects/Account/fields");
    std::fs::create_dir_all(&fields).unwrap();
    let field = |name: &str, set: &str| {
        let text = format!(
            "<CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fullName>{name}</fullName><label>{name}</label>\
             <type>Picklist</type><valueSet>{set}</valueSet></CustomField>"
        );
        std::fs::write(fields.join(format!("{name}.field-meta.xml")), text).unwrap();
    };
    let values = |names: &[&str]| {
        let value =
            |n: &&str| format!("<value><fullName>{n}</fullName><default>false</default><label>{n}</label></value>");
        let values: String = names.iter().map(value).collect();
        format!("<valueSetDefinition><sorted>false</sorted>{values}</valueSetDefinition>")
    };
    let allowed = "<valueSettings><controllingFieldValue>B</controllingFieldValue><valueName>x</valueName></valueSettings>\
                   <valueSettings><controllingFieldValue>A</controllingFieldValue><controllingFieldValue>B</controllingFieldValue>\
                   <valueName>y</valueName></valueSettings>";
    field("First__c", &values(&["A", "B"]));
    field("Second__c", &format!("<controllingField>First__c</controllingField>{}{allowed}", values(&["x", "y", "z"])));
    let org = load(&[directory.path().to_owned()], &[]).unwrap().org;
    let server = Server::start(org, Config::default()).unwrap();
    let described = administrator(&server).get(&format!("{BASE}/sobjects/Account/describe")).json();
    let found =
        |name: &str| described["fields"].as_array().unwrap().iter().find(|f| f["name"] == name).cloned().unwrap();
    let (first, second) = (found("First__c"), found("Second__c"));
    assert_eq!((&first["dependentPicklist"], &first["controllerName"]), (&json!(false), &Value::Null));
    assert_eq!((&second["dependentPicklist"], &second["controllerName"]), (&json!(true), &json!("First__c")));
    let bits: Vec<&str> =
        second["picklistValues"].as_array().unwrap().iter().filter_map(|v| v["validFor"].as_str()).collect();
    assert_eq!(bits, ["QAAA", "wAAA", "AAAA"]);
}

#[test]
fn a_method_of_apex_rest_answers_as_the_guide_says() {
    let text = "@RestResource(urlMapping='/probe/*') global class Probe { global class Out { public String a = 'x'; \
                public String n; } @HttpPatch global static void change() { } @HttpGet global static Out read() { return \
                new Out(); } @HttpPost global static void odd() { RestContext.response.statusCode = 418; } }";
    let server = Server::start(project_with(&[("Probe.cls", text)]), Config::default()).unwrap();
    let mut client = administrator(&server);
    let path = "/services/apexrest/probe/1";
    assert_eq!(client.patch(path, &json!({})).status, 204);
    // Fields that are null are left out.
    assert_eq!(client.get(path).json(), json!({"a": "x"}));
    let odd = client.post(path, &json!({}));
    assert_eq!((odd.status, &odd.json()[0]["message"]), (500, &json!("Invalid status code for HTTP response: 418")));
}
