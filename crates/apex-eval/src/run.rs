//! Executing statements and expressions.

mod call;
mod distinct;
pub(crate) mod dml;
mod expr;
pub(crate) mod operate;
mod place;
mod query;
mod stmt;
pub(crate) mod trigger;

use crate::value::Value;

/// How a statement ended.
pub(crate) enum Flow {
    Next,
    Break,
    Continue,
    Return(Value),
}

impl Flow {
    /// The result of a body that ended so.
    pub fn returned(self) -> Value {
        match self {
            Flow::Return(value) => value,
            _ => Value::Null,
        }
    }
}
