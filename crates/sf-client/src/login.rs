//! Ways to log in.
//!
//! Secrets come in as values and stay in memory; where they are kept is the caller's business. None is ever part of an
//! address, an error or `Debug` output.

mod auth_url;
mod browser;
mod cli;
mod device;
mod diagnosis;
mod kept;
mod key;
mod refresh;
mod revoke;

pub use auth_url::{AuthUrlError, SfdxAuthUrl};
pub use browser::{Authorization, BrowserLogin, LoginPage};
pub use cli::{CliError, access_token_of, auth_url_of};
pub use device::{DeviceLogin, WaitingDevice};
pub use kept::{FoundLogin, KeptError, KeptLogin, part};
pub use key::{KeyError, KeyPair, SigningKey};
pub use refresh::RefreshToken;
pub use revoke::revoke;

use crate::{
    ClientError, Http, OrgAddress, Session,
    http::{Body, Reply, Request},
    seal,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sf_wire::{
    Secret,
    oauth::{JwtClaims, TOKEN_PATH, TokenReply, TokenRequest},
};
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Life of a JWT assertion in seconds; Salesforce takes at most three minutes.
const ASSERTION_LIFE: u64 = 120;

/// A way to log in to one org.
#[derive(Debug)]
pub struct Login {
    /// Which host is asked.
    pub address: OrgAddress,
    /// How.
    pub flow: Flow,
}

/// How to log in.
#[derive(Debug)]
pub enum Flow {
    /// A token that someone else got. It cannot be renewed.
    AccessToken(Secret),
    /// The app acts as its run-as user.
    ClientCredentials {
        /// Consumer key.
        client_id: String,
        /// Consumer secret.
        client_secret: Secret,
    },
    /// A key whose certificate the app knows signs for a user.
    Jwt {
        /// Consumer key.
        client_id: String,
        /// Username.
        username: String,
        /// Private key.
        key: SigningKey,
        /// Keys to try where the org refuses that one, so that a login works before and after the app gets another
        /// certificate.
        others: OtherKeys,
        /// Audience, where it does not follow from the address.
        audience: Option<String>,
    },
    /// A refresh token of an earlier login.
    Refresh {
        /// Consumer key.
        client_id: String,
        /// Consumer secret, if the app needs it.
        client_secret: Option<Secret>,
        /// The token.
        refresh_token: RefreshToken,
    },
}

/// Private keys that are read when they are needed: another process may be replacing the one that this one began with.
pub struct OtherKeys(Box<dyn Fn() -> Vec<SigningKey> + Send + Sync>);

impl OtherKeys {
    /// What `read` gives.
    pub fn new(read: impl Fn() -> Vec<SigningKey> + Send + Sync + 'static) -> Self {
        Self(Box::new(read))
    }

    /// No other key.
    pub fn none() -> Self {
        Self::new(Vec::new)
    }

    fn read(&self) -> Vec<SigningKey> {
        (self.0)()
    }
}

impl fmt::Debug for OtherKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OtherKeys")
    }
}

impl Login {
    /// Whether an expired session can be replaced without a person.
    pub fn can_renew(&self) -> bool {
        !matches!(self.flow, Flow::AccessToken(_))
    }

    /// The part of a [seal](crate::seal) that only this login can make.
    pub fn seal(&self, text: &[u8]) -> Option<String> {
        let secret = match &self.flow {
            Flow::AccessToken(token) => token.expose().as_bytes().to_vec(),
            Flow::ClientCredentials { client_secret, .. } => client_secret.expose().as_bytes().to_vec(),
            // RS256 gives the same signature each time, and this one is shown to nobody.
            Flow::Jwt { key, .. } => key.sign(seal::PURPOSE).ok()?,
            Flow::Refresh { refresh_token, .. } => refresh_token.first().expose().as_bytes().to_vec(),
        };
        Some(seal::part(&secret, text))
    }

