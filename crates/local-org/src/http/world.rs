//! What all services share: the org, its sessions, its clock.

use super::Log;
use crate::keep::{KeepError, KeptFile};
use crate::metadata;
use crate::oauth::Sessions;
use crate::rest::Cursors;
use crate::{Org, Session, tooling};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

/// What a running org can be told.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Milliseconds after its last use at which a token expires. The platform's default is two hours.
    pub session_life: i64,
    /// API calls a day; more are refused.
    pub daily_calls: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { session_life: 2 * 60 * 60 * 1000, daily_calls: 5_000_000 }
    }
}

/// An org behind HTTP.
pub struct World {
    org: Arc<Mutex<Org>>,
    /// Where the org is kept beyond this process.
    kept: Option<KeptFile>,
    /// Deployments.
    pub metadata: metadata::Service,
    /// Its address, for example `http://127.0.0.1:8123`.
    pub url: String,
    /// What it was told.
    pub settings: Settings,
    /// The last requests.
    pub log: Log,
    /// Told when someone asks the server to stop.
    pub(crate) stopping: tokio::sync::Notify,
    sessions: Mutex<Sessions>,
    cursors: Mutex<Cursors>,
    tooling: Mutex<tooling::State>,
    calls: AtomicU64,
    /// Grows with each transaction, so that no two have the same random numbers.
    transactions: AtomicU64,
    /// Lines the request in work adds to the log, by thread.
    lines: Mutex<Vec<(std::thread::ThreadId, String)>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "World({})", self.url)
    }
}

impl World {
    /// An org at an address.
    pub fn new(org: Arc<Mutex<Org>>, url: String, settings: Settings, kept: Option<KeptFile>) -> Self {
        let metadata = metadata::Service::new(Arc::clone(&org), Arc::new(now));
        metadata.list(kept.as_ref().map(KeptFile::take_over).unwrap_or_default());
        Self {
            kept,
            metadata,
            org,
            url,
            settings,
            log: Log::default(),
            stopping: tokio::sync::Notify::new(),
            sessions: Mutex::default(),
            cursors: Mutex::default(),
            tooling: Mutex::default(),
            calls: AtomicU64::new(0),
            transactions: AtomicU64::new(crate::oauth::seed()),
            lines: Mutex::default(),
        }
    }

    /// Milliseconds since 1970.
    pub fn now(&self) -> i64 {
        now()
    }

    /// The org. What a request that panicked left half-done is undone first.
    pub fn lock(&self) -> MutexGuard<'_, Org> {
        self.org.lock().unwrap_or_else(|poisoned| {
            self.org.clear_poison();
            let mut org = poisoned.into_inner();
            org.store.rollback(0);
            org
        })
    }

    /// Writes the org to its file, if it has one and was changed.
    ///
    /// # Errors
    /// The file cannot be written; the next call tries again.
    pub fn keep(&self) -> Result<(), KeepError> {
        self.kept.as_ref().map_or(Ok(()), |file| file.save(|| self.lock(), &self.metadata))
    }

    pub(crate) fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn cursors(&self) -> MutexGuard<'_, Cursors> {
        self.cursors.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tooling(&self) -> MutexGuard<'_, tooling::State> {
        self.tooling.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a transaction of a user: what it wrote stays if it ends well, and is undone if it does not.
    pub(crate) fn transaction<T, E>(
        &self,
        user: &Arc<str>,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut org = self.lock();
        let result = self.part_of_transaction(&mut org, user, work);
        org.store.commit();
        result
    }

    /// The same within a transaction that someone else commits.
    pub(crate) fn part_of_transaction<T, E>(
        &self,
        org: &mut Org,
        user: &Arc<str>,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let seed = self.transactions.fetch_add(1, Ordering::Relaxed);
        let before = org.store.savepoint();
        let mut session = Session::new(org, user.clone(), self.now()).with_seed(seed);
        let result = catch_unwind(AssertUnwindSafe(|| work(&mut session)));
        let lines = std::mem::take(&mut session.log);
        let result = result.unwrap_or_else(|panic| {
            org.store.rollback(before);
            resume_unwind(panic)
        });
        if result.is_err() {
            org.store.rollback(before);
        }
        self.note(lines);
        result
    }

    /// Adds lines to the log entry of the request that this thread answers.
    pub(crate) fn note(&self, lines: Vec<String>) {
        if !lines.is_empty() {
            let thread = std::thread::current().id();
            let mut all = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
            all.extend(lines.into_iter().map(|line| (thread, line)));
        }
    }

    /// Takes the lines that [`World::note`] got from this thread.
    pub(super) fn noted(&self) -> Vec<String> {
        let thread = std::thread::current().id();
        let mut all = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        all.extract_if(.., |(id, _)| *id == thread).map(|(_, line)| line).collect()
    }

    /// Counts an API call; the number of calls so far and whether it is still within the day's limit.
    pub(crate) fn count_call(&self) -> (u64, bool) {
        let used = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        (used, used <= self.settings.daily_calls)
    }

    /// API calls so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }
}

fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
