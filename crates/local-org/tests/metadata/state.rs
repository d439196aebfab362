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
