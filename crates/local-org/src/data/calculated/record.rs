//! Working out fields and rules for a record.

use super::{Around, Worked, value};
use crate::data::validate::error;
use crate::data::{Record, Store};
use apex_eval::text::full_id;
use apex_eval::{Datum, RowError};
use apex_sema::catalog::{Catalog, FieldInfo, ObjectInfo};
use jiff::tz::TimeZone;
use sf_formula::{Fault, Value};
use std::cell::Cell;
use std::sync::Arc;

/// Formulas that read formulas that read formulas …
const DEEPEST: u32 = 20;
/// Fields that one value may read in all, so that formulas that read each other twice come to an end.
const MOST_READS: u32 = 100_000;

/// Works out values over the records of an org.
pub(crate) struct Calculator<'a> {
    pub around: &'a Around<'a>,
    pub store: &'a Store,
    pub catalog: &'a Catalog,
    left: Cell<u32>,
}

impl<'a> Calculator<'a> {
    pub fn new(around: &'a Around<'a>, store: &'a Store, catalog: &'a Catalog) -> Self {
        Self { around, store, catalog, left: Cell::new(MOST_READS) }
    }

    /// The value of a field, stored or worked out.
    pub fn field(&self, object: &ObjectInfo, record: &Record, field: &FieldInfo) -> Datum {
        self.left.set(MOST_READS);
        self.at_depth(object, record, field, 0)
    }

    pub(super) fn at_depth(&self, object: &ObjectInfo, record: &Record, field: &FieldInfo, depth: u32) -> Datum {
        let stored = || record.get(&field.name).cloned().unwrap_or(Datum::Null);
        if !field.calculated {
            return stored();
        }
        let worked = self.around.calculated.worked(&object.name, &field.name);
        let Some(worked) = worked.filter(|_| depth < DEEPEST) else { return stored() };
        match worked {
            Worked::Formula(formula) => {
                let view = View { calculator: self, object, record, before: None, new: false, depth: depth + 1 };
                // What people see as `#Error!` is empty for programs.
                value::back(field, formula.evaluate(&view).unwrap_or(Value::Null))
            }
            Worked::Summary(summary) => summary.value(self, record, depth + 1),
        }
    }

    /// The default values of the fields that a new record does not have. Help, "Default Field Values": worked out once, when
    /// the record is made.
    pub fn defaults(&self, object: &ObjectInfo, record: &Record) -> Record {
        let defaults = self.around.calculated.object(&object.name).into_iter().flat_map(|o| &o.defaults);
        let missing = defaults.filter(|(name, _)| !record.contains_key(*name));
        let worked = missing.filter_map(|(name, formula)| {
            self.left.set(MOST_READS);
            let view = View { calculator: self, object, record, before: None, new: true, depth: 0 };
            let value = value::back(object.field(name)?, formula.evaluate(&view).unwrap_or(Value::Null));
            Some((name.clone(), value))
        });
        worked.collect()
    }

    /// The errors of the validation rules that refuse a record; `before` is what it was, if it is not new.
    pub fn refusals(&self, object: &ObjectInfo, record: &Record, before: Option<&Record>) -> Vec<RowError> {
        let rules = self.around.calculated.object(&object.name).map_or(&[][..], |o| &o.rules);
        let mut errors = Vec::new();
        for rule in rules {
            self.left.set(MOST_READS);
            let view = View { calculator: self, object, record, before, new: before.is_none(), depth: 0 };
            if rule.condition.evaluate(&view) == Ok(Value::Boolean(true)) {
                let fields: Vec<&str> = rule.field.as_deref().into_iter().collect();
                errors.push(error("FIELD_CUSTOM_VALIDATION_EXCEPTION", &*rule.message, &fields));
            }
        }
        errors
    }

