//! The `create` operation.

mod spec;

pub use spec::*;

use super::{OperationSpec, Row};

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<CreateSpec>("create");

impl OperationSpec for CreateSpec {}
