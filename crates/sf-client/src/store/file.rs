//! An encrypted file with its key beside it, both readable by their owner only.
//!
//! It keeps secrets out of backups of single files, searches and accidental commits. It does not keep them from anyone who
//! can read the user's files: whoever reads the file reads the key too. The command that chooses it says so.

use super::{Held, SecretName, SecretStore, StoreError};
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, RandomizedNonceKey},
    rand::{SecureRandom, SystemRandom},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use sf_wire::Secret;
use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

const KEY_LENGTH: usize = 32;

/// Secrets in `secrets.json` of a directory, each sealed with AES-256-GCM under the key in `secrets.key`. Processes that
/// write at the same time wait for each other at `secrets.lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileStore {
    directory: PathBuf,
}

impl FileStore {
    /// A store in `directory`, which is made at the first secret. It must lie outside of any repository.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self { directory: directory.into() }
    }

    fn file(&self) -> PathBuf {
        self.directory.join("secrets.json")
    }

    /// The key; a new one if there is none and `make` is set.
    fn key(&self, make: bool) -> Result<Option<RandomizedNonceKey>, StoreError> {
        let path = self.directory.join("secrets.key");
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound && make => {
                let mut fresh = vec![0; KEY_LENGTH];
                let random = SystemRandom::new().fill(&mut fresh);
                random.map_err(|_| failed(&path, "this machine gives no random numbers"))?;
                write_private(&path, &fresh)?;
                fresh
            }
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(&path, e)),
        };
        let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes);
        key.map(Some).map_err(|_| StoreError::Sealed { path: path.display().to_string() })
    }

    fn entries(&self) -> Result<BTreeMap<String, String>, StoreError> {
        match fs::read(self.file()) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| self.sealed()),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(e) => Err(failed(&self.file(), e)),
        }
    }

    /// Keeps other processes from writing until the value is dropped.
    fn lock(&self) -> Result<Held, StoreError> {
        let path = self.directory.join("secrets.lock");
        let open = || {
            let file = open_lock(&path)?;
            match file.lock() {
                Err(e) if e.kind() != ErrorKind::Unsupported => Err(e),
                _ => Ok(Held { _lock: Some(file) }),
            }
        };
        open().map_err(|e| failed(&path, e))
    }

    fn save(&self, entries: &BTreeMap<String, String>) -> Result<(), StoreError> {
        let text = serde_json::to_vec_pretty(entries).map_err(|e| failed(&self.file(), e))?;
        write_private(&self.file(), &text)
    }

    fn sealed(&self) -> StoreError {
        StoreError::Sealed { path: self.file().display().to_string() }
    }
}

impl SecretStore for FileStore {
    fn describe(&self) -> String {
        format!("the encrypted file {}", self.file().display())
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        let Some(entry) = self.entries()?.remove(name.as_str()) else { return Ok(None) };
        let key = self.key(false)?.ok_or_else(|| self.sealed())?;
        let bytes = BASE64_STANDARD.decode(entry).map_err(|_| self.sealed())?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or_else(|| self.sealed())?;
        let nonce = aws_lc_rs::aead::Nonce::try_assume_unique_for_key(nonce).map_err(|_| self.sealed())?;
        let mut sealed = sealed.to_vec();
        // The name is part of what is sealed: entries cannot be swapped.
        let opened = key.open_in_place(nonce, Aad::from(name.as_str()), &mut sealed).map_err(|_| self.sealed())?;
        let text = std::str::from_utf8(opened).map_err(|_| self.sealed())?;
        Ok(Some(Secret::new(text)))
    }

    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError> {
        let _lock = self.lock()?;
        let mut entries = self.entries()?;
        let key = self.key(true)?.ok_or_else(|| self.sealed())?;
        let mut bytes = secret.expose().as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::from(name.as_str()), &mut bytes).map_err(|_| self.sealed())?;
        let sealed = [nonce.as_ref().as_slice(), &bytes].concat();
        entries.insert(name.as_str().to_owned(), BASE64_STANDARD.encode(sealed));
        self.save(&entries)
    }

    fn remove(&self, name: &SecretName) -> Result<(), StoreError> {
        if !self.entries()?.contains_key(name.as_str()) {
            return Ok(());
        }
        let _lock = self.lock()?;
        let mut entries = self.entries()?;
        if entries.remove(name.as_str()).is_some() {
            self.save(&entries)?;
        }
        Ok(())
    }

    fn try_hold(&self, name: &SecretName) -> Result<Option<Held>, StoreError> {
        // The characters of a name are safe in the name of a file, all but the one between its parts.
        let path = self.directory.join(format!("{}.lock", name.as_str().replace('/', ".")));
        let hold = || {
            let file = open_lock(&path)?;
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => Ok(None),
                Err(TryLockError::Error(e)) if e.kind() != ErrorKind::Unsupported => Err(e),
                _ => Ok(Some(Held { _lock: Some(file) })),
            }
        };
        hold().map_err(|e| failed(&path, e))
    }
}

fn failed(path: &Path, detail: impl std::fmt::Display) -> StoreError {
    StoreError::File { path: path.display().to_string(), detail: detail.to_string() }
}

/// What opens files that only their owner may read.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// A file to lock. It stays: another process may be waiting at it.
fn open_lock(path: &Path) -> io::Result<File> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    private().create(true).truncate(false).open(path)
}

/// Writes a file that only its owner may read, whole or not at all. For whoever has the lock: the name it is written
/// under first is one for all.
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    let write = || {
        // A file left over by an ended process may have other rights.
        match fs::remove_file(&temporary) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        let mut file = private().create_new(true).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    write().map_err(|e| failed(path, e))
}
