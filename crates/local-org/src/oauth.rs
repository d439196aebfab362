//! OAuth 2.0: logging in. Salesforce Help, "OAuth Authorization Flows" and "OAuth 2.0 Error Codes"; the error texts are
//! those the platform gives. Apps come from deployments only.

mod approval;
mod authorize;
mod client;
mod code;
mod device;
mod grant;
mod info;
mod jwt;
mod logins;
mod sessions;
pub(crate) mod token;

pub(crate) use info::identity;
pub(crate) use logins::Logins;
#[cfg(test)]
pub(crate) use logins::Refresh;
pub(crate) use sessions::Sessions;

use crate::http::{Fault, Pairs, Request, Response, World, reply};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use sf_wire::oauth::OauthError;
use std::io;

/// An OAuth error: status 400, or 401 where client credentials are wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denied {
    pub status: StatusCode,
    pub error: &'static str,
    pub description: String,
}

impl Denied {
    pub fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description: description.into() }
    }

    /// The machine gives no random numbers.
    pub fn machine(error: &io::Error) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, error: "server_error", description: error.to_string() }
    }
}

impl From<Denied> for Response {
    fn from(denied: Denied) -> Self {
        let body = OauthError { error: denied.error.into(), error_description: denied.description };
        reply::json(denied.status, &body)
    }
}

/// Answers below `/services/oauth2/`.
pub(crate) fn answer(world: &World, request: &Request, rest: &str) -> Response {
    let post = *request.method() == Method::POST;
    match rest.trim_end_matches('/') {
        "token" if post => grant::answer(world, request).unwrap_or_else(Response::from),
        "token" | "introspect" if !post => Denied::new("invalid_request", "must use HTTP POST").into(),
        "authorize" => authorize::answer(world, request),
        "device" => device::page(world, request),
        "revoke" => revoke(world, request),
        "introspect" => info::introspect(world, request).unwrap_or_else(Response::from),
        "userinfo" => info::userinfo(world, request),
        _ => Fault::not_found().into(),
    }
}

/// Salesforce Help, "Revoke OAuth Tokens": 200 with an empty body, or 400 for a token nobody knows. The error is written
/// as a form, as clients read it, unless JSON is asked for.
fn revoke(world: &World, request: &Request) -> Response {
    let pairs = if *request.method() == Method::POST { Pairs::of_form(request) } else { Pairs::of_query(request) };
    let denied = match pairs.get("token") {
        Some(token) if end(world, token) => return reply::with(StatusCode::OK, "text/plain", ""),
        Some(_) => Denied::new("invalid_token", "invalid token"),
        None => Denied::new("unsupported_token_type", "this token type is not supported"),
    };
    let accept = request.headers().get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("json")) {
        return denied.into();
    }
    let form = [("error", denied.error), ("error_description", &denied.description)];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    reply::with(denied.status, "application/x-www-form-urlencoded", body)
}

/// Ends the life of an access or refresh token; a refresh token takes the sessions of its user and app along.
fn end(world: &World, token: &str) -> bool {
    let taken = {
        let mut org = world.lock();
        let taken = org.logins.take(token);
        org.store.changes += u64::from(taken.is_some());
        taken
    };
    let mut sessions = world.sessions();
    match taken {
        Some(refresh) => sessions.end(&refresh.user, &refresh.client),
        None => return sessions.revoke(token),
    }
    true
}

/// Random text of `bytes` bytes for tokens and codes.
pub(crate) fn random_text(bytes: usize) -> io::Result<String> {
    let mut buffer = vec![0; bytes];
    let failed = |_| io::Error::other("this machine gives no random numbers");
    SystemRandom::new().fill(&mut buffer).map_err(failed)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(buffer))
}

/// A random number; 0 where the machine gives none.
pub(crate) fn seed() -> u64 {
    let mut bytes = [0; 8];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes) >> 1,
        Err(_) => 0,
    }
}

/// The PKCE challenge of a verifier: RFC 7636, method S256.
fn challenge_of(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
fn same_secret(a: &str, b: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(a.as_bytes(), b.as_bytes()).is_ok()
}
