//! A deployment as a [`Run`].

use super::{Change, Component, Coverage, CoverageProblem, Deployed, Kind, Run, Test, TestOutcome, Verdict};
use crate::outcome::counted;
use diag::{Diagnostic, Place};
use sf_client::deploy::{class_file, component_name, component_source, coverage_warnings};
use sf_wire::deploy::{CodeCoverage, DeployMessage, DeployResult, RunTestFailure};

/// Which source file is behind a file of the package, such as `classes/A.cls`.
pub type Sources<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// The run that a deployment was. `findings` are what [`sf_client::deploy::findings`] makes of the same result, with the
/// spec lines that the caller knows; the caller also sets the target and how to go on.
pub fn of_deployment(result: &DeployResult, findings: Vec<Diagnostic>, sources: &Sources<'_>) -> Run {
    let mut run = Run {
        title: if result.check_only { "Validation" } else { "Deployment" }.to_owned(),
        verdict: verdict(result),
        summary: summary(result),
        deployment: Some(deployed(result)),
        components: components(result, sources),
        tests: tests_of(result, sources),
        coverage: coverage(result, sources),
        coverage_problems: coverage_warnings(result)
            .map(|warning| CoverageProblem { name: warning.name.clone(), message: warning.message.clone() })
            .collect(),
        findings,
        ..Run::default()
    };
    run.sort();
    run
}

fn verdict(result: &DeployResult) -> Verdict {
    use sf_client::deploy::Verdict as Seen;
    match Seen::of(result) {
        Seen::Succeeded => Verdict::Passed,
        Seen::PartlySucceeded => Verdict::Partial,
        Seen::Failed => Verdict::Failed,
        Seen::Canceled => Verdict::Canceled,
        Seen::StillRunning => Verdict::Running,
    }
}

fn summary(result: &DeployResult) -> String {
    let what = if result.check_only { "validation" } else { "deployment" };
    let end = match verdict(result) {
        Verdict::Passed => "succeeded",
        Verdict::Partial => "succeeded in part",
        Verdict::Failed => "failed",
        Verdict::Canceled => "was cancelled",
        Verdict::Running => "is not over",
    };
    let count = |done: u64, of: u64, failed: u64, what: &str| match failed {
        0 => format!("{done} of {}", counted(of, what)),
        _ => format!("{done} of {}, {failed} failed", counted(of, what)),
    };
    let components = count(
        result.number_components_deployed,
        result.number_components_total,
        result.number_component_errors,
        "component",
    );
    let mut text = format!("{what} {} {end}: {components}", result.id);
    if result.number_tests_total > 0 {
        let tests = count(result.number_tests_completed, result.number_tests_total, result.number_test_errors, "test");
        text.push_str(&format!("; {tests}"));
    }
    text
}

fn deployed(result: &DeployResult) -> Deployed {
    Deployed {
        id: result.id.clone(),
        target: None,
        org_id: None,
        validated_id: None,
        status: result.status.to_string(),
        check_only: result.check_only,
        error_message: result.error_message.clone(),
        error_status_code: result.error_status_code.clone(),
        created_by: result.created_by_name.clone().or_else(|| result.created_by.clone()),
        created_date: result.created_date.clone(),
        start_date: result.start_date.clone(),
        completed_date: result.completed_date.clone(),
        components_total: result.number_components_total,
        components_deployed: result.number_components_deployed,
        component_errors: result.number_component_errors,
        tests_total: result.number_tests_total,
        tests_completed: result.number_tests_completed,
        test_errors: result.number_test_errors,
        tests_millis: result.details.run_test_result.total_time,
    }
}

