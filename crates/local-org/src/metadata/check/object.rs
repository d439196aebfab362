//! Custom objects, platform events and custom metadata types.

use super::World;
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;
use sf_schema::Field;

/// Most fields of a kind that an object takes: Salesforce Help, "Custom Field Limits" and "Considerations for
/// Relationships". The texts are our own.
const MOST_MASTERS: usize = 2;
const MOST_RELATIONSHIPS: usize = 40;
const MOST_EXTERNAL_IDS: usize = 25;

pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    let name = item.id.member.as_str();
    let mut error = |text: &str| problems.push(Problem::refusal(&item.id, &item.file, text));
    let has = |element: &str| item.tree.child_text(element).is_some_and(|text| !text.trim().is_empty());
    let setting = has("customSettingsType");
    // A file of a standard object changes settings only.
    if !["__c", "__e", "__mdt", "__b", "__x"].iter().any(|suffix| name.ends_with(suffix)) {
        return;
    }
    if name.ends_with("__b") || name.ends_with("__x") {
        return error("not supported by the local org: big objects and external objects");
    }
    if !has("label") {
        error("Must specify a non-empty label for the CustomObject");
    }
    if !setting && !has("pluralLabel") {
        error("Required field is missing: pluralLabel");
    }
    if name.ends_with("__c") && !setting {
        let name_field = item.tree.children.iter().find(|e| e.name == "nameField");
        if !name_field.is_some_and(|f| matches!(f.child_text("type"), Some("Text" | "AutoNumber"))) {
            error("Must specify a nameField of type Text or AutoNumber");
        }
        for element in ["deploymentStatus", "sharingModel"].iter().filter(|element| !has(element)) {
            error(&format!("Required field is missing: {element}"));
        }
    }
    if let Some(object) = world.schema.object(name).filter(|_| name.ends_with("__c") && !setting) {
        let model = item.tree.child_text("sharingModel").unwrap_or_default();
        let masters = object.master_details().count();
        if model == "ControlledByParent" && masters == 0 {
            error(
                "Cannot set sharingModel to ControlledByParent on a CustomObject without a MasterDetail relationship field",
            );
        } else if !model.is_empty() && model != "ControlledByParent" && masters > 0 {
            error(&format!(
                "Cannot set sharingModel to {model} on a CustomObject with a MasterDetail relationship field"
            ));
        }
        let custom =
            |is: fn(&Field) -> bool| object.fields().iter().filter(|f| f.name.ends_with("__c") && is(f)).count();
        for (what, found, most) in [
            ("master-detail fields", masters, MOST_MASTERS),
            ("relationship fields", custom(|field| field.reference().is_some()), MOST_RELATIONSHIPS),
            ("external id fields", custom(|field| field.external_id), MOST_EXTERNAL_IDS),
        ] {
            if found > most {
                error(&format!("{name} has {found} {what}; an object takes at most {most}"));
            }
        }
    }
    if name.ends_with("__e") {
        for element in ["deploymentStatus", "eventType"].iter().filter(|element| !has(element)) {
            error(&format!("Required field is missing: {element}"));
        }
    }
}
