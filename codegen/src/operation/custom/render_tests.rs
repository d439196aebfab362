//! The tests of the operation.

use super::Custom;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Custom, _cx: &mut TestContext<'_>) {}
