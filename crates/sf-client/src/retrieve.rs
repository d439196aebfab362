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

/// API version from which on SOAP metadata calls take a token in JWT format. Below it listings come back empty.
const JWT_TOKENS_SINCE: u16 = 68;

impl Org {
    /// Retrieves what the request names, and waits up to `patience` for it. A result that the org calls failed is
    /// returned too; its messages say which components are missing.
    pub async fn retrieve(&self, request: RetrieveRequest, patience: Duration) -> Result<RetrieveResult, ClientError> {
        self.retrieve_watched(request, patience, &mut |_| {}).await
    }

    /// The same; `failed` gets the error of each look at the retrieve that failed, after which it goes on.
    pub async fn retrieve_watched(
        &self,
        request: RetrieveRequest,
        patience: Duration,
        failed: &mut dyn FnMut(&ClientError),
    ) -> Result<RetrieveResult, ClientError> {
        if self.session().jwt_token && self.newest_version() < JWT_TOKENS_SINCE {
            return Err(ClientError::Setting(format!(
                "the token is a JWT, which metadata calls take from API {JWT_TOKENS_SINCE}.0 on only, and this org speaks {}.0: everything would look absent. Log in with an app that issues opaque tokens",
                self.newest_version()
            )));
        }
        let started: AsyncResult = self.soap("starting a retrieve", &Call::Retrieve(request)).await?;
        let what = format!("reading retrieve {}", started.id);
        let deadline = tokio::time::Instant::now() + patience;
        let mut pause = Duration::from_millis(200);
        loop {
            let call = Call::CheckRetrieveStatus { id: started.id.clone(), include_zip: true };
            let failure = match self.soap::<RetrieveResult>(&what, &call).await {
                Ok(result) if result.done => return Ok(result),
                Err(e) if !e.is_retryable() => return Err(e),
                Ok(_) => None,
                Err(error) => {
                    failed(&error);
                    Some(error)
                }
            };
            if tokio::time::Instant::now() + pause > deadline {
                let why = failure.map(|error| format!("; the last look: {error}")).unwrap_or_default();
                let detail = format!("it did not finish within {} s{why}", patience.as_secs());
                return Err(ClientError::Interrupted { what, detail });
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 3 / 2).min(Duration::from_secs(5));
        }
    }

    /// The components of a type, as the org spells them. Of a type whose components lie in folders nothing is listed.
    pub async fn listed(&self, kind: &str, version: &str) -> Result<Vec<FileProperties>, ClientError> {
        let query = ListQuery { folder: None, kind: kind.to_owned() };
        let call = Call::ListMetadata { queries: vec![query], version: version.to_owned() };
        let Listing(components) = self.soap("listing components", &call).await?;
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
        }),
        Err(_) if !(200..300).contains(&reply.status) => Err(ClientError::from_status(what, reply.status, &reply.body)),
        Err(e) => Err(ClientError::unreadable(what, &reply.body, e)),
    }
}
