//! The Tooling API: queries over what is deployed, package installation, anonymous Apex, test runs. Tooling API Reference.

mod deployed;
mod execute;
mod package;
mod query;
mod soap;
mod tables;
mod tests;

pub(crate) use deployed::{class_id, class_name};
pub(crate) use package::Installations;
pub(crate) use soap::answer as soap;
pub(crate) use tables::id_of;
pub(crate) use tests::TestRuns;

use crate::http::{Answer, Caller, Fault, reply};
use crate::rest::Call;
use http::StatusCode;
use serde_json::{Value, json};

/// What the Tooling API of a running org remembers.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub installations: Installations,
    pub runs: TestRuns,
}

/// Resources, as the root lists them.
const RESOURCES: &[&str] =
    &["executeAnonymous", "query", "runTestsAsynchronous", "runTestsSynchronous", "search", "sobjects"];

/// Answers below `tooling`.
pub(crate) fn answer(call: &Call<'_>) -> Answer {
    let parts: Vec<&str> = call.parts.iter().skip(1).map(String::as_str).collect();
    let first = parts.first().map(|part| part.to_ascii_lowercase()).unwrap_or_default();
    if first.is_empty() {
        call.allow(&["GET"])?;
        let all: serde_json::Map<String, Value> =
            RESOURCES.iter().map(|name| ((*name).to_owned(), json!(call.path(&format!("tooling/{name}"))))).collect();
        return Ok(reply::ok(&all));
    }
    need_setup(call)?;
    match first.as_str() {
        "query" => query::answer(call),
        "executeanonymous" => execute::answer(call),
        "runtestssynchronous" => tests::synchronous(call),
        "runtestsasynchronous" => tests::asynchronous(call),
        "sobjects" => sobjects(call, &parts[1..]),
        "search" => Err(Fault::gap("tooling/search")),
        _ => Err(Fault::not_found()),
    }
}

fn sobjects(call: &Call<'_>, parts: &[&str]) -> Answer {
    match *parts {
        [] => {
            call.allow(&["GET"])?;
            let rows: Vec<Value> = tables::names().map(|name| json!({"name": name, "queryable": true})).collect();
            Ok(reply::ok(&json!({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": rows})))
        }
        [name] if name.eq_ignore_ascii_case("PackageInstallRequest") => {
            call.allow(&["POST"])?;
            package::install(call)
        }
        [name, id] if *call.request.method() == http::Method::GET => {
            query::by_id(call, tables::known(name).ok_or_else(Fault::not_found)?, id)
        }
        [name, ..] => match tables::known(name) {
            Some(name) => Err(Fault::gap(format!("writing {name} over the Tooling API; deploy instead"))),
            None => Err(Fault::not_found()),
        },
    }
}

/// The Tooling API shows set-up: it needs View Setup and Configuration.
fn need_setup(call: &Call<'_>) -> Result<(), Fault> {
    let Caller { user, .. } = call.caller;
    let grants = call.with_org(|org| org.rights(user, call.world.now())).grants;
    let wide = ["viewsetup", "customizeapplication", "authorapex", "modifyalldata"];
    if grants.all || wide.iter().any(|permission| grants.user.contains(*permission)) {
        return Ok(());
    }
    let message = "This feature is not currently enabled for this user type or your license does not include it.";
    Err(Fault::new(StatusCode::FORBIDDEN, "FUNCTIONALITY_NOT_ENABLED", message))
}
