//! The `update` operation as written.

use crate::spec::{AssignmentSpec, ConditionSpec, FieldSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Changes one record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Name of the required `id` parameter that identifies the record.
    pub by: Text,
    /// The fields set.
    #[schemars(length(min = 1))]
    pub set: Vec<Located<AssignmentSpec>>,
    /// Conditions that the record must meet before the change; with constants or authorized values.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records may be changed: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
    /// Fields returned, read back after the write. The record's Id and URL are always returned.
    #[serde(default)]
    pub returns: Vec<Located<Short<FieldSpec>>>,
}
