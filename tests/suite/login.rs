//! Logging in and asking an org, as a person does it, against a server on this machine. Every secret is a canary: none may
//! show up in any output or, readable, in any file.

use crate::cli::xtask;
use crate::world::{Printed, World};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// An org that knows the client secret `canary-secret-1` and any JWT.
struct Org {
    port: u16,
    bodies: Arc<Mutex<VecDeque<String>>>,
}

impl Org {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let bodies = Arc::new(Mutex::new(VecDeque::new()));
        let seen = Arc::clone(&bodies);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let _ = serve(stream, &seen);
            }
        });
        Self { port, bodies }
    }

    fn token_requests(&self) -> Vec<String> {
        self.bodies.lock().expect("held").iter().cloned().collect()
    }
}

fn serve(mut stream: TcpStream, bodies: &Mutex<VecDeque<String>>) -> std::io::Result<()> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let (head, body) = loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|l| l.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
            if body.len() >= length.and_then(|n| n.parse().ok()).unwrap_or(0) {
                break (head.to_owned(), body.to_owned());
            }
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(()),
            length => bytes.extend_from_slice(&chunk[..length]),
        }
    };
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, reply) = answer(path, &body);
    if path.contains("/oauth2/") {
        bodies.lock().expect("held").push_back(body);
    }
    let length = reply.len();
    write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{reply}")
}

fn answer(path: &str, body: &str) -> (u16, String) {
    let accepted = body.contains("canary-secret-1") || body.contains("jwt-bearer");
    let text = match path {
        "/services/oauth2/token" if accepted => r#"{"access_token":"00D!canary-session-token","instance_url":""}"#,
        "/services/oauth2/token" => {
            let error = r#"{"error":"invalid_client","error_description":"invalid client credentials"}"#;
            return (400, error.to_owned());
        }
        "/services/oauth2/userinfo" => r#"{"preferred_username":"mcp@acme.example","user_id":"005"}"#,
        "/services/data" => r#"[{"version":"66.0","url":"/services/data/v66.0","label":"x"}]"#,
        "/services/data/v66.0/limits" => r#"{"DailyApiRequests":{"Max":100,"Remaining":25}}"#,
        "/services/data/v66.0/sobjects/Visit__c/describe" => {
            r#"{"name":"Visit__c","label":"Visit","queryable":true,"custom":true,"fields":[
                {"name":"Id","type":"id"},{"name":"Name","type":"string","length":80,"filterable":true,"sortable":true},
                {"name":"Rating__c","type":"double","precision":3,"scale":1,"custom":true,"permissionable":true,
                 "filterable":true,"sortable":true}],
                "recordTypeInfos":[{"name":"On site","developerName":"On_site","active":true,"master":false}]}"#
        }
        path if path.contains("FROM+Organization") => {
            r#"{"totalSize":1,"done":true,"records":[{"Id":"00D000000000001EAA","Name":"Acme","IsSandbox":true,
                "OrganizationType":"Enterprise Edition"}]}"#
        }
        path if path.contains("FROM+Account") => {
            "{\"totalSize\":1,\"done\":true,\"records\":[{\"attributes\":{},\"Id\":\"001\",\"Name\":\"=1+1\\u001b[31m\"}]}"
        }
        _ => return (404, r#"[{"errorCode":"NOT_FOUND","message":"no"}]"#.to_owned()),
    };
    (200, text.to_owned())
}

/// A project with the target `dev`, and a place for secrets.
struct Setup {
    project: TempDir,
    home: TempDir,
    org: Org,
}

impl Setup {
    fn new() -> Self {
        let (project, home, org) = (TempDir::new().expect("made"), TempDir::new().expect("made"), Org::start());
        std::fs::create_dir(project.path().join("specs")).expect("made");
        let targets = format!(
            "kind: targets\nversion: 1\ntargets:\n  dev:\n    class: local\n    host: 127.0.0.1:{}\n    flow: clientCredentials\n    deployUser: mcp@acme.example\n",
            org.port
        );
        std::fs::write(project.path().join("targets.yaml"), targets).expect("written");
        Self { project, home, org }
    }

