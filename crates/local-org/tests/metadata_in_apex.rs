//! Apex sees the labels, record types, custom metadata and other classes of a project: `project/`.

use local_org::START;
use local_org::project::load;
use local_org::runner::run;
use std::path::Path;

#[test]
fn the_tests_of_the_project_pass() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let project = match load(&[dir], &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    };
    let report = run(&project, START, &|_| true);
    let failed: Vec<String> = report.failures().map(|r| format!("{}: {:?}", r.method, r.outcome)).collect();
    assert_eq!(failed, Vec::<String>::new());
    assert_eq!(report.results.len(), 6);
}
