//! What goes in comes out, in the form an org writes it, and goes in again without a change.

use crate::generated::{install_framework, package};
use crate::soap::call;
use crate::world::{World, borrowed, note, xml, zip};
use sf_metadata::xml::Element;
use sf_wire::deploy::DeployOptions;
use sf_wire::soap::{AsyncResult, Call, RetrieveRequest, RetrieveResult, TypeMembers, Unpackaged};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

fn retrieve(world: &World, types: &[(&str, &[&str])], single_package: bool) -> RetrieveResult {
    let types = types.iter().map(|(kind, members)| TypeMembers {
        members: members.iter().map(|m| (*m).into()).collect(),
        name: (*kind).into(),
    });
    let unpackaged = Unpackaged { types: types.collect(), version: "66.0".into() };
    let request = RetrieveRequest { api_version: "66.0".into(), single_package, unpackaged };
    let started: AsyncResult = call(world, "66.0", &Call::Retrieve(request)).unwrap();
    let result: RetrieveResult =
        call(world, "66.0", &Call::CheckRetrieveStatus { id: started.id.clone(), include_zip: true }).unwrap();
    assert_eq!((result.done, result.success, result.id.as_str()), (true, true, started.id.as_str()));
    result
}

fn files(result: &RetrieveResult) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(result.zip().unwrap())).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.name().unwrap().to_string(), text)
        })
        .collect()
}

#[test]
fn the_whole_project_comes_back_and_deploys_unchanged() {
    let world = World::new();
    install_framework(&world);
    let package = package(None);
    assert!(world.deploy(&package.to_zip().unwrap(), &DeployOptions::default()).success);
    let types: Vec<(&str, Vec<&str>)> = package
        .manifest
        .types
        .iter()
        .map(|(kind, members)| (kind.as_str(), members.iter().map(String::as_str).collect()))
        .collect();
    let borrowed: Vec<(&str, &[&str])> = types.iter().map(|(k, m)| (*k, m.as_slice())).collect();
    let result = retrieve(&world, &borrowed, true);
    assert_eq!(result.messages, []);
    let found = files(&result);
    let expected: Vec<&String> = package.files.keys().collect();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected);
    let again = world.deploy(&result.zip().unwrap(), &DeployOptions::default());
    assert!(again.success, "{again:#?}");
    // The org's own additions to apps are the only difference.
    let changed = again.details.component_successes.iter().filter(|m| m.changed && !m.component_type.is_empty());
    assert!(
        changed.clone().all(|m| matches!(
            m.component_type.as_str(),
            "ExternalClientApplication" | "ExtlClntAppGlobalOauthSettings"
        )),
        "{:#?}",
        changed.collect::<Vec<_>>()
    );
}

#[test]
fn wildcards_standard_objects_and_missing_members() {
    let world = World::new();
    let field = "<fields><fullName>Tier__c</fullName><label>Tier</label><length>20</length><type>Text</type></fields>";
    let manifest = crate::world::manifest(&[("CustomField", ["Account.Tier__c".to_string()].into())].into());
    world.put(&[("package.xml", &manifest), ("objects/Account.object", &xml("CustomObject", field))]);
    world.put(&borrowed(&[note()]));
    let result =
        retrieve(&world, &[("CustomObject", &["*", "Account"]), ("ApexClass", &["Nope"]), ("Strange", &["X"])], false);
    let found = files(&result);
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["unpackaged/objects/Account.object", "unpackaged/objects/Note__c.object", "unpackaged/package.xml"]
    );
    let account = Element::parse(&found["unpackaged/objects/Account.object"]).unwrap();
    assert_eq!(account.children.len(), 1);
    assert_eq!(account.children[0].child_text("fullName"), Some("Tier__c"));
    let note = Element::parse(&found["unpackaged/objects/Note__c.object"]).unwrap();
    assert_eq!(note.children.iter().filter(|c| c.name == "fields").count(), 2);
    let problems: Vec<&str> = result.messages.iter().map(|m| m.problem.as_str()).collect();
    assert_eq!(
        problems,
        ["Entity of type 'ApexClass' named 'Nope' cannot be found", "Entity type: 'Strange' is unknown"]
    );
}

