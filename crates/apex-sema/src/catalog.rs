//! What the checker and the runtime need to know about sObjects.

mod from_schema;

pub use from_schema::FromSchema;

use crate::platform::known;
use crate::ty::Ty;
use indexmap::IndexMap;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, OnceLock, RwLock};

/// The type of a field, as describe names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the describe type of its name")]
pub enum FieldKind {
    Id,
    Boolean,
    Integer,
    Long,
    Double,
    Currency,
    Percent,
    String,
    TextArea,
    Picklist,
    MultiPicklist,
    Combobox,
    Email,
    Phone,
    Url,
    EncryptedString,
    Date,
    Datetime,
    Time,
    Reference,
    Base64,
    Address,
    Location,
    AnyType,
    DataCategory,
}

/// A picklist entry.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the describe properties of their names")]
pub struct PicklistValue {
    pub value: Arc<str>,
    pub label: Arc<str>,
    pub active: bool,
    pub default: bool,
}

/// A field of an sObject; the flags are those of describe.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the describe properties of their names")]
pub struct FieldInfo {
    pub name: Arc<str>,
    pub label: Arc<str>,
    pub kind: FieldKind,
    /// Characters, 0 where it does not apply.
    pub length: u32,
    pub precision: u32,
    pub scale: u32,
    pub nillable: bool,
    pub createable: bool,
    pub updateable: bool,
    pub filterable: bool,
    pub sortable: bool,
    pub groupable: bool,
    pub unique: bool,
    pub external_id: bool,
    pub case_sensitive: bool,
    pub calculated: bool,
    /// Some of the flags above are assumed: no source knows them.
    pub assumed: bool,
    pub auto_number: bool,
    pub defaulted_on_create: bool,
    pub restricted_picklist: bool,
    pub name_field: bool,
    pub html: bool,
    /// Whether field permissions can be granted on it; else it is always readable.
    pub permissionable: bool,
    pub picklist: Vec<PicklistValue>,
    pub reference_to: Vec<Arc<str>>,
    pub relationship: Option<Arc<str>>,
    /// A literal default, as text.
    pub default_value: Option<Arc<str>>,
    /// Paths through it reach the fields of the `Name` sObject.
    pub polymorphic: bool,
    /// The parent owns the record.
    pub master_detail: bool,
    /// Usable as the key of an upsert although it is no external id.
    pub id_lookup: bool,
    /// The compound field it is a part of.
    pub part_of: Option<Arc<str>>,
}

impl FieldInfo {
    /// A plain nillable, writable field.
    pub fn new(name: &str, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            label: name.into(),
            kind,
            length: 0,
            precision: 0,
            scale: 0,
            nillable: true,
            createable: true,
            updateable: true,
            filterable: true,
            sortable: true,
            groupable: true,
            unique: false,
            external_id: false,
            case_sensitive: false,
            calculated: false,
            assumed: false,
            auto_number: false,
            defaulted_on_create: false,
            restricted_picklist: false,
            name_field: false,
            html: false,
            permissionable: true,
            picklist: Vec::new(),
            reference_to: Vec::new(),
            relationship: None,
            default_value: None,
            polymorphic: false,
            master_detail: false,
            id_lookup: false,
            part_of: None,
        }
    }

    /// Whether nothing may set it: a formula, a roll-up summary, an auto-number, a system field.
    pub fn read_only(&self) -> bool {
        self.kind != FieldKind::Id && !self.createable && !self.updateable && (self.calculated || !self.assumed)
    }

    /// Whether an insert without a value fails.
    pub fn required(&self) -> bool {
        self.createable && !self.nillable && !self.defaulted_on_create && self.kind != FieldKind::Boolean
    }

    /// The picklist value that a new record gets.
    pub fn picklist_default(&self) -> Option<&Arc<str>> {
        let is_picklist = matches!(self.kind, FieldKind::Picklist | FieldKind::MultiPicklist | FieldKind::Combobox);
        self.picklist.iter().find(|value| value.default && is_picklist && self.createable).map(|value| &value.value)
    }

    /// Whether a checkbox of a new record is checked.
    pub fn checked_by_default(&self) -> bool {
        self.kind == FieldKind::Boolean && self.default_value.as_deref().is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }

    /// The Apex type of its value.
    pub fn ty(&self) -> Ty {
        match self.kind {
            FieldKind::Id | FieldKind::Reference => Ty::Id,
            FieldKind::Boolean => Ty::Boolean,
            FieldKind::Integer => Ty::Integer,
            FieldKind::Long => Ty::Long,
            FieldKind::Double | FieldKind::Currency | FieldKind::Percent => Ty::Decimal,
            FieldKind::Date => Ty::Date,
            FieldKind::Datetime => Ty::Datetime,
            FieldKind::Time => Ty::Time,
            FieldKind::Base64 => Ty::Blob,
            FieldKind::Address => Ty::platform(known().address),
            FieldKind::Location => Ty::platform(known().location),
            FieldKind::AnyType => Ty::Object,
            _ => Ty::String,
        }
    }
}

