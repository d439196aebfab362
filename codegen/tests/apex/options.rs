//! A project that uses every option once.

use super::support::{class, every_option, parse, render, text};
use codegen::Ownership;
use codegen::spec::load::SourceText;

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
fn tool_classes_are_the_same_in_both_modes() {
    let (mut sources, schema) = every_option();
    let of_tools = |sources: &[SourceText]| {
        let mut files = render(sources, &schema);
        let core = files.iter().filter(|file| file.path.contains("/core/")).count();
        files.retain(|file| !file.path.contains("/core/"));
        (core, files)
    };
    let (bundled, expected) = of_tools(&sources);
    let project = sources.iter_mut().find(|source| source.file == "specs/project.yaml").expect("the project");
    project.text = project.text.replace("framework: bundled", "framework: package");
    let (package, files) = of_tools(&sources);
    assert!(package < bundled, "the other mode is not rendered");
    assert!(files.len() > 50 && files == expected);
}

/// One call does its work with a fixed number of queries and statements, and writes one record.
#[test]
fn nothing_is_read_or_written_in_a_loop() {
    let (sources, schema) = every_option();
    let mut writing = 0;
    for file in render(&sources, &schema) {
        let is_test = file.path.ends_with("Test.cls") || file.path.ends_with("Factory.cls");
        if !file.path.ends_with(".cls") || is_test {
            continue;
        }
        let text = text(&file);
        let tokens: Vec<String> = apex_syntax::tokens(text).expect("Apex").iter().map(|t| t.0.to_lowercase()).collect();
        let accesses: Vec<usize> = (1..tokens.len()).filter(|i| reaches_data(&tokens, *i)).collect();
        let in_loop = accesses.iter().find(|i| loops(&tokens).iter().any(|(from, to)| (from..to).contains(i)));
        assert!(in_loop.is_none(), "{}: {:?}\n{text}", file.path, in_loop.map(|i| &tokens[*i..i + 5]));
        if file.path.contains("/tools/") && accesses.iter().any(|i| DML.contains(&tokens[*i].as_str())) {
            writing += 1;
            assert!(!text.contains("List<Schema.") && !text.contains("List<SObject>"), "{}\n{text}", file.path);
        }
    }
    assert!(writing > 4, "only {writing} classes write");
}

const DML: [&str; 6] = ["insert", "update", "upsert", "delete", "undelete", "merge"];

/// Whether a query, a statement or a method that reads or writes begins at a token.
fn reaches_data(tokens: &[String], i: usize) -> bool {
    let next = tokens.get(i + 1).map_or("", String::as_str);
    match tokens[i].as_str() {
        "[" => matches!(next, "select" | "find"),
        "database" | "search" => next == ".",
        word => DML.contains(&word) && matches!(tokens[i - 1].as_str(), ";" | "{" | "}" | ")"),
    }
}

/// The bodies of loops, from brace to brace.
fn loops(tokens: &[String]) -> Vec<(usize, usize)> {
    let end = |open: usize, (opens, closes): (&str, &str)| {
        let mut depth = 0_usize;
        (open..tokens.len()).find(|i| {
            depth += usize::from(tokens[*i] == opens);
            depth -= usize::from(tokens[*i] == closes);
            depth == 0
        })
    };
    let starts = (0..tokens.len()).filter(|i| matches!(tokens[*i].as_str(), "for" | "while" | "do"));
    starts
        .filter_map(|start| {
            let head = if tokens[start] == "do" { start } else { end(start + 1, ("(", ")"))? };
            // After the body of `do` there is another `while`, which has none.
            (tokens.get(head + 1)? == "{").then(|| Some((head + 1, end(head + 1, ("{", "}"))?)))?
        })
        .collect()
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
