//! The synthetic project that measurements use: what is refused measures nothing.

#[path = "../../benches/project.rs"]
mod project;

#[test]
fn the_project_of_the_benchmarks_compiles() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    project::write(directory.path(), 200);
    let compilation = codegen::compile(directory.path());
    assert!(!diag::has_errors(&compilation.diagnostics), "{}", diag::render::text(&compilation.diagnostics));
    assert_ne!(compilation.files.len(), 0);
}
