//! OAuth: token requests as form fields, token replies, errors.

use crate::{Secret, lenient};
use serde::{Deserialize, Serialize};

/// Path of the token endpoint.
pub const TOKEN_PATH: &str = "/services/oauth2/token";
/// Path where people log in.
pub const AUTHORIZE_PATH: &str = "/services/oauth2/authorize";
/// Path of the endpoint that says who a token belongs to.
pub const USERINFO_PATH: &str = "/services/oauth2/userinfo";
/// Path of the endpoint that ends a token's life.
pub const REVOKE_PATH: &str = "/services/oauth2/revoke";

/// A request for tokens, sent as a form to [`TOKEN_PATH`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRequest {
    /// An app acts as its run-as user. Only the org's own My Domain host answers it.
    ClientCredentials {
        /// Consumer key.
        client_id: String,
        /// Consumer secret.
        client_secret: Secret,
    },
    /// A signed assertion names the user.
    JwtBearer {
        /// The signed JWT.
        assertion: Secret,
    },
    /// A refresh token is exchanged.
    RefreshToken {
        /// Consumer key.
        client_id: String,
        /// Consumer secret, if the app needs it.
        client_secret: Option<Secret>,
        /// The refresh token.
        refresh_token: Secret,
    },
    /// The code that a browser brought back is exchanged.
    AuthorizationCode {
        /// Consumer key.
        client_id: String,
        /// Consumer secret, if the app needs it.
        client_secret: Option<Secret>,
        /// The code.
        code: Secret,
        /// The address the browser was sent back to, unchanged.
        redirect_uri: String,
        /// PKCE verifier.
        code_verifier: Secret,
    },
    /// A code for a person to type in on another device is asked for.
    DeviceCode {
        /// Consumer key.
        client_id: String,
        /// Scopes by their protocol names, separated by blanks.
        scope: String,
    },
    /// The tokens of a device code are asked for, until the person has typed it in.
    Device {
        /// Consumer key.
        client_id: String,
        /// [`DeviceReply::device_code`].
        code: Secret,
    },
}

impl TokenRequest {
    /// The form fields, by the names of the OAuth documents.
    pub fn form(&self) -> Vec<(&'static str, &str)> {
        fn with_secret<'a>(
            mut form: Vec<(&'static str, &'a str)>,
            secret: &'a Option<Secret>,
        ) -> Vec<(&'static str, &'a str)> {
            if let Some(secret) = secret.as_ref().filter(|s| !s.is_empty()) {
                form.push(("client_secret", secret.expose()));
            }
            form
        }
        match self {
            Self::ClientCredentials { client_id, client_secret } => vec![
                ("grant_type", "client_credentials"),
                ("client_id", client_id),
                ("client_secret", client_secret.expose()),
            ],
            Self::JwtBearer { assertion } => {
                vec![("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion.expose())]
            }
            Self::RefreshToken { client_id, client_secret, refresh_token } => with_secret(
                vec![
                    ("grant_type", "refresh_token"),
                    ("client_id", client_id),
                    ("refresh_token", refresh_token.expose()),
                ],
                client_secret,
            ),
            Self::AuthorizationCode { client_id, client_secret, code, redirect_uri, code_verifier } => with_secret(
                vec![
                    ("grant_type", "authorization_code"),
                    ("client_id", client_id),
                    ("code", code.expose()),
                    ("redirect_uri", redirect_uri),
                    ("code_verifier", code_verifier.expose()),
                ],
                client_secret,
            ),
            Self::DeviceCode { client_id, scope } => {
                vec![("response_type", "device_code"), ("client_id", client_id), ("scope", scope)]
            }
            Self::Device { client_id, code } => {
                vec![("grant_type", "device"), ("client_id", client_id), ("code", code.expose())]
            }
        }
    }
}

/// Reply to [`TokenRequest::DeviceCode`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceReply {
    /// What the program shows the token endpoint.
    pub device_code: Secret,
    /// What the person types in.
    #[serde(deserialize_with = "lenient::text")]
    pub user_code: String,
    /// Where the person types it in.
    #[serde(deserialize_with = "lenient::text")]
    pub verification_uri: String,
    /// Seconds between two questions.
    #[serde(deserialize_with = "lenient::number")]
    pub interval: u64,
}

