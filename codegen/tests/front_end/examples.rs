//! The examples of the reference of the spec language are a project that passes every check.

use codegen::reference::examples;
use diag::Severity;

/// The one field of the examples that no org has from the start.
const FIELD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CustomField xmlns="http://soap.sforce.com/2006/04/metadata">
    <fullName>WarehouseNumber__c</fullName>
    <externalId>true</externalId>
    <label>Warehouse Number</label>
    <length>40</length>
    <type>Text</type>
    <unique>true</unique>
</CustomField>
"#;

#[test]
fn the_examples_pass_every_check() {
    let dir = tempfile::tempdir().expect("a directory");
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    examples::ALL.iter().for_each(|example| put(example.path, example.text));
    put("force-app/main/default/objects/Asset/fields/WarehouseNumber__c.field-meta.xml", FIELD);
    put("sfdx-project.json", r#"{"packageDirectories": [{"path": "force-app", "default": true}]}"#);
    let mut compiled = codegen::compile(dir.path());
    compiled.diagnostics.retain(|finding| finding.severity != Severity::Note);
    assert_eq!(diag::render::text(&compiled.diagnostics), "");
    assert!(compiled.model.is_some_and(|model| model.tools.len() >= 10));
    // Twice the same.
    let paths = |files: &[codegen::RenderedFile]| format!("{files:?}");
    assert_eq!(paths(&compiled.files), paths(&codegen::compile(dir.path()).files));
}
