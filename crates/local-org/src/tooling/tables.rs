//! The Tooling sObjects the local org knows: names and types of fields. Tooling API Reference.

use crate::data::{Record, Store};
use crate::rest::Call;
use apex_eval::Datum;
use apex_sema::catalog::{Catalog, FieldInfo, FieldKind, ObjectInfo, SObjects};
use indexmap::IndexMap;
use std::sync::{Arc, LazyLock};

use FieldKind::{Boolean, Datetime, Double, Integer};

/// A field of a table: name, type, and for a reference its object and the name of the relationship.
type Column = (&'static str, FieldKind, Option<(&'static str, &'static str)>);

const fn plain(name: &'static str, kind: FieldKind) -> Column {
    (name, kind, None)
}

const fn text(name: &'static str) -> Column {
    (name, FieldKind::String, None)
}

const fn to(name: &'static str, object: &'static str, relationship: &'static str) -> Column {
    (name, FieldKind::Reference, Some((object, relationship)))
}

/// The events of a trigger, and the fields of `ApexTrigger` that tell them.
pub(super) const TRIGGER_EVENTS: &[(&str, &str)] = &[
    ("before insert", "UsageBeforeInsert"),
    ("before update", "UsageBeforeUpdate"),
    ("before delete", "UsageBeforeDelete"),
    ("after insert", "UsageAfterInsert"),
    ("after update", "UsageAfterUpdate"),
    ("after delete", "UsageAfterDelete"),
    ("after undelete", "UsageAfterUndelete"),
];

/// The fields that classes and triggers have in common.
const CODE: &[Column] = &[
    text("Name"),
    text("NamespacePrefix"),
    text("Body"),
    text("Status"),
    plain("ApiVersion", Double),
    plain("IsValid", Boolean),
    plain("LengthWithoutComments", Integer),
    text("ManageableState"),
    plain("CreatedDate", Datetime),
    plain("LastModifiedDate", Datetime),
    text("CreatedById"),
    text("LastModifiedById"),
];

/// Key prefix, name, fields; those in [`CODE`] besides.
const TABLES: &[(&str, &str, &[Column])] = &[
    ("01p", "ApexClass", &[]),
    (
        "01q",
        "ApexTrigger",
        &[
            text("TableEnumOrId"),
            plain("UsageBeforeInsert", Boolean),
            plain("UsageBeforeUpdate", Boolean),
            plain("UsageBeforeDelete", Boolean),
            plain("UsageAfterInsert", Boolean),
            plain("UsageAfterUpdate", Boolean),
            plain("UsageAfterDelete", Boolean),
            plain("UsageAfterUndelete", Boolean),
        ],
    ),
    (
        "715",
        "ApexCodeCoverageAggregate",
        &[
            to("ApexClassOrTriggerId", "ApexClass", "ApexClassOrTrigger"),
            plain("NumLinesCovered", Integer),
            plain("NumLinesUncovered", Integer),
            plain("Coverage", FieldKind::AnyType),
        ],
    ),
    (
        "714",
        "ApexCodeCoverage",
        &[
            to("ApexTestClassId", "ApexClass", "ApexTestClass"),
            to("ApexClassOrTriggerId", "ApexClass", "ApexClassOrTrigger"),
            text("TestMethodName"),
            plain("NumLinesCovered", Integer),
            plain("NumLinesUncovered", Integer),
            plain("Coverage", FieldKind::AnyType),
        ],
    ),
    ("716", "ApexOrgWideCoverage", &[plain("PercentCovered", Integer)]),
    (
        "07M",
        "ApexTestResult",
        &[
            text("AsyncApexJobId"),
            to("QueueItemId", "ApexTestQueueItem", "QueueItem"),
            text("ApexLogId"),
            plain("IsTestSetup", Boolean),
            to("ApexClassId", "ApexClass", "ApexClass"),
            text("MethodName"),
            text("Outcome"),
            text("Message"),
            text("StackTrace"),
            plain("RunTime", Integer),
            plain("TestTimestamp", Datetime),
        ],
    ),
    (
        "709",
        "ApexTestQueueItem",
        &[
            to("ApexClassId", "ApexClass", "ApexClass"),
            text("Status"),
            text("ParentJobId"),
            to("TestRunResultId", "ApexTestRunResult", "TestRunResult"),
        ],
    ),
    (
        "05m",
        "ApexTestRunResult",
        &[
            text("AsyncApexJobId"),
            text("Status"),
            plain("ClassesCompleted", Integer),
            plain("ClassesEnqueued", Integer),
            plain("MethodsCompleted", Integer),
            plain("MethodsEnqueued", Integer),
            plain("MethodsFailed", Integer),
            plain("StartTime", Datetime),
            plain("EndTime", Datetime),
            plain("TestTime", Integer),
            plain("TestSetupTime", Integer),
            text("UserId"),
        ],
    ),
    (
        "0Af",
        "DeployRequest",
        &[
            text("Status"),
            plain("CheckOnly", Boolean),
            text("CreatedById"),
            plain("CreatedDate", Datetime),
            plain("StartDate", Datetime),
            plain("CompletedDate", Datetime),
            plain("NumberComponentsTotal", Integer),
        ],
    ),
    (
        "4ie",
        "EntityDefinition",
        &[
            text("DurableId"),
            text("QualifiedApiName"),
            text("DeveloperName"),
            text("Label"),
            text("PluralLabel"),
            text("KeyPrefix"),
            plain("IsCustomizable", Boolean),
            plain("IsQueryable", Boolean),
            text("InternalSharingModel"),
        ],
    ),
    (
        "4if",
        "FieldDefinition",
        &[
            text("DurableId"),
            text("QualifiedApiName"),
            text("DeveloperName"),
            text("Label"),
            text("DataType"),
            to("EntityDefinitionId", "EntityDefinition", "EntityDefinition"),
            plain("Length", Integer),
            plain("IsNillable", Boolean),
            plain("IsIndexed", Boolean),
        ],
    ),
    (
        "0A3",
        "InstalledSubscriberPackage",
        &[
            to("SubscriberPackageId", "SubscriberPackage", "SubscriberPackage"),
            to("SubscriberPackageVersionId", "SubscriberPackageVersion", "SubscriberPackageVersion"),
        ],
    ),
    ("033", "SubscriberPackage", &[text("Name"), text("NamespacePrefix"), text("Description")]),
    (
        "04t",
        "SubscriberPackageVersion",
        &[
            to("SubscriberPackageId", "SubscriberPackage", "SubscriberPackage"),
            text("Name"),
            plain("MajorVersion", Integer),
            plain("MinorVersion", Integer),
            plain("PatchVersion", Integer),
            plain("BuildNumber", Integer),
            text("InstallValidationStatus"),
            plain("IsPasswordProtected", Boolean),
            text("InstallationKey"),
            text("Package2ContainerOptions"),
            text("ReleaseState"),
            text("AppExchangeDescription"),
            text("AppExchangeLogoUrl"),
            text("AppExchangePackageName"),
            text("AppExchangePublisherName"),
            plain("CspTrustedSites", FieldKind::AnyType),
            plain("Dependencies", FieldKind::AnyType),
            text("Description"),
            plain("IsBeta", Boolean),
            plain("IsDeprecated", Boolean),
            plain("IsManaged", Boolean),
            plain("IsOrgDependent", Boolean),
            plain("IsSecurityReviewed", Boolean),
            text("PostInstallUrl"),
            plain("Profiles", FieldKind::AnyType),
            text("PublisherName"),
            text("ReleaseNotesUrl"),
            plain("RemoteSiteSettings", FieldKind::AnyType),
        ],
    ),
    (
        "0Hf",
        "PackageInstallRequest",
        &[
            text("SubscriberPackageVersionKey"),
            text("Status"),
            text("NameConflictResolution"),
            text("SecurityType"),
            plain("Errors", FieldKind::AnyType),
            plain("CreatedDate", Datetime),
        ],
    ),
];

/// The name of a table as it is spelled, in any letter case.
pub(super) fn known(name: &str) -> Option<&'static str> {
    TABLES.iter().map(|(_, table, _)| *table).find(|table| table.eq_ignore_ascii_case(name))
}

