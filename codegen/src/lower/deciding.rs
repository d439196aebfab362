//! Which fields a value carries out of the org, and which fields decide whether a record meets a condition.

use super::kept::FOLLOWING;
use crate::model::{Condition, Path};
use sf_schema::{SObject, Schema};
use std::collections::BTreeSet;

/// Fields as `(object, field)`.
pub type Fields = BTreeSet<(String, String)>;

/// The fields of which the value at the end of a path tells: that field, the parts of a compound one, and what a
/// calculated one is made of.
pub fn carried(schema: &Schema, path: &Path) -> Fields {
    let mut found = Fields::from([(path.owner().to_owned(), path.field.name.clone())]);
    if let Some(owner) = schema.object(path.owner()) {
        found.extend(schema.sources(owner, &path.field));
    }
    let parts = |(object, whole): &(String, String)| {
        let fields = schema.object(object).map(SObject::fields).unwrap_or_default().iter();
        let parts = fields.filter(|field| field.part_of.as_ref() == Some(whole));
        parts.map(|part| (object.clone(), part.name.clone())).collect::<Vec<_>>()
    };
    let parts: Vec<_> = found.iter().flat_map(parts).collect();
    found.extend(parts);
    found
}

/// The fields that decide whether a record meets a condition: what the compared value is made of, the lookups on the
/// way there, and the fields from which the platform works out those of the same record.
pub fn deciding(schema: &Schema, condition: &Condition) -> Fields {
    let path = &condition.path;
    let mut found = carried(schema, path);
    let known = found.iter().filter_map(|(object, field)| {
        let object = schema.object(object)?;
        Some((object, object.field(field)?))
    });
    let lookups: Fields = known.flat_map(|(object, field)| schema.lookups(object, field)).collect();
    let mut holder = &path.object;
    for step in &path.steps {
        found.insert((holder.clone(), step.lookup.clone()));
        holder = &step.object;
    }
    let drivers: Vec<_> = FOLLOWING
        .iter()
        .filter(|(of, _, following)| following.iter().any(|name| found.contains(&((*of).into(), (*name).into()))))
        .flat_map(|(of, drivers, _)| drivers.iter().map(|driver| ((*of).to_owned(), (*driver).to_owned())))
        .collect();
    found.extend(lookups);
    found.extend(drivers);
    found
}

/// Whether a new record of `object` changes what a condition that these fields decide says of other records: a roll-up
/// summary among them adds it up.
pub fn is_summed_up(schema: &Schema, deciding: &Fields, object: &str) -> bool {
    deciding.iter().any(|(holder, field)| {
        let field = schema.object(holder).and_then(|holder| holder.field(field));
        let summarized = field.and_then(|field| field.summarizes.as_deref());
        summarized
            .and_then(|source| source.split_once('.'))
            .is_some_and(|(child, _)| child.eq_ignore_ascii_case(object))
    })
}
