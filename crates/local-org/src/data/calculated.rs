//! What a person told the platform to work out: formula fields, roll-up summaries, validation rules, formats of
//! auto-numbers.
//!
//! Formula fields and summaries have no stored value: they are worked out whenever they are read, with all rights, as
//! on the platform.

mod build;
mod number;
mod record;
mod scope;
mod summary;
mod value;

pub use build::{Definition, Mistake};
pub(crate) use record::Calculator;

use super::soql::Clock;
use number::NumberFormat;
use sf_formula::Formula;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use summary::Summary;

/// The formulas, rules and formats of an org. Names are in lower case.
#[derive(Debug, Clone, Default)]
pub struct Calculated {
    objects: BTreeMap<String, OfObject>,
}

#[derive(Debug, Clone, Default)]
struct OfObject {
    fields: BTreeMap<String, Worked>,
    rules: Vec<Rule>,
    numbers: BTreeMap<String, NumberFormat>,
    /// What a new record has in a field that nobody gives, by the field's name as it is written.
    defaults: BTreeMap<Arc<str>, Formula>,
}

/// How a field gets its value.
#[derive(Debug, Clone)]
enum Worked {
    Formula(Formula),
    Summary(Summary),
}

/// An active validation rule.
#[derive(Debug, Clone)]
struct Rule {
    condition: Formula,
    message: Arc<str>,
    /// Where the message is shown; `None`: at the top of the page.
    field: Option<Arc<str>>,
}

impl Calculated {
    fn object(&self, object: &str) -> Option<&OfObject> {
        self.objects.get(&object.to_ascii_lowercase())
    }

    fn worked(&self, object: &str, field: &str) -> Option<&Worked> {
        self.object(object)?.fields.get(&field.to_ascii_lowercase())
    }

    /// The text of an auto-number field for the record with this number, counted from 1.
    pub(super) fn number(&self, object: &str, field: &str, number: u64, clock: &Clock) -> String {
        let format = self.object(object).and_then(|o| o.numbers.get(&field.to_ascii_lowercase()));
        format.map_or_else(|| format!("{number:08}"), |format| format.text(number, clock))
    }
}

/// Who reads or writes, and when.
pub struct Around<'a> {
    /// What is worked out.
    pub calculated: &'a Calculated,
    /// Id of the user.
    pub user: Arc<str>,
    /// The moment, and the user's time zone.
    pub clock: Clock,
    /// Whether the user has a custom permission.
    pub permissions: &'a dyn Fn(&str) -> bool,
}

impl fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Around({}, {:?})", self.user, self.clock)
    }
}
