//! `ORDER BY`: nulls come first unless said otherwise; text order ignores letter case.

use super::aggregate::Group;
use super::run::{Engine, Hit};
use crate::data::values::compare;
use apex_eval::Datum;
use apex_syntax::ast::{FieldExpr, OrderItem, Soql};
use std::cmp::Ordering;

pub(super) fn sort<'a>(engine: &Engine<'a>, soql: &Soql, hits: &mut [Hit<'a>]) {
    if soql.order_by.is_empty() {
        return;
    }
    hits.sort_by(|a, b| {
        for item in &soql.order_by {
            let x = engine.field_value(soql, a, &item.field).unwrap_or(Datum::Null);
            let y = engine.field_value(soql, b, &item.field).unwrap_or(Datum::Null);
            let order = by_item(&x, &y, item);
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    });
}

pub(super) fn sort_groups(soql: &Soql, groups: &mut [Group]) {
    groups.sort_by(|a, b| {
        for item in &soql.order_by {
            let (x, y) = (a.value(&item.field), b.value(&item.field));
            let order = by_item(&x, &y, item);
            if order != Ordering::Equal {
                return order;
            }
        }
        Ordering::Equal
    });
}

fn by_item(x: &Datum, y: &Datum, item: &OrderItem) -> Ordering {
    let nulls_first = item.nulls_first.unwrap_or(true);
    match (x, y) {
        (Datum::Null, Datum::Null) => Ordering::Equal,
        (Datum::Null, _) => {
            if nulls_first {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (_, Datum::Null) => {
            if nulls_first {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        _ => {
            let order = compare(x, y).unwrap_or(Ordering::Equal);
            if item.descending { order.reverse() } else { order }
        }
    }
}

/// The text by which an aggregate or grouped field is found again.
pub(super) fn key_of(field: &FieldExpr) -> String {
    match field {
        FieldExpr::Path(path) => path.iter().map(|n| n.key()).collect::<Vec<_>>().join("."),
        FieldExpr::Function { name, args, .. } => {
            let args: Vec<String> = args
                .iter()
                .map(|arg| match arg {
                    apex_syntax::ast::FunctionArg::Field(f) => key_of(f),
                    apex_syntax::ast::FunctionArg::Value(_) => "?".into(),
                })
                .collect();
            format!("{}({})", name.key(), args.join(","))
        }
    }
}
