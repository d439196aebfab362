//! Deployments: the REST resource `metadata/deployRequest`, whose result types SOAP shares.

mod result;
mod status;
mod tests_run;
mod texts;

pub use result::{DeployDetails, DeployMessage, DeployResult, ProblemType};
pub use status::DeployStatus;
pub use tests_run::{
    CodeCoverage, CodeLocation, CoverageWarning, FlowCoverage, RunTestFailure, RunTestResult, RunTestSuccess,
};

use crate::lenient;
use serde::{Deserialize, Serialize};

/// Name of the multipart part that carries [`DeployRequest`] (REST guide). The platform takes others too.
pub const OPTIONS_PART: &str = "json";
/// Name of the multipart part that carries the zip (REST guide).
pub const FILE_PART: &str = "file";

/// `DeployOptions` of the WSDL (66.0). Everything is written out: the platform's defaults differ between documents, and
/// `rollbackOnError` is the one that decides whether a failed deployment leaves half of itself behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployOptions {
    /// Components of the manifest may lack a file. Never in production.
    #[serde(deserialize_with = "lenient::bool")]
    pub allow_missing_files: bool,
    /// Reserved.
    #[serde(deserialize_with = "lenient::bool")]
    pub auto_update_package: bool,
    /// Validate only.
    #[serde(deserialize_with = "lenient::bool")]
    pub check_only: bool,
    /// Warnings do not make a component fail.
    #[serde(deserialize_with = "lenient::bool")]
    pub ignore_warnings: bool,
    /// Reserved.
    #[serde(deserialize_with = "lenient::bool")]
    pub perform_retrieve: bool,
    /// Deleted components skip the recycle bin. Not in production.
    #[serde(deserialize_with = "lenient::bool")]
    pub purge_on_delete: bool,
    /// A failure undoes everything.
    #[serde(deserialize_with = "lenient::bool")]
    pub rollback_on_error: bool,
    /// Test classes, only with [`TestLevel::RunSpecifiedTests`].
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub run_tests: Vec<String>,
    /// `package.xml` lies at the root of the zip.
    #[serde(deserialize_with = "lenient::bool")]
    pub single_package: bool,
    /// Which tests run; `None` follows the kind of org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_level: Option<TestLevel>,
}

impl Default for DeployOptions {
    fn default() -> Self {
        Self {
            allow_missing_files: false,
            auto_update_package: false,
            check_only: false,
            ignore_warnings: false,
            perform_retrieve: false,
            purge_on_delete: false,
            rollback_on_error: true,
            run_tests: Vec::new(),
            single_package: true,
            test_level: None,
        }
    }
}

/// Which tests a deployment runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TestLevel {
    /// None; not in production when Apex is deployed.
    NoTestRun,
    /// Those named; 75 % coverage of each class and trigger of the package.
    RunSpecifiedTests,
    /// All of the org but those of managed packages; 75 % on average.
    RunLocalTests,
    /// All; 75 % on average.
    RunAllTestsInOrg,
    /// Those the platform picks for the package (beta, API 66.0 and later); 75 % of each class and trigger.
    RunRelevantTests,
}

/// JSON part of the request that starts a deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployRequest {
    /// How to deploy.
    pub deploy_options: DeployOptions,
}

/// Reply to start, status, cancel and quick deploy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployReply {
    /// Id of the deployment (`0Af…`).
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Where its status is.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its state.
    #[serde(deserialize_with = "lenient::object")]
    pub deploy_result: DeployResult,
    /// What was asked for.
    #[serde(deserialize_with = "lenient::if_readable", skip_serializing_if = "Option::is_none")]
    pub deploy_options: Option<DeployOptions>,
}

/// Asks for a deployment to be cancelled (PATCH).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CancelRequest {
    /// Holds the only status a client may ask for.
    pub deploy_result: CancelStatus,
}

/// The body of a [`CancelRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelStatus {
    /// [`DeployStatus::Canceling`].
    pub status: DeployStatus,
}

impl Default for CancelRequest {
    fn default() -> Self {
        Self { deploy_result: CancelStatus { status: DeployStatus::Canceling } }
    }
}

/// Deploys what a validation of the last 10 days has proven, without running tests again (POST to the bare resource).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuickDeployRequest {
    /// Id of the validation.
    pub validated_deploy_request_id: String,
}

#[cfg(test)]
mod tests;
