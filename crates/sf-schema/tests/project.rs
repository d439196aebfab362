//! The project's metadata, merged over the catalogue.

use diag::Diagnostic;
use sf_schema::field::{Digits, ValuesCertainty};
use sf_schema::grants::{Grant, field_grantable};
use sf_schema::{Certainty, Field, FieldType, Kind, ObjectPermission, Origin, SObject, Schema};
use std::fs;

const NS: &str = r#"xmlns="http://soap.sforce.com/2006/04/metadata""#;

/// A schema of the catalogue and `files`; `~` in a text stands for the namespace declaration.
fn build(files: &[(&str, &str)]) -> (Schema, Vec<Diagnostic>) {
    let builder = Schema::builder().catalogue();
    files.iter().fold(builder, |b, (path, text)| b.project_file(*path, text.replace('~', NS))).build()
}

fn clean(files: &[(&str, &str)]) -> Schema {
    let (schema, diagnostics) = build(files);
    assert!(diagnostics.is_empty(), "{}", diag::render::text(&diagnostics));
    schema
}

fn custom_object(inside: &str) -> String {
    format!(
        "<CustomObject ~>{inside}<label>Visit</label><nameField><label>Visit Number</label><type>AutoNumber</type>\
         <displayFormat>V-{{0000}}</displayFormat></nameField><pluralLabel>Visits</pluralLabel>\
         <sharingModel>Private</sharingModel></CustomObject>"
    )
}

/// One custom field on `Visit__c`.
fn with_field(xml: &str) -> (Schema, Vec<Diagnostic>) {
    let name = xml.split("<fullName>").nth(1).and_then(|rest| rest.split('<').next()).expect("a fullName");
    build(&[
        ("force-app/objects/Visit__c/Visit__c.object-meta.xml", &custom_object("")),
        (
            &format!("force-app/objects/Visit__c/fields/{name}.field-meta.xml"),
            &format!("<CustomField ~>{xml}</CustomField>"),
        ),
    ])
}

fn visit_field(xml: &str) -> Field {
    let (schema, diagnostics) = with_field(xml);
    assert!(diagnostics.is_empty(), "{}", diag::render::text(&diagnostics));
    let name = xml.split("<fullName>").nth(1).and_then(|rest| rest.split('<').next()).expect("a fullName");
    object(&schema, "Visit__c").field(name).expect("the field").clone()
}

fn object<'s>(schema: &'s Schema, name: &str) -> &'s SObject {
    schema.object(name).unwrap_or_else(|| panic!("no object {name}"))
}

#[test]
fn a_custom_object_has_its_system_fields() {
    let schema =
        clean(&[("objects/Visit__c/Visit__c.object-meta.xml", &custom_object("<enableSearch>true</enableSearch>"))]);
    let visit = object(&schema, "visit__C");
    assert_eq!((visit.name.as_str(), visit.label.as_str(), visit.plural.as_str()), ("Visit__c", "Visit", "Visits"));
    assert_eq!((visit.kind, visit.custom, visit.searchable), (Kind::Custom, true, true));
    assert_eq!(visit.access.permission, ObjectPermission::Grantable);
    assert!(visit.has_owner() && visit.queryable && visit.createable);
    let name = visit.name_field().expect("a name");
    assert!(name.auto_number && !name.createable && name.label == "Visit Number");
    for system in
        ["Id", "IsDeleted", "CreatedDate", "CreatedById", "LastModifiedDate", "LastModifiedById", "SystemModstamp"]
    {
        let field = visit.field(system).unwrap_or_else(|| panic!("no {system}"));
        assert!(!field.createable && !field.updateable && !field.permissionable.is_yes(), "{system}");
    }
    assert_eq!(schema.resolve_path("Visit__c", "createdby.name").expect("a path").text, "CreatedBy.Name");
    assert!(schema.resolve_path("Visit__c", "Owner.Name").expect("a path").polymorphic);
    assert!(matches!(visit.origin, Origin::Project(_)));
}

