//! `search` and `parameterizedSearch`. REST API Developer Guide, "Search" and "Parameterized Search".

use super::Call;
use super::query::AS_CALLER;
use super::rows::{Shape, record};
use crate::http::{Answer, Fault, Pairs, reply};
use apex_eval::Host;
use apex_syntax::ast::QueryBody;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

/// `GET …/search?q=FIND {…} …`
pub(super) fn answer(call: &Call<'_>) -> Answer {
    call.allow(&["GET"])?;
    let pairs = Pairs::of_query(call.request);
    run(call, pairs.need("q")?)
}

fn malformed(problem: &str) -> Fault {
    Fault::bad("MALFORMED_SEARCH", problem)
}

fn run(call: &Call<'_>, sosl: &str) -> Answer {
    let text = quoted(sosl)?;
    let query = apex_syntax::parse_query(&text).map_err(|e| malformed(&e.message))?;
    if !matches!(query.body, QueryBody::Sosl(_)) {
        return Err(malformed("unexpected token: 'SELECT'"));
    }
    if !query.binds.is_empty() {
        return Err(malformed("Bind variables only allowed in Apex code"));
    }
    let prefix = call.path("sobjects");
    let found = call.transaction(|session| {
        if let Some(problem) = apex_sema::check_query(&query, &session.org.catalog).into_iter().next() {
            return Err(malformed(&problem));
        }
        session.search(&query, &[], AS_CALLER, None).map_err(Fault::of_refusal)
    })?;
    let shape = Shape::whole();
    let records: Vec<Value> = found.iter().flat_map(|(_, rows)| rows).map(|row| record(row, &shape, &prefix)).collect();
    Ok(reply::ok(&json!({"searchRecords": records})))
}

/// `FIND {acme}` as `FIND 'acme'`: over HTTP the words stand in braces.
fn quoted(sosl: &str) -> Result<String, Fault> {
    let trimmed = sosl.trim_start();
    let behind = trimmed.get(4..).filter(|_| trimmed.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("find")));
    let behind = behind.ok_or_else(|| malformed("a search starts with FIND"))?.trim_start();
    let Some(inner) = behind.strip_prefix('{') else { return Ok(trimmed.to_owned()) };
    let mut escaped = false;
    let end = inner.char_indices().find_map(|(at, c)| {
        let ends = c == '}' && !escaped;
        escaped = c == '\\' && !escaped;
        ends.then_some(at)
    });
    let end = end.ok_or_else(|| malformed("the search words end with }"))?;
    Ok(format!("FIND {}{}", sf_wire::query::literal(&inner[..end]), &inner[end + 1..]))
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Asked {
    q: String,
    #[serde(rename = "in")]
    scope: Option<String>,
    fields: Vec<String>,
    sobjects: Vec<AskedObject>,
    default_limit: Option<u32>,
    overall_limit: Option<u32>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct AskedObject {
    name: String,
    fields: Vec<String>,
    limit: Option<u32>,
    r#where: Option<String>,
}

/// `GET` and `POST …/parameterizedSearch`
pub(super) fn parameterized(call: &Call<'_>) -> Answer {
    call.allow(&["GET", "POST"])?;
    let asked: Asked = match *call.request.method() {
        Method::POST => call.json()?,
        _ => of_query(&Pairs::of_query(call.request)),
    };
    if asked.q.is_empty() {
        return Err(Fault::bad("MISSING_ARGUMENT", "The q parameter is required"));
    }
    run(call, &text_of(&asked)?)
}

fn of_query(pairs: &Pairs) -> Asked {
    let list = |name: &str| -> Vec<String> {
        pairs.get(name).map(|list| list.split(',').map(|part| part.trim().to_owned()).collect()).unwrap_or_default()
    };
    let objects = list("sobject").into_iter().map(|name| AskedObject {
        fields: list(&format!("{name}.fields")),
        limit: pairs.get(&format!("{name}.limit")).and_then(|n| n.parse().ok()),
        r#where: pairs.get(&format!("{name}.where")).map(str::to_owned),
        name,
    });
    Asked {
        q: pairs.get("q").unwrap_or_default().to_owned(),
        scope: pairs.get("in").map(str::to_owned),
        fields: list("fields"),
        sobjects: objects.collect(),
        default_limit: pairs.get("defaultLimit").and_then(|n| n.parse().ok()),
        overall_limit: pairs.get("overallLimit").and_then(|n| n.parse().ok()),
    }
}

fn text_of(asked: &Asked) -> Result<String, Fault> {
    let name =
        |text: &String| match !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c)) {
            true => Ok(text.clone()),
            false => Err(malformed(&format!("{text} is no name"))),
        };
    let scope = asked.scope.as_deref().unwrap_or("ALL");
    let scope =
        ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"].into_iter().find(|known| known.eq_ignore_ascii_case(scope));
    let scope = scope.ok_or_else(|| malformed("in is ALL, NAME, EMAIL, PHONE or SIDEBAR"))?;
    let mut returning = Vec::new();
    for object in &asked.sobjects {
        let fields = if object.fields.is_empty() { &asked.fields } else { &object.fields };
        let mut columns = fields.iter().map(name).collect::<Result<Vec<_>, _>>()?;
        if columns.is_empty() {
            columns.push("Id".into());
        }
        let filter = object.r#where.as_ref().map(|w| format!(" WHERE {w}")).unwrap_or_default();
        let limit = object.limit.or(asked.default_limit).map(|n| format!(" LIMIT {n}")).unwrap_or_default();
        returning.push(format!("{}({}{filter}{limit})", name(&object.name)?, columns.join(", ")));
    }
    let overall = asked.overall_limit.map(|n| format!(" LIMIT {n}")).unwrap_or_default();
    let returning = if returning.is_empty() { String::new() } else { format!(" RETURNING {}", returning.join(", ")) };
    Ok(format!("FIND {} IN {scope} FIELDS{returning}{overall}", sf_wire::query::literal(&asked.q)))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn braces_become_a_literal() {
        assert_eq!(quoted("FIND {a'b} RETURNING Account").unwrap(), r"FIND 'a\'b' RETURNING Account");
        assert!(quoted("FIND {a").is_err() && quoted("é").is_err() && quoted("SELECT Id").is_err());
    }
}
