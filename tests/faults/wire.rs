//! Requests and replies as bytes on a loopback connection.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// The head of a request and what has been read of its body.
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub length: usize,
}

impl Request {
    /// Reads the head, and what came along of the body. `None`: the client went away.
    pub fn head(stream: &mut TcpStream) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let mut chunk = vec![0; 16_384];
        let end = loop {
            if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
                break end;
            }
            let length = stream.read(&mut chunk)?;
            if length == 0 {
                return Ok(None);
            }
            bytes.extend_from_slice(&chunk[..length]);
        };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let mut first = lines.next().unwrap_or_default().split(' ').map(str::to_owned);
        let (method, path) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let length = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
        Ok(Some(Self { method, path, headers, body: bytes[end + 4..].to_vec(), length }))
    }

    /// Reads the body up to a number of bytes. `false`: the client went away.
    pub fn read_to(&mut self, stream: &mut TcpStream, length: usize) -> io::Result<bool> {
        let mut chunk = vec![0; 65_536];
        while self.body.len() < length {
            let read = stream.read(&mut chunk)?;
            if read == 0 {
                return Ok(false);
            }
            self.body.extend_from_slice(&chunk[..read]);
        }
        Ok(true)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }

    /// The token that it was sent with: in a header, or in the envelope of a SOAP call.
    pub fn token(&self) -> String {
        let header = self.header("authorization").trim_start_matches("Bearer ");
        let text = String::from_utf8_lossy(&self.body);
        let in_envelope = || Some(text.split_once("sessionId>")?.1.split_once('<')?.0.to_owned());
        match header {
            "" => in_envelope().unwrap_or_default(),
            token => token.to_owned(),
        }
    }

    /// The content, with another token if it holds one.
    fn body_with(&self, token: &str) -> Vec<u8> {
        match self.path.starts_with("/services/Soap/") {
            true => String::from_utf8_lossy(&self.body).replace(&self.token(), token).into_bytes(),
            false => self.body.clone(),
        }
    }

    /// Sends the request on with another token and reads the whole reply.
    pub fn forward(&self, to: SocketAddr, token: &str) -> io::Result<Vec<u8>> {
        let body = self.body_with(token);
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            let value = match name.as_str() {
                "host" | "connection" | "content-length" => continue,
                "authorization" => format!("Bearer {token}"),
                _ => value.clone(),
            };
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        exchange(to, head.as_bytes(), &body)
    }
}

/// Sends bytes and reads until the other side has said everything.
pub fn exchange(to: SocketAddr, head: &[u8], body: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(to)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(head)?;
    stream.write_all(body)?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    Ok(reply)
}

/// A call past the proxy: status and body.
pub fn direct(to: SocketAddr, token: &str, method: &str, path: &str, kind: &str, body: &[u8]) -> (u16, Vec<u8>) {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\nauthorization: Bearer {token}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let reply = exchange(to, head.as_bytes(), body).expect("the local org answers");
    (status(&reply), content(&reply).to_vec())
}

pub fn status(reply: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(&reply[..reply.len().min(12)]).into_owned();
    text.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0)
}

pub fn content(reply: &[u8]) -> &[u8] {
    reply.windows(4).position(|w| w == b"\r\n\r\n").map_or(&[], |end| &reply[end + 4..])
}

/// A whole reply.
pub fn reply(status: u16, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}
