//! Data to try tools with: users without rights, accounts with contacts, opportunities, cases and tasks, and the objects
//! of the reference project where they are deployed. Companies are made up; contacts have roles instead of names. The
//! same moment gives the same data.

use crate::{Org, Session};
use apex_eval::{Access, Datum, DmlRequest, Host, Row};
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::DmlOp;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Records, each after those it refers to: object, key, fields. `{"of": key}` is the Id of another record,
/// `{"profile": name}` that of a profile, `{"day": n}` the day so many days from now.
const RECORDS: &str = include_str!("../data/demo.json");
/// Username of the first user, by which the data is recognised.
const MARK: &str = "agent@local.example.com";
const DAY: i64 = 86_400_000;

/// Object, key, fields.
#[derive(Deserialize)]
struct Line(String, String, Map<String, Value>);

/// What was added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seeded {
    /// Records by object, in the order they were added.
    pub records: Vec<(String, usize)>,
    /// Records that the org's own rules refuse, and those that belong to them.
    pub left_out: Vec<LeftOut>,
}

/// Records of one object that were not added for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Their object.
    pub object: String,
    /// How many.
    pub count: usize,
    /// What the org said.
    pub why: String,
}

/// Adds the demo data. Where it is there already, nothing is added; objects and fields the org does not have are left
/// out, and so is a record that the org refuses. Custom fields that the org demands get a value.
///
/// # Errors
/// The data itself cannot be read: nothing is added then.
pub fn seed(org: &mut Org, now: i64) -> Result<Seeded, String> {
    if org.id_by("User", "Username", MARK).is_some() {
        return Ok(Seeded::default());
    }
    let lines: Vec<Line> = serde_json::from_str(RECORDS).map_err(|error| error.to_string())?;
    let seeded = add(org, lines, now);
    org.store.commit();
    Ok(seeded)
}

fn add(org: &mut Org, lines: Vec<Line>, now: i64) -> Seeded {
    let user = org.administrator.clone();
    let mut session = Session::new(org, user, now);
    let mut seeded = Seeded::default();
    let mut ids: HashMap<String, Arc<str>> = HashMap::new();
    for Line(object, key, fields) in lines {
        let Some(info) = session.org.catalog.object(&object) else { continue };
        let number = seeded.records.iter().map(|(_, count)| count).sum::<usize>() + 1;
        let before = session.org.store.savepoint();
        let added = row(session.org, &info, &fields, &ids, (now, number)).and_then(|row| insert(&mut session, row));
        match added {
            Ok(id) => {
                ids.insert(key, id);
                match seeded.records.last_mut() {
                    Some((last, count)) if *last == object => *count += 1,
                    _ => seeded.records.push((object, 1)),
                }
            }
            Err(why) => {
                session.org.store.rollback(before);
                match seeded.left_out.iter_mut().find(|left| left.object == object && left.why == why) {
                    Some(left) => left.count += 1,
                    None => seeded.left_out.push(LeftOut { object, count: 1, why }),
                }
            }
        }
    }
    seeded
}

/// A record with the given fields that the org has and those that it demands; `now` and the number of the record make the
/// values of these.
fn row(
    org: &Org,
    info: &ObjectInfo,
    given: &Map<String, Value>,
    ids: &HashMap<String, Arc<str>>,
    (now, number): (i64, usize),
) -> Result<Row, String> {
    let has = |name: &str| given.keys().any(|key| key.eq_ignore_ascii_case(name));
    let demanded = info.fields.values().filter(|f| f.name.ends_with("__c") && f.required() && !has(&f.name));
    let demanded = demanded.filter_map(|field| Some((field, value_for(field, now, number)?)));
    let given = given.iter().filter_map(|(name, value)| Some((info.field(name)?, value.clone())));
    // A record does without one that is left out, unless it belongs to it.
    let lost = |value: &Value| value["of"].as_str().is_some_and(|key| !ids.contains_key(key));
    let given = given.filter(|(field, value)| field.required() || !lost(value));
    let mut row = Row { object: info.name.clone(), fields: Vec::new() };
    for (field, value) in given.chain(demanded) {
        let value = datum(org, field, &value, ids, now).map_err(|problem| format!("{}: {problem}", field.name))?;
        row.fields.push((field.name.clone(), value));
    }
    Ok(row)
}

