//! Merges a describe into the schema: what the org says replaces what catalogue and project say.

use super::wire::{ChildDescribe, DescribeSnapshot, FieldDescribe, PicklistDescribe, SObjectDescribe};
use crate::access::ObjectAccess;
use crate::field::{
    Certainty, Digits, Field, FieldType, Origin, Permissionable, Picklist, PicklistValue, Reference, ValuesCertainty,
    filled_by_the_platform,
};
use crate::schema::Schema;
use crate::sobject::{ChildRelationship, Kind, RecordType, SObject, compare};

pub(crate) fn apply(schema: &mut Schema, snapshot: &DescribeSnapshot) {
    for described in &snapshot.sobjects {
        if schema.canonical_name(&described.name).is_none() {
            schema.insert(new_object(described));
        }
        if let Some(object) = schema.object_mut(&described.name) {
            merge_object(object, described);
        }
    }
}

fn new_object(described: &SObjectDescribe) -> SObject {
    let kind = if described.custom_setting { Kind::CustomSetting } else { Kind::of_name(&described.name) };
    SObject {
        name: described.name.clone(),
        label: described.name.clone(),
        plural: described.name.clone(),
        key_prefix: None,
        kind,
        createable: false,
        updateable: false,
        deletable: false,
        queryable: false,
        searchable: false,
        undeletable: false,
        custom: described.custom,
        has_record_types: false,
        has_field_permissions: false,
        record_types: Vec::new(),
        field_sets: Vec::new(),
        sharing_model: None,
        access: ObjectAccess::of(&described.name, kind),
        feature: None,
        origin: Origin::Describe,
        certainty: Certainty::Known,
        described: true,
        fields: Vec::new(),
        children: Vec::new(),
    }
}

fn merge_object(object: &mut SObject, described: &SObjectDescribe) {
    // A describe names things as the org does.
    object.name.clone_from(&described.name);
    if let Some(label) = &described.label {
        object.label.clone_from(label);
    }
    if let Some(plural) = &described.label_plural {
        object.plural.clone_from(plural);
    }
    if described.key_prefix.is_some() {
        object.key_prefix.clone_from(&described.key_prefix);
    }
    object.createable = described.createable;
    object.updateable = described.updateable;
    object.deletable = described.deletable;
    object.queryable = described.queryable;
    object.searchable = described.searchable;
    object.undeletable = described.undeletable;
    object.certainty = Certainty::Known;
    object.described = true;
    if object.origin == Origin::Catalogue {
        object.origin = Origin::Describe;
    }
    for field in &described.fields {
        let mut merged = merge_field(object.field(&field.name), field);
        merged.required_on_create &= !filled_by_the_platform(&object.name, &merged.name);
        object.put(merged);
    }
    object.has_record_types = object.field("RecordTypeId").is_some();
    object.has_field_permissions = object.fields.iter().any(|f| f.permissionable.is_yes());
    for child in &described.child_relationships {
        object.put_child(new_child(child));
    }
    let types = described.record_type_infos.iter().filter(|t| !t.master);
    let types: Vec<RecordType> = types
        .filter_map(|t| {
            let name = t.developer_name.clone()?;
            Some(RecordType { name, label: t.name.clone(), active: t.active })
        })
        .collect();
    for record_type in types {
        object.record_types.retain(|known| !known.name.eq_ignore_ascii_case(&record_type.name));
        object.record_types.push(record_type);
    }
    object.record_types.sort_by(|a, b| compare(&a.name, &b.name));
}

fn new_child(child: &ChildDescribe) -> ChildRelationship {
    ChildRelationship {
        name: child.relationship_name.clone(),
        object: child.child_sobject.clone(),
        field: child.field.clone(),
        cascade_delete: child.cascade_delete,
        restricted_delete: child.restricted_delete,
    }
}