#[test]
fn folders_come_and_go_with_what_lies_in_them() {
    let world = World::new();
    let members = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect();
    let manifest = crate::world::manifest(
        &[
            ("Report", members(&["Sales/", "Sales/Inner/", "Sales/Q1"])),
            ("Dashboard", members(&["Board/", "Board/X"])),
            ("Document", members(&["Files", "Files/d"])),
            ("EmailTemplate", members(&["Mails", "Mails/T"])),
        ]
        .into(),
    );
    let folder = |kind: &str| xml(kind, "<name>A folder</name>");
    let report = xml("Report", "<format>Tabular</format><name>Q1</name><reportType>AccountList</reportType>");
    let board = "<backgroundEndColor>#FFFFFF</backgroundEndColor><backgroundFadeDirection>Diagonal</backgroundFadeDirection><backgroundStartColor>#FFFFFF</backgroundStartColor><dashboardType>SpecifiedUser</dashboardType><textColor>#000000</textColor><title>X</title><titleColor>#000000</titleColor><titleSize>12</titleSize>";
    let document = "<internalUseOnly>false</internalUseOnly><name>d</name><public>false</public>";
    let mail =
        "<available>true</available><encodingKey>UTF-8</encodingKey><name>T</name><style>none</style><type>text</type>";
    let package = [
        ("package.xml", manifest),
        ("reports/Sales-meta.xml", folder("ReportFolder")),
        ("reports/Sales/Inner-meta.xml", folder("ReportFolder")),
        ("reports/Sales/Q1.report", report),
        ("dashboards/Board-meta.xml", folder("DashboardFolder")),
        ("dashboards/Board/X.dashboard", xml("Dashboard", board)),
        ("documents/Files-meta.xml", folder("DocumentFolder")),
        ("documents/Files/d.png", "content".to_owned()),
        ("documents/Files/d.png-meta.xml", xml("Document", document)),
        ("email/Mails-meta.xml", folder("EmailFolder")),
        ("email/Mails/T.email", "Hello".to_owned()),
        ("email/Mails/T.email-meta.xml", xml("EmailTemplate", mail)),
    ];
    let borrowed: Vec<(&str, &str)> = package.iter().map(|(path, text)| (*path, text.as_str())).collect();
    world.put(&borrowed);
    let wanted: &[(&str, &[&str])] = &[
        ("Report", &["Sales/", "Sales/Inner/", "Sales/Q1"]),
        ("Dashboard", &["Board/", "Board/X"]),
        ("Document", &["Files", "Files/d"]),
        ("EmailTemplate", &["Mails", "Mails/T"]),
    ];
    let result = retrieve(&world, wanted, true);
    assert_eq!(result.messages, []);
    let mut expected: Vec<&str> = package.iter().map(|(path, _)| *path).collect();
    expected.sort_unstable();
    assert_eq!(files(&result).into_keys().collect::<Vec<_>>(), expected);
    let again = world.deploy(&result.zip().unwrap(), &DeployOptions::default());
    assert!(again.success && again.details.component_successes.iter().all(|m| !m.created), "{again:#?}");
}

#[test]
fn the_consumer_key_can_be_read_back_and_the_secret_cannot() {
    let world = World::new();
    let app = xml(
        "ExternalClientApplication",
        "<distributionState>Local</distributionState><isProtected>false</isProtected><label>App</label>",
    );
    let global = xml(
        "ExtlClntAppGlobalOauthSettings",
        "<callbackUrl>http://localhost:1717/a</callbackUrl><externalClientApplication>App</externalClientApplication><label>x</label>",
    );
    world.put(&[("externalClientApps/App.eca", &app), ("extlClntAppGlobalOauthSets/App.ecaGlblOauth", &global)]);
    let found = files(&retrieve(&world, &[("ExtlClntAppGlobalOauthSettings", &["App"])], true));
    let app = world.org.lock().unwrap().apps[0].clone();
    let text = &found["extlClntAppGlobalOauthSets/App.ecaGlblOauth"];
    assert!(text.contains(&format!("<consumerKey>{}</consumerKey>", app.consumer_key)));
    assert!(!text.contains(app.consumer_secret.expose()));
    assert!(zip(&[]).len() > 20);
}

#[test]
fn secrets_go_in_and_never_come_out() {
    let world = World::new();
    let credential = xml(
        "NamedCredential",
        "<endpoint>https://a.example</endpoint><label>A</label><password>hidden1</password>\
         <principalType>NamedUser</principalType><protocol>Password</protocol><username>u</username>",
    );
    let provider = xml(
        "AuthProvider",
        "<consumerKey>key</consumerKey><consumerSecret>hidden2</consumerSecret><friendlyName>P</friendlyName>\
         <providerType>OpenIdConnect</providerType>",
    );
    let app = xml(
        "ExternalClientApplication",
        "<distributionState>Local</distributionState><isProtected>false</isProtected><label>App</label>",
    );
    let global = xml(
        "ExtlClntAppGlobalOauthSettings",
        "<callbackUrl>http://localhost:1717/a</callbackUrl><consumerSecret>hidden3</consumerSecret>\
         <externalClientApplication>App</externalClientApplication><label>x</label>",
    );
    let package = zip(&[
        ("authproviders/P.authprovider", &provider),
        ("externalClientApps/App.eca", &app),
        ("extlClntAppGlobalOauthSets/App.ecaGlblOauth", &global),
        ("namedCredentials/A.namedCredential", &credential),
    ]);
    // Authentication providers have no effect here, which is a warning.
    let options = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    assert!(world.deploy(&package, &options).success);
    let kinds = ["AuthProvider", "ExtlClntAppGlobalOauthSettings", "NamedCredential"];
    let found = files(&retrieve(&world, &kinds.map(|kind| (kind, ["*"].as_slice())), true));
    for (path, text) in &found {
        assert!(!text.contains("hidden"), "{path}: {text}");
    }
    assert!(found["authproviders/P.authprovider"].contains("<consumerSecret>Placeholder_Value</consumerSecret>"));
    assert!(found["namedCredentials/A.namedCredential"].contains("<username>u</username>"));
}

