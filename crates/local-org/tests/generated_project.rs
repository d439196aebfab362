//! The project's own generated tests, run here: they pass, and they notice when protection is taken away.

use apex_sema::{Source, compile};
use local_org::START;
use local_org::project::{Project, load};
use local_org::runner::{self, Outcome, Report};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn project() -> Project {
    match load(&[root().join("force-app"), root().join("framework/apex/bundled")], &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    }
}

fn run(project: &Project, filter: &(dyn Fn(&str) -> bool + Sync)) -> Report {
    runner::run(project, START, filter)
}

/// Compiles the project again with every class text changed.
fn changed(project: &Project, change: impl Fn(&str) -> String) -> Project {
    let is_test = |s: &Source| s.text.contains("@IsTest");
    let sources: Vec<Source> = project
        .sources
        .iter()
        .map(|s| Source::new(s.path.clone(), if is_test(s) { s.text.clone() } else { change(&s.text) }))
        .collect();
    let program = compile(&sources, &project.org.catalog).unwrap();
    let (without, left_out) = (Vec::new(), Vec::new());
    Project { org: project.org.clone(), sources: Arc::new(sources), program: Arc::new(program), without, left_out }
}

/// The test of a tool that people wrote: no generated class keeps its fields back or refuses its caller.
const HAND_WRITTEN: &str = "AcmeQuarterEndToolTest";

fn is_tool_test(name: &str) -> bool {
    let is_generated = |class: &str| class.ends_with("ToolTest") && class.starts_with("Acme") && class != HAND_WRITTEN;
    name.split('.').next().is_some_and(is_generated)
}

fn failed(report: &Report) -> Vec<String> {
    report.failures().map(|r| format!("{}.{}: {:?}", r.class, r.method, r.outcome)).collect()
}

#[test]
fn the_tests_of_every_generated_tool_pass_and_cover_it() {
    let project = project();
    let report = run(&project, &is_tool_test);
    assert!(report.results.len() > 100, "only {} tests", report.results.len());
    assert_eq!(failed(&report), Vec::<String>::new());
    for class in report.coverage.iter().filter(|c| is_tool_test(&format!("{}Test", c.class))) {
        assert!(class.percent() >= 90, "{}: {} %, missed {:?}", class.class, class.percent(), class.missed);
    }
}

/// Days on which code that counts months, years or hours goes wrong, at hours when it is another day elsewhere.
const HOSTILE: &[&str] = &[
    "2028-02-29T23:30:00Z",
    "2026-12-31T23:59:59Z",
    "2027-01-01T00:00:00Z",
    "2027-03-31T00:30:00Z",
    // The clocks change: first in New York, then in Los Angeles, then in Europe.
    "2026-03-08T07:00:00Z",
    "2026-11-01T09:00:00Z",
    "2026-03-29T01:00:00Z",
];

#[test]
fn the_projects_tests_pass_on_every_day() {
    let project = project();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as i64;
    let days = HOSTILE.iter().map(|day| day.parse::<jiff::Timestamp>().unwrap().as_millisecond());
    for day in days.chain([now]) {
        let report = runner::run(&project, day, &|_| true);
        let day = jiff::Timestamp::from_millisecond(day).unwrap();
        assert!(report.results.len() > 500, "only {} tests", report.results.len());
        assert_eq!(failed(&report), Vec::<String>::new(), "at {day}");
    }
}

/// Compiles the project again with the text of one class changed.
fn with_class(project: &Project, name: &str, change: impl Fn(&str) -> String) -> Project {
    let mut sources = (*project.sources).clone();
    let class = sources.iter_mut().find(|s| s.path.ends_with(&format!("/{name}.cls"))).expect("the class");
    let text = change(&class.text);
    assert_ne!(text, class.text, "nothing changes");
    class.text = text;
    let program = compile(&sources, &project.org.catalog).unwrap();
    Project {
        org: project.org.clone(),
        sources: Arc::new(sources),
        program: Arc::new(program),
        left_out: Vec::new(),
        without: Vec::new(),
    }
}

