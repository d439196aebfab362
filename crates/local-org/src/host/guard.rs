//! User mode: refuses what object and field permissions do not allow, and writes that mix set-up and other objects.

use super::refusal;
use crate::data::id_of;
use crate::data::soql::references;
use crate::session::Session;
use apex_eval::{Datum, DmlRequest, Refusal, Row, RowError, RowResult};
use apex_sema::catalog::{FieldInfo, FieldKind};
use apex_syntax::ast::{DmlOp, Soql};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Objects that cannot be written in one transaction with others: Apex Developer Guide, "sObjects That Cannot Be Used
/// Together in DML Operations".
const SETUP: &[&str] = &[
    "FieldPermissions",
    "Group",
    "GroupMember",
    "ObjectPermissions",
    "PermissionSet",
    "PermissionSetAssignment",
    "QueueSobject",
    "SetupEntityAccess",
    "User",
    "UserRole",
];

impl Session<'_> {
    /// Refuses a query that reads an object or field the user may not read. All fields are reported at once.
    pub(super) fn guard_query(&self, soql: &Soql) -> Result<(), Refusal> {
        let rights = self.rights();
        let touched = references(soql, &self.org.catalog);
        for object in &touched.objects {
            if !rights.object(&self.org.schema, object).read {
                let mut refused =
                    refusal("System.QueryException", format!("sObject type '{object}' is not supported."));
                refused.inaccessible.push((object.clone(), vec![]));
                return Err(refused);
            }
        }
        let mut missing: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
        for (object, field) in &touched.fields {
            if !rights.field(&self.org.schema, object, field).read {
                missing.entry(object.clone()).or_default().push(field.clone());
            }
        }
        let Some((object, fields)) = missing.iter().next() else { return Ok(()) };
        let mut refused = refusal("System.QueryException", apex_sema::no_such_column(&fields[0], object));
        refused.inaccessible = missing.into_iter().collect();
        Err(refused)
    }

    /// Refuses a write the user has no permission for: as a whole for the object, row by row for fields.
    pub(super) fn guard_dml(&self, request: &DmlRequest) -> Result<Option<Vec<RowResult>>, Refusal> {
        let rights = self.rights();
        let mut results = Vec::new();
        let mut failed = false;
        for row in &request.rows {
            let allowed = rights.object(&self.org.schema, &row.object);
            let (fine, verb) = match request.op {
                DmlOp::Insert => (allowed.create, "INSERT"),
                DmlOp::Update => (allowed.edit, "UPDATE"),
                DmlOp::Upsert => (allowed.create && allowed.edit, "UPSERT"),
                DmlOp::Delete => (allowed.delete, "DELETE"),
                DmlOp::Undelete => (allowed.delete, "UNDELETE"),
                DmlOp::Merge => (allowed.delete && allowed.edit, "MERGE"),
            };
            if !fine {
                return Err(refusal(
                    "System.SecurityException",
                    format!("DML operation {verb} not allowed on {}", row.object),
                ));
            }
            let mut result = RowResult::default();
            let info = self.org.catalog.object(&row.object);
            let mut missing: Vec<Arc<str>> = Vec::new();
            if !matches!(request.op, DmlOp::Delete | DmlOp::Undelete) {
                for (name, value) in &row.fields {
                    let Some(info) = &info else { continue };
                    if let (Datum::Row(parent), Some(lookup)) = (value, info.parent(name)) {
                        missing.extend(self.hidden_in_reference(&row.object, lookup, parent));
                    }
                    let Some(field) = info.field(name) else { continue };
                    let skip = field.kind == FieldKind::Id || matches!(value, Datum::Row(_));
                    if !skip && !rights.field(&self.org.schema, &row.object, name).edit {
                        missing.push(field.name.clone());
                    }
                }
            }
            if !missing.is_empty() {
                failed = true;
                let message = format!(
                    "Operation failed due to fields being inaccessible on Sobject {}, check errors on Exception or Result!",
                    row.object
                );
                let status = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY".into();
                result.errors.push(RowError { status, message: message.into(), fields: missing });
            } else if let (Some(info), Some(id)) = (&info, id_of(row))
                && let Some(record) = self.org.store.get(&info.name, &id)
                && self.sight(request.access).is_some_and(|sight| !sight.sees_parents(&self.org.store, info, record))
            {
                failed = true;
                result.errors.push(RowError {
                    status: "INSUFFICIENT_ACCESS_OR_READONLY".into(),
                    message: "insufficient access rights on object id".into(),
                    fields: Vec::new(),
                });
            }
            results.push(result);
        }
        Ok(failed.then_some(results))
    }

    /// What the user may not use of a parent named by a key: the lookup must be editable, the parent's object and the key
    /// readable. Otherwise a key would write what an Id may not, or tell which keys there are.
    fn hidden_in_reference(&self, object: &str, lookup: &FieldInfo, parent: &Row) -> Option<Arc<str>> {
        let (rights, schema) = (self.rights(), &self.org.schema);
        if !rights.field(schema, object, &lookup.name).edit {
            return Some(lookup.name.clone());
        }
        let mut keys = parent.fields.iter().map(|(name, _)| name).filter(|name| !name.eq_ignore_ascii_case("Id"));
        let hidden = keys.find(|key| !rights.field(schema, &parent.object, key).read)?;
        Some(format!("{}.{hidden}", lookup.relationship.as_deref().unwrap_or(&lookup.name)).into())
    }

    /// `MIXED_DML_OPERATION`, and a note of what this context writes.
    pub(super) fn mixed_dml(&mut self, request: &DmlRequest) -> Option<RowError> {
        for row in &request.rows {
            let is_setup = SETUP.contains(&&*row.object) && !self.is_plain_user(request.op, row);
            let context = self.contexts.last_mut()?;
            let (own, other) = if is_setup {
                (&mut context.wrote_setup, &context.wrote_other)
            } else if SETUP.contains(&&*row.object) {
                continue;
            } else {
                (&mut context.wrote_other, &context.wrote_setup)
            };
            if let Some(other) = other {
                let message = format!(
                    "DML operation on setup object is not permitted after you have updated a non-setup object (or vice \
                     versa): {}, original object: {other}",
                    row.object
                );
                return Some(RowError {
                    status: "MIXED_DML_OPERATION".into(),
                    message: message.into(),
                    fields: Vec::new(),
                });
            }
            own.get_or_insert_with(|| row.object.clone());
        }
        None
    }

    /// A user without a role may be inserted beside other records.
    fn is_plain_user(&self, op: DmlOp, row: &Row) -> bool {
        &*row.object == "User" && op == DmlOp::Insert && matches!(row.get("UserRoleId"), None | Some(Datum::Null))
    }
}
