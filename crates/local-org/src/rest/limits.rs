//! `limits`. REST API Developer Guide, "Limits".

use super::Call;
use crate::http::{Answer, reply};
use sf_wire::limits::{Limit, Limits};

/// Limits that nothing in the local org uses up, with their values in an Enterprise Edition.
const UNUSED: &[(&str, i64)] = &[
    ("ConcurrentAsyncGetReportInstances", 200),
    ("ConcurrentSyncReportRuns", 20),
    ("DailyAsyncApexExecutions", 250_000),
    ("DailyBulkApiBatches", 15_000),
    ("DailyWorkflowEmails", 1_000),
    ("DataStorageMB", 10_240),
    ("FileStorageMB", 10_240),
    ("HourlyPublishedPlatformEvents", 250_000),
    ("SingleEmail", 5_000),
];

/// `GET …/limits`
pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let mut limits: Limits =
        UNUSED.iter().map(|(name, max)| ((*name).to_owned(), Limit { max: *max, remaining: *max })).collect();
    let max = i64::try_from(call.world.settings.daily_calls).unwrap_or(i64::MAX);
    let used = i64::try_from(call.world.calls()).unwrap_or(i64::MAX);
    limits.insert("DailyApiRequests".into(), Limit { max, remaining: (max - used).max(0) });
    Ok(reply::ok(&limits))
}
