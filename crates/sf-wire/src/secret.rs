//! Values that must not be shown.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A password, token, key or code. Neither `Debug` nor `Display` shows it; the only way to its text is
/// [`Secret::expose`], so that every use can be found by its name.
///
/// It is serialized as its text, because requests carry it. Do not derive `Serialize` for anything that is logged or
/// stored and holds one.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `text` with every occurrence of this secret replaced, also where it is encoded as a request carries it: in a form
    /// or an address, as a JSON string, in Base64. Short secrets are left alone: replacing two letters everywhere would
    /// garble the text and hide nothing.
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < 6 {
            return text.to_owned();
        }
        let json = serde_json::Value::from(self.0.as_str()).to_string();
        let encoded = [
            self.0.clone(),
            json[1..json.len() - 1].to_owned(),
            percent_encoded(&self.0, true),
            percent_encoded(&self.0, false),
            STANDARD_NO_PAD.encode(&self.0),
            URL_SAFE_NO_PAD.encode(&self.0),
        ];
        encoded.iter().fold(text.to_owned(), |text, form| text.replace(form, "[redacted]"))
    }
}

/// Everything but letters, digits and `-._~` as `%` and two digits (RFC 3986, 2.1).
fn percent_encoded(text: &str, capital: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => out.push(byte.into()),
            _ if byte.is_ascii_alphanumeric() => out.push(byte.into()),
            _ if capital => out.push_str(&format!("%{byte:02X}")),
            _ => out.push_str(&format!("%{byte:02x}")),
        }
    }
    out
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_formatting_shows_it() {
        let secret = Secret::new("canary-0451");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "[redacted] [redacted] Some([redacted])");
        assert_eq!(secret.redact("a canary-0451 b"), "a [redacted] b");
        assert_eq!(secret.expose(), "canary-0451");
    }

    #[test]
    fn it_is_found_however_a_request_carries_it() {
        let secret = Secret::new("ca/na+ry=\"04\\51\"");
        for shown in [
            "client_secret=ca%2Fna%2Bry%3D%2204%5C51%22&x=1",
            "client_secret=ca%2fna%2bry%3d%2204%5c51%22&x=1",
            r#"{"client_secret": "ca/na+ry=\"04\\51\""}"#,
            "Basic Y2EvbmErcnk9IjA0XDUxIg==",
        ] {
            let clean = secret.redact(shown);
            assert!(clean.contains("[redacted]") && !clean.contains("51") && !clean.contains("Y2E"), "{clean}");
        }
    }
}
