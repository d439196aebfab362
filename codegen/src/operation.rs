//! The operations a tool can have. One folder each, one row each in [`ALL`]; nothing else lists them.

pub mod aggregate;
pub mod create;
pub mod custom;
pub mod delete;
pub mod get;
pub mod query;
pub mod related;
pub mod search;
pub mod update;
pub mod upsert;

use crate::lower::Lowering;
use crate::model::{Assignment, Budget, Condition, Effect, Order, Output, Parameter, Path, Shape};
use crate::render::apex::tool::{ToolBody, ToolContext};
use crate::render::tool_test::TestContext;
use crate::rendered::Origin;
use crate::yaml::{self, Node, Pos};
use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::Debug;

/// An operation as written in a spec.
pub trait OperationSpec: Debug + Send + Sync {
    /// Decides what it means. `at` is the position of its key. `None` after an error was reported that leaves nothing
    /// to go on with.
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>>;
}

/// An operation as meant.
pub trait Operation: Debug + Send + Sync {
    /// The key in a tool spec.
    fn key(&self) -> &'static str;

    /// What it does to data.
    fn effect(&self) -> Effect;

    /// Whether calling it twice with the same arguments has the effect of calling it once.
    fn is_idempotent(&self) -> bool {
        !self.effect().writes()
    }

    /// Whether it tests fields that it does not name: a search over all fields.
    fn looks_everywhere(&self) -> bool {
        false
    }

    /// The fields that it tests beyond those it names, in words.
    fn searched(&self) -> Option<&'static str> {
        None
    }

    /// Whether its query is put together at run time.
    fn is_dynamic(&self) -> bool {
        false
    }

    /// Most rows that a result can have.
    fn max_rows(&self) -> u32;

    /// Worst-case use of governor limits, savepoints not counted.
    fn budget(&self) -> Budget;

    /// Whether a call sets a savepoint: what may write does, and so does code that people wrote, whatever it declares.
    /// After one the platform refuses callouts.
    fn has_savepoint(&self) -> bool {
        self.effect().writes() || (self.handler().is_some() && self.budget().callouts == 0)
    }

    /// Fields that its result tells of without returning them: it orders by them, or computes what can be the value of one
    /// record.
    fn tells_of(&self) -> Vec<Told<'_>> {
        Vec::new()
    }

    /// Fields that it looks at without naming them: a match tells of them.
    fn matches(&self) -> Vec<Told<'_>> {
        Vec::new()
    }

    /// The sObjects whose records the platform deletes along, without any right there.
    fn deletes_along(&self) -> Option<&BTreeSet<String>> {
        None
    }

    /// What one call can use before the platform or a check while it runs stops it; more than [`Self::budget`] asks for
    /// before it starts, where records are counted first.
    fn worst_case(&self) -> Budget {
        self.budget()
    }

    /// Which records it touches and how: each place from which records come, the main one first.
    fn sources(&self) -> Vec<Source<'_>>;

    /// API names of the sObjects it works on, the main one first; parents on paths not counted.
    fn objects(&self) -> Vec<&str> {
        self.sources().iter().map(|source| source.object).collect()
    }

    /// Every condition, with the sObject it is on.
    fn conditions(&self) -> Vec<(&str, &Condition)> {
        with_object(&self.sources(), |source| source.conditions)
    }

    /// Every field that leaves the org, with the sObject it is read from.
    fn outputs(&self) -> Vec<(&str, &Output)> {
        with_object(&self.sources(), |source| source.outputs)
    }

    /// Every field that is set, with its sObject.
    fn assignments(&self) -> Vec<(&str, &Assignment)> {
        with_object(&self.sources(), |source| source.assignments)
    }

    /// The values of the result that a spec declares like parameters.
    fn returns(&self) -> &[Parameter] {
        &[]
    }

    /// What its result consists of.
    fn shape(&self) -> Shape;

    /// What it adds to the Apex class of its tool.
    fn render(&self, cx: &ToolContext<'_>) -> ToolBody;

    /// Name of the hand-owned class that does the work, where one does.
    fn handler(&self) -> Option<&str> {
        None
    }

    /// Adds the tests of what it does to the test class of its tool.
    fn render_tests(&self, cx: &mut TestContext<'_>);

    /// A further sentence for the description, if the fields do not tell all.
    fn remark(&self) -> Option<String> {
        None
    }
}

fn with_object<'a, T>(sources: &[Source<'a>], part: fn(&Source<'a>) -> &'a [T]) -> Vec<(&'a str, &'a T)> {
    sources.iter().flat_map(|source| part(source).iter().map(|item| (source.object, item))).collect()
}

