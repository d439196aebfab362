//! The state of an org: schema, records, grants.

use crate::apps::App;
use crate::data::calculated::Calculated;
use crate::data::{Record, Store, prices, values};
use crate::metadata::Components;
use crate::oauth::Logins;
use crate::security::{Grants, Rights};
use apex_eval::Datum;
use apex_sema::catalog::{Catalog, FromSchema};
use apex_sema::{Program, Source};
use serde::{Deserialize, Serialize};
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Profiles every org has, and whether they may do everything.
const PROFILES: &[(&str, bool)] = &[
    ("System Administrator", true),
    ("Standard User", false),
    ("Minimum Access - Salesforce", false),
    ("Minimum Access - API Only Integrations", false),
];

/// Profiles that let see activities and do not let do everything: the one for integrations grants `ApiEnabled` and
/// `ApiUserOnly` and little else (profiles that public projects retrieved).
const SEE_ACTIVITIES: [&str; 2] = ["Standard User", "Minimum Access - Salesforce"];

/// 2026-01-05T09:00:00Z: the moment a new org starts with, so that a run can be repeated.
pub const START: i64 = 1_767_603_600_000;

/// A snapshot as `org describe` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its path, for messages.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// An org.
#[derive(Debug, Clone)]
pub struct Org {
    /// Objects and fields, with how access to them is granted.
    pub schema: Arc<Schema>,
    /// The same for the checker and the evaluator.
    pub catalog: Arc<Catalog>,
    /// Records.
    pub store: Store,
    /// Formulas, validation rules, formats of auto-numbers.
    pub calculated: Arc<Calculated>,
    /// Grants by the Id of their profile or permission set.
    pub grants: HashMap<Arc<str>, Grants>,
    /// Objects whose records only their owners see, in lower case.
    pub private: BTreeSet<String>,
    /// Id of the first system administrator.
    pub administrator: Arc<str>,
    /// Id of the organization.
    pub id: Arc<str>,
    /// Its My Domain address.
    pub url: String,
    /// What is deployed.
    pub components: Components,
    /// The Apex classes that are deployed, or loaded from a project.
    pub sources: Arc<Vec<Source>>,
    /// The same compiled.
    pub program: Arc<Program>,
    /// Apps that may log in.
    pub apps: Vec<App>,
    /// Refresh tokens and approvals.
    pub(crate) logins: Logins,
    /// Describe snapshots of an org: objects and fields that count as installed, such as those of managed packages.
    pub installed: Arc<Vec<Snapshot>>,
    /// Key prefixes given to custom objects, by their name in lower case.
    pub(crate) prefixes: BTreeMap<String, Arc<str>>,
}

impl Org {
    /// An org with this schema, its standard profiles and one administrator.
    pub fn new(schema: Schema) -> Self {
        let schema = Arc::new(schema);
        let catalog = Arc::new(Catalog::new(FromSchema(Arc::clone(&schema))));
        let mut org = Self {
            schema,
            catalog: Arc::clone(&catalog),
            store: Store::default(),
            calculated: Arc::default(),
            grants: HashMap::new(),
            private: BTreeSet::new(),
            administrator: "".into(),
            id: "".into(),
            url: "https://local.my.salesforce.com".into(),
            components: Components::default(),
            sources: Arc::default(),
            program: Arc::new(Program::empty(catalog)),
            apps: Vec::new(),
            logins: Logins::default(),
            installed: Arc::default(),
            prefixes: BTreeMap::new(),
        };
        org.id = org.add("Organization", &[("Name", "Local Org"), ("InstanceName", "LOCAL")]);
        for (name, _) in PROFILES {
            org.add("Profile", &[("Name", name)]);
        }
        org.grant_profiles();
        org.administrator = org.add(
            "User",
            &[
                ("Username", "admin@local.example.com"),
                ("LastName", "Administrator"),
                ("Name", "Administrator"),
                ("Email", "admin@local.example.com"),
                ("Alias", "admin"),
                ("TimeZoneSidKey", "GMT"),
                ("LocaleSidKey", "en_US"),
                ("LanguageLocaleKey", "en_US"),
                ("EmailEncodingKey", "UTF-8"),
                ("UserType", "Standard"),
            ],
        );
        let profile = org.id_by("Profile", "Name", PROFILES[0].0);
        let administrator = org.administrator.clone();
        if let (Some(profile), Some(user)) = (profile, org.store.get("User", &administrator)) {
            let mut user = user.clone();
            user.insert("ProfileId".into(), Datum::Id(profile));
            user.insert("IsActive".into(), Datum::Bool(true));
            org.store.put(&"User".into(), &administrator, user);
        }
        org.refresh_record_types();
        crate::choices::refresh(&mut org);
        crate::setup::organization(&mut org);
        crate::setup::standard_price_book(&mut org);
        crate::setup::business_hours(&mut org);
        org.store.commit();
        org
    }

