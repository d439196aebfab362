//! Retrieving metadata.

use crate::lenient;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

/// `RetrieveRequest` of the WSDL, in its element order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetrieveRequest {
    /// Version the components are written in.
    #[serde(deserialize_with = "lenient::text")]
    pub api_version: String,
    /// Whether the zip holds one package without a folder around it.
    #[serde(deserialize_with = "lenient::bool")]
    pub single_package: bool,
    /// Which components.
    #[serde(deserialize_with = "lenient::object")]
    pub unpackaged: Unpackaged,
}

/// A manifest inside a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unpackaged {
    /// Members by type.
    #[serde(deserialize_with = "lenient::list")]
    pub types: Vec<TypeMembers>,
    /// API version.
    #[serde(deserialize_with = "lenient::text")]
    pub version: String,
}

/// The members of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypeMembers {
    /// Names, or `*`.
    #[serde(deserialize_with = "lenient::list")]
    pub members: Vec<String>,
    /// Metadata type.
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
}

/// `RetrieveResult` of the WSDL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetrieveResult {
    /// Whether it is over.
    #[serde(deserialize_with = "lenient::bool")]
    pub done: bool,
    /// Why it failed.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// Code of the failure.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub error_status_code: Option<String>,
    /// What the zip holds.
    #[serde(deserialize_with = "lenient::list")]
    pub file_properties: Vec<FileProperties>,
    /// Id of the retrieve (`09S…`).
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Components that could not be retrieved.
    #[serde(deserialize_with = "lenient::list")]
    pub messages: Vec<RetrieveMessage>,
    /// `Pending`, `InProgress`, `Succeeded` or `Failed`.
    #[serde(deserialize_with = "lenient::text")]
    pub status: String,
    /// Whether it succeeded.
    #[serde(deserialize_with = "lenient::bool")]
    pub success: bool,
    /// The zip in base64; see [`RetrieveResult::zip`].
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub zip_file: Option<String>,
}

impl RetrieveResult {
    /// The bytes of the zip. `None`: not there, or not base64.
    pub fn zip(&self) -> Option<Vec<u8>> {
        let compact: String = self.zip_file.as_ref()?.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        BASE64_STANDARD.decode(compact).ok()
    }

    /// Puts a zip in.
    #[must_use]
    pub fn with_zip(mut self, bytes: &[u8]) -> Self {
        self.zip_file = Some(BASE64_STANDARD.encode(bytes));
        self
    }
}

/// A file of the zip and who last changed its component.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the fields are named after the elements of the WSDL")]
pub struct FileProperties {
    #[serde(deserialize_with = "lenient::text")]
    pub created_by_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub created_date: String,
    #[serde(deserialize_with = "lenient::text")]
    pub file_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub full_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::text")]
    pub last_modified_by_name: String,
    #[serde(deserialize_with = "lenient::text")]
    pub last_modified_date: String,
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
}

/// A component that could not be retrieved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RetrieveMessage {
    /// File of the manifest, `unpackaged/package.xml`.
    #[serde(deserialize_with = "lenient::text")]
    pub file_name: String,
    /// Why.
    #[serde(deserialize_with = "lenient::text")]
    pub problem: String,
}
