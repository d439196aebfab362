//! States of a deployment.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `DeployStatus` of the WSDL. Whether a deployment is over is said by `done`, not by a list of states: later API
/// versions add states.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum DeployStatus {
    /// Waits for its turn: an org deploys one package at a time.
    #[default]
    Pending,
    /// Components are deployed or tests run.
    InProgress,
    /// Nearly over; it can no longer be cancelled (API 65.0 and later).
    Finalizing,
    /// The last step failed.
    FinalizingFailed,
    /// Everything went in.
    Succeeded,
    /// Some of it went in; only without `rollbackOnError`.
    SucceededPartial,
    /// Nothing, or not everything, went in.
    Failed,
    /// Someone asked to stop it.
    Canceling,
    /// It was stopped.
    Canceled,
    /// A state this program does not know.
    Other(String),
}

impl DeployStatus {
    /// The name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Finalizing => "Finalizing",
            Self::FinalizingFailed => "FinalizingFailed",
            Self::Succeeded => "Succeeded",
            Self::SucceededPartial => "SucceededPartial",
            Self::Failed => "Failed",
            Self::Canceling => "Canceling",
            Self::Canceled => "Canceled",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for DeployStatus {
    /// Also takes the names of the guide, which writes `FinalizingDeploy` and `FinalizingDeployFailed`.
    fn from(name: String) -> Self {
        match name.as_str() {
            "Pending" | "" => Self::Pending,
            "InProgress" => Self::InProgress,
            "Finalizing" | "FinalizingDeploy" => Self::Finalizing,
            "FinalizingFailed" | "FinalizingDeployFailed" => Self::FinalizingFailed,
            "Succeeded" => Self::Succeeded,
            "SucceededPartial" => Self::SucceededPartial,
            "Failed" => Self::Failed,
            "Canceling" => Self::Canceling,
            "Canceled" => Self::Canceled,
            _ => Self::Other(name),
        }
    }
}

impl From<DeployStatus> for String {
    fn from(status: DeployStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl fmt::Display for DeployStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