    /// Logins, to be changed.
    pub(crate) fn logins_mut(&mut self) -> &mut Logins {
        self.store.changes += 1;
        &mut self.logins
    }

    /// Gives the standard profiles what they grant in every org.
    pub(crate) fn grant_profiles(&mut self) {
        self.grants.clear();
        for (name, all) in PROFILES {
            if let Some(id) = self.id_by("Profile", "Name", name) {
                let user = SEE_ACTIVITIES.contains(name).then(|| "activitiesaccess".to_owned()).into_iter().collect();
                self.grants.insert(id, Grants { all: *all, user, ..Grants::default() });
            }
        }
    }

    /// The row of a record type.
    pub(crate) fn record_type(&self, object: &str, name: &str) -> Option<Arc<str>> {
        let is = |row: &Record, field: &str, text: &str| matches!(row.get(field), Some(Datum::Str(value)) if value.eq_ignore_ascii_case(text));
        let found = |row: &Record| is(row, "SobjectType", object) && is(row, "DeveloperName", name);
        self.store.rows("RecordType").find(|(_, row)| found(row)).map(|(id, _)| id.clone())
    }

    /// Gives every record type of the schema its row, and takes the rows of others away.
    pub(crate) fn refresh_record_types(&mut self) {
        let schema = Arc::clone(&self.schema);
        let mut kept: BTreeSet<Arc<str>> = BTreeSet::new();
        for object in schema.names().into_iter().filter_map(|name| schema.object(name)) {
            for ty in &object.record_types {
                let id = self.record_type(&object.name, &ty.name).unwrap_or_else(|| {
                    self.add("RecordType", &[("DeveloperName", &*ty.name), ("SobjectType", &*object.name)])
                });
                if let Some(mut record) = self.store.get("RecordType", &id).cloned() {
                    record.insert("Name".into(), Datum::Str(ty.label.as_str().into()));
                    record.insert("IsActive".into(), Datum::Bool(ty.active));
                    self.store.put(&"RecordType".into(), &id, record);
                }
                kept.insert(id);
            }
        }
        let gone: Vec<Arc<str>> =
            self.store.rows("RecordType").map(|(id, _)| id.clone()).filter(|id| !kept.contains(id)).collect();
        for id in gone {
            self.store.remove("RecordType", &id);
        }
    }

    /// Adds a permission set with what it grants; an existing one of the same name is replaced.
    pub fn add_permission_set(&mut self, name: &str, label: &str, grants: Grants) -> Arc<str> {
        let id = match self.id_by("PermissionSet", "Name", name) {
            Some(id) => {
                self.relabel("PermissionSet", &id, "Label", label);
                id
            }
            None => self.add("PermissionSet", &[("Name", name), ("Label", label)]),
        };
        if let Some(mut record) = self.store.get("PermissionSet", &id).cloned() {
            record.insert("IsOwnedByProfile".into(), Datum::Bool(false));
            self.store.put(&"PermissionSet".into(), &id, record);
        }
        self.grants.insert(id.clone(), grants);
        self.store.security_version += 1;
        id
    }

    /// Makes custom labels known to Apex; those known before are forgotten.
    pub fn set_labels(&mut self, labels: Vec<(String, String)>) {
        self.catalog = Arc::new(Catalog::new(FromSchema(Arc::clone(&self.schema))).with_labels(labels));
    }

