//! Merges the project's metadata into the schema.

use super::summaries;
use crate::access::ObjectAccess;
use crate::field::{Certainty, Field, FieldType, Origin};
use crate::names;
use crate::project::{ObjectXml, Project, ProjectField, ProjectObject, ValueSets};
use crate::schema::Schema;
use crate::sobject::{ChildRelationship, Kind, RecordType, SObject};
use crate::system_fields;
use diag::catalogue::schema as codes;
use diag::{Diagnostic, Place};

/// Custom fields of activities are defined on `Activity` and appear on both objects (Metadata API, "CustomObject").
const ACTIVITIES: [&str; 2] = ["Task", "Event"];

pub(super) fn apply(schema: &mut Schema, project: Project, diagnostics: &mut Vec<Diagnostic>) {
    let Project { objects, value_sets } = project;
    apply_standard_values(schema, &value_sets);
    // Objects first, then fields: a field's target may be an object of a later file.
    for object in objects.values() {
        define_object(schema, object, diagnostics);
    }
    let mut summaries = Vec::new();
    for object in objects.into_values() {
        let targets: Vec<String> = match object.name.as_str() {
            "Activity" => ACTIVITIES.iter().map(|name| (*name).to_owned()).collect(),
            name => vec![name.to_owned()],
        };
        for field in object.fields {
            for target in &targets {
                add_field(schema, target, &field, &value_sets, diagnostics);
                if let Some(source) = &field.field.summarizes {
                    summaries.push((target.clone(), field.field.name.clone(), source.clone()));
                }
            }
        }
    }
    summaries::resolve(schema, &summaries);
}

/// The project's standard value sets replace the values that new orgs start with.
fn apply_standard_values(schema: &mut Schema, value_sets: &ValueSets) {
    for (set, values) in value_sets.standard() {
        for (object, field) in crate::catalogue::fields_of_value_set(set) {
            let Some(field) = schema.object_mut(object).and_then(|o| o.field_mut(field)) else { continue };
            if let FieldType::Picklist(p) | FieldType::MultiPicklist(p) | FieldType::Combobox(p) = &mut field.data_type
            {
                p.values = values.to_vec();
                p.certainty = crate::field::ValuesCertainty::Known;
            }
        }
    }
}

fn define_object(schema: &mut Schema, object: &ProjectObject, diagnostics: &mut Vec<Diagnostic>) {
    if object.name == "Activity" {
        return;
    }
    let mut installed = None;
    if let Some(known) = schema.object_mut(&object.name) {
        // What the project defines is as the project says; an org may have more of it.
        if known.custom && known.origin == Origin::Describe && object.definition.is_some() {
            installed = Some(known.clone());
        } else {
            add_to_standard(known, object);
            return;
        }
    }
    if object.definition.is_none() {
        let message = format!("`{}` has fields in the project, but the object itself is not there", object.name);
        diagnostics.push(
            Diagnostic::new(&codes::FIELD_WITHOUT_OBJECT, message)
                .at(object.place.clone())
                .hint(format!("retrieve `CustomObject:{}`, or take a describe of the org", object.name)),
        );
    }
    let mut new = new_object(object);
    if let Some(installed) = installed {
        let more = installed.fields.into_iter().filter(|field| new.field(&field.name).is_none());
        more.collect::<Vec<_>>().into_iter().for_each(|field| new.put(field));
        installed.children.into_iter().for_each(|child| new.put_child(child));
        add_record_types(&mut new, installed.record_types);
    }
    schema.insert(new);
    if object.definition.as_ref().is_some_and(|d| d.activities) {
        allow_activities(schema, &object.name);
    }
}

fn add_to_standard(known: &mut SObject, object: &ProjectObject) {
    known.has_record_types |= !object.record_types.is_empty();
    let before = std::mem::replace(&mut known.record_types, object.record_types.clone());
    add_record_types(known, before);
    known.field_sets = object.field_sets.clone();
    // The field is there as soon as the object has a record type.
    if let Some(field) = known.field_mut("RecordTypeId").filter(|_| !object.record_types.is_empty()) {
        field.certainty = Certainty::Known;
    }
    if let Some(model) = object.definition.as_ref().and_then(|d| d.sharing_model.as_ref()) {
        known.sharing_model = Some(model.clone());
    }
}

/// Adds record types of another source to those of the project.
fn add_record_types(object: &mut SObject, more: Vec<RecordType>) {
    for record_type in more {
        if !object.record_types.iter().any(|known| known.name.eq_ignore_ascii_case(&record_type.name)) {
            object.record_types.push(record_type);
        }
    }
    object.has_record_types |= !object.record_types.is_empty();
}

