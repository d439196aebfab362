//! The describe of an org: what the REST resource `sobjects/<name>/describe` replied, object by object.

mod apply;
mod snapshot;
mod wire;

pub(crate) use apply::apply;
pub use snapshot::{SnapshotError, SnapshotOf, snapshot};
pub(crate) use wire::DescribeSnapshot;

use diag::catalogue::schema as codes;
use diag::{Diagnostic, Place};

/// Why a snapshot cannot be used.
#[derive(Debug)]
pub(crate) enum DescribeError {
    /// Not JSON, or not of the shape.
    Json(serde_json::Error),
    /// Written by a newer release.
    Version(u32),
}

pub(crate) fn invalid(path: &str, error: &DescribeError) -> Diagnostic {
    let (message, place) = match error {
        DescribeError::Json(error) => {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
            let column = u32::try_from(error.column()).unwrap_or(u32::MAX).max(1);
            // What else the parser says names its own types, which no reader of a snapshot knows.
            let what = match error.classify() {
                serde_json::error::Category::Data => "holds something else than a describe at this place",
                serde_json::error::Category::Eof => "ends too early",
                _ => "is not JSON at this place",
            };
            (format!("the describe snapshot {what}"), Place::new(path, line, column))
        }
        DescribeError::Version(version) => {
            let message = format!("the describe snapshot has version {version}; this release reads version 1");
            (message, Place::start_of(path))
        }
    };
    Diagnostic::new(&codes::BAD_DESCRIBE, message).at(place).hint("take the snapshot of the org again")
}
