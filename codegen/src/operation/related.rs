//! The `related` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told};
use crate::model::{Budget, Condition, Effect, Member, MemberKind, Order, Output, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use sf_schema::Field;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<RelatedSpec>("related");

/// Reads one record with parents and children.
#[derive(Debug)]
pub struct Related {
    /// API name of the sObject.
    pub object: String,
    /// Name of the parameter that identifies the record.
    pub by: String,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
    /// Conditions on the record.
    pub conditions: Vec<Condition>,
    /// The children, in the order of the result.
    pub children: Vec<Child>,
}

/// Children of the record, read by a query of their own.
#[derive(Debug)]
pub struct Child {
    /// API name of the child sObject.
    pub object: String,
    /// The child's lookup to the record.
    pub lookup: Field,
    /// Key of the list in the result.
    pub key: String,
    /// Name of the boolean parameter that asks for these children.
    pub when: Option<String>,
    /// Fields returned besides Id and URL.
    pub outputs: Vec<Output>,
    /// Conditions on the children.
    pub conditions: Vec<Condition>,
    /// Order; the Id is always the last criterion and not listed.
    pub orders: Vec<Order>,
    /// Most children.
    pub limit: u32,
    /// Name of the integer parameter that chooses how many.
    pub limit_from: Option<String>,
}

impl Operation for Related {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn max_rows(&self) -> u32 {
        1 + self.children.iter().map(|c| c.limit).sum::<u32>()
    }

    fn tells_of(&self) -> Vec<Told<'_>> {
        self.children.iter().flat_map(|child| Told::by_order(&child.orders)).collect()
    }

    fn budget(&self) -> Budget {
        let children = u32::try_from(self.children.len()).unwrap_or(u32::MAX);
        let rows = self.children.iter().map(|c| c.limit + 1).sum::<u32>();
        let heap = self.children.iter().map(|child| Budget::heap_of(child.limit + 1, &child.outputs));
        let heap = heap.fold(Budget::heap_of(1, &self.outputs), u32::saturating_add);
        Budget { queries: 1 + children, rows: 1 + rows, heap, ..Budget::default() }
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("one record, whose Id is the argument {}", self.by);
        let children = self.children.iter().map(|child| {
            let asked = child.when.as_ref().map(|name| format!(", if the argument {name} asks for them"));
            let fewer = child.limit_from.as_ref().map(|name| format!(", as many as the argument {name} says"));
            let selection = format!(
                "at most {} whose {} is that record{}{}",
                child.limit,
                child.lookup.name,
                fewer.unwrap_or_default(),
                asked.unwrap_or_default()
            );
            let source = Source::many(&child.object, selection).of(&child.conditions).returning(&child.outputs);
            source.ordered_by(&child.orders).at(&child.key)
        });
        let record = Source::one(&self.object, selection).of(&self.conditions).returning(&self.outputs);
        std::iter::once(record).chain(children).collect()
    }

    fn shape(&self) -> Shape {
        let list = |child: &Child| {
            let rows = MemberKind::Rows(Member::fields(&child.outputs));
            Member::new(&child.key, format!("{} records by {}.", child.object, child.lookup.name), rows)
        };
        self.children.iter().map(list).fold(Shape::record(&self.outputs), Shape::with)
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}
