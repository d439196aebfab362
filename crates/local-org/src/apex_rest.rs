//! Apex REST: `/services/apexrest/<urlMapping>`. Apex Developer Guide, "Exposing Apex Classes as REST Web Services".

mod mapping;

use crate::http::{Answer, Caller, Fault, Pairs, Request, Response, World, reply};
use apex_eval::{Interp, RestAnswer, RestCall, RestStop, Stop};
use apex_sema::Program;
use apex_sema::program::{Class, MethodRef};
use apex_sema::ty::Ty;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use http::{HeaderMap, Method, StatusCode};
use std::net::IpAddr;
use std::sync::Arc;

/// Statuses that `RestResponse.statusCode` may hold: Apex Reference Guide, "RestResponse Class".
const STATUSES: &[u16] = &[
    200, 201, 202, 204, 206, 300, 301, 302, 304, 400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 414, 415, 417, 500,
    503,
];
/// Methods a class may answer, with the annotation of each.
const METHODS: &[(&str, &str)] =
    &[("DELETE", "httpdelete"), ("GET", "httpget"), ("PATCH", "httppatch"), ("POST", "httppost"), ("PUT", "httpput")];

/// Answers below `/services/apexrest`; `rest` starts with a slash.
pub(crate) fn answer(world: &World, caller: &Caller, request: &Request, rest: &str, peer: IpAddr) -> Answer {
    let program = world.lock().program.clone();
    let unmapped = || Fault::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Could not find a match for URL");
    let (class, mapping) = mapping::find(&program, rest).ok_or_else(unmapped)?;
    if !may_use(world, caller, &class.name) {
        let message = format!("You do not have access to the Apex class named: {}", class.name);
        return Err(Fault::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    let method = method_of(class, request)?;
    let taken = program.method(method);
    if !taken.params.is_empty() && !is_json(request) {
        let message = "the parameters of a method come as JSON: Content-Type application/json";
        return Err(Fault::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message));
    }
    if taken.returns != Ty::Void && wants_xml(request) {
        return Err(Fault::new(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", "the local org answers with JSON only"));
    }
    let nothing = taken.returns == Ty::Void && request.method() == Method::PATCH;
    let call = RestCall {
        method: request.method().to_string(),
        uri: rest.to_owned(),
        resource_path: format!("/services/apexrest{mapping}"),
        remote_address: peer.to_string(),
        headers: headers_of(request),
        params: Pairs::of_query(request).into_inner(),
        body: request.body().to_vec(),
    };
    let usual = if nothing { StatusCode::NO_CONTENT } else { StatusCode::OK };
    respond(run(world, caller, &program, method, &call)?, usual)
}

/// Whether a body is called JSON, or nothing at all.
fn is_json(request: &Request) -> bool {
    let called = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    called.is_none_or(|called| called.to_ascii_lowercase().contains("json"))
}

/// Whether a client takes XML and no JSON.
fn wants_xml(request: &Request) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    accepted.contains("xml") && !accepted.contains("json") && !accepted.contains('*')
}

/// Whether a user may run a class: Apex Developer Guide, "Class Security". Holders of Author Apex always may.
fn may_use(world: &World, caller: &Caller, class: &str) -> bool {
    let grants = world.lock().rights(&caller.user, world.now()).grants;
    grants.all || grants.user.contains("authorapex") || grants.classes.contains(&class.to_ascii_lowercase())
}

fn method_of(class: &Class, request: &Request) -> Result<MethodRef, Fault> {
    let name = request.method().as_str();
    let find = |annotation: &str| {
        let has =
            |m: &apex_sema::program::Method| m.annotations.iter().any(|a| a.name.eq_ignore_ascii_case(annotation));
        (0..).zip(&class.methods).find(|(_, m)| has(m)).map(|(index, _)| MethodRef { class: class.id, index })
    };
    let wanted = METHODS.iter().find(|(method, _)| *method == name).and_then(|(_, annotation)| find(annotation));
    wanted.ok_or_else(|| {
        let allowed: Vec<&str> = METHODS.iter().filter(|(_, a)| find(a).is_some()).map(|(m, _)| *m).collect();
        Fault::method(request.method(), &allowed)
    })
}

/// The headers that Apex sees. Credentials are the platform's business and do not come through.
fn headers_of(request: &Request) -> Vec<(String, String)> {
    let shown = |name: &HeaderName| *name != AUTHORIZATION && *name != COOKIE;
    let pairs = request.headers().iter().filter(|(name, _)| shown(name));
    pairs
        .map(|(name, value)| (canonical(name.as_str()), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

/// `content-type` as `Content-Type`.
fn canonical(name: &str) -> String {
    let part = |part: &str| match part.split_at_checked(1) {
        Some((first, rest)) => format!("{}{rest}", first.to_ascii_uppercase()),
        None => part.to_owned(),
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}

/// Runs the method in one transaction of the caller; an exception undoes it.
fn run(
    world: &World,
    caller: &Caller,
    program: &Arc<Program>,
    method: MethodRef,
    call: &RestCall,
) -> Result<RestAnswer, Fault> {
    world.transaction(&caller.user, |session| {
        let mut interp = Interp::new(program, session);
        interp.call_rest(method, call).map_err(|stop| fault_of(&interp, stop))
    })
}

/// Apex Developer Guide, "Apex REST Methods", "Response Status Codes".
pub(crate) fn fault_of(interp: &Interp<'_, '_>, stop: RestStop) -> Fault {
    let failed = |message: String| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "APEX_ERROR", message);
    match stop {
        RestStop::Body(problem) => Fault::bad("JSON_PARSER_ERROR", problem),
        RestStop::Stop(Stop::Exception(value)) => {
            let (exception, message, stack) = interp.describe_exception(&value);
            failed(format!("{exception}: {message}\n\n{stack}"))
        }
        RestStop::Stop(Stop::Limit(message)) => {
            failed(format!("System.LimitException: {message}\n\n{}", interp.where_stopped()))
        }
        RestStop::Stop(Stop::Gap(message)) => Fault::gap(format!("{message} ({})", interp.where_stopped())),
        RestStop::Stop(Stop::NullChain) => failed("a null chain left its expression".into()),
    }
}

/// `usual` is the status of a method that sets none: Apex Developer Guide, "Apex REST Methods", "Response Status Codes".
fn respond(answer: RestAnswer, usual: StatusCode) -> Answer {
    let asked = answer.status.map_or(usual.as_u16(), |status| u16::try_from(status).unwrap_or(0));
    let status = match StatusCode::from_u16(asked) {
        Ok(status) if STATUSES.contains(&asked) => status,
        _ => {
            let asked = answer.status.unwrap_or_default();
            let message = format!("Invalid status code for HTTP response: {asked}");
            return Err(Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "APEX_ERROR", message));
        }
    };
    let mut response: Response = match answer.body {
        Some(body) => reply::with(status, "application/json;charset=UTF-8", body),
        None => {
            let mut empty = reply::nothing();
            *empty.status_mut() = status;
            empty
        }
    };
    set_headers(response.headers_mut(), answer.headers)?;
    Ok(response)
}

/// Headers that Apex may not set, because they say how the body travels.
const OWN: &[&str] =
    &["connection", "content-length", "keep-alive", "set-cookie", "trailer", "transfer-encoding", "upgrade"];

fn set_headers(headers: &mut HeaderMap, pairs: Vec<(String, String)>) -> Result<(), Fault> {
    for (name, value) in pairs {
        let invalid = || {
            let message = format!("System.RestException: Invalid header: {name}");
            Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "APEX_ERROR", message)
        };
        let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
        let value = HeaderValue::from_str(&value).map_err(|_| invalid())?;
        if !OWN.contains(&parsed.as_str()) {
            headers.insert(parsed, value);
        }
    }
    if !headers.contains_key(CONTENT_TYPE) {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
    }
    Ok(())
}
