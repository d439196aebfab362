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
use std::collections::BTreeSet;

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
    /// sObjects whose records the platform deletes along with the record, without any right there.
    pub along: BTreeSet<String>,
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

    fn deletes_along(&self) -> Option<&BTreeSet<String>> {
        (!self.along.is_empty()).then_some(&self.along)
    }

    fn remark(&self) -> Option<String> {
        const NAMED: usize = 6;
        let named: Vec<&str> = self.along.iter().take(NAMED).map(String::as_str).collect();
        let more = if self.along.len() > NAMED { " and other objects" } else { "" };
        self.deletes_along().map(|_| format!("What belongs to the record goes with it: {}{more}.", named.join(", ")))
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
