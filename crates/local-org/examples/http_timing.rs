//! Times the org over loopback HTTP: start, `tools/call` of the reference project as the administrator and as the
//! integration user, and calls a second. Run it in release
//! mode from the root of the repository:
//!
//! ```text
//! cargo run --release -p local-org --example http_timing
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its result")]

use local_org::Org;
use local_org::apps::{App, AppKind, Flows, PermittedUsers, RefreshPolicy};
use local_org::project::load;
use local_org::server::{Config, Server};
use sf_schema::Schema;
use sf_wire::Secret;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Calls in one series.
const CALLS: usize = 2_000;
/// Clients at once in the second series.
const CLIENTS: usize = 4;
/// Grants the tools of the server that is asked.
const PERMISSION_SET: &str = "Acme_Mcp_sales_insight";
/// The integration user of the demo data.
const AGENT: &str = "agent@local.example.com";
/// Credentials of the app it logs in with.
const KEY: &str = "timing-key";
const SECRET: &str = "timing-secret";
const JSON: &str = "application/json";

fn main() -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let server = Server::start(Org::new(Schema::standard()), Config::default())?;
    println!("start of an empty org        {:?}", begin.elapsed());
    drop(server);

    let dirs = ["force-app", "framework/apex/bundled"].map(PathBuf::from);
    let mut org = load(&dirs, &[])?.org;
    local_org::demo::seed(&mut org, 1_795_219_200_000)?;
    let set =
        org.id_by("PermissionSet", "Name", PERMISSION_SET).ok_or("the permission set of the server is not there")?;
    let agent = org.id_by("User", "Username", AGENT).ok_or("the integration user is not there")?;
    org.apps = vec![app(&agent)];
    let administrator = org.administrator.clone();
    let server = Server::start(org, Config::default())?;
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_accounts","arguments":{"name_contains":"har"}}}"#;
    let of_administrator = server.administrator_token.expose().to_owned();
    let mut first = Client::new(server.address)?;
    // Tools ask for their custom permissions, which administrators do not have by themselves.
    for user in [&administrator, &agent] {
        let assignment = format!("{{\"AssigneeId\":\"{user}\",\"PermissionSetId\":\"{set}\"}}");
        first.post("/services/data/v66.0/sobjects/PermissionSetAssignment", &of_administrator, JSON, &assignment)?;
    }
    let form = format!("grant_type=client_credentials&client_id={KEY}&client_secret={SECRET}");
    let login = first.post("/services/oauth2/token", &of_administrator, "application/x-www-form-urlencoded", &form)?;
    let token = login.split("\"access_token\":\"").nth(1).and_then(|rest| rest.split('"').next());
    let of_agent = token.ok_or_else(|| format!("no login: {login}"))?.to_owned();

    series_of("administrator", server.address, &of_administrator, body)?;
    series_of("integration user", server.address, &of_agent, body)
}

/// Times the calls of a user, one client and several at once.
fn series_of(user: &str, address: SocketAddr, token: &str, body: &str) -> Result<(), Box<dyn Error>> {
    let reply = Client::new(address)?.call(token, body)?;
    if !reply.contains("Harbour Bakery") {
        return Err(format!("not the answer that was expected: {reply}").into());
    }
    println!("as the {user}:");
    let mut times = series(address, token, body)?;
    times.sort();
    println!("tools/call, median           {:?}", times[times.len() / 2]);
    println!("tools/call, 99 of 100 within {:?}", times[times.len() * 99 / 100]);

    let begin = Instant::now();
    let workers: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (token, body) = (token.to_owned(), body.to_owned());
            std::thread::spawn(move || series(address, &token, &body).map(|times| times.len()).unwrap_or(0))
        })
        .collect();
    let done: usize = workers.into_iter().map(|worker| worker.join().unwrap_or(0)).sum();
    println!("{CLIENTS} clients                    {:.0} calls a second", done as f64 / begin.elapsed().as_secs_f64());
    Ok(())
}

/// The app that the integration user logs in with, as a deployment would make it.
fn app(run_as: &Arc<str>) -> App {
    App {
        name: "Timing".into(),
        label: "Timing".into(),
        kind: AppKind::ExternalClientApp,
        id: "0xI000000000001EAA".into(),
        consumer_id: "888000000000001AAA".into(),
        consumer_key: KEY.into(),
        consumer_secret: Secret::new(SECRET),
        enabled: true,
        flows: Flows { client_credentials: true, ..Flows::default() },
        callback_urls: Vec::new(),
        scopes: ["Api".to_owned()].into(),
        certificate: None,
        run_as: Some(run_as.clone()),
        permitted_users: PermittedUsers::SelfAuthorized,
        permission_sets: Default::default(),
        profiles: Default::default(),
        refresh: RefreshPolicy::Zero,
        session_minutes: None,
    }
}

fn series(address: SocketAddr, token: &str, body: &str) -> std::io::Result<Vec<Duration>> {
    let mut client = Client::new(address)?;
    (0..CALLS)
        .map(|_| {
            let begin = Instant::now();
            client.call(token, body)?;
            Ok(begin.elapsed())
        })
        .collect()
}

/// A connection that is kept open.
struct Client(BufReader<TcpStream>);

impl Client {
    fn new(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn call(&mut self, token: &str, body: &str) -> std::io::Result<String> {
        self.post("/services/apexrest/mcp/sales-insight", token, JSON, body)
    }

    fn post(&mut self, path: &str, token: &str, content_type: &str, body: &str) -> std::io::Result<String> {
        let message = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {content_type}\r\nAccept: application/json, text/event-stream\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.get_mut().write_all(message.as_bytes())?;
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap_or(0);
            }
        }
        let mut reply = vec![0; length];
        self.0.read_exact(&mut reply)?;
        Ok(String::from_utf8_lossy(&reply).into_owned())
    }
}
