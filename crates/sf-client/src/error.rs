//! What can go wrong between this program and an org.

use crate::address::AddressError;
use sf_wire::{ApiError, Secret, error::is_html};

/// A failed call. Every message says what was being done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ClientError {
    /// The address must not be used.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// Nothing was sent: no name, no route, no TLS, a proxy that refuses.
    #[error("{what}: no connection to {host}: {detail}")]
    Connect {
        /// What was being done.
        what: String,
        /// Which host.
        host: String,
        /// Why not.
        detail: String,
    },
    /// The request may have reached the org, but no whole reply came back.
    #[error("{what}: the connection broke before the reply was complete: {detail}")]
    Interrupted {
        /// What was being done.
        what: String,
        /// How it broke.
        detail: String,
    },
    /// The org, or something before it, answered with an error.
    #[error("{what}: HTTP {status}: {}", explain(errors, excerpt))]
    Status {
        /// What was being done.
        what: String,
        /// HTTP status.
        status: u16,
        /// Errors in the body, if it is one of Salesforce's.
        errors: Vec<ApiError>,
        /// The start of any other body.
        excerpt: String,
        /// What helps, where the login knows it.
        remedy: Option<String>,
    },
    /// A reply of success that cannot be read.
    #[error("{what}: the reply cannot be read: {detail}")]
    Unreadable {
        /// What was being done.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// The login was refused or cannot be tried.
    #[error("login: {reason}{}", hint.as_ref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Login {
        /// What the org says, or what is missing.
        reason: String,
        /// What usually repairs it.
        hint: Option<String>,
    },
    /// A certificate bundle or another local setting cannot be used.
    #[error("{0}")]
    Setting(String),
}

fn explain(errors: &[ApiError], excerpt: &str) -> String {
    if errors.is_empty() {
        return if excerpt.is_empty() { "no reason given".to_owned() } else { excerpt.to_owned() };
    }
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl ClientError {
    /// The error in a reply with a status other than success.
    pub(crate) fn from_status(what: &str, status: u16, body: &[u8]) -> Self {
        Self::Status {
            what: what.to_owned(),
            status,
            errors: ApiError::parse(body),
            excerpt: excerpt(body),
            remedy: None,
        }
    }

    pub(crate) fn unreadable(what: &str, body: &[u8], detail: impl std::fmt::Display) -> Self {
        let detail = if is_html(body) { "an HTML page came instead of data".to_owned() } else { detail.to_string() };
        Self::Unreadable { what: what.to_owned(), detail }
    }

    pub(crate) fn login(reason: impl Into<String>, hint: impl Into<Option<String>>) -> Self {
        Self::Login { reason: reason.into(), hint: hint.into() }
    }

    /// The error without the given secrets, should the other side have repeated one.
    #[must_use]
    pub(crate) fn without(mut self, secrets: &[&Secret]) -> Self {
        let clean = |text: &mut String| {
            for secret in secrets {
                *text = secret.redact(text);
            }
        };
        match &mut self {
            Self::Address(_) => {}
            Self::Connect { detail, .. } | Self::Interrupted { detail, .. } | Self::Unreadable { detail, .. } => {
                clean(detail)
            }
            Self::Status { errors, excerpt, .. } => {
                clean(excerpt);
                secrets.iter().for_each(|secret| cut_short(excerpt, secret));
                for error in errors {
                    clean(&mut error.message);
                    clean(&mut error.error_code);
                    error.fields.iter_mut().for_each(clean);
                }
            }
            Self::Login { reason, .. } => clean(reason),
            Self::Setting(text) => clean(text),
        }
        self
    }

    /// Whether the same call may succeed when it is sent again a little later. It says nothing about whether sending it
    /// again is harmless; see [`ClientError::may_have_acted`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connect { .. } | Self::Interrupted { .. } | Self::Unreadable { .. } => true,
            Self::Status { status, .. } => {
                matches!(status, 408 | 420 | 429 | 500 | 502 | 503 | 504) || self.has_code("SERVER_UNAVAILABLE")
            }
            Self::Address(_) | Self::Login { .. } | Self::Setting(_) => false,
        }
    }

    /// Whether the org may have done what the call asked for, although no success was read. Then a call that changes
    /// something must not be sent again before the org has been asked what it did.
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::Interrupted { .. } | Self::Unreadable { .. } => true,
            // A redirect is the answer of a host that has not taken the request.
            Self::Status { status, errors, .. } => {
                *status >= 500 || matches!(status, 408 | 420) || (*status < 300 && errors.is_empty())
            }
            Self::Connect { .. } | Self::Address(_) | Self::Login { .. } | Self::Setting(_) => false,
        }
    }

    /// Whether a call that only reads may succeed a little later: there was no reply, or none of the org's own.
    pub fn is_trouble(&self) -> bool {
        self.is_retryable() || self.may_have_acted()
    }

    /// Whether the org no longer knows the token.
    pub fn is_session_expired(&self) -> bool {
        matches!(self, Self::Status { status: 401, .. }) || self.has_code("INVALID_SESSION_ID")
    }

    /// What helps against a session that has expired, or a login that is refused, if the login knows it.
    pub fn remedy(&self) -> Option<&str> {
        match self {
            Self::Status { remedy, .. } if self.is_session_expired() => remedy.as_deref(),
            Self::Login { hint, .. } => hint.as_deref(),
            _ => None,
        }
    }

    /// With what helps once the login no longer works, unless something better is known.
    #[must_use]
    pub(crate) fn or_remedy(mut self, known: Option<&String>) -> Self {
        if let Self::Status { remedy: place, .. } | Self::Login { hint: place, .. } = &mut self
            && place.is_none()
        {
            *place = known.cloned();
        }
        self
    }

    /// Whether a reply carries an error with this code.
    pub fn has_code(&self, code: &str) -> bool {
        matches!(self, Self::Status { errors, .. } if errors.iter().any(|e| e.error_code == code))
    }

    /// HTTP status of the reply, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// Takes the beginning of a secret off the end of a text: the text may have been cut in the middle of it.
