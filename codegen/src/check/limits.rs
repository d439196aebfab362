//! Governor limits of one call, and API requests of a day.

use super::Findings;
use crate::model::{Budget, Model};
use diag::Severity;
use diag::catalogue::policy as codes;

/// Share of the org's daily API requests above which agents leave little room for people, in percent.
const LARGE_SHARE: u64 = 25;

/// Checks worst cases.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in &model.tools {
        // Setting a savepoint and rolling back to it count as DML statements.
        let savepoint = if tool.operation.effect().writes() { 2 } else { 0 };
        let budget = tool.operation.budget() + Budget { dml: savepoint, ..Budget::default() };
        for (what, used, limit) in budget.exceeded() {
            let message = format!("`{}` can need {used} {what} in one call, and a transaction has {limit}", tool.name);
            findings.report(
                &codes::GOVERNOR_LIMIT,
                tool.origin.place(),
                message,
                "lower the limits of the tool, or split it",
            );
        }
    }
    for server in &model.servers {
        let calls = server.expected_calls;
        let daily = u64::from(calls.per_hour) * u64::from(calls.agents) * 24;
        let share = daily.saturating_mul(100) / calls.daily_api_limit.max(1);
        if share < LARGE_SHARE {
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
