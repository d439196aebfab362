//! Writes the bundled catalogue (`data/objects/*.jsonl`, `data/value-sets.jsonl`) from a file of collected facts.
//!
//! Run it only to refresh the catalogue from newly collected facts; the files it writes are checked in and reviewed:
//!
//! ```text
//! cargo run -p sf-schema --example import_catalogue -- FACTS.json
//! ```
//!
//! `FACTS.json` has the shape `{"valueSets": {name: [value | [value, label]]}, "standardValueSets": {name: {values}},
//! "objects": {name: {…, "fields": […], "childRelationships": […]}}}`; `data/SOURCES.md` says where the facts come from
//! and what each key of the written lines means.

use serde_json::{Map, Value, json};
use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// Letters of the field flags, in the order in which they are written. A small letter says that no source knows.
const FLAGS: [(char, &str); 7] = [
    ('C', "createable"),
    ('U', "updateable"),
    ('F', "filterable"),
    ('S', "sortable"),
    ('G', "groupable"),
    ('N', "nillable"),
    ('D', "defaultedOnCreate"),
];
const FIELD_MARKS: [&str; 9] = [
    "required",
    "nameField",
    "idLookup",
    "autoNumber",
    "unique",
    "externalId",
    "calculated",
    "htmlFormatted",
    "namePointing",
];
const OBJECT_MARKS: [&str; 9] = [
    "createable",
    "updateable",
    "deletable",
    "queryable",
    "searchable",
    "undeletable",
    "mergeable",
    "recordTypes",
    "flsObject",
];

/// Types that the documentation has wrong: a count is no currency, and Apex's type library calls each an `Integer`.
const COUNTS: [&str; 4] = [
    "HierarchyNumberOfConvertedLeads",
    "HierarchyNumberOfLeads",
    "HierarchyNumberOfOpportunities",
    "HierarchyNumberOfResponses",
];

fn main() -> Result<(), Box<dyn Error>> {
    let source = env::args().nth(1).ok_or("give the path of the facts file")?;
    let facts: Value = serde_json::from_str(&fs::read_to_string(source)?)?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let objects = facts["objects"].as_object().ok_or("`objects` is not a mapping")?;
    for (name, object) in objects {
        fs::write(data.join("objects").join(format!("{name}.jsonl")), object_lines(name, object)?)?;
    }
    fs::write(data.join("value-sets.jsonl"), value_set_lines(&facts)?)?;
    Ok(())
}

fn object_lines(name: &str, object: &Value) -> Result<String, Box<dyn Error>> {
    let mut lines = vec![object_line(name, object)];
    for field in list(object, "fields") {
        lines.push(field_line(field)?);
    }
    for child in list(object, "childRelationships") {
        lines.push(child_line(child));
    }
    Ok(lines.iter().map(|line| format!("{line}\n")).collect())
}

fn object_line(name: &str, object: &Value) -> Value {
    let mut line = Map::new();
    line.insert("object".into(), name.into());
    copy(object, "label", &mut line, "label");
    copy(object, "labelPlural", &mut line, "plural");
    copy(object, "keyPrefix", &mut line, "prefix");
    line.insert("is".into(), marks(object, &OBJECT_MARKS).into());
    copy(object, "sharingModel", &mut line, "sharing");
    copy(object, "flagsSource", &mut line, "evidence");
    Value::Object(line)
}

