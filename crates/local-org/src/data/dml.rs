//! Insert, update, upsert, delete, undelete. Merging has a file of its own.

pub use super::defaults::Stamp;
use super::validate::{self, error, id_of};
use super::{Record, Store, activity, defaults, delete, values};
use apex_eval::{Datum, Row, RowError, RowResult};
use apex_sema::catalog::{Catalog, FieldKind, ObjectInfo};
use apex_syntax::ast::DmlOp;
use std::sync::Arc;

/// May refuse a row that passed every other check: operation, object, stored record before the change.
pub type Gate<'a> = dyn Fn(DmlOp, &ObjectInfo, Option<&Record>) -> Result<(), RowError> + 'a;

/// The parts of a write.
pub struct Writer<'a> {
    /// The records.
    pub store: &'a mut Store,
    /// sObjects.
    pub catalog: &'a Catalog,
    /// Who and when.
    pub stamp: Stamp,
    /// Sharing.
    pub gate: &'a Gate<'a>,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({:?})", self.stamp)
    }
}

impl Writer<'_> {
    /// Writes rows one by one; with `all_or_none` nothing stays if one fails.
    pub fn write(&mut self, op: DmlOp, rows: &[Row], all_or_none: bool, key: Option<&str>) -> Vec<RowResult> {
        if op == DmlOp::Merge {
            return self.merge(rows, all_or_none);
        }
        let start = self.store.savepoint();
        let mut results: Vec<RowResult> = Vec::with_capacity(rows.len());
        for row in rows {
            let before = self.store.savepoint();
            let outcome = self.row(op, row, key);
            results.push(match outcome {
                Ok((id, created)) => {
                    if activity::is_activity(&row.object) {
                        activity::refresh(self.store, self.catalog, &row.object, &id);
                    }
                    RowResult { id: Some(id), created, errors: Vec::new() }
                }
                Err(error) => {
                    self.store.rollback(before);
                    RowResult { id: id_of(row), created: false, errors: vec![error] }
                }
            });
        }
        if all_or_none && results.iter().any(|r| !r.errors.is_empty()) {
            self.store.rollback(start);
        }
        results
    }

    pub(super) fn row(&mut self, op: DmlOp, row: &Row, key: Option<&str>) -> Result<(Arc<str>, bool), RowError> {
        let Some(object) = self.catalog.object(&row.object) else {
            return Err(error("INVALID_TYPE", format!("sObject type '{}' is not supported.", row.object), &[]));
        };
        match op {
            DmlOp::Insert => self.insert(row, &object).map(|id| (id, true)),
            DmlOp::Update => self.update(row, &object).map(|id| (id, false)),
            DmlOp::Upsert => self.upsert(row, &object, key),
            DmlOp::Delete => {
                let id = self.existing(row, &object, op)?;
                delete::delete(self.store, self.catalog, &object, &id)?;
                Ok((id, false))
            }
            DmlOp::Undelete => {
                let id = id_of(row).ok_or_else(|| error("MISSING_ARGUMENT", "Id not specified", &["Id"]))?;
                delete::undelete(self.store, self.catalog, &object, &id)?;
                Ok((id, false))
            }
            DmlOp::Merge => Err(error("INVALID_TYPE", "a merge takes several records", &[])),
        }
    }

    fn insert(&mut self, row: &Row, object: &ObjectInfo) -> Result<Arc<str>, RowError> {
        (self.gate)(DmlOp::Insert, object, None)?;
        let mut record = self.resolve_parents(row, object, validate::values_of(row, object, true)?)?;
        let store = &mut *self.store;
        defaults::on_insert(&mut record, object, &self.stamp, &mut |field| store.next_number(field));
        if activity::is_activity(&object.name)
            && let Some(Datum::Id(what)) = record.get("WhatId")
            && let Some(account) = activity::account_of(self.store, self.catalog, what)
        {
            record.insert("AccountId".into(), Datum::Id(account));
        }
        validate::required(&record, object)?;
        validate::references(&record, object, self.store, self.catalog)?;
        validate::pairs(&record, object, self.store)?;
        let prefix = self.catalog.prefix_of(&object.name).unwrap_or_else(|| "zzz".into());
        let id = self.store.new_id(&prefix);
        validate::unique(&id, &record, object, self.store)?;
        record.insert("Id".into(), Datum::Id(id.clone()));
        record.retain(|_, v| *v != Datum::Null);
        self.store.put(&object.name, &id, record);
        Ok(id)
    }

    /// The Id of an existing, living record, after the gate.
    pub(super) fn existing(&self, row: &Row, object: &ObjectInfo, op: DmlOp) -> Result<Arc<str>, RowError> {
        let id = id_of(row).ok_or_else(|| error("MISSING_ARGUMENT", "Id not specified in an update call", &["Id"]))?;
        match self.store.get(&object.name, &id) {
            None => Err(error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])),
            Some(r) if r.get("IsDeleted") == Some(&Datum::Bool(true)) => {
                Err(error("ENTITY_IS_DELETED", "entity is deleted", &[]))
            }
            Some(record) => {
                (self.gate)(op, object, Some(record))?;
                Ok(id)
            }
        }
    }

    fn update(&mut self, row: &Row, object: &ObjectInfo) -> Result<Arc<str>, RowError> {
        let id = self.existing(row, object, DmlOp::Update)?;
        let changes = self.resolve_parents(row, object, validate::values_of(row, object, false)?)?;
        let mut record = self.store.get(&object.name, &id).cloned().unwrap_or_default();
        let changed = changes.clone();
        for (name, value) in changes {
            if value == Datum::Null {
                record.remove(&name);
            } else {
                record.insert(name, value);
            }
        }
        defaults::on_update(&mut record, object, &self.stamp);
        validate::required(&record, object)?;
        validate::references(&changed, object, self.store, self.catalog)?;
        validate::unique(&id, &record, object, self.store)?;
        self.store.put(&object.name, &id, record);
        Ok(id)
    }

    fn upsert(&mut self, row: &Row, object: &ObjectInfo, key: Option<&str>) -> Result<(Arc<str>, bool), RowError> {
        let Some(key) = key.filter(|k| !k.eq_ignore_ascii_case("Id")) else {
            return match id_of(row) {
                Some(_) => self.update(row, object).map(|id| (id, false)),
                None => self.insert(row, object).map(|id| (id, true)),
            };
        };
        let Some(value) = row.get(key).filter(|v| **v != Datum::Null) else {
            return Err(error("MISSING_ARGUMENT", format!("{key} not specified"), &[key]));
        };
        let field = object.field(key).map_or_else(|| Arc::from(key), |f| f.name.clone());
        let found: Vec<Arc<str>> = self
            .store
            .rows(&object.name)
            .filter(|(_, r)| r.get("IsDeleted") != Some(&Datum::Bool(true)))
            .filter(|(_, r)| r.get(&field).is_some_and(|v| values::equal(v, value)))
            .map(|(id, _)| id.clone())
            .collect();
        match &*found {
            [] => self.insert(row, object).map(|id| (id, true)),
            [id] => {
                let mut with_id = row.clone();
                with_id.fields.retain(|(name, _)| !name.eq_ignore_ascii_case("Id"));
                with_id.fields.push(("Id".into(), Datum::Id(id.clone())));
                self.update(&with_id, object).map(|id| (id, false))
            }
            _ => {
                let message =
                    format!("{key}: more than one record found for external id field: [{}]", found.join(", "));
                Err(error("DUPLICATE_EXTERNAL_ID", message, &[key]))
            }
        }
    }

    /// `record.Parent__r = new Parent__c(Key__c = 'x')` sets the reference by external id.
    fn resolve_parents(&self, row: &Row, object: &ObjectInfo, mut record: Record) -> Result<Record, RowError> {
        for (name, value) in &row.fields {
            let Datum::Row(parent) = value else { continue };
            let Some(field) = object.parent(name) else { continue };
            let Some(info) = self.catalog.object(&parent.object) else { continue };
            let key = parent
                .fields
                .iter()
                .find(|(n, _)| info.field(n).is_some_and(|f| f.external_id || f.id_lookup && f.kind != FieldKind::Id));
            let Some((key, wanted)) = key.filter(|_| !record.contains_key(&field.name)) else { continue };
            let found = self.store.rows(&info.name).find(|(_, r)| r.get(key).is_some_and(|v| values::equal(v, wanted)));
            match found {
                Some((id, _)) => {
                    record.insert(field.name.clone(), Datum::Id(id.clone()));
                }
                None => {
                    let message = format!(
                        "Foreign key external ID: {} not found for field {key} in entity {}",
                        values::text(wanted).unwrap_or(""),
                        info.name
                    );
                    return Err(error("INVALID_FIELD", message, &[]));
                }
            }
        }
        Ok(record)
    }
}
