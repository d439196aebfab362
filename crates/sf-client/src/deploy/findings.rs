//! What a deployment's result says is wrong, as diagnostics with places in the source tree.

use diag::{
    Code, Diagnostic, Place, Severity,
    catalogue::{deploy, org},
};
use sf_wire::deploy::{CoverageWarning, DeployMessage, DeployResult, DeployStatus, ProblemType, RunTestFailure};

/// Every failure and warning of a result, none dropped: component failures, remarks on deployed components, test
/// failures, coverage, and the failure of the deployment as a whole. `source_of` says which source file is behind a file
/// of the package, and which `file:line` behind a line of one that was put together from several. `distance` is that of
/// [`place_of_test`].
pub fn findings(
    result: &DeployResult,
    source_of: &dyn Fn(&str) -> Option<String>,
    distance: &dyn Fn(&str) -> u8,
) -> Vec<Diagnostic> {
    let details = &result.details;
    let tests = &details.run_test_result;
    let mut found = Vec::new();
    if let Some(message) = result.error_message.as_deref().or(result.error_status_code.as_deref()) {
        found.push(diagnostic(&deploy::DEPLOYMENT_FAILED, message.to_owned(), message, None));
    }
    if result.done && result.status == DeployStatus::Succeeded && !result.success {
        let text = "the org calls the deployment `Succeeded` and denies its success; it is taken for failed".to_owned();
        let hint = "look at the deployment in Setup, Deployment Status".to_owned();
        found.push(Diagnostic { hint: Some(hint), ..Diagnostic::new(&deploy::DEPLOYMENT_FAILED, text) });
    }
    for extension in &result.deploy_extension_results {
        let message = extension.message.as_deref().unwrap_or("the org gives no reason");
        let text = format!("the extension {} of the deployment: {message}", extension.kind);
        match &*extension.status {
            "Failed" => found.push(diagnostic(&deploy::DEPLOYMENT_FAILED, text, message, None)),
            _ if extension.message.is_some() => found.push(note(text, message)),
            _ => {}
        }
    }
    found.extend(
        result
            .notifications
            .iter()
            .map(|told| note(format!("{}: {}", told.message_code, told.message_text), &told.message_text)),
    );
    if let Some(reason) = &details.unreadable {
        let text = format!("something that the org says about components and tests cannot be read: {reason}");
        let hint = "look at the deployment in Setup, Deployment Status".to_owned();
        // It may be why the deployment failed.
        let code = match result.success {
            true => &deploy::COMPONENT_WARNING,
            false => &deploy::DEPLOYMENT_FAILED,
        };
        found.push(Diagnostic { hint: Some(hint), ..Diagnostic::new(code, text) });
    }
    found.extend(details.component_failures.iter().map(|message| component(message, source_of)));
    let remarks = details.component_successes.iter().filter(|message| message.problem.is_some());
    found.extend(remarks.map(|message| component(message, source_of)));
    found.extend(tests.failures.iter().map(|failure| test(failure, source_of, distance)));
    found.extend(coverage_warnings(result).map(|warning| coverage(warning, source_of)));
    found
}

/// What the org says about coverage. Of a deployment that was cancelled it says nothing: the tests did not run to their end.
pub fn coverage_warnings(result: &DeployResult) -> impl Iterator<Item = &CoverageWarning> {
    let tests = &result.details.run_test_result;
    let ran = !matches!(result.status, DeployStatus::Canceling | DeployStatus::Canceled);
    tests.code_coverage_warnings.iter().chain(&tests.flow_coverage_warnings).filter(move |_| ran)
}

/// A finding with the code of a known message, or else the general one; the repair is the known message's.
fn diagnostic(general: &'static Code, text: String, message: &str, place: Option<Place>) -> Diagnostic {
    let known = org::recognise(message);
    let mut finding = Diagnostic::new(known.unwrap_or(general), text);
    finding.severity = general.severity;
    finding.hint = known.map(|code| code.explanation.to_owned());
    finding.place = place;
    finding
}

fn note(text: String, message: &str) -> Diagnostic {
    let finding = diagnostic(&deploy::COMPONENT_WARNING, text, message, None);
    Diagnostic { severity: Severity::Note, ..finding }
}

