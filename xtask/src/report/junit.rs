//! JUnit XML, in the form that Jenkins, GitLab and GitHub actions read.
//!
//! A suite is a test class. Refused components and coverage that is too low are test cases of suites of their own, so
//! that a system that reads nothing but this file cannot take a failed deployment for a good one.

use super::xml::{Element, document};
use super::{Run, Test, TestOutcome, Verdict};
use std::collections::BTreeMap;

/// A suite and its counts.
struct Suite {
    name: String,
    cases: Vec<Element>,
    failures: usize,
    errors: usize,
    millis: f64,
}

impl Suite {
    fn new(name: &str) -> Self {
        Self { name: name.to_owned(), cases: Vec::new(), failures: 0, errors: 0, millis: 0.0 }
    }

    fn fail(&mut self, case: &str, kind: &str, message: &str, text: &str) {
        let failure = Element::new("failure").with("message", message).with("type", kind).text(text);
        self.cases.push(self.case(case, 0.0).child(failure));
        self.failures += 1;
    }

    fn case(&self, name: &str, millis: f64) -> Element {
        Element::new("testcase").with("classname", &self.name).with("name", name).with("time", seconds(millis))
    }

    fn element(self) -> Element {
        Element::new("testsuite")
            .with("name", &self.name)
            .with("tests", self.cases.len())
            .with("failures", self.failures)
            .with("errors", self.errors)
            .with("skipped", 0)
            .with("time", seconds(self.millis))
            .children(self.cases)
    }
}

/// The report.
pub fn render(run: &Run) -> String {
    let mut suites = test_suites(run);
    suites.extend([components(run), coverage(run), whole(run)].into_iter().filter(|suite| !suite.cases.is_empty()));
    let root = Element::new("testsuites")
        .with("name", &run.title)
        .with("tests", suites.iter().map(|suite| suite.cases.len()).sum::<usize>())
        .with("failures", suites.iter().map(|suite| suite.failures).sum::<usize>())
        .with("errors", suites.iter().map(|suite| suite.errors).sum::<usize>())
        .with("time", seconds(suites.iter().map(|suite| suite.millis).sum()))
        .children(suites.into_iter().map(Suite::element));
    document(&root, None)
}

fn test_suites(run: &Run) -> Vec<Suite> {
    let mut by_class: BTreeMap<&str, Vec<&Test>> = BTreeMap::new();
    for test in &run.tests {
        by_class.entry(&test.class).or_default().push(test);
    }
    let suite = |(class, tests): (&str, Vec<&Test>)| {
        let mut suite = Suite::new(class);
        for test in tests {
            let case = test_case(&suite, test);
            suite.cases.push(case);
            suite.millis += test.millis;
            match test.outcome {
                TestOutcome::Passed => {}
                TestOutcome::Failed => suite.failures += 1,
                TestOutcome::Unsupported => suite.errors += 1,
            }
        }
        suite
    };
    by_class.into_iter().map(suite).collect()
}

fn test_case(suite: &Suite, test: &Test) -> Element {
    let name = if test.method.is_empty() { "(class)" } else { &test.method };
    let mut case = suite.case(name, test.millis);
    if let Some(place) = &test.place {
        case = case.with("file", &place.file).with("line", place.line);
    }
    let message = test.message.as_deref().unwrap_or("the org gives no reason");
    let place = test.place.as_ref().map(|place| format!("{place}\n")).unwrap_or_default();
    let text = format!("{place}{message}\n{}", test.stack.as_deref().unwrap_or_default());
    let kind = message.split_once(": ").map_or("failure", |(kind, _)| kind);
    let problem = |name| Element::new(name).with("message", message).with("type", kind).text(&text);
    case = match test.outcome {
        TestOutcome::Passed => case,
        TestOutcome::Failed => case.child(problem("failure")),
        TestOutcome::Unsupported => case.child(problem("error")),
    };
    if test.log.is_empty() { case } else { case.child(Element::new("system-out").text(&test.log.join("\n"))) }
}

fn components(run: &Run) -> Suite {
    let mut suite = Suite::new("Components");
    for component in run.failed_components() {
        let kind = if component.kind.is_empty() { "Package" } else { &component.kind };
        let name = format!("{kind} {}", component.name);
        let file = component.file.as_deref().unwrap_or_default();
        let first = component.problems.first().map_or("the org gives no reason", String::as_str);
        suite.fail(&name, "ComponentFailure", first, &format!("{file}\n{}", component.problems.join("\n")));
    }
    suite
}

fn coverage(run: &Run) -> Suite {
    let mut suite = Suite::new("Coverage");
    for problem in &run.coverage_problems {
        let name = problem.name.as_deref().unwrap_or("the org as a whole");
        suite.fail(name, "CoverageFailure", &problem.message, &problem.message);
    }
    suite
}

/// What failed although no test, component or coverage did: the deployment as a whole, or Apex that does not compile.
fn whole(run: &Run) -> Suite {
    let mut suite = Suite::new("Run");
    if let Some(message) =
        run.deployment.as_ref().and_then(|d| d.error_message.as_ref().or(d.error_status_code.as_ref()))
    {
        suite.fail("deployment", "DeploymentFailure", message, message);
        return suite;
    }
    let told = run.failed_tests().count() + run.failed_components().count() + run.coverage_problems.len() > 0;
    if told || run.verdict == Verdict::Passed {
        return suite;
    }
    for finding in run.findings.iter().filter(|finding| finding.is_error()) {
        let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let name = if place.is_empty() { finding.code.id } else { &place };
        suite.fail(name, finding.code.id, &finding.message, &format!("{place}\n{}", finding.message));
    }
    if suite.cases.is_empty() {
        suite.fail("end", "NotPassed", &run.summary, &run.summary);
    }
    suite
}

fn seconds(millis: f64) -> String {
    format!("{:.3}", millis / 1000.0)
}
