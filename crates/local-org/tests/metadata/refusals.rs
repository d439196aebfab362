//! What a deployment refuses, with the platform's texts.

use crate::world::{NOTE, World, borrowed, class, manifest, note, problems, raw_zip, trigger, xml, zip};
use sf_wire::deploy::{DeployOptions, ProblemType};
use std::collections::BTreeMap;

pub fn set(body: &str) -> String {
    xml("PermissionSet", body)
}

pub const SET: &str = "permissionsets/Agent.permissionset";

/// Problems of a permission set beside the object of [`note`].
fn of_set(body: &str) -> Vec<String> {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    let lines = world.refused(&[(SET, &set(body))]);
    lines.into_iter().map(|l| l.strip_prefix("PermissionSet:Agent: ").map(str::to_owned).unwrap_or(l)).collect()
}

#[test]
fn permission_sets_are_held_to_what_is_there_and_to_their_own_rules() {
    let rights = |object: &str, granted: &str| {
        let flag = |name: &str| format!("<{name}>{}</{name}>", granted.contains(name));
        let names = ["allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords"];
        let flags: String = names.iter().map(|n| flag(n)).collect();
        format!("<objectPermissions>{flags}<object>{object}</object>{}</objectPermissions>", flag("viewAllRecords"))
    };
    let field = |name: &str| {
        format!(
            "<fieldPermissions><editable>false</editable><field>{name}</field><readable>true</readable></fieldPermissions>"
        )
    };
    let label = "<label>x</label>";
    for (body, expected) in [
        (String::new(), "Required field is missing: label"),
        (format!("{}{label}", field("Note__c.Must__c")), "You cannot deploy to a required field: Note__c.Must__c"),
        (
            format!("{}{label}", field("Opportunity.CloseDate")),
            "You cannot deploy to a required field: Opportunity.CloseDate",
        ),
        (
            format!("{}{label}", field("Note__c.Nope__c")),
            "In field: field - no CustomField named Note__c.Nope__c found",
        ),
        (
            format!("{}{label}", field("Contact.Languages__c")),
            "In field: field - no CustomField named Contact.Languages__c found",
        ),
        (
            format!("{label}{}", rights("Nope__c", "allowRead")),
            "In field: object - no CustomObject named Nope__c found",
        ),
        (
            format!("{label}{}", rights("Note__c", "allowCreate")),
            "Permission Create Note__c depends on permission(s): Read Note__c",
        ),
        (
            format!("{label}{}", rights("Note__c", "allowRead allowDelete")),
            "Permission Delete Note__c depends on permission(s): Edit Note__c",
        ),
        (
            format!("<classAccesses><apexClass>Nope</apexClass><enabled>true</enabled></classAccesses>{label}"),
            "In field: apexClass - no ApexClass named Nope found",
        ),
        (
            format!("<customPermissions><enabled>true</enabled><name>Nope</name></customPermissions>{label}"),
            "In field: name - no CustomPermission named Nope found",
        ),
        (
            format!("{label}<userPermissions><enabled>true</enabled><name>ApiOnlyUser</name></userPermissions>"),
            "Unknown user permission: ApiOnlyUser",
        ),
        (
            format!(
                "{label}<recordTypeVisibilities><recordType>Case.Other</recordType><visible>true</visible></recordTypeVisibilities>"
            ),
            "In field: recordType - no RecordType named Case.Other found",
        ),
        (
            format!("{}{}{label}", field("Note__c.Text__c"), field("Note__c.Text__c")),
            "Duplicate fieldPermissions entry: Note__c.Text__c",
        ),
        (format!("<label>{}</label>", "x".repeat(81)), "(max length=80)"),
        (format!("{label}<license>Nope</license>"), "In field: license - no UserLicense named Nope found"),
        (
            format!(
                "{label}{}",
                rights("Note__c", "")
                    .replace("<viewAllRecords>", "<viewAllFields>true</viewAllFields><viewAllRecords>")
            ),
            "Permission View All Fields Note__c depends on permission(s): Read Note__c",
        ),
        (
            format!(
                "{}{label}",
                field("Note__c.Text__c").replace("false", "TRUE").replace("true", "false").replace("TRUE", "true")
            ),
            "Permission Edit Note__c.Text__c depends on permission(s): Read Note__c.Text__c",
        ),
    ] {
        let found = of_set(&body);
        assert!(found.len() == 1 && found[0].contains(expected), "{expected}: {found:?}");
    }
    let scattered = of_set(&format!("{}{label}{}", field("Note__c.Text__c"), field("Account.Industry")));
    assert!(
        scattered[0].starts_with(
            "Error parsing file: Element fieldPermissions is duplicated at this location in type PermissionSet ("
        ),
        "{scattered:?}"
    );
    let master = "<deploymentStatus>Deployed</deploymentStatus><fields><fullName>Up__c</fullName><label>Up</label><referenceTo>Account</referenceTo><relationshipName>Notes</relationshipName><type>MasterDetail</type></fields><label>D</label><nameField><label>N</label><type>Text</type></nameField><pluralLabel>Ds</pluralLabel><sharingModel>ControlledByParent</sharingModel>";
    let world = World::new();
    let found = world.refused(&[
        ("objects/D__c.object", &xml("CustomObject", master)),
        (SET, &set(&format!("{label}{}", rights("D__c", "allowRead")))),
    ]);
    assert_eq!(found, ["PermissionSet:Agent: Permission Read D__c depends on permission(s): Read Account"]);
}

