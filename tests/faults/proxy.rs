//! A proxy on a loopback port between client and local org, which spoils what goes through it as it was told.
//!
//! It gives out the access tokens itself (each holds a canary) and puts the administrator's in their place on the way, so
//! it can let them expire. It notes which uploads the org has accepted, and finds a client that sends again what it could
//! have found.

use crate::wire::{self, Request};
use local_org::server::Server;
use std::collections::{BTreeMap, VecDeque};
use std::fmt::{self, Display, Formatter};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What a request wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Login,
    /// The list of deployments.
    List,
    Upload,
    Look,
    Cancel,
    /// A request to install the package, and the list of them.
    Install,
    InstallList,
    NewUser,
    /// Something is given to a user, or taken.
    Assign,
    Revoke,
    /// The org's apps, and their keys.
    Apps,
    /// A call of the SOAP API.
    Soap,
    Other,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    None,
    /// It arrives late.
    Delay(Duration),
    /// The connection ends before the org gets it.
    Reset,
    /// The connection ends while it is being sent.
    CutUpload,
    /// The org gets it; the connection ends instead of a reply.
    LoseReply,
    /// The org gets it; half a reply comes.
    HalfReply,
    /// The org gets it; another reply comes.
    ReplyInstead(u16, &'static str, String),
    /// The org does not get it; this comes.
    Refuse(u16, &'static str, String),
    /// The connection ends; the org gets it after a while.
    Late(Duration),
    /// The org gets it twice; the second reply comes.
    Twice,
    /// The session is over from here on.
    Expire,
    /// The org does not get it, and nothing comes: an upload that is under way, for one that is killed meanwhile.
    Hang,
    /// The org gets it, and nothing comes.
    HangReply,
}

/// What must not be sent again before the list was read in which the org shows it.
const FOUND_IN: [(Kind, Kind); 2] = [(Kind::Upload, Kind::List), (Kind::Install, Kind::InstallList)];

/// Called with each request's kind and its number among those of that kind, from 1.
pub type Hook = Box<dyn Fn(Kind, usize) + Send + Sync>;

/// An upload that the org has accepted.
#[derive(Debug, Clone)]
pub struct Accepted {
    pub id: String,
    /// What was sent, without what differs from one request to the next.
    content: Vec<u8>,
    arrived: Instant,
    accepted: Instant,
}

/// Something was sent that the org had already, and that could have been found.
#[derive(Debug, Clone)]
pub struct Again {
    /// Its earlier ids.
    pub ids: Vec<String>,
}

impl Display for Again {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "sent again although {:?} was there", self.ids)
    }
}

#[derive(Default)]
struct Inner {
    plan: BTreeMap<Kind, VecDeque<Fault>>,
    counts: BTreeMap<Kind, usize>,
    tokens: Vec<String>,
    valid: bool,
    /// What the org has accepted.
    accepted: BTreeMap<Kind, Vec<Accepted>>,
    /// When the last list that the client got whole was asked for.
    listed: BTreeMap<Kind, Instant>,
    violations: Vec<Again>,
    stalled: usize,
}

struct State {
    upstream: SocketAddr,
    administrator: String,
    identity: String,
    port: u16,
    name: String,
    inner: Mutex<Inner>,
    changed: Condvar,
    busy: AtomicUsize,
    over: AtomicBool,
    hook: Mutex<Option<Arc<Hook>>>,
}

/// The proxy. Dropping it ends it.
pub struct Proxy {
    pub port: u16,
    state: Arc<State>,
}

