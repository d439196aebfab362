//! An org one is logged in to, and plain calls to it.

use crate::{
    ClientError, Http, OrgAddress, OrgClass,
    http::{Body, Reply, Request},
    login::Login,
    seal::{self, MachineKey},
};
use reqwest::Method;
use serde::{Serialize, de::DeserializeOwned};
use sf_wire::{
    Secret,
    limits::Limits,
    oauth::TokenReply,
    query::{Organization, QueryReply, SaveReply},
    versions::{VersionEntry, newest},
};
use std::{
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

/// How often a call that only reads is sent before its error is given up on.
const READ_ATTEMPTS: u32 = 4;
/// Pause before the second time; later ones are three times as long each.
const READ_PAUSE: Duration = Duration::from_millis(200);

/// What a login yields. `Debug` shows no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Where calls go.
    pub instance: OrgAddress,
    /// Bearer token.
    pub token: Secret,
    /// Id of the org (`00D…`), if the login said it.
    pub org_id: Option<String>,
    /// Id of the user (`005…`), if the login said it.
    pub user_id: Option<String>,
    /// Whether the token is a JWT, which SOAP metadata calls take from API 68.0 on only.
    pub jwt_token: bool,
}

impl Session {
    /// A session from the reply of the token endpoint. `asked` is the host that was asked; a local org may name itself by
    /// http, any other org must not.
    pub fn from_reply(reply: &TokenReply, asked: &OrgAddress) -> Result<Self, ClientError> {
        if reply.access_token.is_empty() {
            return Err(ClientError::login("the reply holds no access token", None));
        }
        let instance =
            if reply.instance_url.is_empty() { asked.clone() } else { OrgAddress::parse(&reply.instance_url)? };
        if instance.is_loopback() && !asked.is_loopback() {
            return Err(ClientError::login(format!("`{asked}` names this machine as its instance"), None));
        }
        let identity = reply.identity().map(|(org, user)| (org.to_owned(), user.to_owned()));
        Ok(Self {
            instance,
            token: reply.access_token.clone(),
            org_id: identity.as_ref().map(|(org, _)| org.clone()),
            user_id: identity.map(|(_, user)| user),
            jwt_token: reply.is_jwt(),
        })
    }
}

/// An org with a session that renews itself.
#[derive(Debug)]
pub struct Org {
    http: Http,
    login: Login,
    session: Mutex<Session>,
    /// Every token this org has seen, and whatever else must not come back in an error.
    tokens: Mutex<Vec<Secret>>,
    machine_key: OnceLock<MachineKey>,
    remedy: OnceLock<String>,
    version: u16,
    newest: u16,
    /// Pause before a failed read is repeated the first time.
    pub(crate) read_pause: Duration,
}

impl Org {
    /// Logs in, and speaks the lower of the version asked for and the newest one the org knows.
    pub async fn connect(http: Http, login: Login, version: u16) -> Result<Self, ClientError> {
        let session = login.session(&http).await?;
        let tokens = Mutex::new(vec![session.token.clone()]);
        let mut org = Self {
            http,
            login,
            session: Mutex::new(session),
            tokens,
            machine_key: OnceLock::new(),
            remedy: OnceLock::new(),
            version,
            newest: version,
            read_pause: READ_PAUSE,
        };
        let known = org.versions().await?;
        let Some(newest) = newest(&known) else {
            return Err(ClientError::Unreadable {
                what: "reading API versions".into(),
                detail: "the list is empty".into(),
            });
        };
        org.version = version.min(newest);
        org.newest = newest;
        Ok(org)
    }

    /// With another pause before a failed read is repeated the first time; the usual one is 200 ms.
    #[must_use]
    pub fn with_read_pause(mut self, pause: Duration) -> Self {
        self.read_pause = pause;
        self
    }

    /// The present session.
    pub fn session(&self) -> Session {
        lock(&self.session).clone()
    }

    /// Whether the login can give another session once this one is over.
    pub fn can_renew(&self) -> bool {
        self.login.can_renew()
    }

    /// A [seal](crate::seal) of a text, which only this login, or this machine, can make.
    pub fn seal(&self, text: &[u8]) -> Option<String> {
        let key = self.machine_key.get().and_then(|MachineKey(read)| read());
        let by_machine = key.map(|key| seal::part(key.expose().as_bytes(), text));
        seal::join(self.login.seal(text).into_iter().chain(by_machine))
    }

    /// From now on seals have a part of this machine too. The key is asked for at each seal.
    pub fn seal_with(&self, key: impl Fn() -> Option<Secret> + Send + Sync + 'static) {
        let _ = self.machine_key.set(MachineKey(Box::new(key)));
    }

    /// An error without any token this org has seen: a reply may repeat one that has been renewed since.
    pub(crate) fn redacted(&self, error: ClientError) -> ClientError {
        error.without(&lock(&self.tokens).iter().collect::<Vec<_>>()).or_remedy(self.remedy.get())
    }

