//! Golden cases of the metadata, client and document renderers. With `UPDATE_GOLDEN=1` the expected parts are rewritten.

mod case;

#[test]
fn cases() {
    let default = case::default_inputs();
    let mut failures = Vec::new();
    for (path, text) in case::all() {
        let mut case = case::parse(&text);
        assert!(!case.expected.is_empty() || !case.reported.is_empty(), "{} expects nothing", path.display());
        let mut inputs = default.clone();
        inputs.extend(case.inputs.clone());
        let (files, mut problems) = case::render(&inputs);
        for (path, content) in &mut case.expected {
            *content = files.get(path).cloned().unwrap_or_else(|| "(not rendered)\n".to_owned());
        }
        diag::sort(&mut problems);
        case.reported = diag::render::text(&problems);
        let actual = case::write(&case);
        if actual == text {
            continue;
        }
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, actual).expect("the case is written");
        } else {
            let diff = similar::TextDiff::from_lines(&text, &actual);
            failures.push(format!("{}\n{}", path.display(), diff.unified_diff()));
        }
    }
    assert!(failures.is_empty(), "run with UPDATE_GOLDEN=1 and review:\n{}", failures.join("\n"));
}
