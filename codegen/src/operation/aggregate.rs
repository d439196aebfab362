//! The `aggregate` operation.

mod lower;
mod render;
mod render_tests;
mod spec;

pub use spec::*;

use super::{Operation, Row, Source, Told, in_order};
use crate::model::{Budget, Condition, Effect, Member, MemberKind, Output, Path, Records, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use crate::rendered::Origin;

/// Its row in the list of operations.
pub const ROW: Row = Row::new::<AggregateSpec>("aggregate");

/// Counts and sums records in groups.
#[derive(Debug)]
pub struct Aggregate {
    /// API name of the sObject.
    pub object: String,
    /// Fields by which records are grouped, as the first outputs of a row.
    pub groups: Vec<Output>,
    /// What is computed.
    pub measures: Vec<Measure>,
    /// Conditions on records.
    pub conditions: Vec<Condition>,
    /// Order.
    pub orders: Vec<GroupOrder>,
    /// Most groups.
    pub max_groups: u32,
}

/// One computed value.
#[derive(Debug)]
pub struct Measure {
    /// Key in the result, and alias in the query.
    pub key: String,
    /// The function.
    pub function: Function,
    /// The field it is applied to.
    pub path: Option<Path>,
    /// Where it is written.
    pub origin: Origin,
}

/// One criterion of the order of groups.
#[derive(Debug)]
pub struct GroupOrder {
    /// What it orders by.
    pub by: GroupKey,
    /// From the greatest value to the least.
    pub descending: bool,
}

/// What groups are ordered by.
#[derive(Debug)]
pub enum GroupKey {
    /// A group field, by its place in `groups`.
    Group(usize),
    /// A measure, by its place in `measures`.
    Measure(usize),
}

impl Operation for Aggregate {
    fn key(&self) -> &'static str {
        ROW.key
    }

    fn effect(&self) -> Effect {
        Effect::Read
    }

    fn is_dynamic(&self) -> bool {
        self.conditions.iter().any(Condition::needs_builder)
    }

    fn max_rows(&self) -> u32 {
        self.max_groups
    }

    fn budget(&self) -> Budget {
        // Records are counted before they are grouped; the count is one row.
        Budget { queries: 2, rows: self.max_groups + 2, ..Budget::default() }
    }

    fn tells_of(&self) -> Vec<Told<'_>> {
        let counts = |measure: &Measure| matches!(measure.function, Function::Count | Function::CountDistinct);
        let values = self.measures.iter().filter(|measure| !counts(measure));
        values
            .filter_map(|measure| {
                Some(Told { path: measure.path.as_ref()?, by: measure.function.soql(), origin: &measure.origin })
            })
            .collect()
    }

    fn worst_case(&self) -> Budget {
        // Each record that is more than counted is a query row; the count before refuses what would be too many.
        let computes = self.measures.iter().any(|measure| measure.function != Function::Count);
        let budget = self.budget();
        Budget { rows: if computes { Budget::LIMIT.rows } else { budget.rows }, ..budget }
    }

    fn remark(&self) -> Option<String> {
        let parts: Vec<String> = self.measures.iter().map(|m| format!("{} ({})", m.key, m.computation())).collect();
        Some(format!("Computes {}.", parts.join(", ")))
    }

    fn sources(&self) -> Vec<Source<'_>> {
        let selection = format!("figures of at most {} groups; a group may have one record only", self.max_groups);
        let computed = self.measures.iter().map(|measure| (measure.key.as_str(), measure.computation())).collect();
        let order = self.orders.iter().map(|order| match order.by {
            GroupKey::Group(i) => in_order(&self.groups[i].path, order.descending),
            GroupKey::Measure(i) => in_order(&self.measures[i].key, order.descending),
        });
        let source = Source::many(&self.object, selection).of(&self.conditions).returning(&self.groups);
        vec![Source { order: order.collect(), ..source.computing(computed) }]
    }

    fn shape(&self) -> Shape {
        let measures = self.measures.iter().map(Measure::member);
        let members = Member::fields(&self.groups).into_iter().chain(measures).collect();
        Shape { records: Records::Groups(members), more: Vec::new() }
    }

    fn render(&self, cx: &ToolContext<'_>) -> ToolBody {
        render::render(self, cx)
    }

    fn render_tests(&self, cx: &mut TestContext<'_>) {
        render_tests::render(self, cx);
    }
}

impl Measure {
    /// What is computed: `SUM of Amount`.
    fn computation(&self) -> String {
        match &self.path {
            Some(path) => format!("{} of {path}", self.function.soql()),
            None => self.function.soql().to_owned(),
        }
    }

    /// Its declaration in the result.
    fn member(&self) -> Member {
        let counts = matches!(self.function, Function::Count | Function::CountDistinct);
        let kind = match (&self.path, self.function) {
            _ if counts => MemberKind::Integer,
            (_, Function::Sum | Function::Avg) | (None, _) => MemberKind::Number,
            (Some(path), _) => MemberKind::of(&path.field.data_type),
        };
        let meaning = match &self.path {
            None => "Number of records.".to_owned(),
            Some(path) => format!("{} of {path}.", self.function.meaning()),
        };
        Member { required: counts, ..Member::new(&self.key, meaning, kind) }
    }
}

impl Function {
    /// What it computes, in words.
    fn meaning(self) -> &'static str {
        match self {
            Self::Count => "Number of records with a value",
            Self::CountDistinct => "Number of distinct values",
            Self::Sum => "Sum",
            Self::Avg => "Average",
            Self::Min => "Least value",
            Self::Max => "Greatest value",
        }
    }

    /// The name in SOQL.
    pub fn soql(self) -> &'static str {
        match self {
            Self::Count => "COUNT",
            Self::CountDistinct => "COUNT_DISTINCT",
            Self::Sum => "SUM",
            Self::Avg => "AVG",
            Self::Min => "MIN",
            Self::Max => "MAX",
        }
    }
}