#[test]
fn field_types_are_read() {
    let digits = |precision, scale| Digits { precision: Some(precision), scale: Some(scale) };
    let cases = [
        ("<type>Checkbox</type><defaultValue>false</defaultValue>", FieldType::Boolean),
        ("<type>Currency</type><precision>16</precision><scale>2</scale>", FieldType::Currency(digits(16, 2))),
        ("<type>Number</type><precision>4</precision><scale>0</scale>", FieldType::Double(digits(4, 0))),
        ("<type>Percent</type><precision>5</precision><scale>1</scale>", FieldType::Percent(digits(5, 1))),
        ("<type>Date</type>", FieldType::Date),
        ("<type>DateTime</type>", FieldType::DateTime),
        ("<type>Time</type>", FieldType::Time),
        ("<type>Email</type>", FieldType::Email),
        ("<type>Phone</type>", FieldType::Phone),
        ("<type>Url</type>", FieldType::Url),
        ("<type>Text</type><length>80</length>", FieldType::String),
        ("<type>TextArea</type>", FieldType::TextArea),
        ("<type>LongTextArea</type><length>32768</length>", FieldType::LongTextArea),
        ("<type>Html</type><length>32768</length>", FieldType::RichTextArea),
        ("<type>EncryptedText</type><length>20</length>", FieldType::EncryptedText),
        ("<type>Location</type><scale>4</scale>", FieldType::Location),
        ("<type>AutoNumber</type><displayFormat>A-{0}</displayFormat>", FieldType::String),
    ];
    for (xml, expected) in cases {
        let field = visit_field(&format!("<fullName>F__c</fullName><label>F</label>{xml}"));
        assert_eq!(field.data_type, expected, "{xml}");
        assert!(field.custom && !field.required_on_create, "{xml}");
    }
    let long = visit_field("<fullName>F__c</fullName><length>32768</length><type>LongTextArea</type>");
    assert!(!long.filterable && !long.sortable && !long.groupable);
    assert_eq!(long.length, Some(32768));
}

#[test]
fn required_unique_and_external_id() {
    let field = visit_field(
        "<fullName>Key__c</fullName><externalId>true</externalId><length>20</length><required>true</required><type>Text</type><unique>true</unique>",
    );
    assert!(field.external_id && field.unique && field.required_on_create && !field.nillable);
    let defaulted = visit_field(
        "<fullName>K__c</fullName><defaultValue>\"x\"</defaultValue><length>20</length><required>true</required><type>Text</type>",
    );
    assert!(!defaulted.required_on_create && !defaulted.nillable);
    // Both are refused in a permission set.
    let schema = Schema::standard();
    for field in [field, defaulted] {
        let grant = field_grantable(object(&schema, "Account"), &field, true).grant;
        assert_eq!(grant, Grant::AlwaysReadWrite, "{}", field.name);
    }
}

#[test]
fn a_formula_has_its_own_type_and_is_granted_for_reading_only() {
    let formula = visit_field(
        "<fullName>Age__c</fullName><formula>TODAY() - D__c</formula><precision>18</precision><scale>0</scale><type>Number</type>",
    );
    assert!(formula.calculated && !formula.writable() && matches!(formula.data_type, FieldType::Double(_)));
    let (schema, _) = with_field("<fullName>Age__c</fullName><formula>1</formula><scale>0</scale><type>Number</type>");
    let visit = object(&schema, "Visit__c");
    let grant = |edit| field_grantable(visit, visit.field("Age__c").expect("the field"), edit).grant;
    assert_eq!((grant(false), grant(true)), (Grant::Needed, Grant::ReadOnlyOnly));
}

