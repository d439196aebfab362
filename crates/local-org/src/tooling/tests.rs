//! `runTestsSynchronous` and `runTestsAsynchronous`. Tooling API Reference, "REST Resources".

mod asked;
mod result;

pub(super) use result::rows;

use super::deployed::class_id;
use super::tables::id_of;
use crate::http::{Answer, Fault, reply};
use crate::rest::Call;
use crate::runner::{Report, run_in};
use std::collections::BTreeMap;
use std::time::Instant;

/// As many runs are remembered.
const KEPT: usize = 20;

/// A run that has ended.
#[derive(Debug)]
struct Tested {
    job: String,
    /// Id of the user who asked for it.
    user: String,
    at: i64,
    millis: u64,
    report: Report,
    /// Ids of classes by name in lower case.
    ids: BTreeMap<String, String>,
}

/// Test runs, oldest first.
#[derive(Debug, Default)]
pub(crate) struct TestRuns(Vec<Tested>);

/// `GET` or `POST …/tooling/runTestsSynchronous`
pub(super) fn synchronous(call: &Call<'_>) -> Answer {
    let tested = tested(call)?;
    let body = tested.summary();
    remember(call, tested);
    Ok(reply::ok(&body))
}

/// `GET` or `POST …/tooling/runTestsAsynchronous`: the Id of a job that has ended by then.
pub(super) fn asynchronous(call: &Call<'_>) -> Answer {
    let tested = tested(call)?;
    let job = tested.job.clone();
    remember(call, tested);
    Ok(reply::ok(&job))
}

fn remember(call: &Call<'_>, tested: Tested) {
    let mut state = call.world.tooling();
    if state.runs.0.len() == KEPT {
        state.runs.0.remove(0);
    }
    state.runs.0.push(tested);
}

fn tested(call: &Call<'_>) -> Result<Tested, Fault> {
    let wanted = asked::wanted(call)?;
    // Tests run on a copy, so that the org answers others meanwhile.
    let org = call.with_org(|org| org.clone());
    let started = Instant::now();
    let is_wanted = |name: &str| wanted.as_ref().is_none_or(|wanted| wanted.contains(&name.to_lowercase()));
    let report = run_in(&org, call.world.now(), &is_wanted, &|_| true);
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let at = call.world.now();
    let names = report.results.iter().map(|r| &r.class).chain(report.coverage.iter().map(|c| &c.class));
    let ids = names.map(|name| (name.to_lowercase(), class_id(&org, name))).collect();
    let number = call.world.tooling().runs.0.len();
    let (job, user) = (id_of("707", &format!("{number} {at}")), call.caller.user.to_string());
    Ok(Tested { job, user, at, millis, report, ids })
}
