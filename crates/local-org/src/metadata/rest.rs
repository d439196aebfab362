//! The REST resource `metadata/deployRequest` (Metadata API guide, "Deploying and Retrieving Metadata with REST").

use super::multipart;
use super::package::NEWEST_VERSION;
use super::service::{Caller, Service};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response, StatusCode};
use serde::Serialize;
use sf_wire::ApiError;
use sf_wire::deploy::{CancelRequest, DeployReply, DeployRequest, DeployStatus, QuickDeployRequest};

type Answer = Result<(StatusCode, DeployReply), (StatusCode, ApiError)>;

pub(super) fn answer(service: &Service, caller: &Caller, request: &Request<Bytes>) -> Response<Bytes> {
    match route(service, caller, request) {
        Ok((status, reply)) => {
            let details = asks_for_details(request);
            let mut value = serde_json::to_value(&reply).unwrap_or_default();
            if !details && let Some(result) = value.get_mut("deployResult").and_then(|r| r.as_object_mut()) {
                result.remove("details");
            }
            json(status, &value)
        }
        Err((status, error)) => json(status, &[error]),
    }
}

fn json(status: StatusCode, value: &(impl Serialize + ?Sized)) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(serde_json::to_vec(value).unwrap_or_default()));
    *response.status_mut() = status;
    let kind = http::HeaderValue::from_static("application/json;charset=UTF-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn asks_for_details(request: &Request<Bytes>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    query
        .split('&')
        .filter_map(|p| p.split_once('='))
        .any(|(k, v)| k == "includeDetails" && v.eq_ignore_ascii_case("true"))
}

fn error(status: StatusCode, code: &str, message: impl Into<String>) -> Answer {
    Err((status, ApiError::new(code, message)))
}

fn not_found() -> Answer {
    error(StatusCode::NOT_FOUND, "NOT_FOUND", "The requested resource does not exist")
}

/// Version and the segments behind `metadata`.
fn segments(path: &str) -> Option<(u16, Vec<&str>)> {
    let rest = path.strip_prefix("/services/data/v")?;
    let (version, rest) = rest.split_once('/')?;
    let version = version.strip_suffix(".0")?.parse().ok()?;
    let mut parts = rest.trim_end_matches('/').split('/');
    (parts.next() == Some("metadata")).then(|| (version, parts.collect()))
}

fn route(service: &Service, caller: &Caller, request: &Request<Bytes>) -> Answer {
    let Some((version, path)) = segments(request.uri().path()) else { return not_found() };
    if version > NEWEST_VERSION || path.first() != Some(&"deployRequest") || path.len() > 2 {
        return not_found();
    }
    if !service.allows(caller) {
        let text = "INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions";
        return error(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS", text);
    }
    let id = path.get(1).copied();
    match (request.method(), id) {
        (&Method::POST, _) => start(service, caller, request),
        (&Method::GET, Some(id)) => match service.job(id) {
            Some(job) => {
                let path = request.uri().path_and_query().map_or("", |p| p.as_str());
                let url = format!("{}{path}", service.org().url);
                Ok((StatusCode::OK, job.reply(asks_for_details(request), Some(url))))
            }
            None => not_found(),
        },
        (&Method::PATCH, Some(id)) => cancel(service, caller, id, request.body()),
        _ => {
            let text = format!("HTTP Method '{}' not allowed. Allowed are GET,PATCH,POST", request.method());
            error(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", text)
        }
    }
}

/// A package to deploy, or a validation.
fn start(service: &Service, caller: &Caller, request: &Request<Bytes>) -> Answer {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let body = request.body();
    let Some(boundary) = multipart::boundary(kind) else {
        if kind.split(';').next().is_some_and(|k| k.trim().eq_ignore_ascii_case("application/json")) {
            return quick(service, caller, body);
        }
        let text = format!("The content-type of your request is not supported: {kind}");
        return error(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", text);
    };
    let Some(parts) = multipart::parts(body, &boundary) else {
        return error(StatusCode::BAD_REQUEST, "INVALID_MULTIPART_REQUEST", "the multipart body cannot be read");
    };
    // Clients name the part `json` or `entity_content`, and put it first or last.
    let is_json = |p: &&multipart::Part<'_>| {
        p.content_type.starts_with("application/json") || matches!(p.name.as_str(), "json" | "entity_content")
    };
    let Some(options) = parts.iter().find(is_json) else {
        return error(StatusCode::BAD_REQUEST, "MISSING_ARGUMENT", "Missing the part with deployOptions");
    };
    let Some(file) = parts.iter().find(|p| !is_json(p)) else {
        return error(StatusCode::BAD_REQUEST, "MISSING_ARGUMENT", "Missing the part with the zip file");
    };
    match serde_json::from_slice::<DeployRequest>(options.content) {
        Ok(wanted) => {
            let zip = body.slice_ref(file.content);
            let job = service.start(caller, wanted.deploy_options, zip, false);
            Ok((StatusCode::CREATED, job.reply(false, None)))
        }
        Err(e) => error(StatusCode::BAD_REQUEST, "JSON_PARSER_ERROR", e.to_string()),
    }
}

fn quick(service: &Service, caller: &Caller, body: &Bytes) -> Answer {
    match serde_json::from_slice::<QuickDeployRequest>(body) {
        Ok(wanted) => match service.quick_deploy(caller, &wanted.validated_deploy_request_id) {
            Some(job) => Ok((StatusCode::CREATED, job.reply(false, None))),
            None => not_found(),
        },
        Err(e) => error(StatusCode::BAD_REQUEST, "JSON_PARSER_ERROR", e.to_string()),
    }
}

fn cancel(service: &Service, caller: &Caller, id: &str, body: &Bytes) -> Answer {
    match serde_json::from_slice::<CancelRequest>(body) {
        Ok(wanted) if wanted.deploy_result.status == DeployStatus::Canceling => match service.cancel(caller, id) {
            None => not_found(),
            Some(Ok(job)) => Ok((StatusCode::ACCEPTED, job.reply(false, None))),
            // Our own wording.
            Some(Err(job)) => {
                let text = format!("the deployment can no longer be cancelled, its status is {}", job.status);
                error(StatusCode::BAD_REQUEST, "INVALID_OPERATION", text)
            }
        },
        Ok(_) => error(StatusCode::BAD_REQUEST, "INVALID_OPERATION", "the status can be set to Canceling only"),
        Err(e) => error(StatusCode::BAD_REQUEST, "JSON_PARSER_ERROR", e.to_string()),
    }
}
