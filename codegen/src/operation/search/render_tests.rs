//! The tests of the operation.

use super::Search;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Search, _cx: &mut TestContext<'_>) {}
