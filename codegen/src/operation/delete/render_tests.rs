//! The tests of the operation.

use super::Delete;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Delete, _cx: &mut TestContext<'_>) {}
