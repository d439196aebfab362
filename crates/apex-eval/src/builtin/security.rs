//! `Security.stripInaccessible`.

use super::args::{field, fields};
use crate::host::ObjectRights;
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::Run;
use crate::value::{RecordObj, Value};
use apex_sema::ty::Ty;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("stripInaccessible/2", |cx, _, a| cx.strip(&a[0], &a[1], true)),
    ("stripInaccessible(System.AccessType,List<SObject>,Boolean)", |cx, _, a| {
        let root = cx.arg_bool(&a[2])?;
        cx.strip(&a[0], &a[1], root)
    }),
];

pub(super) const DECISION: Members = &[
    ("getRecords/0", |_, me, _| Ok(field(me, "records"))),
    ("getRemovedFields/0", |_, me, _| Ok(field(me, "removed"))),
    ("getModifiedIndexes/0", |_, me, _| Ok(field(me, "indexes"))),
];

/// Parents and children of a record are followed so far; a record may be its own parent.
const MAX_DEPTH: u32 = 20;

type Removed = BTreeMap<Arc<str>, BTreeSet<Arc<str>>>;

impl Interp<'_, '_> {
    fn strip(&mut self, access: &Value, records: &Value, check_object: bool) -> Run<Value> {
        let access = self.enum_name(access);
        let list = self.list_of(records)?;
        let mut removed = Removed::new();
        let (mut out, mut indexes) = (Vec::new(), Vec::new());
        for (i, item) in list.items.borrow().iter().enumerate() {
            let Value::Record(record) = item else { return Err(self.null_argument()) };
            if &*record.object == "AggregateResult" {
                return Err(self.throw("System.UnsupportedOperationException", "AggregateResult is not supported"));
            }
            if check_object && !allowed(self.host.object_rights(&record.object), &access) {
                return Err(self.throw("System.NoAccessException", "No access to entity"));
            }
            let (clean, changed) = self.strip_record(record, &access, &mut removed, 0);
            if changed {
                indexes.push(Value::Int(i32::try_from(i).unwrap_or(0)));
            }
            out.push(clean);
        }
        let mut pairs = Vec::new();
        for (object, names) in removed {
            let values = names.iter().map(|n| Value::str(&**n)).collect();
            pairs.push((Value::str(&*object), Value::set(Ty::String, self.set_of(values)?)));
        }
        let removed = Value::map(Ty::String, Ty::set(Ty::String), self.map_of(pairs)?);
        let indexes = Value::set(Ty::Integer, self.set_of(indexes)?);
        let records = Value::list(list.element.clone(), out);
        Ok(fields("System.SObjectAccessDecision", [("records", records), ("removed", removed), ("indexes", indexes)]))
    }

    fn strip_record(&self, record: &RecordObj, access: &str, removed: &mut Removed, depth: u32) -> (Value, bool) {
        let info = self.program.catalog.object(&record.object);
        let mut kept: IndexMap<Arc<str>, Value> = IndexMap::new();
        let mut changed = false;
        for (name, value) in record.fields.borrow().iter() {
            let field = info.as_ref().and_then(|i| i.field(name));
            let rights = self.host.field_rights(&record.object, name);
            let fine = match (field, access) {
                (None, _) => true,
                (Some(f), _) if &*f.name == "Id" => true,
                (Some(_), "READABLE") => rights.read,
                (Some(f), "CREATABLE") => f.createable && rights.edit,
                (Some(f), "UPDATABLE") => f.updateable && rights.edit,
                (Some(f), _) => f.createable && f.updateable && rights.edit,
            };
            if !fine {
                removed.entry(record.object.clone()).or_default().insert(name.clone());
                changed = true;
                continue;
            }
            let cleaned = match value {
                Value::Record(parent) if depth < MAX_DEPTH && access == "READABLE" => {
                    let (clean, inner) = self.strip_record(parent, access, removed, depth + 1);
                    changed |= inner;
                    clean
                }
                Value::List(children) if depth < MAX_DEPTH && access == "READABLE" => {
                    let mut list = Vec::new();
                    for child in children.items.borrow().iter() {
                        match child {
                            Value::Record(child) => {
                                let (clean, inner) = self.strip_record(child, access, removed, depth + 1);
                                changed |= inner;
                                list.push(clean);
                            }
                            other => list.push(other.clone()),
                        }
                    }
                    Value::list(children.element.clone(), list)
                }
                // What is too deep to be looked at is not handed on.
                Value::Record(_) | Value::List(_) if depth >= MAX_DEPTH => continue,
                other => other.clone(),
            };
            kept.insert(name.clone(), cleaned);
        }
        let clean = Value::record(record.object.clone(), kept);
        if let Value::Record(new) = &clean {
            new.take_after(record);
        }
        (clean, changed)
    }
}

fn allowed(rights: ObjectRights, access: &str) -> bool {
    match access {
        "READABLE" => rights.read,
        "CREATABLE" => rights.create,
        "UPDATABLE" => rights.edit,
        _ => rights.create && rights.edit,
    }
}
