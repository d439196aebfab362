//! Deleting components: what goes with them, what stands in the way, and what is forgotten.

use super::components::Components;
use super::package::Package;
use super::problem::Problem;
use super::shape::grant_key;
use crate::Org;
use apex_eval::Datum;
use sf_metadata::ComponentId;
use sf_metadata::xml::Element;

/// Why a component cannot be deleted at all.
pub(super) fn refusal(org: &Org, id: &ComponentId) -> Option<String> {
    let component = org.components.get(&id.kind, &id.member)?;
    if component.package.is_some() {
        // Our own wording.
        return Some(format!("{} {} belongs to an installed package", id.kind, id.member));
    }
    match id.kind.as_str() {
        "RecordType" => Some("Cannot delete record type through API".into()),
        "PermissionSet" => {
            let assigned = |(_, row): (_, &crate::data::Record)| {
                matches!(row.get("PermissionSetId"), Some(Datum::Id(set)) if *set == component.id)
                    && row.get("IsDeleted") != Some(&Datum::Bool(true))
            };
            // The platform's rule (permission sets that are assigned cannot be deleted); the text is our own.
            org.store.rows("PermissionSetAssignment").any(assigned).then(|| {
                format!("This permission set is referenced elsewhere in salesforce.com.  Remove the usage and try again.: it is assigned to users: {}", id.member)
            })
        }
        "Profile" => Some("not supported by the local org: deleting a profile".into()),
        _ => None,
    }
}

/// A component and what cannot be without it: the fields of an object, the settings of an app.
pub(super) fn with_parts(next: &Components, id: &ComponentId) -> Vec<ComponentId> {
    let mut gone = vec![id.clone()];
    match id.kind.as_str() {
        "CustomObject" => {
            let prefix = format!("{}.", id.member.to_lowercase());
            let records = id.member.strip_suffix("__mdt").map(|name| format!("{}.", name.to_lowercase()));
            gone.extend(
                next.iter()
                    .map(|(i, _)| i)
                    .filter(|i| {
                        let member = i.member.to_lowercase();
                        match i.kind.as_str() {
                            "CustomMetadata" => records.as_ref().is_some_and(|p| member.starts_with(p)),
                            "CustomField" | "RecordType" | "ListView" | "CompactLayout" | "FieldSet" | "WebLink"
                            | "Index" | "BusinessProcess" | "SharingReason" => member.starts_with(&prefix),
                            _ => false,
                        }
                    })
                    .cloned(),
            );
        }
        "ExternalClientApplication" => {
            let of_app = |tree: &Element| {
                tree.child_text("externalClientApplication").is_some_and(|app| app.eq_ignore_ascii_case(&id.member))
            };
            let parts = next.iter().filter(|(i, c)| {
                i.kind.starts_with("ExtlClntApp") && Element::parse(c.text()).is_ok_and(|tree| of_app(&tree))
            });
            gone.extend(parts.map(|(i, _)| i.clone()));
        }
        _ => {}
    }
    gone
}

/// Takes a label out of the file of labels. `false`: it is not there.
pub(super) fn label(next: &mut Components, name: &str) -> bool {
    let Some((id, mut component)) = next.of_kind("CustomLabels").next().map(|(id, c)| (id.clone(), c.clone())) else {
        return false;
    };
    let Ok(mut tree) = Element::parse(component.text()) else { return false };
    let before = tree.children.len();
    tree.children.retain(|e| e.child_text("fullName") != Some(name));
    if tree.children.len() == before {
        return false;
    }
    if let Some(file) = component.files.values_mut().next() {
        *file = tree.to_xml().into_bytes().into();
    }
    next.insert(id, component);
    true
}

/// The platform's text for a component that is in use, and by what.
pub(super) fn referenced(id: &ComponentId, user: &str) -> String {
    let what = match id.kind.as_str() {
        "ApexClass" => "apex class",
        "ApexTrigger" => "apex trigger",
        "CustomField" => "custom field",
        "CustomLabel" => "custom label",
        "CustomObject" => "custom object",
        _ => "component",
    };
    format!("This {what} is referenced elsewhere in salesforce.com.  Remove the usage and try again.: {user}.")
}

/// Whether Apex text names a component: its last name as a word.
pub(super) fn mentions(text: &str, id: &ComponentId) -> bool {
    let name = id.member.rsplit('.').next().unwrap_or(&id.member).to_lowercase();
    words(text).any(|word| word == name || name.strip_suffix("__c").is_some_and(|n| word == format!("{n}__r")))
}

/// The identifiers of a text in lower case.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|w| !w.is_empty()).map(str::to_ascii_lowercase)
}

/// References from other components that hinder a deletion: lookups to a deleted object.
pub(super) fn check(next: &Components, package: &Package, removed: &[ComponentId], problems: &mut Vec<Problem>) {
    let objects: Vec<&ComponentId> = removed.iter().filter(|id| id.kind == "CustomObject").collect();
    if objects.is_empty() {
        return;
    }
    for (field, component) in next.of_kind("CustomField") {
        let target = Element::parse(component.text()).ok().and_then(|t| t.child_text("referenceTo").map(str::to_owned));
        if let Some(object) =
            objects.iter().find(|o| target.as_ref().is_some_and(|t| t.eq_ignore_ascii_case(&o.member)))
        {
            let text = referenced(object, &format!("Custom Field - {}", field.member));
            let file = package.deletions.iter().flatten().find(|d| d.id == **object).map_or("", |d| d.file);
            problems.push(Problem::error(object, file, text));
        }
    }
}

/// Takes grants of removed components out of permission sets and profiles, as the platform does by itself.
pub(super) fn forget(next: &mut Components, removed: &[ComponentId]) {
    let matters = |id: &&ComponentId| {
        matches!(id.kind.as_str(), "ApexClass" | "CustomField" | "CustomObject" | "CustomPermission" | "RecordType")
    };
    let removed: Vec<&ComponentId> = removed.iter().filter(matters).collect();
    if removed.is_empty() {
        return;
    }
    let is_gone = |entry: &Element| {
        let kinds: &[&str] = match entry.name.as_str() {
            "classAccesses" => &["ApexClass"],
            "fieldPermissions" => &["CustomField"],
            "customPermissions" => &["CustomPermission"],
            "recordTypeVisibilities" => &["RecordType"],
            "objectPermissions" | "customMetadataTypeAccesses" | "customSettingAccesses" => &["CustomObject"],
            _ => return false,
        };
        let name = grant_key(entry).unwrap_or_default();
        removed.iter().any(|id| kinds.contains(&id.kind.as_str()) && id.member.eq_ignore_ascii_case(name))
    };
    for kind in ["PermissionSet", "Profile"] {
        let sets: Vec<(ComponentId, super::Component)> =
            next.of_kind(kind).map(|(id, c)| (id.clone(), c.clone())).collect();
        for (id, mut component) in sets {
            let Ok(mut tree) = Element::parse(component.text()) else { continue };
            let before = tree.children.len();
            tree.children.retain(|entry| !is_gone(entry));
            if tree.children.len() < before
                && let Some(file) = component.files.values_mut().next()
            {
                *file = tree.to_xml().into_bytes().into();
                next.insert(id, component);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apex_mentions_a_field_by_its_name_or_its_relation() {
        let field = ComponentId::new("CustomField", "Note__c.Author__c");
        assert!(mentions("n.author__c = 1;", &field));
        assert!(mentions("SELECT Author__r.Name FROM Note__c", &field));
        assert!(!mentions("n.CoAuthor__c = 1;", &field));
    }
}
