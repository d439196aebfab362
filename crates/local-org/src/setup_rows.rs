//! Rows of set-up objects that follow from the rest of the org. They are made when a query asks for them, and kept nowhere.
//! Object Reference, the pages of the objects named.

use crate::Org;
use crate::data::soql::{Engine, Touched, references};
use crate::data::values::text;
use crate::data::{Record, Store};
use crate::security::{Grants, ObjectGrant, ObjectRightsFlags, Sharing};
use crate::setup::audit;
use crate::tooling::{class_id, id_of};
use apex_eval::Datum;
use apex_sema::catalog::{FieldInfo, FieldKind, ObjectInfo};
use apex_syntax::ast::{DmlOp, SelectItem, Soql};
use sf_schema::ObjectPermission;
use sf_schema::grants::{Grant, field_grantable};
use std::sync::Arc;

/// Objects of such rows, and those whose queries reach them.
const ROOTS: &[&str] = &[
    "EntityDefinition",
    "FieldDefinition",
    "FieldPermissions",
    "ObjectPermissions",
    "PermissionSet",
    "SetupEntityAccess",
    "UserRecordAccess",
];

/// What is known of the access of a user to a record.
const ACCESS_FIELDS: &[&str] = &["HasDeleteAccess", "HasEditAccess", "HasReadAccess", "RecordId", "UserId"];

/// What is known of an object.
const ENTITY_FIELDS: &[&str] = &[
    "DeveloperName",
    "DurableId",
    "Id",
    "InternalSharingModel",
    "IsCustomSetting",
    "IsEverCreatable",
    "IsEverDeletable",
    "IsEverUpdatable",
    "IsQueryable",
    "IsSearchable",
    "KeyPrefix",
    "Label",
    "MasterLabel",
    "NamespacePrefix",
    "PluralLabel",
    "QualifiedApiName",
];

/// What is known of a field.
const FIELD_FIELDS: &[&str] = &[
    "DataType",
    "DeveloperName",
    "DurableId",
    "EntityDefinitionId",
    "Id",
    "IsApiFilterable",
    "IsApiGroupable",
    "IsApiSortable",
    "IsCalculated",
    "IsCompound",
    "IsHtmlFormatted",
    "IsNameField",
    "IsNillable",
    "IsPolymorphicForeignKey",
    "Label",
    "Length",
    "MasterLabel",
    "NamespacePrefix",
    "Precision",
    "QualifiedApiName",
    "RelationshipName",
    "Scale",
];

/// The Id of rows that have none of their own.
const NO_ID: &str = "000000000000000AAA";

/// Whether the rows of an object are made here; what is written into them would grant nothing.
pub(crate) fn is_made(object: &str) -> bool {
    object != "PermissionSet" && ROOTS.contains(&object)
}

/// All records, with those that the query asks for; `None` if the org's own records are enough.
///
/// # Errors
/// What the org does not know about objects and fields.
pub(crate) fn store_for(org: &Org, soql: &Soql, engine: &Engine<'_>) -> Result<Option<Store>, String> {
    let root = soql.from.first().and_then(|from| from.path.first());
    if !root.is_some_and(|name| ROOTS.iter().any(|root| name.is(root))) {
        return Ok(None);
    }
    let touched = references(soql, &org.catalog);
    let asks = |object: &str| touched.objects.contains(object);
    known(soql, &touched)?;
    let mut rows = Rows { org, store: org.store.clone() };
    if asks("EntityDefinition") || asks("FieldDefinition") {
        rows.definitions(asks("FieldDefinition"));
    }
    if ["FieldPermissions", "ObjectPermissions", "SetupEntityAccess"].into_iter().any(asks) {
        rows.permissions(asks("FieldPermissions"));
    }
    if asks("UserRecordAccess") {
        let [users, records] = ["UserId", "RecordId"].map(|field| engine.wanted(soql, field));
        if users.is_empty() || records.is_empty() {
            return Err("UserRecordAccess without the users and the records in its WHERE".into());
        }
        for user in &users {
            rows.record_access(user, &records, engine.around.clock.now);
        }
    }
    Ok(Some(rows.store))
}

