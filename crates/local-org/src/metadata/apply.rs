//! Makes an org what was built: state, set-up records, grants, apps.

use super::build::Built;
use super::check::record_name;
use super::{app_state, derive};
use crate::Org;
use crate::security::parse_permission_set;
use apex_eval::Datum;
use sf_metadata::ComponentId;
use sf_metadata::xml::Element;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Key prefixes of set-up records (Object Reference).
const PREFIXES: &[(&str, &str)] = &[
    ("ApexClass", "01p"),
    ("ApexTrigger", "01q"),
    ("ConnectedApp", "0H4"),
    ("CustomField", "00N"),
    ("CustomObject", "01I"),
    ("ExternalClientApplication", "0xI"),
    ("Profile", "00e"),
    ("RecordType", "012"),
    ("StaticResource", "081"),
    ("ValidationRule", "03d"),
];

/// Applies what was built to an org, which may have got other records since it was built.
pub(super) fn apply(org: &mut Org, built: Built) {
    let Built { components, schema, code, new_schema, calculated, done, removed } = built;
    org.components = components;
    if new_schema {
        org.private = derive::private_objects(&schema);
        org.schema = schema;
    }
    if let Some(code) = code {
        org.catalog = code.catalog;
        org.prefixes = code.prefixes;
        org.sources = code.sources;
        org.program = code.program;
    }
    if let Some(calculated) = calculated {
        org.calculated = calculated;
    }
    for id in &removed {
        unmake(org, id);
    }
    if new_schema {
        org.refresh_record_types();
        crate::choices::refresh(org);
    }
    // Policies that the org made by itself have no record yet either.
    let new = org.components.iter().filter(|(_, c)| c.id.is_empty()).map(|(id, _)| id.clone());
    let changed = done.iter().filter(|d| d.changed && !d.deleted).map(|d| d.id.clone());
    let all: BTreeSet<ComponentId> = new.chain(changed).collect();
    for id in &all {
        make(org, id);
    }
    // Grants of removed components were taken out of sets that are not part of the package.
    if !removed.is_empty() {
        let sets: Vec<ComponentId> = ["PermissionSet", "Profile"]
            .iter()
            .flat_map(|k| org.components.of_kind(k))
            .map(|(id, _)| id.clone())
            .collect();
        for id in sets {
            make(org, &id);
        }
    }
    app_state::refresh(org);
    // Also when no record did.
    org.store.changes += 1;
    org.store.commit();
}

fn name_parts(member: &str) -> (&str, &str) {
    member.split_once('.').unwrap_or((member, member))
}

fn make(org: &mut Org, id: &ComponentId) {
    let Some(component) = org.components.get(&id.kind, &id.member).cloned() else { return };
    let text = component.text();
    let tree = Element::parse(text).unwrap_or_default();
    let label = tree.child_text("label").unwrap_or(&id.member).to_string();
    let record = match id.kind.as_str() {
        "PermissionSet" => {
            let Ok((_, grants)) = parse_permission_set(text) else { return };
            Some(org.add_permission_set(&id.member, &label, grants))
        }
        "CustomPermission" => Some(org.add_custom_permission(&id.member, &label)),
        "CustomMetadata" => org.add_custom_metadata(&id.member, text).ok(),
        "StaticResource" => {
            let content = component.files.iter().find(|(path, _)| !path.ends_with("-meta.xml"));
            content.map(|(_, content)| org.set_static_resource(&id.member, content))
        }
        "RecordType" => {
            let (object, name) = name_parts(&id.member);
            org.record_type(object, name)
        }
        "Profile" => {
            let profile = org.id_by("Profile", "Name", &record_name(&id.member));
            if let (Some(profile), Ok((_, grants))) = (&profile, parse_permission_set(text)) {
                org.set_profile(profile, grants);
                org.store.security_version += 1;
            }
            profile
        }
        _ => None,
    };
    if component.id.is_empty() || record.as_ref().is_some_and(|r| *r != component.id) {
        let prefix = PREFIXES.iter().find(|(kind, _)| *kind == id.kind).map_or("0LC", |(_, prefix)| prefix);
        let record = record.unwrap_or_else(|| org.store.new_id(prefix));
        let mut components = std::mem::take(&mut org.components);
        components.insert(id.clone(), super::Component { id: record, ..component });
        org.components = components;
    }
}

/// Takes the records of a removed component out.
fn unmake(org: &mut Org, id: &ComponentId) {
    let (object, name) = name_parts(&id.member);
    match id.kind.as_str() {
        "PermissionSet" => {
            if let Some(set) = org.id_by("PermissionSet", "Name", &id.member) {
                org.grants.remove(&set);
                org.store.remove("PermissionSet", &set);
            }
        }
        "CustomPermission" => {
            if let Some(row) = org.id_by("CustomPermission", "DeveloperName", &id.member) {
                org.store.remove("CustomPermission", &row);
            }
        }
        "CustomMetadata" => {
            let object = format!("{}__mdt", object.strip_suffix("__mdt").unwrap_or(object));
            if let Some(row) = org.id_by(&object, "DeveloperName", name) {
                org.store.remove(&object, &row);
            }
        }
        "CustomObject" => {
            org.store.drop_table(&id.member);
            let types = org.store.find("RecordType", "SobjectType", &Datum::Str(id.member.as_str().into()));
            let types: Vec<Arc<str>> = types.into_iter().map(|(id, _)| id.clone()).collect();
            types.iter().for_each(|id| org.store.remove("RecordType", id));
        }
        "CustomField" => org.store.drop_field(object, name),
        "StaticResource" => {
            if let Some(row) = org.id_by("StaticResource", "Name", &id.member) {
                org.store.remove("StaticResource", &row);
            }
        }
        _ => {}
    }
}
