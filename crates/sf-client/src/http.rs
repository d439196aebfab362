//! Requests as values, and the one place that sends them.

use crate::{ClientError, address};
use bytes::Bytes;
use reqwest::{Certificate, Method, header, multipart, redirect};
use sf_wire::{Secret, deploy};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::Duration,
};
use url::Url;

/// How to reach orgs. Proxies come from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, with user name and
/// password in the proxy's address where it asks for them. A request to the loopback interface never takes a proxy: the
/// token of a local org does not leave the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpConfig {
    /// PEM file of certificate authorities that are trusted beside those of the system.
    pub ca_bundle: Option<PathBuf>,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest wait for a whole reply; uploads have [`HttpConfig::upload_timeout`].
    pub timeout: Duration,
    /// Longest wait for an upload and its reply. The platform itself stops after ten minutes.
    pub upload_timeout: Duration,
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            ca_bundle: None,
            connect_timeout: Duration::from_secs(20),
            timeout: Duration::from_secs(120),
            upload_timeout: Duration::from_secs(600),
        }
    }
}

/// A request. `what` says in errors what was being done; nothing secret belongs into it or into the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is being done, as in "reading the status of 0Af…".
    pub what: String,
    /// Method.
    pub method: Method,
    /// Address.
    pub url: Url,
    /// Bearer token.
    pub bearer: Option<Secret>,
    /// Content.
    pub body: Body,
}

/// Content of a request.
#[derive(Clone, PartialEq, Eq)]
pub enum Body {
    /// None.
    Empty,
    /// JSON text.
    Json(String),
    /// Form fields; the values may be secret.
    Form(Vec<(&'static str, Secret)>),
    /// SOAP envelope; it holds the session id.
    Soap(Secret),
    /// A deployment: options as JSON, and the package.
    Deployment {
        /// `{"deployOptions": …}`.
        options: String,
        /// The package.
        zip: Bytes,
    },
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(text) => write!(f, "Json({} bytes)", text.len()),
            Self::Form(fields) => write!(f, "Form({:?})", fields.iter().map(|(name, _)| name).collect::<Vec<_>>()),
            Self::Soap(_) => f.write_str("Soap"),
            Self::Deployment { zip, .. } => write!(f, "Deployment({} bytes)", zip.len()),
        }
    }
}

impl Request {
    /// A GET.
    pub fn get(what: impl Into<String>, url: Url) -> Self {
        Self { what: what.into(), method: Method::GET, url, bearer: None, body: Body::Empty }
    }

    /// A POST.
    pub fn post(what: impl Into<String>, url: Url, body: Body) -> Self {
        Self { what: what.into(), method: Method::POST, url, bearer: None, body }
    }
}

/// A reply with any status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Header `Sforce-Limit-Info`.
    pub limit_info: Option<String>,
    /// Content.
    pub body: Bytes,
}

/// Sends requests.
#[derive(Debug, Clone)]
pub struct Http {
    config: HttpConfig,
    authorities: Vec<Certificate>,
    clients: Arc<Clients>,
}

/// Most processes need one of them, and each takes time and memory for the certificates of the system.
#[derive(Debug, Default)]
struct Clients {
    remote: OnceLock<reqwest::Client>,
    /// For the loopback interface: without proxies.
    local: OnceLock<reqwest::Client>,
    /// The same without TLS, which needs no certificates.
    plain: OnceLock<reqwest::Client>,
}

impl Http {
    /// A sender. Redirects are not followed: a token goes to the host it was asked for and nowhere else.
    pub fn new(config: &HttpConfig) -> Result<Self, ClientError> {
        let authorities = config.ca_bundle.as_deref().map(authorities).transpose()?.unwrap_or_default();
        Ok(Self { config: config.clone(), authorities, clients: Arc::default() })
    }

