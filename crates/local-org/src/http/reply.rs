//! Replies.

use super::Response;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, LOCATION};
use http::{HeaderName, StatusCode};
use serde::Serialize;

const JSON: &str = "application/json;charset=UTF-8";

/// A reply with a body of this type.
pub(crate) fn with(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache,must-revalidate,max-age=0,no-store,private"));
    response
}

/// A JSON reply.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    // Values of this crate always serialise: their keys are texts.
    with(status, JSON, serde_json::to_vec(value).unwrap_or_default())
}

/// A JSON reply with status 200.
pub(crate) fn ok(value: &impl Serialize) -> Response {
    json(StatusCode::OK, value)
}

/// `204 No Content`
pub(crate) fn nothing() -> Response {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// A page. It may load nothing from elsewhere and may not be framed.
pub(crate) fn page(status: StatusCode, html: String) -> Response {
    let mut response = with(status, "text/html; charset=utf-8", html);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
    for (name, value) in [
        ("content-security-policy", policy),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
    ] {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// `302 Found`; an address that is no header value is answered with 400.
pub(crate) fn redirect(address: &str) -> Response {
    let Ok(value) = HeaderValue::from_str(address) else {
        return with(StatusCode::BAD_REQUEST, "text/plain", "the address to go back to is not valid");
    };
    let mut response = with(StatusCode::FOUND, "text/plain", "");
    response.headers_mut().insert(LOCATION, value);
    response
}
