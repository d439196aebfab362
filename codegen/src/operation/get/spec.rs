//! The `get` operation as written.

use crate::spec::{ConditionSpec, FieldSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Reads one record by its Id or another unique field.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Name of the required parameter that identifies the record.
    pub by: Text,
    /// The field compared with `by`. Default: `Id`. Any other must be unique or an external Id.
    #[serde(default)]
    pub by_field: Option<Text>,
    /// Fields returned. The record's Id and URL are always returned.
    #[schemars(length(min = 1))]
    pub fields: Vec<Located<Short<FieldSpec>>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records may be read: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
}