/// A child relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the describe properties of their names")]
pub struct ChildInfo {
    pub object: Arc<str>,
    pub field: Arc<str>,
    pub relationship: Option<Arc<str>>,
    pub cascade_delete: bool,
    pub restricted_delete: bool,
}

/// An sObject; the flags are those of describe.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the describe properties of their names")]
pub struct ObjectInfo {
    pub name: Arc<str>,
    pub label: Arc<str>,
    pub label_plural: Arc<str>,
    pub key_prefix: Option<Arc<str>>,
    pub custom: bool,
    pub custom_setting: bool,
    pub createable: bool,
    pub updateable: bool,
    pub deletable: bool,
    pub undeletable: bool,
    pub queryable: bool,
    pub searchable: bool,
    /// Whether Apex may write its records at all; describe speaks of the APIs.
    pub written_by_apex: bool,
    /// Keys are names in lower case.
    pub fields: IndexMap<String, FieldInfo>,
    pub children: Vec<ChildInfo>,
    pub field_sets: Vec<FieldSetInfo>,
}

/// A field set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is what metadata calls so")]
pub struct FieldSetInfo {
    pub name: Arc<str>,
    pub label: Arc<str>,
    pub description: Option<Arc<str>>,
    /// Paths, and whether the set demands a value.
    pub fields: Vec<(Arc<str>, bool)>,
}

impl ObjectInfo {
    /// The field of this name, in any letter case.
    pub fn field(&self, name: &str) -> Option<&FieldInfo> {
        self.fields.get(&name.to_ascii_lowercase())
    }

    /// The reference field whose parent relationship has this name.
    pub fn parent(&self, relationship: &str) -> Option<&FieldInfo> {
        self.fields.values().find(|f| f.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(relationship)))
    }

    /// The child relationship of this name.
    pub fn child(&self, relationship: &str) -> Option<&ChildInfo> {
        self.children.iter().find(|c| c.relationship.as_deref().is_some_and(|r| r.eq_ignore_ascii_case(relationship)))
    }

    /// Why Apex may not set a field. Objects that describe says nobody writes have writeable fields all the same: tests
    /// make records of them in memory, and those of custom metadata are made for deployments.
    pub fn not_writeable(&self, field: &FieldInfo) -> Option<String> {
        let refused = field.read_only() && (self.createable || self.updateable);
        refused.then(|| format!("Field is not writeable: {}.{}", self.name, field.name))
    }

    /// The field that names a record.
    pub fn name_field(&self) -> Option<&FieldInfo> {
        self.fields.values().find(|f| f.name_field)
    }
}

/// Where sObject facts come from.
pub trait SObjects: Send + Sync {
    /// The object of this name, in any letter case.
    fn load(&self, name: &str) -> Option<ObjectInfo>;
    /// Canonical names of all objects.
    fn names(&self) -> Vec<Arc<str>>;
}