#[test]
fn picklist_values_are_the_projects() {
    let own = visit_field(
        "<fullName>Kind__c</fullName><type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>\
         <sorted>false</sorted><value><fullName>a</fullName><default>true</default><label>A &amp; B</label></value>\
         <value><fullName>old</fullName><default>false</default><isActive>false</isActive><label>Old</label></value>\
         </valueSetDefinition></valueSet>",
    );
    let picklist = own.picklist().expect("a picklist");
    assert!(picklist.restricted && picklist.certainty == ValuesCertainty::Known);
    assert_eq!((picklist.values[0].label.as_str(), picklist.values[0].default), ("A & B", true));
    assert!(!picklist.values[1].active && own.defaulted_on_create);

    let field = "<CustomField ~><fullName>T__c</fullName><type>Picklist</type><valueSet><valueSetName>Tier</valueSetName></valueSet></CustomField>";
    let set = "<GlobalValueSet ~><customValue><fullName>Gold</fullName><default>false</default><label>Gold</label></customValue></GlobalValueSet>";
    let on_account = ("objects/Account/fields/T__c.field-meta.xml", field);
    let schema = clean(&[on_account, ("globalValueSets/Tier.globalValueSet-meta.xml", set)]);
    let picklist = object(&schema, "Account").field("T__c").and_then(Field::picklist).expect("a picklist").clone();
    assert_eq!((picklist.values[0].value.as_str(), picklist.restricted), ("Gold", true));
    let (_, diagnostics) = build(&[on_account]);
    assert_eq!(diagnostics[0].code.id, "SCHEMA011");
}

#[test]
fn a_standard_value_set_of_the_project_replaces_the_usual_values() {
    let set = "<StandardValueSet ~><sorted>false</sorted><standardValue><fullName>Chat</fullName><default>true</default><label>Chat</label></standardValue></StandardValueSet>";
    let schema = clean(&[("standardValueSets/CaseOrigin.standardValueSet-meta.xml", set)]);
    let origin = object(&schema, "Case").field("Origin").and_then(Field::picklist).expect("a picklist");
    assert_eq!(origin.values.len(), 1);
    assert_eq!((origin.values[0].value.as_str(), origin.certainty), ("Chat", ValuesCertainty::Known));
}

#[test]
fn lookups_make_paths_and_child_lists() {
    let lookup = "<CustomField ~><fullName>Site__c</fullName><deleteConstraint>Restrict</deleteConstraint><referenceTo>account</referenceTo><relationshipName>SiteVisits</relationshipName><type>Lookup</type></CustomField>";
    let schema = clean(&[
        ("objects/Visit__c/Visit__c.object-meta.xml", &custom_object("")),
        ("objects/Visit__c/fields/Site__c.field-meta.xml", lookup),
    ]);
    let path = schema.resolve_path("Visit__c", "site__r.owner.name").expect("a path");
    assert_eq!(path.text, "Site__r.Owner.Name");
    let child = object(&schema, "Account").child("SiteVisits__r").expect("the list");
    assert_eq!((child.object.as_str(), child.field.as_str()), ("Visit__c", "Site__c"));
    assert!(child.restricted_delete && !child.cascade_delete);
    let field = object(&schema, "Visit__c").field("Site__c").expect("the field");
    assert_eq!(field.reference().expect("a reference").to, ["Account"]);
}

#[test]
fn a_lookup_to_nowhere_is_reported_and_no_path_goes_through_it() {
    let lookup =
        "<CustomField ~><fullName>Site__c</fullName><referenceTo>Acount</referenceTo><type>Lookup</type></CustomField>";
    let (schema, diagnostics) = build(&[("objects/Contact/fields/Site__c.field-meta.xml", lookup)]);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code.id, "SCHEMA007");
    assert_eq!(diagnostics[0].hint.as_deref(), Some("did you mean `Account`?"));
    let error = schema.resolve_path("Contact", "Site__r.Name").expect_err("no path");
    assert!(matches!(error, sf_schema::PathError::TargetUnknown { .. }), "{error}");
}

#[test]
fn a_detail_has_no_owner_and_no_grant_for_its_master() {
    let master = "<CustomField ~><fullName>Plan__c</fullName><referenceTo>Plan__c</referenceTo><relationshipName>Visits</relationshipName><type>MasterDetail</type></CustomField>";
    let schema = clean(&[
        ("objects/Visit__c/fields/Plan__c.field-meta.xml", master),
        ("objects/Visit__c/Visit__c.object-meta.xml", &custom_object("")),
        ("objects/Plan__c/Plan__c.object-meta.xml", &custom_object("")),
    ]);
    let visit = object(&schema, "Visit__c");
    assert!(!visit.has_owner());
    let field = visit.field("Plan__c").expect("the field");
    assert!(field.is_master_detail() && field.required_on_create && field.createable && !field.updateable);
    assert_eq!(field_grantable(visit, field, true).grant, Grant::AlwaysReadWrite);
    assert!(object(&schema, "Plan__c").child("Visits__r").expect("the list").cascade_delete);
    let wanted = sf_schema::grants::Wanted::new("Visit__c", sf_schema::grants::ObjectOperation::Read);
    let closure = sf_schema::grants::close(&schema, &[wanted]);
    assert_eq!(closure.objects.keys().collect::<Vec<_>>(), ["Plan__c", "Visit__c"]);
}