/// Calls that write are held to their budget here, where no automation of an org is counted with them.
#[test]
fn tools_that_write_keep_to_their_budget() {
    let reading = "if (tool.annotations?.readOnlyHint == true) {";
    let project = with_class(&project(), "McpTestFactory", |text| text.replace(reading, "if (tool != null) {"));
    assert_eq!(failed(&run(&project, &is_tool_test)), Vec::<String>::new());
    let none = changed(&project, |text| text.replace(".queries(2, 2)", ".queries(0, 0)"));
    let is_writing = |name: &str| name == "AcmeCreateCaseToolTest.createsTheCase";
    assert_eq!(run(&none, &is_writing).failures().count(), 1);
}

/// What is wrong with tests that should have noticed: the classes of which no test that `is_guard` picks fails in the
/// changed project, though at least one passes in the unchanged one.
fn silent(before: &Project, after: &Project, is_guard: &(dyn Fn(&str) -> bool + Sync)) -> Vec<String> {
    let passing = run(before, is_guard);
    assert_eq!(failed(&passing), Vec::<String>::new());
    let changed = run(after, is_guard);
    let fails = |class: &str| changed.failures().any(|r| r.class == class);
    let classes: BTreeSet<&String> = passing.results.iter().map(|r| &r.class).collect();
    classes.into_iter().filter(|class| !fails(class)).cloned().collect()
}

/// The test classes of all generated tools.
fn tool_tests(project: &Project) -> BTreeSet<String> {
    let names = project.sources.iter().filter_map(|s| Path::new(&s.path).file_stem()?.to_str());
    names.filter(|name| is_tool_test(name)).map(str::to_owned).collect()
}

fn in_system_mode(text: &str) -> String {
    text.replace("WITH USER_MODE", "WITH SYSTEM_MODE")
        .replace(" as user ", " as system ")
        .replace("AccessLevel.USER_MODE", "AccessLevel.SYSTEM_MODE")
}

#[test]
fn with_user_mode_off_a_denial_test_of_every_tool_fails() {
    let project = project();
    let is_denial = |name: &str| is_tool_test(name) && name.contains("WithoutAccess");
    assert_eq!(silent(&project, &changed(&project, in_system_mode), &is_denial), Vec::<String>::new());
    let proven: BTreeSet<String> = run(&project, &is_denial).results.into_iter().map(|r| r.class).collect();
    let unproven: Vec<String> = tool_tests(&project).difference(&proven).cloned().collect();
    // The queries are those of a handler that people own; the test beside it proves it.
    assert_eq!(unproven, ["AcmeDealHealthToolTest"]);
    let is_handler_denial =
        |name: &str| name.starts_with("AcmeDealHealthHandlerTest") && name.contains("WithoutAccess");
    assert_eq!(run(&project, &is_handler_denial).results.len(), 1);
    assert_eq!(silent(&project, &changed(&project, in_system_mode), &is_handler_denial), Vec::<String>::new());
}

#[test]
fn with_custom_permissions_off_a_test_of_every_tool_and_endpoint_fails() {
    let project = project();
    let open = changed(&project, |text| {
        text.replace(
            "System.FeatureManagement.checkPermission(name)",
            "System.FeatureManagement.checkPermission(name) || true",
        )
    });
    let is_refusal = |name: &str| is_tool_test(name) && name.ends_with("refusesAUserWithoutThePermission");
    assert_eq!(silent(&project, &open, &is_refusal), Vec::<String>::new());
    assert_eq!(run(&project, &is_refusal).results.len(), tool_tests(&project).len());
    for method in ["deniesEachToolToOthers", "listsNothingToOthers"] {
        let is_denial = |name: &str| name.ends_with(method);
        assert_eq!(silent(&project, &open, &is_denial), Vec::<String>::new());
        assert_eq!(run(&project, &is_denial).results.len(), 3, "one for each server");
    }
}

