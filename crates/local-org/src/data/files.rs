//! Files: a new version makes a document, and links from where it was published. Object Reference, "ContentVersion",
//! "ContentDocument", "ContentDocumentLink".

use super::calculated::Around;
use super::{Record, Store};
use apex_eval::Datum;
use apex_sema::catalog::Catalog;
use std::sync::Arc;

/// Kinds of files by the ends of their names, as far as they are not the end itself in capitals.
const TYPES: &[(&str, &str)] = &[
    ("doc", "WORD"),
    ("docx", "WORD_X"),
    ("htm", "HTML"),
    ("jpeg", "JPG"),
    ("ppt", "POWER_POINT"),
    ("pptx", "POWER_POINT_X"),
    ("txt", "TEXT"),
    ("xls", "EXCEL"),
    ("xlsx", "EXCEL_X"),
];

/// Ends of names that are the kind in small letters.
const PLAIN: &[&str] = &["bmp", "csv", "gif", "html", "jpg", "json", "mp4", "pdf", "png", "rtf", "svg", "xml", "zip"];

/// What follows from the content and the name of a version that is about to be inserted.
pub(super) fn describe(record: &mut Record, store: &Store, object: &str, around: &Around<'_>) {
    if object != "ContentVersion" {
        return;
    }
    let path = text(record, "PathOnClient").unwrap_or_default();
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    let url = record.contains_key("ContentUrl");
    let kind = match &end {
        _ if url => "LINK".to_owned(),
        Some(end) => TYPES.iter().find(|(known, _)| known == end).map_or_else(
            || if PLAIN.contains(&&**end) { end.to_ascii_uppercase() } else { "UNKNOWN".to_owned() },
            |(_, kind)| (*kind).to_owned(),
        ),
        None => "UNKNOWN".to_owned(),
    };
    let size = match record.get("VersionData") {
        Some(Datum::Blob(data)) => i32::try_from(data.len()).unwrap_or(i32::MAX),
        _ => 0,
    };
    let number = versions(store, record.get("ContentDocumentId")).len() + 1;
    let mut put = |field: &str, value: Datum| record.insert(field.into(), value);
    put("FileType", Datum::Str(kind.into()));
    put("FileExtension", end.map_or(Datum::Null, |end| Datum::Str(end.into())));
    put("ContentSize", Datum::Int(size));
    put("ContentSizeLong", Datum::Long(size.into()));
    put("VersionNumber", Datum::Str(number.to_string().into()));
    put("IsLatest", Datum::Bool(true));
    put("ContentModifiedById", Datum::Id(around.user.clone()));
    record.entry("ContentLocation".into()).or_insert_with(|| Datum::Str("S".into()));
    let created = record.get("CreatedDate").cloned().unwrap_or(Datum::Null);
    record.entry("ContentModifiedDate".into()).or_insert(created);
}

/// Makes the document of a version that was inserted, or brings that of an earlier one up to date.
pub(super) fn publish(store: &mut Store, catalog: &Catalog, object: &str, id: &Arc<str>) {
    let Some(mut version) = store.get(object, id).filter(|_| object == "ContentVersion").cloned() else { return };
    let given = match version.get("ContentDocumentId") {
        Some(Datum::Id(document)) => Some(document.clone()),
        _ => None,
    };
    let document = given.clone().unwrap_or_else(|| new_id(store, catalog, "ContentDocument"));
    let mut record = store.get("ContentDocument", &document).cloned().unwrap_or_default();
    let mut shared = vec!["ContentModifiedDate", "ContentSize", "ContentSizeLong", "Description", "FileExtension"];
    shared.extend(["FileType", "LastModifiedById", "LastModifiedDate", "SystemModstamp", "Title"]);
    if given.is_none() {
        shared.extend(["CreatedById", "CreatedDate", "IsDeleted", "OwnerId", "PublishStatus"]);
        record.insert("IsArchived".into(), Datum::Bool(false));
        record.insert("IsInternalOnly".into(), Datum::Bool(false));
    }
    for field in shared {
        match version.get(field) {
            Some(value) => record.insert(field.into(), value.clone()),
            None => record.remove(field),
        };
    }
    record.insert("Id".into(), Datum::Id(document.clone()));
    record.insert("LatestPublishedVersionId".into(), Datum::Id(id.clone()));
    store.put(&"ContentDocument".into(), &document, record);
    let document = Datum::Id(document);
    for (other, mut earlier) in versions(store, Some(&document)) {
        if other != *id {
            earlier.insert("IsLatest".into(), Datum::Bool(false));
            store.put(&"ContentVersion".into(), &other, earlier);
        }
    }
    version.insert("ContentDocumentId".into(), document.clone());
    store.put(&"ContentVersion".into(), id, version.clone());
    if given.is_none() {
        let owner = version.get("OwnerId");
        let place = version.get("FirstPublishLocationId").filter(|place| Some(*place) != owner);
        for (entity, share, visibility) in [(owner, "I", "InternalUsers"), (place, "V", "AllUsers")] {
            let Some(entity) = entity else { continue };
            let link = new_id(store, catalog, "ContentDocumentLink");
            let stamp = version.get("SystemModstamp").cloned().unwrap_or(Datum::Null);
            let fields = [
                ("Id", Datum::Id(link.clone())),
                ("ContentDocumentId", document.clone()),
                ("LinkedEntityId", entity.clone()),
                ("ShareType", Datum::Str(share.into())),
                ("Visibility", Datum::Str(visibility.into())),
                ("IsDeleted", Datum::Bool(false)),
                ("SystemModstamp", stamp),
            ];
            let record = fields.into_iter().map(|(name, value)| (Arc::from(name), value)).collect();
            store.put(&"ContentDocumentLink".into(), &link, record);
        }
    }
}

fn new_id(store: &mut Store, catalog: &Catalog, object: &str) -> Arc<str> {
    let prefix = catalog.prefix_of(object).unwrap_or_else(|| "zzz".into());
    store.new_id(&prefix)
}

/// The versions of a document, with their Ids.
fn versions(store: &Store, document: Option<&Datum>) -> Vec<(Arc<str>, Record)> {
    let found = document.map_or_else(Vec::new, |id| store.find("ContentVersion", "ContentDocumentId", id));
    found.into_iter().map(|(id, record)| (id.clone(), record.clone())).collect()
}

fn text(record: &Record, field: &str) -> Option<String> {
    record.get(field).and_then(super::values::text).map(str::to_owned)
}
