//! Tests that a deployment ran, and the coverage they reached.

use crate::lenient;
use serde::{Deserialize, Serialize};

/// `RunTestsResult` of the WSDL.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct RunTestResult {
    /// The guide's samples spell it `numRun`.
    #[serde(alias = "numRun", deserialize_with = "lenient::count")]
    pub num_tests_run: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub num_failures: u64,
    /// Milliseconds.
    #[serde(deserialize_with = "lenient::count")]
    pub total_time: f64,
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub apex_log_id: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub failures: Vec<RunTestFailure>,
    #[serde(deserialize_with = "lenient::list")]
    pub successes: Vec<RunTestSuccess>,
    #[serde(deserialize_with = "lenient::list")]
    pub code_coverage: Vec<CodeCoverage>,
    /// Fail a deployment although every test passed.
    #[serde(deserialize_with = "lenient::list")]
    pub code_coverage_warnings: Vec<CoverageWarning>,
    #[serde(deserialize_with = "lenient::list")]
    pub flow_coverage: Vec<FlowCoverage>,
    #[serde(deserialize_with = "lenient::list")]
    pub flow_coverage_warnings: Vec<CoverageWarning>,
}

/// A test method that failed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct RunTestFailure {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Class.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub namespace: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub method_name: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub stack_trace: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub package_name: String,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
    #[serde(deserialize_with = "lenient::bool")]
    pub see_all_data: bool,
    /// Milliseconds.
    #[serde(deserialize_with = "lenient::count")]
    pub time: f64,
}

/// A test method that passed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct RunTestSuccess {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Class.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub namespace: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub method_name: String,
    #[serde(deserialize_with = "lenient::bool")]
    pub see_all_data: bool,
    /// Milliseconds.
    #[serde(deserialize_with = "lenient::count")]
    pub time: f64,
}

/// Coverage of one class or trigger.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct CodeCoverage {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub namespace: Option<String>,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
    #[serde(deserialize_with = "lenient::count")]
    pub num_locations: u64,
    #[serde(deserialize_with = "lenient::count")]
    pub num_locations_not_covered: u64,
    /// API 68.0 and later.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub locations_covered: Vec<CodeLocation>,
    #[serde(deserialize_with = "lenient::list")]
    pub locations_not_covered: Vec<CodeLocation>,
}

impl CodeCoverage {
    /// Covered part in percent; code without executable lines counts as covered.
    pub fn percent(&self) -> f64 {
        if self.num_locations == 0 {
            return 100.0;
        }
        let covered = self.num_locations.saturating_sub(self.num_locations_not_covered);
        covered as f64 * 100.0 / self.num_locations as f64
    }
}

/// A line of code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct CodeLocation {
    #[serde(deserialize_with = "lenient::count")]
    pub line: u32,
    #[serde(deserialize_with = "lenient::count")]
    pub column: u32,
    #[serde(deserialize_with = "lenient::count")]
    pub num_executions: u64,
    /// Milliseconds, −1 where it was not measured.
    #[serde(deserialize_with = "lenient::count")]
    pub time: f64,
}

/// Coverage below the required part.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CoverageWarning {
    /// Record id of the class.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Class or flow; `None` for the org as a whole.
    #[serde(alias = "flowName", deserialize_with = "lenient::optional_text")]
    pub name: Option<String>,
    /// Namespace of the class.
    #[serde(alias = "flowNamespace", deserialize_with = "lenient::optional_text")]
    pub namespace: Option<String>,
    /// What the platform says.
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
}

/// Coverage of one flow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FlowCoverage {
    /// Name of the flow.
    #[serde(deserialize_with = "lenient::text")]
    pub flow_name: String,
    /// Elements of the flow.
    #[serde(deserialize_with = "lenient::count")]
    pub num_elements: u64,
    /// Those that no test ran through.
    #[serde(deserialize_with = "lenient::count")]
    pub num_elements_not_covered: u64,
}
