//! A project that uses every option once.

use super::support::{class, every_option, parse, render, text};
use codegen::Ownership;

#[test]
fn every_class_parses() {
    let (sources, schema) = every_option();
    for file in render(&sources, &schema).iter().filter(|file| file.path.ends_with(".cls")) {
        parse(&file.path, text(file));
    }
}

#[test]
fn the_order_of_files_and_a_second_run_change_nothing() {
    let (mut sources, schema) = every_option();
    let first = render(&sources, &schema);
    sources.reverse();
    assert!(first == render(&sources, &schema));
}

#[test]
fn each_class_has_its_metadata() {
    let (sources, schema) = every_option();
    let files = render(&sources, &schema);
    for file in files.iter().filter(|file| file.path.ends_with(".cls")) {
        let meta = files.iter().find(|other| other.path == format!("{}-meta.xml", file.path));
        let meta = meta.unwrap_or_else(|| panic!("{} has no metadata", file.path));
        assert!(text(meta).contains("<apiVersion>66.0</apiVersion>"), "{}", text(meta));
        assert_eq!(meta.ownership, file.ownership);
    }
}

#[test]
fn handlers_and_test_data_belong_to_people() {
    let (sources, schema) = every_option();
    let files = render(&sources, &schema);
    let owned: Vec<&str> =
        files.iter().filter(|file| file.ownership == Ownership::HandOwned).map(|file| file.path.as_str()).collect();
    assert_eq!(
        owned,
        [
            "force-app/main/default/classes/AnyHandWrittenHandler.cls",
            "force-app/main/default/classes/AnyHandWrittenHandler.cls-meta.xml",
            "force-app/main/default/classes/McpTestData.cls",
            "force-app/main/default/classes/McpTestData.cls-meta.xml",
        ]
    );
    let generated = files.iter().filter(|file| file.ownership == Ownership::Generated);
    assert!(generated.into_iter().all(|file| file.path.starts_with("force-app/main/mcp/")));
}

#[test]
fn a_line_leads_to_the_spec_behind_it() {
    let (sources, schema) = every_option();
    let files = render(&sources, &schema);
    let spec = |name: &str| &sources.iter().find(|s| s.file.ends_with(&format!("/{name}.yaml"))).expect(name).text;
    let cases = [
        ("AnyFixedConditionsTool", "fixed_conditions", "AND Account__r.Industry = 'Energy'", "Account__r.Industry"),
        ("AnyFixedConditionsTool", "fixed_conditions", "OwnerId = :System.UserInfo", "records: owned"),
        ("AnyOptionalConditionsTool", "optional_conditions", "if (arguments.has('flag'))", "param: flag"),
        ("AnyOptionalConditionsTool", "optional_conditions", "'moments',", "name: moments"),
        ("AnyGetByKeyTool", "get_by_key", "'hotline' =>", "as: hotline"),
        ("AnyGetByKeyTool", "get_by_key", "AUTHORIZED_TEAM =", "name: team"),
        ("AnyCreateWidgetTool", "create_widget", "Price__c = 12.0", "field: Price__c"),
        ("AnyCreateWidgetTool", "create_widget", "if (arguments.has('notes'))", "field: Notes__c"),
        ("AnyCreateWidgetTool", "create_widget", "insert as user", "name: create_widget"),
    ];
    for (name, spec_name, generated, wanted) in cases {
        let file = class(&files, name);
        let place = text(file).lines().position(|line| line.contains(generated));
        let line = u32::try_from(place.unwrap_or_else(|| panic!("{name} has no line {generated}"))).unwrap() + 1;
        let origin = file.lines.iter().rev().find(|o| o.line <= line).expect("every line has an origin");
        let spec_line = spec(spec_name).lines().nth(origin.origin.at.line as usize - 1).expect("a line of the spec");
        assert!(spec_line.contains(wanted), "{name}:{line} `{generated}` leads to `{spec_line}`");
    }
}
