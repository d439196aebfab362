//! `/services/data`: the API versions of the org. The call needs no login.

use crate::http::{Answer, Fault, Request, reply};
use sf_wire::versions::VersionEntry;

/// Oldest and newest version, with the release that brought each: three a year.
const OLDEST: u16 = 60;
const LABELS: &[&str] = &[
    "Spring '24",
    "Summer '24",
    "Winter '25",
    "Spring '25",
    "Summer '25",
    "Winter '26",
    "Spring '26",
    "Summer '26",
    "Winter '27",
];

/// All versions, oldest first.
fn all() -> Vec<VersionEntry> {
    let entry = |(number, label): (u16, &&str)| VersionEntry {
        label: (*label).into(),
        url: format!("/services/data/v{number}.0"),
        version: format!("{number}.0"),
    };
    (OLDEST..).zip(LABELS).map(entry).collect()
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
    }
}
