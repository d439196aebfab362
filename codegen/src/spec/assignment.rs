//! Fields that a tool sets.

use super::Text;
use crate::yaml::{Located, Scalar};
use schemars::JsonSchema;
use serde::Deserialize;

/// A field that a tool sets. Exactly one of `param`, `authorized` and `value` says to what. A field whose parameter is
/// optional is left alone when the argument is absent.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AssignmentSpec {
    /// API name of the field. `RecordTypeId` is set by the developer name of a record type: a `value`, or a parameter of type
    /// `enum` whose values are developer names. The permission set lets its users give these record types.
    pub field: Text,
    /// Name of a parameter.
    #[serde(default)]
    pub param: Option<Text>,
    /// Name of an authorized value.
    #[serde(default)]
    pub authorized: Option<Text>,
    /// A constant.
    #[serde(default, rename = "value")]
    pub constant: Option<Located<Scalar>>,
}