#[test]
fn with_custom_permissions_granted_to_nobody_no_tool_works() {
    let mut project = project();
    for grants in project.org.grants.values_mut() {
        grants.custom.clear();
    }
    let report = run(&project, &is_tool_test);
    let passed =
        |method: &str| report.results.iter().filter(|r| r.method == method).all(|r| r.outcome == Outcome::Pass);
    assert!(passed("refusesAUserWithoutThePermission"), "the refusal itself must not depend on the grant");
    assert!(
        failed(&report).len() * 2 > report.results.len(),
        "{} of {} notice",
        failed(&report).len(),
        report.results.len()
    );
}

/// Each tool asks for the fields that its test hides, and puts all that it read into its rows. Whoever may call a tool
/// may read these fields, so that nothing but the list of the tool keeps them back.
fn leaking(project: &Project) -> Project {
    let mut org = project.org.clone();
    let text_of =
        |class: &str| project.sources.iter().find(|s| s.path.ends_with(&format!("/{class}.cls"))).map(|s| &s.text);
    let sources: Vec<Source> = project
        .sources
        .iter()
        .map(|source| {
            let class = Path::new(&source.path).file_stem().and_then(|s| s.to_str()).unwrap_or_default();
            let text = match text_of(&format!("{class}Test")) {
                Some(test) if class.starts_with("Acme") => leak(&source.text, &hidden_fields(test)),
                _ => source.text.clone(),
            };
            Source::new(source.path.clone(), text)
        })
        .collect();
    let program = compile(&sources, &project.org.catalog).unwrap_or_else(|errors| {
        panic!("{:?}", errors.iter().map(|e| (&sources[e.file].path, &e.message)).collect::<Vec<_>>())
    });
    let hidden = project.sources.iter().flat_map(|source| hidden_fields(&source.text));
    for (object, field) in hidden {
        for grants in org.grants.values_mut().filter(|grants| !grants.custom.is_empty()) {
            grants.fields.entry(format!("{object}.{field}").to_ascii_lowercase()).or_default().read = true;
        }
    }
    let (without, left_out) = (Vec::new(), Vec::new());
    Project { org, sources: Arc::new(sources), program: Arc::new(program), without, left_out }
}

/// The fields that a test class fills with its hidden text, with their objects.
fn hidden_fields(test: &str) -> Vec<(String, String)> {
    let mut object = "";
    let mut fields = Vec::new();
    for line in test.lines().map(str::trim) {
        if let Some(made) = line.strip_prefix("return new ") {
            object = made.split('(').next().unwrap_or_default().trim_start_matches("Schema.");
        }
        if let Some((field, _)) = line.split_once(" = HIDDEN") {
            fields.push((object.to_owned(), field.to_owned()));
        }
    }
    fields
}

/// The class of a tool or handler without its list of fields.
fn leak(text: &str, hidden: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (object, field) in hidden {
        // SOQL: the select list before `FROM Object`; SOSL: the list after `Object(`; and the query builder.
        let queries: Vec<&str> = text.split(&format!("FROM {object}\n")).collect();
        let asking = queries.iter().enumerate().map(|(i, query)| match query.rfind("SELECT") {
            Some(at) if i + 1 < queries.len() => {
                format!("{}SELECT {field},{}", &query[..at], &query[at + "SELECT".len()..])
            }
            _ => (*query).to_owned(),
        });
        text = asking.collect::<Vec<_>>().join(&format!("FROM {object}\n"));
        text = text.replace(&format!("{object}(Id,"), &format!("{object}({field}, Id,")).replace(
            "new List<Schema.SObjectField>{",
            &format!("new List<Schema.SObjectField>{{ Schema.{object}.{field},"),
        );
    }
    let rows = text.split("'url' => urlOf(").collect::<Vec<_>>();
    let mut out = rows[0].to_owned();
    for row in &rows[1..] {
        let record = row.split(".Id)").next().unwrap_or_default();
        out.push_str(&format!("'leak' => {record}.getPopulatedFieldsAsMap(), 'url' => urlOf({row}"));
    }
    out.replace("'StageName' => result.get(", "'leak' => 'x', 'StageName' => result.get(")
        .replace("{ 'Id' => found[0].Id }", "{ 'Id' => found[0].Id, 'leak' => 'x' }")
        .replace("'score' =>", "'leak' => 'x', 'score' =>")
}

