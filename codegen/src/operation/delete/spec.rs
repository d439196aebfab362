//! The `delete` operation as written.

use crate::spec::{ConditionSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Deletes one record (to the recycle bin).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Name of the required `id` parameter that identifies the record.
    pub by: Text,
    /// Conditions that the record must meet; with constants or authorized values.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records may be deleted: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
}
