//! Any deployment, in every format, reads back: nothing is lost, nothing of its text becomes markup.

use super::*;
use crate::report::format::named;
use diag::render::visible;
use proptest::prelude::*;
use sf_wire::deploy::{CodeCoverage, CodeLocation, CoverageWarning, DeployMessage, RunTestFailure, RunTestSuccess};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z][A-Za-z0-9_]{0,8}",
        "\\PC{0,12}",
        "[\\x00-\\x7f\u{202e}\u{fffe}\u{ffff}]{0,12}",
        Just("]]>\n::error::x%0A\u{1b}[2J<b>|`&amp;".to_owned()),
        Just("end_of_record\nSF:/etc/passwd".to_owned()),
    ]
}

prop_compose! {
    fn component()(kind in text(), name in text(), file in text(), problem in proptest::option::of(text()), line in proptest::option::of(0u32..99), success in any::<bool>()) -> DeployMessage {
        DeployMessage { component_type: kind, full_name: name, file_name: file, problem, line_number: line, success, ..DeployMessage::default() }
    }
}

prop_compose! {
    fn failure()(name in text(), method_name in proptest::option::of(text()), message in text(), stack_trace in proptest::option::of(text())) -> RunTestFailure {
        RunTestFailure { name, method_name, message, stack_trace, ..RunTestFailure::default() }
    }
}

prop_compose! {
    fn coverage()(name in text(), total in 0u64..40, missed in proptest::collection::vec(0u32..50, 0..6)) -> CodeCoverage {
        let locations = missed.iter().map(|line| CodeLocation { line: *line, ..CodeLocation::default() }).collect();
        CodeCoverage { name, num_locations: total, num_locations_not_covered: missed.len() as u64, locations_not_covered: locations, ..CodeCoverage::default() }
    }
}

prop_compose! {
    fn result()(
        error in proptest::option::of(text()),
        components in proptest::collection::vec(component(), 0..5),
        failures in proptest::collection::vec(failure(), 0..4),
        passed in proptest::collection::vec((text(), text()), 0..4),
        code in proptest::collection::vec(coverage(), 0..4),
        warnings in proptest::collection::vec((proptest::option::of(text()), text()), 0..3),
    ) -> DeployResult {
        let mut result = DeployResult { error_message: error, done: true, ..DeployResult::default() };
        let (good, bad) = components.into_iter().partition(|message| message.success);
        result.details.component_successes = good;
        result.details.component_failures = bad;
        let tests = &mut result.details.run_test_result;
        tests.failures = failures;
        tests.successes = passed.into_iter().map(|(name, method_name)| RunTestSuccess { name, method_name, ..RunTestSuccess::default() }).collect();
        tests.code_coverage = code;
        tests.code_coverage_warnings = warnings.into_iter().map(|(name, message)| CoverageWarning { name, message, ..CoverageWarning::default() }).collect();
        result
    }
}

/// Every file is in the project, so that line formats show all classes.
fn everywhere(file: &str) -> Option<String> {
    Some(format!("src/{file}"))
}

fn xml(text: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(text, options).unwrap()
}

proptest! {
    #[test]
    fn every_format_reads_back(result in result()) {
        let findings = sf_client::deploy::findings(&result, &everywhere, &crate::report::distance);
        let run = of_deployment(&result, findings, &everywhere);
        let render = |name: &str| (named(name).unwrap().render)(&run);
        let tests = &result.details.run_test_result;

        let junit = render("junit");
        let document = xml(&junit);
        let failures: Vec<&str> = document.descendants().filter(|n| n.has_tag_name("failure")).filter_map(|n| n.attribute("message")).collect();
        let bad = run.failed_components().count();
        let whole = usize::from(result.error_message.is_some() || (bad + tests.failures.len() + tests.code_coverage_warnings.len() == 0));
        prop_assert_eq!(failures.len(), bad + tests.failures.len() + tests.code_coverage_warnings.len() + whole);
        for failure in &tests.failures {
            let shown = visible(&failure.message).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}");
            prop_assert!(failures.contains(&shown.as_str()), "{:?} in {:?}", shown, failures);
        }
        let root = document.root_element();
        prop_assert_eq!(root.attribute("failures").unwrap(), failures.len().to_string());

        let shown = run.coverage.iter().filter(|coverage| coverage.file.is_some()).count();
        let cobertura = render("cobertura");
        let document = xml(&cobertura);
        prop_assert_eq!(document.descendants().filter(|n| n.has_tag_name("class")).count(), shown);

        let lcov = render("lcov");
        let known = |line: &str| ["TN:", "SF:", "DA:", "LF:", "LH:"].iter().any(|start| line.starts_with(start)) || line == "end_of_record";
        prop_assert!(lcov.split_terminator('\n').all(known), "{}", lcov);
        prop_assert_eq!(lcov.split_terminator('\n').filter(|line| *line == "end_of_record").count(), shown);

        let report: serde_json::Value = serde_json::from_str(&render("json")).unwrap();
        let errors: Vec<String> = schema::REPORT.iter_errors(&report).map(|error| error.to_string()).collect();
        prop_assert!(errors.is_empty(), "{:?}", errors);
        prop_assert_eq!(report["findings"].as_array().unwrap().len(), run.findings.len());
        prop_assert_eq!(report["tests"].as_array().unwrap().len(), tests.failures.len() + tests.successes.len());
        let problems: usize = report["components"].as_array().unwrap().iter().map(|c| c["problems"].as_array().unwrap().len()).sum();
        let remarks = result.details.component_successes.iter().filter(|message| message.problem.is_some()).count();
        prop_assert_eq!(problems, result.details.component_failures.len() + remarks);

        let sarif: serde_json::Value = serde_json::from_str(&render("sarif")).unwrap();
        prop_assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), run.findings.len());
        let quality: Vec<serde_json::Value> = serde_json::from_str(&render("codequality")).unwrap();
        let fingerprints: std::collections::BTreeSet<_> = quality.iter().map(|f| f["fingerprint"].as_str().unwrap()).collect();
        prop_assert_eq!(fingerprints.len(), run.findings.len());

        let github = Ci { github: true, ..Ci::default() };
        for line in github.annotations(&run.findings).split_terminator('\n') {
            prop_assert!(["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start)), "{}", line);
        }

        use pulldown_cmark::{Event, Options, Parser};
        for event in Parser::new_ext(&render("summary"), Options::ENABLE_TABLES) {
            match event {
                Event::InlineHtml(html) => prop_assert!(["<br>", "<span>", "</span>"].contains(&&*html), "{}", html),
                Event::Html(html) => prop_assert!(false, "{}", html),
                _ => {}
            }
        }
    }
}
