//! The SOAP service: the same machine behind other envelopes, and what only SOAP has.

use crate::world::{World, borrowed, class, text, zip};
use http::Request;
use local_org::metadata::Caller;
use serde::de::DeserializeOwned;
use sf_wire::Secret;
use sf_wire::deploy::{DeployOptions, DeployResult, DeployStatus, TestLevel};
use sf_wire::soap::{
    AsyncResult, Call, CancelDeployResult, DescribeResult, FileProperties, ListQuery, SoapError, parse_reply,
};

/// Makes a call with the one token there is.
pub fn call<T: DeserializeOwned>(world: &World, version: &str, call: &Call) -> Result<T, SoapError> {
    let envelope = call.to_envelope(&Secret::new("token"));
    let reply = send(world, version, envelope.expose(), false);
    parse_reply(call.operation(), &reply)
}

pub fn send(world: &World, version: &str, envelope: &str, jwt_token: bool) -> String {
    let request = Request::builder()
        .method("POST")
        .uri(format!("/services/Soap/m/{version}"))
        .body(envelope.to_string().into())
        .unwrap();
    let admin = world.admin.user.clone();
    let authenticate = move |token: &str| (token == "token").then(|| Caller { user: admin.clone(), jwt_token });
    text(&world.service.soap(&authenticate, &request))
}

#[test]
fn the_four_deploy_calls_share_one_machine_with_rest() {
    let world = World::new();
    let mut files = class("A", "public class A { public static Integer one() { return 1; } }").to_vec();
    files.extend(class(
        "ATest",
        "@IsTest private class ATest { @IsTest static void t() { System.assertEquals(1, A.one()); } }",
    ));
    let options =
        DeployOptions { check_only: true, test_level: Some(TestLevel::RunLocalTests), ..DeployOptions::default() };
    let started: AsyncResult = call(&world, "66.0", &Call::Deploy { zip: zip(&borrowed(&files)), options }).unwrap();
    assert!(!started.done && started.id.starts_with("0Af"));
    world.service.wait();
    let status = |id: &str, include_details| {
        call::<DeployResult>(&world, "66.0", &Call::CheckDeployStatus { id: id.into(), include_details }).unwrap()
    };
    let result = status(&started.id, true);
    assert_eq!((result.status, result.number_tests_completed), (DeployStatus::Succeeded, 1));
    assert_eq!(result.details.run_test_result.successes[0].name, "ATest");
    assert!(result.created_date.as_ref().unwrap().ends_with('Z'));
    assert_eq!(status(&started.id, false).details.component_successes, []);
    assert_eq!(world.status(&started.id).id, started.id);
    let quick: String = call(&world, "66.0", &Call::DeployRecentValidation { id: started.id.clone() }).unwrap();
    world.service.wait();
    assert!(status(&quick, false).success);
    let late = call::<CancelDeployResult>(&world, "66.0", &Call::CancelDeploy { id: quick });
    assert!(matches!(late, Err(SoapError::Fault(f)) if f.code == "INVALID_ID_FIELD"));
    let unknown =
        call::<DeployResult>(&world, "66.0", &Call::CheckDeployStatus { id: "0Af1".into(), include_details: false });
    assert!(matches!(unknown, Err(SoapError::Fault(f)) if f.code == "INVALID_CROSS_REFERENCE_KEY"));
}

#[test]
fn wrong_sessions_versions_and_operations_are_faults() {
    let world = World::new();
    let describe = Call::DescribeMetadata { version: "66.0".into() };
    let stranger = send(&world, "66.0", describe.to_envelope(&Secret::new("other")).expose(), false);
    let read = parse_reply::<DescribeResult>("describeMetadata", &stranger);
    assert!(matches!(read, Err(SoapError::Fault(f)) if f.code == "INVALID_SESSION_ID"));
    let version = call::<DescribeResult>(&world, "99.0", &describe);
    assert!(matches!(version, Err(SoapError::Fault(f)) if f.code == "UNSUPPORTED_API_VERSION"));
    for envelope in ["", "<a/>", "<Envelope><Body><renameMetadata/></Body></Envelope>"] {
        assert!(send(&world, "66.0", envelope, false).contains("Fault"), "{envelope}");
    }
}

#[test]
fn lists_and_descriptions_say_what_there_is() {
    let world = World::new();
    world.put(&borrowed(&class("A", "public class A {}")));
    let described: DescribeResult = call(&world, "66.0", &Call::DescribeMetadata { version: "66.0".into() }).unwrap();
    let class = described.metadata_objects.iter().find(|o| o.xml_name == "ApexClass").unwrap();
    assert_eq!(
        (class.directory_name.as_str(), class.suffix.as_deref(), class.meta_file),
        ("classes", Some("cls"), true)
    );
    assert!(described.metadata_objects.iter().any(|o| o.xml_name == "Flow"), "it is kept, if warnings are ignored");
    let query = |kind: &str| Call::ListMetadata {
        queries: vec![ListQuery { kind: kind.into(), folder: None }],
        version: "66.0".into(),
    };
    let list: FileProperties = call(&world, "66.0", &query("ApexClass")).unwrap();
    assert_eq!(
        (list.full_name.as_str(), list.file_name.as_str(), list.created_by_name.as_str()),
        ("A", "classes/A.cls", "Administrator")
    );
    // A token in JWT format sees nothing below 68.0.
    let envelope = query("ApexClass").to_envelope(&Secret::new("token"));
    assert!(!send(&world, "66.0", envelope.expose(), true).contains("<fullName>"));
    assert!(send(&world, "68.0", envelope.expose(), true).contains("<fullName>A<"));
}