fn field_line(field: &Value) -> Result<Value, Box<dyn Error>> {
    let mut line = Map::new();
    copy(field, "name", &mut line, "field");
    copy(field, "label", &mut line, "label");
    copy(field, "type", &mut line, "type");
    if field["name"].as_str().is_some_and(|name| COUNTS.contains(&name)) {
        line.insert("type".into(), "int".into());
    }
    for key in ["length", "precision", "scale", "digits"] {
        copy(field, key, &mut line, key);
    }
    copy(field, "referenceTo", &mut line, "to");
    copy(field, "relationshipName", &mut line, "relationship");
    copy(field, "compoundFieldName", &mut line, "part");
    line.insert("flags".into(), flags(field).into());
    let is = marks(field, &FIELD_MARKS);
    if !is.is_empty() {
        line.insert("is".into(), is.into());
    }
    if let Some(grant) = grant(field)? {
        line.insert("grant".into(), grant.into());
    }
    copy(field, "feature", &mut line, "feature");
    if field["base"] == json!(false) {
        line.insert("seen".into(), false.into());
    }
    if field["restrictedPicklist"] == json!(true) {
        line.insert("restricted".into(), true.into());
    }
    copy(field, "picklistValues", &mut line, "values");
    copy(field, "picklistValueSet", &mut line, "set");
    copy(field, "standardValueSet", &mut line, "standard");
    copy(field, "picklistDefault", &mut line, "default");
    copy(field, "src", &mut line, "src");
    Ok(Value::Object(line))
}

fn child_line(child: &Value) -> Value {
    let mut line = Map::new();
    copy(child, "relationshipName", &mut line, "child");
    copy(child, "childSObject", &mut line, "of");
    copy(child, "field", &mut line, "by");
    if child["cascadeDelete"] == json!(true) {
        line.insert("cascade".into(), true.into());
    }
    if child["restrictedDelete"] == json!(true) {
        line.insert("restrict".into(), true.into());
    }
    copy(child, "src", &mut line, "src");
    Value::Object(line)
}

/// The letters of what is true, in order, and the small letters of what is unknown.
fn flags(field: &Value) -> String {
    FLAGS
        .iter()
        .filter_map(|(letter, key)| match field.get(key).and_then(Value::as_bool) {
            Some(true) => Some(*letter),
            Some(false) => None,
            None => Some(letter.to_ascii_lowercase()),
        })
        .collect()
}

/// `yes` or `no` as a source has it; with `?` where only the documented rule says so.
fn grant(field: &Value) -> Result<Option<&'static str>, Box<dyn Error>> {
    let Some(grant) = field.get("permissionable").and_then(Value::as_bool) else { return Ok(None) };
    let known = match field["permissionableSource"].as_str() {
        Some("describe" | "fieldPermissions") => true,
        Some("rule") => false,
        other => return Err(format!("unknown permissionableSource {other:?}").into()),
    };
    Ok(Some(match (grant, known) {
        (true, true) => "yes",
        (false, true) => "no",
        (true, false) => "yes?",
        (false, false) => "no?",
    }))
}

fn value_set_lines(facts: &Value) -> Result<String, Box<dyn Error>> {
    let mut lines = String::new();
    let sets = facts["valueSets"].as_object().ok_or("`valueSets` is not a mapping")?;
    for (name, values) in sets {
        lines.push_str(&format!("{}\n", json!({ "set": name, "values": values })));
    }
    let standard = facts["standardValueSets"].as_object().ok_or("`standardValueSets` is not a mapping")?;
    for (name, set) in standard.iter().filter(|(name, _)| !sets.contains_key(*name)) {
        let values: Vec<Value> =
            list(set, "values")
                .iter()
                .map(|v| {
                    if v["fullName"] == v["label"] { v["fullName"].clone() } else { json!([v["fullName"], v["label"]]) }
                })
                .collect();
        lines.push_str(&format!("{}\n", json!({ "set": name, "values": values })));
    }
    Ok(lines)
}

fn copy(from: &Value, key: &str, to: &mut Map<String, Value>, new_key: &str) {
    if let Some(value) = from.get(key).filter(|value| !value.is_null()) {
        to.insert(new_key.into(), value.clone());
    }
}

fn marks(from: &Value, keys: &[&str]) -> String {
    let set: Vec<&str> = keys.iter().copied().filter(|key| from[*key] == json!(true)).collect();
    set.join(" ")
}

fn list<'a>(from: &'a Value, key: &str) -> &'a [Value] {
    from[key].as_array().map_or(&[], Vec::as_slice)
}
