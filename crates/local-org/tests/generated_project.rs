//! The project's own generated tests, run here: they pass, and they notice when protection is taken away.

use apex_sema::{Source, compile};
use local_org::project::{Project, load};
use local_org::runner::{Outcome, Report, run};
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn project() -> Project {
    match load(&[root().join("force-app"), root().join("framework/apex/bundled")], &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    }
}

/// Compiles the project again with every class text changed.
fn changed(project: &Project, change: impl Fn(&str) -> String) -> Project {
    let is_test = |s: &Source| s.text.contains("@IsTest");
    let sources: Vec<Source> = project
        .sources
        .iter()
        .map(|s| Source { path: s.path.clone(), text: if is_test(s) { s.text.clone() } else { change(&s.text) } })
        .collect();
    let program = compile(&sources, &project.org.catalog).unwrap();
    Project { org: project.org.clone(), sources: Arc::new(sources), program: Arc::new(program) }
}

fn is_tool_test(name: &str) -> bool {
    name.split('.').next().is_some_and(|class| class.ends_with("ToolTest") && class.starts_with("Acme"))
}

fn failed(report: &Report) -> Vec<String> {
    report.failures().map(|r| format!("{}.{}: {:?}", r.class, r.method, r.outcome)).collect()
}

#[test]
fn the_tests_of_every_generated_tool_pass_and_cover_it() {
    let project = project();
    let report = run(&project, &is_tool_test);
    assert!(report.results.len() > 100, "only {} tests", report.results.len());
    assert_eq!(failed(&report), Vec::<String>::new());
    for class in report.coverage.iter().filter(|c| c.class.starts_with("Acme") && c.class.ends_with("Tool")) {
        assert!(class.percent() >= 90, "{}: {} %, missed {:?}", class.class, class.percent(), class.missed);
    }
}

#[test]
fn without_custom_permissions_no_tool_works() {
    let mut project = project();
    for grants in project.org.grants.values_mut() {
        grants.custom.clear();
    }
    let report = run(&project, &is_tool_test);
    let passed =
        |method: &str| report.results.iter().filter(|r| r.method == method).all(|r| r.outcome == Outcome::Pass);
    assert!(passed("refusesAUserWithoutThePermission"), "the refusal itself must not depend on the grant");
    assert!(
        failed(&report).len() * 2 > report.results.len(),
        "{} of {} notice",
        failed(&report).len(),
        report.results.len()
    );
}

/// The hand-written model tools with the serving core they share.
fn model() -> Project {
    let dirs = ["apex/core", "apex/bundled", "apex/seed", "examples"].map(|d| root().join("framework").join(d));
    match load(&dirs, &[]) {
        Ok(project) => project,
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn with_user_mode_off_the_denial_tests_of_the_model_fail() {
    let project = model();
    let is_denial = |name: &str| name.contains("WithoutAccess") && !name.starts_with("AcmeStaleNegotiations");
    let before = run(&project, &is_denial);
    assert!(before.results.len() >= 5, "only {} denial tests", before.results.len());
    assert_eq!(failed(&before), Vec::<String>::new());
    let open = changed(&project, |text| {
        text.replace("WITH USER_MODE", "WITH SYSTEM_MODE")
            .replace(" as user ", " as system ")
            .replace("AccessLevel.USER_MODE", "AccessLevel.SYSTEM_MODE")
    });
    let after = run(&open, &is_denial);
    let silent: Vec<&str> =
        after.results.iter().filter(|r| r.outcome == Outcome::Pass).map(|r| r.class.as_str()).collect();
    assert_eq!(silent, Vec::<&str>::new(), "these do not notice that user mode is off");
}
