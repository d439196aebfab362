//! The `custom` operation as written.

use crate::spec::{Effect, ParameterSpec, ScopeObjectSpec, Text};
use crate::yaml::Located;
use schemars::JsonSchema;
use serde::Deserialize;

/// Hands checked arguments to a handler class that people own. The class is created once, as a start, and never
/// overwritten; what it may touch is what is declared here.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomSpec {
    /// Name of the handler class.
    pub handler: Text,
    /// What the handler does to data: `read` (default) or `write`.
    #[serde(default)]
    pub effect: Option<Located<Effect>>,
    /// The objects it touches; the permission set grants exactly these.
    #[serde(default)]
    pub access: Vec<Located<ScopeObjectSpec>>,
    /// The values it returns, declared like parameters, without `default`. Clients are told every rule that is written
    /// here. Other keys of a result and values of another type are dropped; a missing required one or a value that breaks
    /// a rule fails the call with the code `internal_error`, and the reason goes to the debug log.
    #[schemars(length(min = 1))]
    pub returns: Vec<Located<ParameterSpec>>,
    /// SOQL queries it needs at most, for the budget. Default: 10.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub max_queries: Option<Located<u32>>,
    /// DML statements it needs at most, for the budget. Default: 0 for `read`, 10 for `write`.
    #[serde(default)]
    #[schemars(range(min = 0, max = 150))]
    pub max_dml: Option<Located<u32>>,
    /// Callouts it makes at most. Default: 0.
    #[serde(default)]
    #[schemars(range(min = 0, max = 100))]
    pub max_callouts: Option<Located<u32>>,
}