fn cut_short(text: &mut String, secret: &Secret) {
    let secret = secret.expose();
    let begins = (6..secret.len()).rev().filter_map(|length| secret.get(..length));
    if let Some(start) = begins.into_iter().find_map(|begin| text.strip_suffix(begin)).map(str::len) {
        text.truncate(start);
        text.push_str("[redacted]");
    }
}

/// The start of a body, on one line, for messages.
fn excerpt(body: &[u8]) -> String {
    if is_html(body) {
        return "an HTML page came instead of data".to_owned();
    }
    let text = String::from_utf8_lossy(&body[..body.len().min(2_000)]);
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(status: u16, body: &str) -> ClientError {
        ClientError::from_status("test", status, body.as_bytes())
    }

    #[test]
    fn what_may_be_repeated_and_what_may_have_happened() {
        let refused = status(400, r#"[{"message":"bad","errorCode":"X"}]"#);
        assert!(!refused.is_retryable() && !refused.may_have_acted());
        let broken = ClientError::Interrupted { what: "w".into(), detail: "d".into() };
        assert!(broken.is_retryable() && broken.may_have_acted());
        let unreachable = ClientError::Connect { what: "w".into(), host: "h".into(), detail: "d".into() };
        assert!(unreachable.is_retryable() && !unreachable.may_have_acted());
        for code in [420, 500, 502, 503, 504] {
            assert!(status(code, "<html>").is_retryable() && status(code, "").may_have_acted(), "{code}");
        }
        assert!(!status(302, "").may_have_acted() && !status(302, "<html>").is_retryable());
        assert!(!status(403, "").may_have_acted() && !status(404, "").is_retryable());
        assert!(status(401, "").is_session_expired());
        assert!(status(500, r#"[{"errorCode":"INVALID_SESSION_ID","message":"m"}]"#).is_session_expired());
    }

    #[test]
    fn a_secret_that_the_excerpt_cuts_in_two_does_not_show_its_first_half() {
        let token = Secret::new("00D000000000001!canary-canary-canary");
        for before in 250..305 {
            let body = format!("{}{}", "x".repeat(before), token.expose());
            let told = status(503, &body).without(&[&token]).to_string();
            assert!(!told.contains("00D000"), "{before}: {told}");
        }
        let body = format!(r#"[{{"message":"m","errorCode":"{0}","fields":["{0}"]}}]"#, token.expose());
        assert!(!format!("{:?}", status(400, &body).without(&[&token])).contains("canary"));
    }

    #[test]
    fn messages_are_one_line_and_say_what_was_done() {
        assert_eq!(
            status(503, "<!doctype html><html>").to_string(),
            "test: HTTP 503: an HTML page came instead of data"
        );
        assert_eq!(status(400, "a\n\u{1b}[31mb").to_string(), "test: HTTP 400: a [31mb");
        assert_eq!(status(403, r#"[{"message":"m","errorCode":"C"}]"#).to_string(), "test: HTTP 403: C: m");
        assert_eq!(status(404, "").to_string(), "test: HTTP 404: no reason given");
        assert!(status(400, &"x".repeat(10_000)).to_string().len() < 400);
    }
}
