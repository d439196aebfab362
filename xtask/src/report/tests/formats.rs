//! What each format says about a failed deployment.

use super::*;
use crate::report::format::{named, of_file};

fn rendered(name: &str) -> String {
    (named(name).unwrap().render)(&run_of(&failed()))
}

#[test]
fn every_format_is_chosen_by_its_own_file_name() {
    for format in crate::report::format::ALL {
        assert_eq!(of_file(format.file).map(|found| found.name), Some(format.name));
        assert_eq!(named(format.name), Some(format));
    }
}

#[test]
fn junit_fails_for_components_tests_and_coverage() {
    let text = rendered("junit");
    let document = roxmltree::Document::parse(&text).unwrap();
    let root = document.root_element();
    assert_eq!((root.attribute("tests"), root.attribute("failures")), (Some("4"), Some("3")));
    let suites: Vec<_> = root.children().filter_map(|s| s.attribute("name")).collect();
    assert_eq!(suites, ["BTest", "Components", "Coverage"]);
    let failure = |case: &str| {
        let case = document.descendants().find(|n| n.attribute("name") == Some(case)).unwrap();
        case.children().find(|n| n.has_tag_name("failure")).map(|f| f.attribute("message").unwrap().to_owned())
    };
    assert_eq!(failure("reads"), None);
    assert_eq!(failure("refuses").unwrap(), "System.AssertException: Assertion Failed");
    let component = failure("ApexClass A").unwrap();
    assert!(component.contains("x ]]> \\u{1b}[31m␊::error::gone"), "{component}");
    let case = document.descendants().find(|n| n.attribute("name") == Some("refuses")).unwrap();
    assert_eq!(
        (case.attribute("file"), case.attribute("line")),
        (Some("force-app/main/default/classes/B.cls"), Some("9"))
    );
}

#[test]
fn junit_of_a_failure_as_a_whole_fails() {
    let result =
        DeployResult { error_message: Some("UNKNOWN_EXCEPTION".into()), done: true, ..DeployResult::default() };
    let run = run_of(&result);
    let text = (named("junit").unwrap().render)(&run);
    assert!(text.contains("failures=\"1\"") && text.contains("message=\"UNKNOWN_EXCEPTION\""), "{text}");
    // Neither does a cancelled one pass.
    let canceled = Run { verdict: Verdict::Canceled, summary: "cancelled".into(), ..Run::default() };
    assert!((named("junit").unwrap().render)(&canceled).contains("failures=\"1\""));
}

#[test]
fn lcov_counts_what_the_org_counts() {
    let expected =
        "TN:\nSF:force-app/main/default/classes/B.cls\nDA:1,1\nDA:2,1\nDA:3,0\nDA:9,0\nLF:4\nLH:2\nend_of_record\n";
    assert_eq!(rendered("lcov"), expected);
}

#[test]
fn lines_that_the_org_names_are_taken_as_they_are() {
    let coverage =
        Coverage::new(Kind::Class, "B".into(), Some("B.cls".into()), 3, 1).with_lines(vec![7, 5, 7], vec![6]);
    let run = Run { coverage: vec![coverage], ..Run::default() };
    let text = (named("lcov").unwrap().render)(&run);
    assert_eq!(text, "TN:\nSF:B.cls\nDA:5,1\nDA:6,0\nDA:7,1\nLF:3\nLH:2\nend_of_record\n");
}

#[test]
fn cobertura_has_the_elements_of_its_dtd() {
    let text = rendered("cobertura");
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&text, options).unwrap();
    let root = document.root_element();
    assert_eq!((root.attribute("line-rate"), root.attribute("lines-valid")), (Some("0.5000"), Some("4")));
    // Required attributes of coverage-04.dtd.
    let required: &[(&str, &[&str])] = &[
        (
            "coverage",
            &[
                "line-rate",
                "branch-rate",
                "lines-covered",
                "lines-valid",
                "branches-covered",
                "branches-valid",
                "complexity",
                "version",
                "timestamp",
            ],
        ),
        ("package", &["name", "line-rate", "branch-rate", "complexity"]),
        ("class", &["name", "filename", "line-rate", "branch-rate", "complexity"]),
        ("line", &["number", "hits"]),
    ];
    for (element, attributes) in required {
        let found: Vec<_> = document.descendants().filter(|n| n.has_tag_name(*element)).collect();
        assert!(!found.is_empty(), "{element}");
        for node in found {
            assert!(attributes.iter().all(|a| node.attribute(*a).is_some()), "{node:?}");
        }
    }
    let order = |name: &str| {
        let node = document.descendants().find(|n| n.has_tag_name(name)).unwrap();
        node.children().filter(|c| c.is_element()).map(|c| c.tag_name().name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        (order("coverage"), order("class")),
        (vec!["sources".into(), "packages".into()], vec!["methods".into(), "lines".into()])
    );
}

#[test]
fn code_quality_tells_equal_findings_apart() {
    let mut run = run_of(&failed());
    run.findings.extend(run.findings.clone());
    let list: Vec<serde_json::Value> = serde_json::from_str(&(named("codequality").unwrap().render)(&run)).unwrap();
    let fingerprints: std::collections::BTreeSet<_> = list.iter().map(|f| f["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((list.len(), fingerprints.len()), (6, 6));
    assert_eq!(list[0]["severity"], "critical");
    assert_eq!(list[0]["location"]["path"], "force-app/main/default/classes/A.cls");
    assert_eq!(list[0]["location"]["lines"]["begin"], 2);
}

#[test]
fn a_finding_that_moves_keeps_its_fingerprint() {
    let mut run = run_of(&failed());
    let before: serde_json::Value = serde_json::from_str(&(named("codequality").unwrap().render)(&run)).unwrap();
    run.findings[0].place.as_mut().unwrap().line += 7;
    let after: serde_json::Value = serde_json::from_str(&(named("codequality").unwrap().render)(&run)).unwrap();
    assert_eq!(before[0]["fingerprint"], after[0]["fingerprint"]);
    assert_ne!(before[0]["location"], after[0]["location"]);
}

#[test]
fn the_summary_shows_findings_tests_and_coverage() {
    let text = rendered("summary");
    assert!(text.starts_with("## Deployment: failed\n"), "{text}");
    assert!(text.contains("| `BTest.refuses` | System.AssertException: Assertion Failed |"), "{text}");
    assert!(text.contains("| `B` | 50.0 % | 3, 9 |"), "{text}");
    assert!(!text.contains("<b>") && !text.contains('\u{1b}'), "{text}");
}

#[test]
fn a_summary_stays_below_what_github_takes() {
    let mut run = run_of(&failed());
    let one = run.findings[0].clone();
    run.findings = vec![one; 20_000];
    let text = (named("summary").unwrap().render)(&run);
    assert!(text.len() < 1024 * 1024, "{}", text.len());
    assert!(text.contains(" more are in the JSON report."));
}

#[test]
fn ranges_are_joined() {
    assert_eq!(ranges(&[1, 3, 4, 5, 9]), "1, 3–5, 9");
    assert_eq!(ranges(&[]), "");
}
