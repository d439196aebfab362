//! The user that tools run as.

use super::Text;
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// The user that tools run as. What it may do beyond the generated permission sets is described by no tool, so each
/// further right needs a reason and stands first in the review document.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RunAsSpec {
    /// Profile of that user. Default: `Minimum Access - API Only Integrations`. A profile with administrator rights is
    /// refused.
    #[serde(default)]
    pub profile: Option<Text>,
    /// Why it is another profile than the default. Required with `profile`, unless it names the default.
    #[serde(default)]
    #[schemars(length(min = 10))]
    pub profile_justification: Option<Text>,
    /// Permission sets it has besides the generated ones, for example the team's own.
    #[serde(default)]
    pub permission_sets: Vec<Located<GrantSpec>>,
    /// User permissions granted to it besides `ApiEnabled` and `ApiUserOnly`, by their metadata names. Administrator
    /// rights are refused.
    #[serde(default)]
    pub user_permissions: Vec<Located<GrantSpec>>,
}

/// A right that the run-as user has beyond what its tools need.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GrantSpec {
    /// API name of the permission set or user permission.
    pub name: Text,
    /// Why the user needs it.
    #[schemars(length(min = 10))]
    pub justification: Text,
}
