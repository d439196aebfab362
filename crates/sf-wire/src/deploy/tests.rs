use super::*;
use serde_json::json;

#[test]
fn a_request_says_everything_explicitly() {
    let request = DeployRequest {
        deploy_options: DeployOptions {
            check_only: true,
            run_tests: vec!["ATest".into()],
            test_level: Some(TestLevel::RunSpecifiedTests),
            ..DeployOptions::default()
        },
    };
    let expected = json!({"deployOptions": {
        "allowMissingFiles": false, "autoUpdatePackage": false, "checkOnly": true, "ignoreWarnings": false,
        "performRetrieve": false, "purgeOnDelete": false, "rollbackOnError": true, "runTests": ["ATest"],
        "singlePackage": true, "testLevel": "RunSpecifiedTests",
    }});
    assert_eq!(serde_json::to_value(&request).unwrap(), expected);
    assert_eq!(serde_json::from_value::<DeployRequest>(expected).unwrap(), request);
}

#[test]
fn cancel_and_quick_deploy_have_their_documented_bodies() {
    assert_eq!(
        serde_json::to_value(CancelRequest::default()).unwrap(),
        json!({"deployResult": {"status": "Canceling"}})
    );
    let quick = QuickDeployRequest { validated_deploy_request_id: "0Af1".into() };
    assert_eq!(serde_json::to_value(quick).unwrap(), json!({"validatedDeployRequestId": "0Af1"}));
}

/// One failed deployment as strict JSON, and as the guide's samples and SOAP-to-JSON clients write it.
#[test]
fn strict_and_sloppy_replies_read_alike() {
    let strict = json!({"id": "0Af1", "deployResult": {
    "id": "0Af1", "status": "Failed", "done": true, "success": false, "numberFiles": 52, "zipSize": 56780,
    "numberTestsTotal": 1, "errorMessage": null,
    "details": {
        "componentFailures": [{"componentType": "ApexClass", "fullName": "A", "fileName": "classes/A.cls",
            "lineNumber": 2, "columnNumber": 27, "problem": "no", "problemType": "Error", "success": false}],
        "componentSuccesses": [],
        "runTestResult": {"numTestsRun": 1, "numFailures": 1, "totalTime": 12.5,
            "failures": [{"name": "T", "methodName": "m", "message": "x", "stackTrace": "s", "time": 1.0}],
            "codeCoverageWarnings": [{"name": null, "message": "Average"}]},
    }}});
    let sloppy = json!({"id": "0Af1", "deployResult": {
    "id": "0Af1", "status": "Failed", "done": "true", "success": "false", "numberFiles": "52", "zipSize": "56780",
    "numberTestsTotal": "1", "futureField": {"x": 1},
    "details": {
        "componentFailures": {"componentType": "ApexClass", "fullName": "A", "fileName": "classes/A.cls",
            "lineNumber": "2", "columnNumber": "27", "problem": "no", "problemType": "Error", "success": "false"},
        "componentSuccesses": null,
        "runTestResults": {"numRun": "1", "numFailures": "1", "totalTime": "12.5",
            "failures": {"name": "T", "methodName": "m", "message": "x", "stackTrace": "s", "time": "1.0"},
            "codeCoverageWarnings": {"message": "Average"}},
    }}});
    let strict: DeployReply = serde_json::from_value(strict).unwrap();
    assert_eq!(serde_json::from_value::<DeployReply>(sloppy).unwrap(), strict);
    assert_eq!(strict.deploy_result.details.component_failures[0].line_number, Some(2));
    assert_eq!(strict.deploy_result.number_files, Some(52));
    let again: DeployReply = serde_json::from_value(serde_json::to_value(&strict).unwrap()).unwrap();
    assert_eq!(again, strict, "what the local org writes is what the client reads");
}

#[test]
fn an_early_reply_is_enough() {
    let reply: DeployReply =
        serde_json::from_value(json!({"id": "0Af1", "deployResult": {"status": "Pending"}})).unwrap();
    assert_eq!(reply.deploy_result.status, DeployStatus::Pending);
    assert!(!reply.deploy_result.done);
    let reply: DeployReply = serde_json::from_value(json!({"id": "0Af1", "deployResult": {"details": null}})).unwrap();
    assert_eq!(reply.deploy_result.details, DeployDetails::default());
    let newer = json!({"id": "0Af1", "deployOptions": {"testLevel": "RunTestsOfTheFuture"}});
    assert_eq!(serde_json::from_value::<DeployReply>(newer).unwrap().deploy_options, None);
}

fn read(result: serde_json::Value) -> DeployResult {
    serde_json::from_value::<DeployReply>(json!({"id": "0Af1", "deployResult": result})).unwrap().deploy_result
}

#[test]
fn what_cannot_be_read_does_not_hide_the_end() {
    let failure = json!({"fullName": "A", "lineNumber": -1, "columnNumber": -1, "problem": "p"});
    let result = read(json!({
        "done": true, "status": "Failed", "zipSize": "12.5",
        "details": {"componentFailures": failure, "runTestResult": {"totalTime": "1,234.0"}}
    }));
    assert_eq!((result.done, result.status), (true, DeployStatus::Failed));
    let message = &result.details.component_failures[0];
    assert_eq!((message.full_name.as_str(), message.line_number, message.column_number), ("A", None, None));
    assert_eq!(result.details.unreadable, None);
    let result =
        read(json!({"done": "true", "status": "Succeeded", "details": {"componentSuccesses": [{"fullName": []}]}}));
    assert_eq!((result.done, result.status), (true, DeployStatus::Succeeded));
    assert!(result.details.unreadable.is_some());
}

#[test]
fn one_detail_that_cannot_be_read_hides_no_other() {
    let nothing = json!({"@xsi:nil": "true"});
    let result = json!({"done": true, "status": "Failed", "details": {
        "componentFailures": [{"fullName": "A", "problem": "p"}, {"fullName": nothing}],
        "componentSuccesses": {"fullName": nothing},
        "runTestResult": {
            "numTestsRun": 2, "failures": [{"name": "ATest", "message": "m"}, {"name": nothing}],
            "codeCoverageWarnings": {"name": nothing, "message": "w"}
        }
    }});
    let result: DeployResult = serde_json::from_value(result).unwrap();
    let details = result.details;
    assert!(details.unreadable.is_some());
    assert_eq!((details.component_failures.len(), details.component_successes.len()), (1, 0));
    assert_eq!((details.component_failures[0].full_name.as_str(), details.run_test_result.failures.len()), ("A", 1));
}

#[test]
fn statuses_keep_their_names() {
    for name in [
        "Pending",
        "InProgress",
        "Finalizing",
        "FinalizingFailed",
        "Succeeded",
        "SucceededPartial",
        "Failed",
        "Canceling",
        "Canceled",
        "Paused",
    ] {
        let status = DeployStatus::from(name.to_owned());
        assert_eq!(status.as_str(), name);
        assert_eq!(matches!(status, DeployStatus::Other(_)), name == "Paused");
    }
    assert_eq!(DeployStatus::from("FinalizingDeploy".to_owned()), DeployStatus::Finalizing);
}

#[test]
fn coverage_in_percent() {
    let coverage = |num_locations, num_locations_not_covered| {
        CodeCoverage { num_locations, num_locations_not_covered, ..Default::default() }.percent()
    };
    assert_eq!((coverage(30, 9), coverage(0, 0), coverage(4, 9)), (70.0, 100.0, 0.0));
}
