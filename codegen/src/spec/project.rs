//! `kind: project`: settings for the whole project.

use super::{OverridesSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// Settings for the whole project. There is exactly one, usually `specs/project.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "project")]
pub struct ProjectSpec {
    /// Name of the project in documents.
    pub name: Text,
    /// Salesforce API version of the generated classes and the manifest, for example `"66.0"`. Default: `"66.0"`.
    #[serde(default)]
    pub api_version: Option<Text>,
    /// Letters put before the name of every generated class, permission set and app, for example `Acme`. 1 to 10
    /// letters or digits, starting with a capital letter.
    pub prefix: Text,
    /// Where the Apex base classes come from. Default: `package`.
    #[serde(default)]
    pub framework: Option<Located<FrameworkMode>>,
    /// Org features the specs may rely on, for example `PersonAccounts`, `MultiCurrency`, `StateAndCountryPicklists`.
    #[serde(default)]
    pub features: Vec<Text>,
    /// E-mail address of the team that owns the OAuth app; Salesforce asks for one.
    pub contact_email: Text,
    /// The npm proxy that MCP clients start. Default: version 1.1.1 of `salesforce-mcp-lib`.
    #[serde(default)]
    pub proxy: Option<Located<ProxySpec>>,
    /// Name of the profile of test users; it must grant no rights on objects. Default: `Minimum Access - Salesforce`. That
    /// one lets users look at activities and Knowledge, which the default profile of integration users does not; the
    /// generated permission sets grant both where tools need it.
    #[serde(default)]
    pub test_profile: Option<Text>,
    /// Directories of the DX project, besides the generated one, whose `objects` are read. Default: those of
    /// `sfdx-project.json`.
    #[serde(default)]
    pub package_directories: Vec<Text>,
    /// Corrections of what the generator only assumes about objects and fields, where an org says otherwise.
    #[serde(default)]
    pub overrides: Option<OverridesSpec>,
    /// Path of the manifest of the generated components, where the project has a `manifest/package.xml` of its own:
    /// below `manifest/`, with a name that ends in `package.xml`, as in `manifest: manifest/mcp-package.xml`. The manifest
    /// of deletions stands beside it, named alike. Default: `manifest/package.xml`.
    #[serde(default)]
    pub manifest: Option<Text>,
}

/// Where the Apex base classes (`McpToolDefinition` and its relatives) come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FrameworkMode {
    /// The unlocked package salesforce-mcp-lib (04tdL000000Ut0fQAC) is installed in the org.
    Package,
    /// API-compatible base classes are generated with the project; the package must not be installed.
    Bundled,
}

/// The npm proxy `salesforce-mcp-lib`. Give `version` or `path`, not both.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProxySpec {
    /// Exact npm version, for example `1.1.1`. Ranges and `latest` are refused.
    #[serde(default)]
    pub version: Option<Text>,
    /// Path of a local build's `dist/index.js`, where npm is not an option: absolute, or relative to the directory in
    /// which the client starts it. It ends in `.js`, `.mjs` or `.cjs`.
    #[serde(default)]
    pub path: Option<Text>,
}
