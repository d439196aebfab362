//! The `aggregate` operation as written.

use crate::spec::{ConditionSpec, RecordsSpec, Text};
use crate::yaml::{Located, Short};
use schemars::JsonSchema;
use serde::Deserialize;

/// Counts and sums records in groups. Never returns single records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AggregateSpec {
    /// API name of the sObject.
    pub object: Text,
    /// Fields by which records are grouped; none gives a single row.
    #[serde(default)]
    pub group_by: Vec<Text>,
    /// What is computed for each group.
    #[schemars(length(min = 1))]
    pub measures: Vec<Located<MeasureSpec>>,
    /// Conditions, joined by AND. One on an optional parameter applies only when the argument is given.
    #[serde(default, rename = "where")]
    pub conditions: Vec<Located<ConditionSpec>>,
    /// Conditions with constants or authorized values that no argument can remove.
    #[serde(default)]
    pub always: Vec<Located<ConditionSpec>>,
    /// Which records count: `all`, `owned`, or a mapping with `relatedTo`. Default: `all` that sharing allows.
    #[serde(default)]
    pub records: Option<Located<Short<RecordsSpec>>>,
    /// Order by group fields or by the `as` names of measures, for example `[total desc]`. Default: the group fields.
    #[serde(default)]
    pub order_by: Vec<Text>,
    /// Greatest number of groups returned, 1 to 200. Default: 50.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub max_groups: Option<Located<u32>>,
}

/// One computed value.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeasureSpec {
    /// The function.
    pub function: Located<Function>,
    /// The field it is applied to; `count` needs none.
    #[serde(default)]
    pub field: Option<Text>,
    /// Key in the result: letters, digits and `_`.
    #[serde(rename = "as")]
    pub key: Text,
}

/// An aggregate function of SOQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Function {
    /// Number of records, or of records in which the field has a value.
    Count,
    /// Number of distinct values.
    CountDistinct,
    /// Sum.
    Sum,
    /// Average.
    Avg,
    /// Least value.
    Min,
    /// Greatest value.
    Max,
}
