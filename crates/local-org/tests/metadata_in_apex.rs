//! Apex sees the labels, record types, custom metadata and other classes of a project: `project/`.

use local_org::START;
use local_org::project::{LoadError, load};
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
    assert_eq!(report.results.len(), 7);
}

/// The texts are those of Salesforce's front end.
#[test]
fn records_of_custom_metadata_are_not_written() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project/main");
    let text = "public class Writer {\n  void f(Route__mdt one, List<Route__mdt> all) {\n    insert one;\n    update one;\n    \
                upsert all;\n    delete all;\n    one = new Route__mdt(DeveloperName = 'x');\n  }\n}";
    let Err(LoadError::Compile(_, errors)) = load(&[dir], &[("Writer.cls", text)]) else {
        panic!("the class compiles");
    };
    let found: Vec<(u32, &str)> = errors.iter().map(|e| (e.span.line, &*e.message)).collect();
    let wanted = [
        (3, "DML operation Insert not allowed on Route__mdt"),
        (4, "DML operation Update not allowed on Route__mdt"),
        (5, "DML operation Upsert not allowed on List<Route__mdt>"),
        (6, "DML operation Delete not allowed on List<Route__mdt>"),
    ];
    assert_eq!(found, wanted);
}
