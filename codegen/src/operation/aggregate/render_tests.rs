//! The tests of the operation.

use super::Aggregate;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Aggregate, _cx: &mut TestContext<'_>) {}
