//! Governor limits of one call, and API requests of a day.

use super::Findings;
use crate::model::{ExpectedCalls, Model};
use diag::Severity;
use diag::catalogue::{policy as codes, spec};

/// Checks worst cases.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in &model.tools {
        for (what, used, limit) in tool.worst_case().exceeded() {
            let message = format!("`{}` can need {used} {what} in one call, and a transaction has {limit}", tool.name);
            findings.report(
                &codes::GOVERNOR_LIMIT,
                tool.origin.place(),
                message,
                "lower the limits of the tool, return fewer long texts, or split it",
            );
        }
    }
    for tool in model.tools.iter().filter(|tool| tool.operation.budget().callouts > 0 && !tool.annotations.read_only) {
        let message =
            format!("`{}` writes and makes callouts, and the platform refuses a callout after a savepoint", tool.name);
        let hint = "make two tools of it: one that calls out and only reads, one that writes";
        findings.report(&spec::EXCLUSIVE_KEYS, tool.origin.place(), message, hint);
    }
    call_volume(model, findings);
}

/// API requests are those of the org, so all servers count together.
fn call_volume(model: &Model, findings: &mut Findings) {
    let Some(largest) = model.servers.iter().max_by_key(|server| server.expected_calls.per_day()) else { return };
    let volume = model.call_volume();
    if volume.share < ExpectedCalls::LARGE_SHARE {
        return;
    }
    let names: Vec<String> = model.servers.iter().map(|server| format!("`{}`", server.name)).collect();
    let message = format!(
        "{} may use {} API requests a day{}, {} % of the org's {}",
        names.join(", "),
        volume.per_day,
        if names.len() > 1 { " together" } else { "" },
        volume.share,
        volume.daily_api_limit
    );
    let hint =
        "lower `expectedCalls`, combine calls with a `related` tool, or record the real limit in `dailyApiLimit`";
    let mut finding = diag::Diagnostic::new(&codes::CALL_VOLUME, message).at(largest.origin.place()).hint(hint);
    if volume.share > 100 {
        finding.severity = Severity::Error;
    }
    findings.push(finding);
}
