//! A refresh token that the org may replace each time it is used ("refresh token rotation").

use super::KeptError;
use crate::{ClientError, store::Held};
use sf_wire::Secret;
use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::Instant;

/// How often a token that another process uses is asked for, and how long at most: longer than a request takes that the
/// org does not answer.
const AGAIN: Duration = Duration::from_millis(50);
const MOST: Duration = Duration::from_secs(120);

type Keep = Box<dyn Fn(&Secret) + Send + Sync>;
type Take = Box<dyn Fn() -> Result<Option<Taken>, KeptError> + Send + Sync>;

/// A token that this process alone may use for as long as the value lives.
pub(super) struct Taken {
    /// Ends with the value.
    pub held: Held,
    /// The token as other processes have left it.
    pub newest: Option<Secret>,
}

/// A refresh token, always the newest one. `Debug` does not show it.
pub struct RefreshToken {
    current: Mutex<Secret>,
    first: Secret,
    keep: Option<Keep>,
    take: Option<Take>,
}

impl RefreshToken {
    /// A token.
    pub fn new(token: Secret) -> Self {
        Self { first: token.clone(), current: Mutex::new(token), keep: None, take: None }
    }

    /// The same with the token that the login began with, which was replaced since.
    #[must_use]
    pub fn begun_with(mut self, first: Option<Secret>) -> Self {
        self.first = first.unwrap_or(self.first);
        self
    }

    /// The token that the login began with: it stays the same however often the org replaces it.
    pub(super) fn first(&self) -> &Secret {
        &self.first
    }

    /// The same with what is to be done with a new token.
    #[must_use]
    pub fn when_replaced(mut self, keep: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.keep = Some(Box::new(keep));
        self
    }

    /// Makes it a token that other processes use too. `take` gives `None` while one of them does.
    pub(super) fn share(&mut self, take: impl Fn() -> Result<Option<Taken>, KeptError> + Send + Sync + 'static) {
        self.take = Some(Box::new(take));
    }

    /// Waits until no other process uses the token, and learns which one is the newest. Salesforce takes a token that was
    /// replaced for a stolen one and ends the whole login, so none may be sent that another process has used (Salesforce
    /// Help, "Refresh Token Rotation").
    pub(super) async fn take(&self) -> Result<Option<Held>, ClientError> {
        let Some(take) = &self.take else { return Ok(None) };
        let begin = Instant::now();
        loop {
            if let Some(taken) = take().map_err(|e| ClientError::login(e.to_string(), None))? {
                if let Some(newest) = taken.newest {
                    *self.current.lock().unwrap_or_else(PoisonError::into_inner) = newest;
                }
                return Ok(Some(taken.held));
            }
            if begin.elapsed() >= MOST {
                let reason = format!("another command has been renewing this login for {} s", MOST.as_secs());
                return Err(ClientError::login(reason, "end that command, and run this one again".to_owned()));
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    /// The newest token.
    pub fn current(&self) -> Secret {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the token of a reply; nothing happens if it is the present one.
    pub(super) fn replace(&self, new: &Secret) {
        {
            let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
            if new.is_empty() || *current == *new {
                return;
            }
            *current = new.clone();
        }
        if let Some(keep) = &self.keep {
            keep(new);
        }
    }
}

impl From<Secret> for RefreshToken {
    fn from(token: Secret) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken([redacted])")
    }
}