#[test]
fn with_the_field_list_off_a_test_of_every_tool_fails() {
    let project = project();
    let leaking = leaking(&project);
    // The last guard drops what a tool should not have read.
    let guarded = run(&leaking, &is_tool_test);
    assert_eq!(failed(&guarded), Vec::<String>::new());
    let without_projection =
        |text: &str| text.replace("body = McpProjection.onto(declared, body);", "body = body.clone();");
    let open = run(&changed(&leaking, without_projection), &is_tool_test);
    let shows: BTreeSet<String> = open
        .failures()
        .filter(|r| format!("{:?}", r.outcome).contains("outside the list"))
        .map(|r| r.class.clone())
        .collect();
    assert_eq!(tool_tests(&project).difference(&shows).collect::<Vec<_>>(), Vec::<&String>::new());
    let hides = |name: &str| is_tool_test(name) && name.ends_with("returnsNoOtherField");
    assert_eq!(silent(&project, &changed(&leaking, without_projection), &hides), Vec::<String>::new());
    // Without a leak in a tool, the tests of the framework notice that the last guard is gone.
    let is_core = |name: &str| name.starts_with("Mcp");
    let core = run(&changed(&project, without_projection), &is_core);
    assert!(core.failures().next().is_some(), "no test of the framework notices");
}

/// The hand-written model tools with the serving core they share.
fn model() -> Project {
    let dirs = ["apex/core", "apex/bundled", "apex/seed", "examples"].map(|d| root().join("framework").join(d));
    match load(&dirs, &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn with_user_mode_off_the_denial_tests_of_the_model_fail() {
    let project = model();
    let is_denial = |name: &str| name.contains("WithoutAccess") && !name.starts_with("AcmeStaleNegotiations");
    let before = run(&project, &is_denial);
    assert!(before.results.len() >= 5, "only {} denial tests", before.results.len());
    assert_eq!(failed(&before), Vec::<String>::new());
    let open = changed(&project, in_system_mode);
    let after = run(&open, &is_denial);
    let silent: Vec<&str> =
        after.results.iter().filter(|r| r.outcome == Outcome::Pass).map(|r| r.class.as_str()).collect();
    assert_eq!(silent, Vec::<&str>::new(), "these do not notice that user mode is off");
}

/// Fields that people add and require stop no test of ours: they are filled with any value.
#[test]
fn required_fields_of_people_are_filled() {
    let folder = tempfile::tempdir().expect("a directory");
    let fields = [
        (
            "Account",
            "Segment__c",
            "<type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>Small</fullName><default>false</default><label>Small</label></value></valueSetDefinition></valueSet>",
        ),
        ("Account", "Share__c", "<type>Percent</type><precision>3</precision><scale>3</scale>"),
        ("Opportunity", "Since__c", "<type>Date</type>"),
        ("Contact", "Code__c", "<type>Text</type><length>2</length><unique>true</unique>"),
    ];
    for (object, name, kind) in fields {
        let path = folder.path().join(format!("objects/{object}/fields/{name}.field-meta.xml"));
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <CustomField xmlns=\"http://soap.sforce.com/2006/04/metadata\"><fullName>{name}</fullName>\
             <label>{name}</label><required>true</required>{kind}</CustomField>\n"
        );
        std::fs::write(path, text).expect("written");
    }
    let folders = [root().join("force-app"), root().join("framework/apex/bundled"), folder.path().to_owned()];
    let project = load(&folders, &[]).unwrap_or_else(|error| panic!("{error}"));
    let is_core = |name: &str| name.starts_with("Mcp");
    let report = run(&project, &is_core);
    assert!(report.results.len() > 100, "only {} tests", report.results.len());
    assert_eq!(failed(&report), Vec::<String>::new());
}
