//! The JSON of a describe snapshot. Unknown keys are ignored: every API version adds some.

use super::DescribeError;
use serde::{Deserialize, Deserializer, Serialize};

/// Whether a value is what reading gives where it is absent; such values are not written.
fn absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A snapshot file.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DescribeSnapshot {
    pub version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    pub sobjects: Vec<SObjectDescribe>,
}

impl DescribeSnapshot {
    pub fn parse(json: &str) -> Result<Self, DescribeError> {
        let snapshot: Self = serde_json::from_str(json).map_err(DescribeError::Json)?;
        if snapshot.version == 1 { Ok(snapshot) } else { Err(DescribeError::Version(snapshot.version)) }
    }
}

/// A list that may be `null`.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// `DescribeSObjectResult`.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SObjectDescribe {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_plural: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_prefix: Option<String>,
    #[serde(default, skip_serializing_if = "absent")]
    pub createable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub updateable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub deletable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub queryable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub searchable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub undeletable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub custom: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub custom_setting: bool,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDescribe>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub child_relationships: Vec<ChildDescribe>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub record_type_infos: Vec<RecordTypeDescribe>,
}

/// `ChildRelationship`.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChildDescribe {
    #[serde(rename = "childSObject")]
    pub child_sobject: String,
    pub field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_name: Option<String>,
    #[serde(default, skip_serializing_if = "absent")]
    pub cascade_delete: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub restricted_delete: bool,
}

/// `RecordTypeInfo`.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordTypeDescribe {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub developer_name: Option<String>,
    #[serde(default, skip_serializing_if = "absent")]
    pub active: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub master: bool,
}

/// `Field`.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldDescribe {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub data_type: String,
    #[serde(default, skip_serializing_if = "absent")]
    pub length: u32,
    #[serde(default, skip_serializing_if = "absent")]
    pub precision: u32,
    #[serde(default, skip_serializing_if = "absent")]
    pub scale: u32,
    #[serde(default, skip_serializing_if = "absent")]
    pub nillable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub defaulted_on_create: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub createable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub updateable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub filterable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub sortable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub groupable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub calculated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calculated_formula: Option<String>,
    #[serde(default, skip_serializing_if = "absent")]
    pub auto_number: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub unique: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub external_id: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub id_lookup: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub name_field: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub custom: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub permissionable: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub html_formatted: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub restricted_picklist: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub polymorphic_foreign_key: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub name_pointing: bool,
    /// Set on master-detail fields, 0 for the primary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_order: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relationship_name: Option<String>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub reference_to: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compound_field_name: Option<String>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub picklist_values: Vec<PicklistDescribe>,
}

/// `PicklistEntry`.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PicklistDescribe {
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(default, skip_serializing_if = "absent")]
    pub active: bool,
    #[serde(default, skip_serializing_if = "absent")]
    pub default_value: bool,
}
