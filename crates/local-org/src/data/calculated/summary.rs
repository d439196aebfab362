//! Roll-up summaries: Metadata API guide, "CustomField", `summaryOperation`.

use super::record::Calculator;
use crate::data::Record;
use crate::data::values::{compare, equal, number, parse, text};
use apex_eval::Datum;
use apex_sema::catalog::{Catalog, FieldInfo, ObjectInfo};
use rust_decimal::Decimal;
use sf_metadata::xml::Element;
use std::cmp::Ordering;
use std::sync::Arc;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operation {
    Count,
    Sum,
    Min,
    Max,
}

/// A roll-up summary.
#[derive(Debug, Clone)]
pub(super) struct Summary {
    operation: Operation,
    child: Arc<ObjectInfo>,
    /// The detail's field that names the master.
    key: Arc<str>,
    summarized: Option<FieldInfo>,
    filters: Vec<Filter>,
}

#[derive(Debug, Clone)]
struct Filter {
    field: FieldInfo,
    operation: String,
    /// As they stand, and as values of the field.
    wanted: Vec<(String, Datum)>,
}

/// The field of `Object.Field`.
fn field_of(catalog: &Catalog, path: &str) -> Option<(Arc<ObjectInfo>, FieldInfo)> {
    let (object, field) = path.trim().split_once('.')?;
    let object = catalog.object(object)?;
    let field = object.field(field)?.clone();
    Some((object, field))
}

impl Summary {
    /// Reads the elements of a field of type `Summary`.
    pub fn parse(tree: &Element, catalog: &Catalog) -> Result<Self, String> {
        let field = |element: &str, path: &str| {
            field_of(catalog, path).ok_or_else(|| format!("In field: {element} - no CustomField named {path} found"))
        };
        let need = |element: &str| {
            tree.child_text(element)
                .filter(|t| !t.trim().is_empty())
                .ok_or(format!("Required field is missing: {element}"))
        };
        let operation = match need("summaryOperation")?.trim() {
            "count" => Operation::Count,
            "sum" => Operation::Sum,
            "min" => Operation::Min,
            "max" => Operation::Max,
            other => return Err(format!("'{other}' is not a valid value for the enum 'SummaryOperations'")),
        };
        let (child, key) = field("summaryForeignKey", need("summaryForeignKey")?)?;
        let summarized = match operation {
            Operation::Count => None,
            _ => Some(field("summarizedField", need("summarizedField")?)?.1),
        };
        let mut filters = Vec::new();
        for item in tree.children.iter().filter(|e| e.name == "summaryFilterItems") {
            if item.child_text("valueField").is_some() {
                return Err("not supported by the local org: summary filters that compare two fields".into());
            }
            let (_, field) = field("summaryFilterItems", item.child_text("field").unwrap_or_default())?;
            let operation = item.child_text("operation").unwrap_or_default().trim().to_string();
            if !FILTERS.contains(&operation.as_str()) {
                return Err(format!("not supported by the local org: the summary filter {operation}"));
            }
            let values = item.child_text("value").unwrap_or_default();
            let mut wanted = Vec::new();
            for value in values.split(',').map(str::trim) {
                let datum = if value.is_empty() { Some(Datum::Null) } else { parse(field.kind, value) };
                let datum = datum.ok_or_else(|| format!("'{value}' is no value for {}", field.name))?;
                wanted.push((value.to_lowercase(), datum));
            }
            filters.push(Filter { field, operation, wanted });
        }
        Ok(Self { operation, child, key: key.name, summarized, filters })
    }

    /// The value for a master record.
    pub fn value(&self, calculator: &Calculator<'_>, master: &Record, depth: u32) -> Datum {
        let Some(id) = master.get("Id") else { return Datum::Null };
        let details = calculator.store.find(&self.child.name, &self.key, id).into_iter().map(|(_, record)| record);
        let details = details.filter(|record| {
            record.get("IsDeleted") != Some(&Datum::Bool(true))
                && self.filters.iter().all(|f| f.keeps(&calculator.at_depth(&self.child, record, &f.field, depth)))
        });
        let Some(summarized) = &self.summarized else {
            return Datum::Decimal(Decimal::from(details.count()));
        };
        let values = details.map(|record| calculator.at_depth(&self.child, record, summarized, depth));
        let values: Vec<Datum> = values.filter(|value| *value != Datum::Null).collect();
        let by = |a: &Datum, b: &Datum| compare(a, b).unwrap_or(Ordering::Equal);
        match self.operation {
            Operation::Min => values.into_iter().min_by(by).unwrap_or(Datum::Null),
            Operation::Max => values.into_iter().max_by(by).unwrap_or(Datum::Null),
            Operation::Sum | Operation::Count => Datum::Decimal(
                values.iter().filter_map(number).fold(Decimal::ZERO, |sum, n| sum.checked_add(n).unwrap_or(sum)),
            ),
        }
    }
}

/// Operations of `FilterItem` that are here.
const FILTERS: &[&str] = &[
    "equals",
    "notEqual",
    "lessThan",
    "lessOrEqual",
    "greaterThan",
    "greaterOrEqual",
    "contains",
    "notContain",
    "startsWith",
    "includes",
    "excludes",
];

impl Filter {
    fn keeps(&self, have: &Datum) -> bool {
        let shown = text(have).unwrap_or_default().to_lowercase();
        let any = |fits: &dyn Fn(&str, &Datum) -> bool| self.wanted.iter().any(|(text, value)| fits(text, value));
        let ordered = |fits: fn(Ordering) -> bool| any(&|_, value| compare(have, value).is_some_and(fits));
        let chosen = |wanted: &str| shown.split(';').any(|one| one == wanted);
        match self.operation.as_str() {
            "equals" => any(&|_, value| equal(have, value)),
            "notEqual" => !any(&|_, value| equal(have, value)),
            "lessThan" => ordered(Ordering::is_lt),
            "lessOrEqual" => ordered(Ordering::is_le),
            "greaterThan" => ordered(Ordering::is_gt),
            "greaterOrEqual" => ordered(Ordering::is_ge),
            "contains" => any(&|text, _| shown.contains(text)),
            "notContain" => !any(&|text, _| shown.contains(text)),
            "startsWith" => any(&|text, _| shown.starts_with(text)),
            "includes" => any(&|text, _| chosen(text)),
            _ => !any(&|text, _| chosen(text)),
        }
    }
}
