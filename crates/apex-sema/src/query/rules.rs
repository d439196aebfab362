//! What a query may compare, add up and nest: SOQL and SOSL Reference, "fieldExpression Syntax", "Aggregate Functions",
//! "Comparison Operators" (semi-joins), "Understanding Relationship Query Limitations", "SOQL Object Limits and
//! Limitations"; Apex Developer Guide, "Locking Statements". Static queries, dynamic ones and those over HTTP follow the same rules.

use super::{Checker, strip_alias};
use crate::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::{CompareOp, Condition, FieldExpr, QueryValue, SelectItem, Soql};
use std::sync::Arc;

/// The most rows that a query may skip (SOQL and SOSL Reference, "OFFSET").
pub const MOST_OFFSET: u32 = 2_000;

/// The most relationships that a path follows.
pub(super) const MOST_LEVELS: usize = 5;

/// The most semi-joins of a query.
const MOST_JOINS: usize = 2;

/// What `USING SCOPE` may name: SOQL and SOSL Reference, "USING SCOPE".
pub(super) const SCOPES: &[&str] = &[
    "delegated",
    "everything",
    "mine",
    "mine_and_my_groups",
    "my_team_territory",
    "my_territory",
    "scopingRule",
    "team",
];

/// The type of a field as messages name it, and whether its values stand in quotes; `None` where anything goes.
fn written(kind: FieldKind) -> Option<(&'static str, bool)> {
    use FieldKind as K;
    Some(match kind {
        K::Boolean => ("boolean", false),
        K::Integer | K::Long => ("integer", false),
        K::Double | K::Currency | K::Percent => ("double", false),
        K::Date => ("date", false),
        K::Datetime => ("dateTime", false),
        K::Id | K::Reference => ("ID", true),
        K::String | K::TextArea | K::Picklist | K::MultiPicklist | K::Combobox => ("string", true),
        K::Email | K::Phone | K::Url | K::EncryptedString => ("string", true),
        K::Time | K::Base64 | K::Address | K::Location | K::AnyType | K::DataCategory => return None,
    })
}

