//! The classic connected app, for orgs that may still create one (restricted since Spring '26).

use super::{Metadata, OauthScope};
use serde::{Deserialize, Serialize};

/// A connected app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedApp {
    /// Whom Salesforce writes to about the app. Required.
    pub contact_email: String,
    /// What the app is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Name of the app. Required.
    pub label: String,
    /// The OAuth part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_config: Option<ConnectedAppOauthConfig>,
    /// What administrators decide about the app's sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oauth_policy: Option<ConnectedAppOauthPolicy>,
    /// Permission sets whose holders may use the app; only with `is_admin_approved`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permission_set_name: Vec<String>,
}

impl Metadata for ConnectedApp {
    const ROOT: &'static str = "ConnectedApp";
}

/// OAuth settings of a connected app. `consumerKey` and `consumerSecret` are left out on purpose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[allow(missing_docs, reason = "the switches are named after the elements of the WSDL")]
pub struct ConnectedAppOauthConfig {
    /// Several URLs are separated by line breaks. Required.
    pub callback_url: String,
    /// PEM of the certificate whose key signs JWT bearer assertions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Only users with one of the app's permission sets or profiles may log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_admin_approved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_client_credential_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_code_credential_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_code_credential_post_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_consumer_secret_optional: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_introspect_all_tokens: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_named_user_jwt_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_pkce_required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_refresh_token_rotation_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_secret_required_for_refresh_token: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_secret_required_for_token_exchange: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_token_exchange_enabled: Option<bool>,
    /// Username that client-credentials tokens act as; it must exist in the org.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth_client_credential_user: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<OauthScope>,
}

/// Session policy of a connected app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectedAppOauthPolicy {
    /// `ENFORCE`, `BYPASS_2FACTOR`, `BYPASS` or `ENFORCE_RELAXREFRESH`; free text in the WSDL.
    pub ip_relaxation: String,
    /// `zero`, `infinite`, `specific_lifetime:n:UNIT` or `specific_inactivity:n:UNIT`; free text in the WSDL.
    pub refresh_token_policy: String,
}
