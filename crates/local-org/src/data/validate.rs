//! What the platform checks in a row before it stores it. Status codes: SOAP API Developer Guide, "StatusCode".

use super::{Record, Store, values};
use apex_eval::text::full_id;
use apex_eval::{Datum, Row, RowError};
use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo};
use sf_schema::field::most_degrees;
use std::sync::Arc;

/// An error of one row.
pub(super) fn error(status: &str, message: impl Into<String>, fields: &[&str]) -> RowError {
    RowError {
        status: status.into(),
        message: message.into().into(),
        fields: fields.iter().map(|f| Arc::from(*f)).collect(),
    }
}

/// Turns the given values into stored ones; `insert` decides which fields may be written.
pub(super) fn values_of(row: &Row, object: &ObjectInfo, insert: bool) -> Result<Record, RowError> {
    let mut record = Record::new();
    let mut refused: Vec<&str> = Vec::new();
    for (name, value) in &row.fields {
        if matches!(value, Datum::Row(_) | Datum::Rows(..)) || name.eq_ignore_ascii_case("Id") {
            continue;
        }
        let Some(field) = object.field(name) else {
            // A query brings along the parent that a record does not have.
            if *value == Datum::Null && object.parent(name).is_some() {
                continue;
            }
            return Err(error(
                "INVALID_FIELD",
                format!("No such column '{name}' on sobject of type {}", object.name),
                &[name],
            ));
        };
        let writable = if insert { field.createable } else { field.updateable };
        if !writable {
            refused.push(&field.name);
            continue;
        }
        let Some(stored) = values::fit(field.kind, value) else {
            let shown = values::text(value).unwrap_or("value");
            return Err(error(
                "FIELD_INTEGRITY_EXCEPTION",
                format!("{}: invalid value: {shown}", field.label),
                &[&field.name],
            ));
        };
        check(field, &stored)?;
        // The platform keeps whole seconds.
        let stored = match stored {
            Datum::Datetime(ms) => Datum::Datetime(ms.div_euclid(1000) * 1000),
            other => other,
        };
        record.insert(field.name.clone(), stored);
    }
    if refused.is_empty() {
        return Ok(record);
    }
    let message = format!(
        "Unable to create/update fields: {}. Please check the security settings of this field and verify that it is \
         read/write for your profile or permission set.",
        refused.join(", ")
    );
    Err(error("INVALID_FIELD_FOR_INSERT_UPDATE", message, &refused))
}

