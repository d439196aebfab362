//! Apps that may log in: made by deploying an external client app or a connected app, never by hand.

use sf_wire::Secret;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Which metadata an app was deployed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppKind {
    /// `ExternalClientApplication` and its settings and policies.
    ExternalClientApp,
    /// `ConnectedApp`.
    ConnectedApp,
}

/// Who may use an app (`permittedUsersPolicyType`, `isAdminApproved`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermittedUsers {
    /// Every user may approve the app for himself.
    SelfAuthorized,
    /// Only users with one of [`App::permission_sets`] or [`App::profiles`].
    PreAuthorized,
}

/// How long a refresh token lives (`refreshTokenPolicyType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshPolicy {
    /// It never expires.
    Infinite,
    /// It expires at once: none is given.
    Zero,
    /// It expires this many milliseconds after it was issued.
    Lifetime(i64),
    /// It expires this many milliseconds after its last use.
    Inactivity(i64),
}

/// The switches of an app's OAuth settings, named after the elements of the WSDL.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "the switches are named after the elements of the WSDL")]
pub struct Flows {
    /// On in the global settings and in the policies.
    pub client_credentials: bool,
    pub code_credentials: bool,
    pub code_credentials_post_only: bool,
    pub device: bool,
    pub token_exchange: bool,
    pub pkce_required: bool,
    pub refresh_token_rotation: bool,
    /// The token request of the web server flow needs no secret.
    pub secret_optional: bool,
    pub secret_required_for_refresh: bool,
    /// Access tokens are JWTs, which need API 68.0 for SOAP calls.
    pub named_user_jwt: bool,
    pub introspect_all_tokens: bool,
}

/// An app that clients log in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// API name of the app.
    pub name: String,
    /// Label of the app.
    pub label: String,
    /// What it was deployed as.
    pub kind: AppKind,
    /// Id of the app (`0xI…`, of a connected app `0H4…`).
    pub id: Arc<str>,
    /// Id of its consumer (`888…`).
    pub consumer_id: Arc<str>,
    /// Minted when the app is first deployed, and kept.
    pub consumer_key: String,
    /// Minted when the app is first deployed, and kept.
    pub consumer_secret: Secret,
    /// Whether the app, and its OAuth part, is on (`isEnabled`, `isOauthPluginEnabled`).
    pub enabled: bool,
    /// The flows it may use.
    pub flows: Flows,
    /// Where the web server flow may lead back to.
    pub callback_urls: Vec<String>,
    /// Scopes it may ask for, by the names metadata uses (`Api`, `RefreshToken`); see [`App::protocol_scopes`].
    pub scopes: BTreeSet<String>,
    /// PEM of the certificate whose key signs JWT bearer assertions; without one that flow is off.
    pub certificate: Option<String>,
    /// Id of the user that client-credentials tokens act as.
    pub run_as: Option<Arc<str>>,
    /// Who may use it.
    pub permitted_users: PermittedUsers,
    /// API names of permission sets whose holders are pre-authorized.
    pub permission_sets: BTreeSet<String>,
    /// Names of profiles whose holders are pre-authorized.
    pub profiles: BTreeSet<String>,
    /// How long its refresh tokens live.
    pub refresh: RefreshPolicy,
    /// Length of a session without activity, in minutes.
    pub session_minutes: Option<u32>,
}

impl App {
    /// Its scopes by the names that clients send; scopes without a documented protocol name are left out.
    pub fn protocol_scopes(&self) -> BTreeSet<&'static str> {
        let known = self.scopes.iter().filter_map(|s| s.parse::<sf_metadata::types::OauthScope>().ok());
        known.filter_map(sf_metadata::types::OauthScope::protocol_name).collect()
    }

    /// Whether a user with these permission sets and this profile may use the app without approving it.
    pub fn pre_authorizes(&self, permission_sets: &BTreeSet<String>, profile: &str) -> bool {
        let holds = |name: &String| permission_sets.iter().any(|p| p.eq_ignore_ascii_case(name));
        self.permission_sets.iter().any(holds) || self.profiles.iter().any(|p| p.eq_ignore_ascii_case(profile))
    }
}