fn new_object(object: &ProjectObject) -> SObject {
    let definition = object.definition.as_ref();
    let kind = definition.map_or_else(|| Kind::of_name(&object.name), |d| d.kind);
    let label = definition.and_then(|d| d.label.clone()).unwrap_or_else(|| object.name.clone());
    let records = !matches!(kind, Kind::PlatformEvent | Kind::CustomMetadata);
    let has_master = object.fields.iter().any(|f| f.field.is_master_detail());
    let mut new = SObject {
        plural: definition.and_then(|d| d.plural.clone()).unwrap_or_else(|| label.clone()),
        label,
        key_prefix: None,
        kind,
        createable: kind != Kind::CustomMetadata,
        updateable: records && kind != Kind::BigObject,
        deletable: records,
        queryable: kind != Kind::PlatformEvent,
        searchable: definition.is_some_and(|d| d.searchable),
        undeletable: matches!(kind, Kind::Custom),
        custom: true,
        has_record_types: !object.record_types.is_empty(),
        has_field_permissions: records && kind != Kind::CustomSetting,
        record_types: object.record_types.clone(),
        field_sets: object.field_sets.clone(),
        sharing_model: definition.and_then(|d| d.sharing_model.clone()),
        access: ObjectAccess::of(&object.name, kind),
        feature: None,
        origin: Origin::Project(definition.map_or_else(|| object.place.clone(), |d| d.place.clone())),
        certainty: if definition.is_some() { Certainty::Known } else { Certainty::Assumed },
        described: false,
        fields: Vec::new(),
        children: Vec::new(),
        name: object.name.clone(),
    };
    for mut field in system_fields::of(kind, has_master, new.has_record_types) {
        if field.name == "LastActivityDate" && definition.is_some_and(|d| d.activities) {
            field.certainty = Certainty::Known;
        }
        new.put(field);
    }
    let name = definition.and_then(|d: &ObjectXml| d.name_field.clone()).or_else(|| system_fields::default_name(kind));
    if let Some(mut name) = name.filter(|_| matches!(kind, Kind::Custom | Kind::CustomSetting | Kind::External)) {
        name.name_field = true;
        name.custom = false;
        name.id_lookup = true;
        // Left empty, a text name becomes the record's id; describes call it nillable and not required.
        name.defaulted_on_create = true;
        name.permissionable = crate::field::Permissionable::No;
        new.put(name);
    }
    new
}

/// Lets tasks and events be related to the object, and lists them below it.
fn allow_activities(schema: &mut Schema, name: &str) {
    for activity in ACTIVITIES {
        let what = schema.object_mut(activity).and_then(|o| o.field_mut("WhatId"));
        if let Some(FieldType::Reference(what)) = what.map(|f| &mut f.data_type) {
            what.to.push(name.to_owned());
            what.to.sort();
            what.to.dedup();
        }
    }
    let Some(object) = schema.object_mut(name) else { return };
    for (list, child) in [
        ("Tasks", "Task"),
        ("Events", "Event"),
        ("ActivityHistories", "ActivityHistory"),
        ("OpenActivities", "OpenActivity"),
    ] {
        object.put_child(ChildRelationship {
            name: Some(list.to_owned()),
            object: child.to_owned(),
            field: "WhatId".to_owned(),
            cascade_delete: true,
            restricted_delete: false,
        });
    }
}

fn add_field(
    schema: &mut Schema,
    object: &str,
    read: &ProjectField,
    value_sets: &ValueSets,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut field = read.field.clone();
    if let FieldType::Picklist(p) | FieldType::MultiPicklist(p) = &mut field.data_type
        && let Some(set) = p.value_set.clone()
    {
        match value_sets.global(&set) {
            Some(values) => p.values = values.to_vec(),
            None => {
                let message = format!("the value set `{set}` of `{object}.{}` is not in the project", field.name);
                diagnostics.push(Diagnostic::new(&codes::UNKNOWN_VALUE_SET, message).at(read.place.clone()));
            }
        }
    }
    check_targets(schema, object, &mut field, &read.place, diagnostics);
    let Some(owner) = schema.object_mut(object) else { return };
    // No field can be written where the object's records cannot.
    field.createable &= owner.createable;
    field.updateable &= owner.updateable;
    field.required_on_create &= owner.createable;
    if read.defines {
        for part in system_fields::location_parts(&field).into_iter().filter(|_| field.data_type == FieldType::Location)
        {
            owner.put(part);
        }
        owner.has_field_permissions |=
            !matches!(owner.kind, Kind::PlatformEvent | Kind::CustomMetadata | Kind::CustomSetting);
        owner.put(field.clone());
        add_children(schema, object, &field, read);
    } else if let Some(known) = owner.field_mut(&field.name) {
        known.security_classification = field.security_classification;
        known.compliance_groups = field.compliance_groups;
    }
}

/// Gives targets their canonical names and warns of unknown ones. Targets of custom metadata relationships such as
/// `EntityDefinition` are in the catalogue.
fn check_targets(schema: &Schema, object: &str, field: &mut Field, place: &Place, diagnostics: &mut Vec<Diagnostic>) {
    let name = field.name.clone();
    let FieldType::Reference(reference) = &mut field.data_type else { return };
    for target in &mut reference.to {
        match schema.canonical_name(target) {
            Some(known) => *target = known.to_owned(),
            None => {
                let message = format!("`{object}.{name}` points to `{target}`, of which nothing is known");
                let near = schema.objects_like(target);
                let mut diagnostic = Diagnostic::new(&codes::UNKNOWN_TARGET, message).at(place.clone());
                if let Some(near) = near.first() {
                    diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
                }
                diagnostics.push(diagnostic);
            }
        }
    }
}

fn add_children(schema: &mut Schema, object: &str, field: &Field, read: &ProjectField) {
    let Some(reference) = field.reference() else { return };
    let object = schema.canonical_name(object).unwrap_or(object).to_owned();
    // The list bears the namespace of the field that makes it.
    let namespace = names::namespace(&field.name).map_or_else(String::new, |namespace| format!("{namespace}__"));
    for parent in &reference.to {
        let child = ChildRelationship {
            name: read.child_relationship.as_ref().map(|name| format!("{namespace}{name}__r")),
            object: object.clone(),
            field: field.name.clone(),
            cascade_delete: read.cascade_delete,
            restricted_delete: read.restricted_delete,
        };
        if let Some(parent) = schema.object_mut(parent) {
            parent.put_child(child);
        }
    }
}