/// Whether a literal is one of a field of this kind; bound values are looked at when they are known.
fn suits(kind: FieldKind, value: &QueryValue) -> bool {
    use FieldKind as K;
    match value {
        QueryValue::Null | QueryValue::Bind(..) | QueryValue::Query(_) | QueryValue::List(_) => true,
        QueryValue::Boolean(_) => kind == K::Boolean,
        QueryValue::Number(number) => match kind {
            K::Integer | K::Long => !number.contains(['.', 'e', 'E']),
            _ => matches!(kind, K::Double | K::Currency | K::Percent),
        },
        QueryValue::String(_) => written(kind).is_some_and(|(_, quoted)| quoted),
        QueryValue::Date(_) => kind == K::Date,
        QueryValue::DateTime(_) => kind == K::Datetime,
        QueryValue::DateLiteral(..) => matches!(kind, K::Date | K::Datetime),
    }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

impl Checker<'_> {
    /// One comparison of a field with a value.
    pub(super) fn comparison(&mut self, field: &str, kind: FieldKind, op: CompareOp, value: &QueryValue) {
        let Some((name, quoted)) = written(kind) else { return };
        let fits = match op {
            CompareOp::Like => quoted && !matches!(kind, FieldKind::Id | FieldKind::Reference),
            CompareOp::Includes | CompareOp::Excludes => kind == FieldKind::MultiPicklist,
            _ => true,
        };
        if !fits {
            self.problem(format!("invalid operator on {} field", name.to_lowercase()));
            return;
        }
        let values = if let QueryValue::List(values) = value { values.as_slice() } else { std::slice::from_ref(value) };
        for value in values {
            if !suits(kind, value) {
                let quotes = if quoted { "should be enclosed in quotes" } else { "should not be enclosed in quotes" };
                self.problem(format!(
                    "value of filter criterion for field '{field}' must be of type {name} and {quotes}"
                ));
            } else if let QueryValue::String(text) = value
                && matches!(kind, FieldKind::Id | FieldKind::Reference)
                && !is_id(text)
            {
                self.problem(format!("invalid ID field: {text}"));
            }
        }
    }

    /// Rules about the query as a whole.
    pub(super) fn whole(&mut self, soql: &Soql, object: &Arc<ObjectInfo>) {
        if let Some(QueryValue::Number(offset)) = &soql.offset
            && offset.parse::<u32>().is_ok_and(|offset| offset > MOST_OFFSET)
        {
            self.problem(format!("Maximum SOQL offset allowed is {MOST_OFFSET}"));
        }
        if let Some(scope) = &soql.scope
            && !SCOPES.iter().any(|known| scope.is(known))
        {
            self.problem(format!("unexpected token: '{scope}'"));
        }
        if !soql.order_by.is_empty() && soql.for_what.iter().any(|what| what.is("update")) {
            self.problem("ORDER BY cannot be used in a query that locks records".into());
        }
        self.grouping(soql, object);
        if let Some(filter) = &soql.filter {
            self.sub_selects(soql, object, filter, false);
            if joins(filter) > MOST_JOINS {
                self.problem(format!("Maximum {MOST_JOINS} semi join sub-selects are allowed"));
            }
        }
    }

    /// Links of files are asked for by what they link; below a parent they are.
    pub(super) fn links_of_files(&mut self, soql: &Soql, object: &ObjectInfo) {
        let is_asked = |part: &Condition| match part {
            Condition::Compare { field: FieldExpr::Path(path), op: CompareOp::Eq | CompareOp::In, .. } => path
                .last()
                .is_some_and(|field| ["ContentDocumentId", "LinkedEntityId", "Id"].iter().any(|name| field.is(name))),
            _ => false,
        };
        let parts = match &soql.filter {
            Some(Condition::And(parts)) => parts.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        if object.name.eq_ignore_ascii_case("ContentDocumentLink") && !parts.iter().any(is_asked) {
            self.problem(
                "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or \
                 LinkedEntityId using the equals operator or multiple Id's using the IN operator."
                    .into(),
            );
        }
    }

    /// Where semi-joins may stand, and what they may join.
    fn sub_selects(&mut self, soql: &Soql, object: &Arc<ObjectInfo>, condition: &Condition, in_or: bool) {
        match condition {
            Condition::And(parts) => parts.iter().for_each(|part| self.sub_selects(soql, object, part, in_or)),
            Condition::Or(parts) => parts.iter().for_each(|part| self.sub_selects(soql, object, part, true)),
            Condition::Not(inner) => self.sub_selects(soql, object, inner, in_or),
            Condition::Compare { field: FieldExpr::Path(path), value: QueryValue::Query(inner), .. } => {
                if in_or {
                    self.problem("Semi join sub-selects are not allowed with the 'OR' operator".into());
                }
                if inner.filter.as_ref().is_some_and(|filter| joins(filter) > 0) {
                    self.problem("Nesting of semi join sub-selects is not supported".into());
                }
                let path = strip_alias(soql, object, path);
                let Some(left) = self.path(object, path) else { return };
                let Some(name) = inner.from.first().and_then(|from| from.path.first()) else { return };
                let Some(joined) = self.catalog.object(&name.text) else { return };
                let [SelectItem::Field(FieldExpr::Path(selected), None)] = &*inner.select else { return };
                let Some(right) = self.path(&joined, strip_alias(inner, &joined, selected)) else { return };
                // The Id of a parent is that of another object.
                let (1, 1) = (path.len(), selected.len()) else { return };
                self.joined((&object.name, &left), (&joined.name, &right));
            }
            Condition::Compare { .. } => {}
        }
    }

    /// A semi-join of a field of one object with a field of another; texts of public logs, the second from memory.
    fn joined(&mut self, (outer, left): (&str, &FieldInfo), (inner, right): (&str, &FieldInfo)) {
        let targets = |object: &str, field: &FieldInfo| match field.kind {
            FieldKind::Id => Some(vec![Arc::from(object)]),
            FieldKind::Reference => Some(field.reference_to.clone()),
            _ => None,
        };
        let Some(found) = targets(inner, right) else {
            return self
                .problem(format!("semi join sub selects can only query id fields, cannot use: '{}'", right.name));
        };
        let Some(wanted) = targets(outer, left) else {
            return self.problem(format!(
                "The left operand field in the where expression for outer query should be an id field, cannot use: '{}'",
                left.name
            ));
        };
        if outer == inner && left.kind == FieldKind::Id && right.kind == FieldKind::Id {
            self.problem("The inner and outer selects should not be on the same object type".into());
        } else if !found.is_empty() && !wanted.is_empty() && !found.iter().any(|name| wanted.contains(name)) {
            self.problem(format!(
                "The selected field '{}' in the subquery and the left operand field in the where expression in the outer \
                 query '{}' should point to the same object type",
                right.name, left.name
            ));
        }
    }
}

/// How many semi-joins a condition holds.
fn joins(condition: &Condition) -> usize {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().map(joins).sum(),
        Condition::Not(inner) => joins(inner),
        Condition::Compare { value, .. } => usize::from(matches!(value, QueryValue::Query(_))),
    }
}
