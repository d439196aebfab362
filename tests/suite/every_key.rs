//! A project that uses every key of the spec language: `check` takes it, and its generated tests pass.

use super::cli::xtask;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

/// Keys that cannot stand beside another one, or not in every place that has them by the schema.
const LEFT_OUT: &[(&str, &str)] = &[
    // Instead of `version`.
    ("project", "path"),
    // Conditions of scopes and of hand-written access have no arguments; the latter have none at all.
    ("scope", "param"),
    ("server", "always"),
    ("server", "authorized"),
    ("server", "field"),
    ("server", "op"),
    ("server", "param"),
    ("server", "value"),
    ("server", "values"),
];

#[test]
fn every_key_of_the_language_works() {
    let dir = tempfile::tempdir().expect("a directory");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    for base in ["../codegen/tests/specs/every-option", "base/every-key"] {
        let base = tests.join(base);
        for entry in walkdir::WalkDir::new(&base) {
            let path = entry.expect("readable").into_path();
            let target = dir.path().join(path.strip_prefix(&base).expect("below it"));
            if path.is_dir() {
                std::fs::create_dir_all(target).expect("made");
            } else {
                std::fs::copy(path, target).expect("copied");
            }
        }
    }
    // Its description is what a check refuses; that it stays a text is tested where it is rendered.
    std::fs::remove_file(dir.path().join("specs/tools/hostile_texts.yaml")).expect("it is there");

    for (kind, folder) in [
        ("project", "specs"),
        ("scope", "specs/scopes"),
        ("server", "specs/servers"),
        ("tool", "specs/tools"),
        ("targets", ""),
    ] {
        let used = words_before_colons(&dir.path().join(folder));
        let schema = std::fs::read(tests.join(format!("../specs/schema/{kind}.schema.json"))).expect("a schema");
        let mut keys = BTreeSet::new();
        collect(&serde_json::from_slice(&schema).expect("JSON"), &mut keys);
        let unused: Vec<_> =
            keys.iter().filter(|key| !used.contains(*key) && !LEFT_OUT.contains(&(kind, key.as_str()))).collect();
        assert!(keys.len() > 5 && unused.is_empty(), "{kind}: {unused:?}");
    }
    for arguments in [&["generate"][..], &["test", "--report", "report.json"]] {
        let output = xtask().args(arguments).current_dir(dir.path()).output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}");
    }
    let report = std::fs::read(dir.path().join("report.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert!(report["tests"].as_array().expect("tests").len() > 700);
}

/// The names of all properties in a JSON Schema.
fn collect(schema: &Value, keys: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                keys.extend(properties.keys().cloned());
            }
            members.values().for_each(|value| collect(value, keys));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

/// What stands before a colon in the YAML files of a folder.
fn words_before_colons(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("readable").path());
    let files = entries.filter(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    let text: String = files.map(|path| std::fs::read_to_string(path).expect("a text")).collect();
    let before =
        text.split(':').map(|part| part.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
    before.map(str::to_owned).collect()
}
