//! Data to try tools with: users without rights, accounts with contacts, opportunities, cases and tasks, and the objects
//! of the reference project where they are deployed. Companies are made up; contacts have roles instead of names. The
//! same moment gives the same data.

use crate::{Org, Session};
use apex_eval::{Access, Datum, DmlRequest, Host, Row};
use apex_sema::catalog::FieldInfo;
use apex_syntax::ast::DmlOp;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// Records, each after those it refers to: object, key, fields. `{"of": key}` is the Id of another record,
/// `{"profile": name}` that of a profile, `{"day": n}` the day so many days from now.
const RECORDS: &str = include_str!("../data/demo.json");
/// Account number of the first account, by which the data is recognised.
const MARK: &str = "DEMO-01";
const DAY: i64 = 86_400_000;

/// Object, key, fields.
#[derive(Deserialize)]
struct Line(String, String, Map<String, Value>);

/// What was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Records by object, in the order they were added.
    pub records: Vec<(String, usize)>,
}

/// Adds the demo data. Where it is there already, nothing is added; objects and fields the org does not have are left
/// out.
///
/// # Errors
/// A record that the org refuses, and why: nothing is added then.
pub fn seed(org: &mut Org, now: i64) -> Result<Seeded, String> {
    if org.id_by("Account", "AccountNumber", MARK).is_some() {
        return Ok(Seeded::default());
    }
    let result = add(org, now);
    match &result {
        Ok(_) => org.store.commit(),
        Err(_) => org.store.rollback(0),
    }
    result
}

fn add(org: &mut Org, now: i64) -> Result<Seeded, String> {
    let lines: Vec<Line> = serde_json::from_str(RECORDS).map_err(|error| error.to_string())?;
    let user = org.administrator.clone();
    let mut session = Session::new(org, user, now);
    let mut seeded = Seeded::default();
    let mut ids: HashMap<String, Arc<str>> = HashMap::new();
    for Line(object, key, fields) in lines {
        let Some(info) = session.org.catalog.object(&object) else { continue };
        let mut row = Row { object: info.name.clone(), fields: Vec::new() };
        for (name, value) in &fields {
            let Some(field) = info.field(name) else { continue };
            let value =
                datum(session.org, field, value, &ids, now).map_err(|e| format!("{object} {key}.{name}: {e}"))?;
            row.fields.push((field.name.clone(), value));
        }
        let id = insert(&mut session, row).map_err(|problem| format!("{object} {key}: {problem}"))?;
        ids.insert(key, id);
        match seeded.records.last_mut() {
            Some((last, count)) if *last == object => *count += 1,
            _ => seeded.records.push((object, 1)),
        }
    }
    Ok(seeded)
}

fn datum(
    org: &Org,
    field: &FieldInfo,
    value: &Value,
    ids: &HashMap<String, Arc<str>>,
    now: i64,
) -> Result<Datum, String> {
    let id = |id: Option<Arc<str>>| id.map(Datum::Id).ok_or_else(|| format!("{value} is not there"));
    if let Some(key) = value["of"].as_str() {
        return id(ids.get(key).cloned());
    }
    if let Some(name) = value["profile"].as_str() {
        return id(org.id_by("Profile", "Name", name));
    }
    if let Some(days) = value["day"].as_i64() {
        let at = jiff::Timestamp::from_millisecond(now + days * DAY).unwrap_or_default();
        return Ok(Datum::Date(at.to_zoned(jiff::tz::TimeZone::UTC).date()));
    }
    crate::rest::datum(field, value).map_err(|fault| fault.errors.first().map(ToString::to_string).unwrap_or_default())
}

fn insert(session: &mut Session<'_>, row: Row) -> Result<Arc<str>, String> {
    let access = Access { user_mode: false, sharing: false };
    let request = DmlRequest { op: DmlOp::Insert, rows: vec![row], access, all_or_none: true, key: None };
    let results = session.dml(&request).map_err(|refusal| refusal.message)?;
    let result = results.into_iter().next().unwrap_or_default();
    match (result.id, result.errors.first()) {
        (Some(id), None) => Ok(id),
        (_, error) => Err(error.map_or_else(|| "no Id came back".to_owned(), |e| e.message.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::START;
    use sf_schema::Schema;

    #[test]
    fn the_data_is_added_once_and_is_the_same_each_time() {
        let mut org = Org::new(Schema::standard());
        let seeded = seed(&mut org, START).unwrap();
        assert!(seeded.records.iter().any(|(object, count)| object == "Opportunity" && *count >= 10), "{seeded:?}");
        assert_eq!(seed(&mut org, START).unwrap(), Seeded::default());
        let mut other = Org::new(Schema::standard());
        seed(&mut other, START).unwrap();
        for (object, _) in &seeded.records {
            let rows = |org: &Org| org.store.rows(object).map(|(_, row)| row.clone()).collect::<Vec<_>>();
            assert_eq!(rows(&org), rows(&other), "{object}");
        }
    }
}
