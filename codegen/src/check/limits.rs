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
                "lower the limits of the tool, or split it",
            );
        }
    }
    for tool in model.tools.iter().filter(|tool| tool.operation.budget().callouts > 0 && !tool.annotations.read_only) {
        let message =
            format!("`{}` writes and makes callouts, and the platform refuses a callout after a savepoint", tool.name);
        let hint = "make two tools of it: one that calls out and only reads, one that writes";
        findings.report(&spec::EXCLUSIVE_KEYS, tool.origin.place(), message, hint);
    }
    for server in &model.servers {
        let calls = server.expected_calls;
        let (daily, share) = (calls.per_day(), calls.share());
        if share < ExpectedCalls::LARGE_SHARE {
            continue;
        }
        let message = format!(
            "`{}` may use {daily} API requests a day, {share} % of the org's {}",
            server.name, calls.daily_api_limit
        );
        let hint =
            "lower `expectedCalls`, combine calls with a `related` tool, or record the real limit in `dailyApiLimit`";
        let mut finding = diag::Diagnostic::new(&codes::CALL_VOLUME, message).at(server.origin.place()).hint(hint);
        if share > 100 {
            finding.severity = Severity::Error;
        }
        findings.push(finding);
    }
}
