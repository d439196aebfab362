//! Every object and field a query touches, for the check of rights: user mode looks at all clauses.

use apex_sema::catalog::{Catalog, ObjectInfo};
use apex_syntax::ast::{Condition, FieldExpr, FunctionArg, Name, QueryValue, SelectItem, Soql};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Objects, and fields by object.
#[derive(Debug, Default)]
pub struct Touched {
    /// Objects read.
    pub objects: BTreeSet<Arc<str>>,
    /// Object and field.
    pub fields: BTreeSet<(Arc<str>, Arc<str>)>,
}

/// What a query touches.
pub fn references(soql: &Soql, catalog: &Catalog) -> Touched {
    let mut touched = Touched::default();
    if let Some(object) = soql.from.first().and_then(|f| f.path.first()).and_then(|n| catalog.object(&n.text)) {
        walk(soql, &object, catalog, &mut touched);
    }
    touched
}

/// Adds what a field path touches.
pub(crate) fn path(path: &[Name], object: &Arc<ObjectInfo>, catalog: &Catalog, touched: &mut Touched) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut at = object.clone();
    for step in parents {
        let Some(field) = at.parent(&step.text) else { return };
        touched.fields.insert((at.name.clone(), field.name.clone()));
        let target = match &*field.reference_to {
            [one] if !field.polymorphic => one.clone(),
            _ => "Name".into(),
        };
        match catalog.object(&target) {
            Some(next) => at = next,
            None => return,
        }
        touched.objects.insert(at.name.clone());
    }
    if let Some(field) = at.field(&last.text) {
        touched.fields.insert((at.name.clone(), field.name.clone()));
    }
}

fn walk(soql: &Soql, object: &Arc<ObjectInfo>, catalog: &Catalog, touched: &mut Touched) {
    touched.objects.insert(object.name.clone());
    for item in &soql.select {
        match item {
            SelectItem::Field(field, _) => expr(soql, field, object, catalog, touched),
            SelectItem::Query(inner) => {
                let child = inner.from.first().and_then(|f| f.path.last()).and_then(|n| object.child(&n.text));
                if let Some(child) = child.and_then(|c| catalog.object(&c.object)) {
                    walk(inner, &child, catalog, touched);
                }
            }
            SelectItem::Fields(_) => {}
            // What `ELSE` shows depends on the record, which is not known here.
            SelectItem::TypeOf { relationship, whens, otherwise: _ } => {
                let Some(field) = object.parent(&relationship.text) else { continue };
                touched.fields.insert((object.name.clone(), field.name.clone()));
                for (name, paths) in whens {
                    if let Some(target) = catalog.object(&name.text) {
                        touched.objects.insert(target.name.clone());
                        paths.iter().for_each(|p| path(p, &target, catalog, touched));
                    }
                }
            }
        }
    }
    let conditions = soql.filter.iter().chain(&soql.having);
    for condition in conditions {
        walk_condition(soql, condition, object, catalog, touched);
    }
    for field in soql.group_by.iter().chain(soql.order_by.iter().map(|o| &o.field)) {
        expr(soql, field, object, catalog, touched);
    }
}

fn expr(soql: &Soql, field: &FieldExpr, object: &Arc<ObjectInfo>, catalog: &Catalog, touched: &mut Touched) {
    match field {
        FieldExpr::Path(names) => path(apex_sema::strip_alias(soql, object, names), object, catalog, touched),
        FieldExpr::Function { args, .. } => {
            for arg in args {
                if let FunctionArg::Field(inner) = arg {
                    expr(soql, inner, object, catalog, touched);
                }
            }
        }
    }
}

/// Adds what a condition touches.
pub(crate) fn walk_condition(
    soql: &Soql,
    condition: &Condition,
    object: &Arc<ObjectInfo>,
    catalog: &Catalog,
    touched: &mut Touched,
) {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => {
            parts.iter().for_each(|p| walk_condition(soql, p, object, catalog, touched));
        }
        Condition::Not(inner) => walk_condition(soql, inner, object, catalog, touched),
        Condition::Compare { field, value, .. } => {
            expr(soql, field, object, catalog, touched);
            if let QueryValue::Query(inner) = value {
                let inner_touched = references(inner, catalog);
                touched.objects.extend(inner_touched.objects);
                touched.fields.extend(inner_touched.fields);
            }
        }
    }
}
