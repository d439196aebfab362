//! Retrieving metadata, which exists in SOAP only.

use crate::{
    ClientError, Org,
    http::{Body, Reply},
};
use reqwest::Method;
use serde::de::DeserializeOwned;
use sf_wire::soap::{
    self, AsyncResult, Call, FileProperties, ListQuery, Listing, RetrieveRequest, RetrieveResult, SoapError,
};
use std::time::Duration;
use tokio::time::Instant;

/// API version from which on SOAP metadata calls take a token in JWT format. Below it listings come back empty.
const JWT_TOKENS_SINCE: u16 = 68;

/// How long a retrieve is waited for without a word.
const QUIET: Duration = Duration::from_secs(15);

/// What happens while a retrieve is waited for.
#[derive(Debug, Clone, Copy)]
pub enum RetrieveEvent<'a> {
    /// The org could not be asked; it is asked again. The same reason is told once.
    LookFailed(&'a ClientError),
    /// It is not ready yet.
    Waiting {
        /// Id of the retrieve.
        id: &'a str,
        /// How long it takes by now.
        since: Duration,
    },
}

impl Org {
    /// Retrieves what the request names, and waits up to `patience` for it. A result that the org calls failed is
    /// returned too; its messages say which components are missing.
    pub async fn retrieve(
        &self,
        request: RetrieveRequest,
        patience: Duration,
        tell: &mut (dyn FnMut(RetrieveEvent<'_>) + Send),
    ) -> Result<RetrieveResult, ClientError> {
        self.takes_metadata_calls()?;
        // A retrieve changes nothing: one that was started without anybody knowing its id does no harm.
        let call = Call::Retrieve(request);
        let started: AsyncResult = self.again(|| self.soap("starting a retrieve", &call)).await?;
        let what = format!("reading retrieve {}", started.id);
        let begun = Instant::now();
        let mut said = begun;
        let mut last = None;
        let mut pause = Duration::from_millis(200);
        loop {
            let call = Call::CheckRetrieveStatus { id: started.id.clone(), include_zip: true };
            match self.soap::<RetrieveResult>(&what, &call).await {
                Ok(result) if result.done => return Ok(result),
                Err(e) if !e.is_retryable() => return Err(e),
                Ok(_) => last = None,
                Err(e) => {
                    let reason = e.to_string();
                    if last.as_ref() != Some(&reason) {
                        tell(RetrieveEvent::LookFailed(&e));
                        said = Instant::now();
                    }
                    last = Some(reason);
                }
            }
            if begun.elapsed() + pause > patience {
                let last = last.map(|reason| format!(": {reason}")).unwrap_or_default();
                return Err(ClientError::Interrupted { what, detail: format!("it did not finish in time{last}") });
            }
            if said.elapsed() >= QUIET {
                tell(RetrieveEvent::Waiting { id: &started.id, since: begun.elapsed() });
                said = Instant::now();
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(Duration::from_secs(5));
        }
    }

    /// Metadata calls with a token of this kind see nothing in an older org, and do not say so.
    fn takes_metadata_calls(&self) -> Result<(), ClientError> {
        if self.session().jwt_token && self.newest_version() < JWT_TOKENS_SINCE {
            return Err(ClientError::Setting(format!(
                "the token is a JWT, which metadata calls take from API {JWT_TOKENS_SINCE}.0 on only, and this org speaks {}.0: everything would look absent. Log in with an app that issues opaque tokens",
                self.newest_version()
            )));
        }
        Ok(())
    }

    /// The components of a type, as the org spells them. Of a type whose components lie in folders nothing is listed.
    pub async fn listed(&self, kind: &str, version: &str) -> Result<Vec<FileProperties>, ClientError> {
        self.takes_metadata_calls()?;
        let query = ListQuery { folder: None, kind: kind.to_owned() };
        let call = Call::ListMetadata { queries: vec![query], version: version.to_owned() };
        let Listing(components) = self.again(|| self.soap("listing components", &call)).await?;
        Ok(components)
    }

    /// Makes a SOAP metadata call. The session travels in the envelope; an expired one is renewed once.
    pub async fn soap<T: DeserializeOwned>(&self, what: &str, call: &Call) -> Result<T, ClientError> {
        let mut renewed = false;
        loop {
            let session = self.session();
            let envelope = call.to_envelope(&session.token);
            let path = soap::path(&format!("{}.0", self.newest_version()));
            let reply = self.send(what, Method::POST, &path, Body::Soap(envelope)).await?;
            let read = read_reply(what, call, &reply).map_err(|e| self.redacted(e));
            match read {
                Err(e) if e.is_session_expired() && !renewed => {
                    self.renew(&session).await?;
                    renewed = true;
                }
                other => return other,
            }
        }
    }
}

fn read_reply<T: DeserializeOwned>(what: &str, call: &Call, reply: &Reply) -> Result<T, ClientError> {
    let text = String::from_utf8_lossy(&reply.body);
    match soap::parse_reply(call.operation(), &text) {
        Ok(result) => Ok(result),
        Err(SoapError::Fault(fault)) => Err(ClientError::Status {
            what: what.to_owned(),
            status: reply.status,
            errors: vec![sf_wire::ApiError::new(fault.code, fault.message)],
            excerpt: String::new(),
            remedy: None,
        }),
        Err(_) if !(200..300).contains(&reply.status) => Err(ClientError::from_status(what, reply.status, &reply.body)),
        Err(e) => Err(ClientError::unreadable(what, &reply.body, e)),
    }
}
