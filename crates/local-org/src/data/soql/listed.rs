//! The lists behind `IN`, `INCLUDES` and `EXCLUDES`: worked out once for a query, however many rows are compared.

use super::run::Engine;
use crate::data::values::{Key, key, text};
use apex_eval::Datum;
use apex_eval::text::full_id;
use apex_syntax::ast::{CompareOp, Condition, QueryValue};
use std::collections::{HashMap, HashSet};

/// A list of values.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub values: Vec<Datum>,
    keys: HashSet<Key>,
    /// Of the texts, as the Ids they may be.
    as_ids: HashSet<Key>,
}

fn id_of(text: &str) -> Key {
    Key::Id(full_id(text).unwrap_or_else(|| text.to_owned()))
}

impl Listed {
    fn new(values: Vec<Datum>) -> Self {
        let keys = values.iter().filter_map(key).collect();
        let texts = values.iter().filter(|value| matches!(value, Datum::Str(_)));
        Self { keys, as_ids: texts.filter_map(text).map(id_of).collect(), values }
    }

    /// Whether it holds a value that is equal.
    pub fn holds(&self, value: &Datum) -> bool {
        let Some(key) = key(value) else { return false };
        self.keys.contains(&key)
            || match value {
                Datum::Id(_) => self.as_ids.contains(&key),
                Datum::Str(text) => self.keys.contains(&id_of(text)),
                _ => false,
            }
    }
}

/// The lists of a condition, by where they stand in it.
#[derive(Debug, Default)]
pub(super) struct Lists(HashMap<*const QueryValue, Listed>);

impl Lists {
    /// Works out the lists of conditions.
    pub fn of<'c>(engine: &Engine<'_>, conditions: impl IntoIterator<Item = &'c Condition>) -> Result<Self, String> {
        let mut lists = Self::default();
        for condition in conditions {
            lists.add(engine, condition)?;
        }
        Ok(lists)
    }

    fn add(&mut self, engine: &Engine<'_>, condition: &Condition) -> Result<(), String> {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().try_for_each(|part| self.add(engine, part)),
            Condition::Not(inner) => self.add(engine, inner),
            Condition::Compare { op, value, .. } => {
                if matches!(op, CompareOp::In | CompareOp::NotIn | CompareOp::Includes | CompareOp::Excludes) {
                    self.0.insert(std::ptr::from_ref(value), Listed::new(engine.list(value)?));
                }
                Ok(())
            }
        }
    }

    /// The list that stands at `value`.
    pub fn at(&self, value: &QueryValue) -> Option<&Listed> {
        self.0.get(&std::ptr::from_ref(value))
    }
}

#[cfg(test)]
mod tests {
    use super::Listed;
    use crate::data::values::equal;
    use apex_eval::Datum;
    use jiff::civil::date;
    use rust_decimal::Decimal;

    #[test]
    fn a_list_holds_what_equals_one_of_its_values() {
        let values = [
            Datum::Null,
            Datum::Str("".into()),
            Datum::Str("Äb".into()),
            Datum::Str("äB".into()),
            Datum::Str("001000000000001".into()),
            Datum::Str("001000000000001AAA".into()),
            Datum::Id("001000000000001AAA".into()),
            Datum::Id("001000000000002AAA".into()),
            Datum::Bool(true),
            Datum::Int(3),
            Datum::Decimal(Decimal::new(300, 2)),
            Datum::Double(2.5),
            Datum::Date(date(1970, 1, 2)),
            Datum::Datetime(86_400_000),
            Datum::Datetime(86_400_001),
            Datum::Time(5),
            Datum::Blob([1].as_slice().into()),
        ];
        for listed in &values {
            let list = Listed::new(vec![listed.clone()]);
            for value in &values {
                assert_eq!(list.holds(value), equal(value, listed), "{value:?} in {listed:?}");
            }
        }
    }
}
