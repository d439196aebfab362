//! The address form in which Salesforce's command line hands on a login:
//! `force://<client id>:<client secret>:<refresh token>@<host>`.

use super::{Flow, Login};
use crate::{OrgAddress, address::AddressError};
use sf_wire::Secret;

/// A parsed sfdx auth URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SfdxAuthUrl {
    /// Consumer key.
    pub client_id: String,
    /// Consumer secret; `None` where the place is empty.
    pub client_secret: Option<Secret>,
    /// Refresh token.
    pub refresh_token: Secret,
    /// Host of the org.
    pub address: OrgAddress,
}

/// A text that is not an sfdx auth URL. No part of the text is repeated: it is secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthUrlError {
    /// The form is wrong.
    #[error("this is not an sfdx auth URL; it looks like `force://<client id>:<client secret>:<refresh token>@<host>`")]
    Form,
    /// A login that leaves no refresh token cannot be handed on.
    #[error("the sfdx auth URL holds no refresh token; logins by JWT or access token cannot be handed on this way")]
    NoRefreshToken,
    /// The host cannot be used.
    #[error(transparent)]
    Address(#[from] AddressError),
}

impl SfdxAuthUrl {
    /// Reads the text. Also takes the old form without a secret, `force://<client id>::<token>@<host>`.
    pub fn parse(text: &Secret) -> Result<Self, AuthUrlError> {
        let rest = text.expose().trim().strip_prefix("force://").ok_or(AuthUrlError::Form)?;
        let (credentials, host) = rest.rsplit_once('@').ok_or(AuthUrlError::Form)?;
        let mut parts = credentials.splitn(3, ':');
        let (Some(id), Some(secret), Some(token)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(AuthUrlError::Form);
        };
        if id.is_empty() || token.contains(':') {
            return Err(AuthUrlError::Form);
        }
        if token.is_empty() || token == "undefined" {
            return Err(AuthUrlError::NoRefreshToken);
        }
        Ok(Self {
            client_id: id.to_owned(),
            client_secret: (!secret.is_empty()).then(|| Secret::new(secret)),
            refresh_token: Secret::new(token),
            address: OrgAddress::parse(host)?,
        })
    }

    /// The login it stands for.
    pub fn into_login(self) -> Login {
        let Self { client_id, client_secret, refresh_token, address } = self;
        Login { address, flow: Flow::Refresh { client_id, client_secret, refresh_token: refresh_token.into() } }
    }
}
