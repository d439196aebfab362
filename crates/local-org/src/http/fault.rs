//! Errors as the REST API shows them: a status and `[{"message", "errorCode", "fields"}]`. REST API Developer Guide,
//! "Status Codes and Error Responses".

use super::{Response, reply};
use apex_eval::{Refusal, RowError};
use http::StatusCode;
use sf_wire::ApiError;

/// An error reply.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fault {
    pub status: StatusCode,
    pub errors: Vec<ApiError>,
    /// Whether a row was refused: such errors name their fields, even if there are none.
    pub of_row: bool,
}

impl Fault {
    /// One error.
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status, errors: vec![ApiError::new(code, message)], of_row: false }
    }

    /// `400`
    pub fn bad(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// `404`, as for every path and record that is not there or must not be seen.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "The requested resource does not exist")
    }

    /// `405`
    pub fn method(given: &http::Method, allowed: &[&str]) -> Self {
        let message = format!("HTTP Method '{given}' not allowed. Allowed are {}", allowed.join(","));
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message)
    }

    /// `401` for a token that is unknown, expired or revoked.
    pub fn session() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// `501` for what the local org does not have; the code is our own.
    pub fn gap(what: impl std::fmt::Display) -> Self {
        let text = what.to_string();
        let message = match text.contains("not supported by the local org") {
            true => text,
            false => format!("not supported by the local org: {text}"),
        };
        Self::new(StatusCode::NOT_IMPLEMENTED, "NOT_SUPPORTED_BY_LOCAL_ORG", message)
    }

    /// The refusal of a query or a write as a whole.
    pub fn of_refusal(refusal: Refusal) -> Self {
        let Refusal { exception, message, inaccessible, gap } = refusal;
        if gap {
            return Self::gap(message);
        }
        let code = match exception {
            "System.SecurityException" => {
                return Self::new(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS", message);
            }
            "System.SearchException" => "MALFORMED_SEARCH",
            _ if message.starts_with("sObject type") => "INVALID_TYPE",
            _ if !inaccessible.is_empty() || message.starts_with("No such column") => "INVALID_FIELD",
            _ => "MALFORMED_QUERY",
        };
        Self::bad(code, message)
    }

    /// Errors of one row.
    pub fn of_row(errors: &[RowError]) -> Self {
        let status = match errors.first().map(|e| &*e.status) {
            Some("ENTITY_IS_DELETED") => StatusCode::NOT_FOUND,
            Some("INSUFFICIENT_ACCESS_OR_READONLY") => StatusCode::FORBIDDEN,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { status, errors: errors.iter().map(of_row_error).collect(), of_row: true }
    }
}

/// One error of a row. Field permissions speak another language over REST than in Apex.
pub(crate) fn of_row_error(error: &RowError) -> ApiError {
    let fields: Vec<String> = error.fields.iter().map(ToString::to_string).collect();
    let by_fields = &*error.status == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY" && !fields.is_empty();
    if by_fields {
        let message = format!(
            "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is \
             read/write for your profile or permission set.",
            fields.join(", ")
        );
        return ApiError { error_code: "INVALID_FIELD_FOR_INSERT_UPDATE".into(), message, fields };
    }
    ApiError { error_code: error.status.to_string(), message: error.message.to_string(), fields }
}

impl From<Fault> for Response {
    fn from(fault: Fault) -> Self {
        let mut errors = serde_json::json!(fault.errors);
        for error in errors.as_array_mut().into_iter().flatten().filter(|_| fault.of_row) {
            error.as_object_mut().map(|error| error.entry("fields").or_insert_with(|| serde_json::json!([])));
        }
        let mut response = reply::json(fault.status, &errors);
        if fault.status == StatusCode::UNAUTHORIZED {
            let challenge = http::HeaderValue::from_static("Token");
            response.headers_mut().insert(http::header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_row_names_its_fields_even_if_there_are_none() {
        let body =
            |fault: Fault| -> serde_json::Value { serde_json::from_slice(Response::from(fault).body()).unwrap() };
        let row = RowError { status: "FIELD_CUSTOM_VALIDATION_EXCEPTION".into(), message: "no".into(), fields: vec![] };
        assert_eq!(body(Fault::of_row(&[row]))[0]["fields"], serde_json::json!([]));
        assert_eq!(body(Fault::session())[0].get("fields"), None);
    }
}
