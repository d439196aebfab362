//! Data to try tools with: users without rights, accounts with contacts, opportunities, cases and tasks, and the objects of the reference
//! project where they are deployed. The same moment gives the same data.

mod records;

use crate::{Org, Session};
use apex_eval::{Access, Datum, DmlRequest, Host, Row};
use apex_syntax::ast::DmlOp;
use records::{Line, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// What was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Records by object, in the order they were added.
    pub records: Vec<(String, usize)>,
}

/// Days are counted from the day of `now`, in milliseconds.
const DAY: i64 = 86_400_000;

/// Adds the demo data. Where it is there already, nothing is added; objects and fields the org does not have are left
/// out.
///
/// # Errors
/// A record that the org refuses, and why: nothing is added then.
pub fn seed(org: &mut Org, now: i64) -> Result<Seeded, String> {
    if org.id_by("Account", "AccountNumber", records::MARK).is_some() {
        return Ok(Seeded::default());
    }
    let user = org.administrator.clone();
    let mut session = Session::new(org, user, now);
    let mut seeded = Seeded::default();
    let mut ids: HashMap<&str, Arc<str>> = HashMap::new();
    let mut failed = None;
    for (object, lines) in records::ALL {
        let Some(info) = session.org.catalog.object(object) else { continue };
        let mut added = 0;
        for Line { key, fields } in *lines {
            let known = fields.iter().filter(|(field, _)| info.field(field).is_some());
            let pair = |(field, value): &(&str, Value)| (Arc::from(*field), datum(session.org, value, &ids, now));
            let row = Row { object: info.name.clone(), fields: known.map(pair).collect() };
            match insert(&mut session, row) {
                Ok(id) => {
                    ids.insert(*key, id);
                    added += 1;
                }
                Err(problem) => failed = failed.or(Some(format!("{object} {key}: {problem}"))),
            }
        }
        seeded.records.push(((*object).to_owned(), added));
    }
    match failed {
        Some(problem) => {
            org.store.rollback(0);
            Err(problem)
        }
        None => {
            org.store.commit();
            Ok(seeded)
        }
    }
}

fn datum(org: &Org, value: &Value, ids: &HashMap<&str, Arc<str>>, now: i64) -> Datum {
    match value {
        Value::Text(text) => Datum::Str((*text).into()),
        Value::Amount(amount) => Datum::Decimal((*amount).into()),
        Value::Count(count) => Datum::Int(*count),
        Value::Day(days) => {
            let at = jiff::Timestamp::from_millisecond(now + days * DAY).unwrap_or_default();
            Datum::Date(at.to_zoned(jiff::tz::TimeZone::UTC).date())
        }
        Value::Profile(name) => org.id_by("Profile", "Name", name).map_or(Datum::Null, Datum::Id),
        Value::Of(key) => ids.get(key).map_or(Datum::Null, |id| Datum::Id(id.clone())),
    }
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
        for (object, _) in records::ALL {
            let rows = |org: &Org| org.store.rows(object).map(|(_, row)| row.clone()).collect::<Vec<_>>();
            assert_eq!(rows(&org), rows(&other), "{object}");
        }
    }
}
