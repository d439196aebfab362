//! `kind: scope`: a reusable exposure set.

use super::{ConditionSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// A reusable exposure set: what tools that name it may touch at most. Anything not listed is denied. Where a tool names
/// several, each operation and the fields that it reads or sets must stand in one and the same of them. A `search` in `all`
/// reaches fields that no scope lists, so it names none; one in `name`, `email` or `phone` needs the name, e-mail or phone
/// fields.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "scope")]
pub struct ScopeSpec {
    /// Name by which tools refer to it: lower-case letters, digits and `-`.
    pub name: Text,
    /// What the set is for.
    pub description: Text,
    /// The objects.
    #[schemars(length(min = 1))]
    pub objects: Vec<Located<ScopeObjectSpec>>,
    /// Objects that are left out on purpose, with the reason; a tool that touches one is refused.
    #[serde(default)]
    pub excluded: Vec<Located<ExcludedSpec>>,
}

/// One object of a scope.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopeObjectSpec {
    /// API name of the sObject.
    pub object: Text,
    /// What may be done. Default: `[read]`.
    #[serde(default)]
    pub operations: Vec<Located<ScopeAccess>>,
    /// Fields of this sObject that may be read; also those used in conditions. API names, no paths: the fields of a parent
    /// are listed at the parent's own entry, and so are those that a formula names.
    pub fields: Vec<Text>,
    /// Fields of this sObject that may be set. API names, no paths. Being set is no leave to be read: a field that is
    /// returned or used in a condition stands in `fields` too.
    #[serde(default)]
    pub editable: Vec<Text>,
    /// Conditions that every record must meet, with constants, or with `authorized: userId` for the running user. No
    /// argument can remove them. What a `create` makes must meet them for certain, by constants or by an `enum` whose values
    /// all do, and no `update` may set what they look at to anything else, nor may any tool
    /// of the scope that changes other records, such as the parents behind a path; automation of the org is not looked at.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
}

/// What may be done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ScopeAccess {
    /// Read records.
    Read,
    /// Create records.
    Create,
    /// Change records.
    Edit,
    /// Delete records.
    Delete,
}

impl ScopeAccess {
    /// The word in a spec.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Edit => "edit",
            Self::Delete => "delete",
        }
    }
}

/// An object that is left out on purpose.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExcludedSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Why.
    pub reason: Text,
}
