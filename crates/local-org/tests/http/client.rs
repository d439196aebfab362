//! A client that sends exactly what it is told.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A reply.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {} {}", self.status, self.text()))
    }

    /// Status and the first error code.
    pub fn error(&self) -> (u16, String) {
        (self.status, self.json()[0]["errorCode"].as_str().unwrap_or_default().to_owned())
    }
}

/// A connection that is kept open.
pub struct Client {
    reader: BufReader<TcpStream>,
    address: SocketAddr,
    pub token: String,
}

impl Client {
    pub fn new(address: SocketAddr, token: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { reader: BufReader::new(stream), address, token: token.to_owned() }
    }

    pub fn get(&mut self, path: &str) -> Reply {
        self.send("GET", path, &[], "")
    }

    pub fn post(&mut self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    pub fn patch(&mut self, path: &str, body: &Value) -> Reply {
        self.send("PATCH", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    pub fn delete(&mut self, path: &str) -> Reply {
        self.send("DELETE", path, &[], "")
    }

    /// A SOQL query.
    pub fn query(&mut self, soql: &str) -> Reply {
        self.get(&format!("/services/data/v66.0/query?q={}", encoded(soql)))
    }

    /// A form, without a token.
    pub fn form(&mut self, path: &str, pairs: &[(&str, &str)]) -> Reply {
        let token = std::mem::take(&mut self.token);
        let body: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let reply = self.send("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], &body.join("&"));
        self.token = token;
        reply
    }

    pub fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut head = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.iter().any(|(name, _)| *name == "Content-Length") {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        if !headers.iter().any(|(name, _)| *name == "Host") {
            head.push_str(&format!("Host: {}\r\n", self.address));
        }
        if !self.token.is_empty() {
            head.push_str(&format!("Authorization: Bearer {}\r\n", self.token));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let message = format!("{head}\r\n{body}");
        self.reader.get_mut().write_all(message.as_bytes()).unwrap();
        self.read()
    }

    /// Waits for the next byte: whether there is none because the connection was closed.
    pub fn is_closed(&mut self) -> bool {
        !matches!(self.reader.read(&mut [0]), Ok(1))
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn read(&mut self) -> Reply {
        let status = self.line();
        let status: u16 = status.split(' ').nth(1).unwrap_or_else(|| panic!("{status}")).parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(": ") else { break };
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut reply = Reply { status, headers, body: Vec::new() };
        let length = reply.header("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
        reply.body = vec![0; length];
        self.reader.read_exact(&mut reply.body).unwrap();
        reply
    }
}

/// Text as part of a query or form.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
