//! The file beside an Apex class.

use super::Metadata;
use crate::ApiVersion;
use serde::{Deserialize, Serialize};

/// The `-meta.xml` file of an Apex class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApexClass {
    /// Version the class is compiled with.
    pub api_version: ApiVersion,
    /// Whether the class may run.
    pub status: CodeStatus,
}

impl ApexClass {
    /// An active class.
    pub fn active(api_version: ApiVersion) -> Self {
        Self { api_version, status: CodeStatus::Active }
    }
}

impl Metadata for ApexClass {
    const ROOT: &'static str = "ApexClass";
}

/// `ApexCodeUnitStatus` of the WSDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CodeStatus {
    /// The code does not run (triggers only).
    Inactive,
    /// The code runs.
    Active,
    /// The code is removed by this deployment.
    Deleted,
}
