//! What waits for a person or a client: pages that were shown, codes that were given out.

use std::collections::HashMap;
use std::sync::Arc;

/// A code lives 15 minutes: Salesforce Help, "OAuth 2.0 Web Server Flow". A page is open as long.
const LIFE: i64 = 15 * 60 * 1000;
/// As many wait at once; more are refused room, the oldest first.
const MOST: usize = 1_000;

/// A request for a login that a person has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub client: String,
    /// Where the browser is sent back to; `None` for a device.
    pub redirect_uri: Option<String>,
    pub scopes: Vec<String>,
    pub state: Option<String>,
    pub challenge: Option<String>,
    /// The code of a device that waits.
    pub device: Option<String>,
}

/// A login that a person has allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Allowed {
    pub client: String,
    pub redirect_uri: String,
    pub scopes: Vec<String>,
    pub challenge: Option<String>,
    pub user: Arc<str>,
}

/// What a device that waits may be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Device {
    /// Nobody has answered yet.
    Waiting(Asked),
    /// A user has allowed it.
    Allowed(Asked, Arc<str>),
    /// A user has refused it.
    Refused,
}

/// Things by a random key, for a while.
#[derive(Debug)]
pub(super) struct Waiting<T>(HashMap<String, (i64, T)>);

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T> Waiting<T> {
    /// Adds a thing.
    pub fn put(&mut self, key: String, thing: T, now: i64) {
        self.0.retain(|_, (until, _)| *until > now);
        if self.0.len() >= MOST
            && let Some(oldest) = self.0.iter().min_by_key(|(_, (until, _))| *until).map(|(key, _)| key.clone())
        {
            self.0.remove(&oldest);
        }
        self.0.insert(key, (now + LIFE, thing));
    }

    /// Takes a thing that has not expired.
    pub fn take(&mut self, key: &str, now: i64) -> Option<T> {
        self.0.remove(key).filter(|(until, _)| *until > now).map(|(_, thing)| thing)
    }

    /// Looks at a thing that has not expired.
    pub fn get_mut(&mut self, key: &str, now: i64) -> Option<&mut T> {
        self.0.get_mut(key).filter(|(until, _)| *until > now).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_taken_once_and_in_time() {
        let mut waiting = Waiting::default();
        waiting.put("a".into(), 1, 0);
        waiting.put("b".into(), 2, 0);
        assert_eq!((waiting.take("a", 1), waiting.take("a", 1)), (Some(1), None));
        assert_eq!(waiting.take("b", LIFE), None);
    }
}
