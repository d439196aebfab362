//! `DeployResult` and its messages, by the WSDL (66.0) and what later versions add.

use super::{DeployStatus, RunTestResult};
use crate::lenient;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// The state of a deployment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct DeployResult {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::object")]
    pub status: DeployStatus,
    /// Whether the deployment is over, whatever its status is called.
    #[serde(deserialize_with = "lenient::bool")]
    pub done: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub success: bool,
    /// What is happening, for example `Running Test: X`.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub state_detail: Option<String>,
    #[serde(deserialize_with = "lenient::bool")]
    pub check_only: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub ignore_warnings: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub rollback_on_error: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub run_tests_enabled: bool,
    #[serde(deserialize_with = "lenient::count")]
    pub number_components_deployed: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub number_components_total: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub number_component_errors: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub number_tests_completed: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub number_tests_total: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub number_test_errors: u64,
    #[serde(deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub number_files: Option<u64>,
    #[serde(deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub zip_size: Option<u64>,
    /// A failure of the deployment as a whole.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub error_message: Option<String>,
    /// `StatusCode` of the WSDL.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub error_status_code: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub created_by: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub created_by_name: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub created_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub start_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub last_modified_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub completed_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub canceled_by: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub canceled_by_name: Option<String>,
    /// What extensions of the deployment say (since API 67.0).
    #[serde(deserialize_with = "lenient::readable_list", skip_serializing_if = "Vec::is_empty")]
    pub deploy_extension_results: Vec<DeployExtensionResult>,
    /// What else the org says (since API 68.0).
    #[serde(deserialize_with = "lenient::readable_list", skip_serializing_if = "Vec::is_empty")]
    pub notifications: Vec<DeployNotification>,
    #[serde(deserialize_with = "details")]
    pub details: DeployDetails,
}

/// How an extension of a deployment fared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployExtensionResult {
    /// Why it failed.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub message: Option<String>,
    /// `New`, `InProgress`, `Succeeded` or `Failed`.
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    /// Which extension it is.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
}

/// Something that the org says about a deployment as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployNotification {
    /// What it is about, in one word.
    #[serde(deserialize_with = "lenient::text")]
    pub message_code: String,
    /// What it says.
    #[serde(deserialize_with = "lenient::text")]
    pub message_text: String,
}

/// Details that cannot be read hide neither the state of the deployment nor the other details.
fn details<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DeployDetails, D::Error> {
    let mut value = Value::deserialize(deserializer)?;
    let read = match &value {
        Value::Null => return Ok(DeployDetails::default()),
        Value::String(text) if text.is_empty() => return Ok(DeployDetails::default()),
        // Large deployments have large details: they are not copied to be read.
        details => DeployDetails::deserialize(details),
    };
    let error = match read {
        Ok(read) => return Ok(read),
        Err(error) => Some(error.to_string()),
    };
    for list in ["componentFailures", "componentSuccesses"] {
        let Some(list) = value.get_mut(list) else { continue };
        retain::<DeployMessage>(list, serde_json::from_value);
    }
    for run in ["runTestResult", "runTestResults"] {
        let Some(run) = value.get_mut(run).and_then(Value::as_object_mut) else { continue };
        for (name, list) in run {
            retain::<RunTestResult>(list, |one| serde_json::from_value(Value::from_iter([(name.clone(), one)])));
        }
    }
    let read = lenient::object(value);
    Ok(DeployDetails { unreadable: error, ..read.unwrap_or_default() })
}

/// Keeps what can be read of a list; one element may stand without a list.
fn retain<T>(list: &mut Value, read: impl Fn(Value) -> serde_json::Result<T>) {
    match list {
        Value::Array(items) => items.retain(|item| read(item.clone()).is_ok()),
        one if read(one.clone()).is_err() => *one = Value::Null,
        _ => {}
    }
}

/// What became of each component and test. While the deployment runs only failures are listed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DeployDetails {
    /// Components that could not be deployed; one component may have several.
    #[serde(deserialize_with = "lenient::list")]
    pub component_failures: Vec<DeployMessage>,
    /// Components that were deployed.
    #[serde(deserialize_with = "lenient::list")]
    pub component_successes: Vec<DeployMessage>,
    /// Tests. The guide's samples spell it `runTestResults`.
    #[serde(alias = "runTestResults", deserialize_with = "lenient::object")]
    pub run_test_result: RunTestResult,
    /// Why something of it could not be read, where that is so; it is left out.
    #[serde(skip)]
    pub unreadable: Option<String>,
}

/// `DeployMessage` of the WSDL: one component, or one problem of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct DeployMessage {
    /// Empty for `package.xml` itself.
    #[serde(deserialize_with = "lenient::text")]
    pub component_type: String,
    #[serde(deserialize_with = "lenient::text")]
    pub full_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub file_name: String,
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(deserialize_with = "lenient::bool")]
    pub success: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub changed: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub created: bool,
    #[serde(deserialize_with = "lenient::bool")]
    pub deleted: bool,
    #[serde(deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub line_number: Option<u32>,
    #[serde(deserialize_with = "lenient::optional_count", skip_serializing_if = "Option::is_none")]
    pub column_number: Option<u32>,
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem_type: Option<ProblemType>,
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub created_date: Option<String>,
}

/// How bad a problem is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum ProblemType {
    /// Counts as an error unless warnings are ignored.
    Warning,
    /// Fails the deployment.
    Error,
    /// For information.
    Info,
    /// A type this program does not know; treat it like an error.
    Other(String),
}

impl From<String> for ProblemType {
    fn from(name: String) -> Self {
        match name.as_str() {
            "Warning" => Self::Warning,
            "Error" => Self::Error,
            "Info" => Self::Info,
            _ => Self::Other(name),
        }
    }
}

impl From<ProblemType> for String {
    fn from(kind: ProblemType) -> Self {
        match kind {
            ProblemType::Warning => "Warning".into(),
            ProblemType::Error => "Error".into(),
            ProblemType::Info => "Info".into(),
            ProblemType::Other(name) => name,
        }
    }
}
