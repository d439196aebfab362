//! The `query` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told};
use crate::model::{Budget, Condition, Effect, Member, Order, Output, Records, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<QuerySpec>("query");

/// Lists records.
#[derive(Debug)]
pub struct Query {
    /// API name of the sObject.
    pub object: String,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
    /// Conditions on records.
    pub conditions: Vec<Condition>,
    /// Order; the Id is always the last criterion and not listed.
    pub orders: Vec<Order>,
    /// Rows returned without the argument `limit`.
    pub default_limit: u32,
    /// Most rows; greater than `default_limit` exactly when there is a parameter `limit`.
    pub max_limit: u32,
    /// There is a parameter `cursor`.
    pub paginate: bool,
}

impl Operation for Query {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn is_dynamic(&self) -> bool {
        self.paginate || self.conditions.iter().any(Condition::needs_builder)
    }

    fn max_rows(&self) -> u32 {
        self.max_limit
    }

    fn tells_of(&self) -> Vec<Told<'_>> {
        Told::by_order(&self.orders).collect()
    }

    fn budget(&self) -> Budget {
        // One row more than returned tells whether there are more.
        let rows = self.max_limit + 1;
        Budget { queries: 1, rows, heap: Budget::heap_of(rows, &self.outputs), ..Budget::default() }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("at most {} records in one call", self.max_limit);
        vec![
            Source::many(&self.object, selection)
                .of(&self.conditions)
                .returning(&self.outputs)
                .ordered_by(&self.orders),
        ]
    }

    fn shape(&self) -> Shape {
        let members = Member::fields(&self.outputs);
        let records = if self.paginate { Records::Page(members) } else { Records::List(members) };
        Shape { records, more: Vec::new() }
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
