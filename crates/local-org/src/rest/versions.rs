//! `/services/data`: the API versions of the org. The call needs no login.

use crate::http::{Answer, Fault, Request, reply};
use crate::metadata::NEWEST_VERSION;
use sf_wire::versions::VersionEntry;

/// Oldest version that is not retired (REST API Developer Guide, "API End-of-Life Policy"). Clients ask old ones: the `sf`
/// CLI reads its own user with 51.0.
const OLDEST: u16 = 31;

/// The release that brought a version: three a year, 31.0 with Summer '14.
fn label(version: u16) -> String {
    let season = ["Summer", "Winter", "Spring"][usize::from((version - OLDEST) % 3)];
    format!("{season} '{}", 14 + (version - OLDEST).div_ceil(3))
}

/// All versions, oldest first.
fn all() -> Vec<VersionEntry> {
    let entry = |number| VersionEntry {
        label: label(number),
        url: format!("/services/data/v{number}.0"),
        version: format!("{number}.0"),
    };
    (OLDEST..=NEWEST_VERSION).map(entry).collect()
}

/// Whether the org speaks this version, `66.0`.
pub(crate) fn is_known(version: &str) -> bool {
    all().iter().any(|entry| entry.version == version)
}

/// The list.
pub(crate) fn list(request: &Request) -> Answer {
    match request.method().as_str() {
        "GET" | "HEAD" => Ok(reply::ok(&all())),
        _ => Err(Fault::method(request.method(), &["GET", "HEAD"])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_is_the_last() {
        assert_eq!(sf_wire::versions::newest(&all()), Some(68));
        assert!(is_known("66.0") && !is_known("66") && !is_known("69.0"));
        assert!(is_known("31.0") && is_known("51.0") && !is_known("30.0"));
        let labels: Vec<_> = all().into_iter().map(|entry| entry.label).collect();
        assert_eq!(labels[0], "Summer '14");
        assert_eq!(labels[labels.len() - 3..], ["Spring '26", "Summer '26", "Winter '27"]);
    }
}
