//! A run of Apex tests in the local org as a [`Run`].

use super::{Coverage, ENOUGH, Kind, Run, Test, TestOutcome, Verdict};
use codegen::render::manifest::GENERATED_FOLDER;
use diag::{Diagnostic, Place, catalogue::apex};
use local_org::runner::{Outcome, Report, TestResult};
use sf_client::deploy::place_of_test;

/// The run that tests in the local org were. `file_of` says which file of the project holds a class or trigger;
/// `whole` whether all tests ran, so that low coverage means something.
pub fn of_tests(report: &Report, file_of: &dyn Fn(&str) -> Option<String>, whole: bool) -> Run {
    let tests: Vec<Test> = report.results.iter().map(|result| test(result, file_of)).collect();
    let coverage: Vec<Coverage> = report
        .coverage
        .iter()
        .filter_map(|class| {
            let file = file_of(&class.class)?;
            let kind = if file.ends_with(".trigger") { Kind::Trigger } else { Kind::Class };
            let (covered, missed) = (class.covered.clone(), class.missed.clone());
            let all = covered.len() + missed.len();
            let counted = Coverage::new(kind, class.class.clone(), Some(file), all as u64, missed.len() as u64);
            Some(counted.with_lines(covered, missed))
        })
        .collect();
    let failed = report.failures().count();
    let mut run = Run {
        title: "Apex tests in the local org".to_owned(),
        verdict: if failed == 0 { Verdict::Passed } else { Verdict::Failed },
        summary: format!("{} passed, {failed} failed", report.results.len() - failed),
        findings: tests.iter().filter_map(finding).collect(),
        tests,
        coverage,
        ..Run::default()
    };
    run.sort();
    if whole {
        let low: Vec<Diagnostic> = run.too_little_coverage().filter_map(too_low).collect();
        run.findings.extend(low);
    }
    run
}

fn test(result: &TestResult, file_of: &dyn Fn(&str) -> Option<String>) -> Test {
    let outcome = match &result.outcome {
        Outcome::Pass => TestOutcome::Passed,
        Outcome::Fail { .. } => TestOutcome::Failed,
        Outcome::Unsupported { .. } => TestOutcome::Unsupported,
    };
    let (message, stack) =
        result.outcome.failure().map(|(message, stack)| (message, stack.trim_end().to_owned())).unzip();
    let failed = outcome != TestOutcome::Passed;
    Test {
        class: result.class.clone(),
        method: result.method.clone(),
        outcome,
        millis: result.elapsed.as_secs_f64() * 1000.0,
        message,
        place: if failed { place(stack.as_deref().unwrap_or_default(), &result.class, file_of) } else { None },
        stack,
        log: result.log.clone(),
    }
}

/// The deepest line of the stack that belongs to people; else that of a generated tool or test; else that of the generated
/// core, where every tool runs; else the test class itself.
pub fn place(stack: &str, class: &str, file_of: &dyn Fn(&str) -> Option<String>) -> Option<Place> {
    place_of_test(stack, class, file_of, &distance)
}

/// How far a file is from what people mend: 0 is their own code. For [`place_of_test`].
pub fn distance(file: &str) -> u8 {
    match file.strip_prefix(GENERATED_FOLDER) {
        None => 0,
        Some(path) if path.starts_with("classes/core/") => 2,
        Some(_) => 1,
    }
}

fn finding(test: &Test) -> Option<Diagnostic> {
    let code = match test.outcome {
        TestOutcome::Passed => return None,
        TestOutcome::Failed => &apex::LOCAL_TEST_FAILED,
        TestOutcome::Unsupported => &apex::APEX_UNSUPPORTED,
    };
    let message = format!("test {}: {}", test.name(), test.message.as_deref().unwrap_or_default());
    Some(Diagnostic { place: test.place.clone(), ..Diagnostic::new(code, message) })
}

fn too_low(coverage: &Coverage) -> Option<Diagnostic> {
    let place = Place::start_of(coverage.file.clone()?);
    let message = format!("tests cover {} of {}; Salesforce asks for {ENOUGH} %", coverage.shown(), coverage.name);
    Some(Diagnostic::new(&apex::LOCAL_COVERAGE, message).at(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(stack: &str) -> String {
        let file_of = |class: &str| {
            let folder = match class {
                "McpGuardedTool" => "mcp/classes/core",
                "AcmeDealTool" | "AcmeDealToolTest" => "mcp/classes/tools",
                "AcmeDealHandler" | "MyTest" => "default/classes",
                _ => return None,
            };
            Some(format!("force-app/main/{folder}/{class}.cls"))
        };
        let place = place(stack, "AcmeDealToolTest", &file_of).expect("a place");
        format!("{} {}", place.file.rsplit('/').next().unwrap_or_default(), place.line)
    }

    #[test]
    fn a_failure_is_placed_where_people_can_mend_it() {
        let core = "Class.System.Assert: line 1, column 1\nClass.McpGuardedTool.execute: line 40, column 1";
        let tool = "Class.AcmeDealTool.run: line 7, column 1";
        let test = "Class.AcmeDealToolTest.refuses: line 9, column 1";
        assert_eq!(placed(&format!("{core}\n{test}")), "AcmeDealToolTest.cls 9");
        assert_eq!(placed(&format!("{tool}\n{core}\n{test}")), "AcmeDealTool.cls 7");
        assert_eq!(placed(&format!("{core}\n{test}\nClass.MyTest.all: line 3, column 1")), "MyTest.cls 3");
        let handler = "Class.AcmeDealHandler.load: line 5, column 1";
        assert_eq!(placed(&format!("{core}\n{handler}\n{tool}\n{test}")), "AcmeDealHandler.cls 5");
        assert_eq!(placed(core), "McpGuardedTool.cls 40");
        assert_eq!(placed(""), "AcmeDealToolTest.cls 1");
    }
}
