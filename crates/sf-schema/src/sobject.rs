//! An sObject: what it is, what can be done with it, its fields and children.

use crate::access::ObjectAccess;
use crate::feature::Feature;
use crate::field::{Certainty, Field, Origin};
use crate::suggest::nearest;
use std::cmp::Ordering;

/// The kind of an object, told by its name's suffix and its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Delivered by Salesforce.
    Standard,
    /// `…__c`.
    Custom,
    /// `…__e`: publish only, no query.
    PlatformEvent,
    /// `…__mdt`: records are metadata; read only for Apex DML.
    CustomMetadata,
    /// `…__c` with `customSettingsType`.
    CustomSetting,
    /// `…__b`.
    BigObject,
    /// `…__x`: data of an external system.
    External,
    /// `…__kav`: Knowledge article version.
    Knowledge,
    /// `…__Share`, `…__History`, `…__Feed`, `…__ChangeEvent`: made by the platform beside another object.
    Companion,
}

impl Kind {
    /// The kind that the name's suffix tells; a custom setting looks like a custom object.
    pub fn of_name(name: &str) -> Self {
        const SUFFIXES: [(&str, Kind); 10] = [
            ("__c", Kind::Custom),
            ("__e", Kind::PlatformEvent),
            ("__mdt", Kind::CustomMetadata),
            ("__b", Kind::BigObject),
            ("__x", Kind::External),
            ("__kav", Kind::Knowledge),
            ("__share", Kind::Companion),
            ("__history", Kind::Companion),
            ("__feed", Kind::Companion),
            ("__changeevent", Kind::Companion),
        ];
        let lower = name.to_ascii_lowercase();
        SUFFIXES.iter().find(|(suffix, _)| lower.ends_with(suffix)).map_or(Self::Standard, |(_, kind)| *kind)
    }
}

/// A list of records that point to this object: `FROM Account … (SELECT … FROM Contacts)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildRelationship {
    /// Name used in a sub-select: `Contacts`, `Visits__r`; `None`: SOQL cannot reach the children from the parent.
    pub name: Option<String>,
    /// The child object.
    pub object: String,
    /// The child's field that points here.
    pub field: String,
    /// Whether deleting the parent deletes the children. `false` also when no source says.
    pub cascade_delete: bool,
    /// Whether children prevent deleting the parent. `false` also when no source says.
    pub restricted_delete: bool,
}

impl ChildRelationship {
    fn is_named(&self, name: &str) -> bool {
        self.name.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(name))
    }

    /// Order by child object, then field.
    pub(crate) fn order(&self, other: &Self) -> Ordering {
        compare(&self.object, &other.object).then_with(|| compare(&self.field, &other.field))
    }
}

/// A record type of the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordType {
    /// `DeveloperName`.
    pub name: String,
    /// Label.
    pub label: String,
    /// Whether new records may use it.
    pub active: bool,
}

/// A field set of the project (Metadata API guide, "FieldSet").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSet {
    /// Name.
    pub name: String,
    /// Label.
    pub label: String,
    /// Description.
    pub description: Option<String>,
    /// Displayed fields in their order: paths, and whether the set demands a value.
    pub fields: Vec<(String, bool)>,
}

/// An sObject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SObject {
    /// API name, in canonical case.
    pub name: String,
    /// Label, or the API name when no source has one.
    pub label: String,
    /// Plural label, or the label when no source has one.
    pub plural: String,
    /// First three characters of its records' ids; `None` when no source says (custom objects get theirs from the org).
    pub key_prefix: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// Whether records can be inserted.
    pub createable: bool,
    /// Whether records can be updated.
    pub updateable: bool,
    /// Whether records can be deleted.
    pub deletable: bool,
    /// Whether SOQL can read it.
    pub queryable: bool,
    /// Whether SOSL can search it.
    pub searchable: bool,
    /// Whether deleted records go to the recycle bin.
    pub undeletable: bool,
    /// Made by an administrator or package.
    pub custom: bool,
    /// Whether it has record types (`RecordTypeId`).
    pub has_record_types: bool,
    /// Whether any field takes field permissions.
    pub has_field_permissions: bool,
    /// Record types found in the project or describe.
    pub record_types: Vec<RecordType>,
    /// Field sets of the project.
    pub field_sets: Vec<FieldSet>,
    /// The usual organization-wide default: `Private`, `Read`, `ReadWrite`, `ControlledByParent`, …; set by the org.
    pub sharing_model: Option<String>,
    /// How access to it is granted.
    pub access: ObjectAccess,
    /// The org feature without which it does not exist.
    pub feature: Option<Feature>,
    /// Where the definition comes from.
    pub origin: Origin,
    /// How sure it is that the object is as given.
    pub certainty: Certainty,
    /// Whether an org's describe of it was read: then a field of another origin was not visible in that org.
    pub described: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) children: Vec<ChildRelationship>,
}

