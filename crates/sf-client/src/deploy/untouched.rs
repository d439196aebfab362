//! Sending only over an org that nobody has changed since it was looked at.

use super::{changing, newest_change};
use crate::{ClientError, Org, same_id};

/// An org as it was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Untouched {
    /// The deployment that had changed it last.
    pub newest: Option<String>,
    /// Deployments that may have changed it since.
    pub own: Vec<String>,
}

/// Why an org is not as it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Touched {
    /// These are under way and change it.
    #[error("the org is being changed by {0}")]
    Now(String),
    /// This one has changed it.
    #[error("{0} has changed the org since the plan was compared")]
    Since(String),
}

impl Untouched {
    /// What has touched the org since, if anything.
    ///
    /// # Errors
    /// The org cannot be asked.
    pub async fn check(&self, org: &Org) -> Result<Option<Touched>, ClientError> {
        // In this order: what ends between the two questions is seen by one of them at least.
        let others = changing(org).await?;
        let newest = newest_change(org).await?;
        if !others.is_empty() {
            let ids: Vec<&str> = others.iter().map(|one| one.row.id.as_str()).collect();
            return Ok(Some(Touched::Now(ids.join(", "))));
        }
        let known = |id: &String| self.newest.iter().chain(&self.own).any(|known| same_id(known, id));
        Ok(newest.filter(|id| !known(id)).map(Touched::Since))
    }
}