/// Names of all tables.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|(_, table, _)| *table)
}

struct Known;

impl SObjects for Known {
    fn load(&self, name: &str) -> Option<ObjectInfo> {
        let (prefix, name, columns) = TABLES.iter().find(|(_, table, _)| table.eq_ignore_ascii_case(name))?;
        let mut fields = IndexMap::new();
        let common = if matches!(*name, "ApexClass" | "ApexTrigger") { CODE } else { &[] };
        for (column, kind, target) in std::iter::once(&("Id", FieldKind::Id, None)).chain(common).chain(*columns) {
            let mut field = FieldInfo::new(column, *kind);
            if let Some((object, relationship)) = target {
                field.reference_to = vec![Arc::from(*object)];
                field.relationship = Some(Arc::from(*relationship));
            }
            fields.insert(column.to_lowercase(), field);
        }
        Some(ObjectInfo {
            name: Arc::from(*name),
            label: Arc::from(*name),
            label_plural: Arc::from(*name),
            key_prefix: Some(Arc::from(*prefix)),
            custom: false,
            custom_setting: false,
            createable: false,
            updateable: false,
            deletable: false,
            undeletable: false,
            queryable: true,
            searchable: false,
            written_by_apex: false,
            fields,
            children: Vec::new(),
            field_sets: Vec::new(),
        })
    }

    fn names(&self) -> Vec<Arc<str>> {
        names().map(Arc::from).collect()
    }
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::new(Known));

/// Rows of the Tooling sObjects.
pub(super) struct Tables {
    pub catalog: &'static Catalog,
    pub store: Store,
}

