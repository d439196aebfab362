//! Permission sets, with the element groups that the WSDL of 66.0 and the types of 68.0 share
//! (`dataspaceScopes` left in 68.0, `enrichments` came with it).

use super::{Entry, Group, Metadata};
use serde::{Deserialize, Serialize};

/// A permission set. A deployment replaces the set as a whole: what is not listed is no longer granted
/// (Metadata API guide, `PermissionSet`, API 40 and later).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(
    missing_docs,
    reason = "the groups are named after the elements of the WSDL; their entry types say what they grant"
)]
pub struct PermissionSet {
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub agent_accesses: Group<AgentAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub application_visibilities: Group<ApplicationVisibility>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub class_accesses: Group<ClassAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub custom_metadata_type_accesses: Group<NamedAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub custom_permissions: Group<NamedAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub custom_setting_accesses: Group<NamedAccess>,
    /// At most 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub email_routing_address_accesses: Group<NamedAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub external_credential_principal_accesses: Group<ExternalCredentialPrincipalAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub external_data_source_accesses: Group<ExternalDataSourceAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub field_permissions: Group<FieldPermission>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub flow_accesses: Group<FlowAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub gen_computing_summary_def_accesses: Group<SummaryDefinitionAccess>,
    pub has_activation_required: bool,
    /// Required. At most 80 characters.
    pub label: String,
    /// Licence the holder needs; `None` lets users of any licence hold the set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub object_permissions: Group<ObjectPermission>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub page_accesses: Group<PageAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub record_type_visibilities: Group<RecordTypeVisibility>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub service_presence_status_accesses: Group<ServicePresenceStatusAccess>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub tab_settings: Group<TabSetting>,
    #[serde(skip_serializing_if = "Group::is_empty")]
    pub user_permissions: Group<NamedAccess>,
}

impl Metadata for PermissionSet {
    const ROOT: &'static str = "PermissionSet";
}

/// Declares an entry of one key and one switch; the fields stand in the order of the WSDL.
macro_rules! access {
    ($(#[$doc:meta])* $name:ident { $first:ident: $first_type:ty, $second:ident: $second_type:ty } $key:ident $switch:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        #[allow(missing_docs, reason = "one field names what is accessed, the other says whether access is granted")]
        pub struct $name {
            pub $first: $first_type,
            pub $second: $second_type,
        }

        impl $name {
            /// Grants access to `name`.
            pub fn granted(name: impl Into<String>) -> Self {
                Self { $key: name.into(), $switch: true }
            }
        }

        impl Entry for $name {
            fn key(&self) -> &str {
                &self.$key
            }

            fn unite(&mut self, other: Self) {
                self.$switch |= other.$switch;
            }
        }
    };
}

access! {
    /// Access to something called `name`: custom permission, user permission, custom metadata type, custom setting,
    /// email routing address.
    NamedAccess { enabled: bool, name: String } name enabled
}
access! {
    /// May use an agent.
    AgentAccess { agent_name: String, enabled: bool } agent_name enabled
}
access! {
    /// Sees an app in the app menu. Unlike in profiles there is no `default` element.
    ApplicationVisibility { application: String, visible: bool } application visible
}
access! {
    /// May call a top-level Apex class from outside. Classes that it calls need no grant.
    ClassAccess { apex_class: String, enabled: bool } apex_class enabled
}
access! {
    /// May use a principal of an external credential, written `Credential-Principal`.
    ExternalCredentialPrincipalAccess { enabled: bool, external_credential_principal: String } external_credential_principal enabled
}
access! {
    /// May use an external data source.
    ExternalDataSourceAccess { enabled: bool, external_data_source: String } external_data_source enabled
}
access! {
    /// May run a flow.
    FlowAccess { enabled: bool, flow: String } flow enabled
}
access! {
    /// May use a computing summary definition.
    SummaryDefinitionAccess { config_name: String, enabled: bool } config_name enabled
}
access! {
    /// May open a Visualforce page.
    PageAccess { apex_page: String, enabled: bool } apex_page enabled
}
access! {
    /// May create records of a record type, written `Object.RecordType`.
    RecordTypeVisibility { record_type: String, visible: bool } record_type visible
}
access! {
    /// May use a presence status.
    ServicePresenceStatusAccess { enabled: bool, service_presence_status: String } service_presence_status enabled
}

/// Rights on one field. Required and master-detail fields must not be listed: the platform answers `You cannot deploy
/// to a required field`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldPermission {
    /// May change the field; implies reading.
    pub editable: bool,
    /// `Object.Field`.
    pub field: String,
    /// May read the field.
    #[serde(default)]
    pub readable: bool,
}

