//! The parts that operations are made of: paths, results, conditions, order, assignments.

use super::Literal;
use crate::rendered::Origin;
use crate::spec::{Mask, Operator};
use sf_schema::Field;
use std::fmt;

/// A field reached from an object, through parents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// API name of the sObject it starts from.
    pub object: String,
    /// The parents on the way.
    pub steps: Vec<Step>,
    /// The field at the end.
    pub field: Field,
}

/// One step to a parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Relationship name, for example `Owner`.
    pub relationship: String,
    /// API name of the lookup field behind it.
    pub lookup: String,
    /// API name of the parent sObject; `Name` where the lookup is polymorphic.
    pub object: String,
}

impl Path {
    /// API name of the sObject that has the field.
    pub fn owner(&self) -> &str {
        self.steps.last().map_or(&self.object, |step| &step.object)
    }

    /// The default key in a result: the path with `_` for `.`.
    pub fn key(&self) -> String {
        self.to_string().replace('.', "_")
    }

    /// Relationship names joined by `.`; empty for a field of the object itself.
    pub fn parents(&self) -> String {
        self.steps.iter().map(|step| step.relationship.as_str()).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.steps {
            write!(f, "{}.", step.relationship)?;
        }
        f.write_str(&self.field.name)
    }
}

/// A field that leaves the org.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// Key in the result.
    pub key: String,
    /// The field.
    pub path: Path,
    /// How it is masked.
    pub mask: Option<Mask>,
    /// The decision to expose it, if it holds personal data.
    pub pii: Option<Pii>,
    /// Where the spec names it.
    pub origin: Origin,
}

/// The decision to expose personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pii {
    /// Why the agent needs it.
    pub justification: String,
    /// Where the decision is recorded.
    pub reference: String,
}

/// What a field is compared with or set to.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// The argument of a parameter.
    Parameter {
        /// Name of the parameter.
        name: String,
        /// Whether it is always there.
        always: bool,
    },
    /// An authorized value, by name.
    Authorized(String),
    /// A constant.
    Constant(Literal),
    /// Constants.
    Constants(Vec<Literal>),
    /// Id of the running user.
    RunningUser,
    /// Nothing: `isNull` and `notNull`.
    None,
}

/// Where a condition comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConditionSource {
    /// A scope that the tool names.
    Scope,
    /// `records` of the operation.
    Records,
    /// `always` of the operation.
    Always,
    /// `where` of the operation.
    Where,
}

/// A condition on records.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The field.
    pub path: Path,
    /// The comparison.
    pub op: Operator,
    /// What it is compared with.
    pub operand: Operand,
    /// Where it comes from.
    pub source: ConditionSource,
    /// Where the spec says so.
    pub origin: Origin,
}

impl Condition {
    /// Whether a static query cannot hold it: it is optional, or a multi-select picklist is compared with a list that
    /// comes with the call, for which static SOQL has no bind.
    pub fn needs_builder(&self) -> bool {
        let picks = matches!(self.op, Operator::Includes | Operator::Excludes);
        self.is_optional() || (picks && matches!(self.operand, Operand::Parameter { .. }))
    }

    /// Whether it holds only when an argument is given.
    pub fn is_optional(&self) -> bool {
        matches!(self.operand, Operand::Parameter { always: false, .. })
    }
}

/// One criterion of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The field.
    pub path: Path,
    /// From the greatest value to the least.
    pub descending: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// Whether a field holds the record type of its record, which is set by its developer name.
pub fn holds_record_type(field: &Field) -> bool {
    field.name == "RecordTypeId" && field.reference().is_some_and(|reference| reference.to == ["RecordType"])
}

/// A field that is set.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The field.
    pub field: Field,
    /// To what; never [`Operand::Constants`] or [`Operand::None`].
    pub operand: Operand,
    /// Where the spec says so.
    pub origin: Origin,
}
