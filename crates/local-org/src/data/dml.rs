//! Insert, update, upsert, delete, undelete. Merging has a file of its own.

use super::calculated::{Around, Calculator};
use super::validate::{self, error, id_of};
use super::{Record, Store, activity, defaults, delete, events, files, prices, values};
use apex_eval::{Datum, Row, RowError, RowResult};
use apex_sema::catalog::{Catalog, FieldKind, ObjectInfo};
use apex_syntax::ast::DmlOp;
use std::sync::Arc;

/// May refuse a row that passed every other check: operation, object, stored record before the change.
pub type Gate<'a> = dyn Fn(DmlOp, &ObjectInfo, Option<&Record>) -> Result<(), RowError> + 'a;

/// Whether the user may read a record that a row points to.
pub type Visible<'a> = dyn Fn(&Store, &ObjectInfo, &Record) -> bool + 'a;

/// Why a row is refused: validation rules may have several reasons at once.
#[derive(Debug, Clone)]
pub(super) struct Errors(pub Vec<RowError>);

impl From<RowError> for Errors {
    fn from(error: RowError) -> Self {
        Self(vec![error])
    }
}

/// The parts of a write.
pub struct Writer<'a> {
    /// The records.
    pub store: &'a mut Store,
    /// sObjects.
    pub catalog: &'a Catalog,
    /// Who and when, and the rules that apply.
    pub around: &'a Around<'a>,
    /// Sharing, for the records that are written.
    pub gate: &'a Gate<'a>,
    /// Sharing, and in user mode the rights on the sObject, for those that they point to.
    pub visible: &'a Visible<'a>,
    /// Whether the user may give records of an object a record type.
    pub typed: &'a dyn Fn(&ObjectInfo, &str) -> bool,
}

