//! Groups, aggregates and date functions: SOQL and SOSL Reference, "GROUP BY", "HAVING", "COUNT()", "Date Functions".

use super::{Checker, is_aggregate, is_aggregate_function, strip_alias};
use crate::catalog::{FieldKind, ObjectInfo};
use apex_syntax::ast::{Condition, FieldExpr, FunctionArg, Name, QueryValue, SelectItem, Soql};
use std::sync::Arc;

/// What a function of a date gives.
pub(super) fn of_date(name: &Name) -> Option<FieldKind> {
    match &*name.key() {
        "day_only" => Some(FieldKind::Date),
        "calendar_month" | "calendar_quarter" | "calendar_year" | "day_in_month" | "day_in_week" | "day_in_year"
        | "fiscal_month" | "fiscal_quarter" | "fiscal_year" | "hour_in_day" | "week_in_month" | "week_in_year" => {
            Some(FieldKind::Integer)
        }
        _ => None,
    }
}

/// Whether the query asks for nothing but the number of its records.
fn counts(soql: &Soql) -> bool {
    matches!(&*soql.select, [SelectItem::Field(FieldExpr::Function { name, args, .. }, _)]
        if name.is("count") && args.is_empty())
}

impl Checker<'_> {
    /// Rules about the groups of a query.
    pub(super) fn grouping(&mut self, soql: &Soql, object: &Arc<ObjectInfo>) {
        for item in &soql.select {
            let SelectItem::Field(field, alias) = item else { continue };
            if alias.is_some() && matches!(field, FieldExpr::Path(_)) && !is_aggregate(soql) {
                self.problem("only aggregate expressions use field aliasing".into());
            }
            let is_date = matches!(field, FieldExpr::Function { name, .. } if of_date(name).is_some());
            if is_date && !self.is_grouped(soql, object, field) {
                self.problem(format!("Field must be grouped or aggregated: {}", shown(field)));
            }
        }
        if counts(soql) && !soql.group_by.is_empty() {
            self.problem("COUNT() cannot be used with GROUP BY, use COUNT(fieldName)".into());
        }
        if counts(soql) && !soql.order_by.is_empty() {
            self.problem("COUNT() cannot be used with ORDER BY".into());
        }
        if is_aggregate(soql) {
            for order in &soql.order_by {
                if !self.is_grouped(soql, object, &order.field) && !is_alias(soql, &order.field) {
                    self.problem(format!("Ordered field must be grouped or aggregated: {}", shown(&order.field)));
                }
            }
        }
        soql.filter.iter().for_each(|filter| self.aggregates_in(filter));
        soql.having.iter().for_each(|having| self.having(soql, object, having));
    }

    /// The sub-query of a select list.
    pub(super) fn ungrouped(&mut self, inner: &Soql) {
        if is_aggregate(inner) || counts(inner) {
            self.problem("only root queries support aggregate expressions".into());
        }
    }

    /// A function of a date takes one.
    pub(super) fn date_argument(&mut self, object: &Arc<ObjectInfo>, path: &[Name], function: &Name) {
        let fits: fn(FieldKind) -> bool = match &*function.key() {
            "day_only" | "hour_in_day" | "converttimezone" => |kind| kind == FieldKind::Datetime,
            _ if of_date(function).is_some() => |kind| matches!(kind, FieldKind::Date | FieldKind::Datetime),
            _ => |_| true,
        };
        if let Some(field) = self.path(object, path).filter(|field| !fits(field.kind)) {
            let function = function.text.to_uppercase();
            self.problem(format!("field {} does not support date function {function}", field.name));
        }
    }

    /// Whether every record of a group has the same value there.
    fn is_grouped(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, field: &FieldExpr) -> bool {
        if soql.group_by.iter().any(|group| same(group, field)) {
            return true;
        }
        let FieldExpr::Function { name, args, .. } = field else { return false };
        let [FunctionArg::Field(of @ FieldExpr::Path(path))] = &**args else { return of_date(name).is_none() };
        let date =
            |cx: &mut Self| cx.path(object, strip_alias(soql, object, path)).is_some_and(|f| f.kind == FieldKind::Date);
        of_date(name).is_none() || soql.group_by.iter().any(|group| same(group, of)) && date(self)
    }

    fn having(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, condition: &Condition) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|p| self.having(soql, object, p)),
            Condition::Not(inner) => self.having(soql, object, inner),
            Condition::Compare { field, value, .. } => {
                if !self.is_grouped(soql, object, field) && !is_alias(soql, field) {
                    self.problem(format!("Having field must be grouped or aggregated: {}", shown(field)));
                }
                if matches!(value, QueryValue::Query(_)) {
                    self.problem("Semi join sub-selects are not allowed in HAVING".into());
                }
            }
        }
    }

    fn aggregates_in(&mut self, condition: &Condition) {
        match condition {
            Condition::And(parts) | Condition::Or(parts) => parts.iter().for_each(|part| self.aggregates_in(part)),
            Condition::Not(inner) => self.aggregates_in(inner),
            Condition::Compare { field, .. } => {
                if matches!(field, FieldExpr::Function { name, .. } if is_aggregate_function(name)) {
                    self.problem(format!("Aggregate functions are not allowed in WHERE: {}", shown(field)));
                }
            }
        }
    }
}

/// Whether this is the alias of a column.
fn is_alias(soql: &Soql, field: &FieldExpr) -> bool {
    let FieldExpr::Path(path) = field else { return false };
    let aliases = |item: &SelectItem| matches!(item, SelectItem::Field(_, Some(alias)) if path[0].is(&alias.text));
    path.len() == 1 && soql.select.iter().any(aliases)
}

pub(super) fn same(a: &FieldExpr, b: &FieldExpr) -> bool {
    match (a, b) {
        (FieldExpr::Path(a), FieldExpr::Path(b)) => a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.is(&y.text)),
        (FieldExpr::Function { name: f, args: a, .. }, FieldExpr::Function { name: g, args: b, .. }) => {
            let of_same = |(a, b): (&FunctionArg, &FunctionArg)| match (a, b) {
                (FunctionArg::Field(a), FunctionArg::Field(b)) => same(a, b),
                _ => false,
            };
            f.is(&g.text) && a.len() == b.len() && a.iter().zip(b).all(of_same)
        }
        _ => false,
    }
}

/// A path as it is written.
pub(super) fn dotted(path: &[Name]) -> String {
    path.iter().map(|name| &*name.text).collect::<Vec<_>>().join(".")
}

/// A field as it stands in the query.
pub(super) fn shown(field: &FieldExpr) -> String {
    match field {
        FieldExpr::Path(path) => dotted(path),
        FieldExpr::Function { name, args, .. } => {
            let args = args.iter().filter_map(|arg| match arg {
                FunctionArg::Field(inner) => Some(shown(inner)),
                FunctionArg::Value(_) => None,
            });
            format!("{name}({})", args.collect::<Vec<_>>().join(", "))
        }
    }
}
