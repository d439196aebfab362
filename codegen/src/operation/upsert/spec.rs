//! The `upsert` operation as written.

use crate::spec::{AssignmentSpec, FieldSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Creates a record, or changes the one that has the same external Id.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpsertSpec {
    /// API name of the sObject.
    pub object: Text,
    /// A unique external Id field.
    pub external_id: Text,
    /// Name of the required parameter with its value.
    pub by: Text,
    /// The fields set, besides the external Id.
    #[schemars(length(min = 1))]
    pub set: Vec<Located<AssignmentSpec>>,
    /// Fields returned, read back after the write. The record's Id and URL are always returned.
    #[serde(default)]
    pub returns: Vec<Located<Short<FieldSpec>>>,
}
