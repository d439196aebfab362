//! Logging in with a code that a person types in on another device (OAuth 2.0 device flow, as Salesforce has it).

use super::{diagnosis, read_tokens, send};
use crate::{ClientError, Http, OrgAddress};
use sf_wire::{
    Secret,
    oauth::{DeviceReply, OauthError, TokenReply, TokenRequest},
};
use std::time::Duration;

/// Shortest pause between two questions.
const SHORTEST: Duration = Duration::from_secs(1);
/// What a server that asks for more time adds to the pause.
const SLOWER: Duration = Duration::from_secs(5);

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLogin {
    /// Which host is asked.
    pub address: OrgAddress,
    /// Consumer key.
    pub client_id: String,
    /// Scopes by their protocol names, `api refresh_token`.
    pub scope: String,
}

/// A login that waits for its person.
#[derive(Debug)]
pub struct WaitingDevice {
    login: DeviceLogin,
    device_code: Secret,
    pause: Duration,
    /// What the person types in.
    pub user_code: String,
    /// Where.
    pub page: String,
}

impl DeviceLogin {
    /// Asks for a code.
    pub async fn begin(self, http: &Http) -> Result<WaitingDevice, ClientError> {
        let request = TokenRequest::DeviceCode { client_id: self.client_id.clone(), scope: self.scope.clone() };
        let what = format!("asking {} for a device code", self.address);
        let reply = send(http, &what, &self.address, &request).await?;
        if reply.status != 200 {
            return Err(diagnosis::explain(&what, &reply, &request));
        }
        let read: DeviceReply =
            serde_json::from_slice(&reply.body).map_err(|e| ClientError::unreadable(&what, &reply.body, e))?;
        // The page is shown to a person who logs in there: it has to be one of this org.
        let page = OrgAddress::parse(&read.verification_uri)?;
        if read.device_code.is_empty() || read.user_code.is_empty() || !self.trusts(&page) {
            return Err(ClientError::login("the reply names no code, or a page of another host", None));
        }
        Ok(WaitingDevice {
            login: self,
            device_code: read.device_code,
            pause: Duration::from_secs(read.interval).max(SHORTEST),
            user_code: read.user_code,
            page: read.verification_uri,
        })
    }

    fn trusts(&self, page: &OrgAddress) -> bool {
        page.host() == self.address.host() || page.host().ends_with(".salesforce.com") && !self.address.is_loopback()
    }
}

impl WaitingDevice {
    /// Waits until the person has typed in the code.
    pub async fn finish(mut self, http: &Http, patience: Duration) -> Result<TokenReply, ClientError> {
        let answer = async {
            loop {
                tokio::time::sleep(self.pause).await;
                match self.ask(http).await? {
                    Some(reply) => return Ok(reply),
                    None => continue,
                }
            }
        };
        tokio::time::timeout(patience, answer).await.unwrap_or_else(|_| {
            Err(ClientError::login("nobody typed in the code in time", "start the login again".to_owned()))
        })
    }

    /// The tokens; `None` while the person has not finished.
    async fn ask(&mut self, http: &Http) -> Result<Option<TokenReply>, ClientError> {
        let DeviceLogin { address, client_id, .. } = &self.login;
        let request = TokenRequest::Device { client_id: client_id.clone(), code: self.device_code.clone() };
        let reply = match send(http, &format!("logging in to {address}"), address, &request).await {
            // A broken connection is no answer; the next question may get one.
            Err(error) if error.is_retryable() => return Ok(None),
            other => other?,
        };
        let refused: OauthError = serde_json::from_slice(&reply.body).unwrap_or_default();
        match refused.error.as_str() {
            "authorization_pending" => Ok(None),
            "slow_down" => {
                self.pause += SLOWER;
                Ok(None)
            }
            _ => read_tokens(&format!("logging in to {address}"), &reply, &request).map(Some),
        }
    }
}
