//! What is fed with any bytes: it must end, and must not panic. The targets for cargo-fuzz in `fuzz/` include this file.

use apex_eval::Interp;
use apex_sema::program::MethodRef;
use apex_sema::{Source, compile};
use bytes::Bytes;
use http::Request;
use local_org::http::handle;
use local_org::metadata::{Caller, Service};
use local_org::server::{Config, Server};
use local_org::{Org, Session};
use sf_metadata::{ApiVersion, Manifest, kinds};
use sf_schema::Schema;
use std::io::{Cursor, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

/// 2026-01-05T09:00:00Z
const NOW: i64 = 1_767_603_600_000;

static EMPTY: LazyLock<Org> = LazyLock::new(|| Org::new(Schema::standard()));

/// The reference project with its demo data behind HTTP.
static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().find(|at| at.join("force-app").is_dir());
    let root = root.expect("the repository");
    let project = local_org::project::load(&[root.join("force-app"), root.join("framework/apex/bundled")], &[]);
    let mut org = project.expect("the project compiles").org;
    local_org::demo::seed(&mut org, NOW).expect("demo data");
    Server::start(org, Config::default()).expect("a free port on the loopback interface")
});

/// Lexer and parser of Apex, SOQL and SOSL.
pub fn parse(text: &str) {
    let _ = apex_syntax::parse_unit(text);
    let _ = apex_syntax::parse_statements(text);
    let _ = apex_syntax::parse_expression(text);
    let _ = apex_syntax::parse_query(text);
}

/// The checker, with the text as a class.
pub fn check(text: &str) {
    let _ = compile(&[Source::new("A.cls", text)], &EMPTY.catalog);
}

/// Checker and evaluator: the text is the body of a class whose `run()` is called, or of `run` itself.
pub fn run(text: &str) {
    let body = match text.contains(" run()") {
        true => text.to_owned(),
        false => format!("public static void run() {{ {text} }}"),
    };
    let text = format!("@IsTest public with sharing class T {{ {body} }}");
    let Ok(program) = compile(&[Source::new("T.cls", text)], &EMPTY.catalog) else { return };
    let Some(class) = program.class("T") else { return };
    let Some(index) = class.methods.iter().position(|method| &*method.name == "run" && method.is_static) else {
        return;
    };
    let at = MethodRef { class: class.id, index: u32::try_from(index).unwrap_or(0) };
    on_large_stack(|| {
        let mut org = EMPTY.clone();
        let user = org.administrator.clone();
        let mut session = Session::new(&mut org, user, NOW);
        let mut interp = Interp::new(&program, &mut session);
        interp.set_test();
        // How it ends does not matter, only that it does.
        let _ = interp.call_static(at, Vec::new());
    });
}

/// The HTTP surface. The first line is `METHOD path`, headers follow, and after an empty line the body. `TOKEN` stands for
/// a token of the administrator.
pub fn request(input: &[u8]) {
    let (head, body) = match input.windows(2).position(|pair| pair == b"\n\n") {
        Some(end) => (&input[..end], &input[end + 2..]),
        None => (input, &[][..]),
    };
    let token = SERVER.administrator_token.expose();
    let head = String::from_utf8_lossy(head).replace("TOKEN", token);
    let mut lines = head.lines();
    let (method, path) = lines.next().unwrap_or_default().split_once(' ').unwrap_or_default();
    let mut request = Request::builder().method(method).uri(encoded(path)).header("Host", "localhost");
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        request = request.header(name, value);
    }
    let body = match std::str::from_utf8(body) {
        Ok(text) if head.contains("multipart/") => Bytes::from(text.replace('\n', "\r\n")),
        Ok(text) => Bytes::from(text.replace("TOKEN", token)),
        Err(_) => Bytes::copy_from_slice(body),
    };
    // What is no request never reaches the org.
    let Ok(request) = request.body(body) else { return };
    on_large_stack(|| drop(handle(&SERVER.world, &request, IpAddr::V4(Ipv4Addr::LOCALHOST))));
}

/// A path as it may stand in a request.
fn encoded(path: &str) -> String {
    let letter = |byte: u8| match byte {
        b'!' | b'$'..=b';' | b'=' | b'?'..=b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(letter).collect()
}

/// The Metadata API with one file in the package: the first line is its path, the rest its content.
pub fn component(text: &str) {
    let (path, content) = text.split_once('\n').unwrap_or((text, ""));
    let mut manifest = Manifest::new(ApiVersion::DEFAULT);
    if let Some(found) = kinds::locate_in_package(path) {
        manifest.insert(found.kind.name, &found.member);
    }
    let manifest = manifest.to_xml();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in [("package.xml", manifest.as_str()), (path, content)] {
        let started = writer.start_file(path, zip::write::SimpleFileOptions::default());
        if started.and_then(|()| Ok(writer.write_all(content.as_bytes())?)).is_err() {
            return;
        }
    }
    let Ok(zip) = writer.finish() else { return };
    let options = r#"{"deployOptions":{"rollbackOnError":true,"singlePackage":true,"testLevel":"NoTestRun"}}"#;
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{options}\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"
    );
    let body = [head.as_bytes(), zip.get_ref(), b"\r\n--b--\r\n"].concat();
    let request = Request::post("/services/data/v66.0/metadata/deployRequest")
        .header("Content-Type", "multipart/form-data; boundary=b")
        .body(Bytes::from(body))
        .expect("a request");
    let caller = Caller { user: EMPTY.administrator.clone(), jwt_token: false };
    let service = Service::new(Arc::new(Mutex::new(EMPTY.clone())), Arc::new(|| NOW));
    let reply = service.rest(&caller, &request);
    service.wait();
    assert_eq!(reply.status(), 201);
    let ended = service.deploy_requests().into_iter().all(|row| row.completed_date.is_some());
    assert!(ended, "the deployment has not ended");
}

/// Apex recursion needs as much stack as the threads of the server have.
fn on_large_stack(work: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let started = std::thread::Builder::new().stack_size(1 << 30).spawn_scoped(scope, work);
        started.expect("a thread").join().expect("no panic");
    });
}