    /// What helps once the login no longer works; errors of that kind carry it.
    pub fn mend_with(&self, remedy: String) {
        let _ = self.remedy.set(remedy);
    }

    /// From now on these are left out of errors and of what the org says about a deployment, as tokens are.
    pub fn hide(&self, secrets: impl IntoIterator<Item = Secret>) {
        lock(&self.tokens).extend(secrets);
    }

    /// A text of the org without what is hidden.
    pub(crate) fn shown(&self, text: &str) -> String {
        lock(&self.tokens).iter().fold(text.to_owned(), |text, secret| secret.redact(&text))
    }

    /// API version of every call.
    pub fn version(&self) -> u16 {
        self.version
    }

    /// Newest API version the org knows. Metadata calls over SOAP go to its endpoint, whatever version a package has: an
    /// older one does not take tokens in JWT format.
    pub fn newest_version(&self) -> u16 {
        self.newest
    }

    /// The path of a REST resource: `/services/data/v66.0/…`.
    pub fn data_path(&self, resource: &str) -> String {
        format!("/services/data/v{}.0/{resource}", self.version)
    }

    /// Sends a request to the org with the session's token. An expired session is renewed once and the request sent again:
    /// a refused token means that the org has not acted. Any status is a reply.
    pub async fn send(&self, what: &str, method: Method, path: &str, body: Body) -> Result<Reply, ClientError> {
        let mut renewed = false;
        loop {
            let session = self.session();
            let request = Request {
                what: what.to_owned(),
                method: method.clone(),
                url: session.instance.join(path),
                bearer: Some(session.token.clone()),
                body: body.clone(),
            };
            let reply = self.http.send(&request).await.map_err(|e| self.redacted(e))?;
            let refused = !(200..300).contains(&reply.status)
                && ClientError::from_status(what, reply.status, &reply.body).is_session_expired();
            if !refused || renewed || !self.login.can_renew() {
                return Ok(reply);
            }
            self.renew(&session).await?;
            renewed = true;
        }
    }

    /// Logs in again, unless another call has done so since `stale` was read.
    pub async fn renew(&self, stale: &Session) -> Result<(), ClientError> {
        if self.session().token != stale.token {
            return Ok(());
        }
        let fresh = self.login.session(&self.http).await.map_err(|e| self.redacted(e))?;
        lock(&self.tokens).push(fresh.token.clone());
        *lock(&self.session) = fresh;
        Ok(())
    }

    /// Sends a request and reads the JSON of a successful reply.
    pub async fn call<T: DeserializeOwned>(
        &self,
        what: &str,
        method: Method,
        path: &str,
        body: Body,
    ) -> Result<T, ClientError> {
        let reply = self.send(what, method, path, body).await?;
        let read = if (200..300).contains(&reply.status) {
            serde_json::from_slice(&reply.body).map_err(|e| ClientError::unreadable(what, &reply.body, e))
        } else {
            Err(ClientError::from_status(what, reply.status, &reply.body))
        };
        read.map_err(|e| self.redacted(e))
    }

    /// Reads a resource, again if need be.
    pub async fn get<T: DeserializeOwned>(&self, what: &str, path: &str) -> Result<T, ClientError> {
        self.again(|| self.call(what, Method::GET, path, Body::Empty)).await
    }

    /// Makes a call that may be made twice, again while the connection or the org has trouble.
    pub(crate) async fn again<T, C>(&self, call: impl Fn() -> C) -> Result<T, ClientError>
    where
        C: Future<Output = Result<T, ClientError>>,
    {
        let mut attempt = 1;
        loop {
            match call().await {
                Err(e) if e.is_trouble() && attempt < READ_ATTEMPTS => {
                    self.pause(attempt).await;
                    attempt += 1;
                }
                other => return other,
            }
        }
    }

    async fn pause(&self, attempt: u32) {
        tokio::time::sleep(self.read_pause * 3u32.pow(attempt - 1)).await;
    }

