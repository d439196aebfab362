//! Rows about the org itself: a reviewer checks with them what was granted, and to whom.

use crate::world::{administrator, assign, project, user};
use serde_json::{Value, json};

const SET: &str = "Acme_Mcp_sales_insight";
const LICENSE: &str = "SalesforceAPIIntegrationPsl";

fn rows(reply: &Value) -> Vec<Value> {
    reply["records"].as_array().unwrap_or_else(|| panic!("{reply}")).clone()
}

#[test]
fn what_a_permission_set_grants_can_be_queried() {
    let server = project();
    let mut client = administrator(&server);
    let mut ask = |soql: String| rows(&client.query(&soql).json());
    let objects = ask(format!(
        "SELECT SobjectType, PermissionsRead, PermissionsEdit, PermissionsDelete, PermissionsModifyAllRecords \
         FROM ObjectPermissions WHERE Parent.Name = '{SET}' ORDER BY SobjectType"
    ));
    let named: Vec<&str> = objects.iter().filter_map(|row| row["SobjectType"].as_str()).collect();
    assert_eq!(named, ["Account", "Opportunity"], "{objects:?}");
    for row in &objects {
        assert_eq!((&row["PermissionsRead"], &row["PermissionsEdit"]), (&json!(true), &json!(false)), "{row}");
    }
    let fields = ask(format!(
        "SELECT Field, PermissionsRead, PermissionsEdit FROM FieldPermissions \
         WHERE Parent.Name = '{SET}' AND SobjectType = 'Opportunity'"
    ));
    let held: Vec<&str> = fields.iter().filter_map(|row| row["Field"].as_str()).collect();
    assert!(held.contains(&"Opportunity.Amount") && !held.contains(&"Opportunity.NextStep"), "{held:?}");
    assert!(fields.iter().all(|row| row["PermissionsEdit"] == false), "{fields:?}");
    let sets = ask("SELECT Name FROM PermissionSet WHERE Id IN (SELECT ParentId FROM FieldPermissions \
                    WHERE Field = 'Opportunity.Amount' AND PermissionsRead = true) AND IsOwnedByProfile = false"
        .into());
    assert!(sets.iter().any(|row| row["Name"] == SET), "{sets:?}");
    let access = ask(format!(
        "SELECT SetupEntityType, SetupEntityId, Parent.Name FROM SetupEntityAccess WHERE Parent.Name = '{SET}'"
    ));
    let kinds = |kind: &str| access.iter().filter(|row| row["SetupEntityType"] == kind).count();
    assert!(kinds("ApexClass") > 0 && kinds("CustomPermission") > 0, "{access:?}");
    // The administrator has everything, through the profile's own set.
    let all = ask("SELECT PermissionsModifyAllRecords FROM ObjectPermissions \
                   WHERE Parent.Profile.Name = 'System Administrator' AND SobjectType = 'Account'"
        .into());
    assert_eq!(all.first().map(|row| &row["PermissionsModifyAllRecords"]), Some(&json!(true)));
}

#[test]
fn objects_and_fields_can_be_queried_as_data() {
    let server = project();
    let mut client = administrator(&server);
    let entity = client.query(
        "SELECT DurableId, Label, KeyPrefix, IsEverCreatable FROM EntityDefinition WHERE QualifiedApiName = 'Account'",
    );
    let entity = rows(&entity.json());
    assert_eq!((&entity[0]["KeyPrefix"], &entity[0]["IsEverCreatable"]), (&json!("001"), &json!(true)));
    for filter in ["EntityDefinition.QualifiedApiName = 'Account'", "EntityDefinitionId = 'Account'"] {
        let fields = client.query(&format!(
            "SELECT QualifiedApiName, DataType, IsNillable, EntityDefinition.Label FROM FieldDefinition \
             WHERE {filter} AND QualifiedApiName IN ('Name', 'ParentId') ORDER BY QualifiedApiName"
        ));
        let fields = rows(&fields.json());
        let told: Vec<Option<&str>> = fields.iter().map(|row| row["DataType"].as_str()).collect();
        assert_eq!(told, [Some("Text(255)"), Some("Lookup(Account)")], "{filter}");
        assert_eq!(fields[0]["EntityDefinition"]["Label"], "Account");
    }
    // What is not known is not answered with nothing.
    for soql in [
        "SELECT IsMruEnabled FROM EntityDefinition",
        "SELECT FIELDS(ALL) FROM FieldDefinition LIMIT 1",
        "SELECT QualifiedApiName, (SELECT QualifiedApiName FROM Fields) FROM EntityDefinition",
        "SELECT Id FROM Period",
        "SELECT MaxAccessLevel FROM UserRecordAccess",
        "SELECT HasReadAccess FROM UserRecordAccess",
    ] {
        assert_eq!(client.query(soql).error(), (501, "NOT_SUPPORTED_BY_LOCAL_ORG".into()), "{soql}");
    }
    let hours = rows(&client.query("SELECT Name, IsActive FROM BusinessHours WHERE IsDefault = true").json());
    assert_eq!((hours.len(), &hours[0]["Name"]), (1, &json!("Default")));
    assert!(!rows(&client.query("SELECT MasterLabel FROM PartnerRole").json()).is_empty());
}

