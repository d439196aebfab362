//! Starting a deployment exactly once.

use super::{
    DeployEvent, Deployment, Events, Journal, Timing, Touched, Untouched, resource,
    search::{self, Fingerprint, Found, Snapshot},
};
use crate::{ClientError, Org, http::Body};
use reqwest::Method;
use sf_wire::{
    deploy::{DeployReply, DeployRequest, QuickDeployRequest},
    tooling::DeployRequestRow,
};
use std::time::Duration;
use tokio::time::Instant;

/// How often a package is sent at most.
const MAX_SENDS: u32 = 3;
/// Pause before a package is sent the second time, in first pauses; the next one is four times as long.
const SEND_PAUSE: u32 = 24;

/// How often an org that is in trouble is asked at least what it has.
const LOOKS: u32 = 3;

/// A deployment that was not started, or whose start is in doubt.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StartError {
    /// The org has refused it. Nothing was started.
    #[error("the deployment was not started: {0}")]
    Refused(ClientError),
    /// There is no validation to deploy from.
    #[error(
        "validation {id} cannot be deployed: it failed, ran no tests, is older than 10 days, or the org has changed since; deploy the package again"
    )]
    NoValidation {
        /// Id of the validation.
        id: String,
    },
    /// The intention could not be written down, so nothing was sent.
    #[error("nothing was sent, because the intention could not be written down: {0}")]
    NotJournaled(String),
    /// Nothing was started, because the org is no longer as it was looked at.
    #[error("{0}; nothing was sent over it")]
    Touched(Touched),
    /// The package may have arrived, and the org cannot say which deployment it became. Sending it again could deploy it
    /// twice.
    #[error(
        "the reply was lost ({cause}), and it cannot be told whether the deployment was started{}",
        list(candidates)
    )]
    InDoubt {
        /// How the reply was lost.
        cause: ClientError,
        /// Deployments that could be it.
        candidates: Vec<DeployRequestRow>,
    },
}

fn list(candidates: &[DeployRequestRow]) -> String {
    if candidates.is_empty() {
        return "; look at Deployment Status in Setup before you deploy again".to_owned();
    }
    let ids: Vec<&str> = candidates.iter().map(|row| row.id.as_str()).collect();
    format!("; it could be {}: look at them with `report`, then `resume` the one it is", ids.join(" or "))
}

/// Starts a deployment and returns its id, which is then already written down.
pub async fn start(
    org: &Org,
    deployment: &Deployment,
    journal: &mut dyn Journal,
    timing: &Timing,
    events: &mut Events<'_>,
) -> Result<String, StartError> {
    start_over(org, deployment, None, journal, timing, events).await
}

/// The same over an org that must be as it was looked at, each time that something is sent: between two attempts lies a
/// minute or more.
pub async fn start_over(
    org: &Org,
    deployment: &Deployment,
    over: Option<&Untouched>,
    journal: &mut dyn Journal,
    timing: &Timing,
    events: &mut Events<'_>,
) -> Result<String, StartError> {
    let before = before(org, timing, events).await;
    let sent = Fingerprint::from(deployment);
    journal.intend(&sent, before.as_ref()).map_err(StartError::NotJournaled)?;
    let mut attempt = 1;
    loop {
        if let Some(over) = over
            && let Some(error) = touched(org, over).await
        {
            // As with a refusal.
            let _ = journal.refused();
            return Err(error);
        }
        let bytes = match deployment {
            Deployment::Package { zip, .. } => zip.len() as u64,
            Deployment::Validated(_) => 0,
        };
        events(DeployEvent::Sending { bytes, attempt });
        let error = match send(org, deployment).await {
            Ok(id) => {
                events(DeployEvent::Started { id: id.clone() });
                let noted = journal.started(&id);
                return Ok(told(noted, id, events));
            }
            Err(error) => error,
        };
        let last = attempt >= MAX_SENDS;
        if error.may_have_acted() {
            events(DeployEvent::Searching(error.clone()));
            let in_doubt = |candidates| StartError::InDoubt { cause: error.clone(), candidates };
            let Some(before) = &before else { return Err(in_doubt(Vec::new())) };
            match search::find(org, before, &sent, timing).await {
                Found::One(id) => {
                    events(DeployEvent::Adopted { id: id.clone() });
                    let noted = journal.adopted(&id);
                    return Ok(told(noted, id, events));
                }
                Found::None if !last => {}
                Found::None => return Err(in_doubt(Vec::new())),
                Found::Unclear(candidates) => return Err(in_doubt(candidates)),
            }
        } else if error.is_retryable() && !last {
            events(DeployEvent::NotSent(error));
            tokio::time::sleep(timing.first_pause * SEND_PAUSE * 4u32.pow(attempt - 1)).await;
        } else {
            // If that cannot be written down, the next command looks for it in vain, and says so.
            let _ = journal.refused();
            return Err(refusal(deployment, error));
        }
        attempt += 1;
    }
}