    /// Sends JSON.
    pub async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        what: &str,
        path: &str,
        body: &B,
    ) -> Result<T, ClientError> {
        let text = serde_json::to_string(body).map_err(|e| ClientError::Setting(format!("{what}: {e}")))?;
        self.call(what, Method::POST, path, Body::Json(text)).await
    }

    /// API versions the org knows.
    pub async fn versions(&self) -> Result<Vec<VersionEntry>, ClientError> {
        self.get("reading API versions", "/services/data").await
    }

    /// All records of a SOQL query, page by page. Values belong into the text by [`sf_wire::query::literal`] only.
    pub async fn query<T: DeserializeOwned>(&self, what: &str, soql: &str) -> Result<Vec<T>, ClientError> {
        Ok(self.query_at(what, "query", soql).await?.0)
    }

    /// All records of a query, and how many there are: `SELECT COUNT()` gives that number and no record.
    pub async fn query_and_count<T: DeserializeOwned>(
        &self,
        what: &str,
        soql: &str,
        tooling: bool,
    ) -> Result<(Vec<T>, u64), ClientError> {
        self.query_at(what, if tooling { "tooling/query" } else { "query" }, soql).await
    }

    /// The same over the Tooling API.
    pub async fn tooling_query<T: DeserializeOwned>(&self, what: &str, soql: &str) -> Result<Vec<T>, ClientError> {
        Ok(self.query_at(what, "tooling/query", soql).await?.0)
    }

    async fn query_at<T: DeserializeOwned>(
        &self,
        what: &str,
        resource: &str,
        soql: &str,
    ) -> Result<(Vec<T>, u64), ClientError> {
        let query: String = url::form_urlencoded::byte_serialize(soql.as_bytes()).collect();
        let mut path = format!("{}?q={query}", self.data_path(resource));
        let mut records = Vec::new();
        loop {
            let page: QueryReply<T> = self.get(what, &path).await?;
            records.extend(page.records);
            match page.next_records_url {
                // Only a path on the same host is followed.
                Some(next) if !page.done && next.starts_with('/') && next != path => path = next,
                _ => return Ok((records, page.total_size)),
            }
        }
    }

    /// Creates a record.
    pub async fn create<B: Serialize>(&self, what: &str, resource: &str, record: &B) -> Result<SaveReply, ClientError> {
        self.post(what, &self.data_path(resource), record).await
    }

    /// Creates a record that the org takes only once, unless `existing` finds it: the org is asked first, and again whenever
    /// the record may have arrived although no success was read. Returns its id, and whether it was there before.
    pub(crate) async fn create_once<B: Serialize>(
        &self,
        what: &str,
        existing: &str,
        resource: &str,
        record: &B,
    ) -> Result<(String, bool), ClientError> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Row {
            id: String,
        }
        let mut attempt = 1;
        let mut lost = None;
        loop {
            let there: Vec<Row> = self.query(what, existing).await?;
            match (there.into_iter().next(), lost.take()) {
                (Some(row), lost) => return Ok((row.id, lost.is_none())),
                (None, Some(error)) if attempt == READ_ATTEMPTS || is_duplicate(&error) => return Err(error),
                (None, Some(_)) => {
                    self.pause(attempt).await;
                    attempt += 1;
                }
                (None, None) => {}
            }
            match self.create(what, resource, record).await {
                Ok(saved) => return Ok((saved.id, false)),
                Err(error) if error.is_trouble() || is_duplicate(&error) => {
                    lost = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Id of the user the session belongs to, asked for if the login did not say it.
    pub async fn user_id(&self) -> Result<String, ClientError> {
        #[derive(serde::Deserialize)]
        struct UserInfo {
            user_id: String,
        }
        if let Some(id) = self.session().user_id {
            return Ok(id);
        }
        let info: UserInfo = self.get("reading who is logged in", sf_wire::oauth::USERINFO_PATH).await?;
        lock(&self.session).user_id = Some(info.user_id.clone());
        Ok(info.user_id)
    }

    /// User name of the user the session belongs to.
    pub async fn username(&self) -> Result<String, ClientError> {
        #[derive(serde::Deserialize)]
        struct UserInfo {
            preferred_username: String,
        }
        let info: UserInfo = self.get("reading who is logged in", sf_wire::oauth::USERINFO_PATH).await?;
        Ok(info.preferred_username)
    }

    /// Id of the org (`00D…`), asked for if the login did not say it.
    pub async fn org_id(&self) -> Result<String, ClientError> {
        match self.session().org_id {
            Some(id) => Ok(id),
            None => Ok(self.organization().await?.id),
        }
    }

    /// What the org says about itself.
    pub async fn organization(&self) -> Result<Organization, ClientError> {
        let rows: Vec<Organization> = self.query("reading the organization", Organization::SOQL).await?;
        rows.into_iter().next().ok_or_else(|| ClientError::Unreadable {
            what: "reading the organization".into(),
            detail: "no record came back".into(),
        })
    }

    /// The kind of org. An org that cannot be asked is of unknown kind, which is guarded like production.
    pub async fn class(&self) -> OrgClass {
        self.organization().await.map_or(OrgClass::Unknown, |row| OrgClass::of(&row))
    }

    /// Limits and what is left of them.
    pub async fn limits(&self) -> Result<Limits, ClientError> {
        self.get("reading limits", &self.data_path("limits")).await
    }
}

/// Whether the org says that it has such a record. Of an assignment it does so without a code of its own.
pub(crate) fn is_duplicate(error: &ClientError) -> bool {
    ["DUPLICATE_VALUE", "DUPLICATE_USERNAME"].iter().any(|code| error.has_code(code))
        || error.to_string().contains("Duplicate PermissionSetAssignment")
}

/// A lock whose holder panicked holds a whole value all the same.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether two ids name the same record: ids have 15 characters, or 18 of which the last three are a checksum.
pub fn same_id(a: &str, b: &str) -> bool {
    let short = |id: &str| id.get(..15).unwrap_or(id).to_owned();
    !a.is_empty() && short(a) == short(b)
}

#[cfg(test)]
mod tests;
