//! The `update` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source};
use crate::model::{Assignment, Budget, Condition, Effect, Output, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<UpdateSpec>("update");

/// Changes one record.
#[derive(Debug)]
pub struct Update {
    /// API name of the sObject.
    pub object: String,
    /// Name of the parameter that identifies the record.
    pub by: String,
    /// The fields set.
    pub assignments: Vec<Assignment>,
    /// Conditions that the record must meet before the change.
    pub conditions: Vec<Condition>,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
}

impl Operation for Update {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Update
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn max_rows(&self) -> u32 {
        1
    }

    fn budget(&self) -> Budget {
        Budget {
            queries: 2,
            rows: 2,
            dml: 1,
            dml_rows: 1,
            heap: Budget::heap_of(1, &self.outputs),
            ..Budget::default()
        }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("one record, whose Id is the argument {}", self.by);
        let source = Source::one(&self.object, selection).of(&self.conditions);
        vec![source.returning(&self.outputs).setting(&self.assignments)]
    }

    fn shape(&self) -> Shape {
        Shape::record(&self.outputs)
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
