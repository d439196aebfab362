//! How a deployment ended, for people and for scripts.

use super::places::Sources;
use super::run::{Watched, exit_of};
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{DeployOutcome, Verdict};
use sf_wire::deploy::DeployResult;

/// Coverage that each class needs when specified or relevant tests run, in percent.
const ENOUGH: f64 = 75.0;

/// Says how it ended. Every failure, warning and missed coverage is printed, whatever the verdict.
pub fn finish(watched: &Watched, target: &str, sources: &Sources, printer: &mut Printer) -> Exit {
    match watched {
        Watched::Detached { id } => {
            printer.note(&format!("{id} goes on in the org; to follow it again:"));
            printer.data(&format!("cargo xtask resume --target {target} --id {id}\n"));
            Exit::StillRunning
        }
        Watched::Seen(outcome) => ended(outcome, target, sources, printer),
    }
}

fn ended(outcome: &DeployOutcome, target: &str, sources: &Sources, printer: &mut Printer) -> Exit {
    let DeployOutcome { id, result, verdict } = outcome;
    printer.findings(&sources.findings(result));
    low_coverage(result, printer);
    let what = if result.check_only { "validation" } else { "deployment" };
    let counts = counts(result);
    match verdict {
        Verdict::Succeeded => {
            printer.success(&format!("{what} {id} succeeded: {counts}"));
            if result.check_only && result.number_tests_completed > 0 {
                printer.note("to deploy it within ten days, without running the tests again:");
                printer.data(&format!("cargo xtask quick --target {target} --id {id}\n"));
            }
        }
        Verdict::Failed => printer.failure(&format!("{what} {id} failed, nothing was changed: {counts}")),
        Verdict::PartlySucceeded => {
            printer
                .failure(&format!("{what} {id} succeeded in part: {counts}; the org holds what is not listed above"));
        }
        Verdict::Canceled => {
            let by = result.canceled_by_name.as_deref().map(|name| format!(" by {name}")).unwrap_or_default();
            printer.failure(&format!("{what} {id} was cancelled{by}; nothing was changed"));
        }
        Verdict::StillRunning => {
            printer.failure(&format!("{what} {id} is not over yet ({}): {counts}; to follow it:", result.status));
            printer.data(&format!("cargo xtask resume --target {target} --id {id}\n"));
        }
    }
    exit_of(*verdict)
}

fn counts(result: &DeployResult) -> String {
    let mut text = format!("{} of {} components", result.number_components_deployed, result.number_components_total);
    if result.number_tests_total > 0 || result.number_tests_completed > 0 {
        text.push_str(&format!(
            ", {} of {} tests passed",
            result.number_tests_completed.saturating_sub(result.number_test_errors),
            result.number_tests_total
        ));
    }
    if result.number_component_errors > 0 {
        text.push_str(&format!(", {} component errors", result.number_component_errors));
    }
    text
}

fn low_coverage(result: &DeployResult, printer: &mut Printer) {
    let coverage = &result.details.run_test_result.code_coverage;
    for class in coverage.iter().filter(|class| class.percent() < ENOUGH) {
        let lines: Vec<String> = class.locations_not_covered.iter().map(|at| at.line.to_string()).collect();
        let lines = if lines.is_empty() { String::new() } else { format!("; not run: lines {}", lines.join(", ")) };
        printer.note(&format!("coverage of {}: {:.1} %, below {ENOUGH} %{lines}", class.name, class.percent()));
    }
}
