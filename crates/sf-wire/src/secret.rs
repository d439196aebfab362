//! Values that must not be shown.

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

    /// `text` with every occurrence of this secret replaced. Short secrets are left alone: replacing two letters
    /// everywhere would garble the text and hide nothing.
    pub fn redact(&self, text: &str) -> String {
        if self.0.len() < 6 { text.to_owned() } else { text.replace(&self.0, "[redacted]") }
    }
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
}
