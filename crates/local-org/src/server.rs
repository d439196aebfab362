//! The org on a loopback port.

mod connections;

use crate::Org;
use crate::http::{Settings, World, handle, is_foreign};
use crate::keep::KeptFile;
use crate::oauth::token;
use crate::runner::STACK;
use bytes::Bytes;
use connections::{Connection, Connections};
use http::{Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use sf_wire::Secret;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// Time a client has for the headers of a request, and again for its body.
const PATIENCE: Duration = Duration::from_secs(30);
/// Time requests in work have when the server stops.
const GRACE: Duration = Duration::from_secs(5);
/// Largest body of a deployment: SOAP Developer Guide, message size limit (50 MB).
const MAX_PACKAGE: usize = 52_428_800;
/// Largest body otherwise: Apex REST is bound by the heap of a synchronous transaction (6 MB).
const MAX_BODY: usize = 6_291_456;
/// Connections that may be open at once, unless told otherwise.
const MAX_CONNECTIONS: usize = 512;

/// How to start.
#[derive(Debug, Default)]
pub struct Config {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// What the org is told.
    pub settings: Settings,
    /// Where it is kept. The org that is started is the one the file had, or a new one.
    pub keep: Option<KeptFile>,
    /// Connections that may be open at once; 512 unless given. When all are taken, the one that has been without a
    /// whole request for the longest time is closed for a new one.
    pub connections: Option<usize>,
}

/// A running org. Dropping it stops it.
#[derive(Debug)]
pub struct Server {
    /// Where it listens; always on 127.0.0.1.
    pub address: SocketAddr,
    /// A token of the system administrator: the one login that needs no deployed app.
    pub administrator_token: Secret,
    /// The org behind it.
    pub world: Arc<World>,
    runtime: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
    done: Option<oneshot::Receiver<()>>,
}

impl Server {
    /// Starts listening.
    ///
    /// # Errors
    /// The port is taken, or the machine gives no threads or random numbers.
    pub fn start(org: Org, config: Config) -> io::Result<Self> {
        Self::start_shared(Arc::new(Mutex::new(org)), config)
    }

    /// Starts listening for an org that others hold, too.
    ///
    /// # Errors
    /// The port is taken, or the machine gives no threads or random numbers.
    pub fn start_shared(org: Arc<Mutex<Org>>, config: Config) -> io::Result<Self> {
        // Services run Apex, which recurses deeply: they are given the stack of a test runner.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(16)
            .thread_stack_size(STACK)
            .thread_name("local-org")
            .enable_all()
            .build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)))?;
        let address = listener.local_addr()?;
        let url = format!("http://{address}");
        let administrator = {
            let mut org = org.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            crate::setup::complete(&mut org);
            org.url.clone_from(&url);
            org.administrator.clone()
        };
        let world = Arc::new(World::new(org, url, config.settings, config.keep));
        world.keep().map_err(io::Error::other)?;
        let token = token::for_administrator(&world, &administrator)?;
        let (stop, stopped) = oneshot::channel();
        let (finished, done) = oneshot::channel();
        let connections = Connections::new(config.connections.unwrap_or(MAX_CONNECTIONS));
        runtime.spawn(listen(listener, Arc::clone(&world), connections, stopped, finished));
        let (stop, done) = (Some(stop), Some(done));
        Ok(Self { address, administrator_token: token, world, runtime: Some(runtime), stop, done })
    }

    /// Its address, for example `http://127.0.0.1:8123`.
    pub fn url(&self) -> &str {
        &self.world.url
    }

    /// Waits until someone asks the server to stop: over HTTP, as `org stop` does.
    pub fn wait(mut self) {
        if let (Some(runtime), Some(done)) = (&self.runtime, self.done.take()) {
            // Either it has stopped, or it is gone.
            let _ = runtime.block_on(done);
        }
    }

    /// Stops listening and waits for the requests in work.
    pub fn stop(mut self) {
        self.shut_down();
    }

    fn shut_down(&mut self) {
        let Some(runtime) = self.runtime.take() else { return };
        // A receiver that is gone has stopped already.
        let _ = self.stop.take().map(|stop| stop.send(()));
        if let Some(done) = self.done.take() {
            let _ = runtime.block_on(async { tokio::time::timeout(GRACE, done).await });
        }
        runtime.shutdown_timeout(Duration::from_millis(100));
        // A deployment may have ended that nobody asked about. If it cannot be kept, nobody was told of it.
        let _ = self.world.keep();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut_down();
    }
}

