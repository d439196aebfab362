//! Which grants a permission set needs, and which ones the platform refuses.
//!
//! Sources: Object Reference, `FieldPermissions` (fields without field permissions; fields always readable and
//! writable; formula and auto-number fields are read only) and `ObjectPermissions` (which permission depends on which);
//! the describe property `permissionable`; and `data/object-access.jsonl` for what the documentation leaves open.

mod closure;

pub use closure::{Closure, ObjectOperation, Reason, Wanted, close};

use crate::access::ObjectPermission;
use crate::field::{Certainty, Field, FieldType};
use crate::sobject::{Kind, SObject};

/// The answer to "may, and must, a permission set grant this field?"
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// A `fieldPermissions` entry is needed, and may grant what was asked.
    Needed,
    /// Whoever reads the record reads the field; an entry is refused.
    AlwaysReadable,
    /// Whoever reads the record reads the field, and whoever edits it may write it; an entry is refused.
    AlwaysReadWrite,
    /// An entry is needed and may grant reading only; editing was asked.
    ReadOnlyOnly,
    /// What was asked cannot be had by any grant; the text says why.
    NotGrantable(&'static str),
}

/// A [`Grant`] with what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldGrant {
    /// The answer.
    pub grant: Grant,
    /// The name that a `fieldPermissions` entry bears, `Account.BillingAddress` for `Account.BillingCity`; `None` when no
    /// entry is needed.
    pub entry: Option<String>,
    /// How sure the answer is.
    pub certainty: Certainty,
    /// Where it comes from.
    pub source: &'static str,
}

/// Fields of every object that are readable without field permission (Object Reference, `FieldPermissions`).
const SYSTEM_FIELDS: [&str; 7] =
    ["Id", "CreatedById", "CreatedDate", "IsDeleted", "LastModifiedById", "LastModifiedDate", "SystemModstamp"];

const RULE: &str = "Object Reference, FieldPermissions";
const DESCRIBE: &str = "describe property `permissionable`";

/// Whether reading (and, with `edit`, writing) `field` takes a field permission.
///
/// A public project measured that granting a field of `Task` also grants the field of that name on `Event`; no
/// documentation says so. Reviews of a grant on either should name both.
pub fn field_grantable(object: &SObject, field: &Field, edit: bool) -> FieldGrant {
    let free = |certainty, source| {
        let grant = match (field.writable(), edit) {
            (true, _) => Grant::AlwaysReadWrite,
            (false, false) => Grant::AlwaysReadable,
            (false, true) => Grant::NotGrantable("only the platform writes this field"),
        };
        FieldGrant { grant, entry: None, certainty, source }
    };
    if SYSTEM_FIELDS.iter().any(|name| name.eq_ignore_ascii_case(&field.name)) {
        let grant = if edit { Grant::NotGrantable("the platform maintains this field") } else { Grant::AlwaysReadable };
        return FieldGrant { grant, entry: None, certainty: Certainty::Known, source: RULE };
    }
    if field.name.eq_ignore_ascii_case("OwnerId") || field.is_master_detail() {
        return free(Certainty::Known, RULE);
    }
    if matches!(object.kind, Kind::CustomMetadata | Kind::CustomSetting | Kind::PlatformEvent) {
        return free(Certainty::Assumed, "these objects are granted as a whole");
    }
    if universally_required(field) {
        return free(Certainty::Known, RULE);
    }
    if !field.permissionable.is_yes() {
        return free(field.permissionable.certainty(), DESCRIBE);
    }
    let read_only = field.calculated || field.auto_number || !field.writable();
    FieldGrant {
        grant: if edit && read_only { Grant::ReadOnlyOnly } else { Grant::Needed },
        entry: Some(entry(object, field)),
        certainty: field.permissionable.certainty(),
        source: if field.permissionable.certainty() == Certainty::Known { DESCRIBE } else { RULE },
    }
}

/// Custom fields marked required on the field itself, with or without a default: field permissions on them are refused
/// with "You cannot deploy to a required field". Check boxes and numbered fields are never empty either, but take them.
fn universally_required(field: &Field) -> bool {
    field.custom && !field.nillable && field.data_type != FieldType::Boolean && !field.auto_number && !field.calculated
}

/// Parts of a compound address or geolocation are granted through the whole.
fn entry(object: &SObject, field: &Field) -> String {
    let whole = field
        .part_of
        .as_deref()
        .and_then(|name| object.field(name))
        .filter(|whole| matches!(whole.data_type, FieldType::Address | FieldType::Location));
    format!("{}.{}", object.name, whole.unwrap_or(field).name)
}

/// Whether a permission set can have an `objectPermissions` entry for the object.
pub fn has_object_permissions(object: &SObject) -> bool {
    object.access.permission == ObjectPermission::Grantable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    fn grant(path: &str, edit: bool) -> FieldGrant {
        let (object, field) = path.split_once('.').expect("object and field");
        let schema = Schema::standard();
        let object = schema.object(object).expect("the object");
        field_grantable(object, object.field(field).expect("the field"), edit)
    }

    #[test]
    fn ordinary_fields_need_an_entry() {
        let answer = grant("Account.Industry", true);
        assert_eq!((answer.grant, answer.entry.as_deref()), (Grant::Needed, Some("Account.Industry")));
        assert_eq!(answer.certainty, Certainty::Known);
    }

    #[test]
    fn required_name_system_and_owner_fields_are_refused() {
        assert_eq!(grant("Account.Name", true).grant, Grant::AlwaysReadWrite);
        assert_eq!(grant("Opportunity.CloseDate", true).grant, Grant::AlwaysReadWrite);
        assert_eq!(grant("Account.CreatedDate", false).grant, Grant::AlwaysReadable);
        assert!(matches!(grant("Account.CreatedDate", true).grant, Grant::NotGrantable(_)));
        assert_eq!(grant("Case.OwnerId", true).grant, Grant::AlwaysReadWrite);
        assert_eq!(grant("Case.CaseNumber", false).grant, Grant::AlwaysReadable);
    }

    #[test]
    fn what_nobody_writes_is_granted_for_reading_only() {
        assert_eq!(grant("Case.ClosedDate", true).grant, Grant::ReadOnlyOnly);
        assert_eq!(grant("Case.ClosedDate", false).grant, Grant::Needed);
    }

    #[test]
    fn parts_of_an_address_are_granted_through_the_address() {
        assert_eq!(grant("Account.BillingCity", true).entry.as_deref(), Some("Account.BillingAddress"));
        assert_eq!(grant("Account.BillingCity", true).grant, Grant::Needed);
        assert_eq!(grant("Contact.FirstName", true).grant, Grant::AlwaysReadWrite);
    }
}
