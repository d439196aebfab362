use super::{findings, place_of_test};
use diag::{Diagnostic, Severity};
use sf_wire::deploy::{CoverageWarning, DeployMessage, DeployResult, DeployStatus, ProblemType, RunTestFailure};

fn source_of(path: &str) -> Option<String> {
    ["classes/Tool.cls", "classes/ToolTest.cls", "permissionsets/P.permissionset", "triggers/OnCase.trigger"]
        .contains(&path)
        .then(|| format!("src/{path}"))
}

fn of(result: &DeployResult) -> Vec<Diagnostic> {
    findings(result, &source_of, &|_| 0)
}

fn failed(file: &str, problem: &str) -> DeployMessage {
    DeployMessage {
        component_type: "ApexClass".into(),
        file_name: file.into(),
        problem: Some(problem.into()),
        ..Default::default()
    }
}

fn place(finding: &Diagnostic) -> String {
    finding.place.as_ref().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn a_component_failure_has_place_code_and_repair() {
    let mut result = DeployResult::default();
    let message = DeployMessage {
        line_number: Some(2),
        column_number: Some(27),
        ..failed("classes/Tool.cls", "Invalid type: McpToolDefinition")
    };
    result.details.component_failures = vec![message, failed("elsewhere/X.thing", "Something new")];
    let found = of(&result);
    assert_eq!((found[0].code.id, place(&found[0]).as_str()), ("ORG050", "src/classes/Tool.cls:2:27"));
    assert_eq!(found[0].message, "ApexClass Tool: Invalid type: McpToolDefinition");
    assert!(found[0].hint.as_ref().unwrap().contains("salesforce-mcp-lib"));
    assert_eq!(
        (found[1].code.id, place(&found[1]).as_str(), found[1].hint.as_ref()),
        ("DEPLOY030", "elsewhere/X.thing:1:1", None)
    );
}

#[test]
fn a_line_of_an_objects_file_is_that_of_the_fields_own_file() {
    let source = |path: &str| match path {
        "objects/A__c.object" => Some("src/A__c.object-meta.xml".to_owned()),
        "objects/A__c.object:12" => Some("src/fields/F__c.field-meta.xml:4".to_owned()),
        _ => None,
    };
    let mut result = DeployResult::default();
    let at = |line| DeployMessage {
        component_type: "CustomField".into(),
        full_name: "A__c.F__c".into(),
        line_number: line,
        column_number: Some(13),
        ..failed("objects/A__c.object", "Field X__c does not exist. Check spelling.")
    };
    result.details.component_failures = vec![at(Some(12)), at(Some(40)), at(None)];
    let found: Vec<String> = findings(&result, &source, &|_| 0).iter().map(place).collect();
    assert_eq!(
        found,
        ["src/fields/F__c.field-meta.xml:4:1", "src/A__c.object-meta.xml:40:13", "src/A__c.object-meta.xml:1:13"]
    );
}

#[test]
fn a_name_that_the_org_leaves_out_comes_from_the_file() {
    let mut result = DeployResult::default();
    let unnamed = |file: &str| DeployMessage {
        full_name: "null".into(),
        component_type: "LightningComponentBundle".into(),
        ..failed(file, "no")
    };
    result.details.component_failures = vec![unnamed("lwc/card/card.js-meta.xml"), DeployMessage::default()];
    let found = of(&result);
    assert_eq!(found[0].message, "LightningComponentBundle card: no");
    assert_eq!(found[1].message, "(a component without a name): the org gives no reason");
}

#[test]
fn a_test_failure_points_to_the_first_line_of_its_trace_in_the_project() {
    let mut result = DeployResult::default();
    let test = |trace: &str| RunTestFailure {
        name: "ToolTest".into(),
        method_name: Some("runs".into()),
        message: "System.AssertException: no".into(),
        stack_trace: Some(trace.into()),
        ..Default::default()
    };
    result.details.run_test_result.failures = vec![
        test(
            "Class.Other.run: line 3, column 1\nClass.Tool.Inner.run: line 41, column 5\nClass.ToolTest.runs: line 9, column 1",
        ),
        test("Trigger.OnCase: line 2, column 1"),
        test("(System Code)"),
    ];
    let places: Vec<String> = of(&result).iter().map(place).collect();
    assert_eq!(
        places,
        ["src/classes/Tool.cls:41:5", "src/triggers/OnCase.trigger:2:1", "src/classes/ToolTest.cls:1:1"]
    );
    assert_eq!(of(&result)[0].code.id, "ORG072");
}

#[test]
fn a_helper_that_all_tests_share_is_not_where_one_of_them_fails() {
    let file_of = |class: &str| (class != "System").then(|| format!("src/{class}.cls"));
    let distance = |file: &str| u8::from(file == "src/Helper.cls");
    let stack = "Class.System.Assert: line 1, column 1\nClass.Helper.fails: line 188, column 1\nClass.ToolTest.runs: line 26, column 5";
    let place = place_of_test(stack, "ToolTest", &file_of, &distance).unwrap();
    assert_eq!(place.to_string(), "src/ToolTest.cls:26:5");
}

#[test]
fn details_that_cannot_be_read_are_said() {
    let mut result = DeployResult::default();
    result.details.unreadable = Some("expected text".into());
    let found = of(&result);
    assert!(found.len() == 1 && found[0].message.contains("expected text"), "{found:?}");
    assert_eq!(found[0].severity, diag::Severity::Error, "a failure may be hidden by it");
}

#[test]
fn an_extension_that_refuses_and_what_the_org_notifies_of_are_said() {
    let result: DeployResult = serde_json::from_value(serde_json::json!({
        "status": "Failed", "done": true,
        "deployExtensionResults": [
            {"type": "Scanner", "status": "Failed", "message": "a secret in Tool.cls"}, 7,
            {"type": "Other", "status": "Succeeded"}
        ],
        "notifications": {"messageCode": "SLOW", "messageText": "tests run one after the other"},
    }))
    .unwrap();
    let found = of(&result);
    assert_eq!(found[0].message, "the extension Scanner of the deployment: a secret in Tool.cls");
    assert_eq!((found[0].severity, found[1].severity), (Severity::Error, Severity::Note));
    assert_eq!((found[1].message.as_str(), found.len()), ("SLOW: tests run one after the other", 2));
}

#[test]
fn an_org_that_contradicts_itself_is_no_success() {
    let result = DeployResult { status: DeployStatus::Succeeded, done: true, ..DeployResult::default() };
    assert_eq!(crate::deploy::Verdict::of(&result), crate::deploy::Verdict::Failed);
    assert!(of(&result)[0].message.contains("denies its success"));
    let good = DeployResult { success: true, ..result };
    assert_eq!(crate::deploy::Verdict::of(&good), crate::deploy::Verdict::Succeeded);
    assert!(of(&good).is_empty());
}

#[test]
fn a_part_of_an_object_without_a_line_is_placed_in_its_own_file() {
    let source = |path: &str| match path {
        "objects/A__c.object" => Some("src/A__c.object-meta.xml".to_owned()),
        "CustomField:A__c.Lk__c" => Some("src/fields/Lk__c.field-meta.xml".to_owned()),
        _ => None,
    };
    let mut result = DeployResult::default();
    result.details.component_failures = vec![DeployMessage {
        component_type: "CustomField".into(),
        full_name: "A__c.Lk__c".into(),
        ..failed("objects/A__c.object", "no")
    }];
    assert_eq!(place(&findings(&result, &source, &|_| 0)[0]), "src/fields/Lk__c.field-meta.xml:1:1");
}

#[test]
fn nothing_is_dropped() {
    let mut result = DeployResult { error_message: Some("UNKNOWN_EXCEPTION".into()), ..Default::default() };
    result.details.component_failures = vec![failed("classes/Tool.cls", "a"), failed("classes/Tool.cls", "a")];
    let remark =
        DeployMessage { success: true, problem_type: Some(ProblemType::Warning), ..failed("classes/Tool.cls", "w") };
    let note =
        DeployMessage { success: true, problem_type: Some(ProblemType::Info), ..failed("classes/Tool.cls", "i") };
    result.details.component_successes = vec![remark, note, DeployMessage { success: true, ..Default::default() }];
    result.details.run_test_result.failures = vec![RunTestFailure::default()];
    let warning = |name: Option<&str>| CoverageWarning {
        name: name.map(str::to_owned),
        message: "m".into(),
        ..Default::default()
    };
    result.details.run_test_result.code_coverage_warnings = vec![warning(None), warning(Some("Tool"))];
    result.details.run_test_result.flow_coverage_warnings = vec![warning(Some("F"))];
    let found = of(&result);
    assert_eq!(found.len(), 1 + 2 + 2 + 1 + 3);
    assert!(found.iter().any(|f| f.message == "test : the org gives no reason"), "{found:?}");
    let severities: Vec<Severity> = found.iter().map(|f| f.severity).collect();
    assert_eq!(severities[3..5], [Severity::Warning, Severity::Note]);
    assert_eq!(severities.iter().filter(|s| **s == Severity::Error).count(), 7);
    assert!(of(&DeployResult::default()).is_empty());
    // Tests that were stopped half-way say nothing about coverage.
    result.status = DeployStatus::Canceled;
    assert_eq!(of(&result).len(), found.len() - 3);
}
