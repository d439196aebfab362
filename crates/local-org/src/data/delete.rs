//! Deleting with cascades and restrictions, and taking it back. A deleted record stays, marked, as in the recycle bin.

use super::Store;
use super::validate::error;
use apex_eval::{Datum, RowError};
use apex_sema::catalog::{Catalog, ObjectInfo};
use std::sync::Arc;

/// Marks a record and what hangs on it as deleted.
pub(super) fn delete(store: &mut Store, catalog: &Catalog, object: &ObjectInfo, id: &Arc<str>) -> Result<(), RowError> {
    mark(store, &object.name, id, true);
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
                delete(store, catalog, &info, &held)?;
            } else if let Some(mut record) = store.get(&child.object, &held).cloned() {
                record.remove(&child.field);
                store.put(&child.object, &held, record);
            }
        }
    }
    Ok(())
}

/// Takes a record out of the recycle bin.
pub(super) fn undelete(store: &mut Store, object: &ObjectInfo, id: &Arc<str>) -> Result<(), RowError> {
    match store.get(&object.name, id) {
        Some(record) if record.get("IsDeleted") == Some(&Datum::Bool(true)) => {
            mark(store, &object.name, id, false);
            Ok(())
        }
        Some(_) => Err(error("UNDELETE_FAILED", "Entity is not in the recycle bin", &[])),
        None => Err(error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[])),
    }
}

fn mark(store: &mut Store, object: &Arc<str>, id: &Arc<str>, deleted: bool) {
    if let Some(mut record) = store.get(object, id).cloned() {
        record.insert("IsDeleted".into(), Datum::Bool(deleted));
        store.put(object, id, record);
    }
}
