//! Parameters, authorized values and constants.

use crate::rendered::Origin;
use crate::spec::{AuthorizedSource, Format};

/// A constant of a spec, with the type that the field or parameter gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number, as decimal digits.
    Number(String),
    /// A truth value.
    Boolean(bool),
    /// Year, month, day.
    Date(i32, u32, u32),
    /// Year, month, day, hour, minute, second in UTC.
    Datetime(i32, u32, u32, u32, u32, u32),
    /// A record Id of 15 or 18 characters.
    Id(String),
}

/// A value that the model may choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name in the call.
    pub name: String,
    /// Type and rules.
    pub kind: ParameterKind,
    /// Meaning, for the model; examples included.
    pub description: String,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Value used when the argument is absent.
    pub default: Option<Literal>,
    /// Where the spec declares it; for `limit` and `cursor`, the key that asks for them.
    pub origin: Origin,
    /// Where the description is written; the same as `origin` where there is none.
    pub description_origin: Origin,
}

impl Parameter {
    /// Whether the operation finds a value on every call.
    pub fn is_always_there(&self) -> bool {
        self.required || self.default.is_some()
    }
}

/// Type and rules of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterKind {
    /// A text.
    Text {
        /// Least number of characters.
        min: u32,
        /// Greatest number of characters.
        max: u32,
        /// Regular expression that the whole text matches, `^` and `$` included.
        pattern: Option<String>,
        /// A well-known form.
        format: Option<Format>,
    },
    /// A whole number.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A number; bounds as decimal digits.
    Number {
        /// Least value.
        min: Option<String>,
        /// Greatest value.
        max: Option<String>,
    },
    /// A truth value.
    Boolean,
    /// A date.
    Date,
    /// A moment.
    Datetime,
    /// A record Id.
    Id {
        /// API names of the sObjects it may belong to; never empty.
        objects: Vec<String>,
    },
    /// One of some texts.
    Choice {
        /// The texts.
        values: Vec<String>,
    },
    /// A list.
    List {
        /// Type of the items.
        item: Box<ParameterKind>,
        /// Least number of items.
        min: u32,
        /// Greatest number of items.
        max: u32,
    },
    /// A group of named values.
    Object {
        /// The values.
        properties: Vec<Parameter>,
    },
}

impl ParameterKind {
    /// The word in a spec.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "string",
            Self::Integer { .. } => "integer",
            Self::Number { .. } => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Id { .. } => "id",
            Self::Choice { .. } => "enum",
            Self::List { .. } => "array",
            Self::Object { .. } => "object",
        }
    }
}

/// A value that the model can neither see nor set.
#[derive(Debug, Clone, PartialEq)]
pub struct Authorized {
    /// Name within the tool.
    pub name: String,
    /// Where it comes from.
    pub value: AuthorizedValue,
    /// Where the spec declares it.
    pub origin: Origin,
}

/// Where an authorized value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthorizedValue {
    /// The running user, the org or the clock.
    Source(AuthorizedSource),
    /// A fixed text.
    Text(String),
}
