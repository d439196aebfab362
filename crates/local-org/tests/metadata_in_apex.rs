//! Apex sees the labels, record types, custom metadata and other classes of a project: `project/`.

use apex_sema::{Source, compile};
use local_org::project::{LoadError, PackageDir, load, load_into};
use local_org::runner::{Outcome, run};
use local_org::{START, Snapshot};
use std::fs;
use std::path::Path;

#[test]
fn the_tests_of_the_project_pass() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let project = match load(&[dir], &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    };
    let report = run(&project, START, &|_| true);
    let failed: Vec<String> = report.failures().map(|r| format!("{}: {:?}", r.method, r.outcome)).collect();
    assert_eq!(failed, Vec::<String>::new());
    assert_eq!(report.results.len(), 30);
}

#[test]
fn what_belongs_to_a_custom_object_is_a_gap_and_no_error() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let project = match load(&[dir], &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    };
    let text = "public class Sharer { void f(Id i) {\n Locked__Share s = new Locked__Share(ParentId = i);\n \
                s.RowCause = Schema.Locked__Share.RowCause.Manual;\n insert s;\n \
                List<Locked__History> h = [SELECT Id FROM Locked__History];\n } }";
    let source = Source::new("Sharer.cls", text);
    let program = compile(&[source], &project.org.catalog).expect("no error");
    let mut gaps: Vec<(u32, &str)> = program.gaps.iter().map(|gap| (gap.span.line, &*gap.message)).collect();
    gaps.dedup();
    let gap = |line, name| (line, format!("not supported by the local org: {name}"));
    let wanted = [gap(2, "Locked__Share"), gap(3, "Locked__Share"), gap(5, "Locked__History")];
    assert_eq!(gaps, wanted.iter().map(|(line, message)| (*line, &**message)).collect::<Vec<_>>());
}

/// The fields of what is not known are no variables, and code that needs it ends there, whatever it catches.
#[test]
fn what_is_not_here_ends_a_test_where_it_is_needed() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let text = "@IsTest private class GapTest {
        class Page1 { Page1(ApexPages.StandardController c) {} }
        @IsTest static void message() { Object o = new ApexPages.Message(ApexPages.Severity.INFO, 'saved'); }
        @IsTest static void passed() { Object o = new Page1(new ApexPages.StandardController(new Account())); }
        @IsTest static void caught() { try { ApexPages.addMessage(null); } catch (Exception e) { } finally { insert new Account(); } }
        @IsTest static void compared() { ConnectApi.FeedElement e; System.assertEquals(null, e); }
        @IsTest static void share() { Object o = new Locked__Share(ParentId = null, UserOrGroupId = null, AccessLevel = 'Read', RowCause = 'Manual'); }
        @IsTest static void finds() { List<Datacloud.FindDuplicatesResult> r = Datacloud.FindDuplicates.findDuplicates(new List<SObject>()); }
        @IsTest static void page() { PageReference p = Page.Order; }
        @IsTest static void unused() { ApexPages.Message m; System.assert(true); } }";
    let project = load(&[dir], &[("GapTest.cls", text)]).map_err(|error| error.to_string()).unwrap();
    let report = run(&project, START, &|name| name.starts_with("GapTest."));
    let ended: Vec<(&str, Option<&str>)> = report
        .results
        .iter()
        .map(|result| match &result.outcome {
            Outcome::Unsupported { what, .. } => (&*result.method, Some(&**what)),
            Outcome::Pass => (&*result.method, None),
            other => panic!("{}: {other:?}", result.method),
        })
        .collect();
    let unknown = Some("an expression with parts that are not known here");
    let wanted = [
        ("caught", Some("System.ApexPages.addMessage")),
        ("compared", unknown),
        ("finds", Some("Datacloud")),
        ("message", Some("new ApexPages.Message")),
        ("page", Some("Page")),
        ("passed", Some("new ApexPages.StandardController")),
        ("share", Some("new Locked__Share")),
        ("unused", None),
    ];
    assert_eq!(ended, wanted);
}

/// Those of the versions before 65 need no word on who may use an abstract method, and no `override`.
#[test]
fn the_api_version_beside_a_class_counts() {
    let dir = tempfile::tempdir().unwrap();
    let load_with = |version: &str| {
        let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
        write("Base.cls", "public abstract class Base { abstract Integer f(); public Integer go() { return f(); } }");
        write("Base.cls-meta.xml", &format!("<ApexClass><apiVersion>{version}</apiVersion></ApexClass>"));
        write("Own.cls", "public class Own extends Base { public Integer f() { return 7; } }");
        write(
            "OwnTest.cls",
            "@IsTest private class OwnTest { @IsTest static void f() { System.assertEquals(7, new Own().go()); } }",
        );
        load(&[dir.path().to_owned()], &[])
    };
    let report = run(&load_with("64.0").map_err(|error| error.to_string()).unwrap(), START, &|_| true);
    assert_eq!(report.failures().count(), 0);
    assert!(load_with("65.0").is_err());
}

