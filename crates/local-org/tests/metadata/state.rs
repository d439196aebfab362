//! What deployments leave behind: objects with their records, grants, custom metadata records, apps.

use crate::world::{World, borrowed, class, note, xml, zip};
use apex_eval::Datum;
use local_org::apps::RefreshPolicy;
use sf_wire::deploy::DeployOptions;

#[test]
fn records_and_their_ids_outlive_later_deployments() {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    let (id, prefix) = {
        let mut org = world.org.lock().unwrap();
        let prefix = org.catalog.prefix_of("Note__c").unwrap();
        let id = org.store.new_id(&prefix);
        org.store.put(&"Note__c".into(), &id, [("Text__c".into(), Datum::Str("kept".into()))].into());
        org.store.commit();
        (id, prefix)
    };
    // An object whose name sorts before the first one.
    let other = note().1.replace("Note", "Alpha");
    world.put(&[("objects/Alpha__c.object", &other)]);
    let org = world.org.lock().unwrap();
    assert_eq!(org.catalog.prefix_of("Note__c"), Some(prefix));
    assert_ne!(org.catalog.prefix_of("Alpha__c"), org.catalog.prefix_of("Note__c"));
    assert_eq!(org.store.get("Note__c", &id).unwrap()["Text__c"], Datum::Str("kept".into()));
}

#[test]
fn a_field_alone_changes_a_standard_object() {
    let world = World::new();
    let field = "<fields><fullName>Tier__c</fullName><label>Tier</label><length>20</length><type>Text</type></fields>";
    let package = crate::world::manifest(&[("CustomField", ["Account.Tier__c".to_string()].into())].into());
    let result = world.put(&[("package.xml", &package), ("objects/Account.object", &xml("CustomObject", field))]);
    assert_eq!(result.number_components_total, 1);
    world.put(&borrowed(&class("UsesTier", "public class UsesTier { String t(Account a) { return a.Tier__c; } }")));
}

#[test]
fn permission_sets_grant_and_a_second_deployment_replaces_what_they_grant() {
    let world = World::new();
    let permission = xml("CustomPermission", "<isLicensed>false</isLicensed><label>Run</label>");
    let set = |grants: &str| xml("PermissionSet", &format!("{grants}<label>Agent</label>"));
    let grant = "<customPermissions><enabled>true</enabled><name>Run</name></customPermissions>";
    world.put(&[
        ("customPermissions/Run.customPermission", &permission),
        ("permissionsets/Agent.permissionset", &set(grant)),
    ]);
    let id = {
        let org = world.org.lock().unwrap();
        let id = org.id_by("PermissionSet", "Name", "Agent").unwrap();
        assert!(org.grants[&id].custom.contains("run"));
        assert_eq!(org.components.get("PermissionSet", "Agent").unwrap().id, id);
        id
    };
    world.put(&[("permissionsets/Agent.permissionset", &set(""))]);
    let org = world.org.lock().unwrap();
    assert_eq!(org.id_by("PermissionSet", "Name", "Agent"), Some(id.clone()));
    assert!(org.grants[&id].custom.is_empty());
}

#[test]
fn records_of_custom_metadata_types_can_be_queried() {
    let world = World::new();
    let kind = "<fields><fullName>Limit__c</fullName><fieldManageability>DeveloperControlled</fieldManageability><label>Limit</label><precision>4</precision><scale>0</scale><type>Number</type></fields><label>Setting</label><pluralLabel>Settings</pluralLabel><visibility>Public</visibility>";
    let record = "<?xml version=\"1.0\"?><CustomMetadata xmlns=\"http://soap.sforce.com/2006/04/metadata\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><label>One</label><protected>false</protected><values><field>Limit__c</field><value xsi:type=\"xsd:double\">25.0</value></values></CustomMetadata>";
    let mut files = vec![
        ("objects/Setting__mdt.object".to_string(), xml("CustomObject", kind)),
        ("customMetadata/Setting.One.md".to_string(), record.to_string()),
    ];
    files.extend(class(
        "SettingTest",
        "@IsTest private class SettingTest { @IsTest static void reads() { System.assertEquals(25, [SELECT Limit__c FROM Setting__mdt WHERE DeveloperName = 'One'].Limit__c); } }",
    ));
    let options =
        DeployOptions { test_level: Some(sf_wire::deploy::TestLevel::RunLocalTests), ..DeployOptions::default() };
    let result = world.deploy(&zip(&borrowed(&files)), &options);
    assert!(result.success, "{result:#?}");
    let wrong = world.refused(&[("customMetadata/Setting.Two.md", &record.replace("Limit__c", "Nope__c"))]);
    assert_eq!(
        wrong,
        ["CustomMetadata:Setting.Two: In field: field - no CustomField named Setting__mdt.Nope__c found"]
    );
}

