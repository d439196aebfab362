use super::*;

fn package(files: &[(&str, &str)]) -> Contents {
    Contents::of(&files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec().into())).collect())
}

/// The differences of the one component that is asked for.
fn differ(kind: &str, member: &str, ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Vec<String> {
    let id = ComponentId::new(kind, member);
    let (ours, theirs) = (package(ours), package(theirs));
    differences(&id, ours.get(&id).expect("ours"), theirs.get(&id).expect("theirs"), false)
}

fn of_set(ours: &str, theirs: &str) -> Vec<String> {
    let wrap = |inner: &str| {
        format!(
            "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">{inner}<label>L</label></PermissionSet>"
        )
    };
    let path = "permissionsets/A.permissionset";
    differ("PermissionSet", "A", &[(path, &wrap(ours))], &[(path, &wrap(theirs))])
}

#[test]
fn the_orgs_way_of_writing_is_no_difference() {
    // users-ask.md section 6: retrieved metadata always shows differences.
    let ours = "<description>D</description><fieldPermissions><editable>false</editable><field>A.X</field><readable>true</readable></fieldPermissions><fieldPermissions><editable>true</editable><field>A.B</field><readable>true</readable></fieldPermissions><hasActivationRequired>false</hasActivationRequired>";
    let theirs = "<fieldPermissions>\n<editable>true</editable><field>A.B</field><readable>true</readable></fieldPermissions><fieldPermissions><field>A.X</field><readable>true</readable></fieldPermissions><fieldPermissions><editable>false</editable><field>A.None</field><readable>false</readable></fieldPermissions><tabSettings><tab>T</tab><visibility>None</visibility></tabSettings><description>D</description>";
    assert_eq!(of_set(ours, theirs), Vec::<String>::new());
}

#[test]
fn a_replaced_permission_set_shows_what_goes() {
    // users-ask.md section 7: a deployment replaces the set, and what is not in the file is gone.
    let theirs = "<fieldPermissions><editable>true</editable><field>A.B</field><readable>true</readable></fieldPermissions><userPermissions><enabled>true</enabled><name>ViewSetup</name></userPermissions>";
    let ours =
        "<fieldPermissions><editable>false</editable><field>A.B</field><readable>true</readable></fieldPermissions>";
    assert_eq!(
        of_set(ours, theirs),
        ["fieldPermissions/editable: `true` becomes nothing", "userPermissions: ViewSetup (enabled `true`) goes"]
    );
}

fn of_profile(ours: &str, theirs: &str) -> Vec<String> {
    let wrap = |inner: &str| format!("<Profile>{inner}</Profile>");
    let path = "profiles/Standard.profile";
    differ("Profile", "Standard", &[(path, &wrap(ours))], &[(path, &wrap(theirs))])
}

#[test]
fn a_profile_that_refuses_a_right_by_name_differs_also_if_it_says_nothing_else() {
    let right =
        |name: &str, on: bool| format!("<userPermissions><enabled>{on}</enabled><name>{name}</name></userPermissions>");
    let theirs = right("ViewSetup", true) + &right("ApiEnabled", true);
    assert_eq!(of_profile(&right("ViewSetup", false), &theirs), ["userPermissions: ViewSetup (enabled `true`) goes"]);
    let on_account = |read: bool, edit: bool| {
        format!(
            "<objectPermissions><allowEdit>{edit}</allowEdit><allowRead>{read}</allowRead><object>Account</object></objectPermissions>"
        )
    };
    let found = of_profile(&on_account(false, false), &on_account(true, true));
    assert_eq!(found, ["objectPermissions: Account (allowEdit `true`, allowRead `true`) goes"]);
    assert_eq!(
        of_profile(&on_account(true, false), &on_account(true, true)),
        ["objectPermissions/allowEdit: `true` becomes nothing"]
    );
}

#[test]
fn a_profile_keeps_the_entries_and_rights_that_its_file_does_not_mention() {
    let theirs = "<custom>true</custom><userPermissions><enabled>true</enabled><name>ViewSetup</name></userPermissions><userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><fieldPermissions><editable>true</editable><field>A.B</field><readable>true</readable></fieldPermissions>";
    let ours = "<userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions><fieldPermissions><field>A.B</field><readable>true</readable></fieldPermissions>";
    assert_eq!(of_profile(ours, theirs), Vec::<String>::new());
}

#[test]
fn a_profile_that_shows_another_layout_differs() {
    let layout = |name: &str| format!("<layoutAssignments><layout>{name}</layout></layoutAssignments>");
    let theirs = layout("Account-Account Layout") + &layout("Contact-Contact Layout");
    assert_eq!(
        of_profile(&layout("Account-Short"), &theirs),
        ["layoutAssignments/layout: `Account-Account Layout` becomes `Account-Short`"]
    );
    assert!(of_profile(&layout("Contact-Contact Layout"), &theirs).is_empty());
}

#[test]
fn a_switch_that_is_turned_off_differs_and_one_that_is_not_mentioned_does_not() {
    let object = |inner: &str| format!("<CustomObject>{inner}<label>O</label></CustomObject>");
    let path = "objects/O__c.object";
    let theirs = object("<enableFeeds>true</enableFeeds><enableHistory>true</enableHistory>");
    let ours = object("<enableHistory>false</enableHistory>");
    let found = differ("CustomObject", "O__c", &[(path, &ours)], &[(path, &theirs)]);
    assert_eq!(found, ["enableHistory: `true` becomes nothing"]);
    let settings = |inner: &str| format!("<SecuritySettings>{inner}</SecuritySettings>");
    let path = "settings/Security.settings";
    let inner =
        |on: bool| settings(&format!("<sessionSettings><lockSessionsToIp>{on}</lockSessionsToIp></sessionSettings>"));
    let found = differ("Settings", "Security", &[(path, &inner(false))], &[(path, &inner(true))]);
    assert_eq!(found, ["sessionSettings/lockSessionsToIp: `true` becomes nothing"]);
    assert!(differ("Settings", "Security", &[(path, &settings(""))], &[(path, &inner(true))]).is_empty());
}

#[test]
fn a_class_differs_by_its_text_not_by_its_line_ends() {
    let meta = "<ApexClass><apiVersion>66.0</apiVersion></ApexClass>";
    let theirs_meta = "<?xml version=\"1.0\"?><ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n<apiVersion>66.0</apiVersion><status>Active</status></ApexClass>";
    let files = |body, meta| vec![("classes/A.cls", body), ("classes/A.cls-meta.xml", meta)];
    assert!(differ("ApexClass", "A", &files("a\nb\n", meta), &files("a\r\nb", theirs_meta)).is_empty());
    assert_eq!(
        differ("ApexClass", "A", &files("a\nc\n", meta), &files("a\nb\n", meta)),
        ["A.cls differs from line 2 on (2 lines here, 2 in the org)"]
    );
    let newer = meta.replace("66", "67");
    assert_eq!(differ("ApexClass", "A", &files("a", &newer), &files("a", meta)), ["apiVersion: `66.0` becomes `67.0`"]);
}

#[test]
fn the_packages_that_an_org_notes_by_itself_are_no_difference() {
    let version = |name: &str, minor: u8| {
        format!(
            "<packageVersions><majorNumber>1</majorNumber><minorNumber>{minor}</minorNumber><namespace>{name}</namespace></packageVersions>"
        )
    };
    let meta = |packages: &str| format!("<ApexClass><apiVersion>66.0</apiVersion>{packages}</ApexClass>");
    let found = |ours: &str, theirs: &str| {
        let file = "classes/A.cls-meta.xml";
        differ(
            "ApexClass",
            "A",
            &[("classes/A.cls", "a"), (file, &meta(ours))],
            &[("classes/A.cls", "a"), (file, &meta(theirs))],
        )
    };
    let theirs = version("acme", 2) + &version("b", 1);
    assert!(found("", &theirs).is_empty() && found(&version("acme", 2), &theirs).is_empty());
    assert_eq!(found(&version("acme", 1), &theirs), ["packageVersions/minorNumber: `2` becomes `1`"]);
}

#[test]
fn apps_are_compared_without_what_the_org_made() {
    // users-ask.md section 8: unchanged apps fail or differ because of keys and links that the org adds.
    let path = "extlClntAppGlobalOauthSets/A.ecaGlblOauth";
    let wrap = |inner: &str| {
        format!("<ExtlClntAppGlobalOauthSettings>{inner}<label>A</label></ExtlClntAppGlobalOauthSettings>")
    };
    let ours = wrap(
        "<callbackUrl>http://localhost:1/b\nhttp://localhost:1/a</callbackUrl><isPkceRequired>true</isPkceRequired>",
    );
    let theirs = wrap(
        "<callbackUrl>http://localhost:1/a\r\nhttp://localhost:1/b</callbackUrl><consumerKey>3MVG</consumerKey><isPkceRequired>true</isPkceRequired><shouldRotateConsumerKey>false</shouldRotateConsumerKey>",
    );
    assert!(differ("ExtlClntAppGlobalOauthSettings", "A", &[(path, &ours)], &[(path, &theirs)]).is_empty());
    let weaker = theirs.replace("<isPkceRequired>true", "<isPkceRequired>false");
    assert_eq!(
        differ("ExtlClntAppGlobalOauthSettings", "A", &[(path, &ours)], &[(path, &weaker)]),
        ["isPkceRequired: nothing becomes `true`"]
    );
}

#[test]
fn children_of_objects_are_components_of_their_own() {
    let field =
        |label: &str| format!("<fields><fullName>X__c</fullName><label>{label}</label><type>Text</type></fields>");
    let object = |inner: &str, more: &str| format!("<CustomObject>{inner}<label>O</label>{more}</CustomObject>");
    let ours = object(&field("New"), "");
    let theirs = object(
        &format!("{}<fields><fullName>Y__c</fullName><label>Y</label></fields>", field("Old")),
        "<enableActivities>true</enableActivities>",
    );
    let path = "objects/O__c.object";
    let (a, b) = ([(path, ours.as_str())], [(path, theirs.as_str())]);
    assert_eq!(differ("CustomField", "O__c.X__c", &a, &b), ["label: `Old` becomes `New`"]);
    // A deployment keeps what the file of an object does not mention.
    assert!(differ("CustomObject", "O__c", &a, &b).is_empty());
}

#[test]
fn the_order_of_picklist_values_counts() {
    let value = |name: &str| format!("<value><fullName>{name}</fullName><default>false</default></value>");
    let field = |values: &[&str]| {
        let values: String = values.iter().map(|name| value(name)).collect();
        format!(
            "<CustomObject><fields><fullName>P__c</fullName><valueSet><valueSetDefinition>{values}</valueSetDefinition></valueSet></fields></CustomObject>"
        )
    };
    let path = "objects/O__c.object";
    let found = differ("CustomField", "O__c.P__c", &[(path, &field(&["A", "B"]))], &[(path, &field(&["B", "A"]))]);
    assert_eq!(found, ["valueSet/valueSetDefinition/value: the order changes"]);
    let found = differ("CustomField", "O__c.P__c", &[(path, &field(&["A"]))], &[(path, &field(&["A", "B"]))]);
    assert_eq!(found, ["valueSet/valueSetDefinition/value: B goes"]);
}

#[test]
fn values_cannot_garble_the_lines() {
    let found = of_set("<description>a\nb\u{1b}[31m</description>", "<description>x</description>");
    assert!(found[0].lines().count() == 1, "{found:?}");
}

#[test]
fn archives_differ_by_what_is_in_them() {
    use std::io::Write;
    let packed = |files: &[(&str, &[u8])], level| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(level));
        for (path, text) in files {
            zip.start_file(*path, options).expect("started");
            zip.write_all(text).expect("written");
        }
        zip.finish().expect("finished").into_inner()
    };
    let differ = |ours: Vec<u8>, theirs: Vec<u8>| {
        let content = |bytes: Vec<u8>| Content {
            files: [("staticresources/app.resource".to_owned(), bytes.into())].into(),
            ..Content::default()
        };
        differences(&ComponentId::new("StaticResource", "app"), &content(ours), &content(theirs), false)
    };
    let ours: [(&str, &[u8]); 3] = [("css/a.css", b"a {}\n"), ("js/a.js", b"1\n2\n"), ("new.js", b"")];
    let by_others = [ours[2], ours[1], ours[0]];
    assert_ne!(packed(&ours, 1), packed(&by_others, 9));
    assert!(differ(packed(&ours, 1), packed(&by_others, 9)).is_empty());
    let theirs: [(&str, &[u8]); 3] = [("css/a.css", b"a {}\n"), ("js/a.js", b"1\n3\n"), ("old.js", b"")];
    assert_eq!(
        differ(packed(&ours, 1), packed(&theirs, 1)),
        [
            "app.resource: a.js differs from line 2 on (2 lines here, 2 in the org)",
            "app.resource: new file new.js",
            "app.resource: file old.js goes"
        ]
    );
    assert_eq!(differ(packed(&ours, 1), b"PK\xff damaged".to_vec()), ["app.resource differs"]);
    // One level deep: an archive may hold itself.
    let within = |inner: Vec<u8>| packed(&[("inner.zip", &inner)], 1);
    let found = differ(within(packed(&ours, 1)), within(packed(&by_others, 9)));
    assert_eq!(found, ["app.resource: inner.zip differs"]);
}

