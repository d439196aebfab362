//! `targets.yaml`: the orgs of the project, without secrets.

use super::{Flow, Text};
use crate::yaml::Located;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

/// The orgs of the project, by name. The file holds no secret.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "targets")]
pub struct TargetsSpec {
    /// The targets.
    pub targets: IndexMap<String, Located<TargetSpec>>,
}

/// One org.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetSpec {
    /// What kind of org it is. What the org itself says is checked at login.
    pub class: Located<OrgClass>,
    /// My Domain host, for example `acme--dev.sandbox.my.salesforce.com`.
    pub host: Text,
    /// How the deploy tool logs in. Default: `authorizationCode`.
    #[serde(default)]
    pub flow: Option<Located<Flow>>,
    /// User name of the person or user that deploys. Required with `flow: jwtBearer`.
    #[serde(default)]
    pub deploy_user: Option<Text>,
    /// What differs per server in this org.
    #[serde(default)]
    pub servers: IndexMap<String, Located<TargetServerSpec>>,
}

/// What differs per server in an org.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TargetServerSpec {
    /// User name of the integration user in this org; needed for the client credentials flow.
    #[serde(default)]
    pub run_as: Option<Text>,
}

/// A kind of org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum OrgClass {
    /// A sandbox.
    Sandbox,
    /// A scratch org.
    Scratch,
    /// A Developer Edition org.
    Developer,
    /// A production org.
    Production,
    /// The local org of this project.
    Local,
}
