//! An HTTP server for tests: it answers what a closure says, badly if it says so. Feature `test-server`.

#![allow(clippy::missing_panics_doc, reason = "a test that cannot go on panics")]

use crate::{
    Http, HttpConfig, Org, OrgAddress, Secret,
    login::{Flow, Login},
};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Method.
    pub method: String,
    /// Path with query.
    pub path: String,
    /// Request line and headers.
    pub head: String,
    /// Content.
    pub body: Vec<u8>,
}

/// What to do with a request.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Status and body.
    Reply(u16, String),
    /// Status and the first half of the body, then the connection ends.
    Half(u16, String),
    /// The connection ends without a reply.
    Drop,
}

impl Answer {
    /// A JSON reply.
    pub fn json(status: u16, value: serde_json::Value) -> Self {
        Self::Reply(status, value.to_string())
    }
}

/// The server; it ends with the runtime it was started on.
pub struct TestServer {
    /// Where it listens.
    pub address: OrgAddress,
    log: Arc<Mutex<Vec<Seen>>>,
}

impl TestServer {
    /// Starts it on a free port.
    pub async fn start(handler: impl FnMut(&Seen) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = OrgAddress::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (handler, seen) = (Arc::new(Mutex::new(handler)), log.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (handler, seen) = (handler.clone(), seen.clone());
                tokio::spawn(async move {
                    let _ = serve(stream, &mut |request| {
                        seen.lock().unwrap().push(request.clone());
                        (handler.lock().unwrap())(request)
                    })
                    .await;
                });
            }
        });
        Self { address, log }
    }

    /// Requests whose path holds `part`.
    pub fn count(&self, method: &str, part: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|r| r.method == method && r.path.contains(part)).count()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    /// An org behind this server, logged in with a client secret; the handler must answer the token endpoint.
    pub async fn org(&self) -> Org {
        let flow = Flow::ClientCredentials { client_id: "key".into(), client_secret: Secret::new("canary-secret") };
        let mut org = Org::connect(http(), Login { address: self.address.clone(), flow }, 66).await.unwrap();
        org.read_pause = std::time::Duration::from_millis(2);
        org
    }
}

/// A sender with the usual settings.
pub fn http() -> Http {
    Http::new(&HttpConfig::default()).unwrap()
}

async fn serve(mut stream: TcpStream, handle: &mut impl FnMut(&Seen) -> Answer) -> std::io::Result<()> {
    let Some(request) = read(&mut stream).await? else { return Ok(()) };
    let (status, body, whole) = match handle(&request) {
        Answer::Drop => return Ok(()),
        Answer::Reply(status, body) => (status, body, true),
        Answer::Half(status, body) => (status, body, false),
    };
    let sent = if whole { body.len() } else { body.len() / 2 };
    let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body.as_bytes()[..sent]).await?;
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Seen>> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 65_536];
    loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head
                .lines()
                .find_map(|l| {
                    l.to_ascii_lowercase().strip_prefix("content-length:").map(|v| v.trim().parse().unwrap_or(0))
                })
                .unwrap_or(0usize);
            if bytes.len() >= end + 4 + length {
                let mut first = head.lines().next().unwrap_or_default().split(' ');
                let method = first.next().unwrap_or_default().to_owned();
                let path = first.next().unwrap_or_default().to_owned();
                return Ok(Some(Seen { method, path, body: bytes[end + 4..end + 4 + length].to_vec(), head }));
            }
        }
        let length = stream.read(&mut chunk).await?;
        if length == 0 {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk[..length]);
    }
}
