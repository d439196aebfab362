//! The SOAP metadata service: the calls this project makes, their envelopes, and replies.
//!
//! Deployments go over REST; retrieving exists in SOAP only. The four deploy calls are here for the local org, which
//! answers other clients too. A reply becomes JSON first and is then read by the same lenient types as REST replies.

pub mod anonymous;
mod listing;
mod retrieve;
mod tree;

pub use listing::{DescribeResult, DescribedType, ListQuery, Listing};
pub use retrieve::{FileProperties, RetrieveMessage, RetrieveRequest, RetrieveResult, TypeMembers, Unpackaged};

use crate::{Secret, deploy::DeployOptions, lenient};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The namespace of the metadata service.
pub const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";
const ENVELOPE: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// Value of the `Content-Type` header.
pub const CONTENT_TYPE: &str = "text/xml; charset=UTF-8";

/// Path of the service for an API version such as `66.0`.
pub fn path(version: &str) -> String {
    format!("/services/Soap/m/{version}")
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Starts a deployment.
    Deploy {
        /// The package.
        zip: Vec<u8>,
        /// How to deploy it.
        options: DeployOptions,
    },
    /// Asks for the state of a deployment.
    CheckDeployStatus {
        /// Id of the deployment.
        id: String,
        /// Whether the reply lists components and tests.
        include_details: bool,
    },
    /// Asks for a deployment to stop.
    CancelDeploy {
        /// Id of the deployment.
        id: String,
    },
    /// Deploys what a validation has proven.
    DeployRecentValidation {
        /// Id of the validation.
        id: String,
    },
    /// Starts a retrieve.
    Retrieve(RetrieveRequest),
    /// Asks for the state, and at last the zip, of a retrieve.
    CheckRetrieveStatus {
        /// Id of the retrieve.
        id: String,
        /// Whether the reply carries the zip.
        include_zip: bool,
    },
    /// Asks which components of some types there are.
    ListMetadata {
        /// At most three.
        queries: Vec<ListQuery>,
        /// API version of the answer.
        version: String,
    },
    /// Asks which types there are.
    DescribeMetadata {
        /// API version of the answer.
        version: String,
    },
}

impl Call {
    /// Name of the operation.
    pub fn operation(&self) -> &'static str {
        match self {
            Self::Deploy { .. } => "deploy",
            Self::CheckDeployStatus { .. } => "checkDeployStatus",
            Self::CancelDeploy { .. } => "cancelDeploy",
            Self::DeployRecentValidation { .. } => "deployRecentValidation",
            Self::Retrieve(_) => "retrieve",
            Self::CheckRetrieveStatus { .. } => "checkRetrieveStatus",
            Self::ListMetadata { .. } => "listMetadata",
            Self::DescribeMetadata { .. } => "describeMetadata",
        }
    }

    /// The envelope. It carries the session id, hence the type.
    pub fn to_envelope(&self, session: &Secret) -> Secret {
        let body = match self {
            Self::Deploy { zip, options } => json!({"ZipFile": BASE64_STANDARD.encode(zip), "DeployOptions": options}),
            Self::CheckDeployStatus { id, include_details } => {
                json!({"asyncProcessId": id, "includeDetails": include_details})
            }
            // The WSDL really calls this element `String`.
            Self::CancelDeploy { id } => json!({"String": id}),
            Self::DeployRecentValidation { id } => json!({"validationId": id}),
            Self::Retrieve(request) => json!({"retrieveRequest": request}),
            Self::CheckRetrieveStatus { id, include_zip } => json!({"asyncProcessId": id, "includeZip": include_zip}),
            Self::ListMetadata { queries, version } => json!({"queries": queries, "asOfVersion": version}),
            Self::DescribeMetadata { version } => json!({"asOfVersion": version}),
        };
        let header = tree::write("SessionHeader", Some(NAMESPACE), &json!({"sessionId": session.expose()}));
        Secret::new(envelope(&header, &tree::write(self.operation(), Some(NAMESPACE), &body)))
    }

    /// Reads an envelope: the session id, if there is one, and the call.
    pub fn parse(envelope: &str) -> Result<(Option<Secret>, Self), SoapError> {
        let root = tree::read(envelope)?;
        let session = root.pointer("/Header/SessionHeader/sessionId").and_then(Value::as_str).map(Secret::new);
        let body = root.get("Body").and_then(Value::as_object);
        let (operation, content) = body.and_then(|b| b.iter().next()).ok_or(SoapError::NoBody)?;
        let text = |names: &[&str]| -> Result<String, SoapError> {
            let found = names.iter().find_map(|name| content.get(name)?.as_str());
            found.map(str::to_owned).ok_or_else(|| SoapError::Argument(operation.clone(), names.join(" or ")))
        };
        let flag = |name: &str| content.get(name).and_then(Value::as_str).is_some_and(|v| v == "true" || v == "1");
        let argument = |name: &str| SoapError::Argument(operation.clone(), name.to_owned());
        let call = match operation.as_str() {
            "deploy" => Self::Deploy {
                zip: decode(&text(&["ZipFile"])?).ok_or_else(|| argument("ZipFile"))?,
                options: from_value(content.get("DeployOptions").cloned().unwrap_or(Value::Null))
                    .ok_or_else(|| argument("DeployOptions"))?,
            },
            "checkDeployStatus" => {
                Self::CheckDeployStatus { id: text(&["asyncProcessId"])?, include_details: flag("includeDetails") }
            }
            "cancelDeploy" => Self::CancelDeploy { id: text(&["String", "id", "asyncProcessId"])? },
            "deployRecentValidation" => Self::DeployRecentValidation { id: text(&["validationId"])? },
            "retrieve" => Self::Retrieve(
                // The WSDL says `retrieveRequest`; the client library of the `sf` CLI says `request`.
                content
                    .get("retrieveRequest")
                    .or_else(|| content.get("request"))
                    .cloned()
                    .and_then(from_value)
                    .ok_or_else(|| argument("retrieveRequest"))?,
            ),
            "checkRetrieveStatus" => {
                let asked = content.get("includeZip").is_none() || flag("includeZip");
                Self::CheckRetrieveStatus { id: text(&["asyncProcessId", "id"])?, include_zip: asked }
            }
            "listMetadata" => Self::ListMetadata {
                queries: lenient::list(content.get("queries").cloned().unwrap_or(Value::Null))
                    .map_err(|_| argument("queries"))?,
                version: text(&["asOfVersion"]).unwrap_or_default(),
            },
            "describeMetadata" => Self::DescribeMetadata { version: text(&["asOfVersion"]).unwrap_or_default() },
            _ => return Err(SoapError::UnknownOperation(operation.clone())),
        };
        Ok((session, call))
    }
}

