//! `sobjects`: the list, describes, and rows. REST API Developer Guide, "sObject Rows".

use super::record::{Write, read, write};
use super::{Call, describe};
use crate::http::{Answer, Fault, Pairs, reply};
use apex_syntax::ast::DmlOp;
use http::header::LOCATION;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

/// Answers below `sobjects`.
pub(super) fn answer(call: &Call<'_>) -> Answer {
    let parts: Vec<&str> = call.parts.iter().skip(1).map(String::as_str).collect();
    match *parts.as_slice() {
        [] => describe::list(call),
        [object] => match call.request.method().as_str() {
            "POST" => create(call, object),
            _ => describe::basic(call, object),
        },
        [object, word] if word.eq_ignore_ascii_case("describe") => describe::whole(call, object),
        [object, id] => by_id(call, object, id),
        [object, field, value] if field.eq_ignore_ascii_case("Id") => by_id(call, object, value),
        [object, field, value] => by_key(call, object, field, value),
        _ => Err(Fault::not_found()),
    }
}

fn fields_asked(call: &Call<'_>) -> Option<Vec<String>> {
    let pairs = Pairs::of_query(call.request);
    pairs.get("fields").map(|list| list.split(',').map(str::to_owned).collect())
}

fn create(call: &Call<'_>, object: &str) -> Answer {
    let members: Map<String, Value> = call.json()?;
    let result = write(call, &Write { op: DmlOp::Insert, object, members: &members, id: None, key: None })?;
    let id = result.id.unwrap_or_else(|| "".into());
    let mut response = reply::json(StatusCode::CREATED, &json!({"id": &*id, "success": true, "errors": []}));
    if let Ok(place) = HeaderValue::from_str(&call.path(&format!("sobjects/{object}/{id}"))) {
        response.headers_mut().insert(LOCATION, place);
    }
    Ok(response)
}

fn by_id(call: &Call<'_>, object: &str, id: &str) -> Answer {
    call.allow(&["GET", "PATCH", "DELETE"])?;
    let none = Map::new();
    match call.request.method().as_str() {
        "GET" => one(call, object, "Id", id),
        "DELETE" => {
            write(call, &Write { op: DmlOp::Delete, object, members: &none, id: Some(id), key: None })?;
            Ok(reply::nothing())
        }
        _ => {
            let members: Map<String, Value> = call.json()?;
            write(call, &Write { op: DmlOp::Update, object, members: &members, id: Some(id), key: None })?;
            Ok(reply::nothing())
        }
    }
}

fn by_key(call: &Call<'_>, object: &str, field: &str, value: &str) -> Answer {
    call.allow(&["GET", "PATCH", "DELETE"])?;
    match call.request.method().as_str() {
        "GET" => one(call, object, field, value),
        "DELETE" => {
            let found = read(call, object, field, &[value.to_owned()], Some(&["Id".to_owned()]))?;
            let id = found[0]["Id"].as_str().ok_or_else(Fault::not_found)?;
            write(call, &Write { op: DmlOp::Delete, object, members: &Map::new(), id: Some(id), key: None })?;
            Ok(reply::nothing())
        }
        _ => {
            let members: Map<String, Value> = call.json()?;
            let key = Some((field, value));
            let result = write(call, &Write { op: DmlOp::Upsert, object, members: &members, id: None, key })?;
            let status = if result.created { StatusCode::CREATED } else { StatusCode::OK };
            let id = result.id.unwrap_or_else(|| "".into());
            Ok(reply::json(status, &json!({"id": &*id, "success": true, "errors": [], "created": result.created})))
        }
    }
}

fn one(call: &Call<'_>, object: &str, field: &str, value: &str) -> Answer {
    let asked = fields_asked(call);
    match read(call, object, field, &[value.to_owned()], asked.as_deref())?.into_iter().next() {
        Some(Value::Null) | None => Err(Fault::not_found()),
        Some(record) => Ok(reply::ok(&record)),
    }
}
