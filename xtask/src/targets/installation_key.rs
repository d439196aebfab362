//! The installation key of the framework's package, for a version that has one: from the environment, else from this user's
//! secret store, where `login installation-key` puts it.

use super::{find_beside_local, secrets};
use crate::connect::local;
use crate::error::CommandError;
use crate::targets::Target;
use sf_client::Secret;
use sf_client::store::{EnvironmentStore, SecretName, SecretStore, StoreError};
use std::path::Path;

/// What variables and entries of the store call it.
pub const WHAT: &str = "installation-key";

/// The key of a target.
///
/// # Errors
/// The secret store cannot be read.
pub fn read(root: &Path, target: &str) -> Result<Option<Secret>, CommandError> {
    let environment = EnvironmentStore::default();
    let set = SecretName::new(target, WHAT).map(|name| environment.get(&name)).transpose().map_err(failed)?;
    match set.flatten() {
        // Nothing is kept for the local org, which has no entry in targets.yaml.
        None if target != local::NAME => kept(&find_beside_local(root, target)?, &secrets()?),
        set => Ok(set),
    }
}

fn kept(target: &Target, store: &dyn SecretStore) -> Result<Option<Secret>, CommandError> {
    name(target).map_or(Ok(None), |name| store.get(&name).map_err(failed))
}

/// Keeps the key.
///
/// # Errors
/// The store cannot be written.
pub fn keep(target: &Target, key: &Secret, store: &dyn SecretStore) -> Result<(), CommandError> {
    name(target).map_or(Ok(()), |name| store.put(&name, key).map_err(failed))
}

/// Forgets the key, and says whether there was one.
///
/// # Errors
/// The store cannot be read or written.
pub fn forget(target: &Target, store: &dyn SecretStore) -> Result<bool, CommandError> {
    let was = kept(target, store)?.is_some();
    match name(target).filter(|_| was) {
        Some(name) => store.remove(&name).map_err(failed).map(|()| true),
        None => Ok(false),
    }
}

/// What a person does who has no key yet, or another one.
pub fn hint(target: &str) -> String {
    let variable = SecretName::new(target, WHAT).map(|name| EnvironmentStore::variable(&name)).unwrap_or_default();
    match target {
        local::NAME => format!("set {variable} to the key"),
        _ => {
            format!("set {variable} to the key, or keep it with `cargo xtask login installation-key --target {target}`")
        }
    }
}

fn name(target: &Target) -> Option<SecretName> {
    SecretName::of_host(&target.name, &target.address, WHAT)
}

fn failed(error: StoreError) -> CommandError {
    CommandError::internal(format!("the installation key of the package: {error}"))
}
