//! The `search` operation as written.

use crate::spec::{ConditionSpec, FieldSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Full-text search (SOSL) over one or more objects.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchSpec {
    /// Name of the required `string` parameter with the search text. Its `minLength` is at least 2: SOSL takes no less.
    pub term: Text,
    /// Where the text is looked for. Default: `name`. With `all`, a search tells of fields
    /// that are not returned, so the tool needs a `justification`; with `email` and `phone` it needs one where such a field
    /// is not returned, and the permission set lets the running user read these fields, without which nothing is found.
    #[serde(default, rename = "in")]
    pub group: Option<Located<SearchGroup>>,
    /// The objects searched, in the order of the result.
    #[schemars(length(min = 1))]
    pub objects: Vec<Located<SearchObjectSpec>>,
}

/// The fields that SOSL looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SearchGroup {
    /// All searchable fields.
    All,
    /// Name fields.
    Name,
    /// E-mail fields.
    Email,
    /// Phone fields.
    Phone,
}

/// One object of a search.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SearchObjectSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Fields returned for each record. The record's Id and URL are always returned.
    #[schemars(length(min = 1))]
    pub fields: Vec<Located<Short<FieldSpec>>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Records returned, 1 to 200. Default: 10.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub limit: Option<Located<u32>>,
}
