//! The consumer keys and tokens of a local org. They die with it, so they go neither into the keychain nor anywhere
//! outside of the project: only into one file that its owner alone can read.

use super::{keys_file, write_private};
use sf_client::Secret;
use sf_client::store::{EnvironmentStore, SecretName, SecretStore, StoreError};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The secrets of one local org, by the variables that clients read them from.
#[derive(Debug)]
pub struct LocalKeys {
    file: PathBuf,
    kept: RefCell<BTreeMap<String, Secret>>,
}

impl LocalKeys {
    /// Those of a target that is a local org. When an org ends, its file goes.
    pub fn open(root: &Path, target: &str) -> Self {
        let file = keys_file(root, target);
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        Self { kept: RefCell::new(text.lines().filter_map(entry).collect()), file }
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// All of them, by variable.
    pub fn all(&self) -> Vec<(String, Secret)> {
        self.kept.borrow().iter().map(|(variable, secret)| (variable.clone(), secret.clone())).collect()
    }

    fn save(&self) -> Result<(), StoreError> {
        let mut text = String::from("# Keys of the local org, not Salesforce. They end with it.\n");
        for (variable, secret) in self.kept.borrow().iter() {
            let _ = writeln!(text, "{variable}={}", quoted(secret.expose()));
        }
        let failed = |error: std::io::Error| StoreError::File {
            path: self.file.display().to_string(),
            detail: error.to_string(),
        };
        write_private(&self.file, &text).map_err(failed)
    }
}

/// Variable and secret in a line of the file.
fn entry(line: &str) -> Option<(String, Secret)> {
    let (variable, quoted) = line.split_once('=').filter(|(variable, _)| !variable.starts_with('#'))?;
    let inner = quoted.strip_prefix('\'')?.strip_suffix('\'')?;
    Some((variable.to_owned(), Secret::new(inner.replace(r"'\''", "'"))))
}

/// One word of a shell, whatever is in it.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A word for a shell, quoted only where it must be.
pub fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { quoted(word) }
}

impl SecretStore for LocalKeys {
    fn describe(&self) -> String {
        self.file.display().to_string()
    }

    fn get(&self, name: &SecretName) -> Result<Option<Secret>, StoreError> {
        Ok(self.kept.borrow().get(&EnvironmentStore::variable(name)).cloned())
    }

    fn put(&self, name: &SecretName, secret: &Secret) -> Result<(), StoreError> {
        self.kept.borrow_mut().insert(EnvironmentStore::variable(name), secret.clone());
        self.save()
    }

    fn remove(&self, name: &SecretName) -> Result<(), StoreError> {
        self.kept.borrow_mut().remove(&EnvironmentStore::variable(name));
        self.save()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_private_and_a_shell_reads_it_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let keys = LocalKeys::open(directory.path(), "local");
        let name = SecretName::new("sales-local", "client-secret").unwrap();
        keys.put(&name, &Secret::new("a'b$(c)")).unwrap();
        assert_eq!(keys.get(&name).unwrap(), Some(Secret::new("a'b$(c)")));
        let text = std::fs::read_to_string(keys.file()).unwrap();
        assert!(text.contains("SF_SALES_LOCAL_CLIENT_SECRET='a'\\''b$(c)'\n"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(keys.file()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let other = SecretName::new("desk-local", "client-id").unwrap();
        keys.put(&other, &Secret::new("b")).unwrap();
        let again = LocalKeys::open(directory.path(), "local");
        assert_eq!(
            (again.get(&name).unwrap(), again.get(&other).unwrap()),
            (keys.get(&name).unwrap(), Some(Secret::new("b")))
        );
        assert_eq!(LocalKeys::open(directory.path(), "laptop").get(&name).unwrap(), None);
        keys.remove(&name).unwrap();
        assert!(!std::fs::read_to_string(keys.file()).unwrap().contains("SALES"));
    }
}
