use super::*;
use crate::deploy::{DeployMessage, DeployResult, DeployStatus, TestLevel};
use proptest::prelude::*;

fn calls() -> Vec<Call> {
    vec![
        Call::Deploy {
            zip: vec![0, 1, 255],
            options: DeployOptions {
                run_tests: vec!["ATest".into(), "BTest".into()],
                test_level: Some(TestLevel::RunSpecifiedTests),
                ..DeployOptions::default()
            },
        },
        Call::CheckDeployStatus { id: "0Af1".into(), include_details: true },
        Call::CancelDeploy { id: "0Af1".into() },
        Call::DeployRecentValidation { id: "0Af1".into() },
        Call::Retrieve(RetrieveRequest {
            api_version: "66.0".into(),
            single_package: true,
            unpackaged: Unpackaged {
                types: vec![TypeMembers { members: vec!["A".into()], name: "ApexClass".into() }],
                version: "66.0".into(),
            },
        }),
        Call::CheckRetrieveStatus { id: "09S1".into(), include_zip: false },
        Call::ListMetadata {
            queries: vec![ListQuery { kind: "ApexClass".into(), folder: None }],
            version: "66.0".into(),
        },
        Call::DescribeMetadata { version: "66.0".into() },
    ]
}

#[test]
fn every_call_reads_back_with_its_session() {
    for call in calls() {
        let envelope = call.to_envelope(&Secret::new("00D!session"));
        assert!(!format!("{envelope:?}").contains("session"));
        let (session, read) = Call::parse(envelope.expose()).unwrap();
        assert_eq!((session, read), (Some(Secret::new("00D!session")), call));
    }
}

#[test]
fn elements_are_named_and_ordered_as_the_wsdl_says() {
    let text = calls()[0].to_envelope(&Secret::new("s")).expose().to_owned();
    let order = [
        "<ZipFile>AAH/</ZipFile>",
        "<DeployOptions><allowMissingFiles>",
        "<runTests>ATest</runTests><runTests>BTest</runTests>",
        "<testLevel>RunSpecifiedTests<",
    ];
    let places: Vec<_> =
        order.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} is missing in {text}"))).collect();
    assert!(places.is_sorted());
    let cancel = calls()[2].to_envelope(&Secret::new("s"));
    assert!(
        cancel
            .expose()
            .contains("<cancelDeploy xmlns=\"http://soap.sforce.com/2006/04/metadata\"><String>0Af1</String>")
    );
}

#[test]
fn other_clients_spellings_are_understood() {
    let text = "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:m=\"http://soap.sforce.com/2006/04/metadata\"><e:Body><m:cancelDeploy><m:id>0Af2</m:id></m:cancelDeploy></e:Body></e:Envelope>";
    assert_eq!(Call::parse(text).unwrap(), (None, Call::CancelDeploy { id: "0Af2".into() }));
}

#[test]
fn broken_calls_are_named() {
    let wrap = |body: &str| format!("<Envelope><Body>{body}</Body></Envelope>");
    assert_eq!(
        Call::parse(&wrap("<createMetadata><x/></createMetadata>")),
        Err(SoapError::UnknownOperation("createMetadata".into()))
    );
    assert!(matches!(Call::parse(&wrap("<deploy><ZipFile>%%%</ZipFile></deploy>")), Err(SoapError::Argument(..))));
    assert!(matches!(Call::parse(&wrap("<checkDeployStatus><a/></checkDeployStatus>")), Err(SoapError::Argument(..))));
    assert_eq!(Call::parse("<Envelope/>"), Err(SoapError::NoBody));
    assert!(matches!(Call::parse("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"), Err(SoapError::Xml(_))));
    assert!(matches!(Call::parse(&("<a>".repeat(100_000) + &"</a>".repeat(100_000))), Err(SoapError::Xml(_))));
}

#[test]
fn replies_read_back() {
    let accepted = AsyncResult { done: false, id: "0Af1".into(), state: "Queued".into() };
    assert_eq!(parse_reply::<AsyncResult>("deploy", &reply("deploy", &accepted)).unwrap(), accepted);
    for failures in 0..3 {
        let mut result =
            DeployResult { id: "0Af1".into(), status: DeployStatus::Failed, done: true, ..Default::default() };
        result.details.component_failures =
            vec![DeployMessage { full_name: "A <&> B".into(), line_number: Some(3), ..Default::default() }; failures];
        assert_eq!(
            parse_reply::<DeployResult>("checkDeployStatus", &reply("checkDeployStatus", &result)).unwrap(),
            result
        );
    }
    let retrieved = RetrieveResult { id: "09S1".into(), done: true, ..Default::default() }.with_zip(b"zip");
    let read: RetrieveResult = parse_reply("checkRetrieveStatus", &reply("checkRetrieveStatus", &retrieved)).unwrap();
    assert_eq!(read.zip().unwrap(), b"zip");
    let id: String = parse_reply("deployRecentValidation", &reply("deployRecentValidation", &"0Af9")).unwrap();
    assert_eq!(id, "0Af9");
}

#[test]
fn faults_are_faults() {
    let refused = Fault { code: "INVALID_SESSION_ID".into(), message: "Invalid <Session>".into() };
    let read = parse_reply::<AsyncResult>("deploy", &fault(&refused)).unwrap_err();
    assert_eq!(read, SoapError::Fault(refused));
    assert!(matches!(parse_reply::<AsyncResult>("deploy", "<!DOCTYPE html><html>"), Err(SoapError::Xml(_))));
    assert_eq!(
        parse_reply::<AsyncResult>("deploy", "<Envelope><Body><other/></Body></Envelope>"),
        Err(SoapError::NoBody)
    );
}

proptest! {
    #[test]
    fn any_name_survives(name in "\\PC{0,30}") {
        let result = AsyncResult { done: true, id: name.clone(), state: "<&>\"'".into() };
        let read: AsyncResult = parse_reply("deploy", &reply("deploy", &result)).unwrap();
        prop_assert_eq!(read.id, name.replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}"));
    }

    #[test]
    fn no_message_makes_it_panic(text in "\\PC{0,60}") {
        let _ = Call::parse(&text);
        let _ = parse_reply::<RetrieveResult>("retrieve", &text);
    }
}