#[test]
fn tests_of_a_deployment_do_not_see_the_data_of_the_org() {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    {
        let mut org = world.org.lock().unwrap();
        let id = org.store.new_id("001");
        org.store.put(&"Account".into(), &id, [("Name".into(), Datum::Str("Real".into()))].into());
        org.store.commit();
    }
    let files = class(
        "BlindTest",
        "@IsTest private class BlindTest { @IsTest static void blind() { System.assertEquals(0, [SELECT COUNT() FROM Account]); insert new Account(Name = 'x'); } }",
    );
    let options =
        DeployOptions { test_level: Some(sf_wire::deploy::TestLevel::RunLocalTests), ..DeployOptions::default() };
    assert!(world.deploy(&zip(&borrowed(&files)), &options).success);
    assert_eq!(world.org.lock().unwrap().store.rows("Account").count(), 1);
}

#[test]
fn apps_follow_their_settings_and_policies() {
    let world = World::new();
    let app = xml(
        "ExternalClientApplication",
        "<distributionState>Local</distributionState><isProtected>false</isProtected><label>The app</label>",
    );
    let global = xml(
        "ExtlClntAppGlobalOauthSettings",
        "<callbackUrl>http://localhost:1717/a\nhttp://localhost:1717/b</callbackUrl><externalClientApplication>App</externalClientApplication><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><isPkceRequired>true</isPkceRequired><label>x</label>",
    );
    let settings = xml(
        "ExtlClntAppOauthSettings",
        "<commaSeparatedOauthScopes>Api, RefreshToken</commaSeparatedOauthScopes><externalClientApplication>App</externalClientApplication><label>x</label>",
    );
    world.put(&[
        ("externalClientApps/App.eca", &app),
        ("extlClntAppGlobalOauthSets/App.ecaGlblOauth", &global),
        ("extlClntAppOauthSettings/App.ecaOauth", &settings),
    ]);
    let before = world.org.lock().unwrap().apps[0].clone();
    assert_eq!(before.callback_urls, ["http://localhost:1717/a", "http://localhost:1717/b"]);
    assert_eq!(before.protocol_scopes(), ["api", "refresh_token"].into());
    assert_eq!(before.refresh, RefreshPolicy::Lifetime(365 * 86_400_000));
    assert!(!before.flows.client_credentials, "the policy has to allow it too");
    assert!(!format!("{before:?}").contains(before.consumer_secret.expose()));
    let policy = xml(
        "ExtlClntAppOauthConfigurablePolicies",
        "<clientCredentialsFlowUser>admin@local.example.com</clientCredentialsFlowUser><externalClientApplication>App</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><label>x</label><permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType><requiredSessionLevel>STANDARD</requiredSessionLevel>",
    );
    world.put(&[("extlClntAppOauthPolicies/App_defaultPolicy.ecaOauthPlcy", &policy)]);
    let org = world.org.lock().unwrap();
    let app = &org.apps[0];
    assert!(app.flows.client_credentials);
    assert_eq!((app.run_as.clone(), app.refresh), (Some(org.administrator.clone()), RefreshPolicy::Zero));
    assert_eq!((&app.consumer_key, &app.consumer_secret), (&before.consumer_key, &before.consumer_secret));
}