#[test]
fn events_custom_metadata_and_settings_are_told_apart() {
    let plain = "<CustomObject ~><label>X</label><pluralLabel>X</pluralLabel></CustomObject>";
    let setting = "<CustomObject ~><customSettingsType>Hierarchy</customSettingsType><label>X</label></CustomObject>";
    let schema = clean(&[
        ("objects/Moved__e/Moved__e.object-meta.xml", plain),
        ("objects/Limit__mdt/Limit__mdt.object-meta.xml", plain),
        (
            "objects/Limit__mdt/fields/Rows__c.field-meta.xml",
            "<CustomField ~><fullName>Rows__c</fullName><precision>5</precision><required>true</required><scale>0</scale><type>Number</type></CustomField>",
        ),
        ("objects/Setup__c/Setup__c.object-meta.xml", setting),
        ("objects/ns__Remote__c/ns__Remote__c.object-meta.xml", plain),
        ("objects/Log__b/Log__b.object-meta.xml", plain),
    ]);
    let event = object(&schema, "Moved__e");
    assert_eq!((event.kind, event.queryable, event.createable), (Kind::PlatformEvent, false, true));
    assert!(event.field("ReplayId").is_some() && event.field("Id").is_none());
    let metadata = object(&schema, "Limit__mdt");
    assert_eq!((metadata.kind, metadata.createable), (Kind::CustomMetadata, false));
    assert!(metadata.field("DeveloperName").is_some());
    let rows = metadata.field("Rows__c").expect("the field");
    assert!(!rows.writable() && !rows.required_on_create);
    assert_eq!(metadata.access.permission, ObjectPermission::CustomMetadataType);
    assert_eq!(object(&schema, "Setup__c").access.permission, ObjectPermission::CustomSetting);
    assert_eq!(object(&schema, "NS__remote__c").kind, Kind::Custom);
    assert_eq!(object(&schema, "Log__b").kind, Kind::BigObject);
}

#[test]
fn the_metadata_apis_own_format_is_read() {
    let xml = "<CustomObject ~><fields><fullName>Tier__c</fullName><label>Tier</label><length>10</length><type>Text</type></fields>\
               <fields><fullName>Industry</fullName><complianceGroup>PII;GDPR</complianceGroup><securityClassification>Confidential</securityClassification></fields>\
               <recordTypes><fullName>Partner</fullName><active>true</active><label>Partner</label></recordTypes></CustomObject>";
    let schema = clean(&[("objects/Account.object", xml)]);
    let account = object(&schema, "Account");
    assert_eq!(account.field("tier__c").expect("the field").length, Some(10));
    let industry = account.field("Industry").expect("the field");
    assert_eq!(industry.security_classification.as_deref(), Some("Confidential"));
    assert_eq!(industry.compliance_groups, ["PII", "GDPR"]);
    assert!(industry.picklist().is_some(), "a file about a standard field does not hide what is known of it");
    assert_eq!(account.record_types[0].name, "Partner");
    let record_type = |schema: &Schema| object(schema, "Task").field("RecordTypeId").expect("the field").certainty;
    assert_eq!(record_type(&schema), Certainty::Assumed);
    let xml = "<RecordType ~><fullName>Call</fullName><active>true</active><label>Call</label></RecordType>";
    let schema = clean(&[("objects/Task/recordTypes/Call.recordType-meta.xml", xml)]);
    assert_eq!(record_type(&schema), Certainty::Known);
}