/// The texts are those of Salesforce's front end.
#[test]
fn records_of_custom_metadata_are_not_written() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let text = "public class Writer {\n  void f(Route__mdt one, List<Route__mdt> all) {\n    insert one;\n    update one;\n    \
                upsert all;\n    delete all;\n    one = new Route__mdt(DeveloperName = 'x');\n  }\n}";
    let Err(LoadError::Compile(_, errors)) = load(&[dir], &[("Writer.cls", text)]) else {
        panic!("the class compiles");
    };
    let found: Vec<(u32, &str)> = errors.iter().map(|e| (e.span.line, &*e.message)).collect();
    let wanted = [
        (3, "DML operation Insert not allowed on Route__mdt"),
        (4, "DML operation Update not allowed on Route__mdt"),
        (5, "DML operation Upsert not allowed on List<Route__mdt>"),
        (6, "DML operation Delete not allowed on List<Route__mdt>"),
    ];
    assert_eq!(found, wanted);
}

const SNAPSHOT: &str = r#"{"version": 1, "sobjects": [{"name": "ns__Ext__c", "custom": true, "createable": true, "queryable": true,
 "fields": [{"name": "Id", "type": "id"}, {"name": "Name", "type": "string", "createable": true, "nillable": true, "nameField": true},
  {"name": "ns__Sum__c", "type": "double", "createable": true, "updateable": true, "nillable": true, "custom": true}],
 "recordTypeInfos": [{"name": "Big", "developerName": "Big", "active": true}]}]}"#;

const INSTALLED_TEST: &str = "@IsTest private class InstalledTest { @IsTest static void works() {
    insert new ns__Ext__c(Name = 'a', ns__Sum__c = 2);
    System.assertEquals(2, [SELECT ns__Sum__c FROM ns__Ext__c].ns__Sum__c);
    Schema.RecordTypeInfo big = Schema.SObjectType.ns__Ext__c.getRecordTypeInfosByDeveloperName().get('Big');
    System.assertNotEquals(null, big.getRecordTypeId());
} }";

/// A project whose objects are installed runs; what needs a package that is not here is left out, and the rest runs.
#[test]
fn packages_are_known_by_snapshots_and_left_out_without() {
    let dir = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let xml =
        |kind: &str, body: &str| format!("<{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>");
    write("main/classes/InstalledTest.cls", INSTALLED_TEST);
    write("main/classes/Rollup.cls", "public class Rollup { void f() { dlrs.RollupService.run(); } }");
    write(
        "main/classes/OtherTest.cls",
        "@IsTest private class OtherTest { @IsTest static void works() { System.assert(true); } }",
    );
    write("main/customMetadata/dlrs__Summary.R.md-meta.xml", &xml("CustomMetadata", "<label>R</label>"));
    write("main/flows/F.flow-meta.xml", &xml("Flow", "<label>F</label>"));
    let formula =
        "<fullName>F__c</fullName><formula>VLOOKUP(Name, Name, Name)</formula><label>F</label><type>Text</type>";
    write("main/objects/Account/fields/F__c.field-meta.xml", &xml("CustomField", formula));
    let dirs = [PackageDir { root: dir.path().to_owned(), path: "main".to_owned() }];
    let ran = |installed: &[Snapshot]| {
        let project = load_into(installed, &dirs, &[]).map_err(|error| error.to_string()).unwrap();
        let report = run(&project, START, &|_| true);
        assert_eq!(report.failures().map(|r| format!("{:?}", r.outcome)).collect::<Vec<_>>(), Vec::<String>::new());
        let left_out: Vec<String> = project.left_out.iter().map(|out| out.error.message.clone()).collect();
        let without: Vec<String> = project.without.iter().map(|flaw| flaw.message.clone()).collect();
        (report.results.iter().map(|r| r.class.clone()).collect::<Vec<_>>(), left_out, without)
    };
    let snapshot = Snapshot { path: "specs/schema/org.json".into(), text: SNAPSHOT.into() };
    let (with, left_out, without) = ran(&[snapshot]);
    assert_eq!(with, ["InstalledTest", "OtherTest"]);
    assert!(left_out.len() == 1 && left_out[0].contains("the package dlrs is not installed here"), "{left_out:?}");
    assert_eq!(without.len(), 3, "{without:?}");
    for part in
        ["type dlrs__Summary__mdt", "type Flow; what it does by itself", "VLOOKUP; CustomField Account.F__c does"]
    {
        assert!(without.iter().any(|line| line.contains(part)), "{part}: {without:?}");
    }
    let (alone, left_out, _) = ran(&[]);
    assert_eq!((alone, left_out.len()), (vec!["OtherTest".to_owned()], 2));
}
