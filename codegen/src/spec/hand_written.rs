//! Tools that people write as Apex classes, and what hand-written code does to data.

use super::{ReviewerSpec, ScopeObjectSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// A tool that people wrote as an Apex class, served beside the generated ones. No list of fields is enforced for it:
/// what it reads, returns and changes, only its class says. The permission set grants what is declared here.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandWrittenSpec {
    /// Name of the Apex class, in a package directory of the project. It extends `McpToolDefinition`, itself or through
    /// other classes, and has a constructor without parameters.
    pub class: Text,
    /// Name of the tool, the same as the class sets.
    pub name: Text,
    /// Title, for clients and the review documents; that of the class is not shown.
    pub title: Text,
    /// What it does, for clients and the review documents; the description of the class is not shown.
    pub description: Text,
    /// What it does to data: `read` (default) or `write`.
    #[serde(default)]
    pub effect: Option<Located<Effect>>,
    /// The objects it touches; the permission set grants exactly these.
    #[serde(default)]
    pub access: Vec<Located<ScopeObjectSpec>>,
    /// Why it is not a generated tool.
    #[schemars(length(min = 10))]
    pub justification: Text,
    /// Who reviewed the class. Default: the reviewer of the server.
    #[serde(default)]
    pub reviewer: Option<Located<ReviewerSpec>>,
}

/// What hand-written code does to data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Reads only.
    Read,
    /// Creates, changes or deletes records.
    Write,
}