    /// The client for an address.
    fn client(&self, url: &Url) -> Result<&reqwest::Client, ClientError> {
        let local = address::is_loopback(url);
        let plain = local && url.scheme() == "http";
        let place = match (local, plain) {
            (_, true) => &self.clients.plain,
            (true, _) => &self.clients.local,
            (false, _) => &self.clients.remote,
        };
        if let Some(client) = place.get() {
            return Ok(client);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("salesforce-mcp-toolchain/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(self.config.connect_timeout)
            .timeout(self.config.timeout)
            .redirect(redirect::Policy::none());
        if local {
            builder = builder.no_proxy();
        } else {
            proxies()?;
        }
        let authorities = self.authorities.iter().cloned();
        let builder = if plain { builder.tls_certs_only([]) } else { builder.tls_certs_merge(authorities) };
        let client = builder.build().map_err(|e| ClientError::Setting(format!("the network cannot be set up: {e}")))?;
        Ok(place.get_or_init(|| client))
    }

    /// Sends a request and reads the whole reply, whatever its status.
    pub async fn send(&self, request: &Request) -> Result<Reply, ClientError> {
        let what = &request.what;
        let response = self.response(request).await?;
        let status = response.status().as_u16();
        if (300..400).contains(&status) {
            let asked = request.url.host_str().unwrap_or_default();
            let to = location(request, &response).and_then(|to| to.host_str().map(str::to_owned));
            let text = match to.filter(|to| to != asked) {
                Some(host) => format!("`{asked}` sends callers on to `{host}`; use that address"),
                None => format!("`{asked}` sends callers on, as a renamed My Domain or the login page of a proxy does"),
            };
            let errors = vec![sf_wire::ApiError::new("REDIRECT", format!("{text}; nothing was done"))];
            return Err(ClientError::Status {
                what: what.clone(),
                status,
                errors,
                excerpt: String::new(),
                remedy: None,
            });
        }
        let limit_info = response.headers().get("sforce-limit-info").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let body = response.bytes().await.map_err(|e| failure(what, request, e))?;
        Ok(Reply { status, limit_info, body })
    }

    /// Sends a request, and gives the address that the reply sends the caller on to. Nobody goes there.
    ///
    /// # Errors
    /// No reply, or one that sends nobody on.
    pub async fn sent_on_to(&self, request: &Request) -> Result<Url, ClientError> {
        let response = self.response(request).await?;
        location(request, &response).ok_or_else(|| ClientError::Unreadable {
            what: request.what.clone(),
            detail: format!("status {} with no address to go on to", response.status().as_u16()),
        })
    }

    async fn response(&self, request: &Request) -> Result<reqwest::Response, ClientError> {
        let what = &request.what;
        let mut builder = self.client(&request.url)?.request(request.method.clone(), request.url.clone());
        builder = builder.header(header::ACCEPT, "application/json");
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token.expose());
        }
        builder = match &request.body {
            Body::Empty => builder,
            Body::Json(text) => builder.header(header::CONTENT_TYPE, "application/json").body(text.clone()),
            Body::Form(fields) => {
                builder.form(&fields.iter().map(|(name, value)| (*name, value.expose())).collect::<Vec<_>>())
            }
            Body::Soap(envelope) => builder
                .header(header::ACCEPT, "text/xml")
                .header(header::CONTENT_TYPE, sf_wire::soap::CONTENT_TYPE)
                .header("SOAPAction", "\"\"")
                .timeout(self.config.upload_timeout)
                .body(envelope.expose().to_owned()),
            Body::Deployment { options, zip } => {
                builder.timeout(self.config.upload_timeout).multipart(deployment(options, zip)?)
            }
        };
        builder.send().await.map_err(|e| failure(what, request, e))
    }
}

/// Where a reply sends its caller on to.
fn location(request: &Request, response: &reqwest::Response) -> Option<Url> {
    request.url.join(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()
}

/// Refuses a proxy variable that is no address: the library would leave it out, and ask the org directly.
fn proxies() -> Result<(), ClientError> {
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let value = std::env::var(name).unwrap_or_default();
        if !value.trim().is_empty() && !is_proxy(value.trim()) {
            // It may hold a password.
            let text = format!("{name} is no address of a proxy; write it like `http://proxy.acme.example:8080`");
            return Err(ClientError::Setting(text));
        }
    }
    Ok(())
}

/// An address with a scheme that proxies have, or a host and port without one.
fn is_proxy(text: &str) -> bool {
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("http://{text}")) };
    url.is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https" | "socks4" | "socks4a" | "socks5" | "socks5h") && url.has_host()
    })
}

/// The certificates of a PEM file.
fn authorities(path: &Path) -> Result<Vec<Certificate>, ClientError> {
    let shown = path.display();
    let pem =
        std::fs::read(path).map_err(|e| ClientError::Setting(format!("CA bundle `{shown}` cannot be read: {e}")))?;
    let found = Certificate::from_pem_bundle(&pem)
        .map_err(|e| ClientError::Setting(format!("CA bundle `{shown}` is not PEM: {e}")))?;
    if found.is_empty() {
        return Err(ClientError::Setting(format!("CA bundle `{shown}` holds no certificate")));
    }
    Ok(found)
}

/// The two parts as the REST guide shows them: options first, then the zip as it is.
fn deployment(options: &str, zip: &Bytes) -> Result<multipart::Form, ClientError> {
    let part = |part: multipart::Part, kind| {
        part.mime_str(kind).map_err(|e| ClientError::Setting(format!("the upload cannot be put together: {e}")))
    };
    let options = part(multipart::Part::text(options.to_owned()), "application/json")?;
    let zip = part(
        multipart::Part::stream_with_length(zip.clone(), zip.len() as u64).file_name("deploy.zip"),
        "application/zip",
    )?;
    Ok(multipart::Form::new().part(deploy::OPTIONS_PART, options).part(deploy::FILE_PART, zip))
}

fn failure(what: &str, request: &Request, error: reqwest::Error) -> ClientError {
    let connect = error.is_connect() || error.is_builder();
    let detail = if error.is_timeout() { "timed out".to_owned() } else { chain(&error.without_url()) };
    if connect {
        let host = request.url.host_str().unwrap_or_default().to_owned();
        ClientError::Connect { what: what.to_owned(), host, detail }
    } else {
        ClientError::Interrupted { what: what.to_owned(), detail }
    }
}

/// An error with its causes, each once.
fn chain(error: &dyn std::error::Error) -> String {
    let mut parts = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !parts.iter().any(|part| part.contains(&text)) {
            parts.push(text);
        }
        source = cause.source();
    }
    parts.join(": ")
}

#[cfg(test)]
mod tests;
