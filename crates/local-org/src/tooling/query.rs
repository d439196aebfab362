//! `tooling/query`: SOQL over rows that are made of what is deployed.

use super::package;
use super::tables::{Tables, rows_of};
use crate::data::calculated::{Around, Calculated};
use crate::data::soql::{Clock, Engine};
use crate::http::{Answer, Fault, Pairs, reply};
use crate::rest::rows::{Shape, record};
use crate::rest::{Call, columns, malformed, refused};
use apex_eval::Row;
use apex_syntax::ast::QueryBody;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// `GET …/tooling/query?q=…`. Every result fits one page.
pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let pairs = Pairs::of_query(call.request);
    let (columns, records) = run(call, pairs.need("q")?)?;
    if pairs.get("columns") == Some("true") {
        return Ok(reply::ok(&columns));
    }
    Ok(reply::ok(&json!({"size": records.len(), "totalSize": records.len(), "done": true, "queryLocator": null,
        "entityTypeName": null, "records": records})))
}

/// `GET …/tooling/sobjects/X/<id>`
pub(super) fn by_id(call: &Call<'_>, name: &str, id: &str) -> Answer {
    let soql = format!("SELECT FIELDS(ALL) FROM {name} WHERE Id = {} LIMIT 1", sf_wire::query::literal(id));
    run(call, &soql)?.1.into_iter().next().map(|record| reply::ok(&record)).ok_or_else(Fault::not_found)
}

/// The columns and the records of a SOQL text.
fn run(call: &Call<'_>, soql: &str) -> Result<(Value, Vec<Value>), Fault> {
    let query = apex_syntax::parse_query(soql).map_err(|error| malformed(soql, &error.message))?;
    let QueryBody::Soql(parsed) = &query.body else { return Err(malformed(soql, "unexpected token: 'FIND'")) };
    if !query.binds.is_empty() {
        return Err(malformed(soql, "Bind variables only allowed in Apex code"));
    }
    let from = parsed.from.first().and_then(|from| from.path.first()).map(|name| name.text.to_string());
    let from = from.unwrap_or_default();
    if from.eq_ignore_ascii_case("SubscriberPackageVersion") {
        package::check_key(call, parsed.filter.as_ref())?;
    }
    let tables = rows_of(call, &from);
    let Tables { catalog, store } = &tables;
    if let Some(problem) = apex_sema::check_query(&query, catalog).into_iter().next() {
        return Err(refused(soql, &problem));
    }
    let clock = Clock { now: call.world.now(), zone: TimeZone::UTC };
    // Rows about what is deployed have nothing that people told the platform to work out.
    let around = Around { calculated: &Calculated::default(), user: "".into(), clock, permissions: &|_| false };
    let engine = Engine { store, catalog, binds: &[], around: &around, visible: &|_, _| true, readable: &|_, _| true };
    if let Some(gap) = apex_sema::query_gaps(&query).first() {
        return Err(Fault::gap(gap));
    }
    let rows: Vec<Row> = engine.run(parsed).map_err(|problem| refused(soql, &problem))?;
    let shape = Shape::of(parsed, catalog);
    let prefix = call.path("tooling/sobjects");
    Ok((columns::of(parsed, catalog), rows.iter().map(|row| record(row, &shape, &prefix)).collect()))
}
