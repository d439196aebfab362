//! The `create` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use lower::SHORTEST_KEY;
pub use spec::*;

use super::{Operation, Row, Source};
use crate::model::{Assignment, Budget, Effect, Member, MemberKind, Output, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use sf_schema::Field;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<CreateSpec>("create");

/// Creates one record.
#[derive(Debug)]
pub struct Create {
    /// API name of the sObject.
    pub object: String,
    /// The fields set, the idempotency key not among them.
    pub assignments: Vec<Assignment>,
    /// The key that makes a retried call harmless.
    pub idempotency: Option<Idempotency>,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
}

/// The key that makes a retried call harmless.
#[derive(Debug)]
pub struct Idempotency {
    /// The unique external Id field.
    pub field: Field,
    /// Name of the required parameter.
    pub param: String,
    /// Whether only a record that the running user made is answered; `false` where no field says who made one.
    pub own: bool,
}

impl Operation for Create {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Create
    }

    fn is_idempotent(&self) -> bool {
        self.idempotency.is_some()
    }

    fn max_rows(&self) -> u32 {
        1
    }

    fn budget(&self) -> Budget {
        let queries = if self.idempotency.is_some() { 2 } else { 1 };
        Budget {
            queries,
            rows: queries,
            dml: 1,
            dml_rows: 1,
            heap: Budget::heap_of(1, &self.outputs),
            ..Budget::default()
        }
    }

    fn remark(&self) -> Option<String> {
        let key = self.idempotency.as_ref()?;
        Some(format!("A second call with the same {} creates nothing and answers with the first record.", key.param))
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = match &self.idempotency {
            Some(key) if key.own => {
                format!(
                    "one new record, or the one whose {} is the argument {} and that the running user made before",
                    key.field.name, key.param
                )
            }
            Some(key) => format!(
                "one new record, or whichever has the argument {} as its {}, whoever made it",
                key.param, key.field.name
            ),
            None => "one new record".to_owned(),
        };
        vec![Source::one(&self.object, selection).returning(&self.outputs).setting(&self.assignments)]
    }

    fn shape(&self) -> Shape {
        let shape = Shape::record(&self.outputs);
        if self.idempotency.is_none() {
            return shape;
        }
        let meaning = "False where an earlier call with this key made the record.";
        shape.with(Member::new("created", meaning, MemberKind::Boolean).always())
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
