//! `query?q=…&columns=true`: what a query selects, without its rows. The REST guide does not name it; the `sf` CLI asks for
//! it before it prints a table and reads `columnName`, `displayName`, `aggregate` and `joinColumns`.

use super::rows::is_number;
use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::{FieldExpr, FunctionArg, Name, SelectItem, Soql};
use serde_json::{Value, json};

/// The columns of a query that was checked.
pub(crate) fn of(soql: &Soql, catalog: &Catalog) -> Value {
    let object = soql.from.first().and_then(|from| from.path.first()).and_then(|name| catalog.object(&name.text));
    let columns = selected(soql, object.as_deref(), catalog);
    json!({
        "columnMetadata": columns,
        "entityName": object.as_ref().map(|o| &*o.name),
        "groupBy": !soql.group_by.is_empty(),
        "idSelected": columns.iter().any(|column| column["columnName"] == "Id"),
        "keyPrefix": object.as_ref().and_then(|o| o.key_prefix.as_deref()),
    })
}

fn selected(soql: &Soql, object: Option<&ObjectInfo>, catalog: &Catalog) -> Vec<Value> {
    let alias = soql.from.first().and_then(|from| from.alias.as_ref()).map(|alias| alias.key());
    let mut unnamed = 0;
    let mut columns = Vec::new();
    for item in &soql.select {
        match item {
            SelectItem::Field(FieldExpr::Path(path), None) => {
                let skip = usize::from(path.len() > 1 && alias == path.first().map(|name| name.key()));
                columns.push(path_column(&path[skip..], object, catalog));
            }
            SelectItem::Field(FieldExpr::Path(path), Some(name)) => {
                columns.push(column(&name.text, &joined(path), true, None, &[]));
            }
            SelectItem::Field(function, name) => {
                let own = name.as_ref().map_or_else(|| format!("expr{unnamed}"), |name| name.text.to_string());
                unnamed += usize::from(name.is_none());
                columns.push(column(&own, &shown(function), true, None, &[]));
            }
            SelectItem::Query(inner) => {
                let name = inner.from.first().and_then(|from| from.path.last());
                let name = name.map_or("", |name| &*name.text);
                let child = object.and_then(|o| o.child(name)).and_then(|child| catalog.object(&child.object));
                columns.push(column(name, name, true, None, &selected(inner, child.as_deref(), catalog)));
            }
            SelectItem::Fields(_) => {
                let fields = object.iter().flat_map(|object| object.fields.values());
                columns.extend(fields.map(|field| column(&field.name, &field.name, false, Some(field), &[])));
            }
            SelectItem::TypeOf { relationship, whens, otherwise } => {
                let mut names: Vec<String> =
                    whens.iter().flat_map(|(_, paths)| paths).chain(otherwise).map(|path| joined(path)).collect();
                names.sort();
                names.dedup();
                let inner: Vec<Value> = names.iter().map(|name| column(name, name, false, None, &[])).collect();
                columns.push(column(&relationship.text, &relationship.text, false, None, &inner));
            }
        }
    }
    columns
}

/// `Account.Owner.Name` is a column `Account` that joins a column `Owner` that joins a column `Name`.
fn path_column(path: &[Name], object: Option<&ObjectInfo>, catalog: &Catalog) -> Value {
    match path {
        [] => Value::Null,
        [field] => {
            let info = object.and_then(|object| object.fields.get(&field.key()));
            let name = info.map_or(&*field.text, |info| &*info.name);
            column(name, name, false, info, &[])
        }
        [relationship, rest @ ..] => {
            let parent = object.and_then(|object| object.parent(&relationship.key()));
            let name = parent.and_then(|p| p.relationship.as_deref()).unwrap_or(&relationship.text);
            let target = parent.and_then(|p| p.reference_to.first()).and_then(|name| catalog.object(name));
            column(name, name, false, parent, &[path_column(rest, target.as_deref(), catalog)])
        }
    }
}

fn column(name: &str, shown: &str, aggregate: bool, field: Option<&FieldInfo>, inner: &[Value]) -> Value {
    use FieldKind::{Email, Phone, Picklist, String, TextArea, Url};
    let kind = field.map_or(String, |field| field.kind);
    json!({
        "aggregate": aggregate,
        "apexType": format!("{kind:?}"),
        "booleanType": kind == FieldKind::Boolean,
        "columnName": name,
        "custom": name.ends_with("__c"),
        "displayName": shown,
        "foreignKeyName": field.and_then(|field| field.relationship.as_deref()),
        "insertable": field.is_some_and(|field| field.createable),
        "joinColumns": inner,
        "numberType": is_number(kind),
        "textType": matches!(kind, Email | Phone | Picklist | String | TextArea | Url),
        "updatable": field.is_some_and(|field| field.updateable),
    })
}

fn joined(path: &[Name]) -> String {
    path.iter().map(|name| &*name.text).collect::<Vec<_>>().join(".")
}

fn shown(expression: &FieldExpr) -> String {
    match expression {
        FieldExpr::Path(path) => joined(path),
        FieldExpr::Function { name, args, .. } => {
            let args: Vec<String> = args
                .iter()
                .filter_map(|arg| match arg {
                    FunctionArg::Field(field) => Some(shown(field)),
                    FunctionArg::Value(_) => None,
                })
                .collect();
            format!("{}({})", name.text, args.join(", "))
        }
    }
}