/// Claims of a JWT bearer assertion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JwtClaims {
    /// Consumer key.
    pub iss: String,
    /// Username.
    pub sub: String,
    /// `https://login.salesforce.com`, `https://test.salesforce.com` or the address of a site.
    pub aud: String,
    /// Seconds since 1970; at most three minutes ahead.
    pub exp: u64,
}

/// Tokens. `Debug` shows none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenReply {
    /// Bearer token.
    pub access_token: Secret,
    /// Address of the org; every further call goes there.
    #[serde(deserialize_with = "lenient::text")]
    pub instance_url: String,
    /// `https://…/id/<organization>/<user>`.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Granted scopes, separated by blanks.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `Bearer`.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// Milliseconds since 1970, as text.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub issued_at: Option<String>,
    /// `jwt` for tokens in JWT format, absent or `opaque` otherwise.
    #[serde(deserialize_with = "lenient::optional_text", skip_serializing_if = "Option::is_none")]
    pub token_format: Option<String>,
    /// Only with the scope `refresh_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<Secret>,
}

impl TokenReply {
    /// Organization and user id, from [`TokenReply::id`].
    pub fn identity(&self) -> Option<(&str, &str)> {
        let (_, ids) = self.id.rsplit_once("/id/")?;
        let (organization, user) = ids.split_once('/')?;
        (!organization.is_empty() && !user.is_empty()).then_some((organization, user))
    }

    /// Whether the token is a JWT, which SOAP metadata calls accept from API 68.0 on only.
    pub fn is_jwt(&self) -> bool {
        self.token_format.as_deref() == Some("jwt") || self.access_token.expose().starts_with("eyJ")
    }
}

/// `{"error": …, "error_description": …}` with status 400 or 401.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OauthError {
    /// For example `invalid_grant`.
    #[serde(deserialize_with = "lenient::text")]
    pub error: String,
    /// For example `no client credentials user enabled`.
    #[serde(deserialize_with = "lenient::text")]
    pub error_description: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_have_the_documented_fields_and_debug_shows_no_secret() {
        let canary = || Secret::new("canary-value");
        let requests = [
            TokenRequest::ClientCredentials { client_id: "k".into(), client_secret: canary() },
            TokenRequest::JwtBearer { assertion: canary() },
            TokenRequest::RefreshToken {
                client_id: "k".into(),
                client_secret: Some(Secret::default()),
                refresh_token: canary(),
            },
            TokenRequest::AuthorizationCode {
                client_id: "k".into(),
                client_secret: Some(canary()),
                code: canary(),
                redirect_uri: "http://localhost:1/c".into(),
                code_verifier: canary(),
            },
        ];
        let names: Vec<Vec<&str>> = requests.iter().map(|r| r.form().iter().map(|(name, _)| *name).collect()).collect();
        assert_eq!(names[0], ["grant_type", "client_id", "client_secret"]);
        assert_eq!(names[1], ["grant_type", "assertion"]);
        assert_eq!(names[2], ["grant_type", "client_id", "refresh_token"], "an empty secret is not sent");
        assert_eq!(names[3], ["grant_type", "client_id", "code", "redirect_uri", "code_verifier", "client_secret"]);
        assert!(!format!("{requests:?}").contains("canary"));
        assert!(requests.iter().all(|r| r.form().iter().any(|(_, value)| *value == "canary-value")));
    }

    #[test]
    fn a_token_reply_is_read_and_hidden() {
        let text = r#"{"access_token":"00D!canary","signature":"s","scope":"api","instance_url":"https://a.my.salesforce.com",
            "id":"https://test.salesforce.com/id/00DAA/005AA","token_type":"Bearer","issued_at":"1795000000000"}"#;
        let reply: TokenReply = serde_json::from_str(text).unwrap();
        assert_eq!(reply.identity(), Some(("00DAA", "005AA")));
        assert!(!reply.is_jwt() && !format!("{reply:?}").contains("canary"));
        assert!(TokenReply { access_token: Secret::new("eyJhbGciOi"), ..reply }.is_jwt());
    }
}
