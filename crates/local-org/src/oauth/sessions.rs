//! Tokens in use. Only their digests are kept, and only in memory.

use super::code::{Allowed, Asked, Device, Waiting};
use crate::http::Caller;
use aws_lc_rs::digest::{SHA256, digest};
use std::collections::HashMap;
use std::sync::Arc;

/// As many tokens are in use at once; the one unused for longest makes room.
const MOST: usize = 10_000;

type Digest = [u8; 32];

/// A token in use.
#[derive(Debug, Clone)]
struct Open {
    caller: Caller,
    /// Milliseconds since 1970.
    since: i64,
    /// Milliseconds a session lasts after its last use; `None` never expires.
    life: Option<i64>,
    /// Milliseconds since 1970.
    expires: Option<i64>,
}

/// What a token is, for those who may ask.
#[derive(Debug)]
pub(crate) struct Seen {
    /// `access_token` or `refresh_token`.
    pub kind: &'static str,
    pub user: Arc<str>,
    pub scopes: Vec<String>,
    /// Consumer key of the app.
    pub client: Option<String>,
    /// Milliseconds since 1970.
    pub since: i64,
    /// Milliseconds since 1970.
    pub expires: Option<i64>,
}

/// Tokens in use.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: HashMap<Digest, Open>,
    /// Login pages that were shown.
    pub(super) asked: Waiting<Asked>,
    /// Authorization codes.
    pub(super) codes: Waiting<Allowed>,
    /// Devices by the code they ask with.
    pub(super) devices: Waiting<Device>,
    /// The same by the code they show.
    pub(super) user_codes: Waiting<Asked>,
}

fn digest_of(token: &str) -> Digest {
    let mut out = Digest::default();
    out.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
    out
}

impl Sessions {
    /// Opens a session that lasts `life` milliseconds after its last use.
    pub fn open(&mut self, token: &str, caller: Caller, now: i64, life: Option<i64>) {
        self.open.retain(|_, open| open.expires.is_none_or(|at| at > now));
        if self.open.len() >= MOST
            && let Some(oldest) = self.open.iter().min_by_key(|(_, o)| o.expires.unwrap_or(i64::MAX)).map(|(k, _)| *k)
        {
            self.open.remove(&oldest);
        }
        let expires = life.map(|life| now + life);
        self.open.insert(digest_of(token), Open { caller, since: now, life, expires });
    }

    /// Who a token belongs to; using it prolongs its life.
    pub fn caller(&mut self, token: &str, now: i64) -> Option<Caller> {
        let key = digest_of(token);
        let open = self.open.get_mut(&key)?;
        if open.expires.is_some_and(|at| at <= now) {
            self.open.remove(&key);
            return None;
        }
        open.expires = open.life.map(|life| now + life);
        Some(open.caller.clone())
    }

    /// An access token that is valid, without using it.
    pub fn peek(&self, token: &str, now: i64) -> Option<Seen> {
        let open = self.open.get(&digest_of(token)).filter(|open| open.expires.is_none_or(|at| at > now))?;
        let Caller { user, scopes, app, .. } = open.caller.clone();
        Some(Seen { kind: "access_token", user, scopes, client: app, since: open.since, expires: open.expires })
    }

    /// Ends the life of an access token.
    pub fn revoke(&mut self, token: &str) -> bool {
        self.open.remove(&digest_of(token)).is_some()
    }

    /// Ends the sessions that a user has with an app.
    pub fn end(&mut self, user: &str, client: &str) {
        self.open.retain(|_, open| *open.caller.user != *user || open.caller.app.as_deref() != Some(client));
    }

    /// Ends all but this user's own sessions without an app.
    pub fn keep_only(&mut self, user: &str) {
        self.open.retain(|_, open| open.caller.app.is_none() && *open.caller.user == *user);
        let kept = std::mem::take(&mut self.open);
        *self = Self { open: kept, ..Self::default() };
    }
}