#[test]
fn a_profile_keeps_what_a_deployment_does_not_name() {
    let world = World::new();
    let profile = |field: &str, edit: bool| {
        let entry = format!(
            "<fieldPermissions><editable>{edit}</editable><field>{field}</field><readable>true</readable></fieldPermissions>"
        );
        xml("Profile", &entry)
    };
    let path = "profiles/Minimum Access - Salesforce.profile";
    world.put(&[(path, &profile("Account.Industry", true))]);
    world.put(&[(path, &profile("Account.Rating", false))]);
    let org = world.org.lock().unwrap();
    let id = org.id_by("Profile", "Name", "Minimum Access - Salesforce").unwrap();
    let grants = &org.grants[&id];
    assert!(grants.fields["account.industry"].edit && grants.fields["account.rating"].read);
    drop(org);
    let other = world.refused(&[("profiles/Sales.profile", &profile("Account.Rating", false))]);
    assert!(other[0].contains("not supported by the local org: a profile of its own"), "{other:?}");
}

#[test]
fn a_permission_set_that_users_hold_cannot_be_deleted() {
    let world = World::new();
    world.put(&[("permissionsets/Agent.permissionset", &xml("PermissionSet", "<label>Agent</label>"))]);
    let assignment = {
        let mut org = world.org.lock().unwrap();
        let set = org.id_by("PermissionSet", "Name", "Agent").unwrap();
        let id = org.store.new_id("0Pa");
        let row =
            [("AssigneeId".into(), Datum::Id(org.administrator.clone())), ("PermissionSetId".into(), Datum::Id(set))];
        org.store.put(&"PermissionSetAssignment".into(), &id, row.into());
        org.store.commit();
        id
    };
    let list = crate::world::manifest(&[("PermissionSet", ["Agent".to_string()].into())].into());
    let empty = crate::world::manifest(&std::collections::BTreeMap::new());
    let delete = zip(&[("package.xml", &empty), ("destructiveChangesPost.xml", &list)]);
    let refused = world.deploy(&delete, &DeployOptions::default());
    assert!(crate::world::problems(&refused)[0].contains("is referenced elsewhere in salesforce.com"));
    {
        let mut org = world.org.lock().unwrap();
        org.store.put(&"PermissionSetAssignment".into(), &assignment, [("IsDeleted".into(), Datum::Bool(true))].into());
        org.store.commit();
    }
    assert!(world.deploy(&delete, &DeployOptions::default()).success);
    assert_eq!(world.org.lock().unwrap().id_by("PermissionSet", "Name", "Agent"), None);
}

#[test]
fn records_of_a_custom_metadata_type_are_read_only_by_whom_the_type_is_granted() {
    let world = World::new();
    let kind = "<fields><fullName>Limit__c</fullName><label>Limit</label><precision>4</precision><scale>0</scale><type>Number</type></fields><label>Setting</label><pluralLabel>Settings</pluralLabel>";
    let access =
        "<customMetadataTypeAccesses><enabled>true</enabled><name>Setting__mdt</name></customMetadataTypeAccesses>";
    world.put(&[
        ("objects/Setting__mdt.object", &xml("CustomObject", kind)),
        ("permissionsets/With.permissionset", &xml("PermissionSet", &format!("{access}<label>With</label>"))),
        ("permissionsets/Without.permissionset", &xml("PermissionSet", "<label>Without</label>")),
    ]);
    let org = world.org.lock().unwrap();
    let reads = |set: &str| {
        let grants = &org.grants[&org.id_by("PermissionSet", "Name", set).unwrap()];
        local_org::security::object_rights(grants, &org.schema, "Setting__mdt").read
    };
    assert_eq!((reads("With"), reads("Without")), (true, false));
}

#[test]
fn what_goes_away_takes_its_records_and_grants_along() {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    let id = {
        let mut org = world.org.lock().unwrap();
        let id = org.store.new_id("aXX");
        org.store.put(&"Note__c".into(), &id, [("Text__c".into(), Datum::Str("secret".into()))].into());
        org.store.commit();
        id
    };
    let empty = crate::world::manifest(&std::collections::BTreeMap::new());
    let delete = |kind: &str, name: &str| {
        let list = crate::world::manifest(&[(kind, [name.to_string()].into())].into());
        let zip = zip(&[("package.xml", &empty), ("destructiveChangesPre.xml", &list)]);
        assert!(world.deploy(&zip, &DeployOptions::default()).success, "{name}");
    };
    delete("CustomField", "Note__c.Text__c");
    world.put(&borrowed(&[note()]));
    assert!(
        !world.org.lock().unwrap().store.get("Note__c", &id).unwrap().contains_key("Text__c"),
        "a new field starts empty"
    );
    delete("CustomObject", "Note__c");
    let org = world.org.lock().unwrap();
    assert!(org.store.rows("Note__c").next().is_none() && org.schema.object("Note__c").is_none());
    assert!(org.components.iter().next().is_none(), "its fields are gone too");
}

