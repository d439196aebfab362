//! The `delete` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source};
use crate::model::{Budget, Condition, Effect, Records, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<DeleteSpec>("delete");

/// Deletes one record.
#[derive(Debug)]
pub struct Delete {
    /// API name of the sObject.
    pub object: String,
    /// Name of the parameter that identifies the record.
    pub by: String,
    /// Conditions that the record must meet.
    pub conditions: Vec<Condition>,
}

impl Operation for Delete {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Delete
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn max_rows(&self) -> u32 {
        1
    }

    fn budget(&self) -> Budget {
        Budget { queries: 1, rows: 1, dml: 1, dml_rows: 1, ..Budget::default() }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("one record, whose Id is the argument {}", self.by);
        vec![Source::one(&self.object, selection).of(&self.conditions)]
    }

    fn shape(&self) -> Shape {
        Shape { records: Records::Deleted, more: Vec::new() }
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
