//! Tests of a deployment: which run, what they say, and whether they cover enough (Metadata API guide, `testLevel`).

use super::derive;
use super::package::{Item, Package, Refused};
use super::remove::words;
use crate::Org;
use crate::runner::{ClassCoverage, Outcome, Report, TestResult, run_in, test_methods};
use apex_sema::Program;
use sf_wire::deploy::{
    CodeCoverage, CodeLocation, CoverageWarning, DeployOptions, RunTestFailure, RunTestResult, RunTestSuccess,
    TestLevel,
};
use std::collections::{BTreeMap, BTreeSet};

/// Coverage that is required, in percent.
const REQUIRED: f64 = 75.0;

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// `Class.method`.
    pub methods: BTreeSet<String>,
    /// Classes that must be covered one by one; `None`: all together, on average.
    pub each: Option<BTreeSet<String>>,
}

/// The tests that a level asks for. `None`: no tests.
pub(super) fn plan(org: &Org, package: &Package, options: &DeployOptions) -> Result<Option<Plan>, Refused> {
    let refuse = |message: String| Err(Refused { code: "INVALID_OPERATION".into(), message });
    let level = options.test_level;
    if !options.run_tests.is_empty() && level != Some(TestLevel::RunSpecifiedTests) {
        return refuse("runTests can be used with testLevel RunSpecifiedTests only".into());
    }
    let all: BTreeSet<String> = test_methods(&org.program).collect();
    let class_of = |method: &str| method.split('.').next().unwrap_or_default().to_lowercase();
    let of = |classes: &BTreeSet<String>| all.iter().filter(|m| classes.contains(&class_of(m))).cloned().collect();
    let is_code = |i: &&Item| matches!(i.id.kind.as_str(), "ApexClass" | "ApexTrigger");
    let deployed: BTreeSet<String> = package.items.iter().filter(is_code).map(|i| i.id.member.to_lowercase()).collect();
    Ok(match level {
        // Without a level, development environments and sandboxes run none.
        None | Some(TestLevel::NoTestRun) => None,
        Some(TestLevel::RunLocalTests) => {
            let local = |m: &&String| {
                org.components
                    .get("ApexClass", m.split('.').next().unwrap_or_default())
                    .is_none_or(|c| c.package.is_none())
            };
            Some(Plan { methods: all.iter().filter(local).cloned().collect(), each: None })
        }
        Some(TestLevel::RunAllTestsInOrg) => Some(Plan { methods: all, each: None }),
        Some(TestLevel::RunSpecifiedTests) => {
            if options.run_tests.is_empty() {
                return refuse("testLevel RunSpecifiedTests needs the names of test classes in runTests".into());
            }
            let wanted: BTreeSet<String> = options.run_tests.iter().map(|t| t.trim().to_lowercase()).collect();
            // A class that needs a missing package is there and has no tests to run.
            let there = |name: &str| org.components.get("ApexClass", name).is_some();
            let unknown = wanted.iter().find(|t| org.program.class(t).is_none() && !there(t));
            if let Some(name) = unknown {
                return refuse(format!("In field: runTests - no ApexClass named {name} found"));
            }
            Some(Plan { methods: of(&wanted), each: Some(deployed) })
        }
        Some(TestLevel::RunRelevantTests) => {
            if package.version < 66 {
                return refuse("testLevel RunRelevantTests needs API version 66.0".into());
            }
            let relevant = relevant(org, &deployed);
            Some(Plan { methods: of(&relevant), each: Some(deployed) })
        }
    })
}

/// Test classes that concern the deployed classes: those marked critical, those that say so (`testFor`), and those
/// that use a deployed class, directly or through others. How the platform picks is not documented; this is our own.
fn relevant(org: &Org, deployed: &BTreeSet<String>) -> BTreeSet<String> {
    let mut users: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in org.sources.iter() {
        let name = derive::code_of(&source.path).member.to_lowercase();
        for word in words(&source.text).filter(|w| org.program.by_name.contains_key(w)) {
            users.entry(word).or_default().insert(name.clone());
        }
    }
    let mut found: BTreeSet<String> = deployed.clone();
    let mut queue: Vec<String> = deployed.iter().cloned().collect();
    while let Some(class) = queue.pop() {
        for user in users.get(&class).into_iter().flatten() {
            if found.insert(user.clone()) {
                queue.push(user.clone());
            }
        }
    }
    for class in org.program.classes.iter().filter(|c| c.is_test && c.outer.is_none()) {
        let note = class.annotations.iter().find(|n| n.name.eq_ignore_ascii_case("istest"));
        let concerns = note.into_iter().flat_map(|n| &n.args).any(|(key, value)| match key.to_lowercase().as_str() {
            "critical" => value.eq_ignore_ascii_case("true"),
            "testfor" => value
                .split(',')
                .filter_map(|t| t.split_once(':'))
                .any(|(_, c)| deployed.contains(&c.trim().to_lowercase())),
            _ => false,
        });
        if concerns {
            found.insert(class.name.to_lowercase());
        }
    }
    found
}

/// Runs what was planned and tells the result.
pub(super) fn run(org: &Org, now: i64, plan: &Plan, after: &(dyn Fn(&TestResult) -> bool + Sync)) -> RunTestResult {
    let report = run_in(org, now, &|name| plan.methods.contains(name), after);
    result(org, plan, &report)
}