#[test]
fn custom_fields_of_activities_belong_to_tasks_and_events() {
    let field = "<CustomField ~><fullName>Channel__c</fullName><length>10</length><type>Text</type></CustomField>";
    let schema = clean(&[("objects/Activity/fields/Channel__c.field-meta.xml", field)]);
    assert!(object(&schema, "Task").field("Channel__c").is_some());
    assert!(object(&schema, "Event").field("Channel__c").is_some());
    assert!(schema.object("Activity").is_none());
}

#[test]
fn an_object_with_activities_can_be_what_a_task_is_about() {
    let schema = clean(&[(
        "objects/Visit__c/Visit__c.object-meta.xml",
        &custom_object("<enableActivities>true</enableActivities>"),
    )]);
    let what = object(&schema, "Task").field("WhatId").and_then(Field::reference).expect("a reference");
    assert!(what.to.iter().any(|t| t == "Visit__c"));
    assert_eq!(object(&schema, "Visit__c").child("Tasks").expect("the list").object, "Task");
}

#[test]
fn a_roll_up_summary_has_the_type_of_what_it_sums() {
    let master = "<CustomField ~><fullName>Plan__c</fullName><referenceTo>Plan__c</referenceTo><relationshipName>Visits</relationshipName><type>MasterDetail</type></CustomField>";
    let cost = "<CustomField ~><fullName>Cost__c</fullName><precision>16</precision><scale>2</scale><type>Currency</type></CustomField>";
    let sum = "<CustomField ~><fullName>Total__c</fullName><summarizedField>Visit__c.Cost__c</summarizedField><summaryForeignKey>Visit__c.Plan__c</summaryForeignKey><summaryOperation>sum</summaryOperation><type>Summary</type></CustomField>";
    let count = "<CustomField ~><fullName>Count__c</fullName><summaryForeignKey>Visit__c.Plan__c</summaryForeignKey><summaryOperation>count</summaryOperation><type>Summary</type></CustomField>";
    let schema = clean(&[
        ("objects/Plan__c/Plan__c.object-meta.xml", &custom_object("")),
        ("objects/Plan__c/fields/Total__c.field-meta.xml", sum),
        ("objects/Plan__c/fields/Count__c.field-meta.xml", count),
        ("objects/Visit__c/Visit__c.object-meta.xml", &custom_object("")),
        ("objects/Visit__c/fields/Cost__c.field-meta.xml", cost),
        ("objects/Visit__c/fields/Plan__c.field-meta.xml", master),
    ]);
    let plan = object(&schema, "Plan__c");
    assert!(matches!(plan.field("Total__c").expect("the field").data_type, FieldType::Currency(_)));
    assert!(matches!(plan.field("Count__c").expect("the field").data_type, FieldType::Double(_)));
    assert!(plan.field("Total__c").is_some_and(|f| f.calculated && !f.writable()));
}

#[test]
fn parts_of_a_geolocation_are_granted_through_the_whole() {
    let (schema, _) = with_field("<fullName>Spot__c</fullName><scale>4</scale><type>Location</type>");
    let visit = object(&schema, "Visit__c");
    let part = visit.field("spot__latitude__s").expect("the part");
    assert!(part.createable && matches!(part.data_type, FieldType::Double(_)));
    assert_eq!(field_grantable(visit, part, true).entry.as_deref(), Some("Visit__c.Spot__c"));
}

#[test]
fn fields_of_an_object_that_is_not_there_are_kept_with_a_warning() {
    let field = "<CustomField ~><fullName>ns__A__c</fullName><length>10</length><type>Text</type></CustomField>";
    let (schema, diagnostics) = build(&[("objects/ns__Thing__c/fields/ns__A__c.field-meta.xml", field)]);
    assert_eq!(diagnostics[0].code.id, "SCHEMA012");
    let thing = object(&schema, "ns__Thing__c");
    assert!(thing.field("ns__A__c").is_some() && thing.has_owner());
    assert_eq!(thing.certainty, Certainty::Assumed);
}

