//! Rules about a valid model: policy, limits, portability, text. Each area is one file and one row in [`ALL`] or
//! [`WITH_SCHEMA`].

pub mod beyond;
pub mod breadth;
pub mod classes;
mod descriptions;
pub mod endpoints;
pub mod fences;
pub mod follow_up;
pub mod framework_copy;
pub mod hand_written;
mod identity;
pub mod labels;
mod limits;
mod lookback;
pub mod masks;
mod names;
pub mod oversight;
mod portability;
mod production;
pub mod run_as;
pub mod secrets;
pub mod security_objects;
mod steering;

pub use run_as::is_administrator;

use crate::model::Model;
use diag::{Code, Diagnostic, Place};
use sf_schema::Schema;

/// A group of rules.
pub type Rule = fn(&Model, &mut Findings);

/// Every group of rules.
pub const ALL: &[Rule] = &[
    breadth::check,
    descriptions::check,
    identity::check,
    limits::check,
    lookback::check,
    names::check,
    oversight::check,
    portability::check,
    production::check,
    run_as::check,
    security_objects::check,
];

/// A group of rules that also asks what fields are made of.
pub type SchemaRule = fn(&Model, &Schema, &mut Findings);

/// Every group of such rules.
pub const WITH_SCHEMA: &[SchemaRule] = &[beyond::check, fences::check, masks::check];

/// Collects findings.
#[derive(Debug, Default)]
pub struct Findings(Vec<Diagnostic>);

impl Findings {
    /// Reports a problem with its repair.
    pub fn report(&mut self, code: &'static Code, place: Place, message: impl Into<String>, hint: impl Into<String>) {
        self.0.push(Diagnostic::new(code, message).at(place).hint(hint));
    }

    /// Adds a finding made elsewhere.
    pub fn push(&mut self, finding: Diagnostic) {
        self.0.push(finding);
    }
}

/// Applies every rule.
pub fn check(model: &Model, schema: &Schema) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    for rule in ALL {
        rule(model, &mut findings);
    }
    for rule in WITH_SCHEMA {
        rule(model, schema, &mut findings);
    }
    findings.0
}
