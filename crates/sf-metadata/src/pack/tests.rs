use super::*;
use crate::{Project, SourceTree, xml::Element};
use std::path::Path;

const NS: &str = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";

/// A project on disk; paths are relative to `force-app/main/default` unless they start with `/`.
struct Fixture(tempfile::TempDir);

impl Fixture {
    fn new(files: &[(&str, &str)]) -> Self {
        let fixture = Self(tempfile::tempdir().unwrap());
        fixture
            .write("/sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app"}],"sourceApiVersion":"66.0"}"#);
        std::fs::create_dir_all(fixture.0.path().join("force-app")).unwrap();
        files.iter().for_each(|(path, text)| fixture.write(path, text));
        fixture
    }

    fn write(&self, path: &str, text: &str) {
        let relative = path.strip_prefix('/').map_or_else(|| format!("force-app/main/default/{path}"), str::to_owned);
        let target = self.0.path().join(relative);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, text).unwrap();
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn set(&self, overlay: Option<&str>) -> Result<ComponentSet, Vec<Diagnostic>> {
        ComponentSet::from_source(SourceTree::read(&Project::read(self.root()).unwrap(), overlay)?)
    }

    fn package(&self) -> Result<Package, Vec<Diagnostic>> {
        Package::build(&self.set(None)?, &PackOptions::everything(ApiVersion::DEFAULT))
    }

    /// The only finding, as code and place.
    fn only_problem(&self) -> (String, String) {
        let problems = self.package().unwrap_err();
        assert_eq!(problems.len(), 1, "{problems:#?}");
        let place = problems[0].place.as_ref().map(|p| p.file.clone()).unwrap_or_default();
        (problems[0].code.id.to_owned(), place)
    }
}

fn xml(root: &str, body: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} {NS}>{body}</{root}>\n")
}

fn class_meta() -> String {
    xml("ApexClass", "<apiVersion>66.0</apiVersion><status>Active</status>")
}

fn small() -> Fixture {
    Fixture::new(&[
        ("classes/Foo.cls", "public class Foo {}\n"),
        ("classes/Foo.cls-meta.xml", &class_meta()),
        (
            "objects/O__c/O__c.object-meta.xml",
            &xml("CustomObject", "<label>O</label><webLinks><fullName>W</fullName></webLinks>"),
        ),
        (
            "objects/O__c/fields/B__c.field-meta.xml",
            &xml("CustomField", "<fullName>B__c</fullName><type>Text</type><length>3</length>"),
        ),
        ("objects/O__c/fields/A__c.field-meta.xml", &xml("CustomField", "<type>Text</type>")),
        ("permissionsets/P.permissionset-meta.xml", &xml("PermissionSet", "<label>P</label>")),
    ])
}

#[test]
fn source_becomes_package() {
    let package = small().package().unwrap();
    let paths: Vec<&str> = package.files.keys().map(String::as_str).collect();
    let expected = [
        "classes/Foo.cls",
        "classes/Foo.cls-meta.xml",
        "objects/O__c.object",
        "package.xml",
        "permissionsets/P.permissionset",
    ];
    assert_eq!(paths, expected);
    let members: Vec<String> = package.manifest.components().map(|(kind, member)| format!("{kind}:{member}")).collect();
    assert_eq!(
        members,
        ["ApexClass:Foo", "CustomField:O__c.A__c", "CustomField:O__c.B__c", "CustomObject:O__c", "PermissionSet:P"]
    );
    assert_eq!(package.source_of("classes/Foo.cls"), Some("force-app/main/default/classes/Foo.cls"));
    assert_eq!(package.source_of("unpackaged/classes/Foo.cls"), Some("force-app/main/default/classes/Foo.cls"));
    assert_eq!(package.source_of("classes/Bar.cls"), None);
}

