//! GitLab's code quality report: a JSON array of findings (GitLab docs, "Code Quality report format").

use super::Run;
use diag::{Diagnostic, Severity};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The file that stands for findings about the whole project: GitLab wants a path for each.
const WHOLE: &str = "sfdx-project.json";

/// The report.
pub fn render(run: &Run) -> String {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let list: Vec<Value> = run.findings.iter().map(|finding| entry(finding, &mut seen)).collect();
    format!("{:#}\n", Value::Array(list))
}

fn entry(finding: &Diagnostic, seen: &mut BTreeMap<String, u32>) -> Value {
    let path = finding.place.as_ref().map_or(WHOLE, |place| &place.file);
    let line = finding.place.as_ref().map_or(1, |place| place.line.max(1));
    // Without the line, so that a finding that moves is the same one; equal findings are told apart by their number.
    let identity = format!("{}\0{path}\0{}", finding.code.id, finding.message);
    let number = seen.entry(identity.clone()).or_default();
    *number += 1;
    let digest = Sha256::digest(format!("{identity}\0{number}"));
    let fingerprint = hex::encode(digest);
    let fix = finding.hint.as_ref().map(|hint| format!("\nfix: {hint}")).unwrap_or_default();
    json!({
        "description": format!("{}{fix}", finding.message),
        "check_name": finding.code.id,
        "fingerprint": fingerprint,
        "severity": match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "minor",
            Severity::Note => "info",
        },
        "location": { "path": path, "lines": { "begin": line } },
    })
}
