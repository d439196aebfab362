//! An org, packages for it, and calls.

use bytes::Bytes;
use http::{Request, Response};
use local_org::Org;
use local_org::metadata::{Caller, Service};
use sf_schema::Schema;
use sf_wire::deploy::{DeployOptions, DeployReply, DeployRequest, DeployResult};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

/// 2026-11-21T00:00:00Z
pub const NOW: i64 = 1_795_219_200_000;

/// An org with its Metadata API and a clock that tests move.
pub struct World {
    pub org: Arc<Mutex<Org>>,
    pub service: Service,
    pub now: Arc<AtomicI64>,
    pub admin: Caller,
}

impl World {
    pub fn new() -> Self {
        let org = Org::new(Schema::standard());
        let admin = Caller { user: org.administrator.clone(), jwt_token: false };
        let org = Arc::new(Mutex::new(org));
        let now = Arc::new(AtomicI64::new(NOW));
        let clock = Arc::clone(&now);
        let service = Service::new(Arc::clone(&org), Arc::new(move || clock.load(Ordering::SeqCst)));
        Self { org, service, now, admin }
    }

    /// Makes a call of the administrator below `/services/data/v66.0/metadata/deployRequest`.
    pub fn call(&self, method: &str, path: &str, kind: &str, body: impl Into<Bytes>) -> Response<Bytes> {
        let request = Request::builder()
            .method(method)
            .uri(format!("/services/data/v66.0/metadata/deployRequest{path}"))
            .header("Content-Type", kind)
            .body(body.into())
            .unwrap();
        self.service.rest(&self.admin, &request)
    }

    /// Starts a deployment.
    pub fn start(&self, zip: &[u8], options: &DeployOptions) -> DeployReply {
        let (kind, body) = multipart(zip, options);
        let response = self.call("POST", "", &kind, body);
        assert_eq!(response.status(), 201, "{}", text(&response));
        serde_json::from_slice(response.body()).unwrap()
    }

    pub fn status(&self, id: &str) -> DeployResult {
        let response = self.call("GET", &format!("/{id}?includeDetails=true"), "", "");
        assert_eq!(response.status(), 200, "{}", text(&response));
        serde_json::from_slice::<DeployReply>(response.body()).unwrap().deploy_result
    }

    /// Deploys and waits for the end.
    pub fn deploy(&self, zip: &[u8], options: &DeployOptions) -> DeployResult {
        let id = self.start(zip, options).id;
        self.service.wait();
        self.status(&id)
    }

    /// Deploys files under the names of the manifest, and expects success.
    pub fn put(&self, files: &[(&str, &str)]) -> DeployResult {
        let result = self.deploy(&zip(files), &DeployOptions::default());
        assert!(result.success, "{result:#?}");
        result
    }

    /// Deploys files and expects failure: `Type:Name: problem` of each failure.
    pub fn refused(&self, files: &[(&str, &str)]) -> Vec<String> {
        let result = self.deploy(&zip(files), &DeployOptions::default());
        assert!(!result.success, "it was accepted");
        problems(&result)
    }
}

/// `Type:Name: problem` of each failure.
pub fn problems(result: &DeployResult) -> Vec<String> {
    let line = |m: &sf_wire::deploy::DeployMessage| {
        format!("{}:{}: {}", m.component_type, m.full_name, m.problem.clone().unwrap_or_default())
    };
    result.details.component_failures.iter().map(line).chain(result.error_message.clone()).collect()
}

pub fn text(response: &Response<Bytes>) -> String {
    String::from_utf8_lossy(response.body()).into_owned()
}

pub fn multipart(zip: &[u8], options: &DeployOptions) -> (String, Vec<u8>) {
    let options = serde_json::to_string(&DeployRequest { deploy_options: options.clone() }).unwrap();
    let head = format!(
        "--b1\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{options}\r\n--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\nContent-Type: application/zip\r\n\r\n"
    );
    let body = [head.as_bytes(), zip, b"\r\n--b1--\r\n"].concat();
    ("multipart/form-data; boundary=b1".into(), body)
}

/// A zip of these files, with a manifest of everything in it unless there is one.
pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut all: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut types: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files {
        all.insert((*path).into(), text.as_bytes().to_vec());
        if let Some(found) = sf_metadata::kinds::locate_in_package(path) {
            types.entry(found.kind.name).or_default().insert(found.member);
        }
    }
    if !all.contains_key("package.xml") {
        all.insert("package.xml".into(), manifest(&types).into_bytes());
    }
    raw_zip(&all)
}

pub fn manifest(types: &BTreeMap<&str, BTreeSet<String>>) -> String {
    let mut manifest = sf_metadata::Manifest::new(sf_metadata::ApiVersion::DEFAULT);
    for (kind, members) in types {
        members.iter().for_each(|m| manifest.insert(*kind, m));
    }
    manifest.to_xml()
}

pub fn raw_zip(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn xml(kind: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{kind} xmlns=\"http://soap.sforce.com/2006/04/metadata\">{body}</{kind}>"
    )
}

/// The two files of a class.
pub fn class(name: &str, body: &str) -> [(String, String); 2] {
    let meta = xml("ApexClass", "<apiVersion>66.0</apiVersion><status>Active</status>");
    [(format!("classes/{name}.cls"), body.to_string()), (format!("classes/{name}.cls-meta.xml"), meta)]
}

pub fn trigger(name: &str, body: &str, status: &str) -> [(String, String); 2] {
    let meta = format!("<apiVersion>66.0</apiVersion><status>{status}</status>");
    let path = format!("triggers/{name}.trigger");
    [(path.clone(), body.to_owned()), (format!("{path}-meta.xml"), xml("ApexTrigger", &meta))]
}

pub fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect()
}

pub const NOTE: &str = "<deploymentStatus>Deployed</deploymentStatus>\
    <fields><fullName>Text__c</fullName><label>Text</label><length>80</length><type>Text</type></fields>\
    <fields><fullName>Must__c</fullName><label>Must</label><length>80</length><required>true</required><type>Text</type></fields>\
    <label>Note</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Notes</pluralLabel>\
    <sharingModel>ReadWrite</sharingModel>";

/// The object `Note_c` with an optional and a required field.
pub fn note() -> (String, String) {
    ("objects/Note__c.object".into(), xml("CustomObject", NOTE))
}
