//! Times deployments to a new local org, Apex compiled and checked along. Run it in release mode:
//!
//! ```text
//! cargo run --release -p local-org --example deploy_timing -- PROJECT [DIRECTORY WITH THE CLASSES OF THE FRAMEWORK PACKAGE]
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use bytes::Bytes;
use http::Request;
use local_org::Org;
use local_org::metadata::{Caller, PackageVersion, Service, install};
use sf_metadata::pack::PackOptions;
use sf_metadata::{ComponentSet, Package, Project, SourceTree};
use sf_schema::Schema;
use sf_wire::deploy::DeployReply;
use std::error::Error;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = arguments.first().ok_or("usage: deploy_timing PROJECT [CLASSES]")?;
    let text = |problems: Vec<diag::Diagnostic>| diag::render::text(&problems);
    let project = Project::read(Path::new(root)).map_err(|d| text(vec![d]))?;
    let set = ComponentSet::from_source(SourceTree::read(&project, None).map_err(text)?).map_err(text)?;
    let package = Package::build(&set, &PackOptions::everything(project.api_version)).map_err(text)?;
    let zip = package.to_zip().map_err(|d| text(vec![d]))?;

    let start = Instant::now();
    let mut org = Org::new(Schema::standard());
    println!("new org                {:?}", start.elapsed());
    if let Some(directory) = arguments.get(1) {
        let mut classes = Vec::new();
        for entry in std::fs::read_dir(directory)? {
            let path = entry?.path();
            if let (Some("cls"), Some(name)) = (path.extension().and_then(|e| e.to_str()), path.file_stem()) {
                classes.push((name.to_string_lossy().into_owned(), std::fs::read_to_string(&path)?));
            }
        }
        let start = Instant::now();
        let borrowed: Vec<(&str, &str)> = classes.iter().map(|(n, b)| (n.as_str(), b.as_str())).collect();
        install(&mut org, PackageVersion { id: "04t000000000000AAA", classes: &borrowed }, 0)?;
        println!("framework package      {:?}", start.elapsed());
    }
    let caller = Caller { user: org.administrator.clone(), jwt_token: false };
    let service = Service::new(Arc::new(Mutex::new(org)), Arc::new(|| 0));
    for (what, level) in
        [("deploy", "NoTestRun"), ("deploy, unchanged", "NoTestRun"), ("deploy with all tests", "RunLocalTests")]
    {
        let start = Instant::now();
        let reply = deploy(&service, &caller, &zip, level)?;
        let result = reply.deploy_result;
        let (components, tests) = (result.number_components_total, result.number_tests_completed);
        println!("{what:22} {:?}: {}, {components} components, {tests} tests", start.elapsed(), result.status);
        for failure in result.details.component_failures.iter().take(5) {
            println!("    {}: {}", failure.full_name, failure.problem.as_deref().unwrap_or_default());
        }
    }
    Ok(())
}

fn deploy(service: &Service, caller: &Caller, zip: &[u8], level: &str) -> Result<DeployReply, Box<dyn Error>> {
    let options =
        format!("{{\"deployOptions\":{{\"rollbackOnError\":true,\"singlePackage\":true,\"testLevel\":\"{level}\"}}}}");
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{options}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
    );
    let body = [head.as_bytes(), zip, b"\r\n--b--\r\n"].concat();
    let path = "/services/data/v66.0/metadata/deployRequest";
    let started =
        Request::post(path).header("Content-Type", "multipart/form-data; boundary=b").body(Bytes::from(body))?;
    let id = serde_json::from_slice::<DeployReply>(service.rest(caller, &started).body())?.id;
    service.wait();
    let status = Request::get(format!("{path}/{id}?includeDetails=true")).body(Bytes::new())?;
    Ok(serde_json::from_slice(service.rest(caller, &status).body())?)
}