fn component(message: &DeployMessage, source_of: &dyn Fn(&str) -> Option<String>) -> Diagnostic {
    let problem = message.problem.as_deref().unwrap_or("the org gives no reason");
    let name = component_name(message);
    let what = if message.component_type.is_empty() { name } else { format!("{} {name}", message.component_type) };
    let own = source_of(&named(message));
    let line = message.line_number.unwrap_or(1).max(1);
    // A line of an object's file may come from the file of a field or rule, where columns are others.
    let behind = source_of(&format!("{}:{line}", message.file_name));
    let exact = behind.as_deref().and_then(|at| at.rsplit_once(':')).and_then(|(f, l)| Some((f, l.parse().ok()?)));
    let place = match exact.filter(|_| message.line_number.is_some()) {
        Some((file, line)) => Some(Place::new(file, line, 1)),
        None if own.is_some() => own.map(Place::start_of),
        None => component_source(message, source_of)
            .map(|file| Place::new(file, line, message.column_number.unwrap_or(1).max(1))),
    };
    let general = if message.success { &deploy::COMPONENT_WARNING } else { &deploy::COMPONENT_FAILED };
    let mut finding = diagnostic(general, format!("{what}: {problem}"), problem, place);
    if message.problem_type == Some(ProblemType::Info) {
        finding.severity = Severity::Note;
    }
    finding
}

/// The source file of the component: its own one, else that of the file that the org names, else what the org names.
pub fn component_source(message: &DeployMessage, source_of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let own = source_of(&named(message)).or_else(|| source_of(&message.file_name));
    own.or_else(|| Some(message.file_name.clone()).filter(|file| !file.is_empty()))
}

/// What a part with a file of its own is called among the sources of a package.
fn named(message: &DeployMessage) -> String {
    format!("{}:{}", message.component_type, message.full_name)
}

/// The component's name; where the org leaves it out, that of its file.
pub fn component_name(message: &DeployMessage) -> String {
    if !message.full_name.is_empty() && message.full_name != "null" {
        return message.full_name.clone();
    }
    let file = message.file_name.rsplit('/').next().unwrap_or_default();
    let stem = file.trim_end_matches("-meta.xml").split('.').next().unwrap_or_default();
    if stem.is_empty() { "(a component without a name)".to_owned() } else { stem.to_owned() }
}

fn test(
    failure: &RunTestFailure,
    source_of: &dyn Fn(&str) -> Option<String>,
    distance: &dyn Fn(&str) -> u8,
) -> Diagnostic {
    let method = failure.method_name.as_deref().map(|method| format!(".{method}")).unwrap_or_default();
    let trace = failure.stack_trace.as_deref().unwrap_or_default();
    let reason = if failure.message.is_empty() { "the org gives no reason" } else { &failure.message };
    let message = format!("test {}{method}: {reason}", failure.name);
    let place = place_of_test(trace, &failure.name, &|class| class_file(class, source_of), distance);
    diagnostic(&deploy::TEST_FAILED, message, &failure.message, place)
}

/// Where to mend a failed test: of the lines of its stack that are in the project, the first of those whose file has the
/// least `distance`; else the test class itself.
pub fn place_of_test(
    stack: &str,
    class: &str,
    file_of: &dyn Fn(&str) -> Option<String>,
    distance: &dyn Fn(&str) -> u8,
) -> Option<Place> {
    let in_stack = stack.lines().filter_map(|line| {
        let (class, line, column) = stack_frame(line)?;
        Some(Place::new(file_of(class)?, line, column))
    });
    in_stack.min_by_key(|place| distance(&place.file)).or_else(|| file_of(class).map(Place::start_of))
}

/// The source file of a class or trigger. `source_of` knows the files of a package.
pub fn class_file(name: &str, source_of: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    source_of(&format!("classes/{name}.cls")).or_else(|| source_of(&format!("triggers/{name}.trigger")))
}

/// Class, line and column of `Class.Billing.charge: line 9, column 1` or `Trigger.OnCase: line 2, column 1`.
pub fn stack_frame(line: &str) -> Option<(&str, u32, u32)> {
    let (code, position) = line.trim().split_once(": line ")?;
    let (line, column) = position.split_once(", column ")?;
    let name = code.strip_prefix("Class.").or_else(|| code.strip_prefix("Trigger."))?.split('.').next()?;
    Some((name, line.parse().ok()?, column.trim().parse().ok()?))
}

fn coverage(warning: &CoverageWarning, source_of: &dyn Fn(&str) -> Option<String>) -> Diagnostic {
    let place = warning.name.as_deref().and_then(|name| class_file(name, source_of)).map(Place::start_of);
    let message = match &warning.name {
        Some(name) => format!("{name}: {}", warning.message),
        None => warning.message.clone(),
    };
    diagnostic(&deploy::COVERAGE_TOO_LOW, message, &warning.message, place)
}
