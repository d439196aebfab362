//! An org's describe, merged over catalogue and project.

use sf_schema::{Certainty, FieldType, Origin, Permissionable, Schema};

const SNAPSHOT: &str = r#"{"version": 1, "orgId": "00D000000000001EAA", "sobjects": [
  {"name": "Account", "label": "Customer", "labelPlural": "Customers", "keyPrefix": "001", "createable": true,
   "updateable": true, "deletable": false, "queryable": true, "searchable": true, "undeletable": true, "custom": false,
   "fields": [
     {"name": "Industry", "label": "Sector", "type": "picklist", "length": 255, "nillable": true, "createable": true,
      "updateable": true, "filterable": true, "sortable": true, "groupable": true, "permissionable": true,
      "restrictedPicklist": true, "picklistValues": [{"value": "A", "label": "a", "active": true, "defaultValue": false}],
      "referenceTo": [], "somethingNew": {"a": 1}},
     {"name": "Rating__c", "label": "Rating", "type": "double", "precision": 3, "scale": 1, "nillable": false,
      "createable": true, "updateable": true, "custom": true, "permissionable": false, "referenceTo": null},
     {"name": "IsHot__c", "type": "boolean", "nillable": false, "createable": true, "custom": true, "permissionable": true}
   ],
   "childRelationships": [{"childSObject": "Visit__c", "field": "Site__c", "relationshipName": "Visits__r",
     "cascadeDelete": true, "restrictedDelete": false}],
   "recordTypeInfos": [{"name": "Master", "developerName": "Master", "master": true, "active": true},
     {"name": "Partner", "developerName": "Partner", "master": false, "active": true}]},
  {"name": "Visit__c", "label": "Visit", "createable": true, "queryable": true, "custom": true, "fields": [
     {"name": "Site__c", "type": "reference", "referenceTo": ["Account"], "relationshipName": "Site__r",
      "relationshipOrder": 0, "createable": true, "custom": true}]}
]}"#;

fn schema() -> Schema {
    let (schema, diagnostics) = Schema::builder().catalogue().describe("describe.json", SNAPSHOT).build();
    assert!(diagnostics.is_empty(), "{}", diag::render::text(&diagnostics));
    schema
}

#[test]
fn the_org_corrects_the_catalogue() {
    let schema = schema();
    let account = schema.object("Account").expect("Account");
    assert_eq!((account.label.as_str(), account.deletable, account.described), ("Customer", false, true));
    let industry = account.field("Industry").expect("the field");
    let values = &industry.picklist().expect("a picklist").values;
    assert_eq!((industry.label.as_str(), values.len(), &industry.origin), ("Sector", 1, &Origin::Describe));
    assert_eq!(account.record_types.len(), 1);
    // What this user's describe does not show stays, and its origin tells.
    assert_eq!(account.field("Phone").expect("the field").origin, Origin::Catalogue);
}

#[test]
fn fields_and_objects_of_the_org_are_added() {
    let schema = schema();
    let account = schema.object("Account").expect("Account");
    let rating = account.field("rating__c").expect("the field");
    assert!(matches!(rating.data_type, FieldType::Double(d) if d.precision == Some(3)));
    assert!(rating.required_on_create);
    assert_eq!((rating.permissionable, rating.certainty), (Permissionable::No, Certainty::Known));
    assert!(!account.field("IsHot__c").expect("the field").required_on_create);
    assert!(schema.object("Visit__c").expect("Visit__c").field("Site__c").expect("the field").is_master_detail());
    assert_eq!(schema.resolve_path("Visit__c", "Site__r.Industry").expect("a path").object.name, "Account");
    assert!(account.child("visits__r").expect("the list").cascade_delete);
}

#[test]
fn the_project_keeps_what_only_it_knows() {
    let xml = r#"<CustomField xmlns="http://soap.sforce.com/2006/04/metadata"><fullName>Rating__c</fullName><complianceGroup>PII</complianceGroup><precision>9</precision><scale>0</scale><type>Number</type></CustomField>"#;
    let (schema, _) = Schema::builder()
        .describe("describe.json", SNAPSHOT)
        .project_file("objects/Account/fields/Rating__c.field-meta.xml", xml)
        .catalogue()
        .build();
    let rating = schema.object("Account").and_then(|o| o.field("Rating__c")).expect("the field");
    assert!(matches!(rating.origin, Origin::Project(_)));
    assert_eq!(rating.compliance_groups, ["PII"]);
    assert!(matches!(rating.data_type, FieldType::Double(d) if d.scale == Some(1)), "the org's type wins");
}

#[test]
fn a_bad_snapshot_is_reported_with_its_place() {
    for (json, line, message) in [
        ("{\n  \"version\": x}", 2, "is not JSON at this place"),
        ("{\n  \"version\": 1,", 2, "ends too early"),
        ("{\"version\": 7, \"sobjects\": []}", 1, "has version 7"),
        ("[]", 1, "holds something else than a describe"),
        ("{\"version\": 1, \"sobjects\": 3}", 1, "holds something else than a describe"),
    ] {
        let (schema, diagnostics) = Schema::builder().catalogue().describe("d.json", json).build();
        assert_eq!(diagnostics[0].code.id, "SCHEMA009", "{json}");
        assert_eq!(diagnostics[0].place.as_ref().map(|p| p.line), Some(line), "{json}");
        assert!(diagnostics[0].message.contains(message), "{}", diagnostics[0].message);
        assert!(schema.object("Account").is_some());
    }
}

#[test]
fn a_snapshot_of_describes_reads_back_and_is_stable() {
    let parsed: serde_json::Value = serde_json::from_str(SNAPSHOT).expect("JSON");
    let mut describes = parsed["sobjects"].as_array().expect("a list").clone();
    let of = sf_schema::SnapshotOf { org_id: Some("00D1".into()), api_version: Some("66.0".into()), namespace: None };
    let text = sf_schema::snapshot(&of, describes.clone()).expect("a snapshot");
    describes.reverse();
    assert_eq!(sf_schema::snapshot(&of, describes).expect("a snapshot"), text);
    assert!(text.contains("\"orgId\": \"00D1\"") && !text.contains("somethingNew"), "{text}");
    assert!(!text.contains("\"calculated\": false"), "what is absent anyway is not written");
    let (again, diagnostics) = Schema::builder().catalogue().describe("d.json", text).build();
    assert!(diagnostics.is_empty());
    let first = schema();
    for name in ["Account", "Visit__c"] {
        assert_eq!(format!("{:?}", again.object(name)), format!("{:?}", first.object(name)), "{name}");
    }
    let bad = sf_schema::snapshot(&of, [serde_json::json!({"name": "X", "fields": 1})]).unwrap_err();
    assert!(bad.to_string().contains("`X`"), "{bad}");
}
