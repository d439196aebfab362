//! The published schemas are true.

use super::*;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Of the JSON report.
pub static REPORT: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let schema = schemars::schema_for!(Run);
    jsonschema::validator_for(schema.as_value()).expect("a valid JSON Schema")
});

/// Compares a schema with its file; `UPDATE_GOLDEN=1` writes it.
pub fn published(name: &str, schema: &schemars::Schema) {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/schema").join(name);
    let text = format!("{:#}\n", schema.as_value());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        std::fs::write(&path, &text).expect("written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(found, text, "docs/schema/{name} is not what the code writes; run with UPDATE_GOLDEN=1");
}

#[test]
fn the_schema_of_reports_is_published() {
    published("report.schema.json", &schemars::schema_for!(Run));
}

#[test]
fn the_schema_refuses_what_is_no_report() {
    let good = serde_json::to_value(run_of(&failed())).unwrap();
    assert!(REPORT.is_valid(&good));
    for change in ["version", "verdict", "findings", "tests"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().insert(change.into(), serde_json::json!("other"));
        assert!(!REPORT.is_valid(&bad), "{change}");
        bad.as_object_mut().unwrap().remove(change);
        assert!(!REPORT.is_valid(&bad), "without {change}");
    }
    let mut bad = good;
    bad["findings"][0]["severity"] = serde_json::json!("fatal");
    assert!(!REPORT.is_valid(&bad));
}