#[test]
fn labels_are_known_to_apex_and_stay_when_others_come() {
    let world = World::new();
    let labels = |name: &str| {
        let label = format!(
            "<labels><fullName>{name}</fullName><language>en_US</language><protected>false</protected><shortDescription>x</shortDescription><value>Text of {name}</value></labels>"
        );
        ("labels/CustomLabels.labels".to_string(), xml("CustomLabels", &label))
    };
    let mut first = vec![labels("One")];
    first.extend(class("Greets", "public class Greets { public static String one() { return System.Label.One; } }"));
    world.put(&borrowed(&first));
    // Named label by label, as projects' manifests do.
    let package = crate::world::manifest(&[("CustomLabel", ["Two".to_string()].into())].into());
    world.put(&[("package.xml", &package), ("labels/CustomLabels.labels", &labels("Two").1)]);
    let both = class(
        "Both",
        "@IsTest private class Both { @IsTest static void t() { System.assertEquals('Text of One', Greets.one()); System.assertEquals('Text of Two', System.Label.Two); } }",
    );
    let options =
        DeployOptions { test_level: Some(sf_wire::deploy::TestLevel::RunLocalTests), ..DeployOptions::default() };
    let result = world.deploy(&zip(&borrowed(&both)), &options);
    assert!(result.success, "{result:#?}");
    let delete = |name: &str| {
        let list = crate::world::manifest(&[("CustomLabel", [name.to_string()].into())].into());
        let empty = crate::world::manifest(&std::collections::BTreeMap::new());
        world.deploy(&zip(&[("package.xml", &empty), ("destructiveChanges.xml", &list)]), &DeployOptions::default())
    };
    let used = crate::world::problems(&delete("One"));
    assert_eq!(
        used,
        [
            "CustomLabel:One: This custom label is referenced elsewhere in salesforce.com.  Remove the usage and try again.: Apex Class - Greets."
        ]
    );
    assert!(crate::world::problems(&delete("Three"))[0].ends_with("No CustomLabel named: Three found"));
}

#[test]
fn record_types_are_records_that_keep_their_ids() {
    let world = World::new();
    let with_types = |types: &str| note().1.replace("</CustomObject>", &format!("{types}</CustomObject>"));
    let big = "<recordTypes><fullName>Big</fullName><active>true</active><label>Big one</label></recordTypes>";
    world.put(&borrowed(&[(note().0, with_types(big))]));
    let row = || {
        let org = world.org.lock().unwrap();
        let rows = org.store.find("RecordType", "SobjectType", &Datum::Str("Note__c".into()));
        let [(id, row)] = &*rows else { panic!("{} record types", rows.len()) };
        assert_eq!(org.components.get("RecordType", "Note__c.Big").unwrap().id, **id);
        ((*id).clone(), (*row).clone())
    };
    let (id, before) = row();
    assert_eq!(before["DeveloperName"], Datum::Str("Big".into()));
    assert_eq!((&before["Name"], &before["IsActive"]), (&Datum::Str("Big one".into()), &Datum::Bool(true)));
    world.put(&borrowed(&[(note().0, with_types(&big.replace("true", "false").replace("Big one", "Larger")))]));
    let (again, after) = row();
    assert_eq!(again, id);
    assert_eq!((&after["Name"], &after["IsActive"]), (&Datum::Str("Larger".into()), &Datum::Bool(false)));
}

#[test]
fn queues_groups_and_roles_are_kept_without_effect() {
    let world = World::new();
    let result = world.put(&[
        ("queues/Desk.queue", &xml("Queue", "<name>Desk</name>")),
        ("groups/All.group", &xml("Group", "<name>All</name>")),
        ("roles/Boss.role", &xml("Role", "<name>Boss</name>")),
    ]);
    assert_eq!(result.number_components_deployed, 3);
}
