//! Tokens in use. Only their digests are kept.

use super::code::{Allowed, Asked, Device, Waiting};
use crate::http::Caller;
use aws_lc_rs::digest::{SHA256, digest};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// As many tokens are in use at once; the one unused for longest makes room.
const MOST: usize = 10_000;

type Digest = [u8; 32];

/// A token in use.
#[derive(Debug, Clone)]
struct Open {
    caller: Caller,
    /// Milliseconds a session lasts after its last use; `None` never expires.
    life: Option<i64>,
    /// Milliseconds since 1970.
    expires: Option<i64>,
}

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refresh {
    pub client: String,
    pub user: Arc<str>,
    pub scopes: Vec<String>,
    /// Milliseconds since 1970; `None` is valid until it is revoked.
    pub expires: Option<i64>,
}

/// Tokens in use.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    open: HashMap<Digest, Open>,
    refresh: HashMap<Digest, Refresh>,
    /// What took the place of a refresh token.
    replaced: HashMap<Digest, Digest>,
    /// Users and the consumer keys of the apps they approved.
    approved: BTreeSet<(Arc<str>, String)>,
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
        self.open.insert(digest_of(token), Open { caller, life, expires });
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

    /// When a token expires, in milliseconds since 1970, without using it.
    pub fn peek(&self, token: &str, now: i64) -> Option<(Caller, Option<i64>)> {
        let open = self.open.get(&digest_of(token)).filter(|open| open.expires.is_none_or(|at| at > now))?;
        Some((open.caller.clone(), open.expires))
    }

    /// Remembers a refresh token.
    pub fn keep(&mut self, token: &str, refresh: Refresh) {
        self.refresh.insert(digest_of(token), refresh);
    }

    /// A refresh token that is valid.
    pub fn refresh(&mut self, token: &str, now: i64) -> Option<Refresh> {
        let found = self.refresh.get(&digest_of(token))?;
        found.expires.is_none_or(|at| at > now).then(|| found.clone())
    }

    /// Ends the life of an access or refresh token; a refresh token takes the sessions of its user and app along.
    pub fn revoke(&mut self, token: &str) -> bool {
        self.end(digest_of(token))
    }

    fn end(&mut self, key: Digest) -> bool {
        if let Some(refresh) = self.refresh.remove(&key) {
            self.open.retain(|_, o| o.caller.user != refresh.user || o.caller.app.as_deref() != Some(&refresh.client));
            return true;
        }
        self.open.remove(&key).is_some()
    }

    /// Replaces a refresh token by a new one: the old one is not valid any longer.
    pub fn rotate(&mut self, old: &str, new: &str) {
        if let Some(refresh) = self.refresh.remove(&digest_of(old)) {
            self.refresh.insert(digest_of(new), refresh);
            if self.replaced.len() >= MOST {
                self.replaced.clear();
            }
            self.replaced.insert(digest_of(old), digest_of(new));
        }
    }

    /// Whoever sends a token that was replaced may have stolen it: the one in its place and its sessions end (Salesforce
    /// Help, "Refresh Token Rotation").
    pub fn reused(&mut self, token: &str) {
        let mut key = digest_of(token);
        while let Some(next) = self.replaced.remove(&key) {
            key = next;
        }
        if key != digest_of(token) {
            self.end(key);
        }
    }

    /// Sets when a refresh token expires.
    pub fn prolong(&mut self, token: &str, until: i64) {
        if let Some(refresh) = self.refresh.get_mut(&digest_of(token)) {
            refresh.expires = Some(until);
        }
    }

    /// Ends all but this user's own sessions without an app.
    pub fn keep_only(&mut self, user: &str) {
        self.open.retain(|_, open| open.caller.app.is_none() && *open.caller.user == *user);
        let kept = std::mem::take(&mut self.open);
        *self = Self { open: kept, ..Self::default() };
    }

    /// Notes that a user let an app in.
    pub fn approve(&mut self, user: &Arc<str>, client: &str) {
        self.approved.insert((user.clone(), client.to_owned()));
    }

    /// Whether a user let an app in before.
    pub fn has_approved(&self, user: &Arc<str>, client: &str) -> bool {
        self.approved.contains(&(user.clone(), client.to_owned()))
    }
}
