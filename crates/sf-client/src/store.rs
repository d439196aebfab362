//! Where secrets are kept between commands: refresh tokens, consumer secrets, private keys.
//!
//! [`SecretStore`] is the seam for other stores, such as a company's vault. Here are three: the keychain of the operating
//! system, an encrypted file for machines without one, and the environment, for CI. [`UserStore`] chooses between the
//! first two.

mod environment;
mod file;
mod keychain;
mod user;

pub use environment::EnvironmentStore;
pub use file::FileStore;
pub use keychain::KeychainStore;
pub use user::{StoreChoice, UserStore};

use crate::OrgAddress;
use sf_wire::Secret;
use std::{fmt, fs::File};

/// What a secret is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretName(String);

impl SecretName {
    /// The secret `what` of `target`, for example `sandbox` and `refresh-token`. `None`: a part is empty or holds other
    /// characters than letters, digits, `-` and `_`.
    pub fn new(target: &str, what: &str) -> Option<Self> {
        let safe =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (safe(target) && safe(what)).then(|| Self(format!("{target}/{what}")))
    }

    /// The same for a secret that goes to one host only: whoever changes the host of a target gets nothing sent there.
    pub fn of_host(target: &str, host: &OrgAddress, what: &str) -> Option<Self> {
        let host = host.authority().replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "_");
        Self::new(target, &format!("{what}_{host}"))
    }

    /// `target/what`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A store that failed. No message holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// It cannot be written to.
    #[error("secrets in {0} are set outside of this tool")]
    ReadOnly(String),
    /// A file cannot be read or written.
    #[error("{path}: {detail}")]
    File {
        /// Which file.
        path: String,
        /// Why.
        detail: String,
    },
    /// A store that there is not.
    #[error("SF_SECRET_STORE is `{0}`, which is no store of secrets; it takes `keychain` or `file`")]
    Unknown(String),
    /// There is no keychain.
    #[error("this session has no keychain that can be used: {0}")]
    NoKeychain(String),
    /// The keychain failed.
    #[error("the keychain: {0}")]
    Keychain(String),
    /// The key does not open the file.
    #[error("{path} cannot be decrypted: the file was changed, or its key was; delete both and log in again")]
    Sealed {
        /// Which file.
        path: String,
    },
}

/// Keeps secrets.
pub trait SecretStore: fmt::Debug {
    /// What and where it is, for messages.
    fn describe(&self) -> String;

    /// A secret, if it is there.
    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError>;

    /// Keeps a secret, in place of an earlier one.
    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError>;

    /// Forgets a secret. It is no error if there is none.
    fn remove(&self, name: &SecretName) -> Result<(), StoreError>;

    /// Takes a secret for as long as the value lives, so that two processes do not use and replace it at once. `None`:
    /// another one has it. A store that one process has for itself need not do anything.
    fn try_hold(&self, _name: &SecretName) -> Result<Option<Held>, StoreError> {
        Ok(Some(Held::default()))
    }
}

/// A secret that is held; see [`SecretStore::try_hold`]. The end of the process ends it too.
#[derive(Debug, Default)]
pub struct Held {
    _lock: Option<File>,
}

#[cfg(test)]
mod tests;
