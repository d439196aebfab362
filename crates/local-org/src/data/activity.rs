//! `LastActivityDate`: the latest of the due dates of closed tasks and of events. Object Reference, "Account".

use super::Store;
use apex_eval::Datum;
use apex_sema::catalog::Catalog;
use std::sync::Arc;

/// Fields by which an activity hangs on other records.
const LINKS: &[&str] = &["WhatId", "WhoId", "AccountId"];

/// Whether writing this object may change what others show as their last activity.
pub(super) fn is_activity(object: &str) -> bool {
    matches!(object, "Task" | "Event")
}

/// The account behind what an activity is about.
pub(super) fn account_of(store: &Store, catalog: &Catalog, what: &str) -> Option<Arc<str>> {
    let object = catalog.object_with_prefix(what.get(..3)?)?;
    if &*object == "Account" {
        return Some(what.into());
    }
    match store.get(&object, what)?.get("AccountId") {
        Some(Datum::Id(id)) => Some(id.clone()),
        _ => None,
    }
}

/// Brings `LastActivityDate` of the records behind an activity up to date.
pub(super) fn refresh(store: &mut Store, catalog: &Catalog, object: &str, id: &str) {
    let Some(activity) = store.get(object, id) else { return };
    let targets: Vec<Arc<str>> = LINKS
        .iter()
        .filter_map(|link| match activity.get(*link) {
            Some(Datum::Id(target)) => Some(target.clone()),
            _ => None,
        })
        .collect();
    for target in targets {
        let Some(parent) = target.get(..3).and_then(|p| catalog.object_with_prefix(p)) else { continue };
        if catalog.object(&parent).is_none_or(|o| o.field("LastActivityDate").is_none()) {
            continue;
        }
        let latest = latest(store, &target);
        let Some(mut record) = store.get(&parent, &target).cloned() else { continue };
        match latest {
            Some(date) => record.insert("LastActivityDate".into(), Datum::Date(date)),
            None => record.remove("LastActivityDate"),
        };
        store.put(&parent, &target, record);
    }
}

fn latest(store: &Store, target: &Arc<str>) -> Option<jiff::civil::Date> {
    let mut latest = None;
    for object in ["Task", "Event"] {
        let linked = LINKS.iter().flat_map(|link| store.find(object, link, &Datum::Id(target.clone())));
        for (_, row) in linked {
            let counts = row.get("IsDeleted") != Some(&Datum::Bool(true))
                && (object == "Event" || row.get("IsClosed") == Some(&Datum::Bool(true)));
            if let (true, Some(Datum::Date(date))) = (counts, row.get("ActivityDate")) {
                latest = latest.max(Some(*date));
            }
        }
    }
    latest
}
