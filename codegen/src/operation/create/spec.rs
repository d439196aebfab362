//! The `create` operation as written.

use crate::spec::{AssignmentSpec, FieldSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Creates one record.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateSpec {
    /// API name of the sObject.
    pub object: Text,
    /// The fields set.
    #[schemars(length(min = 1))]
    pub set: Vec<Located<AssignmentSpec>>,
    /// Makes a retried call return the record of the first call instead of making a second one. Where the key stands in a
    /// record that another user made, the call fails with `duplicate` and tells nothing of it.
    #[serde(default)]
    pub idempotency: Option<Located<IdempotencySpec>>,
    /// Fields returned, read back after the write. The record's Id and URL are always returned.
    #[serde(default)]
    pub returns: Vec<Located<Short<FieldSpec>>>,
}

/// The key that makes a retried call harmless.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IdempotencySpec {
    /// A unique external Id field that stores the key. It is not among `set`: the key sets it.
    pub field: Text,
    /// Name of the required `string` parameter with the key. Its `minLength` is at least 8: a short key repeats by chance.
    pub param: Text,
}