impl SObject {
    /// All fields, sorted by name without regard to letter case.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field with this API name, in any letter case.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.position(name).ok().map(|i| &self.fields[i])
    }

    /// The reference field behind a relationship name such as `Owner` or `Region__r`, in any letter case.
    pub fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| {
            f.reference().and_then(|r| r.relationship_name.as_deref()).is_some_and(|r| r.eq_ignore_ascii_case(name))
        })
    }

    /// Child relationships, sorted by child object and field.
    pub fn children(&self) -> &[ChildRelationship] {
        &self.children
    }

    /// The child relationship of this name, in any letter case.
    pub fn child(&self, name: &str) -> Option<&ChildRelationship> {
        self.children.iter().find(|c| c.is_named(name))
    }

    /// The field that shows a record to people: `Name`, `CaseNumber`, `Subject`, ….
    pub fn name_field(&self) -> Option<&Field> {
        self.fields.iter().find(|f| f.name_field && f.part_of.is_none())
    }

    /// Whether records have an owner of their own. Details of a master-detail relationship have not.
    pub fn has_owner(&self) -> bool {
        self.field("OwnerId").is_some()
    }

    /// The master-detail fields, the primary one first where the metadata says which it is.
    pub fn master_details(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| f.is_master_detail())
    }

    /// Fields that an insert must set.
    pub fn required_on_create(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|f| f.required_on_create)
    }

    /// Names of fields like `wanted`, which may also be the label that people see.
    pub fn fields_like(&self, wanted: &str) -> Vec<&str> {
        match self.field_labelled(wanted) {
            Some(field) => vec![&field.name],
            None => nearest(wanted, self.fields.iter().map(|f| f.name.as_str())),
        }
    }

    /// The field that people see under this label, in any letter case: the first by API name.
    pub fn field_labelled(&self, label: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.label.eq_ignore_ascii_case(label.trim()))
    }

    /// Names of parent relationships like `wanted`.
    pub fn relationships_like(&self, wanted: &str) -> Vec<&str> {
        nearest(wanted, self.fields.iter().filter_map(|f| f.reference()?.relationship_name.as_deref()))
    }

    /// Names of child relationships like `wanted`.
    pub fn children_like(&self, wanted: &str) -> Vec<&str> {
        nearest(wanted, self.children.iter().filter_map(|c| c.name.as_deref()))
    }

    /// Adds a field, or replaces the one of the same name.
    pub(crate) fn put(&mut self, field: Field) {
        match self.position(&field.name) {
            Ok(i) => self.fields[i] = field,
            Err(i) => self.fields.insert(i, field),
        }
    }

    pub(crate) fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        self.position(name).ok().map(|i| &mut self.fields[i])
    }

    /// Adds a child relationship, or replaces the one of the same child field.
    pub(crate) fn put_child(&mut self, child: ChildRelationship) {
        match self.children.binary_search_by(|c| c.order(&child)) {
            Ok(i) => self.children[i] = child,
            Err(i) => self.children.insert(i, child),
        }
    }

    fn position(&self, name: &str) -> Result<usize, usize> {
        self.fields.binary_search_by(|f| compare(&f.name, name))
    }
}

/// Order of API names: letter case does not count.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    a.bytes().map(|c| c.to_ascii_lowercase()).cmp(b.bytes().map(|c| c.to_ascii_lowercase()))
}
