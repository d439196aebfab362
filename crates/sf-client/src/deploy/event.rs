//! What happens during a deployment. Terminal, report and journal each consume the same stream.

use crate::ClientError;
use sf_wire::{
    deploy::{CoverageWarning, DeployMessage, DeployResult, RunTestFailure},
    tooling::DeployRequestRow,
};
use std::time::Duration;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub enum DeployEvent {
    /// The package is being sent.
    Sending {
        /// Size of the zip; 0 for a quick deploy.
        bytes: u64,
        /// From 1.
        attempt: u32,
    },
    /// Sending failed in a way that leaves no doubt that the org has not got it. It is sent again after a pause.
    NotSent(ClientError),
    /// The reply was lost: the org may or may not have got the package. It is being asked.
    Searching(ClientError),
    /// The org has accepted the deployment.
    Started {
        /// Its id.
        id: String,
    },
    /// The org has got the package although its reply was lost: this is the deployment.
    Adopted {
        /// Its id.
        id: String,
    },
    /// The id could not be written down. The deployment goes on; keep the id.
    NotJournaled {
        /// The id.
        id: String,
        /// Why.
        reason: String,
    },
    /// The deployment waits for others.
    Queued {
        /// Deployments before it.
        behind: Vec<Ahead>,
    },
    /// State or counters have changed. The details of the result are left out; failures come as events of their own.
    Progress(Box<DeployResult>),
    /// A component failed, or has one more problem.
    ComponentFailed(Box<DeployMessage>),
    /// A test failed.
    TestFailed(Box<RunTestFailure>),
    /// Coverage is too low.
    CoverageTooLow(CoverageWarning),
    /// A look at the deployment failed. It is looked at again; the deployment itself is not affected.
    Trouble(ClientError),
    /// The deployment failed only for reasons that pass by themselves. It is sent again after a pause.
    Retrying {
        /// The attempt to come, from 2.
        attempt: u32,
        /// Until then.
        pause: Duration,
        /// Why it failed.
        reason: String,
    },
    /// The org was asked to stop the deployment. It goes on until the org has.
    Canceling {
        /// Its id.
        id: String,
    },
    /// A step of the plan begins: the package, the metadata, the policies, the user.
    Stage {
        /// What it does, in a few words.
        name: String,
        /// From 1.
        number: u32,
        /// How many there are.
        of: u32,
    },
    /// A step of the plan is over.
    StageEnded {
        /// Its name.
        name: String,
        /// How.
        outcome: StageOutcome,
        /// What was done, or why not.
        detail: Option<String>,
    },
    /// Something else that a person should know.
    Remark(String),
}

/// A deployment that goes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ahead {
    /// The deployment.
    pub row: DeployRequestRow,
    /// Name of the user who made it, where the org tells.
    pub user: Option<String>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageOutcome {
    /// It did its work.
    Done,
    /// There was nothing to do.
    Unchanged,
    /// It was left out.
    Skipped,
    /// It failed; the steps after it were not begun.
    Failed,
}

/// Takes events.
pub type Events<'a> = dyn FnMut(DeployEvent) + Send + 'a;
