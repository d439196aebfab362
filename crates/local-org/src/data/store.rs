//! Tables with an undo log: a savepoint is a length of the log.

mod index;

use super::ids;
use apex_eval::Datum;
use index::{Indexes, Table};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A stored record: canonical field names and values that are not null. What the org itself notes in a record stands
/// under names in parentheses, which no field has.
pub type Record = HashMap<Arc<str>, Datum>;

/// What a change replaced.
#[derive(Debug, Clone)]
struct Undo {
    object: Arc<str>,
    id: Arc<str>,
    before: Option<Record>,
}

/// All records of an org.
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// A copy of the store shares them until one of the two changes a table.
    tables: HashMap<Arc<str>, Arc<Table>>,
    indexes: Indexes,
    undo: Vec<Undo>,
    counters: HashMap<Arc<str>, u64>,
    /// Grows with each change of a set-up object, so that cached rights can be dropped.
    pub security_version: u64,
    /// Grows with each change of the org, so that a file of it can be seen to be old.
    pub changes: u64,
}

/// Objects whose rows decide about rights.
const SECURITY: &[&str] = &["User", "PermissionSetAssignment", "PermissionSet", "Profile"];

impl Store {
    /// The records of an object, oldest first.
    pub fn rows(&self, object: &str) -> impl DoubleEndedIterator<Item = (&Arc<str>, &Record)> {
        let table = self.tables.get(object);
        self.indexes.look_at(table.map_or(0, |table| table.len()));
        table.into_iter().flat_map(|table| table.iter())
    }

    /// The records with a value in a field, oldest first, without a look at the others.
    pub fn find(&self, object: &str, field: &str, value: &Datum) -> Vec<(&Arc<str>, &Record)> {
        let Some((object, table)) = self.tables.get_key_value(object) else { return Vec::new() };
        let places = self.indexes.places(object, table, field, value);
        places.into_iter().filter_map(|place| table.get_index(place)).collect()
    }

    /// How many records were looked at since this was last asked.
    pub(crate) fn take_looked_at(&self) -> u64 {
        self.indexes.take_looked_at()
    }

    /// One record.
    pub fn get(&self, object: &str, id: &str) -> Option<&Record> {
        self.tables.get(object)?.get(id)
    }

    /// Adds or replaces a record.
    pub fn put(&mut self, object: &Arc<str>, id: &Arc<str>, record: Record) {
        let table = Arc::make_mut(self.tables.entry(object.clone()).or_default());
        self.indexes.change(object, id, table.get(id), Some(&record));
        let before = table.insert(id.clone(), record);
        self.changes += 1;
        self.undo.push(Undo { object: object.clone(), id: id.clone(), before });
        if SECURITY.contains(&&**object) {
            self.security_version += 1;
        }
    }

    /// Takes a record out for good; deleting through Apex goes to the recycle bin instead.
    pub(crate) fn remove(&mut self, object: &str, id: &str) {
        let Some((object, table)) = self.tables.iter_mut().find(|(name, _)| &***name == object) else { return };
        let table = Arc::make_mut(table);
        if let Some((id, before)) = table.shift_remove_entry(id) {
            self.indexes.change(object, &id, Some(&before), None);
            self.changes += 1;
            self.undo.push(Undo { object: object.clone(), id, before: Some(before) });
            self.security_version += 1;
        }
    }

    /// Forgets every record of an object that is no more. This cannot be rolled back.
    pub(crate) fn drop_table(&mut self, object: &str) {
        self.changes += 1;
        self.indexes.clear();
        self.tables.retain(|name, _| !name.eq_ignore_ascii_case(object));
        self.undo.retain(|change| !change.object.eq_ignore_ascii_case(object));
    }

    /// Forgets every other record. This cannot be rolled back.
    pub(crate) fn keep(&mut self, keep: impl Fn(&str, &Record) -> bool) {
        self.changes += 1;
        self.indexes.clear();
        for (name, table) in &mut self.tables {
            Arc::make_mut(table).retain(|_, record| keep(name, record));
        }
        self.undo.clear();
    }