fn from_value<T: DeserializeOwned>(value: Value) -> Option<T> {
    serde_json::from_value(value).ok()
}

/// Base64 with the line breaks that XML writers put in.
fn decode(text: &str) -> Option<Vec<u8>> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(compact).ok()
}

/// `AsyncResult`: a call was accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AsyncResult {
    /// Whether the job is over already.
    #[serde(deserialize_with = "lenient::bool")]
    pub done: bool,
    /// Id of the job.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// `Queued`, `InProgress`, `Completed` or `Error`.
    #[serde(deserialize_with = "lenient::text")]
    pub state: String,
}

/// `CancelDeployResult`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CancelDeployResult {
    /// Whether the deployment has stopped already.
    #[serde(deserialize_with = "lenient::bool")]
    pub done: bool,
    /// Id of the deployment.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
}

/// The platform refused a call.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Fault {
    /// Without its prefix: `INVALID_SESSION_ID`.
    pub code: String,
    /// What the platform says.
    pub message: String,
}

/// A message that is not the SOAP we expect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SoapError {
    /// The platform refused the call.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// Not XML.
    #[error("the message is not XML: {0}")]
    Xml(String),
    /// No body, or an empty one.
    #[error("the message has no SOAP body")]
    NoBody,
    /// An operation this program does not know.
    #[error("the operation `{0}` is not supported")]
    UnknownOperation(String),
    /// An argument is missing or has the wrong form.
    #[error("`{0}` needs a valid `{1}`")]
    Argument(String, String),
    /// The reply does not have the form of its type.
    #[error("the reply of `{0}` has an unexpected form: {1}")]
    Reply(String, String),
}

/// The envelope of a reply. A list as `result` becomes one `result` element each.
pub fn reply<T: Serialize>(operation: &str, result: &T) -> String {
    let value = serde_json::to_value(result).unwrap_or(Value::Null);
    envelope("", &tree::write(&format!("{operation}Response"), Some(NAMESPACE), &json!({"result": value})))
}

/// The envelope of a refusal.
pub fn fault(fault: &Fault) -> String {
    let body =
        json!({"faultcode": format!("sf:{}", fault.code), "faultstring": format!("{}: {}", fault.code, fault.message)});
    let text = tree::write("soapenv:Fault", None, &body);
    envelope("", &text.replacen("<soapenv:Fault>", &format!("<soapenv:Fault xmlns:sf=\"{NAMESPACE}\">"), 1))
}

/// Reads the reply to `operation`.
pub fn parse_reply<T: DeserializeOwned>(operation: &str, text: &str) -> Result<T, SoapError> {
    let root = tree::read(text)?;
    let body = root.get("Body").ok_or(SoapError::NoBody)?;
    if let Some(found) = body.get("Fault") {
        let part = |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default();
        let code = part("faultcode").rsplit(':').next().unwrap_or_default().to_owned();
        let message = part("faultstring").strip_prefix(&format!("{code}: ")).unwrap_or(part("faultstring")).to_owned();
        return Err(Fault { code, message }.into());
    }
    let response = body.get(format!("{operation}Response")).ok_or(SoapError::NoBody)?;
    // A list without an item has no element at all.
    T::deserialize(response.get("result").unwrap_or(&Value::Null))
        .map_err(|e| SoapError::Reply(operation.to_owned(), e.to_string()))
}

fn envelope(header: &str, body: &str) -> String {
    let header = if header.is_empty() { String::new() } else { format!("<soapenv:Header>{header}</soapenv:Header>") };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<soapenv:Envelope xmlns:soapenv=\"{ENVELOPE}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">{header}<soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
}

#[cfg(test)]
mod tests;
