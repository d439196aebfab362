//! How a deployment ended.

use sf_wire::deploy::{DeployResult, DeployStatus};

/// A deployment as it was last seen.
#[derive(Debug, Clone, PartialEq)]
pub struct DeployOutcome {
    /// Its id.
    pub id: String,
    /// The last state read, with all details.
    pub result: DeployResult,
    /// What that means.
    pub verdict: Verdict,
}

/// What a state means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything was deployed, or validated.
    Succeeded,
    /// A part was deployed. Only without `rollbackOnError`, which this client never leaves out.
    PartlySucceeded,
    /// Nothing was deployed.
    Failed,
    /// It was cancelled before anything was deployed.
    Canceled,
    /// It is not over, or its end could not be seen.
    StillRunning,
}

impl Verdict {
    /// The meaning of a state. A state with an unknown name means what `success` says, and none is a success that the org
    /// itself does not call one.
    pub fn of(result: &DeployResult) -> Self {
        match &result.status {
            _ if !result.done => Self::StillRunning,
            DeployStatus::Succeeded if result.success => Self::Succeeded,
            DeployStatus::SucceededPartial => Self::PartlySucceeded,
            DeployStatus::Canceled => Self::Canceled,
            DeployStatus::Other(_) if result.success => Self::Succeeded,
            _ => Self::Failed,
        }
    }
}

/// Parts of messages that say that another operation was in the way. The same package may succeed a little later.
const TRANSIENT: [&str; 4] = [
    "unable to obtain exclusive access",
    "UNABLE_TO_LOCK_ROW",
    "interferes with another operation already in progress",
    "ALREADY_IN_PROCESS",
];

/// Whether a deployment failed for reasons that pass by themselves, and for no other: one lasting failure among a hundred
/// locks makes it pointless to try again.
pub fn is_transient(result: &DeployResult) -> bool {
    let passes = |text: &str| TRANSIENT.iter().any(|part| text.contains(part));
    let details = &result.details;
    let mut reasons: Vec<&str> = Vec::new();
    reasons.extend(result.error_message.as_deref());
    if result.error_message.is_none() {
        reasons.extend(result.error_status_code.as_deref());
    }
    reasons.extend(details.component_failures.iter().map(|f| f.problem.as_deref().unwrap_or_default()));
    reasons.extend(details.run_test_result.failures.iter().map(|f| f.message.as_str()));
    let covered = details.run_test_result.code_coverage_warnings.is_empty()
        && details.run_test_result.flow_coverage_warnings.is_empty();
    result.done && !result.success && covered && !reasons.is_empty() && reasons.into_iter().all(passes)
}
