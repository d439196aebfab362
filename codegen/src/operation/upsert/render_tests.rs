//! The tests of the operation.

use super::Upsert;
use crate::render::tool_test::TestContext;

/// Adds the tests.
pub fn render(_operation: &Upsert, _cx: &mut TestContext<'_>) {}
