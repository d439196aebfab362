//! `DeployResult` and its messages, by the WSDL (66.0) and what later versions add.

use super::{DeployStatus, RunTestResult};
use crate::lenient::{self, Shapes};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeOwned, Error, IgnoredAny, MapAccess, SeqAccess},
};
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

/// What became of each component and test. While the deployment runs only failures are listed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployDetails {
    /// Components that could not be deployed; one component may have several.
    pub component_failures: Vec<DeployMessage>,
    /// Components that were deployed.
    pub component_successes: Vec<DeployMessage>,
    /// Tests. The guide's samples spell it `runTestResults`.
    pub run_test_result: RunTestResult,
    /// Why something of it could not be read, where that is so; it is left out.
    #[serde(skip)]
    pub unreadable: Option<String>,
}

/// Details that cannot be read hide neither the state of the deployment nor the other details.
impl<'de> Deserialize<'de> for DeployDetails {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::by_shape(deserializer, Self::default())
    }
}

impl<'de> Shapes<'de> for DeployDetails {
    type Out = Self;

    fn object<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            let unreadable = match &*key {
                "componentFailures" => map.next_value::<Readable<_>>()?.into(&mut self.component_failures),
                "componentSuccesses" => map.next_value::<Readable<_>>()?.into(&mut self.component_successes),
                "runTestResult" | "runTestResults" => {
                    let (tests, unreadable) = tests_of(map.next_value()?);
                    self.run_test_result = tests;
                    unreadable
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    None
                }
            };
            self.unreadable = self.unreadable.or(unreadable);
        }
        Ok(self)
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.other(Value::Array(Vec::new()))
    }

    fn other<E: Error>(self, value: Value) -> Result<Self, E> {
        let nothing = matches!(&value, Value::Null) || value == "";
        Ok(Self { unreadable: (!nothing).then(|| format!("expected details, found {value}")), ..self })
    }
}

/// The elements of a list that can be read, and why the first other one cannot.
struct Readable<T>(Vec<T>, Option<String>);

impl<T> Readable<T> {
    fn into(self, list: &mut Vec<T>) -> Option<String> {
        *list = self.0;
        self.1
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Readable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut found = Self(Vec::new(), None);
        lenient::each(deserializer, |item| {
            match serde_json::from_value(item) {
                Ok(item) => found.0.push(item),
                Err(error) => found.1 = found.1.take().or_else(|| Some(error.to_string())),
            }
            Ok(())
        })?;
        Ok(found)
    }
}

/// What can be read of the tests, and why the rest cannot.
fn tests_of(mut value: Value) -> (RunTestResult, Option<String>) {
    let error = match lenient::object(&value) {
        Ok(tests) => return (tests, None),
        Err(error) => error.to_string(),
    };
    for (name, list) in value.as_object_mut().into_iter().flatten() {
        retain::<RunTestResult>(list, |one| serde_json::from_value(Value::from_iter([(name.clone(), one)])));
    }
    (lenient::object(value).unwrap_or_default(), Some(error))
}

/// Keeps what can be read of a list; one element may stand without a list.
fn retain<T>(list: &mut Value, read: impl Fn(Value) -> serde_json::Result<T>) {
    match list {
        Value::Array(items) => items.retain(|item| read(item.clone()).is_ok()),
        one if read(one.clone()).is_err() => *one = Value::Null,
        _ => {}
    }
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
