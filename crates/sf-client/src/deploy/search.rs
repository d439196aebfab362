//! Finding the deployment that a package became when the reply to its upload was lost.
//!
//! The org lists its deployments (Tooling API, `DeployRequest`). The ones that were not there before the package was sent,
//! by the same user and of the same kind, are candidates; what each says about itself decides.

use super::{Deployment, Timing, follow::status, start::pause};
use crate::{ClientError, Org};
use serde::{Deserialize, Serialize};
use sf_wire::{
    deploy::{DeployOptions, DeployReply},
    query::literal,
    tooling::DeployRequestRow,
};
use std::collections::BTreeSet;
use tokio::time::Instant;

/// Newest deployments that are looked at. A user who starts more during one upload is beyond help.
const NEWEST: usize = 200;

/// What can be recognised of a deployment when the org tells about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Options; of a quick deploy only that it is not a validation.
    pub options: DeployOptions,
    /// Size of the zip; `None` for a quick deploy.
    pub zip_size: Option<u64>,
    /// Components the manifest names, or the validation counted.
    pub components: Option<u64>,
}

impl From<&Deployment> for Fingerprint {
    fn from(deployment: &Deployment) -> Self {
        match deployment {
            Deployment::Package { zip, options, components } => {
                Self { options: options.clone(), zip_size: Some(zip.len() as u64), components: Some(*components) }
            }
            Deployment::Validated { components, .. } => {
                Self { options: DeployOptions::default(), zip_size: None, components: Some(*components) }
            }
        }
    }
}

/// The user's deployments before the package is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    user: String,
    ids: BTreeSet<String>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This deployment is the one.
    One(String),
    /// The org has not got the package.
    None,
    /// It cannot be told; these could be it. Empty if the org could not be asked.
    Unclear(Vec<DeployRequestRow>),
}

/// Notes the user's deployments.
pub async fn snapshot(org: &Org) -> Result<Snapshot, ClientError> {
    let user = org.user_id().await?;
    let ids = rows(org, &user).await?.into_iter().map(|row| row.id).collect();
    Ok(Snapshot { user, ids })
}

pub(super) async fn rows(org: &Org, user: &str) -> Result<Vec<DeployRequestRow>, ClientError> {
    let soql = format!(
        "SELECT {} FROM DeployRequest WHERE CreatedById = {} ORDER BY CreatedDate DESC LIMIT {NEWEST}",
        DeployRequestRow::FIELDS,
        literal(user)
    );
    org.tooling_query("looking for the deployment", &soql).await
}

/// How well a deployment fits what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Size or number of components agree.
    Yes,
    /// It has said nothing yet that could tell.
    Unknown,
    /// Something differs that the org may count in its own way.
    Doubtful,
    /// It has other options.
    No,
}

/// Looks for the deployment until it is clear, or the time for searching is over. One candidate that fits is adopted.
/// "None" is only said when the org was asked at the end and answered.
pub async fn find(org: &Org, before: &Snapshot, sent: &Fingerprint, timing: &Timing) -> Found {
    let deadline = Instant::now() + timing.search;
    let mut look = 1;
    loop {
        let last = Instant::now() >= deadline;
        let fits = candidates(org, before, sent).await;
        if let Ok(fits) = &fits {
            let of = |fit: Fit| fits.iter().filter(move |(_, f)| *f == fit).map(|(row, _)| row.clone());
            let sure: Vec<DeployRequestRow> = of(Fit::Yes).collect();
            if let [only] = sure.as_slice() {
                return Found::One(only.id.clone());
            }
            if last {
                let possible: Vec<_> =
                    fits.iter().filter(|(_, fit)| *fit != Fit::No).map(|(row, _)| row.clone()).collect();
                let silent: Vec<_> = of(Fit::Unknown).collect();
                return match (possible.as_slice(), silent.as_slice()) {
                    ([], _) => Found::None,
                    ([_], [only]) => Found::One(only.id.clone()),
                    _ => Found::Unclear(possible),
                };
            }
        } else if last {
            return Found::Unclear(Vec::new());
        }
        tokio::time::sleep(pause(timing, look).min(deadline.saturating_duration_since(Instant::now()))).await;
        look += 1;
    }
}

async fn candidates(
    org: &Org,
    before: &Snapshot,
    sent: &Fingerprint,
) -> Result<Vec<(DeployRequestRow, Fit)>, ClientError> {
    let mut fits = Vec::new();
    for row in rows(org, &before.user).await? {
        if !before.ids.contains(&row.id) && row.check_only == sent.options.check_only {
            let state = status(org, &row.id, false).await?;
            let fit = fit(sent, &state);
            fits.push((row, fit));
        }
    }
    Ok(fits)
}

fn fit(sent: &Fingerprint, state: &DeployReply) -> Fit {
    let Some(components) = sent.components else { return Fit::Unknown };
    let agrees = |told: u64, sent: u64| if told == sent { Fit::Yes } else { Fit::Doubtful };
    let result = &state.deploy_result;
    let Some(zip_size) = sent.zip_size else {
        // What an org tells of the options of a quick deploy is not documented; that it runs no tests is.
        return match result.number_components_total {
            _ if result.number_tests_total > 0 => Fit::Doubtful,
            0 => Fit::Unknown,
            total => agrees(total, components),
        };
    };
    if state.deploy_options.as_ref().is_some_and(|told| contradict(&sent.options, told)) {
        return Fit::No;
    }
    match (result.zip_size, result.number_components_total) {
        (Some(size), _) if size > 0 => agrees(size, zip_size),
        (_, 0) => Fit::Unknown,
        (_, total) => agrees(total, components),
    }
}

/// Whether what the org tells about a deployment is what it would tell about this one: its size, else the number of its
/// components, and its options.
pub fn agrees(sent: &Fingerprint, told: &DeployReply) -> bool {
    fit(sent, told) == Fit::Yes
}

/// The same for a deployment whose options are not known.
pub fn agrees_in_size(sent: &Fingerprint, told: &DeployReply) -> bool {
    fit(sent, &DeployReply { deploy_options: None, ..told.clone() }) == Fit::Yes
}

/// Options that are told and differ. What the org leaves out tells nothing.
fn contradict(sent: &DeployOptions, told: &DeployOptions) -> bool {
    let set = |options: &DeployOptions| options.run_tests.iter().map(|t| t.to_lowercase()).collect::<BTreeSet<_>>();
    let levels = matches!((sent.test_level, told.test_level), (Some(a), Some(b)) if a != b);
    levels || (!told.run_tests.is_empty() && set(sent) != set(told))
}
