//! Which metadata an org has, and which types it takes.

use crate::lenient;
use serde::{Deserialize, Serialize};

/// `ListMetadataQuery` of the WSDL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    /// Folder, for types that live in folders.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Metadata type.
    #[serde(rename = "type", deserialize_with = "lenient::text")]
    pub kind: String,
}

/// What `listMetadata` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Listing(
    /// Components of the types asked for.
    #[serde(deserialize_with = "lenient::list")]
    pub Vec<super::FileProperties>,
);

/// `DescribeMetadataResult` of the WSDL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribeResult {
    /// The types.
    #[serde(deserialize_with = "lenient::list")]
    pub metadata_objects: Vec<DescribedType>,
    /// Namespace of the org; empty for most.
    #[serde(deserialize_with = "lenient::text")]
    pub organization_namespace: String,
    /// Whether `rollbackOnError` may be false.
    #[serde(deserialize_with = "lenient::bool")]
    pub partial_save_allowed: bool,
    /// Whether deployments must run tests.
    #[serde(deserialize_with = "lenient::bool")]
    pub test_required: bool,
}

/// `DescribeMetadataObject` of the WSDL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DescribedType {
    /// Types inside it.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub child_xml_names: Vec<String>,
    /// Folder in the package.
    #[serde(deserialize_with = "lenient::text")]
    pub directory_name: String,
    /// Whether components live in folders.
    #[serde(deserialize_with = "lenient::bool")]
    pub in_folder: bool,
    /// Whether a `-meta.xml` file stands beside the content.
    #[serde(deserialize_with = "lenient::bool")]
    pub meta_file: bool,
    /// File name ending.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// Metadata type.
    #[serde(deserialize_with = "lenient::text")]
    pub xml_name: String,
}