    /// Adds a custom permission; an existing one of the same name gets the label.
    pub fn add_custom_permission(&mut self, name: &str, label: &str) -> Arc<str> {
        match self.id_by("CustomPermission", "DeveloperName", name) {
            Some(id) => {
                self.relabel("CustomPermission", &id, "MasterLabel", label);
                id
            }
            None => self.add("CustomPermission", &[("DeveloperName", name), ("MasterLabel", label)]),
        }
    }

    fn relabel(&mut self, object: &str, id: &Arc<str>, field: &str, label: &str) {
        if let Some(mut record) = self.store.get(object, id).cloned() {
            record.insert(field.into(), Datum::Str(label.into()));
            self.store.put(&object.into(), id, record);
        }
    }

    /// A copy without data, as tests see it: users, set-up records and records of custom metadata types are there (Apex
    /// guide, "Isolation of Test Data from Organization Data in Unit Tests"). The standard price book can be used by its
    /// Id, and queries see it once it was updated.
    pub fn for_tests(&self) -> Self {
        const VISIBLE: &[&str] = &[
            "BusinessHours",
            "CustomPermission",
            "Organization",
            "PermissionSet",
            "PermissionSetAssignment",
            "PermissionSetLicense",
            "PermissionSetLicenseAssign",
            "Profile",
            "RecordType",
            "StaticResource",
            "User",
            "UserLicense",
            "UserRole",
        ];
        let mut org = self.clone();
        let book = prices::standard_book(&org.store);
        let is_book = |row: &Record| book.is_some() && row.get("Id").and_then(values::text) == book.as_deref();
        let is_set_up = |object: &str| {
            VISIBLE.contains(&object) || object.ends_with("__mdt") || crate::choices::describes_a_picklist(object)
        };
        org.store.keep(|object, row| is_set_up(object) || is_book(row));
        crate::setup::licenses(&mut org);
        crate::setup::classes(&mut org);
        if let Some((book, mut row)) = book.and_then(|id| Some((id.clone(), org.store.get("Pricebook2", &id)?.clone())))
        {
            row.insert(prices::UNSEEN.into(), Datum::Bool(true));
            org.store.put(&"Pricebook2".into(), &book, row);
        }
        org.store.commit();
        org
    }

    /// Stores a record of texts without any check.
    pub(crate) fn add(&mut self, object: &str, fields: &[(&str, &str)]) -> Arc<str> {
        let object = self.catalog.canonical(object).unwrap_or_else(|| object.into());
        let prefix = self.catalog.prefix_of(&object).unwrap_or_else(|| "zzz".into());
        let id = self.store.new_id(&prefix);
        let mut record: Record = fields.iter().map(|(n, v)| (Arc::from(*n), Datum::Str(Arc::from(*v)))).collect();
        record.insert("Id".into(), Datum::Id(id.clone()));
        record.insert("CreatedDate".into(), Datum::Datetime(START));
        self.store.put(&object, &id, record);
        self.store.commit();
        id
    }

    /// The first record with this text in a field.
    pub fn id_by(&self, object: &str, field: &str, value: &str) -> Option<Arc<str>> {
        let matches = |r: &Record| matches!(r.get(field), Some(Datum::Str(s)) if s.eq_ignore_ascii_case(value));
        self.store.rows(object).find(|(_, r)| matches(r)).map(|(id, _)| id.clone())
    }

    /// What a user may do: the profile plus every assigned permission set.
    pub fn rights(&self, user: &str) -> Rights {
        let mut grants = Grants::default();
        let profile = self.store.get("User", user).and_then(|u| u.get("ProfileId"));
        let mut sources: Vec<Arc<str>> = Vec::new();
        if let Some(Datum::Id(id)) = profile {
            sources.push(id.clone());
        }
        for (_, row) in self.store.rows("PermissionSetAssignment") {
            let assigned = matches!(row.get("AssigneeId"), Some(Datum::Id(id)) if &**id == user);
            let deleted = row.get("IsDeleted") == Some(&Datum::Bool(true));
            if let (true, false, Some(Datum::Id(set))) = (assigned, deleted, row.get("PermissionSetId")) {
                sources.push(set.clone());
            }
        }
        for source in sources {
            if let Some(more) = self.grants.get(&source) {
                grants.add(more);
            }
        }
        Rights { grants }
    }
}
