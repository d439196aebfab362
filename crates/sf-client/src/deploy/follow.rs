//! Following a deployment to its end.

use super::{
    Ahead, DeployEvent, DeployOutcome, Events, Timing, Verdict, coverage_warnings, path_segment, resource, running,
    start::pause,
};
use crate::{ClientError, Org, http::Body, org::same_id};
use reqwest::Method;
use sf_wire::deploy::{DeployDetails, DeployReply, DeployResult, DeployStatus};
use sf_wire::{query::literal, tooling::DeployRequestRow};
use std::collections::{BTreeMap, BTreeSet};
use tokio::time::Instant;

/// Reads the state of a deployment once. What it says in free text is without what the org is to hide.
pub async fn status(org: &Org, id: &str, details: bool) -> Result<DeployReply, ClientError> {
    let path = format!("{}/{}?includeDetails={details}", resource(org), path_segment(id));
    let what = format!("reading the status of deployment {id}");
    let mut reply: DeployReply = org.call(&what, Method::GET, &path, Body::Empty).await?;
    reply.deploy_result.each_text(&mut |text| *text = org.shown(text));
    Ok(reply)
}

/// Reads how a deployment stands. An end is read twice, and the second time is what counts.
pub async fn standing(org: &Org, id: &str) -> Result<DeployResult, ClientError> {
    let seen = status(org, id, true).await?.deploy_result;
    Ok(if seen.done { status(org, id, true).await?.deploy_result } else { seen })
}

/// Follows a deployment until it is over or the patience of `timing` is. No failed look ends it: the deployment goes on
/// whether it is looked at or not. The end is read twice before it is believed.
///
/// An error means that the deployment cannot be seen at all: the org does not know the id, or does not let this user in.
pub async fn follow(
    org: &Org,
    id: &str,
    timing: &Timing,
    events: &mut Events<'_>,
) -> Result<DeployOutcome, ClientError> {
    let begin = Instant::now();
    let mut seen = Seen::default();
    let mut last: Option<DeployResult> = None;
    let mut blind_since: Option<Instant> = None;
    let mut look = 1;
    loop {
        match status(org, id, true).await {
            Ok(reply) => {
                blind_since = None;
                let result = reply.deploy_result;
                seen.report(&result, events);
                if result.status == DeployStatus::Pending && !result.done {
                    seen.report_queue(org, id, events).await;
                }
                // A state that was over at the last look and is so again, unchanged, is the end.
                let confirmed = result.done && last.as_ref().is_some_and(|l| l.done && l.status == result.status);
                // Read once more at once, patience or not; but not for ever, should the org contradict itself.
                let ended = result.done && last.as_ref().is_none_or(|l| !l.done);
                if confirmed {
                    return Ok(DeployOutcome { id: id.to_owned(), verdict: Verdict::of(&result), result });
                }
                last = Some(result);
                if ended {
                    continue;
                }
            }
            Err(error) => {
                let since = *blind_since.get_or_insert_with(Instant::now);
                // A token that nothing can renew stays refused.
                let lasts = since.elapsed() >= timing.search || error.is_session_expired() && !org.can_renew();
                if is_hopeless(&error) && lasts {
                    // A state that was over stays over, even if it cannot be read a second time.
                    return match last.filter(|result| result.done) {
                        Some(result) => Ok(DeployOutcome { id: id.to_owned(), verdict: Verdict::of(&result), result }),
                        None => Err(error),
                    };
                }
                events(DeployEvent::Trouble(error));
            }
        }
        if begin.elapsed() >= timing.patience {
            let result = last.unwrap_or_else(|| DeployResult { id: id.to_owned(), ..DeployResult::default() });
            return Ok(DeployOutcome { id: id.to_owned(), verdict: Verdict::of(&result), result });
        }
        tokio::time::sleep(pause(timing, look)).await;
        look += 1;
    }
}

/// Whether looking again cannot help for as long as nothing else changes. An id may be unknown for a moment after it was
/// given out, and a login server may be down, so this must last a while before it is believed.
fn is_hopeless(error: &ClientError) -> bool {
    match error {
        ClientError::Status { status, .. } => matches!(status, 400 | 401 | 404) || error.is_session_expired(),
        ClientError::Login { .. } | ClientError::Address(_) | ClientError::Setting(_) => true,
        ClientError::Connect { .. } | ClientError::Interrupted { .. } | ClientError::Unreadable { .. } => false,
    }
}

/// What has been reported already.
#[derive(Default)]
struct Seen {
    messages: BTreeSet<String>,
    progress: Option<DeployResult>,
    queue: Option<Vec<String>>,
}

impl Seen {
    fn report(&mut self, result: &DeployResult, events: &mut Events<'_>) {
        let summary = DeployResult { details: DeployDetails::default(), last_modified_date: None, ..result.clone() };
        if self.progress.as_ref() != Some(&summary) {
            events(DeployEvent::Progress(Box::new(summary.clone())));
            self.progress = Some(summary);
        }
        let tests = &result.details.run_test_result;
        for failure in &result.details.component_failures {
            if self.messages.insert(format!("{failure:?}")) {
                events(DeployEvent::ComponentFailed(Box::new(failure.clone())));
            }
        }
        for failure in &tests.failures {
            if self.messages.insert(format!("{failure:?}")) {
                events(DeployEvent::TestFailed(Box::new(failure.clone())));
            }
        }
        for warning in coverage_warnings(result) {
            if self.messages.insert(format!("{warning:?}")) {
                events(DeployEvent::CoverageTooLow(warning.clone()));
            }
        }
    }

    /// Says which deployments are before this one, when that changes. An org that does not tell is not asked twice.
    async fn report_queue(&mut self, org: &Org, id: &str, events: &mut Events<'_>) {
        if self.queue.as_ref().is_some_and(Vec::is_empty) {
            return;
        }
        let rows = running(org).await.unwrap_or_default();
        let behind: Vec<_> = rows.into_iter().take_while(|row| !same_id(&row.id, id)).collect();
        let ids: Vec<String> = behind.iter().map(|row| row.id.clone()).collect();
        if self.queue.as_ref() != Some(&ids) && !ids.is_empty() {
            events(DeployEvent::Queued { behind: with_names(org, behind).await });
        }
        self.queue = Some(ids);
    }
}

/// Deployments that are under way and change the org, whoever made them, oldest first.
pub async fn changing(org: &Org) -> Result<Vec<Ahead>, ClientError> {
    let rows: Vec<_> = running(org).await?.into_iter().filter(|row| !row.check_only).collect();
    Ok(with_names(org, rows).await)
}

async fn with_names(org: &Org, rows: Vec<DeployRequestRow>) -> Vec<Ahead> {
    let names = names(org, &rows).await;
    let user = |row: &DeployRequestRow| names.get(row.created_by_id.as_ref()?).cloned();
    rows.into_iter().map(|row| Ahead { user: user(&row), row }).collect()
}

/// Names of the users who made deployments, by id. An org that does not tell them is no obstacle.
async fn names(org: &Org, rows: &[DeployRequestRow]) -> BTreeMap<String, String> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct User {
        id: String,
        name: String,
    }
    let ids: BTreeSet<String> = rows.iter().filter_map(|row| row.created_by_id.as_deref()).map(literal).collect();
    if ids.is_empty() {
        return BTreeMap::new();
    }
    let list = ids.into_iter().collect::<Vec<_>>().join(", ");
    let users: Vec<User> = org
        .query("reading who deploys", &format!("SELECT Id, Name FROM User WHERE Id IN ({list})"))
        .await
        .unwrap_or_default();
    users.into_iter().map(|user| (user.id, user.name)).collect()
}
