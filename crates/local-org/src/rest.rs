//! The REST API below `/services/data/vXX.0/`. REST API Developer Guide; every call runs with the rights of its caller.

mod call;
mod collections;
pub(crate) mod columns;
mod composite;
mod cursors;
mod describe;
mod input;
mod limits;
mod query;
mod record;
mod references;
pub(crate) mod rows;
mod search;
mod sobjects;
pub(crate) mod versions;

pub(crate) use call::{Call, Held};
pub(crate) use cursors::Cursors;
pub(crate) use input::datum;
pub(crate) use query::{malformed, refused};

use crate::http::{Answer, Caller, Fault, Request, World, reply};
use serde_json::{Value, json};

/// Resources of a version, as the root lists them.
const RESOURCES: &[&str] = &[
    "apps",
    "composite",
    "limits",
    "metadata",
    "parameterizedSearch",
    "query",
    "queryAll",
    "search",
    "sobjects",
    "tooling",
];

/// Answers below `/services/data/`.
pub(crate) fn answer(world: &World, caller: &Caller, request: &Request, rest: &str) -> Answer {
    let (version, parts) = call::split(rest)?;
    dispatch(&Call { world, caller, request, version, parts: &parts, held: None })
}

/// Answers one call that came by itself.
fn dispatch(call: &Call<'_>) -> Answer {
    match call.first().as_str() {
        "" => resources(call),
        "metadata" => Ok(call.world.metadata.rest(&call.caller.for_metadata(), call.request)),
        "tooling" => crate::tooling::answer(call),
        "apps" => crate::connect::answer(call),
        "composite" => composite::answer(call),
        _ => data(call),
    }
}

/// Answers a call about data, which may be a part of a composite request.
fn data(call: &Call<'_>) -> Answer {
    match call.first().as_str() {
        "query" => query::answer(call, false),
        "queryall" => query::answer(call, true),
        "search" => search::answer(call),
        "parameterizedsearch" => search::parameterized(call),
        "sobjects" => sobjects::answer(call),
        "limits" => limits::answer(call),
        "composite" if call.parts.get(1).is_some_and(|part| part.eq_ignore_ascii_case("sobjects")) => {
            collections::answer(call)
        }
        _ => Err(Fault::not_found()),
    }
}

/// The resources of a version.
fn resources(call: &Call<'_>) -> Answer {
    call.allow(&["GET", "HEAD"])?;
    let all: serde_json::Map<String, Value> =
        RESOURCES.iter().map(|name| ((*name).to_owned(), json!(call.path(name)))).collect();
    Ok(reply::ok(&all))
}
