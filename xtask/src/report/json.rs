//! The JSON report: a [`Run`] as it stands, with a published schema.

use super::Run;
use diag::{Diagnostic, Severity};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// Version of the JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Version(#[schemars(range(min = 1, max = 1))] u32);

impl Default for Version {
    fn default() -> Self {
        Self(1)
    }
}

/// A failure or remark.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Finding<'a> {
    /// Code that `cargo xtask explain` knows.
    code: &'a str,
    /// How bad it is.
    #[schemars(with = "Level")]
    severity: Severity,
    /// What is wrong.
    message: &'a str,
    /// Where; `null` for findings about the whole.
    #[schemars(with = "Option<Spot>")]
    place: Option<&'a diag::Place>,
    /// What repairs it.
    fix: Option<&'a str>,
    /// Other places that matter, such as the spec line behind a generated one.
    #[schemars(with = "Vec<RelatedSpot>")]
    related: &'a [diag::Related],
}

/// A position in a file.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code, reason = "the schema of `diag::Place`; a test compares the two")]
pub struct Spot {
    /// Path relative to the repository, with `/`.
    file: String,
    /// Line, from 1.
    line: u32,
    /// Column, from 1.
    column: u32,
}

/// A second place.
#[derive(JsonSchema)]
#[schemars(rename_all = "camelCase")]
#[allow(dead_code, reason = "the schema of `diag::Related`; a test compares the two")]
pub struct RelatedSpot {
    /// Where.
    place: Spot,
    /// What is there.
    message: String,
}

/// How bad a finding is.
#[derive(JsonSchema)]
#[schemars(rename_all = "lowercase")]
#[allow(dead_code, reason = "the schema of `diag::Severity`; a test compares the two")]
enum Level {
    Error,
    Warning,
    Note,
}

/// Serialises diagnostics as [`Finding`]s.
pub fn findings<S: Serializer>(findings: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(findings.iter().map(|finding| Finding {
        code: finding.code.id,
        severity: finding.severity,
        message: &finding.message,
        place: finding.place.as_ref(),
        fix: finding.hint.as_deref(),
        related: &finding.related,
    }))
}

/// The report.
pub fn render(run: &Run) -> String {
    let mut text = serde_json::to_string_pretty(run).unwrap_or_default();
    text.push('\n');
    text
}
