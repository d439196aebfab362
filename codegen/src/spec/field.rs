//! Fields that a tool returns.

use super::Text;
use crate::yaml::{FromShort, Located, Pos};
use schemars::JsonSchema;
use serde::Deserialize;

/// A field that a tool returns: a name or parent path such as `Owner.Name`, or a mapping with more detail.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldSpec {
    /// API name of the field, or a path through parents, for example `Account.Owner.Name`. Behind a lookup that may point to
    /// records of many objects, such as `Who` and `What`, there are names and the `Type`; behind one to users and queues,
    /// such as the `Owner` of a case, also `Email`, `Phone` and `Title` of a user, for which there are no field permissions.
    pub field: Text,
    /// Key in the result. Default: the path with `_` for `.`.
    #[serde(default, rename = "as")]
    pub key: Option<Text>,
    /// Why a field with personal, financial or health data is returned. Such a field needs this or a `mask`.
    #[serde(default)]
    pub pii: Option<Located<PiiSpec>>,
    /// How the value is masked before it leaves the org.
    #[serde(default)]
    pub mask: Option<Located<Mask>>,
}

impl FromShort for FieldSpec {
    fn from_short(text: &str) -> Self {
        let field = Located { value: text.to_owned(), at: Pos::default() };
        Self { field, key: None, pii: None, mask: None }
    }
}

/// The decision to expose personal data.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PiiSpec {
    /// Why the agent needs it.
    #[schemars(length(min = 10))]
    pub justification: Text,
    /// Where the decision is recorded, for example a record of processing activities.
    #[schemars(length(min = 1))]
    pub reference: Text,
}

/// How a value is masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Mask {
    /// Only the last four characters are shown.
    Last4,
    /// First letter and domain of an e-mail address are shown.
    Email,
    /// Only whether there is a value.
    Redact,
}
