//! SOSL: words in name and text fields. In tests only the records named beforehand are found, as on the platform.

use super::soql::Engine;
use super::{Record, values};
use apex_eval::{Datum, Found};
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_sema::{UNSUPPORTED, term_gap};
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
    let gap = if sosl.returning.is_empty() { Some("a search without RETURNING") } else { term_gap(&term) };
    if let Some(gap) = gap {
        return Err(format!("{UNSUPPORTED}{gap}"));
    }
    let (scope, wanted) = (Scope::of(sosl), wanted(&term));
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
                None => words_match(&wanted, record, &object, scope),
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

/// What is looked for: one of these, of which everything must be there; each a phrase of words with wildcards.
type Wanted = Vec<Vec<Vec<String>>>;

/// A search term: words and phrases with `*` and `?`, joined by `OR`, else by `AND`. SOQL and SOSL Reference, "FIND
/// {SearchQuery}".
fn wanted(term: &str) -> Wanted {
    let mut wanted: Wanted = vec![Vec::new()];
    let mut phrase = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let term = term.to_lowercase();
    let mut chars = term.chars().chain([' ']);
    while let Some(c) = chars.next() {
        // What is escaped is a letter, or parts words.
        let c = if c == '\\' { chars.next().filter(|c| c.is_alphanumeric()).unwrap_or(' ') } else { c };
        match c {
            '*' => word.push('%'),
            '?' => word.push('_'),
            c if c.is_alphanumeric() => word.push(c),
            _ => {
                match word.as_str() {
                    "" => {}
                    "and" if !quoted => {}
                    "or" if !quoted => wanted.push(Vec::new()),
                    _ => phrase.push(word.clone()),
                }
                word.clear();
                quoted ^= c == '"';
                if !quoted && !phrase.is_empty() {
                    wanted.last_mut().into_iter().for_each(|group| group.push(std::mem::take(&mut phrase)));
                }
            }
        }
    }
    // A quotation mark that is never closed.
    wanted.last_mut().filter(|_| !phrase.is_empty()).into_iter().for_each(|group| group.push(phrase.clone()));
    wanted.retain(|group| !group.is_empty());
    wanted
}

fn words_match(wanted: &Wanted, record: &Record, object: &ObjectInfo, scope: Scope) -> bool {
    let mut text = String::new();
    for field in object.fields.values().filter(|field| scope.holds(field)) {
        if let Some(Datum::Str(s)) = record.get(&field.name) {
            text.push_str(&s.to_lowercase());
            text.push(' ');
        }
    }
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_there = |phrase: &Vec<String>| {
        words.windows(phrase.len()).any(|part| part.iter().zip(phrase).all(|(word, like)| values::like(word, like)))
    };
    wanted.iter().any(|group| group.iter().all(is_there))
}
