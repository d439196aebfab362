//! `GROUP BY` and aggregate functions.

use super::listed::Lists;
use super::order::key_of;
use super::run::{Engine, Hit};
use crate::data::values::{compare, number};
use apex_eval::{Datum, Row};
use apex_syntax::ast::{Condition, FieldExpr, FunctionArg, SelectItem, Soql};
use rust_decimal::Decimal;
use std::collections::HashMap;
use std::sync::Arc;

/// A group with its finished row.
pub(super) struct Group {
    pub row: Row,
    values: HashMap<String, Datum>,
}

impl Group {
    /// The value of a grouped field, aggregate or alias.
    pub fn value(&self, field: &FieldExpr) -> Datum {
        self.values.get(&key_of(field)).cloned().unwrap_or(Datum::Null)
    }
}

/// A value as part of a group's key.
fn group_key(value: &Datum) -> String {
    match value {
        Datum::Str(s) => format!("s{}", s.to_lowercase()),
        Datum::Decimal(d) => format!("n{}", d.normalize()),
        other => format!("{other:?}"),
    }
}

pub(super) fn groups<'a>(engine: &Engine<'a>, soql: &Soql, hits: Vec<Hit<'a>>) -> Result<Vec<Group>, String> {
    let masks = masks(soql);
    let mut index: HashMap<(u32, Vec<String>), usize> = HashMap::new();
    let mut members: Vec<(u32, Vec<Datum>, Vec<Hit<'a>>)> = Vec::new();
    for mask in masks {
        for hit in &hits {
            let mut values = Vec::new();
            for (i, field) in soql.group_by.iter().enumerate() {
                let grouped = mask & (1 << i) != 0;
                values.push(if grouped { engine.field_value(soql, hit, field)? } else { Datum::Null });
            }
            let key: Vec<String> = values.iter().map(group_key).collect();
            let at = *index.entry((mask, key)).or_insert(members.len());
            if at == members.len() {
                members.push((mask, values, Vec::new()));
            }
            members[at].2.push(Hit { object: hit.object.clone(), record: hit.record });
        }
    }
    if soql.group_by.is_empty() && members.is_empty() {
        members.push((0, Vec::new(), Vec::new()));
    }
    let lists = Lists::of(engine, &soql.having)?;
    let mut groups = Vec::new();
    for (mask, keys, hits) in members {
        let mut values: HashMap<String, Datum> = soql.group_by.iter().map(key_of).zip(keys).collect();
        for field in wanted(soql) {
            if let FieldExpr::Function { name, args, .. } = field
                && apex_sema::is_aggregate_function(name)
            {
                let value = fold(engine, soql, &name.key(), args, &hits)?;
                values.insert(key_of(field), value);
            } else if let FieldExpr::Function { name, args, .. } = field
                && name.is("grouping")
            {
                let of =
                    args.iter().find_map(|arg| if let FunctionArg::Field(f) = arg { Some(key_of(f)) } else { None });
                let at = soql.group_by.iter().position(|g| Some(key_of(g)) == of);
                let grouped = at.is_none_or(|i| mask & (1 << i) != 0);
                values.insert(key_of(field), Datum::Int(i32::from(!grouped)));
            }
        }
        let row = row(soql, &values);
        for (alias, value) in &row.fields {
            values.entry(alias.to_lowercase()).or_insert_with(|| value.clone());
        }
        let group = Group { row, values };
        if match &soql.having {
            Some(having) => holds(engine, having, &group, &lists)?,
            None => true,
        } {
            groups.push(group);
        }
    }
    Ok(groups)
}

/// Which of the grouped fields count, one bit each: all of them, then the subtotals of `ROLLUP` or `CUBE`.
fn masks(soql: &Soql) -> Vec<u32> {
    let fields = soql.group_by.len().min(3);
    let all = (1u32 << fields) - 1;
    match &soql.group_kind {
        Some(kind) if kind.is("rollup") => (0..=fields).rev().map(|n| (1 << n) - 1).collect(),
        Some(_) => (0..=all).rev().collect(),
        None => vec![(1u32 << soql.group_by.len().min(31)) - 1],
    }
}

