//! The keychain of the operating system: Keychain Services on macOS, Credential Manager on Windows, the Secret Service
//! (GNOME Keyring, KWallet, KeePassXC) elsewhere. Secrets there are locked together with the person's session.

use super::{SecretName, SecretStore, StoreError};
use keyring::{Entry, Error};
use sf_wire::Secret;

/// Name under which the entries stand in the keychain.
const SERVICE: &str = "salesforce-mcp-toolchain";

/// Secrets as entries of the keychain, one for each name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeychainStore(());

impl KeychainStore {
    /// The keychain of this session, or why there is none: no desktop session, no service, not supported.
    pub fn open() -> Result<Self, StoreError> {
        match Entry::store_status() {
            Ok(()) => Ok(Self(())),
            Err(error) => Err(StoreError::NoKeychain(reason(error))),
        }
    }

    /// Has the person unlock it, if it is locked: only writing asks for that where nothing is kept yet.
    pub fn unlock(&self) -> Result<(), StoreError> {
        let entry = Entry::new(SERVICE, "unlocked").map_err(|error| failed(&error))?;
        entry.set_secret(b"-").and_then(|()| entry.delete_credential()).map_err(|error| failed(&error))
    }

    fn entry(self, name: &SecretName) -> Result<Entry, StoreError> {
        Entry::new(SERVICE, name.as_str()).map_err(|error| failed(&error))
    }
}

impl SecretStore for KeychainStore {
    fn describe(&self) -> String {
        "the keychain of this computer".to_owned()
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        match self.entry(name)?.get_secret() {
            Ok(bytes) => {
                let text = String::from_utf8(bytes).map_err(|_| StoreError::Keychain("the entry is no text".into()))?;
                Ok(Some(Secret::new(text)))
            }
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError> {
        // As bytes: Windows keeps at most 2,560 of them, and would store a text as UTF-16.
        self.entry(name)?.set_secret(secret.expose().as_bytes()).map_err(|error| failed(&error))
    }

    fn remove(&self, name: &SecretName) -> Result<(), StoreError> {
        match self.entry(name)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }
}

fn failed(error: &Error) -> StoreError {
    StoreError::Keychain(reason(error))
}

/// The reason without anything that the entry holds: some variants of the error carry the stored bytes.
fn reason(error: &Error) -> String {
    match error {
        Error::PlatformFailure(cause) => cause.to_string(),
        Error::NoStorageAccess(cause) => format!("it is locked or not reachable: {cause}"),
        Error::TooLong(_, most) => format!("the secret is longer than the {most} bytes that it holds"),
        Error::Ambiguous(_) => "several entries have this name; remove all but one".to_owned(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            "the entry cannot be read; remove it and log in again".to_owned()
        }
        Error::NoDefaultStore | Error::NotSupportedByStore(_) => "this system has none that is supported".to_owned(),
        _ => "it failed for an unknown reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_error_shows_what_an_entry_holds() {
        for error in [
            Error::BadEncoding(b"canary".to_vec()),
            Error::BadDataFormat(b"canary".to_vec(), "canary".into()),
            Error::BadStoreFormat("canary".into()),
        ] {
            let shown = failed(&error);
            assert!(!format!("{shown} {shown:?}").contains("canary"), "{shown}");
        }
    }
}
