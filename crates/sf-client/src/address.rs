//! The address of an org, and the rules about which host may be asked what.

use std::fmt;
use url::{Host, Url};

/// The origin of an org or login server: scheme, host and port, nothing else. HTTPS, but for loopback addresses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrgAddress(Url);

/// An address that must not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Not a URL at all.
    #[error("`{0}` is not an address; write it like `https://acme.my.salesforce.com`")]
    Invalid(String),
    /// A token would travel readable.
    #[error("`{0}` does not use https; tokens are sent over https only (http is allowed for localhost)")]
    NotEncrypted(String),
    /// User names or passwords do not belong into an address.
    #[error("the address of `{0}` holds a user name or password; remove it")]
    Credentials(String),
}

/// Whether an address means this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

impl OrgAddress {
    /// Reads an address. A missing scheme means https; path and query are dropped.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let text = text.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let invalid = || AddressError::Invalid(text.chars().take(200).collect());
        let mut url = Url::parse(&with_scheme).map_err(|_| invalid())?;
        let host = url.host_str().filter(|h| !h.is_empty()).ok_or_else(invalid)?.to_owned();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::Credentials(host));
        }
        let address = match url.scheme() {
            "https" | "http" => {
                url.set_path("/");
                url.set_query(None);
                url.set_fragment(None);
                Self(url)
            }
            _ => return Err(invalid()),
        };
        if address.0.scheme() == "http" && !address.is_loopback() {
            return Err(AddressError::NotEncrypted(host));
        }
        Ok(address)
    }

    /// Host name.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Host name, and the port if it is not the usual one.
    pub fn authority(&self) -> String {
        match self.0.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Whether this machine is meant.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// Whether this is one of the login servers that all orgs share. They answer no client credentials flow.
    pub fn is_shared_login(&self) -> bool {
        matches!(self.host(), "login.salesforce.com" | "test.salesforce.com")
    }

    /// Whether the name is that of a sandbox or scratch org. A production org never has such a name; a name without it
    /// proves nothing, so ask the org.
    pub fn looks_like_sandbox(&self) -> bool {
        let host = self.host();
        host == "test.salesforce.com" || host.contains(".sandbox.my.") || host.contains(".scratch.my.")
    }

    /// The audience of a JWT assertion: the shared login server of the kind of org, or the host itself where there is none
    /// (sites, local orgs).
    pub fn jwt_audience(&self) -> String {
        if self.looks_like_sandbox() {
            "https://test.salesforce.com".to_owned()
        } else if self.host() == "login.salesforce.com" || self.host().ends_with(".my.salesforce.com") {
            "https://login.salesforce.com".to_owned()
        } else {
            self.to_string()
        }
    }

    /// The address of a path on this host. `path` starts with `/`.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        url.set_path(path);
        url.set_query(query);
        url
    }
}

impl fmt::Display for OrgAddress {
    /// Without a slash at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> OrgAddress {
        OrgAddress::parse(text).unwrap()
    }

    #[test]
    fn only_the_origin_is_kept() {
        assert_eq!(address("acme.my.salesforce.com/lightning?x=1#y").to_string(), "https://acme.my.salesforce.com");
        assert_eq!(address(" http://localhost:8080/ ").to_string(), "http://localhost:8080");
        assert_eq!(address("https://a.b").join("/services/data?x=1").as_str(), "https://a.b/services/data?x=1");
    }

    #[test]
    fn tokens_never_travel_readable() {
        for text in [
            "http://acme.my.salesforce.com",
            "http://10.0.0.1",
            "http://localhost.evil.com",
            "http://127.0.0.1.evil.com",
        ] {
            assert!(matches!(OrgAddress::parse(text), Err(AddressError::NotEncrypted(_))), "{text}");
        }
        for text in ["http://localhost:1", "http://127.0.0.1", "http://[::1]:9"] {
            assert!(address(text).is_loopback(), "{text}");
        }
        assert!(matches!(OrgAddress::parse("https://u:p@acme.com"), Err(AddressError::Credentials(_))));
        for text in ["", "ftp://x", "https://", "a b"] {
            assert!(matches!(OrgAddress::parse(text), Err(AddressError::Invalid(_))), "{text}");
        }
    }

    #[test]
    fn audiences_follow_the_kind_of_org() {
        for (text, audience) in [
            ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
            ("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"),
            ("https://x-dev-ed.scratch.my.salesforce.com", "https://test.salesforce.com"),
            ("https://test.salesforce.com", "https://test.salesforce.com"),
            ("https://portal.example.com", "https://portal.example.com"),
            ("http://localhost:7000", "http://localhost:7000"),
        ] {
            assert_eq!(address(text).jwt_audience(), audience, "{text}");
        }
        assert!(address("login.salesforce.com").is_shared_login());
        assert!(!address("acme.my.salesforce.com").looks_like_sandbox());
    }
}