#[test]
fn parts_of_sites_are_compared_each_by_itself() {
    let files = |home| {
        [
            ("digitalExperiences/site/S/S.digitalExperience-meta.xml", "<DigitalExperienceBundle/>"),
            ("digitalExperiences/site/S/sfdc_cms__view/home/content.json", home),
            ("digitalExperiences/site/S/sfdc_cms__view/login/content.json", "{}"),
        ]
    };
    let changed = |kind, member| differ(kind, member, &files("{\"a\":1}"), &files("{}"));
    assert_eq!(changed("DigitalExperience", "site/S.sfdc_cms__view/home").len(), 1);
    assert!(changed("DigitalExperience", "site/S.sfdc_cms__view/login").is_empty());
    assert!(changed("DigitalExperienceBundle", "site/S").is_empty());
}

#[test]
fn a_picklist_value_that_is_switched_off_or_on_differs() {
    let set = |active: &str| {
        let value = format!("<customValue><fullName>Iron</fullName><default>false</default>{active}</customValue>");
        let text = format!("<GlobalValueSet><masterLabel>Tier</masterLabel>{value}</GlobalValueSet>");
        package(&[("globalValueSets/Tier.globalValueSet", &text)])
    };
    let id = ComponentId::new("GlobalValueSet", "Tier");
    let differ = |ours: &str, theirs: &str| {
        let (ours, theirs) = (set(ours), set(theirs));
        differences(&id, ours.get(&id).expect("ours"), theirs.get(&id).expect("theirs"), false)
    };
    let (on, off) = ("<isActive>true</isActive>", "<isActive>false</isActive>");
    assert_eq!(differ(off, "").len(), 1);
    assert_eq!(differ("", off).len(), 1);
    assert_eq!(differ(on, ""), Vec::<String>::new());
}

