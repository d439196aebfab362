//! Conditions.

use super::listed::Lists;
use super::run::{Engine, Hit};
use crate::data::values::{compare, equal, like, text};
use apex_eval::Datum;
use apex_eval::text::full_id;
use apex_sema::catalog::{FieldInfo, FieldKind};
use apex_syntax::ast::{CompareOp, Condition, FieldExpr, QueryValue, Soql};
use std::cmp::Ordering;
use std::sync::Arc;

impl<'a> Engine<'a> {
    /// Whether a record meets a condition.
    pub(super) fn matches(
        &self,
        soql: &Soql,
        hit: &Hit<'a>,
        condition: &Condition,
        lists: &Lists,
    ) -> Result<bool, String> {
        match condition {
            Condition::And(parts) => {
                for part in parts {
                    if !self.matches(soql, hit, part, lists)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Condition::Or(parts) => {
                for part in parts {
                    if self.matches(soql, hit, part, lists)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Condition::Not(inner) => Ok(!self.matches(soql, hit, inner, lists)?),
            Condition::Compare { field, op, value, .. } => {
                let have = self.field_value(soql, hit, field)?;
                self.compare_value(&have, *op, value, self.kind_of(soql, hit, field), lists)
            }
        }
    }

    fn kind_of(&self, soql: &Soql, hit: &Hit<'a>, field: &FieldExpr) -> Option<FieldKind> {
        self.own_field(soql, hit, field).map(|field| field.kind)
    }

    /// The field of the object itself that an expression names.
    fn own_field<'h>(&self, soql: &Soql, hit: &'h Hit<'a>, field: &FieldExpr) -> Option<&'h FieldInfo> {
        let FieldExpr::Path(path) = field else { return None };
        match apex_sema::strip_alias(soql, &hit.object, path) {
            [one] => hit.object.field(&one.text),
            _ => None,
        }
    }

    /// `toLabel()`: what people see of a picklist value. There are no translations here.
    fn label(&self, soql: &Soql, hit: &Hit<'a>, field: &FieldExpr, value: Datum) -> Datum {
        let Some(info) = self.own_field(soql, hit, field) else { return value };
        let Some(stored) = text(&value) else { return value };
        let label = |value: &str| {
            let known = info.picklist.iter().find(|p| p.value.eq_ignore_ascii_case(value));
            known.map_or_else(|| value.to_owned(), |p| p.label.to_string())
        };
        Datum::Str(stored.split(';').map(label).collect::<Vec<_>>().join(";").into())
    }

    /// The value of a field or date function.
    pub(super) fn field_value(&self, soql: &Soql, hit: &Hit<'a>, field: &FieldExpr) -> Result<Datum, String> {
        match field {
            FieldExpr::Path(path) => Ok(self.read(hit, apex_sema::strip_alias(soql, &hit.object, path))),
            FieldExpr::Function { name, args, .. } => {
                let Some(apex_syntax::ast::FunctionArg::Field(inner)) = args.first() else {
                    return Err(format!("not supported by the local org: {name}() in a query"));
                };
                let value = self.field_value(soql, hit, inner)?;
                if name.is("tolabel") {
                    return Ok(self.label(soql, hit, inner, value));
                }
                self.around
                    .clock
                    .function(&name.key(), &value)
                    .ok_or_else(|| format!("not supported by the local org: {name}() in a query"))
            }
        }
    }

    /// One comparison.
    pub(super) fn compare_value(
        &self,
        have: &Datum,
        op: CompareOp,
        value: &QueryValue,
        kind: Option<FieldKind>,
        lists: &Lists,
    ) -> Result<bool, String> {
        if let QueryValue::DateLiteral(name, count) = value {
            let Some((from, to)) = self.around.clock.range(&name.key(), *count) else {
                return Err(format!("unexpected token: '{name}'"));
            };
            return Ok(in_range(have, op, &from, &to));
        }
        match op {
            CompareOp::In | CompareOp::NotIn => {
                let found = lists.at(value).is_some_and(|list| list.holds(have));
                // A null is in no list of values, and `NOT IN` does not find it either.
                Ok(if op == CompareOp::In { found } else { !found })
            }
            CompareOp::Includes | CompareOp::Excludes => {
                let parts: Vec<&str> = text(have).unwrap_or("").split(';').collect();
                let found = lists
                    .at(value)
                    .into_iter()
                    .flat_map(|list| &list.values)
                    .filter_map(text)
                    .any(|wanted| wanted.split(';').all(|w| parts.iter().any(|p| p.eq_ignore_ascii_case(w))));
                Ok(found == (op == CompareOp::Includes))
            }
            CompareOp::Like => {
                let wanted = self.value(value)?;
                let patterns: Vec<Datum> = if let Datum::List(items) = wanted { items } else { vec![wanted] };
                let have = text(have).unwrap_or("");
                Ok(patterns.iter().filter_map(text).any(|p| like(have, p)))
            }
            _ => {
                let wanted = self.value(value)?;
                let wanted = match (kind, &wanted) {
                    (Some(FieldKind::Boolean), Datum::Null) => Datum::Bool(false),
                    _ => wanted,
                };
                let order = compare(have, &wanted);
                Ok(match op {
                    CompareOp::Eq => equal(have, &wanted),
                    CompareOp::Ne => !equal(have, &wanted),
                    CompareOp::Lt => order == Some(Ordering::Less),
                    CompareOp::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
                    CompareOp::Gt => order == Some(Ordering::Greater),
                    _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
                })
            }
        }
    }

    /// The values of a list, or of a sub-query.
    pub(super) fn list(&self, value: &QueryValue) -> Result<Vec<Datum>, String> {
        match value {
            QueryValue::List(values) => values.iter().map(|v| self.value(v)).collect(),
            QueryValue::Query(inner) => {
                let rows = self.run(inner)?;
                Ok(rows.into_iter().filter_map(|r| r.fields.into_iter().next().map(|(_, v)| v)).collect())
            }
            other => Ok(match self.value(other)? {
                Datum::List(items) => items
                    .into_iter()
                    .map(|item| match item {
                        // A bound list of records stands for their Ids.
                        Datum::Row(row) => row.get("Id").cloned().unwrap_or(Datum::Null),
                        other => other,
                    })
                    .collect(),
                single => vec![single],
            }),
        }
    }

    /// The Ids that a field must have by `=` and `IN`, as far as all conditions must hold.
    pub fn wanted(&self, soql: &Soql, field: &str) -> Vec<Arc<str>> {
        let conditions = match &soql.filter {
            Some(Condition::And(parts)) => parts.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let values = conditions.iter().filter_map(|condition| match condition {
            Condition::Compare { field: FieldExpr::Path(path), op: CompareOp::Eq | CompareOp::In, value, .. } => {
                path.last().filter(|name| path.len() == 1 && name.is(field)).and_then(|_| self.list(value).ok())
            }
            _ => None,
        });
        values.flatten().filter_map(|value| full_id(text(&value)?)).map(Arc::from).collect()
    }

    /// A literal or bound value.
    pub(super) fn value(&self, value: &QueryValue) -> Result<Datum, String> {
        Ok(match value {
            QueryValue::Null => Datum::Null,
            QueryValue::Boolean(b) => Datum::Bool(*b),
            QueryValue::Number(n) => n.parse().map(Datum::Decimal).map_err(|_| format!("Invalid number: {n}"))?,
            QueryValue::String(s) => Datum::Str(s.clone()),
            QueryValue::Date(d) => d.parse().map(Datum::Date).map_err(|_| format!("Invalid date: {d}"))?,
            QueryValue::DateTime(d) => {
                let stamp: jiff::Timestamp = d.parse().map_err(|_| format!("Invalid datetime: {d}"))?;
                Datum::Datetime(stamp.as_millisecond())
            }
            QueryValue::Bind(i, _) => match self.binds.get(*i).cloned().unwrap_or(Datum::Null) {
                Datum::Row(row) => row.get("Id").cloned().unwrap_or(Datum::Null),
                other => other,
            },
            QueryValue::DateLiteral(name, _) => return Err(format!("unexpected token: '{name}'")),
            QueryValue::List(_) | QueryValue::Query(_) => return Err("unexpected list".into()),
        })
    }
}

/// A comparison with a date literal, which is a range: its start belongs to it, its end does not.
fn in_range(have: &Datum, op: CompareOp, from: &Datum, to: &Datum) -> bool {
    let after_start = matches!(compare(have, from), Some(Ordering::Greater | Ordering::Equal));
    let before_end = compare(have, to) == Some(Ordering::Less);
    let known = *have != Datum::Null;
    match op {
        CompareOp::Eq => after_start && before_end,
        CompareOp::Ne => !(after_start && before_end),
        CompareOp::Lt => known && !after_start,
        CompareOp::Le => known && before_end,
        CompareOp::Gt => known && !before_end,
        CompareOp::Ge => after_start,
        _ => false,
    }
}