fn id_of(org: &Org, class: &str) -> String {
    org.components.get("ApexClass", class).map_or_else(String::new, |c| c.id.to_string())
}

fn millis(test: &TestResult) -> f64 {
    test.elapsed.as_secs_f64() * 1000.0
}

fn result(org: &Org, plan: &Plan, report: &Report) -> RunTestResult {
    let mut result = RunTestResult { num_tests_run: report.results.len() as u64, ..RunTestResult::default() };
    for test in &report.results {
        result.total_time += millis(test);
        match failure(&test.outcome) {
            None => result.successes.push(RunTestSuccess {
                id: id_of(org, &test.class),
                name: test.class.clone(),
                method_name: test.method.clone(),
                time: millis(test),
                ..RunTestSuccess::default()
            }),
            Some((message, stack)) => result.failures.push(RunTestFailure {
                id: id_of(org, &test.class),
                name: test.class.clone(),
                method_name: Some(test.method.clone()),
                message,
                stack_trace: stack,
                package_name: test.class.clone(),
                kind: "Class".into(),
                time: millis(test),
                ..RunTestFailure::default()
            }),
        }
    }
    result.num_failures = result.failures.len() as u64;
    // Classes of installed packages count neither way.
    let own = |c: &&ClassCoverage| org.components.get("ApexClass", &c.class).is_none_or(|c| c.package.is_none());
    let coverage: Vec<&ClassCoverage> = report.coverage.iter().filter(own).collect();
    result.code_coverage = coverage.iter().map(|c| class_coverage(org, c)).collect();
    result.code_coverage_warnings = warnings(&result.code_coverage, plan, &org.program);
    result
}

/// Message and stack of what did not pass.
fn failure(outcome: &Outcome) -> Option<(String, Option<String>)> {
    match outcome {
        Outcome::Pass => None,
        Outcome::Fail { exception, message, stack } => {
            let message = if message.is_empty() { exception.clone() } else { format!("{exception}: {message}") };
            Some((message, Some(stack.clone())))
        }
        unsupported @ Outcome::Unsupported { .. } => {
            unsupported.failure().map(|(message, stack)| (message, Some(stack.to_owned())))
        }
    }
}

fn class_coverage(org: &Org, class: &ClassCoverage) -> CodeCoverage {
    let place = |line: &u32, ran: u64| CodeLocation { line: *line, column: 1, num_executions: ran, time: -1.0 };
    let (kind, shown) =
        if class.path.ends_with(".trigger") { ("ApexTrigger", "Trigger") } else { ("ApexClass", "Class") };
    CodeCoverage {
        id: org.components.get(kind, &class.class).map_or_else(String::new, |c| c.id.to_string()),
        name: class.class.clone(),
        namespace: None,
        kind: shown.into(),
        num_locations: (class.covered.len() + class.missed.len()) as u64,
        num_locations_not_covered: class.missed.len() as u64,
        locations_covered: class.covered.iter().map(|line| place(line, 1)).collect(),
        locations_not_covered: class.missed.iter().map(|line| place(line, 0)).collect(),
    }
}

fn warnings(coverage: &[CodeCoverage], plan: &Plan, program: &Program) -> Vec<CoverageWarning> {
    match &plan.each {
        Some(classes) => {
            let of_package = |c: &&CodeCoverage| classes.contains(&c.name.to_lowercase());
            let low = coverage.iter().filter(of_package).filter(|c| c.percent() < REQUIRED);
            low.map(|c| CoverageWarning {
                id: c.id.clone(),
                name: Some(c.name.clone()),
                namespace: None,
                message: format!(
                    "Test coverage of selected Apex {} is {}%, at least 75% test coverage is required",
                    c.kind,
                    percent(c.percent())
                ),
            })
            .collect()
        }
        None => {
            let all: u64 = coverage.iter().map(|c| c.num_locations).sum();
            let missed: u64 = coverage.iter().map(|c| c.num_locations_not_covered).sum();
            if all == 0 || program.classes.is_empty() {
                return Vec::new();
            }
            let untouched = coverage.iter().filter(|c| c.kind == "Trigger" && c.percent() == 0.0);
            let mut low: Vec<CoverageWarning> = untouched
                .map(|trigger| CoverageWarning {
                    id: trigger.id.clone(),
                    name: Some(trigger.name.clone()),
                    message: "The following triggers have 0% code coverage. Each trigger must have at least 1% code coverage."
                        .to_owned(),
                    ..CoverageWarning::default()
                })
                .collect();
            let average = (all - missed) as f64 * 100.0 / all as f64;
            if average < REQUIRED {
                let message = format!(
                    "Average test coverage across all Apex Classes and Triggers is {}%, at least 75% test coverage is required.",
                    average.floor()
                );
                low.push(CoverageWarning { message, ..CoverageWarning::default() });
            }
            low
        }
    }
}

/// `70`, `73.333`.
fn percent(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_written_as_the_platform_does() {
        assert_eq!((percent(70.0), percent(220.0 / 3.0), percent(0.0)), ("70".into(), "73.333".into(), "0".into()));
    }
}
