//! `org start --data FILE`: an org that outlives its process.
//!
//! After each request that changed the org the whole of it is written beside the file and put in its place, before the
//! reply is sent: what a client was told is on the disk, and a process that is killed leaves the file of its last reply.
//! The file holds consumer keys and secrets; only its owner can read it. Access tokens, deployments that are not over and
//! the log are not in it.

mod state;
mod value;

use crate::Org;
use crate::metadata::{Job, Service};
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Why an org cannot be kept in a file, or not be read from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepError {
    /// What failed.
    pub message: String,
    /// What repairs it.
    pub hint: String,
}

impl fmt::Display for KeepError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.hint)
    }
}

impl std::error::Error for KeepError {}

/// A file that one process keeps its org in.
#[derive(Debug)]
pub struct KeptFile {
    path: PathBuf,
    /// Locked as long as this process keeps its org in the file.
    _lock: File,
    /// What is on the disk: the org, by [`crate::data::Store::changes`], and deployments, by [`Service::ended`].
    saved: Mutex<Option<(u64, u64)>>,
    /// The deployments that were in the file.
    over: Mutex<Vec<Job>>,
}

impl KeptFile {
    /// Takes the file for this process, and reads the org in it; `None` where there is no file yet.
    ///
    /// # Errors
    /// Another process has it, it cannot be read, or another version wrote it.
    pub fn open(path: &Path) -> Result<(Self, Option<Org>), KeepError> {
        let lock = take(path)?;
        let read = match fs::read(path) {
            Ok(bytes) => Some(state::read(&bytes).map_err(|why| KeepError {
                message: format!("{} cannot be used: {why}", path.display()),
                hint: "name another file, or move this one away to begin with an empty org".into(),
            })?),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(failed("read", path, &error)),
        };
        let (org, over) = read.map_or((None, Vec::new()), |(org, over)| (Some(org), over));
        let file = Self { path: path.to_owned(), _lock: lock, saved: Mutex::default(), over: Mutex::new(over) };
        Ok((file, org))
    }

    /// The deployments that were in the file, once.
    pub(crate) fn take_over(&self) -> Vec<Job> {
        std::mem::take(&mut self.over.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Writes the org unless the file has it as it is. `lock` gives the org; it is released before the disk is touched.
    pub(crate) fn save<'o>(
        &self,
        lock: impl FnOnce() -> MutexGuard<'o, Org>,
        deployments: &Service,
    ) -> Result<(), KeepError> {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let org = lock();
        let now = (org.store.changes, deployments.ended());
        if *saved == Some(now) {
            return Ok(());
        }
        let written = state::write(&org, deployments.over());
        drop(org);
        let bytes = written.map_err(|why| failed("write", &self.path, &io::Error::other(why)))?;
        replace(&self.path, &bytes).map_err(|error| failed("write", &self.path, &error))?;
        *saved = Some(now);
        Ok(())
    }
}

fn failed(what: &str, path: &Path, error: &io::Error) -> KeepError {
    KeepError {
        message: format!("cannot {what} {}: {error}", path.display()),
        hint: "see that its directory exists, is yours, and has room".into(),
    }
}

/// A name beside the file.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Locks `FILE.lock`: the file itself is replaced with each write.
fn take(path: &Path) -> Result<File, KeepError> {
    let name = beside(path, ".lock");
    let lock = private().truncate(false).open(&name).map_err(|error| failed("lock", path, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(KeepError {
            message: format!("another local org keeps its data in {}", path.display()),
            hint: "stop that one, or name another file".into(),
        }),
        Err(fs::TryLockError::Error(error)) => Err(failed("lock", path, &error)),
    }
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Puts new content in the place of a file: whoever reads it finds the old or the new one, whole.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let fresh = beside(path, ".new");
    // One that was left behind may have wider rights.
    let _ = fs::remove_file(&fresh);
    let mut file = private().create_new(true).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    // The new name is on the disk when its directory is. Not every system lets one do that.
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(directory).and_then(|directory| directory.sync_all());
    Ok(())
}

#[cfg(test)]
mod tests;