#[test]
fn a_data_space_in_a_permission_set_is_a_difference_of_its_own() {
    let scope = "<dataspaceScopes><customizeAllDefinitions>false</customizeAllDefinitions><dataspaceScope>EMEA</dataspaceScope></dataspaceScopes>";
    assert_eq!(of_set(scope, "").len(), 1);
    assert_eq!(of_set("", scope).len(), 1);
    assert_eq!(of_set(scope, scope), Vec::<String>::new());
}

#[test]
fn what_an_org_never_shows_is_no_difference_and_is_named() {
    let id = ComponentId::new("NamedCredential", "A");
    let credential = |inner: &str| {
        let text = format!("<NamedCredential><label>L</label>{inner}</NamedCredential>");
        package(&[("namedCredentials/A.namedCredential", &text)])
    };
    let compared = |ours: &str, theirs: &str| {
        let (ours, theirs) = (credential(ours), credential(theirs));
        let (ours, theirs) = (ours.get(&id).expect("ours"), theirs.get(&id).expect("theirs"));
        (differences(&id, ours, theirs, false), incomparable(&id, ours, theirs))
    };
    let password = "<password>p</password>";
    assert_eq!(compared(password, ""), (vec![], vec!["password"]));
    assert_eq!(compared("", ""), (vec![], vec![]));
    // The rest counts as before, and so does a value that an org shows all the same.
    let (lines, hidden) =
        compared("<endpoint>https://b</endpoint><password>p</password>", "<endpoint>https://a</endpoint>");
    assert_eq!((lines.len(), hidden), (1, vec!["password"]), "{lines:?}");
    let (lines, hidden) = compared(password, "<password>q</password>");
    assert_eq!((lines, hidden), (vec!["password: another value (not shown)".to_owned()], vec![]));
    assert_eq!(compared("", "<password>q</password>").0, ["password: a value (not shown) becomes nothing"]);
}

#[test]
fn the_placeholder_of_an_org_stands_for_any_secret() {
    let id = ComponentId::new("AuthProvider", "A");
    let provider = |secret: &str| {
        let text = format!("<AuthProvider><consumerKey>k</consumerKey>{secret}</AuthProvider>");
        package(&[("authproviders/A.authprovider", &text)])
    };
    let theirs = provider("<consumerSecret>Placeholder_Value</consumerSecret>");
    for (ours, hidden) in [
        ("<consumerSecret>s</consumerSecret>", vec!["consumerSecret"]),
        ("<consumerSecret>Placeholder_Value</consumerSecret>", vec![]),
        ("", vec![]),
    ] {
        let ours = provider(ours);
        let (ours, theirs) = (ours.get(&id).expect("ours"), theirs.get(&id).expect("theirs"));
        assert_eq!(differences(&id, ours, theirs, false), Vec::<String>::new());
        assert_eq!(incomparable(&id, ours, theirs), hidden);
    }
}
