//! What every org has besides its administrator: what the organization says about itself, licences, and how permission
//! sets show what they grant.

use crate::Org;
use crate::data::{Record, prices};
use crate::org::START;
use crate::tooling::{class_id, class_name};
use apex_eval::Datum;
use apex_sema::catalog::FieldKind;
use std::sync::Arc;

/// Licences by name, with the profiles that belong to each.
const LICENSES: &[(&str, &str, &[&str])] = &[
    ("Salesforce", "SFDC", &["System Administrator", "Standard User", "Minimum Access - Salesforce"]),
    ("Salesforce Integration", "PID_INTEGRATION", &["Minimum Access - API Only Integrations"]),
];

/// Permission set licences: API name and label.
const SET_LICENSES: &[(&str, &str)] = &[("SalesforceAPIIntegrationPsl", "Salesforce API Integration")];

/// The user permission that makes an API-only user.
const API_ONLY: &str = "ApiUserOnly";

/// What the organization says of itself. It calls itself a sandbox, so that no tool takes it for production.
pub(crate) fn organization(org: &mut Org) {
    let id = org.id.clone();
    change(org, "Organization", &id, |record| {
        record.insert("IsSandbox".into(), Datum::Bool(true));
        record.insert("OrganizationType".into(), Datum::Str("Developer Edition".into()));
        record.insert("LanguageLocaleKey".into(), Datum::Str("en_US".into()));
        record.insert("TimeZoneSidKey".into(), Datum::Str("GMT".into()));
    });
}

/// Adds what is missing.
pub(crate) fn complete(org: &mut Org) {
    licenses(org);
    organization(org);
    let administrator = org.administrator.clone();
    change(org, "User", &administrator, |record| {
        record.entry("CommunityNickname".into()).or_insert_with(|| Datum::Str("admin".into()));
    });
    for (name, label) in SET_LICENSES {
        let fields = [("MasterLabel", *label), ("Status", "Active")];
        let id = found_or_added(org, "PermissionSetLicense", "DeveloperName", name, &fields);
        change(org, "PermissionSetLicense", &id, |record| {
            record.insert("TotalLicenses".into(), Datum::Int(5));
        });
    }
    standard_price_book(org);
    org.store.commit();
}

/// Whether there is a licence of this name, of users or for permission sets.
pub(crate) fn has_license(org: &Org, name: &str) -> bool {
    let users = org.id_by("UserLicense", "Name", name);
    users.is_some() || SET_LICENSES.iter().any(|(known, label)| [*known, *label].contains(&name))
}

/// The licences of the profiles.
pub(crate) fn licenses(org: &mut Org) {
    for (name, key, profiles) in LICENSES {
        let fields = [("LicenseDefinitionKey", *key), ("MasterLabel", *name), ("Status", "Active")];
        let license = found_or_added(org, "UserLicense", "Name", name, &fields);
        change(org, "UserLicense", &license, |record| {
            record.insert("TotalLicenses".into(), Datum::Int(5));
            record.insert("UsedLicenses".into(), Datum::Int(1));
        });
        for profile in *profiles {
            if let Some(id) = org.id_by("Profile", "Name", profile) {
                change(org, "Profile", &id, |record| {
                    record.insert("UserLicenseId".into(), Datum::Id(license.clone()));
                });
            }
        }
    }
}

/// The classes of the org as its Apex sees them. Object Reference, "ApexClass".
pub(crate) fn classes(org: &mut Org) {
    let sources = Arc::clone(&org.sources);
    for source in sources.iter().filter(|source| source.path.ends_with(".cls")) {
        let name = class_name(&source.path);
        let id: Arc<str> = class_id(org, name).into();
        let texts = [("Name", name), ("Status", "Active"), ("Body", &*source.text)];
        let mut record: Record = texts.map(|(field, text)| (Arc::from(field), Datum::Str(Arc::from(text)))).into();
        record.insert("Id".into(), Datum::Id(id.clone()));
        record.insert("IsValid".into(), Datum::Bool(true));
        audit(org, "ApexClass", &mut record);
        org.store.put(&"ApexClass".into(), &id, record);
    }
}

/// Fills who made a record and when: the administrator, as the org began.
pub(crate) fn audit(org: &Org, object: &str, record: &mut Record) {
    let Some(info) = org.catalog.object(object) else { return };
    let people = ["CreatedById", "LastModifiedById"].map(|field| (field, Datum::Id(org.administrator.clone())));
    let days = ["CreatedDate", "LastModifiedDate", "SystemModstamp"].map(|field| (field, Datum::Datetime(START)));
    for (field, value) in people.into_iter().chain(days).filter(|(field, _)| info.field(field).is_some()) {
        record.entry(field.into()).or_insert(value);
    }
}

/// The price book that every org has. Object Reference, "Pricebook2".
pub(crate) fn standard_price_book(org: &mut Org) {
    if prices::standard_book(&org.store).is_some() {
        return;
    }
    let id = found_or_added(org, "Pricebook2", "Name", "Standard Price Book", &[]);
    change(org, "Pricebook2", &id, |record| {
        for (field, value) in [("IsStandard", true), ("IsActive", true), ("IsArchived", false), ("IsDeleted", false)] {
            record.insert(field.into(), Datum::Bool(value));
        }
    });
}

