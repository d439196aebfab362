//! Corrections of what the generator only assumes about sObjects.

use super::Text;
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// Corrections of facts that the generator only assumes. They win over the catalogue, the project's metadata and a
/// describe.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OverridesSpec {
    /// About objects.
    #[serde(default)]
    pub objects: Vec<Located<ObjectOverrideSpec>>,
    /// About fields.
    #[serde(default)]
    pub fields: Vec<Located<FieldOverrideSpec>>,
}

/// Corrects what is assumed about an object; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObjectOverrideSpec {
    /// API name.
    pub object: Text,
    /// Whether permission sets have object permissions for it.
    #[serde(default)]
    pub grantable: Option<Located<bool>>,
    /// The object whose permissions decide, for an object that has none of its own.
    #[serde(default)]
    pub inherits_from: Option<Text>,
    /// The objects that must be readable too, in place of those assumed; `[]` for none.
    #[serde(default)]
    pub requires_read: Option<Located<Vec<Text>>>,
    /// The user permissions that writing needs, in place of those assumed; `[]` for none. Only permissions that concern
    /// records of one kind, such as `EditTask`.
    #[serde(default)]
    pub write_user_permissions: Option<Located<Vec<Text>>>,
    /// How it is known, for example the error message of a deployment; reviewers see it.
    pub reason: Text,
}

/// Corrects what is assumed about a field; what is left out stays.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FieldOverrideSpec {
    /// The field, as `Case.Comments`.
    pub field: Text,
    /// Whether field permissions can be granted on it.
    #[serde(default)]
    pub permissionable: Option<Located<bool>>,
    /// Whether an insert may set it.
    #[serde(default)]
    pub createable: Option<Located<bool>>,
    /// Whether an update may set it.
    #[serde(default)]
    pub updateable: Option<Located<bool>>,
    /// Whether an insert must set it.
    #[serde(default)]
    pub required: Option<Located<bool>>,
    /// Whether `WHERE` may use it.
    #[serde(default)]
    pub filterable: Option<Located<bool>>,
    /// Whether `ORDER BY` may use it.
    #[serde(default)]
    pub sortable: Option<Located<bool>>,
    /// Whether `GROUP BY` may use it.
    #[serde(default)]
    pub groupable: Option<Located<bool>>,
    /// How it is known, for example the error message of a deployment; reviewers see it.
    pub reason: Text,
}