/// A value for a custom field that the org demands, as JSON of the REST API. A lookup has none.
fn value_for(field: &FieldInfo, now: i64, number: usize) -> Option<Value> {
    let at = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    Some(match field.kind {
        FieldKind::Reference => return None,
        FieldKind::Picklist | FieldKind::MultiPicklist => json!(&*field.picklist.iter().find(|v| v.active)?.value),
        FieldKind::Integer | FieldKind::Long => json!(number),
        FieldKind::Double | FieldKind::Currency | FieldKind::Percent => match field.precision > field.scale {
            true if field.unique => json!(number),
            true => json!(1),
            // Without digits before the point it takes fractions only.
            false => json!(0.5),
        },
        FieldKind::Date => json!({ "day": 0 }),
        FieldKind::Datetime => json!(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
        FieldKind::Time => json!("12:00:00.000Z"),
        FieldKind::Email => json!(format!("demo{number}@example.com")),
        FieldKind::Url => json!(format!("https://example.com/{number}")),
        _ => json!(number.to_string()),
    })
}

fn datum(
    org: &Org,
    field: &FieldInfo,
    value: &Value,
    ids: &HashMap<String, Arc<str>>,
    now: i64,
) -> Result<Datum, String> {
    if let Some(key) = value["of"].as_str() {
        return ids
            .get(key)
            .cloned()
            .map(Datum::Id)
            .ok_or_else(|| "the record that it refers to is left out".to_owned());
    }
    if let Some(name) = value["profile"].as_str() {
        let id = org.id_by("Profile", "Name", name);
        return id.map(Datum::Id).ok_or_else(|| format!("there is no profile `{name}`"));
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

    /// What a project demands of its records is no reason to have no demo data.
    #[test]
    fn a_demanded_field_is_filled_and_what_a_rule_refuses_is_left_out() {
        const XMLNS: &str = "xmlns=\"http://soap.sforce.com/2006/04/metadata\"";
        let field = |name: &str, rest: &str| {
            let path = format!("objects/Account/fields/{name}.field-meta.xml");
            (
                path,
                format!(
                    "<CustomField {XMLNS}><fullName>{name}</fullName><label>{name}</label><required>true</required>{rest}</CustomField>"
                ),
            )
        };
        let list = "<type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition><sorted>false</sorted>\
                    <value><fullName>North</fullName><default>false</default><label>North</label></value></valueSetDefinition></valueSet>";
        let rule = format!(
            "<ValidationRule {XMLNS}><fullName>Small</fullName><active>true</active><errorConditionFormula>NumberOfEmployees \
             &gt; 600</errorConditionFormula><errorMessage>Too big.</errorMessage></ValidationRule>"
        );
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in [
            field("Region__c", list),
            field("Rank__c", "<type>Number</type><precision>3</precision><scale>0</scale>"),
            field("Code__c", "<type>Text</type><length>3</length>"),
            field("Since__c", "<type>DateTime</type>"),
            ("objects/Account/validationRules/Small.validationRule-meta.xml".to_owned(), rule),
        ] {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let mut org = crate::project::load(&[dir.path().to_owned()], &[]).unwrap().org;
        let whole = seed(&mut Org::new(Schema::standard()), START).unwrap();
        let seeded = seed(&mut org, START).unwrap();
        let refused = LeftOut { object: "Account".to_owned(), count: 1, why: "Too big.".to_owned() };
        assert_eq!(seeded.left_out.first(), Some(&refused), "{seeded:?}");
        assert_eq!(seeded.left_out.len(), 1, "what refers to it does without: {seeded:?}");
        let added: usize = seeded.records.iter().map(|(_, count)| count).sum();
        assert_eq!(added + 1, whole.records.iter().map(|(_, count)| count).sum::<usize>());
        assert!(whole.left_out.is_empty());
        let filled = |record: &crate::data::Record| record.get("Region__c") == Some(&Datum::Str("North".into()));
        assert!(org.store.rows("Account").all(|(_, account)| filled(account)));
        assert_eq!(seed(&mut org, START).unwrap(), Seeded::default());
    }
}
