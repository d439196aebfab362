//! Settings for the whole project, and its orgs.

use crate::rendered::Origin;
use crate::spec::{Flow, FrameworkMode, OrgClass};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A Salesforce API version; the minor number is always 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ApiVersion(pub u32);

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

/// The npm proxy that clients start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proxy {
    /// `npx -y salesforce-mcp-lib@<version>`.
    Npm(String),
    /// `node <path>`.
    Path(String),
}

/// Settings for the whole project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Name in documents.
    pub name: String,
    /// API version of classes and manifest.
    pub api_version: ApiVersion,
    /// Letters before generated names.
    pub prefix: String,
    /// Where the base classes come from.
    pub framework: FrameworkMode,
    /// Declared org features.
    pub features: BTreeSet<String>,
    /// E-mail address for the OAuth app.
    pub contact_email: String,
    /// The npm proxy.
    pub proxy: Proxy,
    /// Profile of test users.
    pub test_profile: String,
    /// Path of the manifest of the generated components.
    pub manifest: String,
    /// Where it is written.
    pub origin: Origin,
}

/// An org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Name.
    pub name: String,
    /// Kind of org.
    pub class: OrgClass,
    /// My Domain host, without scheme.
    pub host: String,
    /// How the deploy tool logs in.
    pub flow: Flow,
    /// User name for the JWT bearer flow of the deploy tool.
    pub deploy_user: Option<String>,
    /// Server name → user name of its integration user.
    pub run_as: BTreeMap<String, String>,
    /// Where it is written.
    pub origin: Origin,
}
