//! What a deployment has left to other waves, as far as the org and this machine tell: for whoever follows it without
//! having started it.

use super::{Survey, Wave};
use crate::deploy::project::POLICIES;
use sf_wire::deploy::DeployResult;

impl Survey {
    /// The waves that have something to do after a deployment of components that has succeeded.
    pub fn left(&self, deployed: &DeployResult) -> Vec<Wave> {
        let policies = |message: &&str| POLICIES.contains(message);
        let kinds = || deployed.details.component_successes.iter().map(|message| message.component_type.as_str());
        let open = |wave: &Wave| match wave {
            Wave::Package | Wave::Metadata => false,
            Wave::Users => self.users.iter().any(|user| !(user.is_ready() && user.words().is_empty())),
            Wave::Policies => self.has_policies && kinds().find(policies).is_none(),
            Wave::Credentials => self.apps.iter().any(|app| !app.kept),
        };
        Wave::ALL.into_iter().filter(open).collect()
    }
}