/// A row that is being filled.
pub(super) struct RowBuilder(Record);

impl RowBuilder {
    pub fn new(id: &str) -> Self {
        Self(Record::from([("Id".into(), Datum::Id(id.into()))]))
    }

    pub fn set(mut self, name: &str, value: Datum) -> Self {
        if value != Datum::Null {
            self.0.insert(name.into(), value);
        }
        self
    }

    pub fn text(self, name: &str, value: &str) -> Self {
        let value = if value.is_empty() { Datum::Null } else { Datum::Str(value.into()) };
        self.set(name, value)
    }

    pub fn id(self, name: &str, value: &str) -> Self {
        self.set(name, Datum::Id(value.into()))
    }

    pub fn int(self, name: &str, value: usize) -> Self {
        self.set(name, Datum::Int(i32::try_from(value).unwrap_or(i32::MAX)))
    }

    pub fn yes(self, name: &str, value: bool) -> Self {
        self.set(name, Datum::Bool(value))
    }

    pub fn time(self, name: &str, value: Option<i64>) -> Self {
        self.set(name, value.map_or(Datum::Null, Datum::Datetime))
    }

    pub fn into(self, tables: &mut Tables, table: &str) {
        if let Some(Datum::Id(id)) = self.0.get("Id").cloned() {
            tables.store.put(&table.into(), &id, self.0);
        }
    }
}

/// An Id that stands for a name, so that a row has the same Id in every query.
pub(crate) fn id_of(prefix: &str, name: &str) -> String {
    use aws_lc_rs::digest::{SHA256, digest};
    let hash = digest(&SHA256, name.to_ascii_lowercase().as_bytes());
    let short = format!("{prefix}{}", hex::encode(&hash.as_ref()[..6]));
    apex_eval::text::full_id(&short).unwrap_or(short)
}

/// The rows a query of this table may touch.
pub(super) fn rows_of(call: &Call<'_>, table: &str) -> Tables {
    let mut tables = Tables { catalog: &CATALOG, store: Store::default() };
    match known(table).unwrap_or_default() {
        "DeployRequest" => super::deployed::deployments(call, &mut tables),
        name @ ("EntityDefinition" | "FieldDefinition") => {
            call.with_org(|org| super::deployed::definitions(org, &mut tables, name == "FieldDefinition"));
        }
        "InstalledSubscriberPackage" | "SubscriberPackage" | "SubscriberPackageVersion" | "PackageInstallRequest" => {
            super::package::rows(call, &mut tables);
        }
        "" => {}
        _ => {
            call.with_org(|org| super::deployed::code(org, &mut tables));
            super::tests::rows(&call.world.tooling().runs, &mut tables);
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_eighteen_characters_and_stay() {
        assert_eq!(id_of("01p", "Abc"), id_of("01p", "ABC"));
        assert_ne!(id_of("01p", "Abc"), id_of("01p", "Abd"));
        assert_eq!(id_of("01p", "Abc").len(), 18);
    }

    #[test]
    fn a_trigger_tells_its_object_and_its_events() {
        let mut org = crate::Org::new(sf_schema::Schema::standard());
        let body = "trigger T on Account (before insert, after undelete) {}";
        let meta = "<ApexTrigger><apiVersion>66.0</apiVersion><status>Inactive</status></ApexTrigger>";
        let files = [("triggers/T.trigger", body), ("triggers/T.trigger-meta.xml", meta)];
        let component = crate::metadata::Component {
            id: "01q000000000001AAA".into(),
            files: files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes()))).collect(),
            created_by: org.administrator.clone(),
            created: 0,
            modified_by: org.administrator.clone(),
            modified: 0,
            package: None,
        };
        org.components.insert(sf_metadata::ComponentId::new("ApexTrigger", "T"), component);
        let mut tables = Tables { catalog: &CATALOG, store: Store::default() };
        super::super::deployed::code(&org, &mut tables);
        let row = tables.store.get("ApexTrigger", "01q000000000001AAA").unwrap();
        let told = |field: &str| row.get(field).cloned();
        assert_eq!(told("TableEnumOrId"), Some(Datum::Str("Account".into())));
        assert_eq!(told("Status"), Some(Datum::Str("Inactive".into())));
        let events = ["UsageBeforeInsert", "UsageAfterUndelete", "UsageAfterInsert"].map(told);
        assert_eq!(events, [true, true, false].map(|fires| Some(Datum::Bool(fires))));
        let object = CATALOG.object("ApexTrigger").unwrap();
        assert!(row.keys().all(|field| object.field(field).is_some()), "{row:?}");
    }

    #[test]
    fn every_reference_leads_to_a_table() {
        for (_, table, columns) in TABLES {
            for (column, _, target) in *columns {
                assert!(target.is_none_or(|(object, _)| known(object).is_some()), "{table}.{column}");
            }
        }
    }
}
