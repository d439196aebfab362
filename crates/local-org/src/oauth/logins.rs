//! What outlives a process that keeps its data: refresh tokens, by their digests, and which apps users let in.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Replaced tokens that are remembered at most.
const MOST: usize = 10_000;

/// A refresh token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refresh {
    /// Consumer key of its app.
    pub client: String,
    /// Id of its user.
    pub user: String,
    pub scopes: Vec<String>,
    /// Milliseconds since 1970.
    pub since: i64,
    /// Milliseconds since 1970; `None` is valid until it is revoked.
    pub expires: Option<i64>,
}

/// Logins that can be renewed or repeated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logins {
    refresh: BTreeMap<String, Refresh>,
    /// What took the place of a refresh token.
    #[serde(default)]
    replaced: BTreeMap<String, String>,
    /// Users and the consumer keys of the apps they approved.
    approved: BTreeSet<(String, String)>,
}

fn key(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()))
}

impl Logins {
    /// Remembers a refresh token.
    pub fn keep(&mut self, token: &str, refresh: Refresh) {
        self.refresh.insert(key(token), refresh);
    }

    /// A refresh token that is valid.
    pub fn refresh(&self, token: &str, now: i64) -> Option<Refresh> {
        let found = self.refresh.get(&key(token))?;
        found.expires.is_none_or(|at| at > now).then(|| found.clone())
    }

    /// Forgets a refresh token.
    pub fn take(&mut self, token: &str) -> Option<Refresh> {
        self.refresh.remove(&key(token))
    }

    /// Replaces a refresh token by a new one: the old one is not valid any longer.
    pub fn rotate(&mut self, old: &str, new: &str) {
        if let Some(refresh) = self.take(old) {
            self.keep(new, refresh);
            if self.replaced.len() >= MOST {
                self.replaced.clear();
            }
            self.replaced.insert(key(old), key(new));
        }
    }

    /// Whoever sends a token that was replaced may have stolen it: the one in its place is taken away and returned, for its
    /// sessions to end (Salesforce Help, "Refresh Token Rotation").
    pub fn reused(&mut self, token: &str) -> Option<Refresh> {
        let mut newest = None;
        let mut next = self.replaced.remove(&key(token));
        while let Some(key) = next {
            next = self.replaced.remove(&key);
            newest = Some(key);
        }
        self.refresh.remove(&newest?)
    }

    /// Sets when a refresh token expires.
    pub fn prolong(&mut self, token: &str, until: i64) {
        if let Some(refresh) = self.refresh.get_mut(&key(token)) {
            refresh.expires = Some(until);
        }
    }

    /// Notes that a user let an app in.
    pub fn approve(&mut self, user: &str, client: &str) {
        self.approved.insert((user.to_owned(), client.to_owned()));
    }

    /// Whether a user let an app in before.
    pub fn has_approved(&self, user: &str, client: &str) -> bool {
        self.approved.contains(&(user.to_owned(), client.to_owned()))
    }
}
