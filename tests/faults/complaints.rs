//! The tables of complaints and of deliberate mistakes name tests that exist.

use std::path::Path;

#[test]
fn every_test_that_the_tables_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let text = std::fs::read_to_string(root.join("docs/deploy-proofs.md")).expect("the tables");
    let rows = text.lines().filter(|line| line.starts_with("| "));
    let names: Vec<&str> =
        rows.filter_map(|row| row.rsplit('|').nth(1)).flat_map(|c| c.split('`').skip(1).step_by(2)).collect();
    assert!(names.len() > 60, "{names:?}");
    let mut sources = String::new();
    for folder in ["crates", "xtask", "tests"] {
        let files = walkdir::WalkDir::new(root.join(folder)).into_iter().flatten();
        for file in files.filter(|file| file.path().extension().is_some_and(|ending| ending == "rs")) {
            sources.push_str(&std::fs::read_to_string(file.path()).expect("text"));
        }
    }
    let missing: Vec<&str> = names.into_iter().filter(|name| !sources.contains(&format!("fn {name}("))).collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
}