#[test]
fn an_object_is_put_together_in_wsdl_order() {
    let package = small().package().unwrap();
    let object = Element::parse(std::str::from_utf8(&package.files["objects/O__c.object"]).unwrap()).unwrap();
    let names: Vec<_> = object.children.iter().map(|c| (c.name.as_str(), c.child_text("fullName"))).collect();
    // A__c has no `fullName` in its file and gets the one of the file's name.
    assert_eq!(names, [("fields", Some("A__c")), ("fields", Some("B__c")), ("label", None), ("webLinks", Some("W"))]);
    // Inside a child the order of its file stays.
    let inside: Vec<_> = object.children[1].children.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(inside, ["fullName", "type", "length"]);
}

#[test]
fn a_child_without_its_parents_file_is_deployed_alone() {
    let fixture = Fixture::new(&[(
        "objects/Account/fields/X__c.field-meta.xml",
        &xml("CustomField", "<fullName>X__c</fullName>"),
    )]);
    let package = fixture.package().unwrap();
    assert_eq!(package.manifest.components().collect::<Vec<_>>(), [("CustomField", "Account.X__c")]);
    assert!(package.files.contains_key("objects/Account.object"));
}

#[test]
fn equal_input_gives_equal_bytes() {
    let (a, b) = (small(), small());
    let (a, b) = (a.package().unwrap(), b.package().unwrap());
    assert_eq!(a.hash(), b.hash());
    assert_eq!(a.to_zip().unwrap(), b.to_zip().unwrap());
    let mut changed = b.clone();
    changed.files.insert("classes/Foo.cls".into(), "changed".into());
    assert_ne!(a.hash(), changed.hash());
    assert_eq!(a.hash().to_string().len(), 64);
}

#[test]
fn the_size_of_the_zip_tells_packages_of_one_compressed_size_apart() {
    let package = small().package().unwrap();
    let sizes = |marked: bool| {
        let numbered = (100..150).map(|number| {
            let mut one = package.clone();
            one.files.insert("classes/Foo.cls".into(), format!("return {number};").into());
            let zip = one.to_zip().unwrap();
            let comment = ::zip::ZipArchive::new(std::io::Cursor::new(&zip)).unwrap().comment().len();
            if marked { zip.len() } else { zip.len() - comment }
        });
        numbered.collect::<BTreeSet<_>>().len()
    };
    assert!(sizes(false) < 5, "{}", sizes(false));
    assert!(sizes(true) > 45, "{}", sizes(true));
}

#[test]
fn the_zip_starts_with_its_manifest_and_has_no_folders() {
    let package = small().package().unwrap();
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(package.to_zip().unwrap())).unwrap();
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        assert_eq!(package.files[&name], content);
        names.push(name);
    }
    assert_eq!(names[0], "package.xml");
    assert_eq!(names.len(), package.files.len());
}