/// Whether all fields that a query names are known; to say nothing about one would be a wrong answer.
fn known(soql: &Soql, touched: &Touched) -> Result<(), String> {
    let tables =
        [("EntityDefinition", ENTITY_FIELDS), ("FieldDefinition", FIELD_FIELDS), ("UserRecordAccess", ACCESS_FIELDS)];
    for (object, fields) in tables {
        let named = touched.fields.iter().filter(|(of, _)| &**of == object);
        if let Some((_, field)) = named.into_iter().find(|(_, field)| !fields.contains(&&**field)) {
            return Err(format!("{object}.{field}"));
        }
        let all = soql.select.iter().any(|item| matches!(item, SelectItem::Fields(_)));
        if soql.select.iter().any(|item| matches!(item, SelectItem::Query(_))) && touched.objects.contains(object) {
            return Err(format!("a query of what belongs to {object}"));
        }
        if all && touched.objects.contains(object) {
            return Err(format!("all fields of {object}"));
        }
    }
    Ok(())
}

struct Rows<'o> {
    org: &'o Org,
    store: Store,
}

/// A row with texts, of which empty ones are none, and checkboxes.
fn row(id: &str, texts: &[(&str, &str)], flags: &[(&str, bool)]) -> Record {
    let texts = texts.iter().filter(|(_, value)| !value.is_empty());
    let texts = texts.map(|(name, value)| (Arc::from(*name), Datum::Str(Arc::from(*value))));
    let flags = flags.iter().map(|(name, value)| (Arc::from(*name), Datum::Bool(*value)));
    texts.chain(flags).chain([("Id".into(), Datum::Id(id.into()))]).collect()
}

