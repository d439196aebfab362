//! Calls a method of an Apex REST class as the platform does: fills `RestContext`, binds parameters from the body, reads
//! the response. Apex Developer Guide, "Apex REST Methods" and "RestContext Class".

use crate::builtin::rest as context;
use crate::convert::to_datum;
use crate::host::Datum;
use crate::interp::Interp;
use crate::json::{Json, Style, parse};
use crate::stop::Stop;
use crate::value::Value;
use apex_sema::program::MethodRef;
use apex_sema::ty::Ty;

/// A request to an Apex REST class.
#[derive(Debug, Clone, Default)]
pub struct RestCall {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path behind `/services/apexrest`.
    pub uri: String,
    /// `/services/apexrest` and the class's mapping.
    pub resource_path: String,
    /// Address of the client.
    pub remote_address: String,
    /// Headers in their order.
    pub headers: Vec<(String, String)>,
    /// Parameters of the query string.
    pub params: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What the method answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RestAnswer {
    /// `RestResponse.statusCode`, if it was set.
    pub status: Option<i32>,
    /// `RestResponse.headers`.
    pub headers: Vec<(String, String)>,
    /// `RestResponse.responseBody`, or the returned value as JSON.
    pub body: Option<Vec<u8>>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum RestStop {
    /// The body does not fit the method's parameters.
    Body(String),
    /// The method ended in an exception, a limit or a gap.
    Stop(Stop),
}

impl From<Stop> for RestStop {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}

impl Interp<'_, '_> {
    /// Runs a static method of a REST class.
    ///
    /// # Errors
    /// The body does not fit, or the method ended in an exception, a limit or a gap.
    pub fn call_rest(&mut self, at: MethodRef, call: &RestCall) -> Result<RestAnswer, RestStop> {
        let params = self.program.method(at).params.clone();
        let request = self.rest_request(call, params.is_empty())?;
        let response = context::response();
        self.context.rest_request = Some(request);
        self.context.rest_response = Some(response.clone());
        let args = if params.is_empty() { Vec::new() } else { self.rest_arguments(&params, &call.body)? };
        let returns = self.program.method(at).returns.clone();
        let value = self.call_static(at, args)?;
        // The class may have put another response into the context.
        let response = self.context.rest_response.clone().unwrap_or(response);
        let field = |name| crate::builtin::args::field(&response, name);
        let status = match field("statusCode") {
            Value::Int(status) => Some(status),
            _ => None,
        };
        let body = match field("responseBody") {
            Value::Blob(bytes) => Some(bytes.to_vec()),
            _ if returns == Ty::Void => None,
            _ => {
                // Apex Reference, "RestResponse Class": fields without a value are left out.
                let text = self.serialize(&value, Style { suppress_nulls: true, pretty: false, indent: 0 })?;
                text.as_str().map(|text| text.as_bytes().to_vec())
            }
        };
        Ok(RestAnswer { status, headers: texts_of(&field("headers")), body })
    }

    fn rest_request(&mut self, call: &RestCall, with_body: bool) -> Result<Value, Stop> {
        let request = context::request();
        for (map, pairs) in [("headers", &call.headers), ("params", &call.params)] {
            let map = crate::builtin::args::field(&request, map);
            for (name, value) in pairs {
                self.put_text(&map, &[Value::str(name.as_str()), Value::str(value.as_str())])?;
            }
        }
        let set = |name, value: &str| crate::builtin::args::set_field(&request, name, Value::str(value));
        set("httpMethod", &call.method);
        set("requestURI", &call.uri);
        set("resourcePath", &call.resource_path);
        set("remoteAddress", &call.remote_address);
        if with_body {
            self.limits.allocate(call.body.len())?;
            crate::builtin::args::set_field(&request, "requestBody", Value::Blob(call.body.as_slice().into()));
        }
        Ok(request)
    }

    /// Parameters by name out of a JSON object.
    fn rest_arguments(&mut self, params: &[(std::sync::Arc<str>, Ty)], body: &[u8]) -> Result<Vec<Value>, RestStop> {
        let text = std::str::from_utf8(body).map_err(|_| RestStop::Body("the body is not UTF-8".into()))?;
        let json = parse(text).map_err(|error| RestStop::Body(error.to_string()))?;
        let Json::Object(members) = json else {
            return Err(RestStop::Body("HTTP POST body must be a JSON object".into()));
        };
        if let Some((name, _)) = members.iter().find(|(name, _)| !params.iter().any(|(param, _)| **param == **name)) {
            return Err(RestStop::Body(format!("Unexpected parameter encountered during deserialization: {name}")));
        }
        let mut args = Vec::new();
        for (param, ty) in params {
            let found = members.iter().find(|(name, _)| *name == **param);
            args.push(match found.map(|(_, json)| self.typed(json, ty, false)) {
                None => Value::Null,
                Some(Ok(value)) => value,
                Some(Err(Stop::Exception(exception))) => {
                    return Err(RestStop::Body(self.describe_exception(&exception).1));
                }
                Some(Err(stop)) => return Err(stop.into()),
            });
        }
        Ok(args)
    }
}

/// A map of texts.
fn texts_of(map: &Value) -> Vec<(String, String)> {
    let Value::Map(map) = map else { return Vec::new() };
    let text = |value: &Value| match to_datum(value) {
        Datum::Str(text) | Datum::Id(text) => text.to_string(),
        _ => String::new(),
    };
    map.items.borrow().values().map(|(name, value)| (text(name), text(value))).collect()
}
