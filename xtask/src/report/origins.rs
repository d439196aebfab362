//! The spec lines behind generated files.

use codegen::output::{LOCK_PATH, Lock};
use diag::{Diagnostic, Place, Related};
use std::path::Path;

/// What `specs/generated.lock` knows about generated files.
#[derive(Debug, Default)]
pub struct Origins(Lock);

impl Origins {
    /// Of the project at `root`. A lock that is missing or damaged tells nothing; `check` reports it.
    pub fn of_project(root: &Path) -> Self {
        let text = std::fs::read_to_string(root.join(LOCK_PATH)).unwrap_or_default();
        Self(Lock::parse(&text).unwrap_or_default())
    }

    /// The spec line behind a place in a generated file.
    pub fn behind(&self, place: &Place) -> Option<Place> {
        let origin = self.0.files.get(&place.file)?.origin(place.line)?;
        Some(origin.place())
    }

    /// Adds to each finding in a generated file the spec line behind it, once.
    pub fn attach(&self, findings: &mut [Diagnostic]) {
        for finding in findings {
            let Some(place) = finding.place.as_ref().and_then(|place| self.behind(place)) else { continue };
            if finding.related.iter().all(|related| related.place != place) {
                finding.related.push(Related { place, message: "the spec behind it".to_owned() });
            }
        }
    }
}
