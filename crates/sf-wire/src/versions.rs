//! `GET /services/data`: the API versions an org speaks. The call needs no login.

use serde::{Deserialize, Serialize};

/// One version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionEntry {
    /// Release, for example `Spring '26`.
    #[serde(default)]
    pub label: String,
    /// Path, `/services/data/v66.0`.
    pub url: String,
    /// Number, `66.0`.
    pub version: String,
}

/// The highest whole version of a list.
pub fn newest(versions: &[VersionEntry]) -> Option<u16> {
    versions.iter().filter_map(|entry| entry.version.split('.').next()?.parse().ok()).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_is_the_highest_number_not_the_last_text() {
        let entry = |version: &str| VersionEntry { label: String::new(), url: String::new(), version: version.into() };
        assert_eq!(newest(&[entry("9.0"), entry("68.0"), entry("66.0")]), Some(68));
        assert_eq!(newest(&[]), None);
    }
}
