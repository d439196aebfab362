//! Packages whose end in the local org is known.

use crate::dice::Dice;
use sf_metadata::{ApiVersion, Manifest, kinds};
use sf_wire::deploy::{DeployOptions, TestLevel};
use std::io::{Cursor, Write};

/// A package and how to deploy it.
#[derive(Clone)]
pub struct Sample {
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

fn sample(files: &[(&str, String)], options: DeployOptions) -> Sample {
    let mut manifest = Manifest::new(ApiVersion::DEFAULT);
    for (path, _) in files {
        if let Some(found) = kinds::locate_in_package(path) {
            manifest.insert(found.kind.name, &found.member);
        }
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    let manifest_file = ("package.xml", manifest.to_xml());
    for (path, text) in files.iter().chain([&manifest_file]) {
        writer.start_file(*path, plain).expect("a file");
        writer.write_all(text.as_bytes()).expect("written");
    }
    let zip = writer.finish().expect("a zip").into_inner();
    Sample { zip, components: manifest.components().count() as u64, options }
}

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
            let meta = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ApexClass xmlns=\"http://soap.sforce.com/2006/04/metadata\"><apiVersion>66.0</apiVersion><status>Active</status></ApexClass>";
            let class = "@IsTest\nprivate class FailTest {\n    @IsTest\n    static void one() {\n        System.assert(false, 'first');\n    }\n    @IsTest\n    static void two() {\n        System.assertEquals(1, 2, 'second');\n    }\n}\n";
            let files =
                [("classes/FailTest.cls", class.to_owned()), ("classes/FailTest.cls-meta.xml", meta.to_owned())];
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
