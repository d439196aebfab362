//! Deleting with cascades and restrictions, and taking it back. A deleted record stays, marked, as in the recycle bin.

use super::validate::error;
use super::{Record, Store};
use apex_eval::{Datum, RowError};
use apex_sema::catalog::{Catalog, ObjectInfo};
use std::sync::Arc;

/// What a deleted record went with: the Id of the record that was deleted, its own or its parent's. No field is named so.
const WITH: &str = "(deleted with)";

/// Standard lookups that come back with the record they name; those of custom fields all do. Apex Developer Guide,
/// "Deleting Records", Referential Integrity When Deleting and Restoring Records.
const COME_BACK: &[(&str, &str)] = &[
    ("Account", "ParentId"),
    ("Asset", "Product2Id"),
    ("Case", "ParentId"),
    ("Contact", "ReportsToId"),
    ("Quote", "OpportunityId"),
    ("Solution", "ParentId"),
];

fn comes_back(object: &str, field: &str) -> bool {
    field.ends_with("__c") || COME_BACK.contains(&(object, field))
}

/// Where a record keeps what a lookup named before the record behind it was deleted. No field is named so.
fn emptied(field: &str) -> Arc<str> {
    format!("(emptied {field})").into()
}

/// Marks a record and what hangs on it as deleted.
pub(super) fn delete(store: &mut Store, catalog: &Catalog, object: &ObjectInfo, id: &Arc<str>) -> Result<(), RowError> {
    delete_with(store, catalog, object, id, id)
}

fn delete_with(
    store: &mut Store,
    catalog: &Catalog,
    object: &ObjectInfo,
    id: &Arc<str>,
    root: &Arc<str>,
) -> Result<(), RowError> {
    mark(store, &object.name, id, Some(root));
    for child in &object.children {
        let found = store.find(&child.object, &child.field, &Datum::Id(id.clone())).into_iter();
        let alive = found.filter(|(_, r)| r.get("IsDeleted") != Some(&Datum::Bool(true)));
        let holding: Vec<Arc<str>> = alive.map(|(id, _)| id.clone()).collect();
        let Some(info) = catalog.object(&child.object).filter(|_| !holding.is_empty()) else { continue };
        if child.restricted_delete {
            let message = format!(
                "Your attempt to delete {} could not be completed because it is associated with the following {}: {}",
                object.label,
                info.label_plural.to_lowercase(),
                holding.join(", ")
            );
            return Err(error("DELETE_FAILED", message, &[]));
        }
        for held in holding {
            if child.cascade_delete {
                delete_with(store, catalog, &info, &held, root)?;
            } else if let Some(mut record) = store.get(&child.object, &held).cloned() {
                if let Some(value) = record.remove(&child.field).filter(|_| comes_back(&child.object, &child.field)) {
                    record.insert(emptied(&child.field), value);
                }
                store.put(&child.object, &held, record);
            }
        }
    }
    Ok(())
}

/// Takes a record out of the recycle bin, with what went there along with it.
pub(super) fn undelete(
    store: &mut Store,
    catalog: &Catalog,
    object: &ObjectInfo,
    id: &Arc<str>,
) -> Result<(), RowError> {
    match store.get(&object.name, id) {
        Some(record) if record.get("IsDeleted") == Some(&Datum::Bool(true)) => {
            let root = record.get(WITH).cloned();
            restore(store, catalog, object, id, root.as_ref());
            Ok(())
        }
        Some(_) => Err(error("UNDELETE_FAILED", "Entity is not in the recycle bin", &[])),
        None => Err(error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])),
    }
}

/// Takes a record out of the recycle bin and out of the org, with what went there along with it.
pub(crate) fn purge(store: &mut Store, catalog: &Catalog, object: &ObjectInfo, id: &Arc<str>) -> Result<(), RowError> {
    let root = match store.get(&object.name, id) {
        Some(record) if record.get("IsDeleted") == Some(&Datum::Bool(true)) => record.get(WITH).cloned(),
        Some(_) => return Err(error("INVALID_ID_FIELD", "Entity is not in the recycle bin", &[])),
        None => return Err(error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])),
    };
    store.remove(&object.name, id);
    for child in object.children.iter().filter(|child| child.cascade_delete) {
        let Some(info) = catalog.object(&child.object) else { continue };
        for child in along(store, &child.object, &child.field, id, root.as_ref()) {
            purge(store, catalog, &info, &child)?;
        }
    }
    Ok(())
}

/// Children that were deleted along with their parent.
fn along(store: &Store, object: &str, field: &str, parent: &Arc<str>, root: Option<&Datum>) -> Vec<Arc<str>> {
    let found = store.find(object, field, &Datum::Id(parent.clone())).into_iter();
    found.filter(|(_, r)| root.is_some() && r.get(WITH) == root).map(|(id, _)| id.clone()).collect()
}

fn restore(store: &mut Store, catalog: &Catalog, object: &ObjectInfo, id: &Arc<str>, root: Option<&Datum>) {
    mark(store, &object.name, id, None);
    // Lookups come back unless something took their place.
    for child in object.children.iter().filter(|child| !child.cascade_delete && comes_back(&child.object, &child.field))
    {
        let emptied = emptied(&child.field);
        let found = store.find(&child.object, &emptied, &Datum::Id(id.clone())).into_iter();
        let held: Vec<(Arc<str>, Record)> = found.map(|(id, r)| (id.clone(), r.clone())).collect();
        for (held, mut record) in held {
            if let Some(value) = record.remove(&emptied) {
                record.entry(child.field.clone()).or_insert(value);
            }
            store.put(&child.object, &held, record);
        }
    }
    for child in object.children.iter().filter(|child| child.cascade_delete) {
        let went_along = along(store, &child.object, &child.field, id, root);
        let Some(info) = catalog.object(&child.object).filter(|_| !went_along.is_empty()) else { continue };
        for child in went_along {
            restore(store, catalog, &info, &child, root);
        }
    }
}

fn mark(store: &mut Store, object: &Arc<str>, id: &Arc<str>, deleted_with: Option<&Arc<str>>) {
    if let Some(mut record) = store.get(object, id).cloned() {
        record.insert("IsDeleted".into(), Datum::Bool(deleted_with.is_some()));
        match deleted_with {
            Some(root) => record.insert(WITH.into(), Datum::Id(root.clone())),
            None => record.remove(WITH),
        };
        store.put(object, id, record);
    }
}
