//! Seals: codes over a text (HMAC-SHA256) that tell what was written here from what came with a checkout.
//!
//! A seal has up to two parts: one that the login makes, which holds wherever the same login is used, and one that this
//! machine makes, which outlives sessions, tokens and keys. Either is enough.

use crate::store::{SecretName, SecretStore, StoreError};
use aws_lc_rs::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use sf_wire::Secret;
use std::{fmt, thread, time::Duration};

/// Keeps seals apart from everything else that is signed.
pub(crate) const PURPOSE: &[u8] = b"salesforce-mcp-toolchain seal 1\0";
/// Between the parts of a seal.
const BETWEEN: char = '.';
const KEY_LENGTH: usize = 32;
/// How often the key is looked for while another process makes it, and the pause between two looks.
const LOOKS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(10);

/// One part of a seal, in hexadecimal digits. It tells nothing about the secret.
pub(crate) fn part(secret: &[u8], text: &[u8]) -> String {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), &[PURPOSE, text].concat());
    hex::encode(tag.as_ref())
}

/// A seal of these parts, if there is one.
pub(crate) fn join(parts: impl IntoIterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().collect();
    (!parts.is_empty()).then(|| parts.join(&BETWEEN.to_string()))
}

/// Whether a seal that was written is one of the text whose seal is `now`: one part of it is.
pub fn is_of(written: Option<&str>, now: Option<&str>) -> bool {
    let (Some(written), Some(now)) = (written, now) else { return false };
    written.split(BETWEEN).any(|one| !one.is_empty() && now.split(BETWEEN).any(|other| one == other))
}

/// The key that a store seals with on its machine; it is made at the first time and never sent anywhere.
///
/// # Errors
/// The store failed, or another process keeps it for itself.
pub fn machine_key(store: &dyn SecretStore) -> Result<Option<Secret>, StoreError> {
    let Some(name) = SecretName::new("this-machine", "seal") else { return Ok(None) };
    for _ in 0..LOOKS {
        if let Some(key) = store.get(&name)? {
            return Ok(Some(key));
        }
        if let Some(_held) = store.try_hold(&name)? {
            // Another process may have made it since.
            if store.get(&name)?.is_none() {
                let mut bytes = [0; KEY_LENGTH];
                if SystemRandom::new().fill(&mut bytes).is_err() {
                    return Ok(None);
                }
                store.put(&name, &Secret::new(hex::encode(bytes)))?;
            }
            return store.get(&name);
        }
        thread::sleep(PAUSE);
    }
    Ok(None)
}

/// Gives the key of this machine when it is needed.
pub(crate) struct MachineKey(pub(crate) Box<dyn Fn() -> Option<Secret> + Send + Sync>);

impl fmt::Debug for MachineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MachineKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::FileStore;

    #[test]
    fn one_part_is_enough_and_none_is_none() {
        let of = |written, now| is_of(Some(written), Some(now));
        assert!(
            of("login.machine", "login.machine") && of("old.machine", "new.machine") && of("login", "login.machine")
        );
        assert!(!of("old.other", "new.machine") && !of("login.machine", "login2.machine2"));
        assert!(!of("", "") && !of("a.", "b.") && !is_of(None, None) && !is_of(None, Some("login")));
    }

    #[test]
    fn the_key_of_a_machine_is_made_once() {
        let directory = tempfile::tempdir().unwrap();
        let key = || machine_key(&FileStore::new(directory.path())).unwrap().unwrap();
        let made: Vec<Secret> = thread::scope(|scope| {
            let makers: Vec<_> = (0..4).map(|_| scope.spawn(key)).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert!(made.iter().all(|one| *one == key() && one.expose().len() == 2 * KEY_LENGTH));
        let other = tempfile::tempdir().unwrap();
        assert_ne!(machine_key(&FileStore::new(other.path())).unwrap(), Some(key()));
    }
}
