//! DML statements and `Database` methods.

use crate::convert::to_row;
use crate::host::{Datum, DmlRequest, Row, RowError, RowResult};
use crate::interp::Interp;
use crate::stop::Run;
use crate::value::{RecordObj, Value};
use apex_sema::catalog::{FieldInfo, FieldKind};
use apex_syntax::ast::DmlOp;
use std::rc::Rc;
use std::sync::Arc;

/// The verb of a DmlException.
pub(crate) fn verb(op: DmlOp) -> &'static str {
    match op {
        DmlOp::Insert => "Insert",
        DmlOp::Update => "Update",
        DmlOp::Upsert => "Upsert",
        DmlOp::Delete => "Delete",
        DmlOp::Undelete => "Undelete",
        DmlOp::Merge => "Merge",
    }
}

impl Interp<'_, '_> {
    pub(crate) fn dml_statement(
        &mut self,
        op: DmlOp,
        as_user: Option<bool>,
        target: &Value,
        key: Option<Arc<str>>,
        merge: Option<Value>,
    ) -> Run<()> {
        if let Some(others) = merge {
            self.merge(target, &others, as_user.unwrap_or(false), true)?;
            return Ok(());
        }
        self.write(op, target, as_user.unwrap_or(false), true, key)?;
        Ok(())
    }

    /// Writes a record or list; fills in Ids; throws unless partial success is allowed.
    pub(crate) fn write(
        &mut self,
        op: DmlOp,
        target: &Value,
        user_mode: bool,
        all_or_none: bool,
        key: Option<Arc<str>>,
    ) -> Run<Vec<RowResult>> {
        let records = self.records(target)?;
        if records.is_empty() {
            return Ok(Vec::new());
        }
        self.chunks(&records)?;
        self.distinct(op, &records)?;
        self.check_rows(op, &records)?;
        self.limits.write(records.len())?;
        let request = DmlRequest {
            op,
            rows: records.iter().map(|r| self.row_to_write(op, r)).collect(),
            access: self.access(user_mode),
            all_or_none,
            key,
        };
        let results = self.dml(&request)?;
        let failed = results.iter().any(|r| !r.errors.is_empty());
        if failed && all_or_none {
            return Err(self.dml_exception(verb(op), &records, &results));
        }
        for (record, result) in records.iter().zip(&results).filter(|(_, result)| result.errors.is_empty()) {
            if let (Some(id), DmlOp::Insert | DmlOp::Upsert) = (&result.id, op) {
                record.fields.borrow_mut().insert("Id".into(), Value::Id((&**id).into()));
            }
            record.mark_stored();
        }
        Ok(results)
    }

    /// A record as it is written. Parents, and fields that cannot be, that only came along, from a query or out of another record,
    /// stay behind; what the program set itself goes along and may be refused.
    fn row_to_write(&self, op: DmlOp, record: &RecordObj) -> Row {
        let mut row = to_row(record);
        let Some(info) = self.program.catalog.object(&record.object) else { return row };
        let is_new = op == DmlOp::Insert || op == DmlOp::Upsert && row.get("Id").is_none_or(|id| *id == Datum::Null);
        let writable = |field: &FieldInfo| match field.kind {
            FieldKind::Id => true,
            _ if is_new => field.createable,
            _ => field.updateable,
        };
        row.fields.retain(|(name, _)| info.field(name).is_some_and(writable) || record.is_written(name));
        row
    }

    /// Merges duplicates into a master: the first result is the master's.
    pub(crate) fn merge(
        &mut self,
        master: &Value,
        others: &Value,
        user_mode: bool,
        all_or_none: bool,
    ) -> Run<Vec<RowResult>> {
        let mut records = self.records(master)?;
        records.extend(self.records(others)?);
        if records.len() > 3 {
            return Err(self.throw("System.DmlException", "Merge failed. At most two records can be merged into one"));
        }
        self.limits.write(records.len())?;
        let rows = records.iter().map(|r| self.row_to_write(DmlOp::Update, r)).collect();
        let access = self.access(user_mode);
        let results = self.dml(&DmlRequest { op: DmlOp::Merge, rows, access, all_or_none, key: None })?;
        if all_or_none && results.iter().any(|r| !r.errors.is_empty()) {
            return Err(self.dml_exception(verb(DmlOp::Merge), &records, &results));
        }
        Ok(results)
    }

    fn records(&self, target: &Value) -> Run<Vec<Rc<RecordObj>>> {
        match target {
            Value::Record(record) => Ok(vec![record.clone()]),
            Value::List(list) => {
                let mut records = Vec::new();
                for item in list.items.borrow().iter() {
                    match item {
                        Value::Record(record) => records.push(record.clone()),
                        _ => return Err(self.null_pointer()),
                    }
                }
                Ok(records)
            }
            _ => Err(self.null_pointer()),
        }
    }

    /// What the platform refuses before any row is looked at.
    fn check_rows(&mut self, op: DmlOp, records: &[Rc<RecordObj>]) -> Run<()> {
        for (i, record) in records.iter().enumerate() {
            let has_id = record.fields.borrow().get("Id").is_some_and(|id| !id.is_null());
            let (status, message, fields) = match op {
                DmlOp::Insert if has_id => {
                    ("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", vec!["Id".into()])
                }
                DmlOp::Update | DmlOp::Delete | DmlOp::Undelete if !has_id => {
                    ("MISSING_ARGUMENT", "Id not specified in an update call", Vec::new())
                }
                _ => continue,
            };
            let mut results = vec![RowResult::default(); records.len()];
            results[i].id = match record.fields.borrow().get("Id") {
                Some(Value::Id(id)) => Some((**id).into()),
                _ => None,
            };
            results[i].errors.push(RowError { status: status.into(), message: message.into(), fields });
            return Err(self.dml_exception(verb(op), records, &results));
        }
        Ok(())
    }
}
