//! The `get` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told};
use crate::model::{Budget, Condition, Effect, Output, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use sf_schema::Field;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<GetSpec>("get");

/// Reads one record by its Id or another unique field.
#[derive(Debug)]
pub struct Get {
    /// API name of the sObject.
    pub object: String,
    /// Name of the parameter that identifies the record.
    pub by: String,
    /// The field compared with it.
    pub by_field: Field,
    /// The comparison with it, where a few calls try every value of the field.
    pub tried: Option<Condition>,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
    /// Conditions on the record.
    pub conditions: Vec<Condition>,
}

impl Operation for Get {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn tells_of(&self) -> Vec<Told<'_>> {
        self.tried.iter().map(Told::by_key).collect()
    }

    fn max_rows(&self) -> u32 {
        1
    }

    fn budget(&self) -> Budget {
        Budget { queries: 1, rows: 1, heap: Budget::heap_of(1, &self.outputs), ..Budget::default() }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("one record, whose {} is the argument {}", self.by_field.name, self.by);
        vec![Source::one(&self.object, selection).of(&self.conditions).returning(&self.outputs)]
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
