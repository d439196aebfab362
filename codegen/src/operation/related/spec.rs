//! The `related` operation as written.

use crate::spec::{ConditionSpec, FieldSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Reads one record with chosen parents and children in one call.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Name of the required `id` parameter that identifies the record.
    pub by: Text,
    /// Fields returned, parents by path. The record's Id and URL are always returned.
    #[schemars(length(min = 1))]
    pub fields: Vec<Located<Short<FieldSpec>>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records may be read: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
    /// The children.
    #[schemars(length(min = 1))]
    pub children: Vec<Located<ChildSpec>>,
}

/// Children of the record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChildSpec {
    /// Name of the child relationship, for example `Opportunities` or `Widgets__r`.
    pub relationship: Text,
    /// Key in the result. Default: the relationship name.
    #[serde(default, rename = "as")]
    pub key: Option<Text>,
    /// Name of a `boolean` parameter that asks for these children. Default: they are always returned.
    #[serde(default)]
    pub when: Option<Text>,
    /// Fields returned for each child. Its Id and URL are always returned.
    #[schemars(length(min = 1))]
    pub fields: Vec<Located<Short<FieldSpec>>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Order of the children, for example `[CloseDate desc]`. The Id is always the last criterion.
    #[serde(default)]
    pub order_by: Vec<Text>,
    /// Greatest number of children returned, 1 to 200. Default: 5.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub limit: Option<Located<u32>>,
    /// Name of an `integer` parameter, with `max` equal to `limit`, that chooses how many children are returned.
    #[serde(default)]
    pub limit_from: Option<Text>,
}
