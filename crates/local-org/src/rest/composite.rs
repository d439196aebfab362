//! `composite` and `composite/batch`: several calls in one. REST API Developer Guide, "Composite" and "Batch".

use super::call::split;
use super::references::resolve;
use super::{Call, Held, collections, data};
use crate::http::{Answer, Fault, Request, Response, reply};
use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// Most calls in one, and most of them that are queries or collections.
const MOST: usize = 25;
const MOST_QUERIES: usize = 5;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Composite {
    #[serde(default)]
    all_or_none: bool,
    composite_request: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    method: String,
    url: String,
    reference_id: String,
    body: Option<Value>,
    #[serde(default)]
    http_headers: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch {
    #[serde(default)]
    halt_on_error: bool,
    batch_requests: Vec<BatchPart>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BatchPart {
    method: String,
    url: String,
    rich_input: Option<Value>,
}

/// Answers below `composite`.
pub(super) fn answer(call: &Call<'_>) -> Answer {
    match call.parts.get(1).map(|part| part.to_ascii_lowercase()).as_deref() {
        None => {
            call.allow(&["POST"])?;
            composite(call)
        }
        Some("batch") => {
            call.allow(&["POST"])?;
            batch(call)
        }
        Some("sobjects") => collections::answer(call),
        Some(other @ ("tree" | "graph")) => Err(Fault::gap(format!("composite/{other}"))),
        Some(_) => Err(Fault::not_found()),
    }
}

fn too_many(count: usize) -> Result<(), Fault> {
    match count {
        0..=MOST => Ok(()),
        _ => Err(Fault::bad("LIMIT_EXCEEDED", format!("The maximum number of subrequests is {MOST}"))),
    }
}

fn is_query_or_collection(url: &str) -> bool {
    let path = url.split('?').next().unwrap_or_default();
    let mut parts = path.trim_start_matches("/services/data/").split('/').skip(1);
    match parts.next() {
        Some("query" | "queryAll") => true,
        Some("composite") => parts.next() == Some("sobjects"),
        _ => false,
    }
}

fn composite(call: &Call<'_>) -> Answer {
    let body: Composite = call.json()?;
    too_many(body.composite_request.len())?;
    let many = body.composite_request.iter().filter(|part| is_query_or_collection(&part.url)).count();
    if many > MOST_QUERIES {
        let message = format!("The maximum number of sObject Collections and query subrequests is {MOST_QUERIES}");
        return Err(Fault::bad("LIMIT_EXCEEDED", message));
    }
    let mut seen = std::collections::BTreeSet::new();
    if let Some(part) = body.composite_request.iter().find(|part| !seen.insert(part.reference_id.as_str())) {
        let message = format!("Duplicate referenceId specified: {}", part.reference_id);
        return Err(Fault::bad("INVALID_INPUT", message));
    }
    if !body.all_or_none {
        let (results, _) = parts(call, None, &body.composite_request, false);
        return Ok(reply::ok(&json!({"compositeResponse": results})));
    }
    let held = RefCell::new(call.world.lock());
    let (results, failed) = parts(call, Some(&held), &body.composite_request, true);
    let mut org = held.into_inner();
    if failed {
        org.store.rollback(0);
    } else {
        org.store.commit();
    }
    Ok(reply::ok(&json!({"compositeResponse": results})))
}

/// The results of all parts, and whether one failed.
fn parts(call: &Call<'_>, held: Option<&dyn Held>, list: &[Part], all_or_none: bool) -> (Vec<Value>, bool) {
    let mut bodies: Map<String, Value> = Map::new();
    let mut results: Vec<Value> = Vec::new();
    let mut failed = false;
    for part in list {
        let response = if failed && all_or_none { Err(halted()) } else { one(call, held, part, &bodies) };
        let response = response.unwrap_or_else(Response::from);
        let body = body_of(&response);
        let fine = response.status().is_success();
        failed |= !fine;
        if fine {
            bodies.insert(part.reference_id.clone(), body.clone());
        }
        let place = response.headers().get(http::header::LOCATION).and_then(|place| place.to_str().ok());
        let headers = place.map_or_else(|| json!({}), |place| json!({"Location": place}));
        results.push(json!({"body": body, "httpHeaders": headers, "httpStatusCode": response.status().as_u16(),
            "referenceId": part.reference_id}));
    }
    if failed && all_or_none {
        for result in results.iter_mut().filter(|r| r["httpStatusCode"].as_u64().is_some_and(|status| status < 300)) {
            result["httpStatusCode"] = json!(400);
            result["body"] = json!(halted().errors);
            // There is no such record.
            result["httpHeaders"] = json!({});
        }
    }
    (results, failed)
}

fn halted() -> Fault {
    let message = "The transaction was rolled back since another operation in the same transaction failed.";
    Fault::bad("PROCESSING_HALTED", message)
}

fn one(call: &Call<'_>, held: Option<&dyn Held>, part: &Part, known: &Map<String, Value>) -> Answer {
    let url = resolve(&Value::String(part.url.clone()), known)?;
    let body = part.body.as_ref().map(|body| resolve(body, known)).transpose()?;
    let mut request = inner(&part.method, url.as_str().unwrap_or_default(), body.as_ref())?;
    for (name, value) in &part.http_headers {
        let name = HeaderName::from_bytes(name.as_bytes()).ok();
        let value = value.as_str().and_then(|value| HeaderValue::from_str(value).ok());
        if let (Some(name), Some(value)) = (name, value) {
            request.headers_mut().insert(name, value);
        }
    }
    let path = request.uri().path().to_owned();
    let rest = path.strip_prefix("/services/data/").ok_or_else(Fault::not_found)?;
    dispatch(call, held, &request, rest)
}

fn dispatch(call: &Call<'_>, held: Option<&dyn Held>, request: &Request, rest: &str) -> Answer {
    let (version, parts) = split(rest)?;
    data(&Call { world: call.world, caller: call.caller, request, version, parts: &parts, held })
}

/// A request within a request.
fn inner(method: &str, url: &str, body: Option<&Value>) -> Result<Request, Fault> {
    let invalid = |what: &str| Fault::bad("INVALID_INPUT", format!("{what} of a subrequest is not valid"));
    let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).map_err(|_| invalid("the method"))?;
    // Clients write blanks in the queries of subrequests.
    let url = url.replace(' ', "+");
    let body = body.map(ToString::to_string).unwrap_or_default();
    http::Request::builder().method(method).uri(url).body(Bytes::from(body)).map_err(|_| invalid("the url"))
}

fn body_of(response: &Response) -> Value {
    serde_json::from_slice(response.body()).unwrap_or(Value::Null)
}

fn batch(call: &Call<'_>) -> Answer {
    let body: Batch = call.json()?;
    too_many(body.batch_requests.len())?;
    let mut results = Vec::new();
    let mut failed = false;
    for part in &body.batch_requests {
        if failed && body.halt_on_error {
            let message = "Batch processing was halted by a prior failure and haltOnError is true";
            results.push(json!({"statusCode": 412, "result": Fault::bad("BATCH_PROCESSING_HALTED", message).errors}));
            continue;
        }
        let url = format!("/services/data/{}", part.url.trim_start_matches("/services/data/"));
        let answer = inner(&part.method, &url, part.rich_input.as_ref()).and_then(|request| {
            let path = request.uri().path().to_owned();
            let rest = path.strip_prefix("/services/data/").unwrap_or_default();
            dispatch(call, None, &request, rest)
        });
        let response = answer.unwrap_or_else(Response::from);
        failed |= !response.status().is_success();
        results.push(json!({"statusCode": response.status().as_u16(), "result": body_of(&response)}));
    }
    let status = StatusCode::OK;
    Ok(reply::json(status, &json!({"hasErrors": failed, "results": results})))
}
