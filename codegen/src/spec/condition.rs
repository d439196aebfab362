//! Conditions on records.

use super::Text;
use crate::yaml::{FromShort, Located, Pos, Scalar};
use schemars::JsonSchema;
use serde::Deserialize;

/// A condition on a field. Exactly one of `param`, `authorized`, `value` and `values` says what it is compared with;
/// `isNull` and `notNull` need none. A condition on an optional parameter applies only when the argument is given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConditionSpec {
    /// API name of the field, or a path through parents.
    pub field: Text,
    /// The comparison.
    pub op: Located<Operator>,
    /// Name of a parameter.
    #[serde(default)]
    pub param: Option<Text>,
    /// Name of an authorized value.
    #[serde(default)]
    pub authorized: Option<Text>,
    /// A constant.
    #[serde(default, rename = "value")]
    pub constant: Option<Located<Scalar>>,
    /// Constants for `in`, `notIn`, `includes` and `excludes`.
    #[serde(default)]
    pub values: Vec<Located<Scalar>>,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    /// Equal; texts without regard to letter case, as SOQL does.
    Eq,
    /// Not equal.
    Ne,
    /// Less than, or before.
    Lt,
    /// At most.
    Le,
    /// Greater than, or after.
    Gt,
    /// At least.
    Ge,
    /// One of a list.
    In,
    /// None of a list.
    NotIn,
    /// Contains the text.
    Contains,
    /// Starts with the text.
    StartsWith,
    /// A multi-select picklist has one of the values.
    Includes,
    /// A multi-select picklist has none of the values.
    Excludes,
    /// Has no value.
    IsNull,
    /// Has a value.
    NotNull,
    /// A date or moment within the last number of days, today included.
    WithinLastDays,
    /// A date or moment more than the number of days ago.
    OlderThanDays,
    /// A date or moment within the next number of days, today included.
    WithinNextDays,
}

impl Operator {
    /// Every comparison, in the order of the documentation.
    pub const ALL: [Self; 17] = [
        Self::Eq,
        Self::Ne,
        Self::Lt,
        Self::Le,
        Self::Gt,
        Self::Ge,
        Self::In,
        Self::NotIn,
        Self::Contains,
        Self::StartsWith,
        Self::Includes,
        Self::Excludes,
        Self::IsNull,
        Self::NotNull,
        Self::WithinLastDays,
        Self::OlderThanDays,
        Self::WithinNextDays,
    ];

    /// The word in a spec.
    pub fn word(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::In => "in",
            Self::NotIn => "notIn",
            Self::Contains => "contains",
            Self::StartsWith => "startsWith",
            Self::Includes => "includes",
            Self::Excludes => "excludes",
            Self::IsNull => "isNull",
            Self::NotNull => "notNull",
            Self::WithinLastDays => "withinLastDays",
            Self::OlderThanDays => "olderThanDays",
            Self::WithinNextDays => "withinNextDays",
        }
    }
}

/// Which records a tool may touch: `all` that the running user can see, `owned` by the running user, or related to an
/// argument.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordsSpec {
    /// Only records whose lookup field equals the argument.
    #[serde(default)]
    pub related_to: Option<Located<RelatedToSpec>>,
    /// The short form: `all` or `owned`.
    #[serde(skip)]
    pub word: Option<String>,
}

impl FromShort for RecordsSpec {
    const WORDS: &'static [&'static str] = &["owned", "all"];

    fn from_short(text: &str) -> Self {
        Self { related_to: None, word: Some(text.to_owned()) }
    }
}

/// A relation to an argument.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RelatedToSpec {
    /// Lookup field, or a path through parents that ends in one.
    pub field: Text,
    /// Name of a required `id` parameter.
    pub param: Text,
}

impl ConditionSpec {
    /// A condition made by the generator itself, at `at`.
    pub fn synthetic(field: &str, op: Operator, value: Scalar, at: Pos) -> Self {
        Self {
            field: Located { value: field.to_owned(), at },
            op: Located { value: op, at },
            param: None,
            authorized: None,
            constant: Some(Located { value, at }),
            values: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{from_node, parse};

    #[test]
    fn every_word_is_read_as_its_operator() {
        for op in Operator::ALL {
            let node = parse("f", op.word()).expect("valid");
            assert_eq!(from_node::<Operator>(&node).expect("an operator"), op);
        }
        let schema = serde_json::to_value(schemars::schema_for!(Operator)).expect("a schema");
        assert_eq!(schema["oneOf"].as_array().map(Vec::len), Some(Operator::ALL.len()));
    }
}
