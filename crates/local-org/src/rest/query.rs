//! `query` and `queryAll`, with their pages.

use super::rows::{Shape, record};
use super::{Call, columns};
use crate::Session;
use crate::http::{Answer, Fault, Pairs, reply};
use apex_eval::{Access, Host, Row};
use apex_syntax::ast::{FieldExpr, Query, QueryBody, SelectItem, Soql};
use serde_json::{Value, json};
use std::sync::Arc;

/// Records of a page, unless `Sforce-Query-Options: batchSize=n` says otherwise.
const PAGE: usize = 2_000;
/// Smallest page that may be asked for.
const SMALLEST: usize = 200;

/// Data of callers is read and written with their object, field and sharing rights.
pub(super) const AS_CALLER: Access = Access { user_mode: true, sharing: true };

/// `GET …/query?q=…` and `GET …/query/<cursor>`.
pub(super) fn answer(call: &Call<'_>, all_rows: bool) -> Answer {
    call.allow(&["GET"])?;
    let name = if all_rows { "queryAll" } else { "query" };
    if let Some(locator) = call.parts.get(1) {
        return next(call, name, locator);
    }
    let pairs = Pairs::of_query(call.request);
    let soql = pairs.need("q")?;
    if pairs.get("columns") == Some("true") {
        return describe(call, soql, all_rows);
    }
    let (total, records) = run(call, soql, all_rows)?;
    page(call, name, total, &Arc::new(records), None, 0)
}

/// The number of records, and the records of a SOQL text.
pub(super) fn run(call: &Call<'_>, soql: &str, all_rows: bool) -> Result<(usize, Vec<Value>), Fault> {
    let query = parse(soql, all_rows)?;
    let QueryBody::Soql(parsed) = &query.body else { return Err(malformed(soql, "unexpected token: 'FIND'")) };
    let about_permissions = |name: &str| ["permission", "setupentityaccess"].iter().any(|part| name.contains(part));
    if call.held.is_none() && about_permissions(&soql.to_ascii_lowercase()) {
        call.with_org(crate::setup::show_permissions);
    }
    let rows = call.transaction(|session| rows(session, &query, soql))?;
    if is_count(parsed) {
        return Ok((rows.len(), Vec::new()));
    }
    let shape = call.with_org(|org| Shape::of(parsed, &org.catalog));
    let prefix = call.path("sobjects");
    let records: Vec<Value> = rows.iter().map(|row| record(row, &shape, &prefix)).collect();
    Ok((records.len(), records))
}

/// The columns of a query that the caller may run.
fn describe(call: &Call<'_>, soql: &str, all_rows: bool) -> Answer {
    let query = parse(soql, all_rows)?;
    let QueryBody::Soql(parsed) = &query.body else { return Err(malformed(soql, "unexpected token: 'FIND'")) };
    call.transaction(|session| rows(session, &query, soql))?;
    Ok(reply::ok(&call.with_org(|org| columns::of(parsed, &org.catalog))))
}

/// A query as the REST API reads it.
fn parse(soql: &str, all_rows: bool) -> Result<Query, Fault> {
    let mut query = apex_syntax::parse_query(soql).map_err(|error| malformed(soql, &error.message))?;
    if !query.binds.is_empty() {
        return Err(malformed(soql, "Bind variables only allowed in Apex code"));
    }
    if let QueryBody::Soql(parsed) = &mut query.body {
        if parsed.all_rows {
            return Err(malformed(soql, "ALL ROWS not allowed in this context"));
        }
        parsed.all_rows = all_rows;
    }
    Ok(query)
}

/// Checks and runs a query with the rights of the session's user.
fn rows(session: &mut Session<'_>, query: &Query, soql: &str) -> Result<Vec<Row>, Fault> {
    if let Some(problem) = apex_sema::check_query(query, &session.org.catalog).into_iter().next() {
        return Err(refused(soql, &problem));
    }
    session.query(query, &[], AS_CALLER).map_err(|refusal| match refusal.gap {
        true => Fault::of_refusal(refusal),
        false => refused(soql, &refusal.message),
    })
}

/// The error for a query that names what is not there, or not for the caller.
pub(crate) fn refused(soql: &str, problem: &str) -> Fault {
    let code = match problem {
        p if p.starts_with("sObject type") => "INVALID_TYPE",
        p if p.starts_with("No such column") || p.starts_with("Didn't understand relationship") => "INVALID_FIELD",
        _ => "MALFORMED_QUERY",
    };
    Fault::bad(code, format!("\n{}\n^\nERROR at Row:1:Column:1\n{problem}", soql.trim()))
}

/// The error for a text that is no query.
pub(crate) fn malformed(soql: &str, problem: &str) -> Fault {
    let problem = match problem.strip_prefix("Unexpected token ") {
        Some(rest) => format!("unexpected token: {}", rest.trim_end_matches('.')),
        None => problem.to_owned(),
    };
    Fault::bad("MALFORMED_QUERY", format!("\n{}\n^\nERROR at Row:1:Column:1\n{problem}", soql.trim()))
}

fn is_count(soql: &Soql) -> bool {
    matches!(&*soql.select, [SelectItem::Field(FieldExpr::Function { name, args, .. }, _)]
        if name.is("count") && args.is_empty())
}

fn next(call: &Call<'_>, name: &str, locator: &str) -> Answer {
    let invalid = || Fault::bad("INVALID_QUERY_LOCATOR", "invalid query locator");
    let (id, start) = locator.rsplit_once('-').ok_or_else(invalid)?;
    let start: usize = start.parse().map_err(|_| invalid())?;
    let now = call.world.now();
    let records = call.world.cursors().records(&call.caller.user, id, now).ok_or_else(invalid)?;
    if start >= records.len() {
        return Err(invalid());
    }
    page(call, name, records.len(), &records, Some(id), start)
}

fn page(
    call: &Call<'_>,
    name: &str,
    total: usize,
    records: &Arc<Vec<Value>>,
    cursor: Option<&str>,
    start: usize,
) -> Answer {
    let end = records.len().min(start.saturating_add(page_size(call)));
    let mut body = json!({"totalSize": total, "done": end == records.len()});
    if end < records.len() {
        let id = cursor.map_or_else(
            || {
                let now = call.world.now();
                call.world.cursors().open(&call.caller.user, Arc::clone(records), now)
            },
            str::to_owned,
        );
        body["nextRecordsUrl"] = json!(call.path(&format!("{name}/{id}-{end}")));
    }
    body["records"] = json!(records[start..end]);
    Ok(reply::ok(&body))
}

/// `Sforce-Query-Options: batchSize=n`, kept between 200 and 2,000.
fn page_size(call: &Call<'_>) -> usize {
    let header = call.request.headers().get("sforce-query-options").and_then(|value| value.to_str().ok());
    let asked = header.and_then(|options| {
        options.split(',').find_map(|option| option.trim().strip_prefix("batchSize=")?.trim().parse::<usize>().ok())
    });
    asked.map_or(PAGE, |n| n.clamp(SMALLEST, PAGE))
}
