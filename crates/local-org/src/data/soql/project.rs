//! The select list: fields, parents, child queries.

use super::fields::{self, Touched};
use super::listed::Lists;
use super::run::{Engine, Hit};
use crate::data::Record;
use crate::data::values::text;
use apex_eval::{Datum, Row};
use apex_sema::catalog::ObjectInfo;
use apex_syntax::ast::{FieldExpr, Name, SelectItem, Soql};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The selected values of a record. `Id` is always among them, as in Apex.
pub(super) fn row<'a>(
    engine: &Engine<'a>,
    soql: &Soql,
    hit: &Hit<'a>,
    children: &[Children<'_, 'a>],
) -> Result<Row, String> {
    let mut row = Row { object: hit.object.name.clone(), fields: Vec::new() };
    for item in &soql.select {
        match item {
            SelectItem::Field(FieldExpr::Path(path), _) => {
                let path = apex_sema::strip_alias(soql, &hit.object, path);
                add_path(engine, &mut row, &hit.object, hit.record, path, false);
            }
            // `COUNT()` answers with the number of rows.
            SelectItem::Field(FieldExpr::Function { name, args, .. }, None) if name.is("count") && args.is_empty() => {}
            SelectItem::Field(field @ FieldExpr::Function { args, .. }, alias) => {
                let value = engine.field_value(soql, hit, field)?;
                let name = match (alias, args.first()) {
                    (Some(alias), _) => alias.text.clone(),
                    (None, Some(apex_syntax::ast::FunctionArg::Field(FieldExpr::Path(path)))) => {
                        path.last().map_or_else(|| "expr0".into(), |n| canonical(&hit.object, n))
                    }
                    _ => "expr0".into(),
                };
                put(&mut row, name, value);
            }
            SelectItem::Query(inner) => {
                let Some(child) = children.iter().find(|child| std::ptr::eq(child.query, &**inner)) else { continue };
                let found = hit.record.get("Id").and_then(text).and_then(|id| child.by_parent.get(id));
                let found = engine.finish(inner, found.cloned().unwrap_or_default())?;
                put(&mut row, child.relationship.clone(), Datum::Rows(child.object.name.clone(), found));
            }
            SelectItem::Fields(which) => {
                for field in hit.object.fields.values() {
                    let custom = field.name.ends_with("__c");
                    let meant = which.is("all") || which.is("custom") == custom;
                    if meant && (engine.readable)(&hit.object.name, &field.name) {
                        put(&mut row, field.name.clone(), engine.value_of(&hit.object, hit.record, field));
                    }
                }
            }
            SelectItem::TypeOf { relationship, whens, otherwise } => {
                let Some((object, parent)) = engine.parent(&hit.object, hit.record, &relationship.text) else {
                    continue;
                };
                let fields =
                    whens.iter().find(|(name, _)| name.is(&object.name)).map_or(otherwise, |(_, fields)| fields);
                let name = hit.object.parent(&relationship.text).and_then(|field| field.relationship.clone());
                let name = name.unwrap_or_else(|| relationship.text.clone());
                // The same relationship may be selected by path too.
                let mut inner = match row.get(&name) {
                    Some(Datum::Row(inner)) => (**inner).clone(),
                    _ => Row { object: object.name.clone(), fields: Vec::new() },
                };
                for path in fields {
                    let mut touched = Touched::default();
                    fields::path(path, &object, engine.catalog, &mut touched);
                    if touched.fields.iter().all(|(object, field)| (engine.readable)(object, field)) {
                        add_path(engine, &mut inner, &object, parent, path, false);
                    }
                }
                put(&mut row, name, Datum::Row(Box::new(inner)));
            }
        }
    }
    if row.get("Id").is_none() {
        put(&mut row, "Id".into(), stored(hit.record, "Id"));
    }
    Ok(row)
}

fn canonical(object: &ObjectInfo, name: &Name) -> Arc<str> {
    object.field(&name.text).map_or_else(|| name.text.clone(), |f| f.name.clone())
}

fn stored(record: &Record, field: &str) -> Datum {
    record.get(field).cloned().unwrap_or(Datum::Null)
}

fn put(row: &mut Row, name: Arc<str>, value: Datum) {
    match row.fields.iter_mut().find(|(n, _)| *n == name) {
        Some((_, place)) => *place = value,
        None => row.fields.push((name, value)),
    }
}

/// Adds the value of a path; `any_object` says that the relationship before it leads to several objects.
fn add_path<'a>(
    engine: &Engine<'a>,
    row: &mut Row,
    object: &Arc<ObjectInfo>,
    record: &Record,
    path: &[Name],
    any_object: bool,
) {
    match path {
        [] => {}
        [field] => {
            let found = engine.field_of(object, record, field, any_object);
            let (name, value) = found.unwrap_or_else(|| (field.text.clone(), Datum::Null));
            put(row, name, value);
        }
        [relationship, rest @ ..] => {
            let Some(field) = object.parent(&relationship.text) else { return };
            let name = field.relationship.clone().unwrap_or_else(|| relationship.text.clone());
            let Some((target, parent)) = engine.parent(object, record, &relationship.text) else {
                put(row, name, Datum::Null);
                return;
            };
            let mut inner = match row.fields.iter().find(|(n, _)| *n == name) {
                Some((_, Datum::Row(inner))) => (**inner).clone(),
                _ => {
                    let id = stored(parent, "Id");
                    Row { object: target.name.clone(), fields: vec![("Id".into(), id)] }
                }
            };
            add_path(engine, &mut inner, &target, parent, rest, field.polymorphic);
            put(row, name, Datum::Row(Box::new(inner)));
        }
    }
}

/// What a child query found, by parent, with the name of the relationship.
pub(super) struct Children<'s, 'a> {
    query: &'s Soql,
    relationship: Arc<str>,
    object: Arc<ObjectInfo>,
    by_parent: HashMap<Arc<str>, Vec<Hit<'a>>>,
}

/// Runs the child queries of a query once, for all its records.
pub(super) fn children<'s, 'a>(
    engine: &Engine<'a>,
    soql: &'s Soql,
    hits: &[Hit<'a>],
) -> Result<Vec<Children<'s, 'a>>, String> {
    let mut all = Vec::new();
    let Some(parent) = hits.first().map(|hit| &hit.object) else { return Ok(all) };
    for item in &soql.select {
        let SelectItem::Query(query) = item else { continue };
        let Some(name) = query.from.first().and_then(|f| f.path.last()) else { continue };
        let Some(child) = parent.child(&name.text) else { continue };
        let Some(object) = engine.catalog.object(&child.object) else { continue };
        let parents: HashSet<&str> = hits.iter().filter_map(|hit| hit.record.get("Id").and_then(text)).collect();
        let of = |record: &'a Record| record.get(&child.field).and_then(text);
        let rows = engine.store.rows(&object.name).map(|(_, r)| r);
        let rows = rows.filter(|record| of(record).is_some_and(|id| parents.contains(id)));
        let lists = Lists::of(engine, &query.filter)?;
        let mut by_parent: HashMap<Arc<str>, Vec<Hit<'a>>> = HashMap::new();
        for hit in engine.filtered(query, &object, rows, &lists)? {
            if let Some(Datum::Id(id)) = hit.record.get(&child.field) {
                by_parent.entry(id.clone()).or_default().push(hit);
            }
        }
        let relationship = child.relationship.clone().unwrap_or_else(|| name.text.clone());
        all.push(Children { query, relationship, object, by_parent });
    }
    Ok(all)
}