impl Rows<'_> {
    fn put(&mut self, object: &str, key: &str, mut record: Record) {
        audit(self.org, object, &mut record);
        self.store.put(&object.into(), &key.into(), record);
    }

    fn definitions(&mut self, with_fields: bool) {
        for object in self.org.catalog.names().iter().filter_map(|name| self.org.catalog.object(name)) {
            let sharing = Sharing::of(&self.org.schema, &object.name).unwrap_or(Sharing::ReadWrite);
            let (namespace, own) = split(&object.name);
            let texts = [
                ("DurableId", &*object.name),
                ("QualifiedApiName", &object.name),
                ("DeveloperName", own),
                ("NamespacePrefix", namespace),
                ("Label", &object.label),
                ("MasterLabel", &object.label),
                ("PluralLabel", &object.label_plural),
                ("KeyPrefix", object.key_prefix.as_deref().unwrap_or_default()),
                ("InternalSharingModel", sharing.name()),
            ];
            let flags = [
                ("IsQueryable", object.queryable),
                ("IsSearchable", object.searchable),
                ("IsCustomSetting", object.custom_setting),
                ("IsEverCreatable", object.createable),
                ("IsEverUpdatable", object.updateable),
                ("IsEverDeletable", object.deletable),
            ];
            self.put("EntityDefinition", &object.name, row(NO_ID, &texts, &flags));
            for field in object.fields.values().filter(|_| with_fields) {
                self.field(&object, field);
            }
        }
    }

    fn field(&mut self, object: &ObjectInfo, field: &FieldInfo) {
        let durable = format!("{}.{}", object.name, field.name);
        let (namespace, own) = split(&field.name);
        let texts = [
            ("DurableId", &*durable),
            ("QualifiedApiName", &field.name),
            ("DeveloperName", own),
            ("NamespacePrefix", namespace),
            ("Label", &field.label),
            ("MasterLabel", &field.label),
            ("DataType", &data_type(field)),
            ("EntityDefinitionId", &object.name),
            ("RelationshipName", field.relationship.as_deref().unwrap_or_default()),
        ];
        let flags = [
            ("IsNillable", field.nillable),
            ("IsCalculated", field.calculated),
            ("IsNameField", field.name_field),
            ("IsHtmlFormatted", field.html),
            ("IsPolymorphicForeignKey", field.polymorphic),
            ("IsCompound", matches!(field.kind, FieldKind::Address | FieldKind::Location)),
            ("IsApiFilterable", field.filterable),
            ("IsApiSortable", field.sortable),
            ("IsApiGroupable", field.groupable),
        ];
        let mut record = row(NO_ID, &texts, &flags);
        for (name, number) in [("Length", field.length), ("Precision", field.precision), ("Scale", field.scale)] {
            record.insert(name.into(), Datum::Int(i32::try_from(number).unwrap_or(i32::MAX)));
        }
        self.put("FieldDefinition", &durable, record);
    }

    /// What profiles and permission sets grant. A profile grants through the permission set that it owns.
    fn permissions(&mut self, with_fields: bool) {
        let org = self.org;
        for (set, row) in org.store.rows("PermissionSet") {
            let source = row.get("ProfileId").and_then(text).unwrap_or(set);
            let Some(grants) = org.grants.get(source) else { continue };
            self.objects(set, grants);
            if with_fields {
                self.fields(set, grants);
            }
            for class in &grants.classes {
                let id = org.sources.iter().find_map(|source| class_id_of(org, &source.path, class));
                self.access(set, "ApexClass", id.as_deref());
            }
            for permission in &grants.custom {
                let id = org.id_by("CustomPermission", "DeveloperName", permission);
                self.access(set, "CustomPermission", id.as_deref());
            }
        }
    }

    fn objects(&mut self, set: &str, grants: &Grants) {
        let rights = ObjectRightsFlags { create: true, read: true, edit: true, delete: true };
        let every = ObjectGrant { rights, view_all: true, modify_all: true, view_all_fields: false };
        let schema = Arc::clone(&self.org.schema);
        let takes =
            |name: &str| schema.object(name).filter(|object| object.access.permission == ObjectPermission::Grantable);
        let granted: Vec<(String, ObjectGrant)> = match grants.all {
            true => schema.names().iter().filter_map(|name| Some((takes(name)?.name.clone(), every))).collect(),
            false => {
                grants.objects.iter().filter_map(|(name, grant)| Some((takes(name)?.name.clone(), *grant))).collect()
            }
        };
        for (object, ObjectGrant { rights, view_all, modify_all, view_all_fields }) in granted {
            let flags = [
                ("PermissionsCreate", rights.create),
                ("PermissionsRead", rights.read),
                ("PermissionsEdit", rights.edit),
                ("PermissionsDelete", rights.delete),
                ("PermissionsViewAllRecords", view_all),
                ("PermissionsModifyAllRecords", modify_all),
                ("PermissionsViewAllFields", view_all_fields),
            ];
            let id = id_of("110", &format!("{set}.{object}"));
            let mut record = row(&id, &[("SobjectType", &object)], &flags);
            record.insert("ParentId".into(), Datum::Id(set.into()));
            self.put("ObjectPermissions", &id, record);
        }
    }

    fn fields(&mut self, set: &str, grants: &Grants) {
        let schema = Arc::clone(&self.org.schema);
        let mut granted: Vec<(String, String, bool, bool)> = Vec::new();
        if grants.all {
            for object in schema.names().iter().filter_map(|name| schema.object(name)) {
                for field in object.fields() {
                    let edit = match field_grantable(object, field, true).grant {
                        Grant::Needed => true,
                        Grant::ReadOnlyOnly => false,
                        Grant::AlwaysReadable | Grant::AlwaysReadWrite | Grant::NotGrantable(_) => continue,
                    };
                    granted.push((object.name.clone(), field.name.clone(), true, edit));
                }
            }
        }
        for (name, grant) in grants.fields.iter().filter(|_| !grants.all) {
            let found = name.split_once('.').and_then(|(object, field)| {
                let object = schema.object(object)?;
                Some((object.name.clone(), object.field(field)?.name.clone()))
            });
            granted.extend(found.map(|(object, field)| (object, field, grant.read, grant.edit)));
        }
        for (object, field, read, edit) in granted {
            let name = format!("{object}.{field}");
            let id = id_of("01k", &format!("{set}.{name}"));
            let flags = [("PermissionsRead", read), ("PermissionsEdit", edit)];
            let mut record = row(&id, &[("SobjectType", &object), ("Field", &name)], &flags);
            record.insert("ParentId".into(), Datum::Id(set.into()));
            self.put("FieldPermissions", &id, record);
        }
    }

    fn access(&mut self, set: &str, kind: &str, entity: Option<&str>) {
        let Some(entity) = entity else { return };
        let id = id_of("0J0", &format!("{set}.{entity}"));
        let mut record = row(&id, &[("SetupEntityType", kind)], &[]);
        record.insert("ParentId".into(), Datum::Id(set.into()));
        record.insert("SetupEntityId".into(), Datum::Id(entity.into()));
        self.put("SetupEntityAccess", &id, record);
    }
}