/// One entry a component, however many messages there are about it. The manifest is one only if something is wrong with it.
fn components(result: &DeployResult, sources: &Sources<'_>) -> Vec<Component> {
    let mut list: Vec<Component> = Vec::new();
    let mut at = std::collections::BTreeMap::new();
    let details = &result.details;
    for message in details.component_failures.iter().chain(&details.component_successes) {
        if message.component_type.is_empty() && message.problem.is_none() && message.success {
            continue;
        }
        let key = (&message.component_type, &message.full_name, &message.file_name);
        let index = *at.entry(key).or_insert_with(|| {
            list.push(component(message, sources));
            list.len() - 1
        });
        if !message.success {
            list[index].change = Change::Failed;
        }
        list[index].problems.extend(problem(message));
    }
    if matches!(verdict(result), Verdict::Failed | Verdict::Canceled) {
        // What went in was taken back with the rest.
        let undone = list.iter_mut().filter(|component| component.change != Change::Failed);
        undone.for_each(|component| component.change = Change::Unchanged);
    }
    list
}

fn component(message: &DeployMessage, sources: &Sources<'_>) -> Component {
    Component {
        kind: message.component_type.clone(),
        name: component_name(message),
        file: component_source(message, sources),
        change: match message {
            DeployMessage { deleted: true, .. } => Change::Deleted,
            DeployMessage { created: true, .. } => Change::Created,
            DeployMessage { changed: true, .. } => Change::Changed,
            _ => Change::Unchanged,
        },
        problems: Vec::new(),
    }
}

/// What the message says is wrong, with the line of the package's file.
fn problem(message: &DeployMessage) -> Option<String> {
    let text = match &message.problem {
        Some(text) => text.clone(),
        None if message.success => return None,
        None => "the org gives no reason".to_owned(),
    };
    Some(match message.line_number {
        Some(line) => format!("line {line}: {text}"),
        None => text,
    })
}

fn tests_of(result: &DeployResult, sources: &Sources<'_>) -> Vec<Test> {
    let tests = &result.details.run_test_result;
    let failed = tests.failures.iter().map(|failure| Test {
        class: qualified(failure.namespace.as_deref(), &failure.name),
        method: failure.method_name.clone().unwrap_or_default(),
        outcome: TestOutcome::Failed,
        millis: failure.time,
        message: Some(failure.message.clone()),
        stack: failure.stack_trace.clone(),
        place: place(failure, sources),
        log: Vec::new(),
    });
    let passed = tests.successes.iter().map(|success| Test {
        class: qualified(success.namespace.as_deref(), &success.name),
        method: success.method_name.clone(),
        outcome: TestOutcome::Passed,
        millis: success.time,
        message: None,
        stack: None,
        place: None,
        log: Vec::new(),
    });
    failed.chain(passed).collect()
}

fn qualified(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) if !namespace.is_empty() => format!("{namespace}.{name}"),
        _ => name.to_owned(),
    }
}

/// Where to mend a failed test.
fn place(failure: &RunTestFailure, sources: &Sources<'_>) -> Option<Place> {
    let stack = failure.stack_trace.as_deref().unwrap_or_default();
    super::tests_run::place(stack, &failure.name, &|class| class_file(class, sources))
}

fn coverage(result: &DeployResult, sources: &Sources<'_>) -> Vec<Coverage> {
    if verdict(result) == Verdict::Canceled {
        return Vec::new();
    }
    let tests = &result.details.run_test_result;
    let code = tests.code_coverage.iter().map(|code| of_code(code, sources));
    let flows = tests.flow_coverage.iter().map(|flow| {
        let file = sources(&format!("flows/{}.flow", flow.flow_name));
        Coverage::new(Kind::Flow, flow.flow_name.clone(), file, flow.num_elements, flow.num_elements_not_covered)
    });
    code.chain(flows).collect()
}

fn of_code(code: &CodeCoverage, sources: &Sources<'_>) -> Coverage {
    let kind = if code.kind.eq_ignore_ascii_case("trigger") { Kind::Trigger } else { Kind::Class };
    // A class of a package is not the project's class of the same name.
    let own = code.namespace.as_deref().unwrap_or_default().is_empty();
    let file = if own { class_file(&code.name, sources) } else { None };
    let name = qualified(code.namespace.as_deref(), &code.name);
    let lines = |locations: &[sf_wire::deploy::CodeLocation]| locations.iter().map(|location| location.line).collect();
    Coverage::new(kind, name, file, code.num_locations, code.num_locations_not_covered)
        .with_lines(lines(&code.locations_covered), lines(&code.locations_not_covered))
}
