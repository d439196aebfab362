//! SOSL: words in name and text fields. In tests only the records named beforehand are found, as on the platform.

use super::soql::Engine;
use super::{Record, values};
use apex_eval::{Datum, Found};
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::{FieldExpr, FromItem, Name, QueryValue, Returning, SelectItem, Soql, Sosl, Span};
use std::sync::Arc;

/// One list of rows per returned object.
///
/// # Errors
/// The text of a SearchException or QueryException.
pub fn search(engine: &Engine<'_>, sosl: &Sosl, fixed: Option<&[Arc<str>]>) -> Result<Found, String> {
    let term = match &sosl.term {
        QueryValue::Bind(i, _) => engine.binds.get(*i).and_then(values::text).unwrap_or("").to_string(),
        QueryValue::String(s) => s.to_string(),
        _ => return Err("Invalid search string".into()),
    };
    if term.trim().chars().filter(|c| !matches!(c, '*' | '?')).count() < 2 && fixed.is_none() {
        return Err("search term must be longer than one character".into());
    }
    if sosl.returning.is_empty() {
        return Err("not supported by the local org: a search without RETURNING".into());
    }
    let scope = Scope::of(sosl);
    let mut lists = Vec::new();
    for item in &sosl.returning {
        let Some(object) = engine.catalog.object(&item.object.text) else {
            return Err(format!("sObject type '{}' is not supported.", item.object));
        };
        let chosen: Vec<&Record> = engine
            .store
            .rows(&object.name)
            .filter(|(id, record)| match fixed {
                Some(ids) => ids.contains(id),
                None => words_match(&term, record, &object, scope),
            })
            .map(|(_, r)| r)
            .collect();
        let soql = as_soql(item, sosl);
        lists.push((object.name.clone(), engine.rows_of(&soql, &object, chosen)?));
    }
    Ok(lists)
}

/// The part of a search that concerns one object, as a query.
pub(crate) fn as_soql(item: &Returning, sosl: &Sosl) -> Soql {
    let id = FieldExpr::Path(vec![Name { text: "Id".into(), span: Span::default() }]);
    let fields = if item.fields.is_empty() { vec![id] } else { item.fields.clone() };
    Soql {
        select: fields.into_iter().map(|f| SelectItem::Field(f, None)).collect(),
        from: vec![FromItem { path: vec![item.object.clone()], alias: None }],
        scope: None,
        filter: item.filter.clone(),
        with: Vec::new(),
        group_by: Vec::new(),
        group_kind: None,
        having: None,
        order_by: item.order_by.clone(),
        limit: item.limit.clone().or_else(|| sosl.limit.clone()),
        offset: item.offset.clone(),
        for_what: Vec::new(),
        all_rows: false,
        span: Span::default(),
    }
}

/// In which fields words are looked for: SOQL and SOSL Reference, "IN SearchGroup".
#[derive(Debug, Clone, Copy)]
enum Scope {
    All,
    Names,
    Emails,
    Phones,
}

impl Scope {
    fn of(sosl: &Sosl) -> Self {
        match sosl.scope.as_ref() {
            Some(scope) if scope.is("NAME") => Self::Names,
            Some(scope) if scope.is("EMAIL") => Self::Emails,
            Some(scope) if scope.is("PHONE") => Self::Phones,
            _ => Self::All,
        }
    }

    fn holds(self, field: &FieldInfo) -> bool {
        let is_text = matches!(
            field.kind,
            FieldKind::String
                | FieldKind::TextArea
                | FieldKind::Email
                | FieldKind::Phone
                | FieldKind::Url
                | FieldKind::Combobox
        );
        is_text
            && match self {
                Self::All => true,
                Self::Names => field.name_field,
                Self::Emails => field.kind == FieldKind::Email,
                Self::Phones => field.kind == FieldKind::Phone,
            }
    }
}

fn words_match(term: &str, record: &Record, object: &ObjectInfo, scope: Scope) -> bool {
    let mut text = String::new();
    for field in object.fields.values().filter(|field| scope.holds(field)) {
        if let Some(Datum::Str(s)) = record.get(&field.name) {
            text.push_str(&s.to_lowercase());
            text.push(' ');
        }
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let mut unescaped = String::new();
    let mut chars = term.to_lowercase().chars().collect::<Vec<_>>().into_iter();
    while let Some(c) = chars.next() {
        match c {
            '\\' => unescaped.extend(chars.next().map(|c| if c.is_alphanumeric() { c } else { ' ' })),
            '*' | '?' => unescaped.push(c),
            c if c.is_alphanumeric() => unescaped.push(c),
            _ => unescaped.push(' '),
        }
    }
    let mut any = false;
    for wanted in unescaped.split_whitespace().filter(|w| !matches!(*w, "and" | "or")) {
        any = true;
        let pattern = wanted.replace('*', "%").replace('?', "_");
        if !words.iter().any(|word| values::like(word, &pattern)) {
            return false;
        }
    }
    any
}
