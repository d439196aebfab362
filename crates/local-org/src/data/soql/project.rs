//! The select list: fields, parents, child queries.

use super::fields::{self, Touched};
use super::run::{Engine, Hit};
use crate::data::Record;
use apex_eval::{Datum, Row};
use apex_sema::catalog::ObjectInfo;
use apex_syntax::ast::{FieldExpr, Name, SelectItem, Soql};
use std::sync::Arc;

/// The selected values of a record. `Id` is always among them, as in Apex.
pub(super) fn row<'a>(engine: &Engine<'a>, soql: &Soql, hit: &Hit<'a>) -> Result<Row, String> {
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
            SelectItem::Query(inner) => children(engine, &mut row, inner, hit)?,
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

fn children<'a>(engine: &Engine<'a>, row: &mut Row, inner: &Soql, hit: &Hit<'a>) -> Result<(), String> {
    let Some(name) = inner.from.first().and_then(|f| f.path.last()) else { return Ok(()) };
    let Some(child) = hit.object.child(&name.text) else { return Ok(()) };
    let Some(object) = engine.catalog.object(&child.object) else { return Ok(()) };
    let Some(Datum::Id(id)) = hit.record.get("Id") else { return Ok(()) };
    let rows = engine
        .store
        .rows(&object.name)
        .map(|(_, r)| r)
        .filter(|r| matches!(r.get(&child.field), Some(Datum::Id(parent)) if parent == id));
    let found = engine.select(inner, &object, rows)?;
    let relationship = child.relationship.clone().unwrap_or_else(|| name.text.clone());
    put(row, relationship, Datum::Rows(object.name.clone(), found));
    Ok(())
}