impl Proxy {
    pub fn start(server: &Server, name: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let user = server.world.lock().administrator.to_string();
        let state = Arc::new(State {
            upstream: server.address,
            administrator: server.administrator_token.expose().to_owned(),
            identity: format!("https://localhost/id/00D000000000001AAA/{user}"),
            port,
            name: name.to_owned(),
            inner: Mutex::default(),
            changed: Condvar::new(),
            busy: AtomicUsize::new(0),
            over: AtomicBool::new(false),
            hook: Mutex::default(),
        });
        state.new_token();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.over.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&shared);
                state.busy.fetch_add(1, Ordering::SeqCst);
                std::thread::spawn(move || {
                    // A connection that ends is what this is about.
                    let _ = state.serve(stream);
                    state.busy.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Self { port, state }
    }

    /// The faults of the next requests of a kind, one each.
    pub fn plan(&self, kind: Kind, faults: impl IntoIterator<Item = Fault>) {
        self.state.lock().plan.insert(kind, faults.into_iter().collect());
    }

    /// What is to happen besides.
    pub fn on_request(&self, hook: impl Fn(Kind, usize) + Send + Sync + 'static) {
        let hook: Hook = Box::new(hook);
        *self.state.hook.lock().expect("unpoisoned") = Some(Arc::new(hook));
    }

    /// The token that is valid now.
    pub fn token(&self) -> String {
        self.state.lock().tokens.last().cloned().unwrap_or_default()
    }

    /// Ends the session. What is returned is the token of another one.
    pub fn another_token(&self) -> String {
        self.state.new_token()
    }

    pub fn tokens(&self) -> Vec<String> {
        self.state.lock().tokens.clone()
    }

    pub fn accepted(&self) -> Vec<Accepted> {
        self.state.lock().accepted.get(&Kind::Upload).cloned().unwrap_or_default()
    }

    /// Whether the org has accepted the same package more than once.
    pub fn has_doubled(&self) -> bool {
        let accepted = self.accepted();
        accepted.iter().enumerate().any(|(at, one)| accepted[..at].iter().any(|other| other.content == one.content))
    }

    pub fn violations(&self) -> Vec<Again> {
        self.state.lock().violations.clone()
    }

    pub fn count(&self, kind: Kind) -> usize {
        self.state.lock().counts.get(&kind).copied().unwrap_or(0)
    }

    /// Waits until a request hangs.
    pub fn wait_stalled(&self) {
        let limit = Duration::from_secs(60);
        let inner = self.state.lock();
        let (inner, late) =
            self.state.changed.wait_timeout_while(inner, limit, |inner| inner.stalled == 0).expect("unpoisoned");
        assert!(!late.timed_out() || inner.stalled > 0, "no request hangs");
    }

    /// Waits until nothing goes through any more, late requests included.
    pub fn settle(&self) {
        while self.state.busy.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::SeqCst);
        // Wakes the listener; if it cannot be reached it is gone.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn new_token(&self) -> String {
        let mut inner = self.lock();
        let token = format!("00D000000000001!canary{}x{}zyxwvutsrqponmlkjihgfedcba", self.name, inner.tokens.len());
        inner.tokens.push(token.clone());
        inner.valid = true;
        token
    }

    fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let Some(mut request) = Request::head(&mut stream)? else { return Ok(()) };
        let arrived = Instant::now();
        let kind = kind(&request);
        let (fault, number) = self.next(kind);
        let hook = self.hook.lock().expect("unpoisoned").clone();
        if let Some(hook) = hook {
            hook(kind, number);
        }
        match fault {
            // What was not read makes the connection break at once.
            Fault::Reset => return Ok(()),
            Fault::CutUpload => {
                let half = request.length / 2;
                request.read_to(&mut stream, half)?;
                return Ok(());
            }
            Fault::Delay(time) => std::thread::sleep(time),
            _ => {}
        }
        let length = request.length;
        if !request.read_to(&mut stream, length)? {
            return Ok(());
        }
        let content = content_of(kind, &request.body);
        self.judge(kind, &content);
        // The token that came with the request: a login that the client gave up may have made a newer one since.
        let canary = request.token();
        match fault {
            Fault::Refuse(status, mime, body) => {
                return send(&mut stream, status, mime, &body.replace("CANARY", &canary));
            }
            Fault::Hang => return self.stall(&mut stream),
            Fault::Late(time) => {
                drop(stream);
                std::thread::sleep(time);
                self.pass(kind, &request, content, arrived)?;
                return Ok(());
            }
            Fault::Expire => self.lock().valid = false,
            _ => {}
        }
        if kind == Kind::Login {
            return self.log_in(&mut stream, &fault);
        }
        let known = {
            let inner = self.lock();
            inner.valid && inner.tokens.last().is_some_and(|token| request.token() == *token)
        };
        if !known {
            let told = request.token();
            if kind == Kind::Soap {
                let body = format!(
                    "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><soapenv:Fault><faultcode>sf:INVALID_SESSION_ID</faultcode><faultstring>INVALID_SESSION_ID: Session {told} expired</faultstring></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
                );
                return send(&mut stream, 500, "text/xml", &body);
            }
            let body = format!("[{{\"errorCode\":\"INVALID_SESSION_ID\",\"message\":\"Session {told} expired\"}}]");
            return send(&mut stream, 401, "application/json", &body);
        }
        let asked = Instant::now();
        let mut reply = self.pass(kind, &request, content.clone(), arrived)?;
        match fault {
            Fault::Twice => reply = self.pass(kind, &request, content, arrived)?,
            Fault::LoseReply => return Ok(()),
            Fault::HangReply => return self.stall(&mut stream),
            Fault::HalfReply => {
                let start = reply.len() - wire::content(&reply).len();
                let half = start + (reply.len() - start) / 2;
                return stream.write_all(&reply[..half]);
            }
            Fault::ReplyInstead(status, mime, body) => {
                return send(&mut stream, status, mime, &body.replace("CANARY", &canary));
            }
            _ => {}
        }
        if let Some((sent, _)) = FOUND_IN.iter().find(|(_, list)| *list == kind)
            && wire::status(&reply) == 200
        {
            self.lock().listed.insert(*sent, asked);
        }
        stream.write_all(&reply)
    }

    fn next(&self, kind: Kind) -> (Fault, usize) {
        let mut inner = self.lock();
        let number = inner.counts.entry(kind).or_default();
        *number += 1;
        let number = *number;
        (inner.plan.get_mut(&kind).and_then(VecDeque::pop_front).unwrap_or(Fault::None), number)
    }

    /// Notes what is sent again although the org has it and shows it.
    fn judge(&self, kind: Kind, content: &[u8]) {
        let mut inner = self.lock();
        let listed = inner.listed.get(&kind).copied();
        let could = |first: &&Accepted| listed.is_none_or(|at| at > first.accepted || at < first.arrived);
        let accepted = inner.accepted.get(&kind).into_iter().flatten().filter(|first| first.content == content);
        let ids: Vec<String> = accepted.filter(could).map(|accepted| accepted.id.clone()).collect();
        if !ids.is_empty() {
            inner.violations.push(Again { ids });
        }
    }

    /// Sends a request on.
    fn pass(&self, kind: Kind, request: &Request, content: Vec<u8>, arrived: Instant) -> std::io::Result<Vec<u8>> {
        let reply = request.forward(self.upstream, &self.administrator)?;
        if FOUND_IN.iter().any(|(sent, _)| *sent == kind) && wire::status(&reply) == 201 {
            let told: serde_json::Value = serde_json::from_slice(wire::content(&reply)).unwrap_or_default();
            let id = told["id"].as_str().expect("the org gives an id").to_owned();
            let accepted = Accepted { id, content, arrived, accepted: Instant::now() };
            self.lock().accepted.entry(kind).or_default().push(accepted);
        }
        Ok(reply)
    }

    fn log_in(&self, stream: &mut TcpStream, fault: &Fault) -> std::io::Result<()> {
        let body = serde_json::json!({
            "access_token": self.new_token(),
            "instance_url": format!("http://localhost:{}", self.port),
            "id": self.identity,
            "token_type": "Bearer",
        });
        match fault {
            Fault::LoseReply => Ok(()),
            _ => send(stream, 200, "application/json", &body.to_string()),
        }
    }

    /// Says nothing until the client goes away.
    fn stall(&self, stream: &mut TcpStream) -> std::io::Result<()> {
        self.lock().stalled += 1;
        self.changed.notify_all();
        let mut chunk = [0; 4_096];
        while stream.read(&mut chunk).is_ok_and(|read| read > 0) {}
        self.lock().stalled -= 1;
        Ok(())
    }
}

/// The package of an upload, whose boundaries differ each time; of any other request all that it says.
fn content_of(kind: Kind, body: &[u8]) -> Vec<u8> {
    let find = |part: &[u8]| body.windows(part.len()).position(|window| window == part);
    match (kind, find(b"PK\x03\x04"), body.windows(4).rposition(|window| window == b"PK\x05\x06")) {
        (Kind::Upload, Some(start), Some(end)) if start < end => body[start..end].to_vec(),
        _ => body.to_vec(),
    }
}

fn kind(request: &Request) -> Kind {
    let path = request.path.split('?').next().unwrap_or_default();
    match request.method.as_str() {
        "POST" if path.ends_with("/oauth2/token") => Kind::Login,
        "GET" if path.ends_with("/tooling/query") && request.path.contains("DeployRequest") => Kind::List,
        "POST" if path.ends_with("/metadata/deployRequest") => Kind::Upload,
        "GET" if path.contains("/metadata/deployRequest/") => Kind::Look,
        "PATCH" if path.contains("/metadata/deployRequest/") => Kind::Cancel,
        "POST" if path.ends_with("/sobjects/PackageInstallRequest") => Kind::Install,
        "GET" if path.ends_with("/tooling/query") && request.path.contains("PackageInstallRequest") => {
            Kind::InstallList
        }
        "POST" if path.ends_with("/sobjects/User") => Kind::NewUser,
        "POST" if path.contains("/sobjects/PermissionSet") => Kind::Assign,
        "DELETE" if path.contains("/sobjects/PermissionSetAssignment/") => Kind::Revoke,
        "GET" if path.contains("/apps/oauth/") => Kind::Apps,
        "POST" if path.starts_with("/services/Soap/") => Kind::Soap,
        _ => Kind::Other,
    }
}

fn send(stream: &mut TcpStream, status: u16, mime: &str, body: &str) -> std::io::Result<()> {
    stream.write_all(&wire::reply(status, mime, body))
}