async fn touched(org: &Org, over: &Untouched) -> Option<StartError> {
    match over.check(org).await {
        Ok(touched) => touched.map(StartError::Touched),
        Err(error) => Some(StartError::Refused(error)),
    }
}

/// What is there before the package is sent, which cannot be it. If the org does not tell, a lost reply cannot be repaired,
/// so it is asked for as long as a search would last, and a few times if each takes long; an org that refuses to tell is
/// deployed to all the same.
async fn before(org: &Org, timing: &Timing, events: &mut Events<'_>) -> Option<Snapshot> {
    let deadline = Instant::now() + timing.search;
    let mut look = 1;
    loop {
        match search::snapshot(org).await {
            Ok(before) => return Some(before),
            Err(error) if may_tell_later(org, &error) && (look < LOOKS || Instant::now() < deadline) => {
                if look == 1 {
                    events(DeployEvent::NotSent(error));
                }
                tokio::time::sleep(pause(timing, look)).await;
                look += 1;
            }
            Err(_) => return None,
        }
    }
}

/// Sessions end early at times, also one that was renewed just now.
fn may_tell_later(org: &Org, error: &ClientError) -> bool {
    error.is_trouble() || (error.is_session_expired() && org.can_renew())
}

fn refusal(deployment: &Deployment, error: ClientError) -> StartError {
    match deployment {
        Deployment::Validated(validation) if error.status() == Some(404) => {
            StartError::NoValidation { id: validation.id.clone() }
        }
        _ => StartError::Refused(error),
    }
}

/// From here on the deployment can be found again even if its id could not be written down, so that is not a failure of it.
fn told(noted: Result<(), String>, id: String, events: &mut Events<'_>) -> String {
    if let Err(reason) = noted {
        events(DeployEvent::NotJournaled { id: id.clone(), reason });
    }
    id
}

async fn send(org: &Org, deployment: &Deployment) -> Result<String, ClientError> {
    let what = "starting the deployment";
    let encode = |e: serde_json::Error| ClientError::Setting(format!("{what}: {e}"));
    let body = match deployment {
        Deployment::Package { zip, options, .. } => {
            let request = DeployRequest { deploy_options: options.clone() };
            Body::Deployment { options: serde_json::to_string(&request).map_err(encode)?, zip: zip.clone() }
        }
        Deployment::Validated(validation) => {
            let request = QuickDeployRequest { validated_deploy_request_id: validation.id.clone() };
            Body::Json(serde_json::to_string(&request).map_err(encode)?)
        }
    };
    let reply: DeployReply = org.call(what, Method::POST, &resource(org), body).await?;
    let id = if reply.id.is_empty() { reply.deploy_result.id } else { reply.id };
    if id.is_empty() {
        return Err(ClientError::Unreadable { what: what.to_owned(), detail: "the reply holds no id".to_owned() });
    }
    Ok(id)
}

/// Pause before look number `look` (from 1): growing by a quarter, up to the longest, so that an end is seen at most a quarter
/// of the deployment's time late.
pub(super) fn pause(timing: &Timing, look: u32) -> Duration {
    let factor = 1.25_f64.powi(i32::try_from(look.saturating_sub(1).min(40)).unwrap_or(40));
    timing.first_pause.mul_f64(factor).min(timing.longest_pause)
}
