//! Finding records by the value of a field without going through all of them. An index of a field is made when it is
//! first asked for, and kept up to date from then on.

use super::Record;
use crate::data::values::{Key, key};
use apex_eval::Datum;
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The records of an object, oldest first.
pub(super) type Table = IndexMap<Arc<str>, Record>;

/// Ids of the records by the value of one field.
type Index = HashMap<Key, HashSet<Arc<str>>>;

/// The indexes of an object, by field.
type Fields = HashMap<Arc<str>, Index>;

/// Indexes by object and field, and how many records were looked at. A copy starts without any.
#[derive(Debug, Default)]
pub(super) struct Indexes {
    made: Mutex<HashMap<Arc<str>, Fields>>,
    looked_at: AtomicU64,
}

impl Clone for Indexes {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Indexes {
    /// That many records are looked at.
    pub fn look_at(&self, records: usize) {
        self.looked_at.fetch_add(records as u64, Ordering::Relaxed);
    }

    /// How many records were looked at since this was last asked.
    pub fn take_looked_at(&self) -> u64 {
        self.looked_at.swap(0, Ordering::Relaxed)
    }

    /// Where in the table the records are that may have the value, in order.
    pub fn places(&self, object: &Arc<str>, table: &Table, field: &str, value: &Datum) -> Vec<usize> {
        let Some(key) = key(value).filter(|_| !table.is_empty()) else { return Vec::new() };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let fields = made.entry(object.clone()).or_default();
        if !fields.contains_key(field) {
            self.look_at(table.len());
            fields.insert(field.into(), index(table, field));
        }
        let found = fields.get(field).and_then(|index| index.get(&key));
        let mut places: Vec<usize> = found.into_iter().flatten().filter_map(|id| table.get_index_of(id)).collect();
        places.sort_unstable();
        self.look_at(places.len());
        places
    }

    /// A record is about to be another, or none.
    pub fn change(&mut self, object: &str, id: &Arc<str>, before: Option<&Record>, after: Option<&Record>) {
        let made = self.made.get_mut().unwrap_or_else(PoisonError::into_inner);
        for (field, index) in made.get_mut(object).into_iter().flatten() {
            let [old, new] = [before, after].map(|record| record.and_then(|record| record.get(field)));
            if old == new {
                continue;
            }
            if let Some(key) = old.and_then(key)
                && let Some(ids) = index.get_mut(&key)
            {
                ids.remove(id);
                if ids.is_empty() {
                    index.remove(&key);
                }
            }
            if let Some(key) = new.and_then(key) {
                index.entry(key).or_default().insert(id.clone());
            }
        }
    }

    /// Forgets all indexes.
    pub fn clear(&mut self) {
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn index(table: &Table, field: &str) -> Index {
    let mut index = Index::new();
    for (id, record) in table {
        if let Some(key) = record.get(field).and_then(key) {
            index.entry(key).or_default().insert(id.clone());
        }
    }
    index
}