    /// Forgets the values of a field that is no more. This cannot be rolled back.
    pub(crate) fn drop_field(&mut self, object: &str, field: &str) {
        self.changes += 1;
        self.indexes.clear();
        let tables = self.tables.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case(object));
        for record in tables.flat_map(|(_, table)| Arc::make_mut(table).values_mut()) {
            record.retain(|name, _| !name.eq_ignore_ascii_case(field));
        }
    }

    /// A new Id for an object with this key prefix.
    pub fn new_id(&mut self, prefix: &str) -> Arc<str> {
        ids::make(prefix, self.next_number(prefix))
    }

    /// The next number of an auto-number field.
    pub fn next_number(&mut self, field: &str) -> u64 {
        self.changes += 1;
        let counter = self.counters.entry(field.into()).or_insert(0);
        *counter += 1;
        *counter
    }

    /// A point to roll back to.
    pub fn savepoint(&self) -> u64 {
        self.undo.len() as u64
    }

    /// Undoes every change since the point.
    pub fn rollback(&mut self, savepoint: u64) {
        let keep = usize::try_from(savepoint).unwrap_or(usize::MAX);
        while self.undo.len() > keep {
            let Some(change) = self.undo.pop() else { return };
            self.changes += 1;
            if SECURITY.contains(&&*change.object) {
                self.security_version += 1;
            }
            let Some(table) = self.tables.get_mut(&change.object).map(Arc::make_mut) else { continue };
            self.indexes.change(&change.object, &change.id, table.get(&change.id), change.before.as_ref());
            match change.before {
                Some(before) => {
                    table.insert(change.id, before);
                }
                None => {
                    table.shift_remove(&change.id);
                }
            }
        }
    }

    /// All tables, in order of their names; records oldest first.
    pub(crate) fn tables(&self) -> BTreeMap<&Arc<str>, &Table> {
        self.tables.iter().map(|(name, table)| (name, &**table)).collect()
    }

    /// How many Ids of a key prefix, and numbers of a field, were given out.
    pub(crate) fn counters(&self) -> impl Iterator<Item = (&Arc<str>, u64)> {
        self.counters.iter().map(|(name, count)| (name, *count))
    }

    /// Goes on counting where another store was.
    pub(crate) fn set_counters(&mut self, counters: impl IntoIterator<Item = (String, u64)>) {
        self.counters = counters.into_iter().map(|(name, count)| (name.into(), count)).collect();
    }

    /// Makes every change so far permanent.
    pub fn commit(&mut self) {
        self.undo.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn child(parent: &str) -> Record {
        Record::from([("Parent__c".into(), Datum::Id(parent.into()))])
    }

    fn found(store: &Store, parent: &str) -> Vec<String> {
        let found = store.find("Child__c", "Parent__c", &Datum::Id(parent.into()));
        found.into_iter().map(|(id, _)| id.to_string()).collect()
    }

    #[test]
    fn an_index_follows_every_change() {
        let mut store = Store::default();
        let object: Arc<str> = "Child__c".into();
        for (id, parent) in [("c1", "p1"), ("c2", "p2"), ("c3", "p1")] {
            store.put(&object, &id.into(), child(parent));
        }
        assert_eq!(found(&store, "p1"), ["c1", "c3"]);
        let point = store.savepoint();
        store.put(&object, &"c1".into(), child("p2"));
        store.put(&object, &"c4".into(), child("p1"));
        store.remove("Child__c", "c2");
        assert_eq!(found(&store, "p1"), ["c3", "c4"]);
        assert_eq!(found(&store, "p2"), ["c1"]);
        store.rollback(point);
        assert_eq!(found(&store, "p1"), ["c1", "c3"]);
        assert_eq!(found(&store, "p2"), ["c2"]);
        assert_eq!(found(&store.clone(), "p1"), ["c1", "c3"]);
        store.drop_field("child__c", "parent__c");
        assert_eq!(found(&store, "p1"), Vec::<String>::new());
    }

    #[test]
    fn finding_looks_at_what_it_finds() {
        let mut store = Store::default();
        let object: Arc<str> = "Child__c".into();
        for i in 0..1_000 {
            store.put(&object, &format!("c{i}").into(), child(&format!("p{}", i / 2)));
        }
        store.take_looked_at();
        for i in 0..500 {
            assert_eq!(found(&store, &format!("p{i}")).len(), 2);
        }
        // All of them once for the index, and each where it is found.
        assert_eq!(store.take_looked_at(), 2_000);
    }
}
