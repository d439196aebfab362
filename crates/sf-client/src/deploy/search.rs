//! Finding the deployment that a package became when the reply to its upload was lost.
//!
//! The org lists its deployments (Tooling API, `DeployRequest`). The ones that were not there before the package was sent,
//! by the same user and of the same kind, are candidates; what each says about itself decides. The size of a package's zip is
//! as good as a checksum of its content (`sf_metadata::Package::to_zip`), so one candidate of that size is adopted at once. Without
//! a size the only one with the same number of components is, at the end of the search.

use super::{Deployment, Timing, Validated, follow::status, start::pause};
use crate::{ClientError, Org, same_id};
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
    /// Size of the zip. Of a quick deploy that of the validation, if the org told it.
    pub zip_size: Option<u64>,
    /// Components the manifest names. Of a quick deploy those of the validation, if the org told them.
    pub components: Option<u64>,
    /// Whether it deploys a validation.
    #[serde(default)]
    pub quick: bool,
}

impl From<&Deployment> for Fingerprint {
    fn from(deployment: &Deployment) -> Self {
        match deployment {
            Deployment::Package { zip, options, components } => {
                let (zip_size, components) = (Some(zip.len() as u64), Some(*components));
                Self { options: options.clone(), zip_size, components, quick: false }
            }
            Deployment::Validated(Validated { zip_size, components, .. }) => {
                let (zip_size, components) = (*zip_size, *components);
                Self { options: DeployOptions::default(), zip_size, components, quick: true }
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

/// Whether a deployment that a person names is the one whose id never arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// What it tells about itself agrees with what was sent.
    Sure,
    /// Only the person says so: what it tells could be counted otherwise, or what was there before is not known.
    Possible,
    /// It was there before, or is another user's, or of another kind.
    No,
}

/// Compares a deployment that a person names with what was sent and never answered.
///
/// # Errors
/// The org cannot be asked.
pub async fn claimed(
    org: &Org,
    before: Option<&Snapshot>,
    sent: &Fingerprint,
    id: &str,
) -> Result<Claimed, ClientError> {
    let Some(before) = before else {
        let told = status(org, id, false).await?;
        let is_other = told.deploy_result.check_only != sent.options.check_only || fit(sent, &told) == Fit::No;
        return Ok(if is_other { Claimed::No } else { Claimed::Possible });
    };
    let fits = candidates(org, before, sent).await?;
    Ok(match fits.into_iter().find(|(row, _)| same_id(&row.id, id)) {
        Some((_, Fit::Yes | Fit::Likely)) => Claimed::Sure,
        Some((_, Fit::Unknown | Fit::Doubtful)) => Claimed::Possible,
        Some((_, Fit::No)) | None => Claimed::No,
    })
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
    /// The size agrees, and nothing contradicts it.
    Yes,
    /// It tells no size; the number of components agrees, and nothing contradicts it.
    Likely,
    /// It has said nothing yet that could tell.
    Unknown,
    /// Something differs that the org may count in its own way.
    Doubtful,
    /// It has other options.
    No,
}

/// Looks for the deployment until it is clear, or the time for searching is over. One candidate that fits is adopted; one that
/// waits for its turn and has said nothing yet is waited for, as long as a deployment would be followed. "None" is only said
/// when the org was asked at the end and answered.
pub async fn find(org: &Org, before: &Snapshot, sent: &Fingerprint, timing: &Timing) -> Found {
    let begin = Instant::now();
    let mut look = 1;
    loop {
        let last = begin.elapsed() >= timing.search;
        let fits = candidates(org, before, sent).await;
        if let Ok(fits) = &fits {
            let of = |fit: Fit| fits.iter().filter(move |(_, f)| *f == fit).map(|(row, _)| row.clone());
            let (sure, likely): (Vec<_>, Vec<_>) = (of(Fit::Yes).collect(), of(Fit::Likely).collect());
            if let [only] = sure.as_slice() {
                return Found::One(only.id.clone());
            }
            let silent = of(Fit::Unknown).next().is_some();
            if last && (!silent || begin.elapsed() >= timing.patience) {
                let possible = fits.iter().filter(|(_, fit)| *fit != Fit::No).map(|(row, _)| row.clone());
                return match (possible.collect::<Vec<_>>(), likely.as_slice()) {
                    (possible, _) if possible.is_empty() => Found::None,
                    (_, [only]) if sure.is_empty() && !silent => Found::One(only.id.clone()),
                    (possible, _) => Found::Unclear(possible),
                };
            }
        } else if last {
            return Found::Unclear(Vec::new());
        }
        let left = timing.search.saturating_sub(begin.elapsed());
        let pause = pause(timing, look);
        tokio::time::sleep(if last { pause } else { pause.min(left) }).await;
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
    let result = &state.deploy_result;
    if state.deploy_options.as_ref().is_some_and(|told| contradict(sent, told)) {
        return Fit::No;
    }
    let told = |number: u64| (number > 0).then_some(number);
    let compare = |told: Option<u64>, sent: Option<u64>| Some(told? == sent?);
    let size = compare(result.zip_size.and_then(told), sent.zip_size);
    let components = compare(told(result.number_components_total), sent.components);
    // A quick deploy runs no test, and the org has counted the components of the validation itself.
    if sent.quick && (result.number_tests_total > 0 || components == Some(false)) {
        return Fit::Doubtful;
    }
    match (size, components) {
        (Some(true), _) => Fit::Yes,
        (None, Some(true)) => Fit::Likely,
        (None, None) if !result.done => Fit::Unknown,
        _ => Fit::Doubtful,
    }
}

/// Whether what the org tells about a deployment is what it would tell about this one: its size, else the number of its
/// components, and its options.
pub fn agrees(sent: &Fingerprint, told: &DeployReply) -> bool {
    matches!(fit(sent, told), Fit::Yes | Fit::Likely)
}

/// The same for a deployment whose options are not known.
pub fn agrees_in_size(sent: &Fingerprint, told: &DeployReply) -> bool {
    agrees(sent, &DeployReply { deploy_options: None, ..told.clone() })
}

/// Options that are told and differ. What the org leaves out tells nothing, and what it tells of a quick deploy is not
/// documented.
fn contradict(sent: &Fingerprint, told: &DeployOptions) -> bool {
    if sent.quick {
        return false;
    }
    let sent = &sent.options;
    let set = |options: &DeployOptions| options.run_tests.iter().map(|t| t.to_lowercase()).collect::<BTreeSet<_>>();
    let levels = matches!((sent.test_level, told.test_level), (Some(a), Some(b)) if a != b);
    levels || (!told.run_tests.is_empty() && set(sent) != set(told))
}
