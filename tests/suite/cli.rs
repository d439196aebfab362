//! The command line, case by case. A case is one file below `tests/cases`, see [`case`].

mod archive;
mod case;
mod disk;
mod lifecycle;
mod reading;
mod schemas;
mod test_runs;
mod unchanged;

use case::{Case, cases};
pub use case::{snapshot, xtask};
use diag::catalogue;

#[test]
fn every_case_behaves_as_written() {
    let failures: Vec<String> = cases().iter().filter_map(Case::run).collect();
    assert!(
        failures.is_empty(),
        "{} cases differ; set UPDATE_CASES=1 to accept what they print now\n\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Codes that no command line can bring about, with the test that covers them instead.
const COVERED_ELSEWHERE: &[(&str, &str)] = &[
    (
        "APEX004",
        "no spec known brings it about: xtask: apex::tests::a_class_that_does_not_compile_is_a_defect_at_its_spec",
    ),
    ("APEX020", "cli::test_runs::gitlab_gets_its_code_quality_report, and the reports of commands/test.txtar"),
    ("APEX021", "cli::test_runs::a_class_with_too_little_coverage_is_a_finding"),
    ("SPEC008", "cli::disk::a_spec_that_is_no_text_is_reported"),
    ("FILE004", "codegen: output::tests::scenario; names in specs are checked before they become paths"),
    ("FILE007", "cli::disk::a_disk_that_refuses_is_reported"),
    ("FILE008", "cli::disk::a_symbolic_link_is_refused"),
];

#[test]
fn every_code_has_a_case() {
    let cases = cases();
    let shown = |code: &str| cases.iter().any(|case| case.expects(&format!("[{code}]")));
    let areas = [
        catalogue::spec::ALL,
        catalogue::exposure::ALL,
        catalogue::policy::ALL,
        catalogue::portable::ALL,
        catalogue::files::ALL,
        catalogue::apex::ALL,
    ];
    let missing: Vec<&str> = areas
        .into_iter()
        .flatten()
        .map(|code| code.id)
        .filter(|code| !shown(code) && !COVERED_ELSEWHERE.iter().any(|(covered, _)| covered == code))
        .collect();
    assert_eq!(missing, Vec::<&str>::new(), "add a case below tests/cases that prints the code");
}
