//! The store of the person at this computer: the keychain where there is one, else the encrypted file.

use super::{FileStore, Held, KeychainStore, SecretName, SecretStore, StoreError};
use sf_wire::Secret;
use std::path::PathBuf;
use std::str::FromStr;

/// Which store is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StoreChoice {
    /// The keychain where there is one, else the file.
    #[default]
    Automatic,
    /// The keychain or nothing.
    Keychain,
    /// The file.
    File,
}

impl FromStr for StoreChoice {
    type Err = StoreError;

    /// `keychain` or `file` in any letter case; an empty text leaves it open.
    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text.to_ascii_lowercase().as_str() {
            "" => Ok(Self::Automatic),
            "keychain" => Ok(Self::Keychain),
            "file" => Ok(Self::File),
            _ => Err(StoreError::Unknown(text.to_owned())),
        }
    }
}

/// Writes to one store and finds what either holds, so that nothing is lost when a keychain appears.
#[derive(Debug)]
pub struct UserStore {
    keychain: Option<KeychainStore>,
    file: FileStore,
    warning: Option<String>,
}

impl UserStore {
    /// Opens the stores. The file lies in `directory`.
    pub fn open(choice: StoreChoice, directory: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let file = FileStore::new(directory);
        let opened = if choice == StoreChoice::File { Ok(None) } else { KeychainStore::open().map(Some) };
        let (keychain, warning) = match opened {
            Ok(keychain) => (keychain, None),
            Err(error) if choice == StoreChoice::Keychain => return Err(error),
            Err(error) => {
                let place = file.describe();
                let warning =
                    format!("{error}; secrets go to {place} instead, and whoever reads your files can use them");
                (None, Some(warning))
            }
        };
        Ok(Self { keychain, file, warning })
    }

    /// What a person must know before a secret is written, if anything.
    pub fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    /// Has the person unlock the keychain, if that is where secrets go.
    pub fn unlock(&self) -> Result<(), StoreError> {
        self.keychain.as_ref().map_or(Ok(()), KeychainStore::unlock)
    }

    fn preferred(&self) -> &dyn SecretStore {
        match &self.keychain {
            Some(keychain) => keychain,
            None => &self.file,
        }
    }
}

impl SecretStore for UserStore {
    fn describe(&self) -> String {
        self.preferred().describe()
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        match (self.preferred().get(name), &self.keychain) {
            (Ok(Some(secret)), _) => Ok(Some(secret)),
            (first, Some(_)) => match self.file.get(name) {
                Ok(Some(secret)) => Ok(Some(secret)),
                Ok(None) => first,
                Err(error) => first.and(Err(error)),
            },
            (first, None) => first,
        }
    }

    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError> {
        self.preferred().put(name, secret)?;
        // An older value in the other store must not outlive this one.
        if self.keychain.is_some() { self.file.remove(name) } else { Ok(()) }
    }

    fn remove(&self, name: &SecretName) -> Result<(), StoreError> {
        self.preferred().remove(name)?;
        self.file.remove(name)
    }

    /// Beside the file, also for what the keychain keeps: a keychain has no locks.
    fn try_hold(&self, name: &SecretName) -> Result<Option<Held>, StoreError> {
        self.file.try_hold(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_there_is_not_is_refused() {
        for (text, choice) in
            [("", StoreChoice::Automatic), ("Keychain", StoreChoice::Keychain), ("FILE", StoreChoice::File)]
        {
            assert_eq!(text.parse(), Ok(choice));
        }
        assert_eq!("keyring".parse::<StoreChoice>(), Err(StoreError::Unknown("keyring".to_owned())));
    }

    #[test]
    fn the_file_serves_where_it_is_wanted() {
        let directory = tempfile::tempdir().unwrap();
        let store = UserStore::open(StoreChoice::File, directory.path()).unwrap();
        let name = SecretName::new("dev", "login").unwrap();
        store.put(&name, &Secret::new("canary")).unwrap();
        assert_eq!(FileStore::new(directory.path()).get(&name), Ok(Some(Secret::new("canary"))));
        assert_eq!((store.warning(), store.describe().contains("encrypted file")), (None, true));
        store.remove(&name).unwrap();
        assert_eq!(store.get(&name), Ok(None));
    }
}
