//! The two faces of the Metadata API.

use crate::Org;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use sf_wire::ApiError;
use sf_wire::tooling::DeployRequestRow;
use std::sync::{Arc, Mutex};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the user.
    pub user: Arc<str>,
    /// Whether the access token is a JWT: below API 68.0 the SOAP listings are then empty.
    pub jwt_token: bool,
}

/// The time in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The Metadata API of one org. Copies share the org and its jobs.
#[derive(Clone)]
pub struct Service {
    org: Arc<Mutex<Org>>,
    clock: Clock,
}

impl Service {
    /// The service of an org.
    pub fn new(org: Arc<Mutex<Org>>, clock: Clock) -> Self {
        Self { org, clock }
    }

    /// Answers `/services/data/vXX.0/metadata/**`. The caller is authenticated already.
    pub fn rest(&self, _caller: &Caller, _request: &Request<Bytes>) -> Response<Bytes> {
        let _ = (&self.org, &self.clock);
        let error = ApiError::new("NOT_IMPLEMENTED", "not supported by the local org: the Metadata API");
        let mut response = Response::new(serde_json::to_vec(&[error]).unwrap_or_default().into());
        *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
        response
    }

    /// Answers `/services/Soap/m/XX.0`. SOAP carries its token in the message: `authenticate` turns it into a caller.
    pub fn soap(&self, authenticate: &dyn Fn(&str) -> Option<Caller>, _request: &Request<Bytes>) -> Response<Bytes> {
        let _ = authenticate;
        let fault = sf_wire::soap::Fault {
            code: "UNKNOWN_EXCEPTION".into(),
            message: "not supported by the local org: the Metadata API".into(),
        };
        let mut response = Response::new(sf_wire::soap::fault(&fault).into());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    }

    /// The rows of the Tooling object `DeployRequest`, newest first.
    pub fn deploy_requests(&self) -> Vec<DeployRequestRow> {
        Vec::new()
    }
}