#[test]
fn bad_files_are_reported_with_their_place_and_the_rest_is_read() {
    let good = ("objects/Visit__c/Visit__c.object-meta.xml", custom_object(""));
    let field = |name: &str| format!("objects/Visit__c/fields/{name}.field-meta.xml");
    let cases: [(&str, &str, (u32, u32)); 9] = [
        ("SCHEMA001", "<CustomField ~>\n  <fullName>A__c</fullName\n</CustomField>", (3, 1)),
        ("SCHEMA001", "<!DOCTYPE x [<!ENTITY a \"b\">]><CustomField ~>&a;</CustomField>", (1, 1)),
        ("SCHEMA002", "<CustomObject ~/>", (1, 1)),
        ("SCHEMA002", "<CustomField><fullName>A__c</fullName></CustomField>", (1, 1)),
        ("SCHEMA003", "<CustomField ~>\n<fullName>A__c</fullName></CustomField>", (1, 1)),
        ("SCHEMA003", "<CustomField ~><fullName>A__c</fullName><type>Text</type></CustomField>", (1, 1)),
        ("SCHEMA004", "<CustomField ~><fullName>A__c</fullName>\n  <type>Txt</type></CustomField>", (2, 3)),
        (
            "SCHEMA004",
            "<CustomField ~><fullName>A__c</fullName>\n <length>ten</length><type>Text</type></CustomField>",
            (2, 2),
        ),
        ("SCHEMA005", "<CustomField ~><fullName>B__c</fullName><type>Date</type></CustomField>", (1, 1)),
    ];
    for (code, xml, (line, column)) in cases {
        let (schema, diagnostics) = build(&[(good.0, &good.1), (&field("A__c"), xml)]);
        assert_eq!(diagnostics.len(), 1, "{xml}: {}", diag::render::text(&diagnostics));
        let place = diagnostics[0].place.as_ref().expect("a place");
        assert_eq!(diagnostics[0].code.id, code, "{xml}");
        assert_eq!((place.line, place.column), (line, column), "{xml}");
        assert_eq!(place.file, field("A__c"));
        assert!(schema.object("Visit__c").is_some());
    }
}

#[test]
fn one_field_in_two_package_directories_is_an_error() {
    let field = "<CustomField ~><fullName>A__c</fullName><type>Date</type></CustomField>";
    let (_, diagnostics) = build(&[
        ("one/objects/Account/fields/A__c.field-meta.xml", field),
        ("two/objects/Account/fields/a__C.field-meta.xml", field),
    ]);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code.id, "SCHEMA006");
    assert_eq!(diagnostics[0].related[0].place.file, "one/objects/Account/fields/A__c.field-meta.xml");
}

#[test]
fn a_package_directory_is_read_from_disk_in_a_fixed_order() {
    let root = tempfile::tempdir().expect("a directory");
    let fields = root.path().join("force-app/main/objects/Account/fields");
    fs::create_dir_all(&fields).expect("directories");
    for name in ["Z__c", "A__c"] {
        let xml = format!("<CustomField {NS}><fullName>{name}</fullName><type>Date</type></CustomField>");
        fs::write(fields.join(format!("{name}.field-meta.xml")), xml).expect("a file");
    }
    fs::write(fields.join("Bad__c.field-meta.xml"), [0xff, 0xfe]).expect("a file");
    let (schema, diagnostics) = Schema::builder()
        .catalogue()
        .project_dir(root.path(), "force-app")
        .project_dir(root.path(), "force-app/main")
        .project_dir(root.path(), "absent")
        .build();
    let field = object(&schema, "Account").field("A__c").expect("the field");
    let Origin::Project(place) = &field.origin else { panic!("not from the project") };
    assert_eq!(place.file, "force-app/main/objects/Account/fields/A__c.field-meta.xml");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code.id, "SCHEMA008");
}

#[test]
fn deep_and_wild_xml_does_no_harm() {
    let deep = format!("<CustomField ~>{}{}</CustomField>", "<a>".repeat(20_000), "</a>".repeat(20_000));
    let wild = ["", "\u{0}", "<", "<a/>", "<CustomField ~/>", "<CustomObject ~><fields/></CustomObject>", &deep];
    for text in wild {
        for path in
            ["objects/X__c/fields/Y__c.field-meta.xml", "objects/X__c.object", "globalValueSets/G.globalValueSet"]
        {
            let (_, diagnostics) = build(&[(path, text)]);
            assert!(!diagnostics.is_empty(), "{path}: {}", text.len());
        }
    }
}
