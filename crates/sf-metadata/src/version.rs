//! The API version of the Salesforce platform.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A Salesforce API version such as `66.0` (Spring '26). Only whole versions exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiVersion(u16);

impl ApiVersion {
    /// The version this project writes unless a project file says otherwise.
    pub const DEFAULT: Self = Self(66);

    /// The version `major.0`.
    pub const fn new(major: u16) -> Self {
        Self(major)
    }

    /// The number before the point.
    pub const fn major(self) -> u16 {
        self.0
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

/// The text is not an API version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a Salesforce API version; write a whole number and `.0`, for example `66.0`")]
pub struct InvalidApiVersion(String);

impl FromStr for ApiVersion {
    type Err = InvalidApiVersion;

    /// Reads `66.0` or `66`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let major = text.strip_suffix(".0").unwrap_or(text);
        let digits = !major.is_empty() && major.bytes().all(|b| b.is_ascii_digit());
        match major.parse() {
            Ok(number) if digits && number > 0 => Ok(Self(number)),
            _ => Err(InvalidApiVersion(text.to_owned())),
        }
    }
}

impl TryFrom<String> for ApiVersion {
    type Error = InvalidApiVersion;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ApiVersion> for String {
    fn from(version: ApiVersion) -> Self {
        version.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_whole_versions_only() {
        assert_eq!("66.0".parse(), Ok(ApiVersion::DEFAULT));
        assert_eq!("66".parse(), Ok(ApiVersion::new(66)));
        assert_eq!(ApiVersion::new(9).to_string(), "9.0");
        for wrong in ["", "v66.0", "66.1", "66.00", "+66", "0", "-1", "66.0.0", "99999"] {
            assert!(wrong.parse::<ApiVersion>().is_err(), "{wrong} was read");
        }
        assert!(ApiVersion::new(9) < ApiVersion::new(66));
    }
}
