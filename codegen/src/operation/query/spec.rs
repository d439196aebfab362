//! The `query` operation as written.

use crate::spec::{ConditionSpec, FieldSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Lists records that match fixed conditions and the arguments given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuerySpec {
    /// API name of the sObject.
    pub object: Text,
    /// Fields returned for each record. The record's Id and URL are always returned.
    #[schemars(length(min = 1))]
    pub fields: Vec<Located<Short<FieldSpec>>>,
    /// Conditions, joined by AND. One on an optional parameter applies only when the argument is given.
    #[serde(default, rename = "where")]
    pub conditions: Vec<Located<ConditionSpec>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records may be read: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
    /// Order of the records, for example `[CloseDate desc, Name]`. The Id is always the last criterion.
    #[serde(default)]
    pub order_by: Vec<Text>,
    /// How many records a call returns.
    #[serde(default)]
    pub limit: Option<Located<LimitSpec>>,
    /// Whether a call can continue where the last one ended. Adds the parameter `cursor`. Default: false.
    #[serde(default)]
    pub paginate: Option<Located<bool>>,
}

/// How many records a call returns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LimitSpec {
    /// Records returned unless the argument `limit` says otherwise, 1 to 200. Default: 20, or `max` where that is less.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub default: Option<Located<u32>>,
    /// Greatest number that the argument `limit` may ask for, 1 to 200. Default: `default`; then there is no such argument.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub max: Option<Located<u32>>,
}
