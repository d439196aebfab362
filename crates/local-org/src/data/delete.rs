//! Deleting with cascades and restrictions, and taking it back. A deleted record stays, marked, as in the recycle bin.

use super::Store;
use super::validate::error;
use apex_eval::{Datum, RowError};
use apex_sema::catalog::{Catalog, ObjectInfo};
use std::sync::Arc;

/// What a deleted record went with: the Id of the record that was deleted, its own or its parent's. No field is named so.
const WITH: &str = "(deleted with)";

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
        let holding: Vec<Arc<str>> = store
            .rows(&child.object)
            .filter(|(_, r)| r.get("IsDeleted") != Some(&Datum::Bool(true)))
            .filter(|(_, r)| matches!(r.get(&child.field), Some(Datum::Id(x)) if x == id))
            .map(|(id, _)| id.clone())
            .collect();
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
                record.remove(&child.field);
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

fn restore(store: &mut Store, catalog: &Catalog, object: &ObjectInfo, id: &Arc<str>, root: Option<&Datum>) {
    mark(store, &object.name, id, None);
    for child in object.children.iter().filter(|child| child.cascade_delete) {
        let went_along: Vec<Arc<str>> = store
            .rows(&child.object)
            .filter(|(_, r)| root.is_some() && r.get(WITH) == root)
            .filter(|(_, r)| matches!(r.get(&child.field), Some(Datum::Id(x)) if x == id))
            .map(|(id, _)| id.clone())
            .collect();
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
