//! Rows about the org itself: a reviewer checks with them what was granted, and to whom.

use crate::world::{administrator, assign, project, user};
use serde_json::{Value, json};

const SET: &str = "Acme_Mcp_sales_insight";

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