#[test]
fn a_replacement_that_changes_nothing_is_said() {
    let fixture = small();
    let row = |files: &str, text: &str, more: &str| {
        format!(r#"{{{files},"stringToReplace":"{text}","replaceWithFile":"with.txt"{more}}}"#)
    };
    let rows = [
        row(r#""glob":"**/*.cls""#, "public", ""),
        row(r#""filename":"classes/Foo.cls""#, "__Typo__", ""),
        row(r#""filename":"classes/Nope.cls""#, "class", ""),
        row(r#""glob":"Nope*""#, "class", r#","replaceWhenEnv":[{"env":"NOBODY_SETS_THIS","value":"x"}]"#),
    ];
    fixture.write("/with.txt", "global");
    fixture.write(
        "/sfdx-project.json",
        &format!(r#"{{"packageDirectories":[{{"path":"force-app"}}],"replacements":[{}]}}"#, rows.join(",")),
    );
    let tree = SourceTree::read(&Project::read(fixture.root()).unwrap(), None).unwrap();
    let said: Vec<String> = tree.warnings.iter().map(|d| format!("{} {}", d.code.id, d.message)).collect();
    let of = |number: u8, name: &str| {
        format!(
            "DEPLOY038 replacement {number} in `sfdx-project.json` changes nothing: no file of `classes/{name}.cls` holds its text"
        )
    };
    assert_eq!(said, [of(2, "Foo"), of(3, "Nope")]);
}

#[test]
fn an_overlay_adds_and_replaces() {
    let fixture = small();
    let policy = |user: &str| {
        xml(
            "ExtlClntAppOauthConfigurablePolicies",
            &format!("<clientCredentialsFlowUser>{user}</clientCredentialsFlowUser>"),
        )
    };
    fixture.write("/targets/uat/extlClntAppOauthPolicies/A_plcy.ecaOauthPlcy-meta.xml", &policy("bot@uat"));
    fixture.write("/targets/uat/permissionsets/P.permissionset-meta.xml", &xml("PermissionSet", "<label>Q</label>"));
    let build = |overlay| {
        Package::build(&fixture.set(overlay).unwrap(), &PackOptions::everything(ApiVersion::DEFAULT)).unwrap()
    };
    let (plain, uat) = (build(None), build(Some("targets/uat")));
    assert!(!plain.files.contains_key("extlClntAppOauthPolicies/A_plcy.ecaOauthPlcy"));
    assert!(uat.manifest.contains("ExtlClntAppOauthConfigurablePolicies", "A_plcy"));
    assert!(String::from_utf8_lossy(&uat.files["permissionsets/P.permissionset"]).contains("<label>Q<"));
    assert_eq!(
        uat.source_of("permissionsets/P.permissionset"),
        Some("targets/uat/permissionsets/P.permissionset-meta.xml")
    );
    assert_eq!(build(Some("targets/none")), plain);
}

#[test]
fn an_overlay_replaces_the_parts_that_it_names_and_keeps_the_others() {
    let fixture = small();
    let label = |name: &str, text: &str| format!("<labels><fullName>{name}</fullName><value>{text}</value></labels>");
    let labels = |inner: &str| xml("CustomLabels", inner);
    let path = "labels/CustomLabels.labels-meta.xml";
    fixture.write(path, &labels(&(label("Hi", "Hello") + &label("Bye", "Goodbye"))));
    fixture.write(&format!("/targets/uat/{path}"), &labels(&(label("hi", "Servus") + &label("New", "x"))));
    let alert = |name: &str| format!("<alerts><fullName>{name}</fullName><description>d</description></alerts>");
    fixture.write("workflows/Case.workflow-meta.xml", &xml("Workflow", &(alert("A") + &alert("B"))));
    fixture.write("/targets/uat/workflows/Case.workflow-meta.xml", &xml("Workflow", &alert("B")));
    let set = fixture.set(Some("targets/uat")).unwrap();
    let package = Package::build(&set, &PackOptions::everything(ApiVersion::DEFAULT)).unwrap();
    let text = String::from_utf8_lossy(&package.files["labels/CustomLabels.labels"]).into_owned();
    assert!(["Goodbye", "Servus", "New"].iter().all(|value| text.contains(value)), "{text}");
    assert!(!text.contains("Hello"), "{text}");
    assert!(package.manifest.contains("CustomLabel", "Bye") && package.manifest.contains("WorkflowAlert", "Case.A"));
    let text = String::from_utf8_lossy(&package.files["workflows/Case.workflow"]).into_owned();
    assert_eq!((text.matches("<alerts>").count(), text.matches("<fullName>B<").count()), (2, 1), "{text}");
}

#[test]
fn forceignore_hides_files_and_folders() {
    let fixture = small();
    fixture.write("lwc/jsconfig.json", "{}");
    fixture.write("lwc/card/card.js-meta.xml", &xml("LightningComponentBundle", ""));
    fixture.write("lwc/card/__tests__/card.test.js", "x");
    fixture.write(".hidden/x", "x");
    fixture.write("classes/Old.cls.dup", "x");
    assert_eq!(fixture.only_problem().0, "DEPLOY004");
    fixture.write(
        "/.forceignore",
        "# comment\n**/jsconfig.json\n**/__tests__/**\nforce-app/main/default/permissionsets\n",
    );
    let package = fixture.package().unwrap();
    assert!(package.files.contains_key("lwc/card/card.js-meta.xml"));
    assert!(
        !package.files.keys().any(|p| p.contains("__tests__") || p.contains("permissionsets") || p.contains("dup"))
    );
}

#[test]
fn a_package_directory_that_is_ignored_is_left_out_and_an_overlay_is_not() {
    let fixture = small();
    fixture.write("/sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app"},{"path":"old/app"}]}"#);
    fixture.write("/old/app/profiles/Admin.profile-meta.xml", &xml("Profile", ""));
    fixture.write("/targets/uat/permissionsets/Q.permissionset-meta.xml", &xml("PermissionSet", ""));
    fixture.write("/.forceignore", "OLD\ntargets\n");
    let set = fixture.set(Some("targets/uat")).unwrap();
    assert!(set.get("Profile", "Admin").is_none() && set.get("PermissionSet", "Q").is_some());
}

#[test]
fn objects_may_be_sorted_into_folders() {
    let field = xml("CustomField", "<type>Text</type>");
    let fixture = Fixture::new(&[
        ("objects/sales/O__c/O__c.object-meta.xml", &xml("CustomObject", "<label>O</label>")),
        ("objects/sales/O__c/fields/money/A__c.field-meta.xml", &field),
        ("objects/sales/P__c/fields/B__c.field-meta.xml", &field),
    ]);
    let package = fixture.package().unwrap();
    assert_eq!(
        package.manifest.components().collect::<Vec<_>>(),
        [("CustomField", "O__c.A__c"), ("CustomField", "P__c.B__c"), ("CustomObject", "O__c")]
    );
    assert_eq!(package.files.keys().collect::<Vec<_>>(), ["objects/O__c.object", "objects/P__c.object", "package.xml"]);
}

#[test]
fn a_bundle_is_placed_at_its_main_file() {
    let fixture = Fixture::new(&[
        ("lwc/card/__tests__/a.test.js", "x"),
        ("lwc/card/card.js", "x"),
        ("lwc/card/card.js-meta.xml", &xml("LightningComponentBundle", "")),
    ]);
    let package = fixture.package().unwrap();
    assert_eq!(package.source_of("lwc/card"), Some("force-app/main/default/lwc/card/card.js-meta.xml"));
}

#[test]
fn sites_go_in_as_they_lie() {
    let files = [
        "experiences/Main.site-meta.xml",
        "experiences/Main/views/home.json",
        "digitalExperiences/site/Main1/Main1.digitalExperience-meta.xml",
        "digitalExperiences/site/Main1/sfdc_cms__view/home/content.json",
    ];
    let fixture = small();
    files.iter().for_each(|file| fixture.write(file, "{}"));
    let package = fixture.package().unwrap();
    for file in files {
        assert_eq!(package.source_of(file), Some(format!("force-app/main/default/{file}").as_str()));
    }
    assert!(package.manifest.contains("ExperienceBundle", "Main"));
    assert!(package.manifest.contains("DigitalExperienceBundle", "site/Main1"));
    assert!(package.manifest.contains("DigitalExperience", "site/Main1.sfdc_cms__view/home"));
    // A part whose site lies elsewhere comes alone.
    let alone = Fixture::new(&[("digitalExperiences/site/Main1/sfdc_cms__view/home/content.json", "{}")]);
    let package = alone.package().unwrap();
    let named: Vec<_> = package.manifest.components().collect();
    assert_eq!(named, [("DigitalExperience", "site/Main1.sfdc_cms__view/home")]);
}

#[test]
fn static_resource_directories_become_zips() {
    let fixture = Fixture::new(&[
        ("staticresources/app.resource-meta.xml", &xml("StaticResource", "<contentType>application/zip</contentType>")),
        ("staticresources/app/js/a.js", "1"),
        ("staticresources/app/index.html", "2"),
        // Called like folders of types, and like the resource itself.
        ("staticresources/app/experiences/tour/step.json", "3"),
        ("staticresources/app/x/staticresources/app/y.js", "4"),
        ("staticresources/logo.resource-meta.xml", &xml("StaticResource", "<contentType>image/png</contentType>")),
        ("staticresources/logo.png", "png"),
    ]);
    let package = fixture.package().unwrap();
    assert_eq!(package.files["staticresources/logo.resource"], "png");
    let archive = ::zip::ZipArchive::new(std::io::Cursor::new(&package.files["staticresources/app.resource"])).unwrap();
    let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert_eq!(names, ["experiences/tour/step.json", "index.html", "js/a.js", "x/staticresources/app/y.js"]);
    assert_eq!(package.manifest.components().count(), 2);
    fixture
        .write("staticresources/app.resource-meta.xml", &xml("StaticResource", "<contentType>text/css</contentType>"));
    assert_eq!(fixture.only_problem().0, "DEPLOY016");
}

#[test]
fn what_is_hidden_in_an_archive_goes_in_as_with_the_cli() {
    let fixture = Fixture::new(&[
        ("staticresources/app.resource-meta.xml", &xml("StaticResource", "<contentType>application/zip</contentType>")),
        ("staticresources/app/a.txt", "1"),
        ("staticresources/app/.htaccess", "2"),
        ("staticresources/app/.well-known/x.json", "3"),
        ("staticresources/app/css/.keep", "4"),
        ("staticresources/app/css/site.css.dup", "5"),
        ("staticresources/app/package2-manifest.json", "6"),
        ("staticresources/.DS_Store", "7"),
        ("classes/.DS_Store", "8"),
        (".vscode/settings.json", "{}"),
    ]);
    // What `sf project convert source` packs, without the file and with each of these.
    let all = [".htaccess", ".well-known/x.json", "a.txt", "css/.keep", "css/site.css.dup", "package2-manifest.json"];
    let cases: [(Option<&str>, &[&str]); 4] = [
        (None, &all),
        (Some(""), &["a.txt"]),
        (Some("!**/.htaccess\n"), &[".htaccess", "a.txt"]),
        (Some("!**/app/**/.*\n"), &[".htaccess", ".well-known/x.json", "a.txt", "css/.keep"]),
    ];
    for (text, expected) in cases {
        text.into_iter().for_each(|text| fixture.write("/.forceignore", text));
        let package = fixture.package().unwrap();
        assert_eq!(package.files.len(), 3, "{:?}", package.files.keys());
        let archive = std::io::Cursor::new(&package.files["staticresources/app.resource"]);
        let archive = ::zip::ZipArchive::new(archive).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, expected, "{text:?}");
    }
}

#[test]
fn each_broken_project_has_its_finding() {
    let base = "force-app/main/default";
    let cases: &[(&str, &str, &str, &str)] = &[
        ("classes/Lost.cls", "class Lost {}", "DEPLOY006", "classes/Lost.cls"),
        ("classes/Lost.cls-meta.xml", &class_meta(), "DEPLOY007", "classes/Lost.cls-meta.xml"),
        ("classes/sub/FOO.cls", "class FOO {}", "DEPLOY005", "classes/sub/FOO.cls"),
        ("notes/todo.txt", "x", "DEPLOY004", "notes/todo.txt"),
        (
            "permissionsets/Bad.permissionset-meta.xml",
            "<PermissionSet>",
            "DEPLOY008",
            "permissionsets/Bad.permissionset-meta.xml",
        ),
        (
            "objects/O__c/fields/C__c.field-meta.xml",
            &xml("CustomField", "<fullName>D__c</fullName>"),
            "DEPLOY010",
            "objects/O__c/fields/C__c.field-meta.xml",
        ),
        (
            "objects/O__c/fields/C__c.field-meta.xml",
            &xml("ListView", ""),
            "DEPLOY009",
            "objects/O__c/fields/C__c.field-meta.xml",
        ),
        (
            "objects/O__c/webLinks/W.webLink-meta.xml",
            &xml("WebLink", "<fullName>W</fullName>"),
            "DEPLOY005",
            "objects/O__c/webLinks/W.webLink-meta.xml",
        ),
        (
            "objects/O__c/fields/C__c.field-meta.xml",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><CustomField>&a;</CustomField>",
            "DEPLOY008",
            "objects/O__c/fields/C__c.field-meta.xml",
        ),
        ("lwc/card/card.js", "x", "DEPLOY006", "lwc/card/card.js"),
    ];
    for (path, text, code, place) in cases {
        let fixture = small();
        fixture.write(path, text);
        assert_eq!(fixture.only_problem(), ((*code).to_owned(), format!("{base}/{place}")), "{path}");
    }
    let fixture = small();
    let outside = xml("CustomField", "<fullName>../../D__c</fullName>");
    fixture.write("objects/O__c/fields/C__c.field-meta.xml", &outside);
    let problems = fixture.package().unwrap_err();
    assert!(problems[0].hint.as_ref().is_some_and(|hint| !hint.contains("../")), "{problems:?}");
    let fixture = small();
    fixture.write("/.forceignore", "a\n[z-a]\n");
    assert_eq!(fixture.package().unwrap_err()[0].code.id, "DEPLOY011");
    assert_eq!(Fixture::new(&[]).only_problem().0, "DEPLOY017");
}

#[test]
fn a_strange_root_is_a_warning_and_the_file_goes_in_untouched() {
    let fixture = small();
    fixture.write("permissionsets/Q.permissionset-meta.xml", &xml("Profile", ""));
    let package = fixture.package().unwrap();
    assert_eq!(package.warnings.iter().map(|d| d.code.id).collect::<Vec<_>>(), ["DEPLOY009"]);
    assert_eq!(package.files["permissionsets/Q.permissionset"], xml("Profile", "").as_bytes());
}

#[cfg(unix)]
#[test]
fn links_are_refused() {
    let fixture = small();
    let link = fixture.root().join("force-app/main/default/classes/Link.cls");
    std::os::unix::fs::symlink("/etc/hostname", link).unwrap();
    assert_eq!(fixture.only_problem().0, "DEPLOY003");
}

#[test]
fn a_component_in_two_package_directories_is_a_duplicate() {
    let fixture = small();
    fixture.write("/sfdx-project.json", r#"{"packageDirectories":[{"path":"force-app"},{"path":"more"}]}"#);
    fixture.write("/more/permissionsets/P.permissionset-meta.xml", &xml("PermissionSet", "<label>P</label>"));
    assert_eq!(fixture.only_problem().0, "DEPLOY005");
    std::fs::remove_dir_all(fixture.root().join("more")).unwrap();
    // A field of an object whose file lies in the other directory is none.
    fixture.write("/more/objects/O__c/fields/C__c.field-meta.xml", &xml("CustomField", "<fullName>C__c</fullName>"));
    assert!(fixture.package().unwrap().manifest.contains("CustomField", "O__c.C__c"));
}

#[test]
fn a_manifest_chooses_components() {
    let set = small().set(None).unwrap();
    let build = |entries: &[(&str, &str)]| {
        let mut only = Manifest::new(ApiVersion::DEFAULT);
        entries.iter().for_each(|(kind, member)| only.insert(*kind, *member));
        Package::build(&set, &PackOptions { only: Some(only), ..PackOptions::everything(ApiVersion::DEFAULT) })
    };
    let package = build(&[("ApexClass", "*")]).unwrap();
    assert_eq!(
        package.files.keys().collect::<Vec<_>>(),
        ["classes/Foo.cls", "classes/Foo.cls-meta.xml", "package.xml"]
    );
    assert!(build(&[("CustomField", "O__c.A__c")]).unwrap().files.contains_key("objects/O__c.object"));
    assert_eq!(build(&[("ApexClass", "Nope")]).unwrap_err()[0].code.id, "DEPLOY018");
}

#[test]
fn deletions_are_checked_and_written() {
    let set = small().set(None).unwrap();
    let build = |kind: &str, member: &str| {
        let mut gone = Manifest::new(ApiVersion::DEFAULT);
        gone.insert(kind, member);
        let options = PackOptions { delete_after: Some(gone), ..PackOptions::everything(ApiVersion::DEFAULT) };
        Package::build(&set, &options)
    };
    let package = build("ApexClass", "Gone").unwrap();
    let text = String::from_utf8_lossy(&package.files["destructiveChangesPost.xml"]).into_owned();
    assert!(text.contains("<members>Gone</members>") && text.contains("<version>66.0</version>"));
    assert!(!package.files.contains_key("destructiveChangesPre.xml"));
    for (kind, member) in [("ApexClass", "*"), ("ApexClass", "Foo"), ("ApexClass", "fOO"), ("ApexClas", "Gone")] {
        assert_eq!(build(kind, member).unwrap_err()[0].code.id, "DEPLOY015", "{kind}:{member}");
    }
}

#[test]
fn limits_are_checked_before_the_upload() {
    let mut package = small().package().unwrap();
    for index in 0..8_100 {
        package.files.insert(format!("classes/C{index}.cls"), Bytes::new());
    }
    let findings = |package: &Package| {
        let mut problems = Vec::new();
        package.check_limits(&mut problems);
        problems.iter().map(|d| d.code.id).collect::<Vec<_>>()
    };
    assert_eq!(findings(&package), ["DEPLOY014"]);
    for index in 0..2_000 {
        package.files.insert(format!("classes/D{index}.cls"), Bytes::new());
    }
    assert_eq!(findings(&package), ["DEPLOY012"]);
}

#[test]
fn lines_of_an_objects_file_lead_to_the_files_of_its_fields() {
    let field = format!(
        "<?xml version=\"1.0\"?>\n<!-- why -->\n<CustomField {NS}>\n    <label>F</label><type>Text</type>\n    <formula>IF(true,\n  \"a\",\n  \"b\")</formula>\n</CustomField>\n"
    );
    let fixture = Fixture::new(&[
        ("objects/O__c/O__c.object-meta.xml", &xml("CustomObject", "<label>O</label>")),
        ("objects/O__c/fields/F__c.field-meta.xml", &field),
    ]);
    let package = fixture.package().unwrap();
    let text = String::from_utf8(package.files["objects/O__c.object"].to_vec()).unwrap();
    let behind = |what: &str| {
        let line = text.lines().position(|l| l.contains(what)).unwrap() + 1;
        package.sources.get(&format!("objects/O__c.object:{line}")).map(|at| at.rsplit_once('/').unwrap().1)
    };
    assert_eq!(behind("<formula>"), Some("F__c.field-meta.xml:5"), "{text}");
    assert_eq!(behind("b&quot;"), Some("F__c.field-meta.xml:7"));
    assert_eq!(behind("<type>Text"), Some("F__c.field-meta.xml:4"));
    assert_eq!(behind("<fields>"), Some("F__c.field-meta.xml:3"));
    assert_eq!(behind("<label>O"), None);
}

/// Metadata files of documents are called after the type or, as in packages, after the document.
#[test]
fn documents_go_beside_their_metadata_under_the_name_that_they_have() {
    let meta = xml("Document", "<name>A</name>");
    let package = Fixture::new(&[
        ("documents/Shared.documentFolder-meta.xml", &xml("DocumentFolder", "<name>Shared</name>")),
        ("documents/Shared/logo.png", "logo"),
        ("documents/Shared/logo.document-meta.xml", &meta),
        ("documents/Shared/old.gif", "old"),
        ("documents/Shared/old.gif-meta.xml", &meta),
        ("documents/Shared/plain", "plain"),
        ("documents/Shared/plain.document-meta.xml", &meta),
    ])
    .package()
    .unwrap();
    let files: Vec<&str> = package.files.keys().filter_map(|path| path.strip_prefix("documents/Shared/")).collect();
    assert_eq!(files, ["logo.png", "logo.png-meta.xml", "old.gif", "old.gif-meta.xml", "plain", "plain-meta.xml"]);
}
