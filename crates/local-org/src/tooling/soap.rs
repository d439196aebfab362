//! `executeAnonymous` of the Apex SOAP API, as the `sf` CLI calls it. SOAP API Developer Guide, "executeAnonymous()",
//! "DebuggingHeader", "DebuggingInfo".

use super::{execute, need_setup};
use crate::http::{Caller, Fault, Request, Response, World};
use crate::rest::{Call, versions};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use sf_wire::soap::{self, anonymous};

/// Answers below `/services/Soap/s/`.
pub(crate) fn answer(world: &World, request: &Request) -> Response {
    let (status, text) = match run(world, request) {
        Ok(text) => (StatusCode::OK, text),
        Err(fault) => (StatusCode::INTERNAL_SERVER_ERROR, soap::fault(&fault)),
    };
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml;charset=UTF-8"));
    response
}

fn run(world: &World, request: &Request) -> Result<String, soap::Fault> {
    let fault = |code: &str, message: String| soap::Fault { code: code.into(), message };
    let refused = |refusal: Fault| {
        let error = refusal.errors.into_iter().next().unwrap_or_default();
        fault(&error.error_code, error.message)
    };
    // Clients may add the org's id.
    let rest = request.uri().path().strip_prefix("/services/Soap/s/").unwrap_or_default();
    let version = rest.split('/').next().filter(|version| versions::is_known(version));
    let version = version
        .ok_or_else(|| fault("UNSUPPORTED_API_VERSION", format!("Invalid Api version specified on URL: {rest}")))?;
    let text = std::str::from_utf8(request.body()).map_err(|e| fault("INVALID_TYPE", format!("not UTF-8: {e}")))?;
    let (session, body) = anonymous::parse(text).map_err(|e| fault("INVALID_TYPE", e.to_string()))?;
    let caller = session.ok_or_else(Fault::session).and_then(|session| Caller::of_token(world, session.expose()));
    let caller = caller.map_err(refused)?;
    caller.need_api().map_err(refused)?;
    let call = Call { world, caller: &caller, request, version, parts: &[], held: None };
    need_setup(&call).map_err(refused)?;
    let executed = execute::execute(&call, &body).map_err(refused)?;
    Ok(anonymous::reply(&executed.result(), &executed.log.join("\n")))
}
