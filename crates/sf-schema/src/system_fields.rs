//! Fields that the platform gives to every object of a kind. From the Object Reference, "System Fields" and
//! "Custom Objects", the Platform Events guide ("Platform Event Fields"), and the Custom Metadata Types guide.

use crate::feature::Feature;
use crate::field::{Certainty, Field, FieldType, Origin, Permissionable, Picklist, Reference};
use crate::sobject::Kind;

/// The system fields of a custom object of this kind. `has_master` leaves out the owner, `record_types` adds
/// `RecordTypeId`; `Name` is not among them.
pub(crate) fn of(kind: Kind, has_master: bool, record_types: bool) -> Vec<Field> {
    let mut fields = Vec::new();
    match kind {
        Kind::PlatformEvent => {
            fields.push(read_only("ReplayId", FieldType::String));
            fields.push(read_only("EventUuid", FieldType::String));
            fields.push(read_only("CreatedDate", FieldType::DateTime));
            fields.push(lookup("CreatedById", "CreatedBy", &["User"]));
            for field in &mut fields {
                field.filterable = false;
                field.sortable = false;
                field.groupable = false;
            }
        }
        Kind::CustomMetadata => {
            fields.push(id());
            for name in ["DeveloperName", "MasterLabel", "Label", "Language", "NamespacePrefix", "QualifiedApiName"] {
                fields.push(read_only(name, FieldType::String));
            }
            fields.push(read_only("SystemModstamp", FieldType::DateTime));
        }
        Kind::External => {
            fields.push(id());
            fields.push(read_only("ExternalId", FieldType::String));
            fields.push(read_only("DisplayUrl", FieldType::Url));
        }
        Kind::BigObject => fields.push(id()),
        Kind::CustomSetting => {
            fields.extend(audited());
            fields.push(writable(lookup("SetupOwnerId", "SetupOwner", &["Organization", "Profile", "User"])));
        }
        Kind::Standard | Kind::Custom | Kind::Knowledge | Kind::Companion => {
            fields.extend(audited());
            if !has_master {
                let mut owner = writable(lookup("OwnerId", "Owner", &["Group", "User"]));
                owner.nillable = false;
                owner.defaulted_on_create = true;
                fields.push(owner);
            }
            if record_types {
                let mut record_type = writable(lookup("RecordTypeId", "RecordType", &["RecordType"]));
                record_type.defaulted_on_create = true;
                fields.push(record_type);
            }
            for name in ["LastActivityDate", "LastViewedDate", "LastReferencedDate"] {
                let kind = if name == "LastActivityDate" { FieldType::Date } else { FieldType::DateTime };
                let mut field = read_only(name, kind);
                // Only with activities, or a tab, or after use.
                field.certainty = Certainty::Assumed;
                field.flags_certainty = Certainty::Assumed;
                fields.push(field);
            }
            let mut currency = writable(read_only("CurrencyIsoCode", FieldType::Picklist(Picklist::default())));
            currency.defaulted_on_create = true;
            currency.length = Some(3);
            currency.feature = Some(Feature::MultiCurrency);
            fields.push(currency);
        }
    }
    fields
}

/// The name field where the metadata gives none.
pub(crate) fn default_name(kind: Kind) -> Option<Field> {
    matches!(kind, Kind::Custom | Kind::CustomSetting).then(|| {
        let mut name = writable(read_only("Name", FieldType::String));
        name.length = Some(80);
        name.certainty = Certainty::Assumed;
        name
    })
}

/// `Loc__Latitude__s` and `Loc__Longitude__s` for the geolocation field `Loc__c`.
pub(crate) fn location_parts(whole: &Field) -> Vec<Field> {
    let Some(stem) = whole.name.strip_suffix("__c") else { return Vec::new() };
    let part = |which: &str| {
        let mut part = whole.clone();
        part.name = format!("{stem}__{which}__s");
        part.label = format!("{} ({which})", whole.label);
        part.data_type = FieldType::Double(crate::field::Digits { precision: Some(18), scale: Some(15) });
        part.part_of = Some(whole.name.clone());
        part.createable = true;
        part.updateable = true;
        part.sortable = true;
        part.required_on_create = !whole.nillable;
        part
    };
    vec![part("Latitude"), part("Longitude")]
}

/// Id, deletion mark and audit fields.
fn audited() -> Vec<Field> {
    vec![
        id(),
        read_only("IsDeleted", FieldType::Boolean),
        read_only("CreatedDate", FieldType::DateTime),
        lookup("CreatedById", "CreatedBy", &["User"]),
        read_only("LastModifiedDate", FieldType::DateTime),
        lookup("LastModifiedById", "LastModifiedBy", &["User"]),
        read_only("SystemModstamp", FieldType::DateTime),
    ]
}

fn id() -> Field {
    let mut field = read_only("Id", FieldType::Id);
    field.label = "Record ID".to_owned();
    field.length = Some(18);
    field.id_lookup = true;
    field
}

fn read_only(name: &str, data_type: FieldType) -> Field {
    let audit = !matches!(name, "LastActivityDate" | "LastViewedDate" | "LastReferencedDate");
    let mut field = Field::new(name, data_type, Origin::Catalogue);
    field.createable = false;
    field.updateable = false;
    field.nillable = !audit;
    field.defaulted_on_create = audit;
    field.permissionable = Permissionable::No;
    field
}

fn writable(mut field: Field) -> Field {
    field.createable = true;
    field.updateable = true;
    field.nillable = true;
    field.defaulted_on_create = false;
    field
}

fn lookup(name: &str, relationship: &str, to: &[&str]) -> Field {
    let reference = Reference {
        to: to.iter().map(|t| (*t).to_owned()).collect(),
        relationship_name: Some(relationship.to_owned()),
        polymorphic: to.len() > 1,
        master_detail: false,
    };
    let mut field = read_only(name, FieldType::Reference(reference));
    field.length = Some(18);
    field
}
