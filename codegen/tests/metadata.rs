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

#[test]
fn nothing_is_rendered_for_a_tool_that_no_server_offers() {
    let mut inputs = case::default_inputs();
    let tool = inputs["specs/tools/tool.yaml"].replace("name: tool", "name: idle");
    inputs.insert("specs/tools/idle.yaml".to_owned(), tool);
    let (files, problems) = case::render(&inputs);
    let rendered = |name: &str| files.keys().filter(|path| path.contains(name) && !path.starts_with("show/")).count();
    assert!(rendered("AcmeToolTool") > 0 && rendered("Idle") + rendered("idle") == 0, "{:?}", files.keys());
    assert!(problems.iter().any(|problem| problem.code.id == "SPEC017"), "{problems:?}");
}
