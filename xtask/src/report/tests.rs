//! Every format of one failed deployment, and of any deployment.

mod any;
mod formats;
mod schema;

pub(crate) use schema::published as schema_file;

use super::*;
use serde_json::json;
use sf_wire::deploy::{DeployReply, DeployResult};

/// A failed deployment as lenient clients and SOAP write it: numbers as text, single objects for lists.
fn failed() -> DeployResult {
    let reply = json!({"id": "0Af1", "deployResult": {
        "id": "0Af1", "status": "Failed", "done": "true", "success": "false",
        "numberComponentsDeployed": "1", "numberComponentsTotal": "2", "numberComponentErrors": "1",
        "numberTestsCompleted": "1", "numberTestsTotal": "2", "numberTestErrors": "1",
        "details": {
            "componentFailures": {"componentType": "ApexClass", "fullName": "A", "fileName": "classes/A.cls",
                "lineNumber": "2", "columnNumber": "27", "problem": "Variable does not exist: x ]]> \u{1b}[31m\n::error::gone",
                "problemType": "Error", "success": "false"},
            "componentSuccesses": [
                {"componentType": "", "fullName": "package.xml", "fileName": "package.xml", "success": true},
                {"componentType": "ApexClass", "fullName": "B", "fileName": "classes/B.cls", "created": "true", "success": "true"},
            ],
            "runTestResult": {"numTestsRun": "2", "numFailures": "1", "totalTime": "1250.5",
                "failures": {"name": "BTest", "methodName": "refuses", "message": "System.AssertException: Assertion Failed",
                    "stackTrace": "Class.Outside.run: line 1, column 1\nClass.B.run: line 9, column 5\nClass.BTest.refuses: line 4, column 1",
                    "time": "250.0"},
                "successes": {"name": "BTest", "methodName": "reads", "time": "1000.5"},
                "codeCoverage": {"name": "B", "type": "Class", "numLocations": "4", "numLocationsNotCovered": "2",
                    "locationsNotCovered": [{"line": "3", "column": "1"}, {"line": "9", "column": "1"}]},
                "codeCoverageWarnings": {"name": "B", "message": "Test coverage of selected Apex Class is 50%, at least 75% test coverage is required"},
                "flowCoverage": {"flowName": "Greet", "numElements": "4", "numElementsNotCovered": "0"},
            },
        },
    }});
    serde_json::from_value::<DeployReply>(reply).unwrap().deploy_result
}

fn source(file: &str) -> Option<String> {
    let name = file.rsplit('/').next()?;
    ["A.cls", "B.cls", "BTest.cls"].contains(&name).then(|| format!("force-app/main/default/{file}"))
}

fn run_of(result: &DeployResult) -> Run {
    of_deployment(result, sf_client::deploy::findings(result, &source, &super::distance), &source)
}

#[test]
fn nothing_of_a_result_is_dropped() {
    let run = run_of(&failed());
    assert_eq!(run.verdict, Verdict::Failed);
    assert_eq!(run.summary, "deployment 0Af1 failed: 1 of 2 components, 1 failed; 1 of 2 tests, 1 failed");
    let components: Vec<_> = run.components.iter().map(|c| (c.name.as_str(), c.change)).collect();
    assert_eq!(components, [("A", Change::Failed), ("B", Change::Unchanged)]);
    assert!(run.components[0].problems[0].starts_with("line 2: Variable does not exist: x"));
    let tests: Vec<_> = run.tests.iter().map(|t| (t.name(), t.outcome, t.millis)).collect();
    let expected = [("BTest.reads", TestOutcome::Passed, 1000.5), ("BTest.refuses", TestOutcome::Failed, 250.0)];
    assert_eq!(tests, expected.map(|(name, outcome, millis)| (name.to_owned(), outcome, millis)));
    // The first line of the stack that is in the project.
    assert_eq!(run.tests[1].place.as_ref().unwrap().to_string(), "force-app/main/default/classes/B.cls:9:5");
    assert_eq!((run.coverage[0].percent, run.coverage[0].enough, &run.coverage[0].missed), (50.0, false, &vec![3, 9]));
    assert_eq!((run.coverage[1].kind, run.coverage[1].percent), (Kind::Flow, 100.0));
    assert_eq!(run.coverage_problems[0].name.as_deref(), Some("B"));
    assert_eq!(run.findings.len(), 3);
}

#[test]
fn what_a_failed_deployment_had_put_in_is_taken_back() {
    let changes = |status: &str| {
        let mut result = failed();
        result.status = status.to_owned().into();
        result.success = status.starts_with("Succeeded");
        let of = |run: Run| run.components.into_iter().find(|c| c.name == "B").unwrap().change;
        of(run_of(&result))
    };
    assert_eq!((changes("Failed"), changes("Canceled")), (Change::Unchanged, Change::Unchanged));
    assert_eq!((changes("Succeeded"), changes("SucceededPartial")), (Change::Created, Change::Created));
}

#[test]
fn a_deployment_is_not_blamed_for_classes_that_it_does_not_hold() {
    let mut result = failed();
    let other = sf_wire::deploy::CodeCoverage {
        name: "Other".into(),
        num_locations: 10,
        num_locations_not_covered: 10,
        ..Default::default()
    };
    result.details.run_test_result.code_coverage.push(other);
    let run = run_of(&result);
    let low: Vec<&str> = run.too_little_coverage().map(|coverage| coverage.name.as_str()).collect();
    assert_eq!((low, run.coverage.len()), (vec!["B"], 3));
}

