//! Names and values of a query string or a form.

use super::{Fault, Request};

/// Decoded pairs in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Those of `a=b&c=d`.
    pub fn parse(bytes: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// Those of a request's address.
    pub fn of_query(request: &Request) -> Self {
        Self::parse(request.uri().query().unwrap_or_default().as_bytes())
    }

    /// Those of a request's body.
    pub fn of_form(request: &Request) -> Self {
        Self::parse(request.body())
    }

    /// The value of a name, if there is exactly one: a name given twice is nobody's.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(n, _)| n == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    /// Whether a name is given, once or more often.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// The value of a name that must be there.
    pub fn need(&self, name: &str) -> Result<&str, Fault> {
        self.get(name).ok_or_else(|| Fault::bad("MISSING_ARGUMENT", format!("The {name} parameter is required")))
    }

    /// All pairs.
    pub fn into_inner(self) -> Vec<(String, String)> {
        self.0
    }
}
