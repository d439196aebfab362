//! Lists of grants that are keyed by what they grant.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;

/// An element of a list in which each key stands once.
pub trait Entry {
    /// What the entry is about, for example the field of a field permission.
    fn key(&self) -> &str;

    /// Adds the rights of `other`, an entry with the same key.
    fn unite(&mut self, other: Self);
}

/// Entries sorted by key. The platform refuses or silently decides between two entries with one key, so there is never
/// more than one: inserting a second unites the rights of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group<T>(BTreeMap<String, T>);

impl<T> Default for Group<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Entry> Group<T> {
    /// Adds an entry, or its rights to the entry that is there.
    pub fn insert(&mut self, entry: T) {
        if let Some(present) = self.0.get_mut(entry.key()) {
            present.unite(entry);
        } else {
            self.0.insert(entry.key().to_owned(), entry);
        }
    }
}

impl<T> Group<T> {
    /// The entry for `key`.
    pub fn get(&self, key: &str) -> Option<&T> {
        self.0.get(key)
    }

    /// All entries by key.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: Entry> FromIterator<T> for Group<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut group = Self::default();
        entries.into_iter().for_each(|entry| group.insert(entry));
        group
    }
}

impl<T: Serialize> Serialize for Group<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.values())
    }
}

impl<'de, T: Entry + Deserialize<'de>> Deserialize<'de> for Group<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<T>::deserialize(deserializer)?.into_iter().collect())
    }
}
