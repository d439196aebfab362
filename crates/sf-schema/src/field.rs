//! A field of an sObject.

use crate::feature::Feature;
use diag::Place;
use std::collections::BTreeMap;

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// An org's describe, a list taken from an org, the project's own metadata, or two independent sources say so.
    Known,
    /// The project itself says so, in its overrides.
    Stated,
    /// Documentation alone says so, or a documented rule was applied. Code that relies on it should warn.
    Assumed,
}

/// Where the definition of an object or field comes from. The last source that said anything wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The bundled catalogue of standard objects, or the system fields that every custom object has.
    Catalogue,
    /// A metadata file of the project.
    Project(Place),
    /// The describe of an org.
    Describe,
}

/// What a field holds. Names follow the Metadata API's `FieldType` and the describe's `SoapType`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    /// Record id, 15 or 18 characters.
    Id,
    /// Text of up to 255 characters.
    String,
    /// Text of up to 255 characters with line breaks.
    TextArea,
    /// Text of more than 255 characters: cannot be filtered, sorted or grouped.
    LongTextArea,
    /// Long text with HTML.
    RichTextArea,
    /// Text stored encrypted (Classic Encryption); who lacks the permission sees a mask.
    EncryptedText,
    /// One of a list of values.
    Picklist(Picklist),
    /// Several of a list of values, joined by `;`.
    MultiPicklist(Picklist),
    /// A picklist that also takes other text.
    Combobox(Picklist),
    /// The id of another record.
    Reference(Reference),
    /// True or false, never null.
    Boolean,
    /// Whole number of up to 9 digits.
    Int,
    /// Whole number of up to 18 digits.
    Long,
    /// Number.
    Double(Digits),
    /// Number with the record's or the org's currency.
    Currency(Digits),
    /// Number, shown with `%`.
    Percent(Digits),
    /// Calendar date.
    Date,
    /// Moment in time.
    DateTime,
    /// Time of day.
    Time,
    /// E-mail address.
    Email,
    /// Phone number, any text.
    Phone,
    /// URL, any text.
    Url,
    /// Compound address; written through its parts.
    Address,
    /// Compound geolocation; written through its parts.
    Location,
    /// File content, base64 in the APIs.
    Base64,
    /// Value of any type, as in history objects.
    AnyType,
    /// A type that no code here handles: `junctionIdList`, `complexvalue`, ….
    Other(String),
    /// No source gives the type.
    Unknown,
}

/// Digits of a number: `precision` in all, `scale` after the decimal point. `None`: no source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digits {
    /// Digits in all.
    pub precision: Option<u32>,
    /// Digits after the decimal point.
    pub scale: Option<u32>,
}

/// How far from zero a part of an address or a geolocation may be, in degrees; `None` for other fields. `part_of` is the
/// compound field. SOAP API Developer Guide, "Geolocation Compound Field".
pub fn most_degrees(field: &str, part_of: Option<&str>) -> Option<u32> {
    let name = field.trim_end_matches("__s");
    part_of?;
    if name.ends_with("Latitude") {
        return Some(90);
    }
    name.ends_with("Longitude").then_some(180)
}

/// The values of a picklist.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picklist {
    /// Whether the platform refuses other values.
    pub restricted: bool,
    /// Values in their order; empty when they are not known here (see `value_set`).
    pub values: Vec<PicklistValue>,
    /// The global or standard value set the values come from.
    pub value_set: Option<String>,
    /// Whether `values` is what this org has, and not just the values a new org starts with.
    pub certainty: ValuesCertainty,
    /// The field that decides which values a record may have.
    pub controller: Option<String>,
    /// Values of a dependent picklist, each with the values of the controlling field that allow it.
    pub valid_for: BTreeMap<String, Vec<String>>,
}

/// Whether a list of picklist values is the org's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ValuesCertainty {
    /// From the project's metadata or a describe, or restricted by the platform.
    Known,
    /// The values that new orgs start with; administrators change them.
    #[default]
    Assumed,
}

/// One picklist value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PicklistValue {
    /// What the API reads and writes.
    pub value: String,
    /// What people see.
    pub label: String,
    /// Whether new records may use it.
    pub active: bool,
    /// Whether new records start with it.
    pub default: bool,
}

