//! JSON as Apex reads and writes it.

pub mod generator;
pub mod parse;
pub mod tokens;
mod typed;
mod untyped;
mod write;

pub use parse::{Json, JsonError, parse};
pub(crate) use untyped::number;
pub(crate) use write::Style;
