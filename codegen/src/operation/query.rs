//! The `query` operation.

mod spec;

pub use spec::*;

use super::{OperationSpec, Row};

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<QuerySpec>("query");

impl OperationSpec for QuerySpec {}