/// A field that holds the id of another record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference {
    /// API names of the objects it may point to; empty when no source says.
    pub to: Vec<String>,
    /// Name used in paths, `Owner` or `Region__r`; `None`: the record cannot be reached through SOQL.
    pub relationship_name: Option<String>,
    /// Whether a path through it reaches the fields of the `Name` sObject.
    pub polymorphic: bool,
    /// Whether the parent owns the record: deleted with it, shared with it.
    pub master_detail: bool,
}

/// Whether field permissions can be granted on a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissionable {
    /// A describe, or an org's list of grantable fields, says yes.
    Yes,
    /// A describe, or an org's list of grantable fields, says no.
    No,
    /// The documented rule says so; no org was seen.
    Assumed(bool),
}

impl Permissionable {
    /// The answer, sure or not.
    pub fn is_yes(self) -> bool {
        matches!(self, Self::Yes | Self::Assumed(true))
    }

    /// How sure the answer is.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::Yes | Self::No => Certainty::Known,
            Self::Assumed(_) => Certainty::Assumed,
        }
    }

    pub(crate) fn known(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// API name, in canonical case.
    pub name: String,
    /// Label in US English, or the API name when no source has one.
    pub label: String,
    /// What it holds.
    pub data_type: FieldType,
    /// Longest text in characters.
    pub length: Option<u32>,
    /// Whether it can be empty.
    pub nillable: bool,
    /// Whether an insert without it fails: it can be written, cannot be empty, and has no default.
    pub required_on_create: bool,
    /// Whether the platform fills it when an insert leaves it out.
    pub defaulted_on_create: bool,
    /// Whether an insert may set it.
    pub createable: bool,
    /// Whether an update may set it.
    pub updateable: bool,
    /// Whether `WHERE` may use it.
    pub filterable: bool,
    /// Whether `ORDER BY` may use it.
    pub sortable: bool,
    /// Whether `GROUP BY` may use it.
    pub groupable: bool,
    /// Formula or roll-up summary.
    pub calculated: bool,
    /// The text of the formula, from the project's file or a describe.
    pub formula: Option<String>,
    /// The field of the child that a roll-up summary adds up or picks from: `Line__c.Amount__c`.
    pub summarizes: Option<String>,
    /// What a roll-up summary names: the field that it adds up or picks from, the lookup by which it finds the children,
    /// and the fields of its filter, each as `Object.Field`.
    pub summary_of: Vec<String>,
    /// Numbered by the platform.
    pub auto_number: bool,
    /// No two records hold the same value.
    pub unique: bool,
    /// Can be the key of an upsert.
    pub external_id: bool,
    /// Can be the key of an upsert or lookup although it is no external id (`Id`, `Email` of a person, …).
    pub id_lookup: bool,
    /// The record's display name.
    pub name_field: bool,
    /// Made by an administrator or package.
    pub custom: bool,
    /// The compound field it is a part of: `BillingAddress`, `Name`.
    pub part_of: Option<String>,
    /// Whether field permissions can be granted on it.
    pub permissionable: Permissionable,
    /// The org feature without which it does not exist.
    pub feature: Option<Feature>,
    /// `SecurityClassification` from the project: `Public`, `Internal`, `Confidential`, `Restricted`, `MissionCritical`.
    pub security_classification: Option<String>,
    /// `ComplianceGroup` from the project: `PII`, `GDPR`, ….
    pub compliance_groups: Vec<String>,
    /// Where the definition comes from.
    pub origin: Origin,
    /// How sure it is that the field exists with this type.
    pub certainty: Certainty,
    /// How sure the flags (createable to groupable, nillable) are; unknown ones follow from the type.
    pub flags_certainty: Certainty,
}

/// Fields that a describe calls required although the platform fills them: it says not nillable and not defaulted on
/// create, and an insert without them succeeds.
const FILLED_BY_THE_PLATFORM: [(&str, &str); 9] = [
    ("ApexClass", "ApiVersion"),
    ("ApexClass", "LengthWithoutComments"),
    ("ApexClass", "Status"),
    ("ApexTrigger", "ApiVersion"),
    ("ApexTrigger", "LengthWithoutComments"),
    ("ApexTrigger", "Status"),
    ("Case", "BusinessHoursId"),
    ("ContentVersion", "ContentDocumentId"),
    ("EmailMessage", "Status"),
];