#[test]
fn what_a_user_may_do_with_a_record_can_be_queried() {
    let server = project();
    let person = user(&server, "agent");
    let mut client = administrator(&server);
    let record = rows(&client.query("SELECT Id FROM Account LIMIT 1").json())[0]["Id"].as_str().unwrap().to_owned();
    let may = |client: &mut crate::client::Client| {
        let soql = format!(
            "SELECT RecordId, HasReadAccess, HasEditAccess, HasDeleteAccess FROM UserRecordAccess \
             WHERE UserId = '{person}' AND RecordId IN ('{record}')"
        );
        let rows = rows(&client.query(&soql).json());
        assert_eq!((rows.len(), rows[0]["RecordId"].as_str()), (1, Some(&*record)));
        ["HasReadAccess", "HasEditAccess", "HasDeleteAccess"].map(|field| rows[0][field] == true)
    };
    assert_eq!(may(&mut client), [false, false, false]);
    assign(&server, &person, SET);
    assert_eq!(may(&mut client), [true, false, false]);
}

#[test]
fn assignments_need_a_licence_and_end() {
    let server = project();
    let person = user(&server, "agent");
    let mut client = administrator(&server);
    let [set, license] = [("PermissionSet", "Name", SET), ("PermissionSetLicense", "DeveloperName", LICENSE)]
        .map(|(object, field, name)| server.world.lock().id_by(object, field, name).unwrap());
    let mut give = |object: &str, body: Value| {
        let reply = client.post(&format!("/services/data/v66.0/sobjects/{object}"), &body);
        (reply.status, reply.text().to_owned())
    };
    let assignment = |end: &str| json!({"AssigneeId": &*person, "PermissionSetId": &*set, "ExpirationDate": end});
    let (status, text) = give("PermissionSetAssignment", assignment("2020-01-01T00:00:00Z"));
    assert_eq!(status, 400);
    assert!(
        text.contains("FIELD_INTEGRITY_EXCEPTION")
            && text.contains("The user license doesn't allow the permission: Read Account"),
        "{text}"
    );
    let seat = |user: &str| json!({"AssigneeId": user, "PermissionSetLicenseId": &*license});
    assert_eq!(give("PermissionSetLicenseAssign", seat(&person)).0, 201);
    assert_eq!(give("PermissionSetAssignment", assignment("2020-01-01T00:00:00Z")).0, 201);
    let reads = |now: i64| {
        let org = server.world.lock();
        org.rights(&person, now).object(&org.schema, "Account").read
    };
    // 1 January 2020, and a day before.
    let end = 1_577_836_800_000;
    assert_eq!([end - 86_400_000, end, end + 1].map(reads), [true, false, false]);
    let profile = server.world.lock().id_by("Profile", "Name", "Standard User").unwrap();
    let mut more = (0..5).map(|at| {
        let name = format!("more{at}@local.example.com");
        let (status, text) = give(
            "User",
            json!({"Alias": "more", "Email": name, "EmailEncodingKey": "UTF-8", "LanguageLocaleKey": "en_US",
                "LastName": "More", "LocaleSidKey": "en_US", "ProfileId": &*profile, "TimeZoneSidKey": "GMT",
                "Username": name}),
        );
        assert_eq!(status, 201, "{text}");
        let id = server.world.lock().id_by("User", "Username", &name).unwrap();
        give("PermissionSetLicenseAssign", seat(&id))
    });
    assert!(more.by_ref().take(4).all(|(status, _)| status == 201));
    let (status, text) = more.next().unwrap();
    assert!(status == 400 && text.contains("LICENSE_LIMIT_EXCEEDED"), "{text}");
}
