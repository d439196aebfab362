//! The external client app family (API 59 and later): header, OAuth settings, global OAuth settings and two policies.
//!
//! Header, OAuth settings and global settings must be deployed in one call. Left out on purpose, because the org makes
//! them or because they are secrets: `consumerKey`, `consumerSecret`, `oauthLink`, `orgScopedExternalApp`.

use super::Metadata;
use serde::{Deserialize, Serialize};

/// The header of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExternalClientApplication {
    /// Whom Salesforce writes to about the app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// What the app is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who may use the app.
    pub distribution_state: DistributionState,
    /// Whether subscribers of a package may not see it; `false` for local apps.
    pub is_protected: bool,
    /// Name of the app.
    pub label: String,
}

impl Metadata for ExternalClientApplication {
    const ROOT: &'static str = "ExternalClientApplication";
}

/// `ExtlClntAppDistState`, the values people may choose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DistributionState {
    /// This org only.
    #[default]
    Local,
    /// Distributed in a package.
    Packaged,
}

/// Which scopes the app may ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExtlClntAppOauthSettings {
    /// See [`super::OauthScope::comma_separated`].
    pub comma_separated_oauth_scopes: String,
    /// The header this belongs to. Required.
    pub external_client_application: String,
    /// `false` for every app that Salesforce does not own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_first_party_app_enabled: Option<bool>,
    /// Name of the settings.
    pub label: String,
}

impl Metadata for ExtlClntAppOauthSettings {
    const ROOT: &'static str = "ExtlClntAppOauthSettings";
}

/// Flows of the app, the same in every org it is deployed to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the switches are named after the elements of the WSDL")]
pub struct ExtlClntAppGlobalOauthSettings {
    /// Several URLs are separated by line breaks.
    pub callback_url: String,
    /// PEM of a certificate; its presence enables the JWT bearer flow (API 60 and later).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The header this belongs to. Required.
    pub external_client_application: String,
    /// Must be set here and in the policies.
    pub is_client_credentials_flow_enabled: bool,
    pub is_code_cred_flow_enabled: bool,
    pub is_code_cred_post_only: bool,
    pub is_consumer_secret_optional: bool,
    pub is_device_flow_enabled: bool,
    pub is_introspect_all_tokens: bool,
    /// Access tokens become JWTs, which need API 68.0 for SOAP calls.
    pub is_named_user_jwt_enabled: bool,
    pub is_pkce_required: bool,
    pub is_refresh_token_rotation_enabled: bool,
    pub is_secret_required_for_refresh_token: bool,
    pub is_secret_required_for_token_exchange: bool,
    pub is_token_exchange_enabled: bool,
    pub label: String,
    /// `true` needs `ignoreWarnings` in the deployment.
    pub should_rotate_consumer_key: bool,
    /// `true` needs `ignoreWarnings` in the deployment.
    pub should_rotate_consumer_secret: bool,
}

impl Metadata for ExtlClntAppGlobalOauthSettings {
    const ROOT: &'static str = "ExtlClntAppGlobalOauthSettings";
}

/// What the administrators of one org decide about the app's logins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the switches are named after the elements of the WSDL")]
pub struct ExtlClntAppOauthConfigurablePolicies {
    /// Username that client-credentials tokens act as. It must exist in the org, so this file is per target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_credentials_flow_user: Option<String>,
    /// Permission sets whose holders may use the app. The guide says ids, its sample and working projects use API names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comma_separated_permission_set: Option<String>,
    /// The header this belongs to. Required.
    pub external_client_application: String,
    pub ip_relaxation_policy_type: IpRelaxation,
    pub is_client_credentials_flow_enabled: bool,
    pub is_guest_code_cred_flow_enabled: bool,
    pub is_token_exchange_flow_enabled: bool,
    pub label: String,
    pub permitted_users_policy_type: PermittedUsers,
    pub refresh_token_policy_type: RefreshTokenPolicy,
    /// Only with a specific lifetime or inactivity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_validity_period: Option<u32>,
    /// Only with a specific lifetime or inactivity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_validity_unit: Option<ValidityUnit>,
    pub required_session_level: SessionLevel,
    /// Length of a session without activity; `None` follows the user's profile or the org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_timeout_in_minutes: Option<u32>,
}

impl Metadata for ExtlClntAppOauthConfigurablePolicies {
    const ROOT: &'static str = "ExtlClntAppOauthConfigurablePolicies";
}

/// Whether login IP ranges hold for the app; the names of the guide, free text in the WSDL. Strictest by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the guide")]
pub enum IpRelaxation {
    #[default]
    Enforce,
    Bypass,
    #[serde(rename = "Bypass_2factor")]
    Bypass2factor,
    #[serde(rename = "Enforce_RelaxRefresh")]
    EnforceRelaxRefresh,
}

/// `PermittedUsersPolicyType`. Strictest by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PermittedUsers {
    /// Only users with one of the app's permission sets or profiles.
    #[default]
    AdminApprovedPreAuthorized,
    /// Every user may approve the app for himself.
    AllSelfAuthorized,
}

/// `RefreshTokenPolicyType`. Strictest by default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefreshTokenPolicy {
    /// Refresh tokens expire at once.
    #[default]
    Zero,
    /// They expire some time after they were issued.
    SpecificLifetime,
    /// They expire some time after their last use.
    SpecificInactivity,
    /// They never expire.
    Infinite,
}

/// Unit of the refresh token's validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub enum ValidityUnit {
    Hours,
    Days,
    Months,
}

/// `SessionSecurityLevel`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs, reason = "the names are those of the WSDL")]
pub enum SessionLevel {
    Low,
    #[default]
    Standard,
    HighAssurance,
}

/// Which parts of the app are on in one org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExtlClntAppConfigurablePolicies {
    /// The header this belongs to. Required.
    pub external_client_application: String,
    /// Whether the app works at all. Required.
    pub is_enabled: bool,
    /// Whether its OAuth part works.
    pub is_oauth_plugin_enabled: bool,
    /// Name of the policies.
    pub label: String,
    /// What opens from the app launcher.
    pub start_page: StartPage,
}

impl Metadata for ExtlClntAppConfigurablePolicies {
    const ROOT: &'static str = "ExtlClntAppConfigurablePolicies";
}

/// `ExtlClntAppStartPage`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of the WSDL")]
pub enum StartPage {
    #[default]
    None,
    Custom,
    OAuth,
    SAML,
}
