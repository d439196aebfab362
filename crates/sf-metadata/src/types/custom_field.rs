//! Custom fields: the part of `CustomField` that generated objects, events and metadata types need.

use super::Metadata;
use serde::{Deserialize, Serialize};

/// A custom field, as in `objects/X__c/fields/F__c.field-meta.xml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the settings are named after the elements of the WSDL")]
pub struct CustomField {
    /// API name without the object, `F__c`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delete_constraint: Option<DeleteConstraint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Format of an auto-number, for example `TL-{000000}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<bool>,
    /// Who may change a value of a custom metadata type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field_manageability: Option<FieldManageability>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inline_help_text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_to: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_label: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relationship_order: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reparentable_master_detail: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_classification: Option<String>,
    /// `None` only in files that change a standard field.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub field_type: Option<FieldType>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_set: Option<ValueSet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_lines: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_requires_master_read: Option<bool>,
}

impl CustomField {
    /// A field with a name, a label and a type; the rest is set by struct update.
    pub fn new(full_name: impl Into<String>, label: impl Into<String>, field_type: FieldType) -> Self {
        Self { full_name: Some(full_name.into()), ..Self::unnamed(label, field_type) }
    }

    /// A field without a name, as the `nameField` of an object.
    pub fn unnamed(label: impl Into<String>, field_type: FieldType) -> Self {
        Self {
            full_name: None,
            default_value: None,
            delete_constraint: None,
            description: None,
            display_format: None,
            external_id: None,
            field_manageability: None,
            formula: None,
            inline_help_text: None,
            label: Some(label.into()),
            length: None,
            precision: None,
            reference_to: None,
            relationship_label: None,
            relationship_name: None,
            relationship_order: None,
            reparentable_master_detail: None,
            required: None,
            scale: None,
            security_classification: None,
            field_type: Some(field_type),
            unique: None,
            value_set: None,
            visible_lines: None,
            write_requires_master_read: None,
        }
    }
}

impl Metadata for CustomField {
    const ROOT: &'static str = "CustomField";
}

/// `FieldType` of the WSDL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the WSDL")]
pub enum FieldType {
    AutoNumber,
    Lookup,
    MasterDetail,
    Checkbox,
    Currency,
    Date,
    DateTime,
    Email,
    Number,
    Percent,
    Phone,
    Picklist,
    MultiselectPicklist,
    Text,
    TextArea,
    LongTextArea,
    Html,
    Url,
    EncryptedText,
    Summary,
    Hierarchy,
    File,
    MetadataRelationship,
    Location,
    ExternalLookup,
    IndirectLookup,
    CustomDataType,
    Time,
    Address,
    Array,
    Integer,
    Long,
}

/// What happens to a record whose looked-up record is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeleteConstraint {
    /// The record is deleted too.
    Cascade,
    /// The delete is refused.
    Restrict,
    /// The lookup becomes empty.
    SetNull,
}

/// Who may change a value of a custom metadata record after it was installed from a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the WSDL")]
pub enum FieldManageability {
    DeveloperControlled,
    SubscriberControlled,
    Locked,
}

/// The values of a picklist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ValueSet {
    /// Field that decides which values are offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub controlling_field: Option<String>,
    /// Whether values outside the set are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<bool>,
    /// The values, unless they come from a global value set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_set_definition: Option<ValueSetDefinition>,
    /// Name of a global value set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_set_name: Option<String>,
}

/// Values defined by the field itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueSetDefinition {
    /// Whether the platform sorts the values by label.
    pub sorted: bool,
    /// The values, in order.
    #[serde(default)]
    pub value: Vec<CustomValue>,
}

/// One value of a picklist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CustomValue {
    /// API name of the value.
    pub full_name: String,
    /// Whether new records start with it.
    pub default: bool,
    /// Shown to users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}
