//! The least of an MCP client: one request, one reply, no stream. What clients do beyond that is tested with their own
//! SDK in `tests/`.

use serde_json::{Value, json};
use sf_client::http::{Body, Request};
use sf_client::{ClientError, Http, Org};

/// Version of MCP that `initialize` asks for: the newest that begins with it.
const VERSION: &str = "2025-11-25";

/// How a server answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The member `result`.
    Result(Value),
    /// Why it refused: an error of JSON-RPC, or of the platform before Apex ran.
    Refused(String),
}

/// One server, seen by one user.
#[derive(Debug)]
pub struct Mcp<'a> {
    org: &'a Org,
    path: String,
    number: u32,
}

impl<'a> Mcp<'a> {
    /// The server whose endpoint has this URL mapping.
    pub fn new(org: &'a Org, endpoint: &str) -> Self {
        Self { org, path: path_of(endpoint), number: 0 }
    }

    /// Sends a request.
    ///
    /// # Errors
    /// The org is not reached, or what came back is not JSON-RPC.
    pub async fn ask(&mut self, method: &str, params: &Value) -> Result<Answer, ClientError> {
        self.number += 1;
        let what = format!("asking {} for {method}", self.path);
        let body = json!({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params});
        let post = "POST".parse().map_err(|_| unreadable(&what, "no method"))?;
        let reply = self.org.send(&what, post, &self.path, Body::Json(body.to_string())).await?;
        read(&what, reply.status, &reply.body)
    }

    /// Begins: `initialize` and its notification.
    ///
    /// # Errors
    /// As [`Mcp::ask`].
    pub async fn initialize(&mut self) -> Result<Answer, ClientError> {
        let client = json!({"name": "cargo xtask up", "version": env!("CARGO_PKG_VERSION")});
        let params = json!({"protocolVersion": VERSION, "capabilities": {}, "clientInfo": client});
        self.ask("initialize", &params).await
    }

    /// All tools, page by page.
    ///
    /// # Errors
    /// As [`Mcp::ask`]; a refusal is one, too.
    pub async fn tools(&mut self) -> Result<Vec<Value>, ClientError> {
        let mut tools = Vec::new();
        let mut params = json!({});
        loop {
            let page = match self.ask("tools/list", &params).await? {
                Answer::Result(page) => page,
                Answer::Refused(reason) => return Err(unreadable("tools/list", &reason)),
            };
            tools.extend(page["tools"].as_array().into_iter().flatten().cloned());
            match page["nextCursor"].as_str() {
                Some(cursor) if tools.len() < 10_000 => params = json!({"cursor": cursor}),
                _ => return Ok(tools),
            }
        }
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// As [`Mcp::ask`].
    pub async fn call(&mut self, tool: &str, arguments: &Value) -> Result<Answer, ClientError> {
        self.ask("tools/call", &json!({"name": tool, "arguments": arguments})).await
    }
}

/// Asks an endpoint without any token.
///
/// # Errors
/// As [`Mcp::ask`].
pub async fn ask_as_nobody(http: &Http, org: &Org, endpoint: &str) -> Result<Answer, ClientError> {
    let what = "asking without a token";
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}});
    let url = org.session().instance.join(&path_of(endpoint));
    let reply = http.send(&Request::post(what, url, Body::Json(body.to_string()))).await?;
    read(what, reply.status, &reply.body)
}

/// Path of an endpoint below the org's address.
pub fn path_of(endpoint: &str) -> String {
    format!("/services/apexrest{endpoint}")
}

fn read(what: &str, status: u16, body: &[u8]) -> Result<Answer, ClientError> {
    if status != 200 {
        let told = sf_wire::ApiError::parse(body).first().map(ToString::to_string).unwrap_or_default();
        return Ok(Answer::Refused(format!("{status} {told}").trim().to_owned()));
    }
    let reply: Value = serde_json::from_slice(body).map_err(|error| unreadable(what, &error.to_string()))?;
    if let Some(error) = reply.get("error") {
        return Ok(Answer::Refused(error["message"].as_str().unwrap_or("no message").to_owned()));
    }
    match reply.get("result") {
        Some(result) => Ok(Answer::Result(result.clone())),
        None => Err(unreadable(what, "neither result nor error")),
    }
}

fn unreadable(what: &str, detail: &str) -> ClientError {
    ClientError::Unreadable { what: what.to_owned(), detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_refusals_and_noise_are_told_apart() {
        let of = |status, body: &str| read("x", status, body.as_bytes());
        assert_eq!(of(200, r#"{"result":{"a":1}}"#).unwrap(), Answer::Result(json!({"a": 1})));
        assert_eq!(of(200, r#"{"error":{"code":-1,"message":"no"}}"#).unwrap(), Answer::Refused("no".into()));
        let forbidden = of(403, r#"[{"errorCode":"FORBIDDEN","message":"not yours"}]"#).unwrap();
        assert!(matches!(forbidden, Answer::Refused(told) if told.starts_with("403") && told.contains("not yours")));
        assert!(of(200, "<html>").is_err() && of(200, "{}").is_err());
    }
}
