//! `composite/sobjects`: up to 200 records in one call. REST API Developer Guide, "sObject Collections".

use super::Call;
use super::record::{Write, read, write_in};
use crate::Session;
use crate::http::{Answer, Fault, Pairs, reply};
use apex_syntax::ast::DmlOp;
use http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sf_wire::ApiError;

/// Most records of a call.
const MOST: usize = 200;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(default)]
    all_or_none: bool,
    records: Vec<Map<String, Value>>,
}

/// One record to write.
struct Item {
    op: DmlOp,
    object: String,
    members: Map<String, Value>,
    id: Option<String>,
    key: Option<(String, String)>,
}

/// Answers below `composite/sobjects`.
pub(super) fn answer(call: &Call<'_>) -> Answer {
    let parts: Vec<&str> = call.parts.iter().skip(2).map(String::as_str).collect();
    match (call.request.method(), parts.as_slice()) {
        (&Method::POST, []) => save(call, DmlOp::Insert, None),
        (&Method::PATCH, []) => save(call, DmlOp::Update, None),
        (&Method::PATCH, [object, field]) => save(call, DmlOp::Upsert, Some((object, field))),
        (&Method::DELETE, []) => delete(call),
        (&Method::GET, [object]) => {
            let pairs = Pairs::of_query(call.request);
            let list = |name: &str| -> Result<Vec<String>, Fault> {
                Ok(pairs.need(name)?.split(',').map(|part| part.trim().to_owned()).collect())
            };
            get(call, object, &list("ids")?, &list("fields")?)
        }
        (&Method::POST, [object]) => {
            #[derive(Deserialize)]
            struct Asked {
                ids: Vec<String>,
                fields: Vec<String>,
            }
            let asked: Asked = call.json()?;
            get(call, object, &asked.ids, &asked.fields)
        }
        (method, []) => Err(Fault::method(method, &["DELETE", "PATCH", "POST"])),
        _ => Err(Fault::not_found()),
    }
}

fn get(call: &Call<'_>, object: &str, ids: &[String], fields: &[String]) -> Answer {
    if ids.len() > 2_000 {
        return Err(Fault::bad("EXCEEDED_ID_LIMIT", "The maximum number of records is 2000"));
    }
    Ok(reply::ok(&read(call, object, "Id", ids, Some(fields))?))
}

fn save(call: &Call<'_>, op: DmlOp, target: Option<(&str, &str)>) -> Answer {
    let body: Body = call.json()?;
    let mut items = Vec::new();
    for mut members in body.records {
        let named = members.get("attributes").and_then(|a| a["type"].as_str()).map(str::to_owned);
        let Some(object) = target.map(|(object, _)| object.to_owned()).or(named) else {
            return Err(Fault::bad("INVALID_INPUT", "attributes.type is required for each record"));
        };
        let take = |members: &mut Map<String, Value>, name: &str| {
            let found = members.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned()?;
            members.remove(&found).and_then(|value| value.as_str().map(str::to_owned))
        };
        let id = if op == DmlOp::Update { Some(take(&mut members, "Id").unwrap_or_default()) } else { None };
        let key = target.map(|(_, field)| {
            let value =
                members.iter().find(|(name, _)| name.eq_ignore_ascii_case(field)).map(|(_, value)| match value {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                });
            members.retain(|name, _| !name.eq_ignore_ascii_case(field));
            (field.to_owned(), value.unwrap_or_default())
        });
        items.push(Item { op, object, members, id, key });
    }
    run(call, &items, body.all_or_none)
}

fn delete(call: &Call<'_>) -> Answer {
    let pairs = Pairs::of_query(call.request);
    let all_or_none = pairs.get("allOrNone").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let ids = pairs.need("ids")?.split(',').map(|id| id.trim().to_owned());
    let object = |id: &str| call.with_org(|org| id.get(..3).and_then(|prefix| org.catalog.object_with_prefix(prefix)));
    let items: Vec<Item> = ids
        .map(|id| Item {
            op: DmlOp::Delete,
            object: object(&id).map(|name| name.to_string()).unwrap_or_default(),
            members: Map::new(),
            id: Some(id),
            key: None,
        })
        .collect();
    run(call, &items, all_or_none)
}

/// Writes in one transaction; a record that fails undoes itself, or with `allOrNone` all.
fn run(call: &Call<'_>, items: &[Item], all_or_none: bool) -> Answer {
    if items.len() > MOST {
        return Err(Fault::bad("EXCEEDED_ID_LIMIT", format!("The maximum number of records is {MOST}")));
    }
    let mut results: Vec<Value> = Vec::new();
    let outcome = call.transaction(|session| {
        let mut failed = false;
        for item in items {
            let (result, fine) = one(session, item);
            failed |= !fine;
            results.push(result);
        }
        if failed && all_or_none { Err(()) } else { Ok(()) }
    });
    if outcome.is_err() {
        let text = "Record rolled back because not all records were valid and the request was using AllOrNone header";
        for result in results.iter_mut().filter(|result| result["success"] == true) {
            *result = failure(&[ApiError::new("ALL_OR_NONE_OPERATION_ROLLED_BACK", text)]);
        }
    }
    Ok(reply::ok(&results))
}

fn one(session: &mut Session<'_>, item: &Item) -> (Value, bool) {
    use apex_eval::Host;
    let before = session.savepoint();
    let key = item.key.as_ref().map(|(field, value)| (field.as_str(), value.as_str()));
    let write = Write { op: item.op, object: &item.object, members: &item.members, id: item.id.as_deref(), key };
    match write_in(session, &write) {
        Ok(result) => {
            let mut value = json!({"id": result.id.as_deref(), "success": true, "errors": []});
            if item.op == DmlOp::Upsert {
                value["created"] = json!(result.created);
            }
            (value, true)
        }
        Err(fault) => {
            session.rollback(before);
            (failure(&fault.errors), false)
        }
    }
}

/// Errors of records call their code `statusCode`.
fn failure(errors: &[ApiError]) -> Value {
    let errors: Vec<Value> =
        errors.iter().map(|e| json!({"statusCode": e.error_code, "message": e.message, "fields": e.fields})).collect();
    json!({"success": false, "errors": errors})
}
