//! The `custom` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source};
use crate::model::{Budget, Member, Parameter, ParameterKind, Records, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<CustomSpec>("custom");

/// Hands checked arguments to a handler class that people own.
#[derive(Debug)]
pub struct Custom {
    /// Name of the handler class.
    pub handler: String,
    /// Whether it may write.
    pub writes: bool,
    /// sObjects it touches.
    pub objects: Vec<String>,
    /// The values it returns.
    pub returns: Vec<Parameter>,
    /// What it needs at most.
    pub budget: Budget,
}

impl Operation for Custom {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> crate::model::Effect {
        if self.writes { crate::model::Effect::Custom } else { crate::model::Effect::Read }
    }

    fn max_rows(&self) -> u32 {
        self.returns.iter().map(|value| longest_list(&value.kind)).max().unwrap_or_default().max(1)
    }

    fn budget(&self) -> Budget {
        self.budget
    }

    fn worst_case(&self) -> Budget {
        // Nothing holds hand-written code to a number of rows but the platform.
        let dml_rows = if self.budget.dml > 0 { Budget::LIMIT.dml_rows } else { 0 };
        let rows = if self.budget.queries > 0 { Budget::LIMIT.rows } else { 0 };
        Budget { rows: rows.max(self.budget.rows), dml_rows: dml_rows.max(self.budget.dml_rows), ..self.budget }
    }

    fn handler(&self) -> Option<&str> {
        Some(&self.handler)
    }

    fn returns(&self) -> &[Parameter] {
        &self.returns
    }

    fn remark(&self) -> Option<String> {
        let names: Vec<&str> = self.returns.iter().map(|r| r.name.as_str()).collect();
        Some(format!("Returns {}.", names.join(", ")))
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("what the hand-written class {} selects", self.handler);
        self.objects.iter().map(|object| Source::many(object, selection.clone())).collect()
    }

    fn shape(&self) -> Shape {
        Shape { records: Records::None, more: self.returns.iter().map(Member::returned).collect() }
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}

/// The most items of any list in a value.
fn longest_list(kind: &ParameterKind) -> u32 {
    match kind {
        ParameterKind::List { item, max, .. } => longest_list(item).max(*max),
        ParameterKind::Object { properties } => {
            properties.iter().map(|property| longest_list(&property.kind)).max().unwrap_or_default()
        }
        _ => 0,
    }
}