/// The business hours that every org has, the whole day. Object Reference, "BusinessHours".
pub(crate) fn business_hours(org: &mut Org) {
    let info = org.catalog.object("BusinessHours");
    let id = found_or_added(org, "BusinessHours", "Name", "Default", &[("TimeZoneSidKey", "GMT")]);
    change(org, "BusinessHours", &id, |record| {
        for flag in ["IsActive", "IsDefault"] {
            record.insert(flag.into(), Datum::Bool(true));
        }
        let times = info.iter().flat_map(|info| info.fields.values()).filter(|field| field.kind == FieldKind::Time);
        record.extend(times.map(|field| (field.name.clone(), Datum::Time(0))));
    });
}

fn change(org: &mut Org, object: &str, id: &Arc<str>, work: impl FnOnce(&mut Record)) {
    if let Some(mut record) = org.store.get(object, id).cloned() {
        work(&mut record);
        org.store.put(&object.into(), id, record);
    }
}

fn found_or_added(org: &mut Org, object: &str, field: &str, value: &str, more: &[(&str, &str)]) -> Arc<str> {
    if let Some(id) = org.id_by(object, field, value) {
        return id;
    }
    let prefix = org.catalog.prefix_of(object).unwrap_or_else(|| "zzz".into());
    let id = org.store.new_id(&prefix);
    let text = |(name, value): &(&str, &str)| (Arc::from(*name), Datum::Str(Arc::from(*value)));
    let mut record: Record = more.iter().map(text).collect();
    record.insert(field.into(), Datum::Str(value.into()));
    record.insert("Id".into(), Datum::Id(id.clone()));
    audit(org, object, &mut record);
    org.store.put(&object.into(), &id, record);
    id
}

/// Brings the `Permissions…` fields of permission sets up to what they grant, and makes the permission set that every
/// profile has, with its assignments. Object Reference, "PermissionSet": a profile owns one, assigned to its users.
pub(crate) fn show_permissions(org: &mut Org) {
    let text = |datum: Option<&Datum>| match datum {
        Some(Datum::Str(text) | Datum::Id(text)) => Some(text.clone()),
        _ => None,
    };
    let profiles: Vec<(Arc<str>, Arc<str>)> =
        org.store.rows("Profile").filter_map(|(id, row)| Some((id.clone(), text(row.get("Name"))?))).collect();
    let mut sources: Vec<(Arc<str>, Arc<str>)> = org
        .store
        .rows("PermissionSet")
        .filter(|(_, row)| !row.contains_key("ProfileId"))
        .map(|(id, _)| (id.clone(), id.clone()))
        .collect();
    for (profile, label) in &profiles {
        let owned =
            org.store.rows("PermissionSet").find(|(_, row)| text(row.get("ProfileId")).as_ref() == Some(profile));
        let set = match owned.map(|(id, _)| id.clone()) {
            Some(set) => set,
            None => found_or_added(org, "PermissionSet", "Name", &format!("X{profile}"), &[("Label", label)]),
        };
        change(org, "PermissionSet", &set, |record| {
            record.insert("ProfileId".into(), Datum::Id(profile.clone()));
            record.insert("IsOwnedByProfile".into(), Datum::Bool(true));
        });
        assign(org, profile, &set);
        sources.push((set, profile.clone()));
    }
    let Some(info) = org.catalog.object("PermissionSet") else { return };
    let fields: Vec<Arc<str>> =
        info.fields.values().map(|f| f.name.clone()).filter(|f| f.starts_with("Permissions")).collect();
    for (set, source) in sources {
        let grants = org.grants.get(&source).cloned().unwrap_or_default();
        let api_profile =
            profiles.iter().any(|(id, name)| *id == source && &**name == "Minimum Access - API Only Integrations");
        let holds = |permission: &str| match permission {
            API_ONLY => api_profile || grants.user.contains("apiuseronly"),
            "ApiEnabled" if api_profile => true,
            other => grants.all || grants.user.contains(&other.to_ascii_lowercase()),
        };
        let values: Vec<(Arc<str>, bool)> =
            fields.iter().map(|f| (f.clone(), holds(f.trim_start_matches("Permissions")))).collect();
        let record = org.store.get("PermissionSet", &set);
        let same = |(field, value): &(Arc<str>, bool)| {
            record.and_then(|r| r.get(field)).is_some_and(|stored| *stored == Datum::Bool(*value))
        };
        if !values.iter().all(same) {
            change(org, "PermissionSet", &set, |record| {
                record.extend(values.into_iter().map(|(field, value)| (field, Datum::Bool(value))));
            });
        }
    }
    org.store.commit();
}

/// Assigns a profile's permission set to its users.
fn assign(org: &mut Org, profile: &Arc<str>, set: &Arc<str>) {
    let is = |datum: Option<&Datum>, id: &Arc<str>| matches!(datum, Some(Datum::Id(found)) if found == id);
    let users: Vec<Arc<str>> =
        org.store.rows("User").filter(|(_, row)| is(row.get("ProfileId"), profile)).map(|(id, _)| id.clone()).collect();
    for user in users {
        let same = |row: &Record| is(row.get("AssigneeId"), &user) && is(row.get("PermissionSetId"), set);
        if org.store.rows("PermissionSetAssignment").any(|(_, row)| same(row)) {
            continue;
        }
        let id = org.store.new_id("0Pa");
        let record = Record::from([
            ("Id".into(), Datum::Id(id.clone())),
            ("AssigneeId".into(), Datum::Id(user)),
            ("PermissionSetId".into(), Datum::Id(set.clone())),
        ]);
        org.store.put(&"PermissionSetAssignment".into(), &id, record);
    }
}
