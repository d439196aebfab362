//! Errors in the bodies of REST replies.

use crate::lenient;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One error of a REST reply: `[{"message": …, "errorCode": …}]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ApiError {
    /// What the platform says.
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
    /// Its code, `INVALID_SESSION_ID` for example. Record errors call it `statusCode`.
    #[serde(alias = "statusCode", deserialize_with = "lenient::text")]
    pub error_code: String,
    /// Fields of a record the error is about.
    #[serde(deserialize_with = "lenient::list", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

impl ApiError {
    /// An error with a code and a message.
    pub fn new(error_code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { message: message.into(), error_code: error_code.into(), fields: Vec::new() }
    }

    /// The errors in the body of a reply. Empty if the body is something else, such as an HTML page of a proxy.
    pub fn parse(body: &[u8]) -> Vec<Self> {
        let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) else { return Vec::new() };
        let errors: Vec<Self> = lenient::list(value).unwrap_or_default();
        errors.into_iter().filter(|e| !e.message.is_empty() || !e.error_code.is_empty()).collect()
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.error_code.as_str(), self.message.as_str()) {
            ("", message) => f.write_str(message),
            (code, "") => f.write_str(code),
            (code, message) => write!(f, "{code}: {message}"),
        }
    }
}

/// Whether a body is an HTML page, as edge servers and maintenance pages send.
pub fn is_html(body: &[u8]) -> bool {
    let start = body.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(body.len());
    let head = &body[start..body.len().min(start + 15)];
    let lower = head.to_ascii_lowercase();
    lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_shape_of_error_body() {
        let array = br#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
        assert_eq!(ApiError::parse(array)[0].to_string(), "INVALID_SESSION_ID: Session expired or invalid");
        let object = br#"{"message":"no","errorCode":"X","fields":"Name"}"#;
        assert_eq!(ApiError::parse(object)[0].fields, ["Name"]);
        let record = br#"[{"message":"dup","statusCode":"DUPLICATE_VALUE","fields":[]}]"#;
        assert_eq!(ApiError::parse(record)[0].error_code, "DUPLICATE_VALUE");
        for other in ["", "<html>", "{", "[]", "{}", "[1]", "\"x\"", "null"] {
            assert!(ApiError::parse(other.as_bytes()).is_empty(), "{other}");
        }
    }

    #[test]
    fn html_is_recognised() {
        assert!(is_html(b"\n <!DOCTYPE html><html>") && is_html(b"<HTML>"));
        assert!(!is_html(b"<?xml version=\"1.0\"?>") && !is_html(b"") && !is_html(b"{}"));
    }
}
