//! Organization-wide defaults of custom objects, and which records a user sees.

use super::Rights;
use crate::data::{Record, Store};
use apex_eval::Datum;
use apex_sema::catalog::{Catalog, ObjectInfo};
use apex_syntax::ast::DmlOp;
use sf_schema::{Origin, Schema};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

/// What users who do not own a record, and have no rights on all of them, may do with it where sharing applies (help,
/// "Organization-Wide Sharing Defaults").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// Nothing.
    Private,
    /// Read it.
    Read,
    /// Read and change it; its owner alone deletes it.
    ReadWrite,
}

impl Sharing {
    /// The default of a project's custom object. Details follow their master, and objects of other models are open to
    /// everyone.
    pub fn of(schema: &Schema, object: &str) -> Option<Self> {
        let object = schema.object(object).filter(|object| matches!(object.origin, Origin::Project(_)))?;
        match object.sharing_model.as_deref()? {
            "Private" => Some(Self::Private),
            "Read" => Some(Self::Read),
            "ReadWrite" => Some(Self::ReadWrite),
            _ => None,
        }
    }

    /// Whether others may write to a record in this way.
    pub fn lets(self, op: DmlOp) -> bool {
        match op {
            DmlOp::Insert => true,
            DmlOp::Update | DmlOp::Upsert => self == Self::ReadWrite,
            DmlOp::Delete | DmlOp::Undelete | DmlOp::Merge => false,
        }
    }

    /// As metadata names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "Private",
            Self::Read => "Read",
            Self::ReadWrite => "ReadWrite",
        }
    }
}

/// Which records a user may read where sharing applies.
#[derive(Debug)]
pub struct Sight<'a> {
    /// The user.
    pub user: Arc<str>,
    /// What the user may do.
    pub rights: Rc<Rights>,
    /// Objects whose records only their owners see, in lower case.
    pub private: &'a BTreeSet<String>,
    /// sObjects.
    pub catalog: &'a Catalog,
    /// In user mode, how access to objects is granted.
    pub schema: Option<&'a Schema>,
}

/// Objects whose records hang on others, by these fields: a user who reads none of the parents does not read the record
/// (Object Reference, "Attachment", "Note", "FeedItem"; help, "Sharing Considerations for Activities").
const BEHIND: &[(&str, &[&str])] = &[
    ("Attachment", &["ParentId"]),
    ("Event", &["WhatId", "WhoId"]),
    ("FeedComment", &["ParentId"]),
    ("FeedItem", &["ParentId"]),
    ("Note", &["ParentId"]),
    ("Task", &["WhatId", "WhoId"]),
];

impl Sight<'_> {
    /// Whether the user sees a record: an own one, one of an object that is open to all, or a detail of masters that the
    /// user sees.
    pub fn sees(&self, store: &Store, object: &ObjectInfo, record: &Record) -> bool {
        if !object.custom {
            return self.sees_parents(store, object, record);
        }
        if self.private.is_empty() {
            return true;
        }
        if self.private.contains(&object.name.to_ascii_lowercase()) {
            let own = matches!(record.get("OwnerId"), Some(Datum::Id(id)) if *id == self.user);
            return own || self.rights.views_all(&object.name, false);
        }
        let mut masters = object.fields.values().filter(|field| field.master_detail);
        masters.all(|field| self.sees_parent(store, record, &field.name)) || self.rights.views_all(&object.name, false)
    }

    /// Whether the user sees one of the records that this one hangs on. Activities are also seen by their owners.
    pub fn sees_parents(&self, store: &Store, object: &ObjectInfo, record: &Record) -> bool {
        let Some((_, fields)) = BEHIND.iter().find(|(name, _)| **name == *object.name) else { return true };
        let own = matches!(record.get("OwnerId"), Some(Datum::Id(id)) if *id == self.user);
        if own && fields.len() > 1 || self.rights.views_all(&object.name, false) {
            return true;
        }
        let mut parents = fields.iter().filter(|field| matches!(record.get(**field), Some(Datum::Id(_)))).peekable();
        parents.peek().is_none() || parents.any(|field| self.sees_parent(store, record, field))
    }

    fn sees_parent(&self, store: &Store, record: &Record, field: &str) -> bool {
        let Some(Datum::Id(id)) = record.get(field) else { return true };
        let object = id.get(..3).and_then(|prefix| self.catalog.object(&self.catalog.object_with_prefix(prefix)?));
        let Some(object) = object else { return true };
        if self.schema.is_some_and(|schema| !self.rights.object(schema, &object.name).read) {
            return false;
        }
        store.get(&object.name, id).is_none_or(|parent| self.sees(store, &object, parent))
    }
}
