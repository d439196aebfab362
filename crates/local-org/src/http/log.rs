//! The last requests, for `org logs`: what was asked, never with which secret.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// As many requests are remembered.
const KEPT: usize = 1_000;

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Grows by one with each request.
    pub number: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// For example `POST`.
    pub method: String,
    /// Path without the query, which may hold secrets.
    pub path: String,
    /// Status of the reply.
    pub status: u16,
    /// Microseconds it took.
    pub micros: u64,
    /// Lines of `System.debug`, and of errors of Apex.
    pub lines: Vec<String>,
}

/// The last requests.
#[derive(Debug, Default)]
pub struct Log(Mutex<(u64, VecDeque<Entry>)>);

impl Log {
    /// Adds a request; its number is set here.
    pub fn add(&self, mut entry: Entry) {
        let mut log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.0 += 1;
        entry.number = log.0;
        if log.1.len() == KEPT {
            log.1.pop_front();
        }
        log.1.push_back(entry);
    }

    /// Requests with a number above `number`, oldest first.
    pub fn after(&self, number: u64) -> Vec<Entry> {
        let log = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        log.1.iter().filter(|entry| entry.number > number).cloned().collect()
    }
}
