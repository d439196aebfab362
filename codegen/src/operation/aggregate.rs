//! The `aggregate` operation.

mod spec;

pub use spec::*;

use super::{OperationSpec, Row};

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<AggregateSpec>("aggregate");

impl OperationSpec for AggregateSpec {}