async fn listen(
    listener: TcpListener,
    world: Arc<World>,
    connections: Arc<Connections>,
    mut stopped: oneshot::Receiver<()>,
    finished: oneshot::Sender<()>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = async {
            let (stream, peer) = listener.accept().await?;
            Ok::<_, io::Error>((stream, peer, connections.open().await))
        };
        let accepted = tokio::select! {
            _ = &mut stopped => break,
            () = world.stopping.notified() => break,
            all = accepted => all,
        };
        let Ok((stream, peer, connection)) = accepted else {
            // Out of file descriptors, most likely: give connections time to close.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        serve(stream, peer, &world, &graceful, connection);
    }
    drop(listener);
    graceful.shutdown().await;
    // A server that was dropped meanwhile does not wait for this.
    let _ = finished.send(());
}

fn serve(stream: TcpStream, peer: SocketAddr, world: &Arc<World>, graceful: &GracefulShutdown, connection: Connection) {
    // Replies are small and whole; waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let world = Arc::clone(world);
    let connection = Arc::new(connection);
    let asked = Arc::clone(&connection);
    let service = service_fn(move |request| {
        let (world, asked) = (Arc::clone(&world), Arc::clone(&asked));
        async move { Ok::<_, Infallible>(answer(world, &asked, request, peer.ip()).await.map(Full::new)) }
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service);
    let served = graceful.watch(served);
    tokio::spawn(async move {
        tokio::select! {
            // A client that goes away ends its connection; there is no one left to tell.
            _ = served => {}
            () = connection.must_give_way() => {}
        }
    });
}

async fn answer(
    world: Arc<World>,
    connection: &Connection,
    request: Request<Incoming>,
    peer: IpAddr,
) -> Response<Bytes> {
    let (mut head, body) = request.into_parts();
    head.uri = one_slash(head.uri);
    let bare = Request::from_parts(head, Bytes::new());
    if is_foreign(&bare) {
        // Nothing that a page from elsewhere sends is kept, not even for a moment.
        return handle(&world, &bare, peer);
    }
    let (head, _) = bare.into_parts();
    let path = head.uri.path();
    let large = path.contains("/metadata/") || path.contains("/Soap/") || path == "/local/installed";
    let limit = if large { MAX_PACKAGE } else { MAX_BODY };
    let announced = head.headers.get(http::header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > limit) {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", "the body is too large");
    }
    let body = match tokio::time::timeout(PATIENCE, Limited::new(body, limit).collect()).await {
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "REQUEST_TOO_LARGE", "the body is too large");
        }
        Ok(Err(_)) => return plain(StatusCode::BAD_REQUEST, "BAD_REQUEST", "the body could not be read"),
        Err(_) => return plain(StatusCode::REQUEST_TIMEOUT, "REQUEST_TIMEOUT", "the body did not arrive in time"),
    };
    let request = Request::from_parts(head, body);
    if !connection.begin() {
        return plain(StatusCode::SERVICE_UNAVAILABLE, "SERVER_UNAVAILABLE", "too many connections are open");
    }
    let answer = tokio::task::spawn_blocking(move || handle(&world, &request, peer)).await;
    connection.wait();
    match answer {
        Ok(response) => response,
        // The next request finds the org as it was before: see `World::lock`.
        Err(_) => plain(
            StatusCode::INTERNAL_SERVER_ERROR,
            "UNKNOWN_EXCEPTION",
            "the local org failed on this request and put the org back; please report what you sent",
        ),
    }
}

/// Clients put an address that ends in a slash before a path that begins with one, as the `sf` CLI does; orgs answer them.
fn one_slash(uri: Uri) -> Uri {
    let text = uri.path_and_query().map_or("", |path| path.as_str());
    let Some(rest) = text.strip_prefix("//") else { return uri };
    format!("/{}", rest.trim_start_matches('/')).parse().unwrap_or(uri)
}

fn plain(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    crate::http::Fault::new(status, code, message).into()
}