#[test]
fn objects_and_fields_need_what_their_type_needs() {
    let world = World::new();
    let object = |body: &str| world.refused(&[("objects/Note__c.object", &xml("CustomObject", body))]);
    let without_name = NOTE.replace("<nameField><label>Name</label><type>Text</type></nameField>", "");
    assert_eq!(object(&without_name), ["CustomObject:Note__c: Must specify a nameField of type Text or AutoNumber"]);
    assert_eq!(
        object(&NOTE.replace("<label>Note</label>", "")),
        ["CustomObject:Note__c: Must specify a non-empty label for the CustomObject"]
    );
    let field = |body: &str| {
        let fields = format!("<fields><fullName>F__c</fullName>{body}</fields><fields>");
        object(&NOTE.replacen("<fields>", &fields, 1))
    };
    for (body, expected) in [
        ("<label>F</label><type>Text</type>", "Must specify 'length' for a CustomField of type Text"),
        ("<length>9</length><type>Text</type>", "Must specify a non-empty label for the CustomField"),
        (
            "<label>F</label><length>900</length><type>Text</type>",
            "length of a CustomField of type Text must be between 1 and 255, not 900",
        ),
        (
            "<label>F</label><referenceTo>Gone__c</referenceTo><type>Lookup</type>",
            "In field: referenceTo - no CustomObject named Gone__c found",
        ),
        (
            "<label>F</label><precision>18</precision><type>Number</type>",
            "Must specify 'scale' for a CustomField of type Number",
        ),
        (
            "<formula>Missing__c + 1</formula><label>F</label><precision>18</precision><scale>0</scale><type>Number</type>",
            "Field Missing__c does not exist. Check spelling.",
        ),
        (
            "<formula>Text__c</formula><label>F</label><precision>18</precision><scale>0</scale><type>Number</type>",
            "Formula result is data type (Text), incompatible with expected data type (Number).",
        ),
        (
            "<formula>VLOOKUP(Text__c, Text__c, Text__c)</formula><label>F</label><type>Text</type>",
            "not supported by the local org: the formula function VLOOKUP",
        ),
        (
            "<formula>F__c &amp; \"x\"</formula><label>F</label><type>Text</type>",
            "Formula cannot use another formula field that directly or indirectly refers to itself. F__c",
        ),
        (
            "<displayFormat>N-{X}</displayFormat><label>F</label><type>AutoNumber</type>",
            "displayFormat 'N-{X}' has {X}, which is not {0}, {YYYY}, {YY}, {MM} or {DD}",
        ),
        (
            "<externalId>true</externalId><label>F</label><type>Date</type>",
            "Can not specify 'externalId' for a CustomField of type Date",
        ),
        (
            "<label>F</label><length>300</length><type>LongTextArea</type><unique>true</unique><visibleLines>3</visibleLines>",
            "Can not specify 'unique' for a CustomField of type LongTextArea",
        ),
        ("<label>F</label><type>Wrong</type>", "'Wrong' is not a valid value for the enum 'FieldType'"),
    ] {
        let found = field(body);
        assert!(found.iter().any(|line| line.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn relationships_have_rules_of_their_own() {
    let world = World::new();
    let with = |model: &str, fields: &[String]| {
        let fields = format!("{}<fields>", fields.concat());
        let note = NOTE.replacen("<fields>", &fields, 1).replace("ReadWrite", model).replace("Private", model);
        world.refused(&[("objects/Note__c.object", &xml("CustomObject", &note))])
    };
    let lookup = |at: usize, kind: &str, children: &str| {
        let order =
            if kind == "MasterDetail" { format!("<relationshipOrder>{at}</relationshipOrder>") } else { String::new() };
        format!(
            "<fields><fullName>L{at}__c</fullName><label>L</label><referenceTo>Account</referenceTo>\
             <relationshipName>{children}</relationshipName>{order}<type>{kind}</type></fields>"
        )
    };
    let many = |count: usize, kind: &str| (0..count).map(|at| lookup(at, kind, &format!("C{at}"))).collect::<Vec<_>>();
    let named = "CustomObject:Note__c: ";
    let without =
        "Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field";
    let beside = "Cannot set sharingModel to ReadWrite on a CustomObject with a MasterDetail relationship field";
    assert_eq!(with("ControlledByParent", &[]), [format!("{named}{without}")]);
    assert_eq!(with("ReadWrite", &many(1, "MasterDetail")), [format!("{named}{beside}")]);
    assert_eq!(
        with("ControlledByParent", &many(3, "MasterDetail")),
        [format!("{named}Note__c has 3 master-detail fields; an object takes at most 2")]
    );
    assert_eq!(
        with("ReadWrite", &many(41, "Lookup")),
        [format!("{named}Note__c has 41 relationship fields; an object takes at most 40")]
    );
    let external = |at| {
        format!(
            "<fields><fullName>E{at}__c</fullName><externalId>true</externalId><label>E</label><length>9</length><type>Text</type></fields>"
        )
    };
    assert_eq!(
        with("ReadWrite", &(0..26).map(external).collect::<Vec<_>>()),
        [format!("{named}Note__c has 26 external id fields; an object takes at most 25")]
    );
    let twice = with("ReadWrite", &[lookup(0, "Lookup", "Same"), lookup(1, "Lookup", "Same")]);
    let taken = "There is already a Child Relationship named Same on Account.";
    assert_eq!(twice, [format!("CustomField:Note__c.L0__c: {taken}"), format!("CustomField:Note__c.L1__c: {taken}")]);
    // A detail needs its master from the start.
    world.put(&borrowed(&[note()]));
    {
        let mut org = world.org.lock().unwrap();
        let id = org.store.new_id("aA0");
        org.store.put(&"Note__c".into(), &id, [("Id".into(), apex_eval::Datum::Id(id.clone()))].into());
        org.store.commit();
    }
    let late = with("ControlledByParent", &many(1, "MasterDetail"));
    assert_eq!(late, ["CustomField:Note__c.L0__c: Note__c has records, which would have no master; delete them first"]);
}

#[test]
fn apex_that_does_not_compile_is_named_with_its_place() {
    let world = World::new();
    let result = world
        .deploy(&zip(&borrowed(&class("A", "public class A {\n    Integer x = y;\n}"))), &DeployOptions::default());
    let failure = &result.details.component_failures[0];
    assert_eq!(failure.problem.as_deref(), Some("Variable does not exist: y"));
    assert_eq!((failure.line_number, failure.column_number), (Some(2), Some(17)));
    assert_eq!((failure.component_type.as_str(), failure.file_name.as_str()), ("ApexClass", "classes/A.cls"));
    assert_eq!((result.number_component_errors, result.number_components_deployed), (1, 0));
    let named = world.refused(&borrowed(&class("B", "public class C {}")));
    assert_eq!(named, ["ApexClass:B: Class name C does not match file name"]);
    let refused = |text: &str| world.refused(&borrowed(&trigger("T", text, "Active")));
    assert_eq!(refused("trigger T on Nope__c (before insert) {}"), ["ApexTrigger:T: Invalid type: Nope__c"]);
    let named = refused("trigger Other on Account (before insert) {}");
    assert_eq!(named, ["ApexTrigger:T: Trigger name Other does not match file name"]);
    let mail = "trigger T on Account (after insert) { Messaging.sendEmail(new List<Messaging.Email>()); }";
    let gap = "not supported by the local org: System.Messaging.sendEmail(List<Messaging.Email>)";
    assert_eq!(refused(mail), [format!("ApexTrigger:T: {gap}")]);
    let batch = "public class B {\n    void go(Database.Batchable<SObject> b) {\n        Database.executeBatch(b);\n    }\n    \
                 void mail() { System.schedule('a', 'b', null); }\n}";
    let strict = world.refused(&borrowed(&class("B", batch)));
    assert_eq!(strict[0], "ApexClass:B: not supported by the local org: System.Database.executeBatch(Object)");
    assert_eq!(strict.len(), 2, "{strict:?}");
    let ignoring = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let let_in = world.deploy(&zip(&borrowed(&class("B", batch))), &ignoring);
    assert!(let_in.success, "{let_in:#?}");
    let said: Vec<_> = let_in.details.component_successes.iter().filter(|m| m.full_name == "B").collect();
    let lines: Vec<_> = said.iter().map(|m| (m.line_number, m.problem_type.clone())).collect();
    assert_eq!(lines, [(Some(3), Some(ProblemType::Warning)), (Some(5), Some(ProblemType::Warning))]);
    assert_eq!(let_in.number_components_deployed, 1);
    let later = world.put(&borrowed(&class("A", "public class A {}")));
    assert!(later.details.component_successes.iter().all(|m| m.problem.is_none()), "{later:#?}");
    let mut future = class("A", "public class A {}").to_vec();
    future[1].1 = future[1].1.replace("66.0", "99.0");
    assert!(world.refused(&borrowed(&future))[0].contains("apiVersion can't be \"99.0\""));
}

#[test]
fn what_runs_in_tests_only_is_told() {
    let world = World::new();
    let job = "public class Job implements Queueable {\n    public void execute(QueueableContext c) {}\n    \
               public static void start() {\n        System.enqueueJob(new Job());\n    }\n    \
               public static void call() {\n        new Http().send(new HttpRequest());\n    }\n    \
               @future\n    public static void later() {}\n}";
    let test = "@IsTest private class JobTest { @IsTest static void runs() { System.enqueueJob(new Job()); } }";
    let mut files = class("Job", job).to_vec();
    files.extend(class("JobTest", test));
    let result = world.put(&borrowed(&files));
    let notes = result.details.component_successes.iter().filter_map(|m| {
        let (line, problem) = (m.line_number?, m.problem.clone()?);
        assert_eq!(m.problem_type, Some(ProblemType::Info));
        Some(format!("{} {line}: {problem}", m.full_name))
    });
    let expected = [
        "Job 4: not supported by the local org: Queueable jobs outside tests",
        "Job 7: not supported by the local org: callouts outside tests",
        "Job 10: not supported by the local org: future methods outside tests",
    ];
    assert_eq!(notes.collect::<Vec<_>>(), expected);
}

#[test]
fn a_change_that_breaks_another_class_fails() {
    let world = World::new();
    let base = class("Base", "public virtual class Base { public virtual String name() { return 'x'; } }");
    let mut files = base.to_vec();
    files.extend(class(
        "Derived",
        "public class Derived extends Base { public override String name() { return super.name(); } }",
    ));
    world.put(&borrowed(&files));
    let found = world.refused(&borrowed(&class("Base", "public virtual class Base { }")));
    assert!(found[0].starts_with("ApexClass:Derived: Dependent class is invalid and needs recompilation"), "{found:?}");
}

#[test]
fn apps_follow_the_rules_of_their_family() {
    let world = World::new();
    let connected = xml("ConnectedApp", "<contactEmail>a@example.com</contactEmail><label>x</label>");
    assert_eq!(
        world.refused(&[("connectedApps/X.connectedApp", &connected)]),
        [
            "ConnectedApp:X: You can't create a connected app. To enable connected app creation, contact Salesforce Customer Support."
        ]
    );
    let global = xml(
        "ExtlClntAppGlobalOauthSettings",
        "<callbackUrl>http://localhost:1717/x</callbackUrl><externalClientApplication>App</externalClientApplication><label>x</label>",
    );
    let alone = world.refused(&[("extlClntAppGlobalOauthSets/App.ecaGlblOauth", &global)]);
    assert_eq!(
        alone,
        [
            "ExtlClntAppGlobalOauthSettings:App: In field: externalClientApplication - no ExternalClientApplication named App found"
        ]
    );
    let app = xml(
        "ExternalClientApplication",
        "<distributionState>Local</distributionState><isProtected>false</isProtected><label>App</label>",
    );
    let settings = xml(
        "ExtlClntAppOauthSettings",
        "<commaSeparatedOauthScopes>api</commaSeparatedOauthScopes><externalClientApplication>App</externalClientApplication><label>x</label>",
    );
    let policy = xml(
        "ExtlClntAppOauthConfigurablePolicies",
        "<clientCredentialsFlowUser>nobody@example.com</clientCredentialsFlowUser><externalClientApplication>App</externalClientApplication><ipRelaxationPolicyType>Enforce</ipRelaxationPolicyType><isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled><label>x</label><permittedUsersPolicyType>AllSelfAuthorized</permittedUsersPolicyType><refreshTokenPolicyType>Zero</refreshTokenPolicyType><requiredSessionLevel>STANDARD</requiredSessionLevel>",
    );
    let all = world.refused(&[
        ("externalClientApps/App.eca", &app),
        (
            "extlClntAppGlobalOauthSets/App.ecaGlblOauth",
            &global.replace("</label>", "</label><shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>"),
        ),
        ("extlClntAppOauthSettings/App.ecaOauth", &settings),
        ("extlClntAppOauthPolicies/App_plcy.ecaOauthPlcy", &policy),
    ]);
    assert!(all.iter().any(|l| l.ends_with("Invalid OAuth scope: api")), "{all:?}");
    assert!(
        all.iter().any(|l| l.ends_with("Enter a valid execution user for the OAuth client credentials flow.")),
        "{all:?}"
    );
    assert!(
        all.iter().any(|l| l.ends_with("shouldRotateConsumerSecret gives the app new credentials")),
        "a warning counts: {all:?}"
    );
}

#[test]
fn manifests_and_files_must_agree() {
    let world = World::new();
    let meta = xml("ApexClass", "<apiVersion>66.0</apiVersion><status>Active</status>");
    let package = |members: &[(&str, &str)]| {
        let mut types: BTreeMap<&str, std::collections::BTreeSet<String>> = BTreeMap::new();
        members.iter().for_each(|(k, m)| {
            types.entry(k).or_default().insert((*m).into());
        });
        manifest(&types)
    };
    assert_eq!(
        world.refused(&[("package.xml", &package(&[("ApexClass", "A")]))]),
        [
            "ApexClass:A: An object 'A' of type ApexClass was named in package.xml, but was not found in zipped directory"
        ]
    );
    let more = world.refused(&[
        ("package.xml", &package(&[])),
        ("classes/A.cls", "public class A {}"),
        ("classes/A.cls-meta.xml", &meta),
    ]);
    assert!(more[0].ends_with(": Not in package.xml"), "{more:?}");
    assert!(
        world.refused(&[("package.xml", &package(&[("Strange", "A")]))])[0]
            .contains("Unknown type name 'Strange' specified in package.xml")
    );
    assert!(
        world.refused(&[("package.xml", &package(&[]).replace("66.0", "99.0"))])[0]
            .contains("Invalid version specified")
    );
    assert!(world.refused(&[("package.xml", "<Package")])[0].contains("Error parsing file"));
    let none = world.deploy(&raw_zip(&[("a".to_string(), Vec::new())].into()), &DeployOptions::default());
    assert_eq!(problems(&none), [":package.xml: No package.xml found"]);
    assert!(problems(&world.deploy(b"not a zip", &DeployOptions::default()))[0].contains("not a valid zip"));
    let lone =
        world.refused(&[("package.xml", &package(&[("ApexClass", "A")])), ("classes/A.cls", "public class A {}")]);
    assert!(lone[0].contains("Required file is missing: classes/A.cls-meta.xml"), "{lone:?}");
}

#[test]
fn limits_are_those_of_the_platform() {
    let world = World::new();
    let many: BTreeMap<String, Vec<u8>> = (0..10_001).map(|n| (format!("classes/C{n}.cls"), Vec::new())).collect();
    let result = world.deploy(&raw_zip(&many), &DeployOptions::default());
    assert_eq!(result.error_status_code.as_deref(), Some("LIMIT_EXCEEDED"));
    assert!(result.error_message.unwrap().contains("exceeded the maximum number of 10000"));
    let large = world.deploy(&vec![0; 39_000_001], &DeployOptions::default());
    assert!(large.error_message.unwrap().contains("exceeded the size limit"));
}

#[test]
fn a_bomb_is_refused_before_it_is_in_memory() {
    let world = World::new();
    let zeros = vec![0u8; 64 << 20];
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("a".into(), zeros);
    // Ten entries of one content: 640 MB of zeros in less than a megabyte.
    let bomb = {
        use std::io::Write;
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        for n in 0..10 {
            writer.start_file(format!("f{n}"), options).unwrap();
            writer.write_all(&files["a"]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let result = world.deploy(&bomb, &DeployOptions::default());
    assert!(result.error_message.unwrap().contains("bytes before compression"));
}

#[test]
fn what_is_not_simulated_is_let_in_on_purpose_only_and_what_is_harmless_is_kept() {
    let world = World::new();
    let ignoring = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let formula = "<formula>VLOOKUP(Text__c, Text__c, Text__c)</formula><label>F</label><type>Text</type>";
    let note = NOTE.replacen("<fields>", &format!("<fields><fullName>F__c</fullName>{formula}</fields><fields>"), 1);
    let filter = "<label>A</label><lookupFilter><active>true</active><filterItems><field>Account.Name</field>\
                  <operation>equals</operation><value>x</value></filterItems><isOptional>false</isOptional></lookupFilter>\
                  <referenceTo>Account</referenceTo><relationshipName>Notes</relationshipName><type>Lookup</type>";
    let note = note.replacen("<fields>", &format!("<fields><fullName>A__c</fullName>{filter}</fields><fields>"), 1);
    let files = [
        ("flows/F.flow", xml("Flow", "<label>x</label>")),
        ("objects/Note__c.object", xml("CustomObject", &note)),
        ("profiles/Clerk.profile", xml("Profile", "<custom>true</custom>")),
        ("restrictionRules/R.rule", xml("RestrictionRule", "<active>true</active>")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let gap = "not supported by the local org: ";
    let expected = [
        format!("Flow:F: {gap}metadata of type Flow; what it does by itself in an org DOES NOT HAPPEN HERE"),
        format!("CustomField:Note__c.A__c: {gap}lookup filters"),
        format!("CustomField:Note__c.F__c: {gap}the formula function VLOOKUP"),
        format!("Profile:Clerk: {gap}a profile of its own (Clerk); use permission sets"),
        format!("RestrictionRule:R: {gap}metadata of type RestrictionRule; what it hides in an org IS SEEN HERE"),
    ];
    let mut refused = world.refused(&files);
    refused.sort();
    let mut sorted = expected.to_vec();
    sorted.sort();
    assert_eq!(refused, sorted);
    let let_in = world.deploy(&zip(&files), &ignoring);
    assert!(let_in.success, "{let_in:#?}");
    let warned = let_in.details.component_successes.iter().filter(|m| m.problem_type == Some(ProblemType::Warning));
    assert_eq!(warned.count(), expected.len(), "one warning each");
    // They stay, and what comes later is not blamed for them.
    world.put(&borrowed(&class("A", "public class A { String t(Note__c n) { return n.F__c; } }")));
    world.put(&[
        ("groups/G.group", &xml("Group", "<doesIncludeBosses>false</doesIncludeBosses><name>G</name>")),
        ("queues/Q.queue", &xml("Queue", "<doesSendEmailToMembers>false</doesSendEmailToMembers><name>Q</name>")),
        ("roles/Boss.role", &xml("Role", "<name>Boss</name>")),
    ]);
    let kept = world.put(&[("remoteSiteSettings/R.remoteSite", &xml("RemoteSiteSetting", "<disableProtocolSecurity>false</disableProtocolSecurity><isActive>true</isActive><url>https://a.example.com</url>"))]);
    let message = kept.details.component_successes.iter().find(|m| m.full_name == "R").unwrap();
    assert_eq!(message.problem.as_deref(), Some("kept by the local org, without effect"));
}

#[test]
fn what_a_missing_package_would_bring_is_let_in_on_purpose_only() {
    let world = World::new();
    let lookup = "<label>E</label><referenceTo>ns__Ext__c</referenceTo><relationshipName>Es</relationshipName><type>Lookup</type>";
    let account = format!("<fields><fullName>E__c</fullName>{lookup}</fields>");
    let record = "<label>R</label><values><field>ns__A__c</field><value>1</value></values>";
    let grant = "<objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit>\
                 <allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>ns__Ext__c</object>\
                 <viewAllRecords>false</viewAllRecords></objectPermissions><label>x</label>";
    let files = [
        ("objects/Account.object", xml("CustomObject", &account)),
        ("customMetadata/ns__Rollup.R.md", xml("CustomMetadata", record)),
        (SET, set(grant)),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let mut refused = world.refused(&files);
    refused.sort();
    let gap =
        |name: &str| format!("not supported by the local org: {name} of the package ns, which is not installed here");
    assert_eq!(
        refused,
        [
            format!("CustomField:Account.E__c: {}", gap("ns__Ext__c")),
            format!("CustomMetadata:ns__Rollup.R: {}", gap("ns__Rollup__mdt")),
            format!("PermissionSet:Agent: {}", gap("ns__Ext__c")),
        ]
    );
    let ignoring = DeployOptions { ignore_warnings: true, ..DeployOptions::default() };
    let let_in = world.deploy(&zip(&files), &ignoring);
    assert!(let_in.success, "{let_in:#?}");
}

#[test]
fn clients_know_what_these_messages_mean() {
    let world = World::new();
    world.put(&borrowed(&[note()]));
    let field = "<fieldPermissions><editable>false</editable><field>Note__c.Must__c</field></fieldPermissions>";
    let mut files = class("A", "public class A { Nothing n; }").to_vec();
    files.push((
        SET.into(),
        set(&format!("{field}<userPermissions><enabled>true</enabled><name>X</name></userPermissions>")),
    ));
    files.push(("connectedApps/X.connectedApp".into(), xml("ConnectedApp", "<label>x</label>")));
    files.push(("permissionsets/B.permissionset".into(), set("<label>a</label><label>b</label>")));
    let result = world.deploy(&zip(&borrowed(&files)), &DeployOptions::default());
    assert!(result.number_component_errors >= 4, "{:?}", problems(&result));
    for failure in &result.details.component_failures {
        let text = failure.problem.as_deref().unwrap_or_default();
        assert!(diag::catalogue::org::recognise(text).is_some(), "nobody explains: {text}");
    }
}