/// Whether an insert succeeds without the field although its describe calls it required.
pub(crate) fn filled_by_the_platform(object: &str, field: &str) -> bool {
    FILLED_BY_THE_PLATFORM.iter().any(|(o, f)| o.eq_ignore_ascii_case(object) && f.eq_ignore_ascii_case(field))
}

impl Field {
    /// A field of which only name and type are given: readable and writable, optional, with the query abilities of its type.
    pub(crate) fn new(name: impl Into<String>, data_type: FieldType, origin: Origin) -> Self {
        let name = name.into();
        let query = data_type.query_abilities();
        let label = name.strip_suffix("__c").unwrap_or(&name).replace('_', " ");
        Self {
            label,
            custom: name.ends_with("__c"),
            name,
            length: None,
            nillable: true,
            required_on_create: false,
            defaulted_on_create: false,
            createable: true,
            updateable: true,
            filterable: query.filter,
            sortable: query.sort,
            groupable: query.group,
            calculated: false,
            formula: None,
            summarizes: None,
            summary_of: Vec::new(),
            auto_number: false,
            unique: false,
            external_id: false,
            id_lookup: false,
            name_field: false,
            part_of: None,
            permissionable: Permissionable::Assumed(true),
            feature: None,
            security_classification: None,
            compliance_groups: Vec::new(),
            origin,
            certainty: Certainty::Known,
            flags_certainty: Certainty::Known,
            data_type,
        }
    }

    /// The reference, if the field is one.
    pub fn reference(&self) -> Option<&Reference> {
        match &self.data_type {
            FieldType::Reference(reference) => Some(reference),
            _ => None,
        }
    }

    /// The picklist, if the field is one of any kind.
    pub fn picklist(&self) -> Option<&Picklist> {
        match &self.data_type {
            FieldType::Picklist(p) | FieldType::MultiPicklist(p) | FieldType::Combobox(p) => Some(p),
            _ => None,
        }
    }

    /// Whether any operation may set it.
    pub fn writable(&self) -> bool {
        self.createable || self.updateable
    }

    /// Whether it is the detail side of a master-detail relationship.
    pub fn is_master_detail(&self) -> bool {
        self.reference().is_some_and(|r| r.master_detail)
    }
}

/// What SOQL can do with a type.
pub(crate) struct QueryAbilities {
    pub filter: bool,
    pub sort: bool,
    pub group: bool,
}

impl FieldType {
    /// What SOQL can do with a field of this type where no describe says more: SOQL and SOSL Reference, "Data Types"
    /// (long text and encrypted fields cannot be filtered, sorted or grouped), and the "GroupBy" considerations
    /// (date-time, number, currency and percent fields cannot be grouped; multi-select picklists cannot be sorted).
    pub(crate) fn query_abilities(&self) -> QueryAbilities {
        let (filter, sort, group) = match self {
            Self::LongTextArea
            | Self::RichTextArea
            | Self::EncryptedText
            | Self::Base64
            | Self::Other(_)
            | Self::AnyType
            | Self::Unknown => (false, false, false),
            Self::MultiPicklist(_) | Self::Address | Self::Location => (true, false, false),
            Self::Double(_) | Self::Currency(_) | Self::Percent(_) | Self::DateTime | Self::Time => (true, true, false),
            Self::Id
            | Self::String
            | Self::TextArea
            | Self::Picklist(_)
            | Self::Combobox(_)
            | Self::Reference(_)
            | Self::Boolean
            | Self::Int
            | Self::Long
            | Self::Date
            | Self::Email
            | Self::Phone
            | Self::Url => (true, true, true),
        };
        QueryAbilities { filter, sort, group }
    }

    /// Whether it is a number, so that SOQL computes sums and averages of it.
    #[must_use]
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Int | Self::Long | Self::Double(_) | Self::Currency(_) | Self::Percent(_))
    }

    /// Whether SOQL counts its values and finds the least and the greatest: SOQL and SOSL Reference, "Support for Field
    /// Types in Aggregate Functions".
    #[must_use]
    pub fn can_be_aggregated(&self) -> bool {
        !matches!(
            self,
            Self::Boolean
                | Self::Time
                | Self::MultiPicklist(_)
                | Self::EncryptedText
                | Self::Base64
                | Self::Address
                | Self::Location
                | Self::AnyType
        )
    }
}
