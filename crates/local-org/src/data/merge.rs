//! Merging duplicates into a master record: children move over, duplicates go to the recycle bin.

use super::dml::{Errors, Writer};
use super::validate::{error, id_of};
use apex_eval::{Datum, Row, RowResult};
use apex_syntax::ast::DmlOp;
use std::sync::Arc;

/// Objects that can be merged: Apex Developer Guide, "Merging Records".
const MERGEABLE: &[&str] = &["Account", "Contact", "Lead", "Case"];

impl Writer<'_> {
    /// The first row is the master. With `all_or_none` nothing stays if one fails.
    pub(super) fn merge(&mut self, rows: &[Row], all_or_none: bool) -> Vec<RowResult> {
        let Some((master, others)) = rows.split_first() else { return Vec::new() };
        let start = self.store.savepoint();
        let mut results = Vec::new();
        let kept = self.row(DmlOp::Update, master, None).map(|(id, _)| id);
        results.push(as_result(master, kept.clone()));
        for other in others {
            let before = self.store.savepoint();
            let outcome = match &kept {
                Ok(id) => self.absorb(master, id, other),
                Err(errors) => Err(errors.clone()),
            };
            if outcome.is_err() {
                self.store.rollback(before);
            }
            results.push(as_result(other, outcome));
        }
        if all_or_none && results.iter().any(|r| !r.errors.is_empty()) {
            self.store.rollback(start);
        }
        results
    }

    fn absorb(&mut self, master: &Row, kept: &Arc<str>, other: &Row) -> Result<Arc<str>, Errors> {
        let Some(object) = self.catalog.object(&master.object).filter(|o| MERGEABLE.contains(&&*o.name)) else {
            return Err(error("INVALID_TYPE", format!("{} cannot be merged", master.object), &[]).into());
        };
        if other.object != master.object {
            return Err(error("INVALID_TYPE", "records of different objects cannot be merged", &[]).into());
        }
        let id = self.existing(other, &object, DmlOp::Merge)?;
        if id == *kept {
            let message = "a record cannot be merged with itself";
            return Err(error("INVALID_FIELD_FOR_INSERT_UPDATE", message, &["Id"]).into());
        }
        for child in &object.children {
            let found = self.store.find(&child.object, &child.field, &Datum::Id(id.clone()));
            let held: Vec<Arc<str>> = found.into_iter().map(|(id, _)| id.clone()).collect();
            for held in held {
                if let Some(mut record) = self.store.get(&child.object, &held).cloned() {
                    record.insert(child.field.clone(), Datum::Id(kept.clone()));
                    self.store.put(&child.object, &held, record);
                }
            }
        }
        self.row(DmlOp::Delete, other, None)?;
        if let (Some(field), Some(mut record)) =
            (object.field("MasterRecordId"), self.store.get(&object.name, &id).cloned())
        {
            record.insert(field.name.clone(), Datum::Id(kept.clone()));
            self.store.put(&object.name, &id, record);
        }
        Ok(id)
    }
}

fn as_result(row: &Row, outcome: Result<Arc<str>, Errors>) -> RowResult {
    match outcome {
        Ok(id) => RowResult { id: Some(id), ..RowResult::default() },
        Err(Errors(errors)) => RowResult { id: id_of(row), created: false, errors },
    }
}