fn check(field: &FieldInfo, value: &Datum) -> Result<(), RowError> {
    if let Some(text) = values::text(value).filter(|_| !matches!(field.kind, FieldKind::Id | FieldKind::Reference)) {
        let length = text.encode_utf16().count();
        if field.length > 0 && length > field.length as usize {
            let message = format!("{}: data value too large: {text} (max length={})", field.label, field.length);
            return Err(error("STRING_TOO_LONG", message, &[&field.name]));
        }
        let bad_email = field.kind == FieldKind::Email && !is_email(text);
        if bad_email {
            let message = format!("{}: invalid email address: {text}", field.label);
            return Err(error("INVALID_EMAIL_ADDRESS", message, &[&field.name]));
        }
        if field.restricted_picklist && !field.picklist.is_empty() {
            let parts: Vec<&str> =
                if field.kind == FieldKind::MultiPicklist { text.split(';').collect() } else { vec![text] };
            let known = |part: &&str| field.picklist.iter().any(|p| p.active && p.value.eq_ignore_ascii_case(part));
            if let Some(bad) = parts.iter().find(|part| !known(part)) {
                let message = format!("{}: bad value for restricted picklist field: {bad}", field.label);
                return Err(error("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, &[&field.name]));
            }
        }
    }
    if let (Datum::Decimal(d), Some(most)) = (value, most_degrees(&field.name, field.part_of.as_deref()))
        && d.abs() > most.into()
    {
        let message = format!("{}: value outside of valid range on numeric field: {d}", field.label);
        return Err(error("NUMBER_OUTSIDE_VALID_RANGE", message, &[&field.name]));
    }
    if let (Datum::Decimal(d), true) = (value, field.precision > 0) {
        let whole = field.precision.saturating_sub(field.scale);
        if d.trunc().abs().to_string().len() > whole as usize && !d.trunc().is_zero() {
            let message = format!("{}: value outside of valid range on numeric field: {d}", field.label);
            return Err(error("NUMBER_OUTSIDE_VALID_RANGE", message, &[&field.name]));
        }
    }
    Ok(())
}

fn is_email(text: &str) -> bool {
    match text.rsplit_once('@') {
        Some((local, domain)) => {
            let parts = domain.split('.').collect::<Vec<_>>();
            let ascii = text.is_ascii() && !text.contains([' ', ',', '<', '>']);
            ascii && !local.is_empty() && parts.len() > 1 && parts.iter().all(|p| !p.is_empty())
        }
        None => false,
    }
}

/// Fields a describe calls required although an insert without them succeeds, because the platform fills them in.
/// Source: the notes beside the schema catalogue ("Derivations", required).
const FILLED_BY_PLATFORM: &[(&str, &str)] = &[
    ("Case", "BusinessHoursId"),
    ("ContentVersion", "ContentDocumentId"),
    ("EmailMessage", "Status"),
    ("UserRole", "CaseAccessForAccountOwner"),
    ("UserRole", "ContactAccessForAccountOwner"),
    ("UserRole", "OpportunityAccessForAccountOwner"),
];

/// Required fields that are missing.
pub(super) fn required(record: &Record, object: &ObjectInfo) -> Result<(), RowError> {
    let missing: Vec<&str> = object
        .fields
        .values()
        .filter(|f| !FILLED_BY_PLATFORM.contains(&(&*object.name, &*f.name)))
        .filter(|f| f.required() && matches!(record.get(&f.name), None | Some(Datum::Null)))
        .map(|f| &*f.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(error("REQUIRED_FIELD_MISSING", format!("Required fields are missing: [{}]", missing.join(", ")), &missing))
}

/// Fields of which an insert has to fill one, although each is optional by itself (Object Reference, the pages of the objects).
pub(super) fn together(record: &Record, object: &ObjectInfo) -> Result<(), RowError> {
    let empty = |field: &&&str| matches!(record.get(**field), None | Some(Datum::Null | Datum::Bool(false)));
    for group in sf_schema::one_of_on_create(&object.name) {
        if !group.iter().all(|field| empty(&field)) {
            continue;
        }
        if &*object.name == "Asset" {
            let message = "Every asset needs an account, a contact, or both.";
            return Err(error("FIELD_INTEGRITY_EXCEPTION", message, group));
        }
        return Err(error(
            "REQUIRED_FIELD_MISSING",
            format!("Required fields are missing: [{}]", group[0]),
            &group[..1],
        ));
    }
    Ok(())
}

/// References point to existing records of an allowed object.
pub(super) fn references(
    record: &Record,
    object: &ObjectInfo,
    store: &Store,
    catalog: &Catalog,
) -> Result<(), RowError> {
    for field in object.fields.values().filter(|f| f.kind == FieldKind::Reference) {
        let Some(Datum::Id(id)) = record.get(&field.name) else { continue };
        let target = id.get(..3).and_then(|p| catalog.object_with_prefix(p));
        // The Object Reference names every custom object as a parent of these, and the catalogue none.
        let to_custom = matches!(&*object.name, "Attachment" | "Note") && &*field.name == "ParentId";
        let allowed = |name: &Arc<str>| {
            let listed = field.reference_to.is_empty() || field.reference_to.contains(name);
            listed || to_custom && name.ends_with("__c")
        };
        let Some(target) = target.filter(allowed) else {
            let message = format!("{}: id value of incorrect type: {id}", field.label);
            return Err(error("FIELD_INTEGRITY_EXCEPTION", message, &[&field.name]));
        };
        let alive = store.get(&target, id).is_some_and(|r| r.get("IsDeleted") != Some(&Datum::Bool(true)));
        if !alive {
            return Err(error("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", &[&field.name]));
        }
    }
    Ok(())
}

/// No other record holds the same value of a unique field.
pub(super) fn unique(id: &str, record: &Record, object: &ObjectInfo, store: &Store) -> Result<(), RowError> {
    for field in object.fields.values().filter(|f| f.unique && f.kind != FieldKind::Id) {
        let Some(value) = record.get(&field.name).filter(|v| **v != Datum::Null) else { continue };
        for (other, row) in store.find(&object.name, &field.name, value) {
            if &**other != id && row.get("IsDeleted") != Some(&Datum::Bool(true)) {
                let message =
                    format!("duplicate value found: {} duplicates value on record with id: {other}", field.name);
                return Err(error("DUPLICATE_VALUE", message, &[&field.name]));
            }
        }
    }
    Ok(())
}

/// No other user of the org has the same name; letter case does not count. Salesforce Help, "Usernames".
pub(super) fn username(id: &str, record: &Record, object: &ObjectInfo, store: &Store) -> Result<(), RowError> {
    let of = |row: &Record| row.get("Username").and_then(values::text).map(str::to_lowercase);
    let Some(name) = of(record).filter(|_| &*object.name == "User") else { return Ok(()) };
    if store.rows("User").all(|(other, row)| &**other == id || of(row).as_ref() != Some(&name)) {
        return Ok(());
    }
    let message = "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address).";
    Err(error("DUPLICATE_USERNAME", message, &["Username"]))
}

/// Objects of which a pair of references may exist once, with the two fields and how the platform names each.
const PAIRS: &[(&str, [(&str, &str); 2])] = &[
    ("PermissionSetAssignment", [("AssigneeId", "Assignee"), ("PermissionSetId", "Permission Set")]),
    ("PermissionSetLicenseAssign", [("AssigneeId", "Assignee"), ("PermissionSetLicenseId", "Permission Set License")]),
];

/// No other record joins the same two records. Object Reference, "PermissionSetAssignment".
pub(super) fn pairs(record: &Record, object: &ObjectInfo, store: &Store) -> Result<(), RowError> {
    let Some((_, [first, second])) = PAIRS.iter().find(|(name, _)| **name == *object.name) else { return Ok(()) };
    let alive = |row: &Record| row.get("IsDeleted") != Some(&Datum::Bool(true));
    let same = |row: &Record| row.get(second.0) == record.get(second.0);
    let with_first = record.get(first.0).map_or_else(Vec::new, |value| store.find(&object.name, first.0, value));
    if !with_first.into_iter().any(|(_, row)| alive(row) && same(row)) {
        return Ok(());
    }
    let shown = |field: &str| record.get(field).and_then(values::text).unwrap_or_default().to_string();
    let message =
        format!("Duplicate {}. {}: {}; {}: {}", object.name, first.1, shown(first.0), second.1, shown(second.0));
    Err(error("DUPLICATE_VALUE", message, &[first.0, second.0]))
}

/// The Id a row names, in its long form.
pub(crate) fn id_of(row: &Row) -> Option<Arc<str>> {
    row.get("Id").and_then(values::text).and_then(full_id).map(Arc::from)
}
