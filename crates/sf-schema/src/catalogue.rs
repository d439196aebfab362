//! The bundled catalogue of standard objects. `data/SOURCES.md` explains the files and credits their sources.
//!
//! An object's text is parsed when somebody asks for the object, so that starting costs nothing.

mod line;

use crate::access::ObjectAccess;
use crate::feature::Feature;
use crate::field::{Certainty, Origin, PicklistValue, filled_by_the_platform};
use crate::sobject::{ChildRelationship, Kind, SObject, compare};
use line::{Line, ObjectLine, Value};
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// Name and text of each object, sorted by name without regard to letter case.
static OBJECTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/objects.rs"));

/// Number of objects.
pub(crate) const fn len() -> usize {
    OBJECTS.len()
}

/// Canonical names, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    OBJECTS.iter().map(|(name, _)| *name)
}

/// The position of an object, by its name in any letter case.
pub(crate) fn position(name: &str) -> Option<usize> {
    OBJECTS.binary_search_by(|(known, _)| compare(known, name)).ok()
}

/// Parses the object at `position`. `None` only if the position or the data file is bad, which a test rules out.
pub(crate) fn load(position: usize) -> Option<SObject> {
    parse(OBJECTS.get(position)?.1).ok()
}

fn parse(text: &str) -> Result<SObject, serde_json::Error> {
    let mut object: Option<SObject> = None;
    for text in text.lines() {
        match (Line::parse(text)?, object.as_mut()) {
            (Line::Object(line), _) => object = Some(new_object(&line)),
            (Line::Field(line), Some(object)) => {
                let mut field = line.into_field();
                field.required_on_create &= !filled_by_the_platform(&object.name, &field.name);
                object.fields.push(field);
            }
            (Line::Child(line), Some(object)) => object.children.push(line.into_child()),
            (Line::Field(_) | Line::Child(_), None) => {}
        }
    }
    let mut object = object.ok_or_else(|| serde::de::Error::custom("no object line"))?;
    object.fields.sort_by(|a, b| compare(&a.name, &b.name));
    object.children.sort_by(ChildRelationship::order);
    Ok(object)
}

fn new_object(line: &ObjectLine<'_>) -> SObject {
    let is = |mark| line.is.split(' ').any(|m| m == mark);
    let name = line.object.to_string();
    let label = line.label.as_deref().unwrap_or(&name).to_owned();
    SObject {
        plural: line.plural.as_deref().unwrap_or(&label).to_owned(),
        label,
        key_prefix: line.prefix.as_deref().map(str::to_owned),
        kind: Kind::of_name(&name),
        createable: is("createable"),
        updateable: is("updateable"),
        deletable: is("deletable"),
        queryable: is("queryable"),
        searchable: is("searchable"),
        undeletable: is("undeletable"),
        custom: false,
        has_record_types: is("recordTypes"),
        has_field_permissions: is("flsObject"),
        record_types: Vec::new(),
        field_sets: Vec::new(),
        sharing_model: line.sharing.as_deref().map(str::to_owned),
        access: ObjectAccess::of(&name, Kind::of_name(&name)),
        feature: Feature::of_object(&name),
        origin: Origin::Catalogue,
        certainty: if line.evidence == "docs" { Certainty::Assumed } else { Certainty::Known },
        described: false,
        fields: Vec::new(),
        children: Vec::new(),
        name,
    }
}

/// Object and field of every picklist that takes its values from this standard value set.
pub(crate) fn fields_of_value_set(set: &str) -> Vec<(&'static str, &'static str)> {
    let wanted = format!(r#""standard":"{set}""#);
    let of = |(name, text): &'static (&str, &str)| {
        let lines = text.lines().filter(|line| line.contains(&wanted));
        lines.filter_map(|line| Some((*name, line.strip_prefix(r#"{"field":""#)?.split('"').next()?)))
    };
    OBJECTS.iter().flat_map(of).collect()
}

/// The values of a named value set, for example `Industry`; empty if the catalogue has none of that name.
pub fn value_set(name: &str) -> &'static [PicklistValue] {
    type Set = (&'static str, OnceLock<Vec<PicklistValue>>);
    static SETS: LazyLock<BTreeMap<&str, Set>> = LazyLock::new(|| {
        let lines = include_str!("../data/value-sets.jsonl").lines();
        let named = lines.filter_map(|line| Some((line.strip_prefix(r#"{"set":""#)?.split('"').next()?, line)));
        named.map(|(name, line)| (name, (line, OnceLock::new()))).collect()
    });
    let Some((text, values)) = SETS.get(name) else { return &[] };
    values.get_or_init(|| {
        let set = serde_json::from_str::<line::SetLine<'_>>(text);
        set.map(|set| set.values.iter().map(Value::to_picklist_value).collect()).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_every_object_parses_and_every_name_is_its_files() {
        for (name, text) in OBJECTS {
            let object = parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(&object.name, name);
            assert_eq!(object.fields.len() + object.children.len() + 1, text.lines().count(), "{name}");
        }
        assert_eq!(OBJECTS.len(), 134);
    }

    #[test]
    fn an_insert_needs_what_the_api_needs() {
        let required = |name: &str| -> Vec<String> {
            let object = load(position(name).expect("an object")).expect("the object parses");
            object.required_on_create().map(|f| f.name.clone()).collect()
        };
        assert_eq!(required("Opportunity"), ["CloseDate", "Name", "StageName"]);
        assert_eq!(required("Contact"), ["LastName"]);
        assert_eq!(required("Lead"), ["Company", "LastName"]);
        assert!(required("Case").is_empty());
        assert_eq!(required("CaseComment"), ["ParentId"]);
    }

    #[test]
    fn a_value_set_that_a_field_names_is_there() {
        assert!(fields_of_value_set("CaseOrigin").contains(&("Case", "Origin")));
        // Standard value sets whose values differ too much between orgs to have any.
        let without_values = [
            "AccountContactMultiRoles",
            "DigitalAssetStatus",
            "FiscalYearPeriodName",
            "LocationType",
            "MilitaryService",
            "OrderType",
            "WorkOrderPriority",
        ];
        for position in 0..len() {
            let object = load(position).expect("the object parses");
            for field in object.fields() {
                let Some(picklist) = field.picklist() else { continue };
                if let Some(set) = picklist.value_set.as_deref().filter(|_| picklist.values.is_empty()) {
                    assert!(without_values.contains(&set), "{}.{}: {set}", object.name, field.name);
                }
            }
        }
    }
}