impl FieldPermission {
    /// May read `field`, written `Object.Field`.
    pub fn read(field: impl Into<String>) -> Self {
        Self { editable: false, field: field.into(), readable: true }
    }

    /// May read and change `field`.
    pub fn edit(field: impl Into<String>) -> Self {
        Self { editable: true, field: field.into(), readable: true }
    }
}

impl Entry for FieldPermission {
    fn key(&self) -> &str {
        &self.field
    }

    fn unite(&mut self, other: Self) {
        self.editable |= other.editable;
        self.readable |= other.readable;
    }
}

/// Rights on one object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectPermission {
    /// May create records; needs `allow_read`.
    pub allow_create: bool,
    /// May delete records; needs `allow_read` and `allow_edit`.
    pub allow_delete: bool,
    /// May change records; needs `allow_read`.
    pub allow_edit: bool,
    /// May read records that are shared with the user.
    pub allow_read: bool,
    /// May do everything to all records, whatever sharing says.
    pub modify_all_records: bool,
    /// API name of the object.
    pub object: String,
    /// May read every field, whatever field permissions say. Known since 63.0; `None` leaves the element out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_all_fields: Option<bool>,
    /// May read all records, whatever sharing says.
    pub view_all_records: bool,
}

impl ObjectPermission {
    /// May read records of `object`. Other rights are added with [`Group::insert`] or struct update.
    pub fn read(object: impl Into<String>) -> Self {
        Self { object: object.into(), allow_read: true, view_all_fields: Some(false), ..Self::default() }
    }

    /// Adds the rights that the present ones depend on, by the rules of the object reference (`ObjectPermissions`):
    /// create and edit need read; delete needs read and edit; view all needs read; modify all needs all of them.
    pub fn close(&mut self) {
        self.view_all_records |= self.modify_all_records;
        self.allow_delete |= self.modify_all_records;
        self.allow_edit |= self.allow_delete;
        self.allow_read |= self.allow_create || self.allow_edit || self.view_all_records;
    }
}

impl Entry for ObjectPermission {
    fn key(&self) -> &str {
        &self.object
    }

    fn unite(&mut self, other: Self) {
        self.allow_create |= other.allow_create;
        self.allow_delete |= other.allow_delete;
        self.allow_edit |= other.allow_edit;
        self.allow_read |= other.allow_read;
        self.modify_all_records |= other.modify_all_records;
        self.view_all_fields = match (self.view_all_fields, other.view_all_fields) {
            (None, None) => None,
            (a, b) => Some(a.unwrap_or(false) || b.unwrap_or(false)),
        };
        self.view_all_records |= other.view_all_records;
    }
}

/// Visibility of a tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TabSetting {
    /// API name of the tab, `standard-Account` for standard tabs.
    pub tab: String,
    /// Where the tab is seen.
    pub visibility: TabVisibility,
}

/// `PermissionSetTabVisibility` of the WSDL, from least to most visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TabVisibility {
    /// Not granted.
    None,
    /// In the list of all tabs.
    Available,
    /// In its app.
    Visible,
}

impl Entry for TabSetting {
    fn key(&self) -> &str {
        &self.tab
    }

    fn unite(&mut self, other: Self) {
        self.visibility = self.visibility.max(other.visibility);
    }
}
