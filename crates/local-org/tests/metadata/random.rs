//! Nonsense of every kind is answered: no panic, no hang, and the org is as before.

use crate::soap::send;
use crate::world::{World, multipart, raw_zip, xml};
use proptest::prelude::*;
use sf_wire::deploy::{DeployOptions, DeployReply};

fn xml_like() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "<PermissionSet>",
        "</PermissionSet>",
        "<CustomObject>",
        "<fields>",
        "</fields>",
        "<fullName>",
        "F__c",
        "</fullName>",
        "<label>",
        "x",
        "</label>",
        "<type>",
        "Text",
        "</type>",
        "&lt;",
        "&",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<a b='c'/>",
        "\u{0}",
        "é",
    ]);
    prop::collection::vec(words, 0..12).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_as_a_zip(bytes in prop::collection::vec(any::<u8>(), 0..200), head in any::<bool>()) {
        let world = World::new();
        let zip = if head { [b"PK\x03\x04".as_slice(), &bytes].concat() } else { bytes };
        let result = world.deploy(&zip, &DeployOptions::default());
        prop_assert!(!result.success && result.done);
    }

    #[test]
    fn a_damaged_zip(at in 0usize..400, byte in any::<u8>()) {
        let world = World::new();
        let files = [("package.xml".to_string(), b"<Package><version>66.0</version></Package>".to_vec()), ("classes/A.cls".to_string(), b"public class A {}".to_vec())];
        let mut zip = raw_zip(&files.into());
        if let Some(place) = zip.get_mut(at) { *place = byte; }
        let result = world.deploy(&zip, &DeployOptions::default());
        prop_assert!(result.done);
    }

    #[test]
    fn random_text_as_metadata(text in xml_like(), bare in any::<bool>()) {
        let world = World::new();
        let body = if bare { text } else { xml("CustomObject", &text) };
        for path in ["objects/X__c.object", "permissionsets/X.permissionset", "customMetadata/A.B.md", "labels/CustomLabels.labels"] {
            let result = world.deploy(&crate::world::zip(&[(path, &body)]), &DeployOptions::default());
            prop_assert!(result.done);
        }
    }

    #[test]
    fn random_manifests(text in xml_like()) {
        let world = World::new();
        let result = world.deploy(&crate::world::zip(&[("package.xml", &text), ("destructiveChanges.xml", &text)]), &DeployOptions::default());
        prop_assert!(!result.success);
    }

    #[test]
    fn random_requests(bytes in prop::collection::vec(any::<u8>(), 0..80), path in "[ -~]{0,30}", text in xml_like()) {
        let world = World::new();
        let (kind, body) = multipart(&bytes, &DeployOptions::default());
        let cut = body.len().min(bytes.len() * 3);
        let answer = world.call("POST", "", &kind, body[..cut].to_vec());
        prop_assert!(answer.status().is_client_error() || serde_json::from_slice::<DeployReply>(answer.body()).is_ok());
        world.service.wait();
        let request = http::Request::builder().uri(format!("/services/data/v66.0/metadata/{}", path.replace(|c: char| !c.is_ascii_alphanumeric() && c != '/', "")));
        if let Ok(request) = request.body(bytes.clone().into()) {
            world.service.rest(&world.admin, &request);
        }
        prop_assert!(send(&world, "66.0", &text, false).contains("Fault"));
        let wrapped = format!("<Envelope><Header><SessionHeader><sessionId>token</sessionId></SessionHeader></Header><Body><deploy>{text}</deploy></Body></Envelope>");
        send(&world, "66.0", &wrapped, false);
        world.service.wait();
    }
}
