//! The `upsert` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told};
use crate::model::{Assignment, Budget, Condition, Effect, Member, MemberKind, Output, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use sf_schema::Field;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<UpsertSpec>("upsert");

/// Creates a record, or changes the one that has the same external Id.
#[derive(Debug)]
pub struct Upsert {
    /// API name of the sObject.
    pub object: String,
    /// The external Id field.
    pub external_id: Field,
    /// Name of the parameter with its value.
    pub by: String,
    /// The comparison with it, where a few calls try every value of the field.
    pub tried: Option<Condition>,
    /// The fields set, the external Id not among them.
    pub assignments: Vec<Assignment>,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
}

impl Operation for Upsert {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Upsert
    }

    fn is_idempotent(&self) -> bool {
        true
    }

    fn tells_of(&self) -> Vec<Told<'_>> {
        self.tried.iter().map(Told::by_key).collect()
    }

    fn max_rows(&self) -> u32 {
        1
    }

    fn budget(&self) -> Budget {
        Budget {
            queries: 1,
            rows: 1,
            dml: 1,
            dml_rows: 1,
            heap: Budget::heap_of(1, &self.outputs),
            ..Budget::default()
        }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection =
            format!("the record whose {} is the argument {}, else one new record", self.external_id.name, self.by);
        vec![Source::one(&self.object, selection).returning(&self.outputs).setting(&self.assignments)]
    }

    fn shape(&self) -> Shape {
        let created = Member::new("created", "Whether the record is new.", MemberKind::Boolean).always();
        Shape::record(&self.outputs).with(created)
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
