//! `kind: tool`: one MCP tool. The operation itself (`get`, `query`, …) is a key of its own, see [`crate::operation`].

use super::{ParameterSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// One MCP tool: a narrow, named operation on an org. Besides the keys here it has exactly one operation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "tool")]
pub struct ToolSpec {
    /// Name that clients call: lower-case letters, digits and `_`, starting with a letter, at most 40 characters.
    pub name: Text,
    /// Title that people see.
    pub title: Text,
    /// What the tool does and when to use it, for the model. Which fields it reads and changes is added to it.
    pub description: Text,
    /// Further names under which the tool can be called; they are not listed to clients.
    #[serde(default)]
    pub aliases: Vec<Text>,
    /// Names of scopes that everything the tool touches must lie within. Their record filters are added to the tool's.
    #[serde(default)]
    pub scopes: Vec<Text>,
    /// What the model may choose.
    #[serde(default)]
    pub parameters: Vec<Located<ParameterSpec>>,
    /// Values the model can neither see nor set: from the running user or the server's configuration.
    #[serde(default)]
    pub authorized: Vec<Located<AuthorizedSpec>>,
    /// Hints for clients, only in the stricter direction than the operation implies.
    #[serde(default)]
    pub annotations: Option<Located<AnnotationsSpec>>,
    /// Why a broad tool is needed. Required for a tool that returns more than 15 fields of one sObject, that searches all
    /// fields, or that lists records without a condition that always applies. `contains` and `startsWith` count as such a
    /// condition only with at least 3 characters (`minLength: 3`).
    #[serde(default)]
    #[schemars(length(min = 10))]
    pub justification: Option<Text>,
}

/// A value that the model can neither see nor set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthorizedSpec {
    /// Name by which conditions and field settings of this tool refer to it.
    pub name: Text,
    /// Where the value comes from. Give `from` or `value`, not both.
    #[serde(default)]
    pub from: Option<Located<AuthorizedSource>>,
    /// A fixed text, reviewed with the spec.
    #[serde(default, rename = "value")]
    pub constant: Option<Text>,
}

/// Where an authorized value comes from, at the time of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AuthorizedSource {
    /// Id of the running user.
    UserId,
    /// User name of the running user.
    UserName,
    /// E-mail address of the running user.
    UserEmail,
    /// Id of the running user's profile.
    UserProfileId,
    /// Id of the running user's role.
    UserRoleId,
    /// Id of the org.
    OrganizationId,
    /// Today's date in the running user's time zone.
    Today,
    /// The moment of the call.
    Now,
}

/// Hints for clients. Only the stricter direction is accepted: a write can be called destructive, never a delete safe.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnnotationsSpec {
    /// Whether the tool may overwrite or remove data.
    #[serde(default)]
    pub destructive: Option<Located<bool>>,
    /// Whether calling it twice with the same arguments has the effect of calling it once.
    #[serde(default)]
    pub idempotent: Option<Located<bool>>,
    /// Whether it only reads.
    #[serde(default)]
    pub read_only: Option<Located<bool>>,
    /// Whether it reaches systems outside the org.
    #[serde(default)]
    pub open_world: Option<Located<bool>>,
}