    /// Logs in.
    pub async fn session(&self, http: &Http) -> Result<Session, ClientError> {
        // Until the token that comes back is kept.
        let _taken = match &self.flow {
            Flow::Refresh { refresh_token, .. } => refresh_token.take().await?,
            _ => None,
        };
        let request = match &self.flow {
            Flow::AccessToken(token) => {
                if token.expose().chars().any(|c| !c.is_ascii_graphic()) {
                    return Err(ClientError::login(
                        "the access token holds a line end, a space or another character that no token has",
                        "paste it again, in one line".to_owned(),
                    ));
                }
                let reply = TokenReply { access_token: token.clone(), ..TokenReply::default() };
                return Session::from_reply(&reply, &self.address);
            }
            Flow::ClientCredentials { .. } if self.address.is_shared_login() => {
                return Err(ClientError::login(
                    format!("`{}` does not answer the client credentials flow", self.address),
                    "use the org's My Domain address, such as `https://acme--uat.sandbox.my.salesforce.com`".to_owned(),
                ));
            }
            Flow::ClientCredentials { client_id, client_secret } => {
                TokenRequest::ClientCredentials { client_id: client_id.clone(), client_secret: client_secret.clone() }
            }
            Flow::Jwt { key, .. } => self.signed_with(key)?,
            Flow::Refresh { client_id, client_secret, refresh_token } => TokenRequest::RefreshToken {
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                refresh_token: refresh_token.current(),
            },
        };
        let reply = match (request_token(http, &self.address, &request).await, &self.flow) {
            (Err(refused @ ClientError::Login { .. }), Flow::Jwt { others, .. }) => {
                // Where all are refused, the reason of the first one counts.
                let mut ended = Err(refused);
                for other in others.read() {
                    match request_token(http, &self.address, &self.signed_with(&other)?).await {
                        Err(ClientError::Login { .. }) => {}
                        reply => {
                            ended = reply;
                            break;
                        }
                    }
                }
                ended
            }
            (reply, _) => reply,
        }?;
        if let (Flow::Refresh { refresh_token, .. }, Some(new)) = (&self.flow, &reply.refresh_token) {
            refresh_token.replace(new);
        }
        Session::from_reply(&reply, &self.address)
    }

    /// The request of the JWT bearer flow, signed with one of its keys.
    fn signed_with(&self, key: &SigningKey) -> Result<TokenRequest, ClientError> {
        let Flow::Jwt { client_id, username, audience, .. } = &self.flow else {
            return Err(ClientError::login("this login has no key", None));
        };
        let aud = audience.clone().unwrap_or_else(|| self.address.jwt_audience());
        let claims = JwtClaims { iss: client_id.clone(), sub: username.clone(), aud, exp: now() + ASSERTION_LIFE };
        Ok(TokenRequest::JwtBearer { assertion: assertion(key, &claims)? })
    }
}

/// Asks the token endpoint for tokens.
pub(crate) async fn request_token(
    http: &Http,
    address: &OrgAddress,
    request: &TokenRequest,
) -> Result<TokenReply, ClientError> {
    let what = format!("logging in to {address}");
    let reply = send(http, &what, address, request).await?;
    read_tokens(&what, &reply, request)
}

/// Sends a request to the token endpoint; any status is a reply. No error repeats what is secret in the request.
async fn send(http: &Http, what: &str, address: &OrgAddress, request: &TokenRequest) -> Result<Reply, ClientError> {
    let form = request.form().into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
    let request_of_form = Request::post(what, address.join(TOKEN_PATH), Body::Form(form));
    let mut pauses = PAUSES.iter();
    loop {
        let reply = http.send(&request_of_form).await.map_err(|error| without_secrets(error, request))?;
        match pauses.next() {
            // In maintenance: the request was not taken. After any other reply a refresh token may have been replaced.
            Some(pause) if reply.status == 503 => tokio::time::sleep(*pause).await,
            _ => return Ok(reply),
        }
    }
}

/// Pauses before a login is asked for again.
const PAUSES: [Duration; 3] = [Duration::from_millis(200), Duration::from_millis(800), Duration::from_secs(3)];

fn read_tokens(what: &str, reply: &Reply, request: &TokenRequest) -> Result<TokenReply, ClientError> {
    let read = if reply.status == 200 {
        serde_json::from_slice(&reply.body).map_err(|e| ClientError::unreadable(what, &reply.body, e))
    } else {
        Err(diagnosis::explain(what, reply, request))
    };
    read.map_err(|error| without_secrets(error, request))
}

fn without_secrets(error: ClientError, request: &TokenRequest) -> ClientError {
    let form = request.form();
    let secrets: Vec<Secret> =
        form.into_iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| Secret::new(value)).collect();
    error.without(&secrets.iter().collect::<Vec<_>>())
}

fn is_secret(field: &str) -> bool {
    matches!(field, "client_secret" | "assertion" | "refresh_token" | "code" | "code_verifier")
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs())
}

/// A JWT signed with RS256 (RFC 7515 compact form).
fn assertion(key: &SigningKey, claims: &JwtClaims) -> Result<Secret, ClientError> {
    let header = BASE64_URL_SAFE_NO_PAD.encode(br#"{"alg":"RS256","typ":"JWT"}"#);
    let claims = serde_json::to_vec(claims).map_err(|e| ClientError::login(format!("claims: {e}"), None))?;
    let signed = format!("{header}.{}", BASE64_URL_SAFE_NO_PAD.encode(claims));
    let signature = key.sign(signed.as_bytes()).map_err(|e| ClientError::login(e.to_string(), None))?;
    Ok(Secret::new(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))))
}

#[cfg(test)]
mod tests;
