//! Secrets in environment variables, as CI systems hand them in.

use super::{SecretName, SecretStore, StoreError};
use sf_wire::Secret;
use std::{ffi::OsString, fmt};

/// Reads `SF_<TARGET>_<WHAT>`: the client secret of target `sandbox` is `SF_SANDBOX_CLIENT_SECRET`.
pub struct EnvironmentStore {
    read: fn(&str) -> Option<OsString>,
}

impl fmt::Debug for EnvironmentStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnvironmentStore")
    }
}

impl Default for EnvironmentStore {
    fn default() -> Self {
        Self { read: |name| std::env::var_os(name) }
    }
}

impl EnvironmentStore {
    /// A store that reads other variables than those of this process.
    pub fn reading(read: fn(&str) -> Option<OsString>) -> Self {
        Self { read }
    }

    /// The variable that holds a secret.
    pub fn variable(name: &SecretName) -> String {
        let letters =
            name.as_str().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
        format!("SF_{}", letters.collect::<String>())
    }
}

/// A secret without what is added to it on its way: the line end of `echo`, quotes of a shell or a form, the byte order mark
/// of an editor. No secret begins or ends with any of them.
fn bare(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}').trim();
    let inside = |quote| text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(text).trim()
}

impl SecretStore for EnvironmentStore {
    fn describe(&self) -> String {
        "environment variables".to_owned()
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        // A variable that is empty, or is not Unicode, holds no secret that could be used.
        let value = (self.read)(&Self::variable(name)).and_then(|value| value.into_string().ok());
        Ok(value.map(|value| bare(&value).to_owned()).filter(|value| !value.is_empty()).map(Secret::new))
    }

    fn put(&self, _: &SecretName, _: &Secret) -> Result<(), StoreError> {
        Err(StoreError::ReadOnly(self.describe()))
    }

    fn remove(&self, _: &SecretName) -> Result<(), StoreError> {
        Err(StoreError::ReadOnly(self.describe()))
    }
}
