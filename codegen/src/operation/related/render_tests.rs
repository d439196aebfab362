//! The tests of the operation.

use super::Related;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Related, _cx: &mut TestContext<'_>) {}