impl std::fmt::Debug for Writer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Writer({:?})", self.around)
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
                Err(Errors(errors)) => {
                    self.store.rollback(before);
                    RowResult { id: id_of(row), created: false, errors }
                }
            });
        }
        prices::refresh(self.store, rows, &results);
        if all_or_none && results.iter().any(|r| !r.errors.is_empty()) {
            self.store.rollback(start);
        }
        results
    }

    pub(super) fn row(&mut self, op: DmlOp, row: &Row, key: Option<&str>) -> Result<(Arc<str>, bool), Errors> {
        let Some(object) = self.catalog.object(&row.object) else {
            return Err(error("INVALID_TYPE", format!("sObject type '{}' is not supported.", row.object), &[]).into());
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
            DmlOp::Merge => Err(error("INVALID_TYPE", "a merge takes several records", &[]).into()),
        }
    }

    fn insert(&mut self, row: &Row, object: &ObjectInfo) -> Result<Arc<str>, Errors> {
        (self.gate)(DmlOp::Insert, object, None)?;
        let mut record = self.resolve_parents(row, object, validate::values_of(row, object, true)?)?;
        let given = record.clone();
        defaults::on_stage(&mut record, object, &given);
        let store = &mut *self.store;
        defaults::on_insert(&mut record, object, self.around, &mut |field| store.next_number(field));
        events::settle(object, &mut record, &given, None, &self.around.clock.zone)?;
        if activity::is_activity(&object.name)
            && let Some(Datum::Id(what)) = record.get("WhatId")
            && let Some(account) = activity::account_of(self.store, self.catalog, what)
        {
            record.insert("AccountId".into(), Datum::Id(account));
        }
        files::describe(&mut record, self.store, &object.name, self.around);
        prices::settle(self.store, &object.name, &mut record, None)?;
        validate::required(&record, object)?;
        validate::together(&record, object)?;
        validate::references(&record, object, self.store, self.catalog)?;
        self.record_type(&record, object, None)?;
        self.reachable(&given, object, None)?;
        validate::pairs(&record, object, self.store)?;
        self.rules(object, &record, None)?;
        let prefix = self.catalog.prefix_of(&object.name).unwrap_or_else(|| "zzz".into());
        let id = self.store.new_id(&prefix);
        validate::unique(&id, &record, object, self.store)?;
        validate::username(&id, &record, object, self.store)?;
        record.insert("Id".into(), Datum::Id(id.clone()));
        record.retain(|_, v| *v != Datum::Null);
        self.store.put(&object.name, &id, record);
        files::publish(self.store, self.catalog, &object.name, &id);
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

    fn update(&mut self, row: &Row, object: &ObjectInfo) -> Result<Arc<str>, Errors> {
        let id = self.existing(row, object, DmlOp::Update)?;
        let changes = self.resolve_parents(row, object, validate::values_of(row, object, false)?)?;
        let before = self.store.get(&object.name, &id).cloned().unwrap_or_default();
        let mut record = before.clone();
        let changed = changes.clone();
        for (name, value) in changes {
            if value == Datum::Null {
                record.remove(&name);
            } else {
                record.insert(name, value);
            }
        }
        defaults::on_stage(&mut record, object, &changed);
        defaults::on_update(&mut record, object, self.around);
        events::settle(object, &mut record, &changed, Some(&before), &self.around.clock.zone)?;
        prices::settle(self.store, &object.name, &mut record, Some(&changed))?;
        validate::required(&record, object)?;
        validate::references(&changed, object, self.store, self.catalog)?;
        self.record_type(&changed, object, Some(&before))?;
        self.reachable(&changed, object, Some(&before))?;
        self.rules(object, &record, Some(&before))?;
        validate::unique(&id, &record, object, self.store)?;
        self.store.put(&object.name, &id, record);
        Ok(id)
    }

    /// Refuses new references to records that the user may not read, by sharing or for want of Read on their sObject (Apex Developer Guide, "Using the with sharing,
    /// without sharing, and inherited sharing Keywords": what such classes do to DML; text of public debug logs).
    fn reachable(&self, changed: &Record, object: &ObjectInfo, before: Option<&Record>) -> Result<(), RowError> {
        for field in object.fields.values().filter(|field| field.kind == FieldKind::Reference) {
            let Some(value @ Datum::Id(id)) = changed.get(&field.name) else { continue };
            let target = id.get(..3).and_then(|prefix| self.catalog.object(&self.catalog.object_with_prefix(prefix)?));
            let Some(target) = target.filter(|_| before.and_then(|before| before.get(&field.name)) != Some(value))
            else {
                continue;
            };
            let found = self.store.get(&target.name, id);
            if found.is_some_and(|found| !(self.visible)(self.store, &target, found)) {
                let message =
                    format!("insufficient access rights on cross-reference id: {}", id.get(..15).unwrap_or(id));
                return Err(error("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", message, &[]));
            }
        }
        Ok(())
    }

    /// A record gets a record type only from users that it is assigned to; whoever writes with all rights is no exception
    /// (text of public Apex tests). What a record has may stay.
    fn record_type(&self, changed: &Record, object: &ObjectInfo, before: Option<&Record>) -> Result<(), RowError> {
        let Some(value @ Datum::Id(id)) = changed.get("RecordTypeId") else { return Ok(()) };
        let name = self.store.get("RecordType", id).and_then(|row| row.get("DeveloperName")).and_then(values::text);
        let same = before.and_then(|before| before.get("RecordTypeId")) == Some(value);
        if same || name.is_none_or(|name| (self.typed)(object, name)) {
            return Ok(());
        }
        let message = format!("Record Type ID: this ID value isn't valid for the user: {id}");
        Err(error("INVALID_CROSS_REFERENCE_KEY", message, &["RecordTypeId"]))
    }

    /// Validation rules, after all other checks and before the row is stored (Apex guide, "Triggers and Order of
    /// Execution").
    fn rules(&self, object: &ObjectInfo, record: &Record, before: Option<&Record>) -> Result<(), Errors> {
        let errors = Calculator::new(self.around, self.store, self.catalog).refusals(object, record, before);
        if errors.is_empty() { Ok(()) } else { Err(Errors(errors)) }
    }

    fn upsert(&mut self, row: &Row, object: &ObjectInfo, key: Option<&str>) -> Result<(Arc<str>, bool), Errors> {
        match upsert_target(self.store, object, row, key)? {
            None => self.insert(row, object).map(|id| (id, true)),
            Some(id) => {
                let mut with_id = row.clone();
                with_id.fields.retain(|(name, _)| !name.eq_ignore_ascii_case("Id"));
                with_id.fields.push(("Id".into(), Datum::Id(id)));
                self.update(&with_id, object).map(|id| (id, false))
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
            if record.contains_key(&field.name) {
                continue;
            }
            if parent.fields.len() > 1 {
                let message =
                    format!("More than 1 field provided in an external foreign key reference in entity: {}", info.name);
                return Err(error("INVALID_FIELD", message, &[]));
            }
            if parent.get("Id").is_some() {
                continue;
            }
            let Some((key, wanted)) = key else {
                let named: Vec<&str> = parent.fields.iter().map(|(name, _)| &**name).collect();
                let message =
                    format!("{name}: no external id field of {} is given, only [{}]", info.name, named.join(", "));
                return Err(error("INVALID_FIELD", message, &[name]));
            };
            let key = info.field(key).map_or_else(|| key.clone(), |field| field.name.clone());
            match self.store.find(&info.name, &key, wanted).first() {
                Some((id, _)) => {
                    record.insert(field.name.clone(), Datum::Id((*id).clone()));
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

/// The record that an upsert changes, by its Id or by an external id; `None` if it makes a new one.
pub(crate) fn upsert_target(
    store: &Store,
    object: &ObjectInfo,
    row: &Row,
    key: Option<&str>,
) -> Result<Option<Arc<str>>, RowError> {
    let Some(key) = key.filter(|k| !k.eq_ignore_ascii_case("Id")) else { return Ok(id_of(row)) };
    let Some(value) = row.get(key).filter(|v| **v != Datum::Null) else {
        return Err(error("MISSING_ARGUMENT", format!("{key} not specified"), &[key]));
    };
    let field = object.field(key).map_or_else(|| Arc::from(key), |f| f.name.clone());
    let found = store.find(&object.name, &field, value).into_iter();
    let alive = found.filter(|(_, r)| r.get("IsDeleted") != Some(&Datum::Bool(true)));
    let found: Vec<Arc<str>> = alive.map(|(id, _)| id.clone()).collect();
    match &*found {
        [] => Ok(None),
        [id] => Ok(Some(id.clone())),
        _ => {
            let message = format!("{key}: more than one record found for external id field: [{}]", found.join(", "));
            Err(error("DUPLICATE_EXTERNAL_ID", message, &[key]))
        }
    }
}
