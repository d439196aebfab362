//! The metadata types this project writes, as plain structs.
//!
//! A struct's fields stand in the element order of the Metadata API WSDL (66.0): alphabetical, equal elements together.
//! Optional fields that are `None` are not written, so the org's own default applies. A type that takes secrets in the
//! WSDL (`consumerKey`, `consumerSecret`) has no field for them here: no code path can write one into a file.

mod apex;
mod connected_app;
mod custom_field;
mod custom_object;
mod custom_permission;
mod external_client_app;
mod group;
mod manifest;
mod permission_set;
mod scope;

pub use apex::{ApexClass, CodeStatus};
pub use connected_app::{ConnectedApp, ConnectedAppOauthConfig, ConnectedAppOauthPolicy};
pub use custom_field::{CustomField, DeleteConstraint, FieldManageability, FieldType};
pub use custom_field::{CustomValue, ValueSet, ValueSetDefinition};
pub use custom_object::{CustomObject, DeploymentStatus, EventType, PublishBehavior, SharingModel, Visibility};
pub use custom_permission::CustomPermission;
pub use external_client_app::{
    DistributionState, ExternalClientApplication, ExtlClntAppConfigurablePolicies, ExtlClntAppGlobalOauthSettings,
    ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, IpRelaxation, PermittedUsers, RefreshTokenPolicy,
    SessionLevel, StartPage, ValidityUnit,
};
pub use group::{Entry, Group};
pub use manifest::{Manifest, ManifestError};
pub use permission_set::{
    AgentAccess, ApplicationVisibility, ClassAccess, ExternalCredentialPrincipalAccess, ExternalDataSourceAccess,
    FieldPermission, FlowAccess, NamedAccess, ObjectPermission, PageAccess, PermissionSet, RecordTypeVisibility,
    ServicePresenceStatusAccess, SummaryDefinitionAccess, TabSetting, TabVisibility,
};
pub use scope::OauthScope;

use crate::{kinds, xml};
use serde::{Serialize, de::DeserializeOwned};

/// A metadata type with a typed form.
pub trait Metadata: Serialize + DeserializeOwned {
    /// Name of the type, which is also the root element of its file.
    const ROOT: &'static str;

    /// The text of the file in source format.
    fn to_xml(&self) -> String {
        xml::write(Self::ROOT, self)
    }

    /// Reads a file. Elements without a field here are skipped; compare [`xml::Element`]s where nothing may be lost.
    fn from_xml(text: &str) -> Result<Self, xml::XmlError> {
        xml::read(Self::ROOT, text)
    }

    /// Where the file of component `name` lives, relative to a folder such as `main/default`. The name of a field is
    /// `Object__c.Field__c`.
    fn source_path(name: &str) -> String {
        kinds::source_path(Self::ROOT, name).expect("every typed metadata type has a row in the table of kinds")
    }
}

#[cfg(test)]
mod tests;
