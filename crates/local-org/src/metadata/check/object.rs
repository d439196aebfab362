//! Custom objects, platform events and custom metadata types.

use crate::metadata::package::Item;
use crate::metadata::problem::Problem;

pub(super) fn check(item: &Item, problems: &mut Vec<Problem>) {
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
    if name.ends_with("__e") {
        for element in ["deploymentStatus", "eventType"].iter().filter(|element| !has(element)) {
            error(&format!("Required field is missing: {element}"));
        }
    }
}
