//! How agents log in.

use super::Text;
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// How agents log in to a server.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LoginSpec {
    /// The OAuth flow.
    pub flow: Located<Flow>,
    /// The kind of OAuth app. Default: `externalClientApp`.
    #[serde(default)]
    pub app: Option<Located<AppKind>>,
    /// MCP clients that will connect: `claude-code`, `claude-desktop`.
    #[schemars(length(min = 1))]
    pub clients: Vec<Text>,
    /// OAuth scopes beyond those that the tools need, by their metadata names, for example `Full`. Each widens what a
    /// stolen token can do.
    #[serde(default)]
    pub extra_scopes: Vec<Text>,
    /// Why the extra scopes are needed, in 10 characters or more. Required with `extraScopes`.
    #[serde(default)]
    #[schemars(length(min = 10))]
    pub scope_justification: Option<Text>,
    /// Path of the public certificate (PEM) for the JWT bearer flow, relative to the project. Required with
    /// `flow: jwtBearer`, and refused with any other. Never a private key.
    #[serde(default)]
    pub certificate: Option<Text>,
    /// Days for which a refresh token lives, 1 to 365. Default: 30.
    #[serde(default)]
    #[schemars(range(min = 1, max = 365))]
    pub refresh_token_days: Option<Located<u32>>,
}

/// An OAuth flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Flow {
    /// One integration user for all calls; for automated agents that a team shares.
    ClientCredentials,
    /// Each person logs in (with PKCE); actions are attributed to that person.
    AuthorizationCode,
    /// A signed assertion instead of a secret; for background services.
    JwtBearer,
}

/// A kind of OAuth app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AppKind {
    /// External Client App: the kind that orgs can create today.
    ExternalClientApp,
    /// Classic Connected App: only for orgs in which Salesforce Support has re-enabled their creation.
    ConnectedApp,
}
