//! Deployments that cannot be lost.
//!
//! [`start()`] writes down what it is about to do, sends the package once, and writes down the id before anything else
//! happens. If the reply is lost it asks the org which deployments appeared ([`search`]) before it would ever send again.
//! [`follow()`] needs nothing but an id and a login, so it resumes as well as it begins. What happens leaves as
//! [`DeployEvent`]s.

mod event;
mod findings;
mod follow;
mod job;
mod outcome;
pub mod search;
mod start;
mod untouched;

pub use event::{Ahead, DeployEvent, Events, StageOutcome};
pub use findings::{
    class_file, component_name, component_source, coverage_warnings, findings, place_of_test, stack_frame,
};
pub use follow::{changing, follow, standing, status};
pub use job::{Job, JobError, JobFile};
pub use outcome::{DeployOutcome, Verdict, is_transient};
pub use search::{Claimed, Fingerprint, Found, Snapshot};
pub use start::{StartError, start, start_over};
pub use untouched::{Touched, Untouched};

use crate::{ClientError, Org, http::Body};
use bytes::Bytes;
use reqwest::Method;
use sf_wire::{
    deploy::{CancelRequest, DeployOptions, DeployReply},
    tooling::DeployRequestRow,
};
use std::time::Duration;

/// What is to be deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deployment {
    /// A package.
    Package {
        /// The zip.
        zip: Bytes,
        /// How to deploy it.
        options: DeployOptions,
        /// Components the manifest names.
        components: u64,
    },
    /// What a validation of the last ten days has proven.
    Validated(Validated),
}

/// A validation that is to be deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validated {
    /// Its id.
    pub id: String,
    /// Size of its zip and number of its components, as far as the org tells them.
    pub zip_size: Option<u64>,
    /// Number of its components.
    pub components: Option<u64>,
}

impl From<&DeployReply> for Validated {
    /// By the org's own record of the validation.
    fn from(told: &DeployReply) -> Self {
        let result = &told.deploy_result;
        let counted = |number: u64| (number > 0).then_some(number);
        let id = if told.id.is_empty() { &result.id } else { &told.id };
        Self {
            id: id.clone(),
            zip_size: result.zip_size.and_then(counted),
            components: counted(result.number_components_total),
        }
    }
}

/// Waits of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// Pause before the second look; later pauses are a quarter longer each. Short, for what is over in a moment; an org is
    /// asked ten times in the first second, thirty times in the first half minute, and every five seconds then.
    pub first_pause: Duration,
    /// Longest pause between two looks.
    pub longest_pause: Duration,
    /// How long to follow a deployment before handing back its id.
    pub patience: Duration,
    /// How long to look for a deployment whose reply was lost, and how long an id may be unknown to the org.
    pub search: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_millis(25),
            longest_pause: Duration::from_secs(5),
            patience: Duration::from_secs(60 * 60),
            search: Duration::from_secs(60),
        }
    }
}

/// Where it is written down what a deployment is about to do and has done, so that another process can go on.
pub trait Journal: Send {
    /// A package is about to be sent. If this fails nothing is sent. `before` is what the org told about the user's
    /// deployments; with it the deployment can be found even if this process ends before it learns the id.
    fn intend(&mut self, sent: &Fingerprint, before: Option<&Snapshot>) -> Result<(), String>;

    /// The org has given the deployment an id.
    fn started(&mut self, id: &str) -> Result<(), String>;

    /// The reply was lost, and by what the org tells of its deployments this is the one.
    fn adopted(&mut self, id: &str) -> Result<(), String>;

    /// The org has refused it: there is no deployment to look for.
    fn refused(&mut self) -> Result<(), String>;
}

/// Nothing is written down: for a deployment that does no harm if it is made twice.
impl Journal for () {
    fn intend(&mut self, _: &Fingerprint, _: Option<&Snapshot>) -> Result<(), String> {
        Ok(())
    }

    fn started(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn adopted(&mut self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn refused(&mut self) -> Result<(), String> {
        Ok(())
    }
}

/// Path of the REST resource.
fn resource(org: &Org) -> String {
    org.data_path("metadata/deployRequest")
}

/// How often a deployment is asked to stop before a failing connection is given up on.
const CANCEL_ATTEMPTS: u32 = 4;

/// Asks for a deployment to be cancelled. It goes on until the org has stopped it; follow it to see how it ends. Asking
/// twice does no harm, so a lost reply is asked again; if the org then says that it is too late, the error is still the
/// lost reply, for it may have been the first question that stopped it.
pub async fn cancel(org: &Org, id: &str) -> Result<DeployReply, ClientError> {
    let body = serde_json::to_string(&CancelRequest::default()).unwrap_or_default();
    let path = format!("{}/{}", resource(org), path_segment(id));
    let what = format!("cancelling deployment {id}");
    let mut lost = None;
    let mut attempt = 1;
    loop {
        let error = match org.call(&what, Method::PATCH, &path, Body::Json(body.clone())).await {
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        let again = error.is_retryable() && attempt < CANCEL_ATTEMPTS;
        if error.may_have_acted() {
            lost = Some(error.clone());
        }
        if !again {
            return Err(lost.unwrap_or(error));
        }
        tokio::time::sleep(org.read_pause * 3u32.pow(attempt - 1)).await;
        attempt += 1;
    }
}

/// Deployments that are not over, oldest first: the ones `resume` could mean, and the ones a new one waits for.
pub async fn running(org: &Org) -> Result<Vec<DeployRequestRow>, ClientError> {
    let soql = format!(
        "SELECT {} FROM DeployRequest WHERE Status IN ('Pending', 'InProgress', 'Finalizing', 'Canceling') ORDER BY CreatedDate",
        DeployRequestRow::FIELDS
    );
    org.tooling_query("reading running deployments", &soql).await
}

/// The deployment that changed the org last, whoever made it: one that succeeded, in part too, or whose end says neither that it
/// failed nor that it was stopped.
pub async fn newest_change(org: &Org) -> Result<Option<String>, ClientError> {
    let soql = format!(
        "SELECT {} FROM DeployRequest WHERE CheckOnly = false AND CompletedDate != null AND Status NOT IN ('Failed', 'Canceled') ORDER BY CompletedDate DESC, CreatedDate DESC LIMIT 1",
        DeployRequestRow::FIELDS
    );
    let rows: Vec<DeployRequestRow> = org.tooling_query("reading the last deployment", &soql).await?;
    Ok(rows.into_iter().next().map(|row| row.id))
}

/// The user's deployments of the last 30 days, newest first.
pub async fn recent(org: &Org) -> Result<Vec<DeployRequestRow>, ClientError> {
    let user = org.user_id().await?;
    search::rows(org, &user).await
}

/// Ids go into paths only as one segment of letters and digits.
fn path_segment(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod findings_tests;
#[cfg(test)]
mod tests;
