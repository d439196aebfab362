//! Custom objects: the part of `CustomObject` that generated objects, platform events and metadata types need.
//! Fields are files of their own.

use super::{CustomField, Metadata};
use serde::{Deserialize, Serialize};

/// A custom object without its fields, as in `objects/X__c/X__c.object-meta.xml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the settings are named after the elements of the WSDL")]
pub struct CustomObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_status: Option<DeploymentStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_activities: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_bulk_api: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_history: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_reports: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_search: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_sharing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_streaming_api: Option<bool>,
    /// Only for platform events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_type: Option<EventType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_sharing_model: Option<SharingModel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name_field: Option<CustomField>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plural_label: Option<String>,
    /// Only for platform events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_behavior: Option<PublishBehavior>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sharing_model: Option<SharingModel>,
    /// Only for custom metadata types and custom settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
}

impl Metadata for CustomObject {
    const ROOT: &'static str = "CustomObject";
}

/// Whether users without the right to customise see the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeploymentStatus {
    /// Only administrators see it.
    InDevelopment,
    /// Everyone who has access sees it.
    Deployed,
}

/// `PlatformEventType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventType {
    /// The only kind that can still be created.
    HighVolume,
    /// The older kind.
    StandardVolume,
}

/// `PlatformEventPublishBehavior`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PublishBehavior {
    /// Published even when the transaction rolls back.
    PublishImmediately,
    /// Published only when the transaction commits.
    PublishAfterCommit,
}

/// `SharingModel`, the values that custom objects use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the WSDL")]
pub enum SharingModel {
    Private,
    Read,
    ReadSelect,
    ReadWrite,
    ReadWriteTransfer,
    FullAccess,
    ControlledByParent,
    ControlledByCampaign,
    ControlledByLeadOrContact,
}

/// `SetupObjectVisibility`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Code of the same package or namespace only.
    Protected,
    /// All code.
    Public,
    /// Code of the same package only.
    PackageProtected,
}