impl Rows<'_> {
    /// What a user may do with records: the rights on their object, and sharing.
    fn record_access(&mut self, user: &Arc<str>, records: &[Arc<str>], now: i64) {
        let org = self.org;
        let rights = org.rights(user, now);
        for id in records {
            let object = id.get(..3).and_then(|prefix| org.catalog.object_with_prefix(prefix));
            let Some((object, record)) = object.and_then(|name| Some((name.clone(), org.store.get(&name, id)?))) else {
                continue;
            };
            let may = rights.object(&org.schema, &object);
            let all = |modify| rights.views_all(&object, modify);
            let own = matches!(record.get("OwnerId"), Some(Datum::Id(owner)) if owner == user);
            let model = Sharing::of(&org.schema, &object);
            let lets = |op| own || all(true) || model.is_none_or(|model| model.lets(op));
            let read = may.read && (own || all(false) || !org.private.contains(&object.to_ascii_lowercase()));
            let flags = [
                ("HasReadAccess", read),
                ("HasEditAccess", read && may.edit && lets(DmlOp::Update)),
                ("HasDeleteAccess", read && may.delete && lets(DmlOp::Delete)),
            ];
            let mut row = row(NO_ID, &[], &flags);
            row.insert("UserId".into(), Datum::Id(user.clone()));
            row.insert("RecordId".into(), Datum::Id(id.clone()));
            self.put("UserRecordAccess", &format!("{user}{id}"), row);
        }
    }
}

/// The Id of the class of a source file, if it has this name.
fn class_id_of(org: &Org, path: &str, class: &str) -> Option<String> {
    let name = path.rsplit(['/', '\\']).next()?.strip_suffix(".cls")?;
    name.eq_ignore_ascii_case(class).then(|| class_id(org, name))
}

/// Namespace and name of an API name: `acme__Bill__c` is `acme` and `Bill`.
fn split(name: &str) -> (&str, &str) {
    let parts: Vec<&str> = name.split("__").collect();
    match parts.as_slice() {
        [namespace, own, _] => (namespace, own),
        [own, _] => ("", own),
        _ => ("", name),
    }
}

/// A type as Setup names it.
fn data_type(field: &FieldInfo) -> String {
    let number = |name: &str| format!("{name}({}, {})", field.precision.saturating_sub(field.scale), field.scale);
    let name = match field.kind {
        FieldKind::Reference if field.master_detail => {
            format!("Master-Detail({})", field.reference_to.first().map_or("", |name| name))
        }
        FieldKind::Reference => format!("Lookup({})", field.reference_to.join(",")),
        FieldKind::String | FieldKind::EncryptedString if field.auto_number => "Auto Number".to_owned(),
        FieldKind::String => format!("Text({})", field.length),
        FieldKind::EncryptedString => format!("Text (Encrypted)({})", field.length),
        FieldKind::TextArea if field.html => format!("Rich Text Area({})", field.length),
        FieldKind::TextArea if field.length > 255 => format!("Long Text Area({})", field.length),
        FieldKind::TextArea => "Text Area(255)".to_owned(),
        FieldKind::Integer | FieldKind::Long => format!("Number({}, 0)", field.precision.max(9)),
        FieldKind::Double => number("Number"),
        FieldKind::Currency => number("Currency"),
        FieldKind::Percent => number("Percent"),
        FieldKind::Boolean => "Checkbox".to_owned(),
        FieldKind::Picklist | FieldKind::Combobox => "Picklist".to_owned(),
        FieldKind::MultiPicklist => "Picklist (Multi-Select)".to_owned(),
        FieldKind::Datetime => "Date/Time".to_owned(),
        FieldKind::Location => "Geolocation".to_owned(),
        other => format!("{other:?}"),
    };
    if field.calculated { format!("Formula ({})", name.split('(').next().unwrap_or_default()) } else { name }
}
