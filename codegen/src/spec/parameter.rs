//! Parameters of a tool.

use super::Text;
use crate::yaml::{Located, Scalar};
use schemars::JsonSchema;
use serde::Deserialize;

/// A value that the model may choose. It is checked against this declaration before any data access.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ParameterSpec {
    /// Name: lower-case letters, digits and `_`, starting with a letter, at most 40 characters. Items of an array have
    /// none.
    #[serde(default)]
    pub name: Option<Text>,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: Located<ParameterType>,
    /// What the value means, for the model. Items of an array need none.
    #[serde(default)]
    pub description: Option<Text>,
    /// Whether a call without it is refused. Default: false.
    #[serde(default)]
    pub required: Option<Located<bool>>,
    /// For `id`: the sObject that the Id must belong to.
    #[serde(default)]
    pub object: Option<Text>,
    /// For `enum`: the allowed values.
    #[serde(default)]
    pub values: Vec<Text>,
    /// For `enum`: the picklist field whose values are allowed, for example `Opportunity.StageName`.
    #[serde(default)]
    pub values_of: Option<Text>,
    /// For `integer` and `number`: the least value.
    #[serde(default)]
    pub min: Option<Located<Scalar>>,
    /// For `integer` and `number`: the greatest value.
    #[serde(default)]
    pub max: Option<Located<Scalar>>,
    /// For `string`: the least number of characters. With 0 the model may send an empty text, for example to clear a field.
    /// Default: 1; 0 for what a handler returns.
    #[serde(default)]
    pub min_length: Option<Located<u32>>,
    /// For `string`: the greatest number of characters. Default: 255; no limit of its own for what a handler returns.
    #[serde(default)]
    pub max_length: Option<Located<u32>>,
    /// For `string`: a regular expression that the whole text must match.
    #[serde(default)]
    pub pattern: Option<Text>,
    /// For `string`: a well-known form.
    #[serde(default)]
    pub format: Option<Located<Format>>,
    /// Value used when the argument is absent.
    #[serde(default)]
    pub default: Option<Located<Scalar>>,
    /// Sample values, shown to the model in the description.
    #[serde(default)]
    pub examples: Vec<Located<Scalar>>,
    /// For `array`: the type of the items.
    #[serde(default)]
    pub items: Option<Box<Located<ParameterSpec>>>,
    /// For `array`: the least number of items.
    #[serde(default)]
    pub min_items: Option<Located<u32>>,
    /// For `array`: the greatest number of items; required, at most 200.
    #[serde(default)]
    pub max_items: Option<Located<u32>>,
    /// For `object`: its properties.
    #[serde(default)]
    pub properties: Vec<Located<ParameterSpec>>,
}

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ParameterType {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A date as `2026-01-31`.
    Date,
    /// A moment as `2026-01-31T08:00:00Z`.
    Datetime,
    /// A 15 or 18 character record Id.
    Id,
    /// One of a list of texts.
    Enum,
    /// A list.
    Array,
    /// A group of named values.
    Object,
}

/// A well-known form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// An e-mail address.
    Email,
    /// An `https` URL.
    Url,
    /// A phone number: digits, spaces and `+-().`.
    Phone,
}
