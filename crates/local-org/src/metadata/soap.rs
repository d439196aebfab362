//! The SOAP metadata service (Metadata API WSDL): deploy and its companions, retrieve, list, describe.

use super::package::NEWEST_VERSION;
use super::service::{Caller, Service};
use super::{describe, retrieve};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;
use sf_wire::soap::{self, AsyncResult, Call, CancelDeployResult, Fault, SoapError};

/// API version from which on SOAP metadata calls take a token in JWT format. Below it listings come back empty.
const JWT_TOKENS_SINCE: u16 = 68;

pub(super) fn answer(
    service: &Service,
    authenticate: &dyn Fn(&str) -> Option<Caller>,
    request: &Request<Bytes>,
) -> Response<Bytes> {
    let (status, text) = match call(service, authenticate, request) {
        Ok(text) => (StatusCode::OK, text),
        Err(fault) => (StatusCode::INTERNAL_SERVER_ERROR, soap::fault(&fault)),
    };
    let mut response = Response::new(Bytes::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("text/xml;charset=UTF-8"));
    response
}

fn fault(code: &str, message: impl Into<String>) -> Fault {
    Fault { code: code.into(), message: message.into() }
}

fn call(
    service: &Service,
    authenticate: &dyn Fn(&str) -> Option<Caller>,
    request: &Request<Bytes>,
) -> Result<String, Fault> {
    let version = version(request.uri().path())?;
    let text = std::str::from_utf8(request.body()).map_err(|e| fault("INVALID_TYPE", format!("not UTF-8: {e}")))?;
    let (session, call) = Call::parse(text).map_err(|e| match e {
        SoapError::UnknownOperation(name) => {
            fault("INVALID_TYPE", format!("not supported by the local org: the SOAP operation {name}"))
        }
        other => fault("INVALID_TYPE", other.to_string()),
    })?;
    let caller = session.and_then(|s| authenticate(s.expose())).ok_or_else(|| {
        fault("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session. Session not found")
    })?;
    if !service.allows(&caller) {
        let text = "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";
        return Err(fault("INSUFFICIENT_ACCESS", text));
    }
    let blind = caller.jwt_token && version < JWT_TOKENS_SINCE;
    let operation = call.operation();
    let unknown = |id: &str| fault("INVALID_CROSS_REFERENCE_KEY", format!("invalid cross reference id: {id}"));
    Ok(match call {
        Call::Deploy { zip, options } => {
            let job = service.start(&caller, options, zip.into(), false);
            soap::reply(operation, &AsyncResult { done: false, id: job.id.to_string(), state: "Queued".into() })
        }
        Call::CheckDeployStatus { id, include_details } => {
            let job = service.job(&id).ok_or_else(|| unknown(&id))?;
            let mut value = dated(&job.result(include_details));
            if let Some(result) = value.as_object_mut().filter(|_| !include_details) {
                result.remove("details");
            }
            soap::reply(operation, &value)
        }
        Call::CancelDeploy { id } => match service.cancel(&caller, &id) {
            None => return Err(unknown(&id)),
            Some(Err(job)) => {
                let text = format!("the deployment can no longer be cancelled, its status is {}", job.status);
                return Err(fault("INVALID_ID_FIELD", text));
            }
            Some(Ok(job)) => soap::reply(operation, &CancelDeployResult { done: job.done(), id: job.id.to_string() }),
        },
        Call::DeployRecentValidation { id } => {
            let job = service.quick_deploy(&caller, &id).ok_or_else(|| unknown(&id))?;
            soap::reply(operation, &job.id.to_string())
        }
        Call::Retrieve(request) => {
            let id = service.start_retrieve(request);
            soap::reply(operation, &AsyncResult { done: false, id, state: "Queued".into() })
        }
        Call::CheckRetrieveStatus { id, include_zip } => {
            let request = service.retrieve(&id).ok_or_else(|| unknown(&id))?;
            let org = service.org().clone();
            let components = if blind { Default::default() } else { org.components.clone() };
            let mut result = retrieve::retrieve(&org, &components, &request, &id);
            if !include_zip {
                result.zip_file = None;
            }
            soap::reply(operation, &dated(&result))
        }
        Call::ListMetadata { queries, .. } => {
            if queries.len() > 3 {
                return Err(fault("LIMIT_EXCEEDED", "exceeded the maximum number of 3 queries"));
            }
            let org = service.org().clone();
            let kinds: Vec<&str> = queries.iter().map(|q| q.kind.as_str()).collect();
            let list = if blind { Vec::new() } else { describe::list(&org, &kinds) };
            soap::reply(operation, &dated(&list))
        }
        Call::DescribeMetadata { .. } => soap::reply(operation, &describe::describe(blind)),
    })
}

fn version(path: &str) -> Result<u16, Fault> {
    let text = path.strip_prefix("/services/Soap/m/").unwrap_or_default();
    // Clients may add the org's id.
    let number = text.split('/').next().and_then(|v| v.strip_suffix(".0")).and_then(|v| v.parse().ok());
    number
        .filter(|v| *v <= NEWEST_VERSION)
        .ok_or_else(|| fault("UNSUPPORTED_API_VERSION", format!("Invalid Api version specified on URL: {text}")))
}

/// A result with its dates in the form of XML Schema.
fn dated(result: &impl Serialize) -> Value {
    let mut value = serde_json::to_value(result).unwrap_or_default();
    zulu(&mut value);
    value
}

fn zulu(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(zulu),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(text) if name.ends_with("Date") => {
                        if let Some(moment) = text.strip_suffix("+0000") {
                            *text = format!("{moment}Z");
                        }
                    }
                    other => zulu(other),
                }
            }
        }
        _ => {}
    }
}
