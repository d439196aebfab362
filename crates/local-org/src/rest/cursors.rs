//! Results of queries that are fetched page by page.

use serde_json::Value;
use std::collections::VecDeque;
use std::sync::Arc;

/// Cursors a user may have open; the oldest is closed first. SOQL and SOSL Reference, "QueryLocator".
const OPEN: usize = 10;
/// A cursor dies after 15 minutes without use. The platform keeps it up to two days.
const LIFE: i64 = 15 * 60 * 1000;

#[derive(Debug)]
struct Cursor {
    id: String,
    user: Arc<str>,
    used: i64,
    records: Arc<Vec<Value>>,
}

/// Open cursors, the one opened first at the front.
#[derive(Debug, Default)]
pub(crate) struct Cursors {
    open: VecDeque<Cursor>,
    opened: u64,
}

impl Cursors {
    /// Keeps the records of a query; the Id of its cursor.
    pub fn open(&mut self, user: &Arc<str>, records: Arc<Vec<Value>>, now: i64) -> String {
        self.open.retain(|cursor| cursor.used + LIFE > now);
        if self.open.iter().filter(|cursor| cursor.user == *user).count() >= OPEN
            && let Some(at) = self.open.iter().position(|cursor| cursor.user == *user)
        {
            self.open.remove(at);
        }
        self.opened += 1;
        let id = format!("01gLo{:013}", self.opened);
        self.open.push_back(Cursor { id: id.clone(), user: user.clone(), used: now, records });
        id
    }

    /// The records of a cursor of this user.
    pub fn records(&mut self, user: &Arc<str>, id: &str, now: i64) -> Option<Arc<Vec<Value>>> {
        let cursor = self.open.iter_mut().find(|c| c.id == id && c.user == *user && c.used + LIFE > now)?;
        cursor.used = now;
        Some(Arc::clone(&cursor.records))
    }
}
