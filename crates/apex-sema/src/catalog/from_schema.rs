//! sObject facts out of `sf-schema`.

use super::{ChildInfo, FieldInfo, FieldKind, FieldSetInfo, ObjectInfo, PicklistValue, SObjects};
use sf_schema::{ApexDml, Certainty, Field, FieldType, Kind, SObject, Schema};
use std::sync::Arc;

/// The objects of a [`Schema`].
#[derive(Debug)]
pub struct FromSchema(pub Arc<Schema>);

impl SObjects for FromSchema {
    fn load(&self, name: &str) -> Option<ObjectInfo> {
        self.0.object(name).map(object)
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.0.names().into_iter().map(Arc::from).collect()
    }
}

fn object(from: &SObject) -> ObjectInfo {
    let is_data = from.kind != Kind::CustomMetadata;
    ObjectInfo {
        name: from.name.as_str().into(),
        label: from.label.as_str().into(),
        label_plural: from.plural.as_str().into(),
        key_prefix: from.key_prefix.as_deref().map(Arc::from),
        custom: from.custom,
        custom_setting: from.kind == Kind::CustomSetting,
        createable: from.createable && is_data,
        updateable: from.updateable && is_data,
        deletable: from.deletable && is_data,
        undeletable: from.undeletable,
        queryable: from.queryable,
        searchable: from.searchable,
        written_by_apex: from.apex_dml() != ApexDml::Never,
        fields: from.fields().iter().map(|f| (f.name.to_ascii_lowercase(), definition(f))).collect(),
        children: from
            .children()
            .iter()
            .map(|c| ChildInfo {
                object: c.object.as_str().into(),
                field: c.field.as_str().into(),
                relationship: c.name.as_deref().map(Arc::from),
                cascade_delete: c.cascade_delete,
                restricted_delete: c.restricted_delete,
            })
            .collect(),
        field_sets: from
            .field_sets
            .iter()
            .map(|set| FieldSetInfo {
                name: set.name.as_str().into(),
                label: set.label.as_str().into(),
                description: set.description.as_deref().map(Arc::from),
                fields: set.fields.iter().map(|(path, required)| (path.as_str().into(), *required)).collect(),
            })
            .collect(),
    }
}

/// Describe calls the reference to an object's definition a text: it holds a name. Queries follow it all the same (Object
/// Reference, "FieldDefinition").
fn definition(from: &Field) -> FieldInfo {
    let mut info = field(from);
    if from.name == "EntityDefinitionId" && info.relationship.is_none() {
        info.relationship = Some("EntityDefinition".into());
        info.reference_to = vec!["EntityDefinition".into()];
    }
    info
}

fn field(from: &Field) -> FieldInfo {
    let (precision, scale) = match &from.data_type {
        FieldType::Double(d) | FieldType::Currency(d) | FieldType::Percent(d) => (d.precision, d.scale),
        _ => (None, None),
    };
    let picklist = from.picklist();
    let values = from.picklist().into_iter().flat_map(|p| &p.values).map(|v| PicklistValue {
        value: v.value.as_str().into(),
        label: v.label.as_str().into(),
        active: v.active,
        default: v.default,
    });
    let reference = from.reference();
    FieldInfo {
        label: from.label.as_str().into(),
        length: from.length.unwrap_or(0),
        precision: precision.unwrap_or(0),
        scale: scale.unwrap_or(0),
        // A describe calls a field without a default not nillable only where an insert demands it.
        nillable: from.nillable || !from.required_on_create && !from.defaulted_on_create,
        createable: from.createable,
        updateable: from.updateable,
        filterable: from.filterable,
        sortable: from.sortable,
        groupable: from.groupable,
        unique: from.unique,
        external_id: from.external_id,
        calculated: from.calculated,
        assumed: from.flags_certainty == Certainty::Assumed,
        auto_number: from.auto_number,
        defaulted_on_create: from.defaulted_on_create,
        restricted_picklist: picklist.is_some_and(|p| p.restricted),
        name_field: from.name_field && from.part_of.is_none(),
        html: from.data_type == FieldType::RichTextArea,
        permissionable: from.permissionable.is_yes() && !always_visible(from),
        picklist: values.collect(),
        reference_to: reference.map(|r| r.to.iter().map(|t| t.as_str().into()).collect()).unwrap_or_default(),
        relationship: reference.and_then(|r| r.relationship_name.as_deref()).map(Arc::from),
        polymorphic: reference.is_some_and(|r| r.polymorphic),
        master_detail: from.is_master_detail(),
        id_lookup: from.id_lookup,
        part_of: from.part_of.as_deref().map(Arc::from),
        ..FieldInfo::new(&from.name, kind(&from.data_type))
    }
}

/// Custom fields that every user with access to the object reads and writes, because a record cannot be without them:
/// field permissions cannot be granted on required and master-detail fields (Metadata API, "PermissionSet",
/// `fieldPermissions`).
fn always_visible(from: &Field) -> bool {
    let required = !from.nillable && !from.auto_number && from.data_type != FieldType::Boolean;
    from.custom && (required || from.is_master_detail())
}

fn kind(from: &FieldType) -> FieldKind {
    match from {
        FieldType::Id => FieldKind::Id,
        FieldType::String | FieldType::Other(_) | FieldType::Unknown => FieldKind::String,
        FieldType::TextArea | FieldType::LongTextArea | FieldType::RichTextArea => FieldKind::TextArea,
        FieldType::EncryptedText => FieldKind::EncryptedString,
        FieldType::Picklist(_) => FieldKind::Picklist,
        FieldType::MultiPicklist(_) => FieldKind::MultiPicklist,
        FieldType::Combobox(_) => FieldKind::Combobox,
        FieldType::Reference(_) => FieldKind::Reference,
        FieldType::Boolean => FieldKind::Boolean,
        FieldType::Int => FieldKind::Integer,
        FieldType::Long => FieldKind::Long,
        FieldType::Double(_) => FieldKind::Double,
        FieldType::Currency(_) => FieldKind::Currency,
        FieldType::Percent(_) => FieldKind::Percent,
        FieldType::Date => FieldKind::Date,
        FieldType::DateTime => FieldKind::Datetime,
        FieldType::Time => FieldKind::Time,
        FieldType::Email => FieldKind::Email,
        FieldType::Phone => FieldKind::Phone,
        FieldType::Url => FieldKind::Url,
        FieldType::Address => FieldKind::Address,
        FieldType::Location => FieldKind::Location,
        FieldType::Base64 => FieldKind::Base64,
        FieldType::AnyType => FieldKind::AnyType,
    }
}
