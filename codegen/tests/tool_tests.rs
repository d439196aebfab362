//! Golden cases of the test classes of tools, as data: `tests/tool_tests/*.txt`.
//!
//! A case is a sentence, the tool spec, `-- tests` with the names of the test methods, and `-- records` with what builds
//! the records and arguments. With `UPDATE_GOLDEN=1` the last two are rewritten. The Apex itself is checked as a whole
//! by the checkers that run over generated projects.

use codegen::model::Model;
use codegen::render::tool_test;
use codegen::spec::load::{self, SourceText};
use codegen::{RenderedFile, lower};
use sf_schema::Schema;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PROJECT: &str = "kind: project\nversion: 1\nname: Acme\nprefix: Acme\ncontactEmail: team@example.com\n";

/// A server that offers the tools.
fn server(name: &str, tools: &str) -> String {
    format!(
        "kind: server\nversion: 1\nname: {name}\ntitle: Sales\ndescription: Sales work.\npurpose: Calls are prepared.\n\
         owner: Sales\ntools: [{tools}]\nlogin: {{ flow: authorizationCode, clients: [claude-code] }}\n\
         expectedCalls: {{ perHour: 60 }}\n"
    )
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn model(specs: &[(&str, String)], schema: &Schema) -> Model {
    let sources: Vec<SourceText> =
        specs.iter().map(|(file, text)| SourceText { file: (*file).to_owned(), text: text.clone() }).collect();
    let (set, problems) = load::load(&sources);
    assert!(!diag::has_errors(&problems), "{}", diag::render::text(&problems));
    let (model, problems) = lower::lower(&set, schema, &|_| Err(std::io::ErrorKind::NotFound.into()));
    model.unwrap_or_else(|| panic!("{}", diag::render::text(&problems)))
}

/// The custom object of the cases, beside the standard ones.
fn schema() -> Schema {
    let root = folder().join("specs/every-option");
    Schema::builder().catalogue().project_dir(root, "force-app").build().0
}

/// The test class of the one tool.
fn class(spec: &str, servers: &[(&str, String)]) -> String {
    let mut specs = vec![("specs/project.yaml", PROJECT.to_owned()), ("specs/tools/tool.yaml", spec.to_owned())];
    specs.extend(servers.iter().map(|(file, text)| (*file, text.clone())));
    let schema = schema();
    let (files, _) = tool_test::render(&model(&specs, &schema), &schema);
    text(&files[0])
}

fn text(file: &RenderedFile) -> String {
    String::from_utf8(file.bytes.clone()).expect("UTF-8")
}

/// The names of the test methods, in their order.
fn test_names(class: &str) -> Vec<&str> {
    let mut lines = class.lines().map(str::trim);
    let mut names = Vec::new();
    while let Some(line) = lines.next() {
        if line == "@IsTest"
            && let Some(name) = lines.next().and_then(|head| head.strip_prefix("static void "))
        {
            names.push(name.trim_end_matches("() {"));
        }
    }
    names
}

/// The note in the class comment on what is not proven, and the methods that build arguments and records.
fn records(class: &str) -> String {
    let comment: String = class.lines().take_while(|line| *line != "@IsTest").collect::<Vec<_>>().join(" ");
    let comment = comment.replace(" * ", " ").split_whitespace().collect::<Vec<_>>().join(" ");
    let gap = comment.split_once("Not proven here:").map(|(_, rest)| rest.split(" @see").next().unwrap_or_default());
    let start = class.find("    private static Map<String, Object> validArguments()").expect("valid arguments");
    let body = class[start..].trim_end().trim_end_matches('}').trim_end();
    let body = body.split("    private static void assertTaken").next().unwrap_or_default().trim_end();
    gap.map(|gap| format!("not proven:{gap}\n")).unwrap_or_default() + body + "\n"
}

#[test]
fn cases() {
    let mut failures = Vec::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder().join("tool_tests"))
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    assert!(paths.len() > 10, "the cases are gone");
    for path in paths {
        let case = std::fs::read_to_string(&path).expect("a case").replace("\r\n", "\n");
        let input = case.split("-- tests\n").next().expect("a case");
        let (about, spec) = input.split_once("== ").expect("a sentence, `==`, and a spec");
        let (_, spec) = spec.split_once('\n').expect("a spec");
        let servers = [("specs/server.yaml", server("sales", "tool"))];
        let spec = format!("kind: tool\nversion: 1\nname: tool\ntitle: Tool\ndescription: A tool.\n{spec}");
        let class = class(&spec, &servers);
        let names: Vec<&str> = test_names(&class)
            .into_iter()
            .filter(|name| !name.starts_with("refuses") && !name.starts_with("takesThe"))
            .collect();
        assert!(!about.trim().is_empty(), "{}: say what the case is about", path.display());
        let found = format!("{input}-- tests\n{}\n-- records\n{}", names.join("\n"), records(&class));
        if found != case {
            if std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::write(&path, &found).expect("the case is written");
            }
            failures.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The classes of the spec that uses every option.
fn every_option() -> Vec<RenderedFile> {
    let root = folder().join("specs/every-option");
    let (sources, problems) = load::read(&root);
    assert!(problems.is_empty());
    let (set, problems) = load::load(&sources);
    assert!(!diag::has_errors(&problems), "{}", diag::render::text(&problems));
    let schema = schema();
    let (model, problems) = lower::lower(&set, &schema, &|_| Err(std::io::ErrorKind::NotFound.into()));
    let model = model.unwrap_or_else(|| panic!("{}", diag::render::text(&problems)));
    tool_test::render(&model, &schema).0.into_iter().filter(|file| file.path.ends_with(".cls")).collect()
}

#[test]
fn every_test_asserts_and_has_a_name_of_its_own() {
    for file in every_option() {
        let class = text(&file);
        let names = test_names(&class);
        let distinct: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(names.len(), distinct.len(), "{}", file.path);
        for method in class.split("    @IsTest\n").skip(1) {
            let body = method.split("\n    }\n").next().expect("a body");
            let asserts = ["System.Assert.", "McpTestFactory.assert", "assertRefused(", "assertTaken(", "bodyOf("];
            assert!(asserts.iter().any(|assertion| body.contains(assertion)), "{}: {body}", file.path);
        }
    }
}

#[test]
fn every_rule_of_every_parameter_has_a_refusal() {
    let files = every_option();
    let file = files.iter().find(|file| file.path.contains("RequiredConditions")).expect("the class");
    let class = text(file);
    for name in ["text", "mail", "link", "phone", "kind", "whole", "number", "flag", "day", "moment", "account_id"] {
        assert!(class.contains(&format!("assertRefused('{name}', null)")), "{name} may be left out");
    }
    for call in [
        "assertRefused('text', 'x'.repeat(81))",
        "assertRefused('mail', 'nobody')",
        "assertRefused('link', 'http://example.com/')",
        "assertRefused('phone', 'call me')",
        "assertRefused('kind', 'no choice')",
        "assertRefused('whole', -6)",
        "assertRefused('number', 100.5)",
        "assertRefused('flag', 'yes')",
        "assertRefused('day', '2026-02-30')",
        "assertRefused('moment', '2026-01-31T10:00:00')",
        "assertRefused('account_id', System.UserInfo.getUserId())",
        "assertRefused('texts', McpTestFactory.times(6, 'x'))",
        "assertRefused('wholes', new List<Object>())",
        "assertRefused('not_declared', 'x')",
    ] {
        assert!(class.contains(call), "{call} is missing");
    }
}

#[test]
fn the_lines_of_a_refusal_lead_to_its_parameter() {
    let files = every_option();
    let file = files.iter().find(|file| file.path.contains("RequiredConditions")).expect("the class");
    let class = text(file);
    let line_of = |needle: &str| {
        let at = class.lines().position(|line| line.contains(needle)).expect("the line") + 1;
        file.lines.iter().rev().find(|l| usize::try_from(l.line).is_ok_and(|line| line <= at)).expect("an origin")
    };
    let mail = line_of("refusesAMissingMail").origin.at.line;
    let link = line_of("refusesAMissingLink").origin.at.line;
    assert_eq!(mail + 1, link, "each parameter has a line of its own in the spec");
}

#[test]
fn the_narrowest_server_lends_its_permission_set() {
    let tool = "kind: tool\nversion: 1\nname: tool\ntitle: Tool\ndescription: A tool.\n\
                query: { object: Account, fields: [Name] }\n";
    let other = tool.replace("name: tool", "name: other");
    let servers = [
        ("specs/wide.yaml", server("wide", "other, tool")),
        ("specs/narrow.yaml", server("narrow", "tool")),
        ("specs/tools/zother.yaml", other),
    ];
    let mut specs = vec![("specs/project.yaml", PROJECT.to_owned()), ("specs/tools/tool.yaml", tool.to_owned())];
    specs.extend(servers);
    let schema = schema();
    let (files, _) = tool_test::render(&model(&specs, &schema), &schema);
    let class = files.iter().find(|f| f.path.ends_with("AcmeToolToolTest.cls")).map(text).expect("the class");
    assert!(class.contains("new List<String>{ 'Acme_Mcp_narrow' }"), "{class}");
}

#[test]
fn a_tool_of_no_server_is_proven_to_be_out_of_reach() {
    let tool = "kind: tool\nversion: 1\nname: tool\ntitle: Tool\ndescription: A tool.\n\
                query: { object: Account, fields: [Name] }\n";
    let class = class(tool, &[]);
    assert!(class.contains("PERMISSION_SETS = new List<String>()"), "{class}");
    assert_eq!(test_names(&class), ["declaresWhatTheSpecSays", "refusesAUserWithoutThePermission"]);
}
