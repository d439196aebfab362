//! Logging in as a person: authorization code with PKCE, on a callback that only this machine can reach.

use super::request_token;
use crate::{ClientError, Http, OrgAddress};
use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::{SecureRandom, SystemRandom},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sf_wire::{
    Secret,
    oauth::{AUTHORIZE_PATH, TokenReply, TokenRequest},
};
use std::{collections::BTreeMap, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// Longest request line and headers that the callback reads.
const MAX_CALLBACK: usize = 16 * 1024;

/// What to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserLogin {
    /// Which host is asked.
    pub address: OrgAddress,
    /// Consumer key.
    pub client_id: String,
    /// Consumer secret, if the app needs it.
    pub client_secret: Option<Secret>,
    /// Callback address; it must be one of the app's, to the letter, and name this machine.
    pub redirect_uri: Url,
    /// Scopes by their protocol names, `api refresh_token`.
    pub scope: String,
}

/// The page that a person logs in on, and the secrets that its answer must fit.
#[derive(Debug)]
pub struct LoginPage {
    login: BrowserLogin,
    state: Secret,
    verifier: Secret,
    /// The page to open.
    pub url: Url,
}

/// A login that waits for its browser.
#[derive(Debug)]
pub struct Authorization {
    listener: TcpListener,
    /// The page to open.
    pub page: LoginPage,
}

impl BrowserLogin {
    /// Opens the callback and makes the address of the page that the person logs in on.
    pub async fn begin(self) -> Result<Authorization, ClientError> {
        let host = self.redirect_uri.host_str().unwrap_or_default().to_owned();
        let callback = OrgAddress::parse(self.redirect_uri.as_str())?;
        if !callback.is_loopback() || self.redirect_uri.scheme() != "http" {
            let hint = "use an address such as http://localhost:1717/OauthRedirect".to_owned();
            return Err(ClientError::login(format!("the callback `{host}` is not this machine"), hint));
        }
        let port = self.redirect_uri.port().unwrap_or(80);
        // `localhost` is bound by number: only a loopback interface may be listened on.
        let ip = if host.starts_with('[') { "::1" } else { "127.0.0.1" };
        let listener = TcpListener::bind((ip, port)).await.map_err(|e| {
            let hint = "end the program that uses the port, or choose another of the app's callback URLs".to_owned();
            ClientError::login(format!("the callback port {port} cannot be opened: {e}"), hint)
        })?;
        Ok(Authorization { listener, page: self.page()? })
    }

    /// The address of the page that the person logs in on, for a program that needs no callback to listen at.
    ///
    /// # Errors
    /// This machine gives no random numbers.
    pub fn page(self) -> Result<LoginPage, ClientError> {
        let (state, verifier) = (random()?, random()?);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()));
        let mut url = self.address.join(AUTHORIZE_PATH);
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", self.redirect_uri.as_str())
            .append_pair("scope", &self.scope)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        Ok(LoginPage { login: self, state, verifier, url })
    }
}

impl LoginPage {
    /// Exchanges the code for tokens in the address to which the page sent the browser on.
    ///
    /// # Errors
    /// The address is not that of this login's callback, the login was refused, or the code was.
    pub async fn answered(self, http: &Http, callback: &Url) -> Result<TokenReply, ClientError> {
        let redirect = &self.login.redirect_uri;
        let ours = callback.origin() == redirect.origin() && callback.path() == redirect.path();
        let query = callback.query_pairs().into_owned().collect();
        let code = self.code(&query).filter(|_| ours);
        let code = code.ok_or_else(|| ClientError::login("the login page sent the browser elsewhere", None))??;
        self.exchange(http, code).await
    }

    /// The code in the query of a callback, or why there is none. `None` if it is not the callback of this page.
    fn code(&self, query: &BTreeMap<String, String>) -> Option<Result<Secret, ClientError>> {
        if query.get("state").map(String::as_str) != Some(self.state.expose()) {
            return None;
        }
        if let Some(code) = query.get("code") {
            return Some(Ok(Secret::new(code.as_str())));
        }
        let part = |name: &str| query.get(name).cloned().unwrap_or_default();
        let (error, text) = (part("error"), part("error_description"));
        let repair = super::diagnosis::repair(&error, &text).map(str::to_owned);
        Some(Err(ClientError::login(format!("{error}: {text}"), repair)))
    }

    async fn exchange(self, http: &Http, code: Secret) -> Result<TokenReply, ClientError> {
        let BrowserLogin { address, client_id, client_secret, redirect_uri, .. } = self.login;
        let request = TokenRequest::AuthorizationCode {
            client_id,
            client_secret,
            code,
            redirect_uri: redirect_uri.into(),
            code_verifier: self.verifier,
        };
        request_token(http, &address, &request).await
    }
}

impl Authorization {
    /// Waits for the browser to come back, and exchanges its code for tokens.
    pub async fn finish(self, http: &Http, patience: Duration) -> Result<TokenReply, ClientError> {
        let code = tokio::time::timeout(patience, self.code()).await.map_err(|_| {
            ClientError::login("nobody logged in in time", "open the page again and log in".to_owned())
        })??;
        self.page.exchange(http, code).await
    }

    /// The code of the first callback that carries our state. Everything else, such as a request for an icon or a page
    /// that guesses, is answered and passed over.
    async fn code(&self) -> Result<Secret, ClientError> {
        loop {
            let Ok((mut stream, _)) = self.listener.accept().await else { continue };
            let query = read_query(&mut stream, self.page.login.redirect_uri.path()).await;
            let Some(code) = query.and_then(|query| self.page.code(&query)) else {
                answer(&mut stream, "404 Not Found", "This is not the login that is waited for.").await;
                continue;
            };
            let text = match &code {
                Ok(_) => "You are logged in and can close this page.",
                Err(_) => "The login was refused. You can close this page.",
            };
            answer(&mut stream, "200 OK", text).await;
            return code;
        }
    }
}

/// The query of a GET to the callback's path.
async fn read_query(stream: &mut TcpStream, path: &str) -> Option<BTreeMap<String, String>> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 2048];
    let read = async {
        while bytes.len() < MAX_CALLBACK && !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
            match stream.read(&mut chunk).await {
                Ok(0) | Err(_) => break,
                Ok(length) => bytes.extend_from_slice(&chunk[..length]),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(5), read).await.ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let target = text.lines().next()?.strip_prefix("GET ")?.split(' ').next()?;
    let url = Url::parse("http://localhost").ok()?.join(target).ok()?;
    (url.path() == path).then(|| url.query_pairs().into_owned().collect())
}

/// Answers with a text of ours; nothing of the request is shown.
async fn answer(stream: &mut TcpStream, status: &str, text: &str) {
    let reply = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\r\n{text}",
        text.len()
    );
    // A browser that has gone away needs no answer.
    let _ = stream.write_all(reply.as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn random() -> Result<Secret, ClientError> {
    let mut bytes = [0; 32];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map_err(|_| ClientError::login("this machine gives no random numbers", None))?;
    Ok(Secret::new(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
}