/// Every field expression that may hold an aggregate.
fn wanted(soql: &Soql) -> Vec<&FieldExpr> {
    fn of<'c>(condition: &'c Condition, out: &mut Vec<&'c FieldExpr>) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|p| of(p, out)),
            Condition::Not(inner) => of(inner, out),
            Condition::Compare { field, .. } => out.push(field),
        }
    }
    let mut out = Vec::new();
    for item in &soql.select {
        if let SelectItem::Field(field, _) = item {
            out.push(field);
        }
    }
    if let Some(having) = &soql.having {
        of(having, &mut out);
    }
    out.extend(soql.order_by.iter().map(|o| &o.field));
    out
}

fn row(soql: &Soql, values: &HashMap<String, Datum>) -> Row {
    let mut fields = Vec::new();
    let mut unnamed = 0;
    for item in &soql.select {
        let SelectItem::Field(field, alias) = item else { continue };
        let name: Arc<str> = match (alias, field) {
            (Some(alias), _) => alias.text.clone(),
            (None, FieldExpr::Path(path)) => path.last().map_or_else(|| "".into(), |n| n.text.clone()),
            (None, FieldExpr::Function { .. }) => {
                unnamed += 1;
                format!("expr{}", unnamed - 1).into()
            }
        };
        fields.push((name, values.get(&key_of(field)).cloned().unwrap_or(Datum::Null)));
    }
    Row { object: "AggregateResult".into(), fields }
}

fn fold<'a>(
    engine: &Engine<'a>,
    soql: &Soql,
    name: &str,
    args: &[FunctionArg],
    hits: &[Hit<'a>],
) -> Result<Datum, String> {
    let count = |n: usize| Datum::Int(i32::try_from(n).unwrap_or(i32::MAX));
    let Some(FunctionArg::Field(field)) = args.first() else { return Ok(count(hits.len())) };
    let mut values = Vec::new();
    for hit in hits {
        let value = engine.field_value(soql, hit, field)?;
        if value != Datum::Null {
            values.push(value);
        }
    }
    Ok(match name {
        "count" => count(values.len()),
        "count_distinct" => {
            let mut keys: Vec<String> = values.iter().map(group_key).collect();
            keys.sort();
            keys.dedup();
            count(keys.len())
        }
        "min" | "max" => {
            let by = |a: &Datum, b: &Datum| compare(a, b).unwrap_or(std::cmp::Ordering::Equal);
            let found = if name == "min" {
                values.iter().min_by(|a, b| by(a, b))
            } else {
                values.iter().max_by(|a, b| by(a, b))
            };
            found.cloned().unwrap_or(Datum::Null)
        }
        _ => {
            let numbers: Vec<Decimal> = values.iter().filter_map(number).collect();
            let sum = numbers.iter().try_fold(Decimal::ZERO, |sum, number| sum.checked_add(*number));
            match (name, numbers.len(), sum) {
                (_, 0, _) => Datum::Null,
                (_, _, None) => return Err(format!("{name}() has more digits than a number can have")),
                ("avg", n, Some(sum)) => Datum::Decimal((sum / Decimal::from(n)).normalize()),
                (_, _, Some(sum)) => Datum::Decimal(sum),
            }
        }
    })
}

fn holds(engine: &Engine<'_>, condition: &Condition, group: &Group, lists: &Lists) -> Result<bool, String> {
    match condition {
        Condition::And(parts) => {
            for part in parts {
                if !holds(engine, part, group, lists)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Condition::Or(parts) => {
            for part in parts {
                if holds(engine, part, group, lists)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Not(inner) => Ok(!holds(engine, inner, group, lists)?),
        Condition::Compare { field, op, value, .. } => {
            engine.compare_value(&group.value(field), *op, value, None, lists)
        }
    }
}