/// A field that a result tells of without returning it.
pub struct Told<'a> {
    /// The field.
    pub path: &'a Path,
    /// What tells of it: `the order of records`, `MIN`.
    pub by: &'static str,
    /// Where that is written.
    pub origin: &'a Origin,
}

impl<'a> Told<'a> {
    /// The field by whose value a record is found.
    fn by_key(key: &'a Condition) -> Self {
        Self { path: &key.path, by: "finding a record by it", origin: &key.origin }
    }

    /// Each field of an order.
    fn by_order(orders: &'a [Order]) -> impl Iterator<Item = Self> {
        orders.iter().map(|order| Self { path: &order.path, by: "the order of records", origin: &order.origin })
    }
}

/// A criterion of an order, in words.
fn in_order(by: impl std::fmt::Display, descending: bool) -> String {
    format!("{by}{}", if descending { ", the greatest first" } else { "" })
}

/// A place from which the records of an operation come, and what happens to them.
pub struct Source<'a> {
    /// API name of the sObject.
    pub object: &'a str,
    /// Key of the part of the result, where a result has several.
    pub part: Option<&'a str>,
    /// Which records, in words; the conditions are told apart.
    pub selection: String,
    /// It is one record that an argument names or the call creates.
    pub single: bool,
    /// The conditions.
    pub conditions: &'a [Condition],
    /// Fields that leave the org.
    pub outputs: &'a [Output],
    /// Fields that are set.
    pub assignments: &'a [Assignment],
    /// What is computed: key of the result and what, in words.
    pub computed: Vec<(&'a str, String)>,
    /// What decides which come first, and which are left out where there are too many, in words.
    pub order: Vec<String>,
}

impl<'a> Source<'a> {
    /// One record that an argument names or the call creates.
    fn one(object: &'a str, selection: String) -> Self {
        Self { single: true, ..Self::many(object, selection) }
    }

    /// Any number of records.
    fn many(object: &'a str, selection: String) -> Self {
        Self {
            object,
            part: None,
            selection,
            single: false,
            conditions: &[],
            outputs: &[],
            assignments: &[],
            computed: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Those that meet the conditions.
    fn of(self, conditions: &'a [Condition]) -> Self {
        Self { conditions, ..self }
    }

    /// With the fields that leave the org.
    fn returning(self, outputs: &'a [Output]) -> Self {
        Self { outputs, ..self }
    }

    /// With the fields that are set.
    fn setting(self, assignments: &'a [Assignment]) -> Self {
        Self { assignments, ..self }
    }

    /// With what is computed.
    fn computing(self, computed: Vec<(&'a str, String)>) -> Self {
        Self { computed, ..self }
    }

    /// In that order.
    fn ordered_by(self, orders: &[Order]) -> Self {
        Self { order: orders.iter().map(|order| in_order(&order.path, order.descending)).collect(), ..self }
    }

    /// As that part of the result.
    fn at(self, part: &'a str) -> Self {
        Self { part: Some(part), ..self }
    }
}

/// What the rest of the generator knows about a kind of operation.
pub struct Row {
    /// The key in a tool spec, for example `query`.
    pub key: &'static str,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads its value.
    pub parse: fn(&Node) -> Result<Box<dyn OperationSpec>, yaml::Error>,
}

impl Row {
    /// The row of an operation with the spec type `T`.
    pub const fn new<T: OperationSpec + JsonSchema + DeserializeOwned + 'static>(key: &'static str) -> Self {
        Self {
            key,
            schema: |generator| generator.subschema_for::<T>(),
            parse: |node| yaml::from_node::<T>(node).map(|spec| Box::new(spec) as Box<dyn OperationSpec>),
        }
    }
}

/// Every operation, in the order of the documentation.
pub static ALL: &[Row] = &[
    get::ROW,
    query::ROW,
    aggregate::ROW,
    search::ROW,
    related::ROW,
    create::ROW,
    update::ROW,
    upsert::ROW,
    delete::ROW,
    custom::ROW,
];

/// The row of `key`.
pub fn find(key: &str) -> Option<&'static Row> {
    ALL.iter().find(|row| row.key == key)
}