/// sObject facts, loaded on first use.
pub struct Catalog {
    source: Box<dyn SObjects>,
    names: HashMap<String, Arc<str>>,
    loaded: RwLock<HashMap<String, Option<Arc<ObjectInfo>>>>,
    /// Texts of custom labels, by name in lower case.
    labels: HashMap<String, Arc<str>>,
    prefixes: OnceLock<BTreeMap<Arc<str>, Arc<str>>>,
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Catalog({} objects)", self.names.len())
    }
}

impl Catalog {
    /// A catalog over `source`.
    pub fn new(source: impl SObjects + 'static) -> Self {
        let names = source.names().into_iter().map(|name| (name.to_ascii_lowercase(), name)).collect();
        Self {
            source: Box::new(source),
            names,
            loaded: RwLock::default(),
            labels: HashMap::new(),
            prefixes: OnceLock::new(),
        }
    }

    /// With the custom labels of a project: names and texts.
    #[must_use]
    pub fn with_labels(mut self, labels: impl IntoIterator<Item = (String, String)>) -> Self {
        self.labels.extend(labels.into_iter().map(|(name, text)| (name.to_ascii_lowercase(), text.into())));
        self
    }

    /// The text of a custom label, by its name in any letter case.
    pub fn label(&self, name: &str) -> Option<Arc<str>> {
        self.labels.get(&name.to_ascii_lowercase()).cloned()
    }

    /// The object of this name, in any letter case.
    pub fn object(&self, name: &str) -> Option<Arc<ObjectInfo>> {
        let key = name.to_ascii_lowercase();
        if let Ok(loaded) = self.loaded.read()
            && let Some(found) = loaded.get(&key)
        {
            return found.clone();
        }
        let found = self.source.load(name).map(Arc::new);
        if let Ok(mut loaded) = self.loaded.write() {
            loaded.insert(key, found.clone());
        }
        found
    }

    /// The canonical spelling of an object's name.
    pub fn canonical(&self, name: &str) -> Option<Arc<str>> {
        self.names.get(&name.to_ascii_lowercase()).cloned()
    }

    /// The object whose Ids start with `prefix`.
    pub fn object_with_prefix(&self, prefix: &str) -> Option<Arc<str>> {
        self.prefixes.get_or_init(|| self.load_prefixes()).get(prefix).cloned()
    }

    /// The first three characters of an object's Ids: the platform's, or one made up for objects without a known prefix.
    pub fn prefix_of(&self, object: &str) -> Option<Arc<str>> {
        let name = self.canonical(object)?;
        // Several may have the same one.
        if let Some(own) = self.object(&name).and_then(|info| info.key_prefix.clone()) {
            return Some(own);
        }
        let prefixes = self.prefixes.get_or_init(|| self.load_prefixes());
        prefixes.iter().find(|(_, n)| **n == name).map(|(prefix, _)| prefix.clone())
    }

    fn load_prefixes(&self) -> BTreeMap<Arc<str>, Arc<str>> {
        let mut prefixes: BTreeMap<Arc<str>, Arc<str>> = BTreeMap::new();
        let mut without = Vec::new();
        for name in self.names() {
            match self.object(&name).and_then(|o| o.key_prefix.clone()) {
                Some(prefix) => {
                    prefixes.insert(prefix, name);
                }
                None => without.push(name),
            }
        }
        // Custom objects of a real org are numbered a00, a01, …; so are these.
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        for (n, name) in without.into_iter().enumerate() {
            let prefix: Arc<str> = format!("a{}{}", DIGITS[n / 36 % 36] as char, DIGITS[n % 36] as char).into();
            prefixes.entry(prefix).or_insert(name);
        }
        prefixes
    }

    /// Canonical names of all objects, sorted.
    pub fn names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<_> = self.names.values().cloned().collect();
        names.sort();
        names
    }
}

/// A catalog without objects.
#[derive(Debug, Default)]
pub struct NoObjects;

impl SObjects for NoObjects {
    fn load(&self, _: &str) -> Option<ObjectInfo> {
        None
    }
    fn names(&self) -> Vec<Arc<str>> {
        Vec::new()
    }
}