/// The field as the org has it, with what only the project knows (classification, file).
fn merge_field(known: Option<&Field>, described: &FieldDescribe) -> Field {
    let mut field = Field::new(described.name.as_str(), field_type(described), Origin::Describe);
    if let Some(known) = known {
        field.security_classification.clone_from(&known.security_classification);
        field.compliance_groups.clone_from(&known.compliance_groups);
        field.summarizes.clone_from(&known.summarizes);
        field.summary_of.clone_from(&known.summary_of);
        if matches!(known.origin, Origin::Project(_)) {
            field.origin = known.origin.clone();
        }
    }
    field.label = described.label.as_ref().unwrap_or(&described.name).clone();
    field.length = (described.length > 0).then_some(described.length);
    field.nillable = described.nillable;
    field.defaulted_on_create = described.defaulted_on_create;
    field.createable = described.createable;
    field.updateable = described.updateable;
    field.filterable = described.filterable;
    field.sortable = described.sortable;
    field.groupable = described.groupable;
    field.calculated = described.calculated;
    // A user who may not see the formula gets none.
    let known_formula = known.filter(|_| described.calculated).and_then(|known| known.formula.clone());
    field.formula = described.calculated_formula.clone().or(known_formula);
    field.auto_number = described.auto_number;
    field.unique = described.unique;
    field.external_id = described.external_id;
    field.id_lookup = described.id_lookup;
    field.name_field = described.name_field;
    field.custom = described.custom;
    field.part_of = described.compound_field_name.clone().filter(|whole| *whole != described.name);
    field.permissionable = Permissionable::known(described.permissionable);
    // A describe calls every check box required; none needs a value.
    let needs_value = !matches!(field.data_type, FieldType::Boolean | FieldType::Other(_));
    field.required_on_create =
        described.createable && !described.nillable && !described.defaulted_on_create && needs_value;
    field
}

fn field_type(described: &FieldDescribe) -> FieldType {
    let digits = Digits { precision: Some(described.precision), scale: Some(described.scale) };
    let picklist = || Picklist {
        restricted: described.restricted_picklist,
        values: described.picklist_values.iter().map(value).collect(),
        certainty: ValuesCertainty::Known,
        ..Picklist::default()
    };
    match described.data_type.as_str() {
        "id" => FieldType::Id,
        "encryptedstring" => FieldType::EncryptedText,
        "string" => FieldType::String,
        "textarea" if described.html_formatted => FieldType::RichTextArea,
        "textarea" if described.length > 255 => FieldType::LongTextArea,
        "textarea" => FieldType::TextArea,
        "picklist" => FieldType::Picklist(picklist()),
        "multipicklist" => FieldType::MultiPicklist(picklist()),
        "combobox" => FieldType::Combobox(picklist()),
        "reference" => FieldType::Reference(reference(described)),
        "boolean" => FieldType::Boolean,
        "int" => FieldType::Int,
        "long" => FieldType::Long,
        "double" => FieldType::Double(digits),
        "currency" => FieldType::Currency(digits),
        "percent" => FieldType::Percent(digits),
        "date" => FieldType::Date,
        "datetime" => FieldType::DateTime,
        "time" => FieldType::Time,
        "email" => FieldType::Email,
        "phone" => FieldType::Phone,
        "url" => FieldType::Url,
        "address" => FieldType::Address,
        "location" => FieldType::Location,
        "base64" => FieldType::Base64,
        "anyType" => FieldType::AnyType,
        other => FieldType::Other(other.to_owned()),
    }
}

fn reference(described: &FieldDescribe) -> Reference {
    Reference {
        to: described.reference_to.clone(),
        relationship_name: described.relationship_name.clone(),
        polymorphic: described.reference_to.len() > 1 || described.polymorphic_foreign_key || described.name_pointing,
        master_detail: described.relationship_order.is_some(),
    }
}

fn value(entry: &PicklistDescribe) -> PicklistValue {
    PicklistValue {
        value: entry.value.clone(),
        label: entry.label.as_ref().unwrap_or(&entry.value).clone(),
        active: entry.active,
        default: entry.default_value,
    }
}
