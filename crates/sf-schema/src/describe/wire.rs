//! The JSON of a describe snapshot. Unknown keys are ignored: every API version adds some.

use super::DescribeError;
use serde::{Deserialize, Deserializer};

/// A snapshot file.
#[derive(Debug, Deserialize)]
pub(crate) struct DescribeSnapshot {
    version: u32,
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
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SObjectDescribe {
    pub name: String,
    pub label: Option<String>,
    pub label_plural: Option<String>,
    pub key_prefix: Option<String>,
    #[serde(default)]
    pub createable: bool,
    #[serde(default)]
    pub updateable: bool,
    #[serde(default)]
    pub deletable: bool,
    #[serde(default)]
    pub queryable: bool,
    #[serde(default)]
    pub searchable: bool,
    #[serde(default)]
    pub undeletable: bool,
    #[serde(default)]
    pub custom: bool,
    #[serde(default)]
    pub custom_setting: bool,
    #[serde(default, deserialize_with = "list")]
    pub fields: Vec<FieldDescribe>,
    #[serde(default, deserialize_with = "list")]
    pub child_relationships: Vec<ChildDescribe>,
    #[serde(default, deserialize_with = "list")]
    pub record_type_infos: Vec<RecordTypeDescribe>,
}

/// `ChildRelationship`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChildDescribe {
    #[serde(rename = "childSObject")]
    pub child_sobject: String,
    pub field: String,
    pub relationship_name: Option<String>,
    #[serde(default)]
    pub cascade_delete: bool,
    #[serde(default)]
    pub restricted_delete: bool,
}

/// `RecordTypeInfo`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecordTypeDescribe {
    pub name: String,
    pub developer_name: Option<String>,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub master: bool,
}

/// `Field`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldDescribe {
    pub name: String,
    pub label: Option<String>,
    #[serde(rename = "type")]
    pub data_type: String,
    #[serde(default)]
    pub length: u32,
    #[serde(default)]
    pub precision: u32,
    #[serde(default)]
    pub scale: u32,
    #[serde(default)]
    pub nillable: bool,
    #[serde(default)]
    pub defaulted_on_create: bool,
    #[serde(default)]
    pub createable: bool,
    #[serde(default)]
    pub updateable: bool,
    #[serde(default)]
    pub filterable: bool,
    #[serde(default)]
    pub sortable: bool,
    #[serde(default)]
    pub groupable: bool,
    #[serde(default)]
    pub calculated: bool,
    #[serde(default)]
    pub auto_number: bool,
    #[serde(default)]
    pub unique: bool,
    #[serde(default)]
    pub external_id: bool,
    #[serde(default)]
    pub id_lookup: bool,
    #[serde(default)]
    pub name_field: bool,
    #[serde(default)]
    pub custom: bool,
    #[serde(default)]
    pub permissionable: bool,
    #[serde(default)]
    pub html_formatted: bool,
    #[serde(default)]
    pub restricted_picklist: bool,
    #[serde(default)]
    pub polymorphic_foreign_key: bool,
    #[serde(default)]
    pub name_pointing: bool,
    /// Set on master-detail fields, 0 for the primary one.
    pub relationship_order: Option<u32>,
    pub relationship_name: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub reference_to: Vec<String>,
    pub compound_field_name: Option<String>,
    #[serde(default, deserialize_with = "list")]
    pub picklist_values: Vec<PicklistDescribe>,
}

/// `PicklistEntry`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PicklistDescribe {
    pub value: String,
    pub label: Option<String>,
    #[serde(default)]
    pub active: bool,
    #[serde(default)]
    pub default_value: bool,
}
