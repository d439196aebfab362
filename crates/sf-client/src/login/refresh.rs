//! A refresh token that the org may replace each time it is used ("refresh token rotation").

use sf_wire::Secret;
use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

type Keep = Box<dyn Fn(&Secret) + Send + Sync>;

/// A refresh token, always the newest one. `Debug` does not show it.
pub struct RefreshToken {
    current: Mutex<Secret>,
    keep: Option<Keep>,
}

impl RefreshToken {
    /// A token.
    pub fn new(token: Secret) -> Self {
        Self { current: Mutex::new(token), keep: None }
    }

    /// The same with what is to be done with a new token.
    #[must_use]
    pub fn when_replaced(mut self, keep: impl Fn(&Secret) + Send + Sync + 'static) -> Self {
        self.keep = Some(Box::new(keep));
        self
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
