//! What tools touch: the source of permission sets and of the review document alike.

use std::collections::{BTreeMap, BTreeSet};

/// What a tool or a server touches, by sObject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// API name of the sObject → what is done with it.
    pub objects: BTreeMap<String, ObjectAccess>,
    /// Lookup (`Task.WhatId`) through which a path leads to records of any of these sObjects.
    pub any_parent: BTreeMap<String, BTreeSet<String>>,
    /// Lookup (`Task.WhatId`) that is set → the sObjects to whose records it may be set.
    pub links: BTreeMap<String, BTreeSet<String>>,
}

/// What is done with one sObject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectAccess {
    /// Records are read.
    pub read: bool,
    /// Records are created.
    pub create: bool,
    /// Records are changed.
    pub edit: bool,
    /// Records are deleted.
    pub delete: bool,
    /// Fields whose values leave the org.
    pub returned: BTreeSet<String>,
    /// Fields read only inside a query: conditions, order, grouping, lookups on a path.
    pub used: BTreeSet<String>,
    /// Fields that are set.
    pub set: BTreeSet<String>,
    /// Developer names of the record types that records get.
    pub record_types: BTreeSet<String>,
}

impl ObjectAccess {
    /// Every field that is read, for whatever purpose, or set.
    pub fn fields(&self) -> BTreeSet<&str> {
        self.returned.iter().chain(&self.used).chain(&self.set).map(String::as_str).collect()
    }
}

impl Access {
    /// The entry of an sObject, created when absent.
    pub fn object(&mut self, name: &str) -> &mut ObjectAccess {
        self.objects.entry(name.to_owned()).or_default()
    }

    /// Whether records of any sObject are deleted.
    pub fn deletes(&self) -> bool {
        self.objects.values().any(|touched| touched.delete)
    }

    /// Adds everything in `other`.
    pub fn merge(&mut self, other: &Self) {
        for (name, theirs) in &other.objects {
            let ours = self.object(name);
            ours.read |= theirs.read;
            ours.create |= theirs.create;
            ours.edit |= theirs.edit;
            ours.delete |= theirs.delete;
            ours.returned.extend(theirs.returned.iter().cloned());
            ours.used.extend(theirs.used.iter().cloned());
            ours.set.extend(theirs.set.iter().cloned());
            ours.record_types.extend(theirs.record_types.iter().cloned());
        }
        self.any_parent.extend(other.any_parent.clone());
        for (lookup, objects) in &other.links {
            self.links.entry(lookup.clone()).or_default().extend(objects.iter().cloned());
        }
    }
}
