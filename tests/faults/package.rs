//! Packages whose end in the local org is known.

use crate::dice::Dice;
use sf_metadata::{ApiVersion, Manifest, Package, kinds};
use sf_wire::deploy::{DeployOptions, TestLevel};
use std::collections::BTreeMap;
use std::io::Cursor;

/// A package and how to deploy it.
#[derive(Clone)]
pub struct Sample {
    pub files: Vec<(String, String)>,
    pub zip: Vec<u8>,
    pub components: u64,
    pub options: DeployOptions,
}

fn set(label: &str, classes: &[&str]) -> String {
    let grants: String = classes
        .iter()
        .map(|class| format!("<classAccesses><apexClass>{class}</apexClass><enabled>true</enabled></classAccesses>"))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\">{grants}<label>{label}</label></PermissionSet>"
    )
}

fn sample(files: &[(impl AsRef<str>, String)], options: DeployOptions) -> Sample {
    let mut manifest = Manifest::new(ApiVersion::DEFAULT);
    let files: Vec<(String, String)> =
        files.iter().map(|(path, text)| (path.as_ref().to_owned(), text.clone())).collect();
    for (path, _) in &files {
        if let Some(found) = kinds::locate_in_package(path) {
            manifest.insert(found.kind.name, &found.member);
        }
    }
    let components = manifest.components().count() as u64;
    let mut packed: BTreeMap<_, _> = files.iter().map(|(path, text)| (path.clone(), text.clone().into())).collect();
    packed.insert("package.xml".to_owned(), manifest.to_xml().into());
    let package = Package { manifest, files: packed, sources: BTreeMap::new(), warnings: Vec::new() };
    Sample { files, zip: package.to_zip().expect("a zip"), components, options }
}

const META: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\"><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>";

/// A package that succeeds, fails with one message, fails with several, or fails in its tests.
pub fn any(dice: &mut Dice, seed: u64) -> Sample {
    let options = DeployOptions {
        check_only: dice.once_in(3),
        test_level: Some(TestLevel::NoTestRun),
        ..DeployOptions::default()
    };
    let good = ("permissionsets/Agent.permissionset", set(&format!("Agent {}", seed % 7), &[]));
    match dice.below(10) {
        0..=4 => sample(&[good], options),
        5 | 6 => sample(&[("permissionsets/Agent.permissionset", set("Agent", &["Missing"]))], options),
        7 | 8 => {
            let files = [
                good,
                ("permissionsets/One.permissionset", set("One", &["MissingA", "MissingB"])),
                ("permissionsets/Two.permissionset", set("Two", &["MissingC"])),
            ];
            sample(&files, options)
        }
        _ => {
            let class = "@IsTest\nprivate class FailTest {\n    @IsTest\n    static void one() {\n        System.assert(false, 'first');\n    }\n    @IsTest\n    static void two() {\n        System.assertEquals(1, 2, 'second');\n    }\n}\n";
            let files =
                [("classes/FailTest.cls", class.to_owned()), ("classes/FailTest.cls-meta.xml", META.to_owned())];
            let options = DeployOptions {
                run_tests: vec!["FailTest".to_owned()],
                test_level: Some(TestLevel::RunSpecifiedTests),
                ..options
            };
            sample(&files, options)
        }
    }
}

/// A permission set that grants nothing.
pub fn set_of(name: &str, options: &DeployOptions) -> Sample {
    sample(&[(&format!("permissionsets/{name}.permissionset"), set(name, &[]))], options.clone())
}

/// Something else that the same user deploys at the same time.
pub fn rival(options: &DeployOptions) -> Sample {
    let options = DeployOptions { run_tests: Vec::new(), test_level: Some(TestLevel::NoTestRun), ..options.clone() };
    sample(&[("permissionsets/Rival.permissionset", set("A label that is longer than the others", &[]))], options)
}

/// What somebody else deploys who works on the same project: other content, and all else that an org tells is the same, the
/// size of the compressed files too.
pub fn double(of: &Sample) -> Sample {
    let changed = |letter: char| {
        let change = |text: &String| {
            let text = text.replace("<label>Agent", &format!("<label>Agen{letter}"));
            text.replace("'first'", &format!("'firs{letter}'"))
        };
        let files: Vec<_> = of.files.iter().map(|(path, text)| (path, change(text))).collect();
        sample(&files, of.options.clone())
    };
    let mut doubles = ('a'..='s').map(changed).filter(|double| compressed(double) == compressed(of));
    doubles.next().expect("a package of the same size")
}

/// Size without the bytes by which the program tells packages apart.
fn compressed(sample: &Sample) -> usize {
    let archive = zip::ZipArchive::new(Cursor::new(&sample.zip)).expect("a zip");
    sample.zip.len() - archive.comment().len()
}

/// A package whose tests pass, so that its validation can be deployed.
pub fn proven(seed: u64) -> Sample {
    let class = format!(
        "@IsTest\nprivate class ProvenTest {{\n    @IsTest\n    static void one() {{\n        System.assert(true, 'number {}');\n    }}\n}}\n",
        seed % 7
    );
    let files = [
        ("permissionsets/Agent.permissionset", set("Agent", &[])),
        ("classes/ProvenTest.cls", class),
        ("classes/ProvenTest.cls-meta.xml", META.to_owned()),
    ];
    let options = DeployOptions {
        check_only: true,
        run_tests: vec!["ProvenTest".to_owned()],
        test_level: Some(TestLevel::RunSpecifiedTests),
        ..DeployOptions::default()
    };
    sample(&files, options)
}

/// A package of which a half goes in: the named permission set, and a class that does not compile.
pub fn half(name: &str) -> Sample {
    let options =
        DeployOptions { rollback_on_error: false, test_level: Some(TestLevel::NoTestRun), ..DeployOptions::default() };
    let files = [
        (format!("permissionsets/{name}.permissionset"), set(name, &[])),
        ("classes/Broken.cls".to_owned(), "public class Broken { Missing there; }\n".to_owned()),
        ("classes/Broken.cls-meta.xml".to_owned(), META.to_owned()),
    ];
    sample(&files, options)
}