#[test]
fn a_name_that_the_org_leaves_out_is_that_of_the_file() {
    let mut result = failed();
    for name in ["null", ""] {
        let failure = &mut result.details.component_failures[0];
        (failure.full_name, failure.file_name) = (name.into(), "lwc/foo/foo.js".into());
        let run = run_of(&result);
        assert_eq!(run.failed_components().next().unwrap().name, "foo");
        let junit = (super::format::named("junit").unwrap().render)(&run);
        assert!(junit.contains("name=\"ApexClass foo\""), "{junit}");
    }
}

#[test]
fn a_failed_generated_test_has_one_place_in_all_reports() {
    let mut result = failed();
    result.details.run_test_result.failures[0].stack_trace = Some(
        "Class.McpTestFactory.succeeded: line 188, column 1\nClass.AcmeDealToolTest.updates: line 26, column 5".into(),
    );
    let source = |file: &str| match file {
        "classes/McpTestFactory.cls" => Some("force-app/main/mcp/classes/core/McpTestFactory.cls".to_owned()),
        "classes/AcmeDealToolTest.cls" => Some("force-app/main/mcp/classes/tools/AcmeDealToolTest.cls".to_owned()),
        _ => None,
    };
    let findings = sf_client::deploy::findings(&result, &source, &super::distance);
    let run = of_deployment(&result, findings, &source);
    let place = "force-app/main/mcp/classes/tools/AcmeDealToolTest.cls:26:5";
    assert_eq!(run.failed_tests().next().unwrap().place.as_ref().unwrap().to_string(), place);
    let finding = run.findings.iter().find(|finding| finding.message.starts_with("test ")).unwrap();
    assert_eq!(finding.place.as_ref().unwrap().to_string(), place);
}

#[test]
fn problems_of_one_component_stay_together() {
    let mut result = failed();
    let mut second = result.details.component_failures[0].clone();
    second.problem = None;
    second.line_number = None;
    result.details.component_failures.push(second);
    let run = run_of(&result);
    assert_eq!(run.failed_components().count(), 1);
    assert_eq!(run.components[0].problems[1], "the org gives no reason");
}

#[test]
fn paths_can_be_moved_below_a_repository() {
    let mut run = run_of(&failed());
    Origins::default().attach(&mut run.findings);
    run.map_paths(&|path| format!("crm/{path}"));
    assert_eq!(run.components[0].file.as_deref(), Some("crm/force-app/main/default/classes/A.cls"));
    assert_eq!(run.coverage[0].file.as_deref(), Some("crm/force-app/main/default/classes/B.cls"));
    assert!(run.tests[1].place.as_ref().unwrap().file.starts_with("crm/force-app"));
    assert!(
        run.findings.iter().all(|finding| finding.place.as_ref().is_none_or(|place| place.file.starts_with("crm/")))
    );
}

#[test]
fn coverage_is_never_rounded_up_to_enough() {
    let coverage = Coverage::new(Kind::Class, "A".into(), None, 10_000, 2_501);
    assert_eq!((coverage.shown().as_str(), coverage.enough), ("74.9 %", false));
    let coverage = Coverage::new(Kind::Class, "A".into(), None, 4, 1);
    assert_eq!((coverage.shown().as_str(), coverage.enough), ("75.0 %", true));
    assert!(Coverage::new(Kind::Class, "A".into(), None, 0, 0).enough);
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_is_done() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("file"), "").unwrap();
    std::fs::create_dir(directory.path().join("taken.json")).unwrap();
    let given = |name: &str| directory.path().join(name).display().to_string().parse::<Destination>().map(|_| ());
    assert!(given("file/report.json").unwrap_err().contains("is no directory"));
    assert!(given("file/deep/reports/").unwrap_err().contains("is no directory"));
    let taken = format!("json={}", directory.path().join("taken.json").display());
    assert!(taken.parse::<Destination>().unwrap_err().contains("is a directory"));
    assert_eq!((given("new/deep/report.json"), given("new/reports/")), (Ok(()), Ok(())));
    assert!(!directory.path().join("new").exists(), "looking makes nothing");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o500);
        std::fs::set_permissions(directory.path(), mode).unwrap();
        assert!(given("report.json").unwrap_err().contains("is not yours"));
    }
}

#[test]
fn destinations_are_understood() {
    let files = |text: &str| {
        let destination: Result<Destination, String> = text.parse();
        destination
            .map(|d| d.files().into_iter().map(|(f, p)| format!("{} {}", f.name, p.display())).collect::<Vec<_>>())
    };
    assert_eq!(files("out/r.json").unwrap(), ["json out/r.json"]);
    assert_eq!(files("r.xml").unwrap(), ["junit r.xml"]);
    assert_eq!(files("COVERAGE.XML").unwrap(), ["cobertura COVERAGE.XML"]);
    assert_eq!(files("r.sarif.json").unwrap(), ["sarif r.sarif.json"]);
    assert_eq!(files("gl-code-quality-report.json").unwrap(), ["codequality gl-code-quality-report.json"]);
    assert_eq!(files("lcov=coverage.txt").unwrap(), ["lcov coverage.txt"]);
    assert_eq!(files("a/b=c.json").unwrap(), ["json a/b=c.json"]);
    assert_eq!(files("reports/").unwrap().len(), 7);
    assert!(files("report.txt").unwrap_err().contains("names no format"));
    assert!(files("pdf=x").unwrap_err().contains("`pdf` is no format"));
    assert!(files("junit=").unwrap_err().contains("file name is missing"));
}
