//! YAML with positions: text → [`Node`] tree → typed spec, reporting every problem with its line and column.
//!
//! `parse` builds the tree and refuses what two readers could read differently (hidden characters, duplicate keys, aliases, tags).
//! `shape` compares a tree with the JSON Schema of a spec type, so that all shape problems of a file come at once.
//! `from_node` then fills the Rust type.

mod de;
mod hidden;
mod located;
mod node;
mod parse;
mod scalar;
mod shape;
mod short;
mod syntax;

pub use de::{Error, from_node};
pub use located::{Located, Pos};
pub use node::{Entry, Node, Value};
pub use parse::parse;
pub use scalar::Scalar;
pub use shape::{check_shape, nearest};
pub use short::{FromShort, Short};