    /// The value at the end of a path through parents; nothing where a parent is missing.
    fn read(&self, object: &ObjectInfo, record: &Record, path: &str, depth: u32) -> Value {
        let Some((step, rest)) = path.split_once('.') else {
            let field = object.field(path);
            return field.map_or(Value::Null, |f| value::of(f.kind, &self.at_depth(object, record, f, depth)));
        };
        let (name, of) = step.split_once(':').map_or((step, None), |(name, of)| (name, Some(of)));
        let Some(Datum::Id(id)) = object.parent(name).and_then(|f| record.get(&f.name)) else { return Value::Null };
        match self.found(id) {
            Some((target, parent)) if of.is_none_or(|of| target.name.eq_ignore_ascii_case(of)) => {
                self.read(&target, parent, rest, depth)
            }
            _ => Value::Null,
        }
    }

    /// The record of an Id.
    fn found(&self, id: &str) -> Option<(Arc<ObjectInfo>, &'a Record)> {
        let name = self.catalog.object_with_prefix(id.get(..3)?)?;
        Some((self.catalog.object(&name)?, self.store.get(&name, id)?))
    }
}

/// A record as its formulas see it.
struct View<'v> {
    calculator: &'v Calculator<'v>,
    object: &'v ObjectInfo,
    record: &'v Record,
    before: Option<&'v Record>,
    new: bool,
    depth: u32,
}

impl View<'_> {
    fn global(&self, path: &str) -> Option<Value> {
        let calculator = self.calculator;
        let around = calculator.around;
        let (variable, rest) = path.split_once('.')?;
        let user = calculator.store.get("User", &around.user);
        let of_user = |field: &str| match user.and_then(|u| u.get(field)) {
            Some(Datum::Id(id)) => calculator.found(id),
            _ => None,
        };
        let (object, record) = match variable.to_ascii_lowercase().as_str() {
            "$user" => (calculator.catalog.object("User")?, user?),
            "$profile" => of_user("ProfileId")?,
            "$userrole" => of_user("UserRoleId")?,
            "$organization" => {
                (calculator.catalog.object("Organization")?, calculator.store.rows("Organization").next()?.1)
            }
            "$recordtype" => match self.record.get("RecordTypeId")? {
                Datum::Id(id) => calculator.found(id)?,
                _ => return None,
            },
            "$custommetadata" => {
                let (object, named) = rest.split_once('.')?;
                let (name, field) = named.split_once('.')?;
                let object = calculator.catalog.object(object)?;
                let is =
                    |r: &Record| matches!(r.get("DeveloperName"), Some(Datum::Str(n)) if n.eq_ignore_ascii_case(name));
                let (_, record) = calculator.store.rows(&object.name).find(|(_, r)| is(r))?;
                return Some(calculator.read(&object, record, field, self.depth));
            }
            "$permission" => return Some((around.permissions)(rest).into()),
            "$label" => return calculator.catalog.label(rest).map(|text| Value::Text(text.to_string())),
            // Help, "Global Variables": 1900-01-01 00:00:00 GMT.
            "$system" => return Some(Value::DateTime(-2_208_988_800_000)),
            _ => return None,
        };
        Some(calculator.read(&object, record, rest, self.depth))
    }
}

impl sf_formula::Record for View<'_> {
    fn value(&self, path: &str, prior: bool) -> Result<Value, Fault> {
        let left = self.calculator.left.get();
        self.calculator.left.set(left.checked_sub(1).ok_or(Fault::TooBig)?);
        if path.starts_with('$') {
            return Ok(self.global(path).unwrap_or(Value::Null));
        }
        let record = self.before.filter(|_| prior).unwrap_or(self.record);
        Ok(self.calculator.read(self.object, record, path, self.depth))
    }

    fn is_new(&self) -> bool {
        self.new
    }

    fn now(&self) -> i64 {
        self.calculator.around.clock.now
    }

    fn zone(&self) -> TimeZone {
        self.calculator.around.clock.zone.clone()
    }

    fn matches(&self, text: &str, pattern: &str) -> Result<bool, Fault> {
        apex_eval::builtin::pattern::matches_whole(text, pattern)
            .ok_or(Fault::Error("a wrong or too costly regular expression"))
    }

    fn full_id(&self, id: &str) -> Option<String> {
        full_id(id)
    }
}
