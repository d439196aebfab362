//! A run of Apex tests in the local org as a [`Run`].

use super::{Coverage, ENOUGH, Kind, Run, Test, TestOutcome, Verdict};
use diag::{Diagnostic, Place, catalogue::apex};
use local_org::runner::{Outcome, Report, TestResult};

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
    let (outcome, message, stack) = match &result.outcome {
        Outcome::Pass => (TestOutcome::Passed, None, None),
        Outcome::Fail { exception, message, stack } => {
            (TestOutcome::Failed, Some(format!("{exception}: {message}")), Some(stack.trim_end().to_owned()))
        }
        Outcome::Unsupported(what) => {
            (TestOutcome::Unsupported, Some(format!("not supported by the local org: {what}")), None)
        }
    };
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

/// The deepest line of the stack that is in the project, else the test class itself.
pub fn place(stack: &str, class: &str, file_of: &dyn Fn(&str) -> Option<String>) -> Option<Place> {
    let in_stack = stack.lines().find_map(|line| {
        let (class, line, column) = frame(line)?;
        Some(Place::new(file_of(class)?, line, column))
    });
    in_stack.or_else(|| file_of(class).map(Place::start_of))
}

/// Class, line and column of `Class.Billing.charge: line 9, column 1` or `Trigger.OnCase: line 2, column 1`.
pub fn frame(line: &str) -> Option<(&str, u32, u32)> {
    let (code, position) = line.trim().split_once(": line ")?;
    let (line, column) = position.split_once(", column ")?;
    let name = code.strip_prefix("Class.").or_else(|| code.strip_prefix("Trigger."))?.split('.').next()?;
    Some((name, line.parse().ok()?, column.trim().parse().ok()?))
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
