//! No text of a spec leaves its place: literal, comment, element, member or block.

use super::structure;
use super::support::{here, model, parse, render, schema, text};
use codegen::RenderedFile;
use codegen::spec::load::SourceText;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sf_schema::Schema;

/// A YAML string in which only ASCII is written as it is.
fn yaml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if c <= '\u{FFFF}' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out + "\""
}

/// A value of an enumeration is one line of at most 255 bytes.
fn line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect::<String>() + "x"
}

/// A project with `hostile` in every place where a spec takes free text, and `choice` where it takes a short line.
fn project(hostile: &str, choice: &str) -> Vec<SourceText> {
    let choice = yaml(choice);
    let hostile = yaml(hostile);
    let file = |file: &str, text: String| SourceText { file: file.to_owned(), text };
    vec![
        file(
            "specs/project.yaml",
            format!(
                "kind: project\nversion: 1\nname: {hostile}\nprefix: Any\ncontactEmail: a@example.com\ntestProfile: {hostile}\n"
            ),
        ),
        file(
            "specs/servers/main.yaml",
            format!(
                "kind: server\nversion: 1\nname: main\ntitle: {hostile}\ndescription: {hostile}\npurpose: {hostile}\n\
                 owner: {hostile}\ntools: [get_it, list_it, write_it, leave_it]\n\
                 login: {{ flow: clientCredentials, clients: [claude-code] }}\nexpectedCalls: {{ perHour: 1 }}\n\
                 audit: {{ sink: siem, retentionDays: 30, note: {hostile} }}\n\
                 approvals: [{{ tools: [write_it], approver: {hostile}, policy: {hostile} }}]\n\
                 reviewer: {{ name: {hostile}, date: \"2026-01-31\" }}\n\
                 runAs: {{ profile: {hostile}, profileJustification: {hostile} }}\n"
            ),
        ),
        file(
            "targets.yaml",
            "kind: targets\nversion: 1\ntargets:\n  \
             mine: { class: local, host: \"localhost:8080\", servers: { main: { runAs: a@example.com } } }\n"
                .to_owned(),
        ),
        file(
            "specs/tools/get_it.yaml",
            format!(
                "kind: tool\nversion: 1\nname: get_it\ntitle: {hostile}\ndescription: {hostile}\n\
                 justification: {hostile}\nparameters:\n  \
                 - {{ name: id, type: id, object: Widget__c, required: true, description: {hostile} }}\n\
                 authorized:\n  - {{ name: team, value: {hostile} }}\n\
                 get:\n  object: Widget__c\n  by: id\n  \
                 fields: [{{ field: Mail__c, pii: {{ justification: {hostile}, reference: {hostile} }} }}]\n  always:\n    \
                 - {{ field: Kind__c, op: eq, value: {hostile} }}\n    \
                 - {{ field: Kind__c, op: in, values: [{hostile}, x] }}\n    \
                 - {{ field: Kind__c, op: contains, value: {hostile} }}\n    \
                 - {{ field: Kind__c, op: ne, authorized: team }}\n"
            ),
        ),
        file(
            "specs/tools/list_it.yaml",
            format!(
                "kind: tool\nversion: 1\nname: list_it\ntitle: {hostile}\ndescription: {hostile}\nparameters:\n  \
                 - {{ name: choice, type: enum, values: [{choice}, y], description: {hostile} }}\n  \
                 - {{ name: text, type: string, maxLength: 20000, default: {hostile}, examples: [{hostile}], description: {hostile} }}\n\
                 query:\n  object: Widget__c\n  fields: [Name]\n  where:\n    \
                 - {{ field: Kind__c, op: eq, param: choice }}\n    - {{ field: Kind__c, op: startsWith, param: text }}\n  \
                 always:\n    - {{ field: Kind__c, op: ne, value: {hostile} }}\n"
            ),
        ),
        file(
            "specs/tools/write_it.yaml",
            format!(
                "kind: tool\nversion: 1\nname: write_it\ntitle: {hostile}\ndescription: {hostile}\n\
                 authorized:\n  - {{ name: team, value: {hostile} }}\n\
                 create:\n  object: Widget__c\n  set:\n    - {{ field: Name, value: {choice} }}\n    - {{ field: Notes__c, authorized: team }}\n"
            ),
        ),
        file(
            "specs/tools/leave_it.yaml",
            format!(
                "kind: tool\nversion: 1\nname: leave_it\ntitle: {hostile}\ndescription: {hostile}\n\
                 custom:\n  handler: AnyHandler\n  returns:\n    - {{ name: a, type: string, description: {hostile} }}\n"
            ),
        ),
    ]
}

#[test]
fn no_text_leaves_its_place() {
    const FRAGMENTS: [&str; 32] = [
        "'",
        "\\",
        "\\'",
        "\n",
        "\r\n",
        "*/",
        "/*",
        "//",
        "*/ } } class Evil { /*",
        "@see",
        "]]>",
        "{{ x }}",
        "{% x %}",
        "{#",
        "\\u0027",
        "\u{0}",
        "\u{1b}[2J",
        "\u{2028}",
        "\u{202E}",
        "\u{FEFF}",
        "😀",
        "' WITH SYSTEM_MODE",
        "'; delete [SELECT Id FROM Account]; //",
        "' + evil + '",
        "</description><label>",
        "<b>",
        "&lt;",
        "-->",
        "\", \"a\": [",
        "` ** | ![i](u)",
        "\n\n# Evil\n\n- a",
        "https://e.example",
    ];
    let schema = schema(&here().join("specs/every-option"));
    let piece =
        prop_oneof![proptest::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned), "\\PC{0,6}", "[a-z ]{1,20}"];
    let hostile =
        proptest::collection::vec(piece, 1..12).prop_map(|pieces| format!("Ten letters, then {}z", pieces.concat()));
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(48) });
    let outcome = runner.run(&hostile, |hostile| {
        // As long as the hostile text, since some tests and lines depend on that.
        let harmless = |text: &str| "a".repeat(text.chars().count() - 2);
        let benign = format!("Te{}", harmless(&hostile));
        let choice = line(&hostile);
        let benign_choice = format!("Te{}", harmless(&choice));
        let (files, expected) = (written(&hostile, &choice, &schema), written(&benign, &benign_choice, &schema));
        prop_assert_eq!(files.len(), expected.len());
        for (file, expected) in files.iter().zip(&expected) {
            prop_assert_eq!(&file.path, &expected.path);
            prop_assert_eq!(structure::of(file), structure::of(expected), "{}\n{}", file.path, text(file));
            prop_assert!(!text(file).chars().any(|c| c.is_control() && c != '\n'), "{}", file.path);
        }
        for file in expected.iter().filter(|file| file.path.ends_with(".cls")) {
            parse(&file.path, text(file));
        }
        Ok(())
    });
    outcome.unwrap();
}

/// The files that hold text of a spec.
fn written(text: &str, choice: &str, schema: &Schema) -> Vec<RenderedFile> {
    let (mut files, _) = codegen::render::render(&model(&project(text, choice), schema), schema);
    files.retain(|file| !file.path.contains("/core/") && !file.path.starts_with("specs/schema/"));
    files
}

#[test]
fn a_very_long_description_stays_inside() {
    let schema = schema(&here().join("specs/every-option"));
    for long in ["It's long. ".repeat(1_000), "x".repeat(10_000), "\u{1F600}'".repeat(3_000)] {
        let files = render(&project(&long, &line(&long)), &schema);
        for file in files.iter().filter(|f| f.path.contains("/tools/") && f.path.ends_with(".cls")) {
            parse(&file.path, text(file));
        }
    }
}
