//! Which service answers.

use super::{Answer, Caller, Entry, Fault, Request, Response, World, guard, local, reply};
use crate::{apex_rest, oauth, pages, rest, tooling};
use http::{HeaderName, HeaderValue, StatusCode};
use std::net::IpAddr;
use std::time::Instant;

/// Longest address and headers: REST API Developer Guide, "HTTP Headers".
const MAX_HEAD: usize = 16_384;

/// Answers a request and notes it in the log.
pub fn handle(world: &World, request: &Request, peer: IpAddr) -> Response {
    let started = Instant::now();
    let mut response = answer(world, request, peer).unwrap_or_else(Response::from);
    // What a client is told must be on the disk.
    if let Err(problem) = world.keep() {
        response = Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "ORG_NOT_KEPT", problem.to_string()).into();
    }
    if request.uri().path().starts_with("/services/") {
        response.headers_mut().insert("x-local-org", HeaderValue::from_static(crate::NOT_SALESFORCE));
    }
    world.log.add(Entry {
        number: 0,
        at: world.now(),
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        status: response.status().as_u16(),
        micros: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        lines: world.noted(),
    });
    response
}

/// Whether a request comes from elsewhere and is refused, whatever it carries.
pub fn is_foreign(request: &Request) -> bool {
    guard::check(request).is_err()
}

fn answer(world: &World, request: &Request, peer: IpAddr) -> Answer {
    guard::check(request)?;
    let head: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if head + request.uri().path_and_query().map_or(0, |p| p.as_str().len()) > MAX_HEAD {
        return Err(Fault::new(StatusCode::URI_TOO_LONG, "URI_TOO_LONG", "URI or headers are too long"));
    }
    let path = request.uri().path();
    if let Some(rest) = path.strip_prefix("/services/oauth2/") {
        return Ok(oauth::answer(world, request, rest));
    }
    if path == "/services/data" || path == "/services/data/" {
        return rest::versions::list(request);
    }
    if let Some(rest) = path.strip_prefix("/services/data/") {
        return api(world, request, |caller| rest::answer(world, caller, request, rest));
    }
    if let Some(rest) = path.strip_prefix("/services/apexrest") {
        return api(world, request, |caller| apex_rest::answer(world, caller, request, rest, peer));
    }
    if path.starts_with("/services/Soap/m/") {
        // SOAP carries its token in the message.
        let caller = |token: &str| Caller::of_token(world, token).ok().map(|caller| caller.for_metadata());
        return Ok(world.metadata.soap(&caller, request));
    }
    if path.starts_with("/services/Soap/s/") {
        return Ok(tooling::soap(world, request));
    }
    if let Some(rest) = path.strip_prefix("/id/") {
        return oauth::identity(world, &Caller::of(world, request)?, rest);
    }
    if let Some(what) = path.strip_prefix("/local/") {
        return local::answer(world, request, what);
    }
    match path {
        "/" => Ok(reply::page(StatusCode::OK, pages::home(world))),
        _ => Err(Fault::not_found()),
    }
}

/// An API call: needs a session, counts against the day's limit, and says so in `Sforce-Limit-Info`.
fn api(world: &World, request: &Request, service: impl FnOnce(&Caller) -> Answer) -> Answer {
    let caller = Caller::of(world, request)?;
    caller.need_api()?;
    let (used, within) = world.count_call();
    let answer = match within {
        true => service(&caller),
        false => Err(Fault::new(StatusCode::FORBIDDEN, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")),
    };
    let mut response = answer.unwrap_or_else(Response::from);
    let usage = format!("api-usage={used}/{}", world.settings.daily_calls);
    if let Ok(usage) = HeaderValue::from_str(&usage) {
        response.headers_mut().insert(HeaderName::from_static("sforce-limit-info"), usage);
    }
    Ok(response)
}