    fn run(&self, line: &str, variables: &[(&str, &str)]) -> Output {
        let mut command = xtask();
        command.current_dir(&self.project).args(line.split(' ')).env("SF_MCP_HOME", self.home.path());
        command.env("SF_SECRET_STORE", "file").envs(variables.iter().copied());
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
            command.env_remove(name);
        }
        let output = command.output().expect("starts");
        for text in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(text);
            assert!(!text.contains("canary"), "`{line}` shows a secret: {text}");
        }
        output
    }

    fn log_in(&self) {
        let output = self.run("login --target dev --client-id key", &[("SF_DEV_CLIENT_SECRET", "canary-secret-1")]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stderr(&output).contains("mcp@acme.example in Acme"), "{}", stderr(&output));
    }

    /// Whether any file, readable, holds a secret.
    fn leaks(&self) -> bool {
        [self.project.path(), self.home.path()].iter().any(|root| {
            walkdir::WalkDir::new(root).into_iter().flatten().filter(|e| e.file_type().is_file()).any(|entry| {
                String::from_utf8_lossy(&std::fs::read(entry.path()).expect("readable")).contains("canary")
            })
        })
    }

    fn is_logged_in(&self) -> bool {
        stdout(&self.run("targets --json", &[])).contains("\"loggedIn\": true")
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A store that there is not would be a file with secrets where a keychain was meant.
#[test]
fn an_unknown_store_of_secrets_is_refused() {
    let setup = Setup::new();
    let secret = ("SF_DEV_CLIENT_SECRET", "canary-secret-1");
    let output = setup.run("login --target dev --client-id key", &[secret, ("SF_SECRET_STORE", "keyring")]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("it takes `keychain` or `file`"), "{}", stderr(&output));
    let asked = setup.run("org limits --target dev", &[("SF_SECRET_STORE", "keyring")]);
    assert!(asked.status.code() == Some(7) && stderr(&asked).contains("or unset it"), "{}", stderr(&asked));
    let output = setup.run("login --target dev --client-id key", &[secret, ("SF_SECRET_STORE", "FILE")]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_login_is_kept_used_and_forgotten() {
    let setup = Setup::new();
    let nobody = setup.run("org limits --target dev", &[]);
    assert_eq!(nobody.status.code(), Some(7), "{}", stderr(&nobody));
    assert!(stderr(&nobody).contains("cargo xtask login --target dev"), "{}", stderr(&nobody));
    setup.log_in();
    assert!(setup.is_logged_in() && !setup.leaks());

    let limits = setup.run("org limits --target dev", &[]);
    assert!(stdout(&limits).contains("DailyApiRequests  75"), "{}", stdout(&limits));
    let mut query = xtask();
    query.current_dir(&setup.project).env("SF_MCP_HOME", setup.home.path()).env("SF_SECRET_STORE", "file");
    let query = query.args(["org", "query", "--target", "dev", "--format", "csv"]);
    let rows = query.write_stdin("SELECT Id, Name FROM Account;\n").output().expect("starts");
    assert_eq!(stdout(&rows), "Id,Name\n001,'=1+1\\u{1b}[31m\n", "{}", stderr(&rows));

    let out = setup.run("logout --target dev", &[]);
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    assert!(!setup.is_logged_in());
}

#[test]
fn a_refused_login_changes_nothing_and_says_why() {
    let setup = Setup::new();
    setup.log_in();
    let line = "login --target dev --client-id key";
    let refused = setup.run(line, &[("SF_DEV_CLIENT_SECRET", "canary-wrong-secret")]);
    assert_eq!(refused.status.code(), Some(7));
    assert!(stderr(&refused).contains("consumer secret does not belong"), "{}", stderr(&refused));
    assert_eq!(setup.run("org limits --target dev", &[]).status.code(), Some(0), "the earlier login still works");
    let half = setup.run("org limits --target dev", &[("SF_DEV_PRIVATE_KEY", "canary-key")]);
    assert!(stderr(&half).contains("SF_DEV_CLIENT_ID is not"), "{}", stderr(&half));
}

#[test]
fn a_made_key_logs_in_and_a_wrong_one_is_diagnosed() {
    let setup = Setup::new();
    let made = setup.run("login keygen --out a.deploy --until 2030", &[]);
    assert_eq!(stdout(&made), "a.deploy.key\na.deploy.crt\n", "{}", stderr(&made));
    let key = setup.project.path().join("a.deploy.key");
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&key.metadata().expect("there").permissions()) & 0o777, 0o600);
    assert_eq!(setup.run("login keygen --out a.deploy", &[]).status.code(), Some(64), "nothing is overwritten");
    setup.run("login keygen --out other", &[]);

    let jwt = "login --target dev --flow jwt --client-id key --secret-file";
    let done = setup.run(&format!("{jwt} a.deploy.key --certificate a.deploy.crt"), &[]);
    assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
    assert!(setup.org.token_requests().iter().any(|body| body.contains("jwt-bearer")));
    for (arguments, reason) in [
        ("a.deploy.key --certificate other.crt", "does not belong to this certificate"),
        ("a.deploy.crt", "this is a certificate"),
        ("missing.key", "cannot be read"),
    ] {
        let refused = setup.run(&format!("{jwt} {arguments}"), &[]);
        assert!(stderr(&refused).contains(reason), "{}", stderr(&refused));
    }
    std::fs::remove_file(&key).expect("removed");
    assert_eq!(setup.run("org limits --target dev", &[]).status.code(), Some(0), "the file is not needed afterwards");
}

#[test]
fn what_an_org_describes_can_be_named_in_specs() {
    let setup = Setup::new();
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("base/small");
    for entry in walkdir::WalkDir::new(&base).into_iter().flatten().filter(|e| e.file_type().is_file()) {
        let path = setup.project.path().join(entry.path().strip_prefix(&base).expect("below"));
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::copy(entry.path(), path).expect("copied");
    }
    let tool = setup.project.path().join("specs/tools/get_account.yaml");
    let text =
        std::fs::read_to_string(&tool).expect("there").replace("Account", "Visit__c").replace("Industry", "Rating__c");
    std::fs::write(&tool, text).expect("written");
    let before = stdout(&setup.run("check", &[]));
    assert!(before.contains("[EXP001]"), "{before}");
    setup.log_in();
    let described = setup.run("org describe --target dev", &[]);
    assert_eq!(stdout(&described), "specs/schema/dev.json\n", "{}", stderr(&described));
    let after = setup.run("check", &[]);
    assert!(!stdout(&after).contains("[EXP001]") && !stdout(&after).contains("[EXP002]"), "{}", stdout(&after));
    let again = setup.run("org describe --target dev --out specs/schema/tool.schema.json", &[]);
    assert_eq!(again.status.code(), Some(64), "{}", stderr(&again));
}

/// What a shell history keeps holds no secret: no option takes one.
#[test]
fn no_option_takes_a_secret() {
    let setup = Setup::new();
    for option in ["--client-secret", "--access-token", "--refresh-token", "--auth-url", "--private-key", "--password"]
    {
        let refused = setup.run(&format!("login --target dev {option} x"), &[]);
        assert!(stderr(&refused).contains("unexpected argument"), "{option}: {}", stderr(&refused));
    }
}

#[test]
fn a_token_that_expired_is_repaired_where_it_is_read() {
    let world = World::new();
    for command in ["deploy", "report"] {
        let mut run = xtask();
        run.args([command, "--target", "laptop"]).current_dir(world.root());
        let printed = Printed::of(run.env("SF_LAPTOP_ACCESS_TOKEN", "00Dxx!canary-expired"), world.home.path());
        assert_eq!(printed.code, 7, "{printed:?}");
        let said =
            "set the variable SF_LAPTOP_ACCESS_TOKEN anew, or unset it and run `cargo xtask login --target laptop`";
        assert!(printed.err.contains(said), "{}", printed.err);
        assert!(!format!("{printed:?}").contains("canary"), "{printed:?}");
    }
}