#[test]
fn a_part_of_a_site_comes_with_its_site_and_is_given_out_alone() {
    let world = World::new();
    let members = |name: &str| [name.to_string()].into();
    let (site, home) = ("site/Main", "site/Main.sfdc_cms__view/home");
    let manifest = crate::world::manifest(
        &[("DigitalExperience", members(home)), ("DigitalExperienceBundle", members(site))].into(),
    );
    let folder = "digitalExperiences/site/Main";
    let content = format!("{folder}/sfdc_cms__view/home/content.json");
    let result = world.put(&[
        ("package.xml", &manifest),
        (&format!("{folder}/Main.digitalExperience-meta.xml"), &xml("DigitalExperienceBundle", "")),
        (&content, "{}"),
        (&format!("{folder}/sfdc_cms__view/login/content.json"), "{}"),
    ]);
    assert!(result.success, "{result:#?}");
    let result = retrieve(&world, &[("DigitalExperience", &[home, "site/Main.sfdc_cms__view/none"])], true);
    assert_eq!(files(&result).keys().map(String::as_str).collect::<Vec<_>>(), [content.as_str(), "package.xml"]);
    assert_eq!(result.messages.len(), 1, "{:?}", result.messages);
}

#[test]
fn a_profile_shows_what_is_on_the_components_of_the_same_request() {
    // Metadata API guide, Profile, Fields; sf_metadata::profile names what is reported of tabs and layouts.
    let world = World::new();
    let entries = "<fieldPermissions><editable>false</editable><field>Account.Fax</field><readable>true</readable></fieldPermissions><objectPermissions><allowRead>true</allowRead><object>Account</object></objectPermissions><objectPermissions><allowRead>true</allowRead><object>Case</object></objectPermissions><tabVisibilities><tab>standard-home</tab><visibility>DefaultOn</visibility></tabVisibilities><userPermissions><enabled>true</enabled><name>ViewRoles</name></userPermissions>";
    world.put(&[("profiles/Standard.profile", &xml("Profile", entries))]);
    let shown = |more: &[(&str, &[&str])]| -> Vec<String> {
        let result = retrieve(&world, &[&[("Profile", &["Standard"][..])], more].concat(), true);
        let profile = Element::parse(&files(&result)["profiles/Standard.profile"]).unwrap();
        profile.children.iter().filter_map(sf_metadata::compare::key).filter(|key| key != "false").collect()
    };
    assert_eq!(shown(&[]), ["ViewRoles"]);
    assert_eq!(shown(&[("CustomObject", &["Account"])]), ["Account.Fax", "Account", "ViewRoles"]);
    assert_eq!(shown(&[("CustomTab", &["standard-home"])]), ["standard-home", "ViewRoles"]);
}

#[test]
fn bots_and_translations_come_back_as_what_they_are() {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    let bot = "<botVersions><fullName>v1</fullName><entryDialog>Hello</entryDialog></botVersions><label>B</label>";
    let german = "<fields><label>Wort</label><name>Text__c</name></fields>";
    let package = [
        ("bots/B.bot", xml("Bot", bot)),
        ("objectTranslations/Note__c-de.objectTranslation", xml("CustomObjectTranslation", german)),
    ];
    // That they have no effect here is a warning.
    let options = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let made = world.deploy(&zip(&package.each_ref().map(|(path, text)| (*path, text.as_str()))), &options);
    assert!(made.success, "{made:#?}");
    let result = retrieve(
        &world,
        &[("Bot", &["B"]), ("BotVersion", &["B.v1"]), ("CustomObjectTranslation", &["Note__c-de"])],
        true,
    );
    assert_eq!(result.messages, []);
    let found = files(&result);
    let expected = [package[0].0, package[1].0, "package.xml"];
    assert_eq!(found.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    assert!(found[expected[0]].contains("<botVersions>") && found[expected[1]].contains("<name>Text__c</name>"));
    assert!(
        result.file_properties.iter().all(|file| found.contains_key(&file.file_name)),
        "{:?}",
        result.file_properties
    );
}
