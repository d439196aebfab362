//! Custom fields: what each type needs (Metadata API guide, "CustomField").

use super::{World, missing};
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;
use apex_eval::Datum;
use sf_metadata::xml::Element;
use sf_schema::ChildRelationship;

/// Elements without which a type cannot be.
fn needed(kind: &str) -> &'static [&'static str] {
    match kind {
        "Text" | "EncryptedText" => &["length"],
        "LongTextArea" | "Html" => &["length", "visibleLines"],
        "MultiselectPicklist" => &["visibleLines"],
        "Number" | "Currency" | "Percent" => &["precision", "scale"],
        "Lookup" | "MasterDetail" => &["referenceTo"],
        "Checkbox" => &["defaultValue"],
        "Location" => &["scale"],
        _ => &[],
    }
}

pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    let mut error = |text: String| problems.push(Problem::refusal(&item.id, &item.file, text));
    let Some((object, name)) = item.id.member.split_once('.') else {
        return error(format!("no CustomField named {} found", item.id.member));
    };
    // Fields of activities are defined on `Activity`, which is no object by itself.
    let known = if object == "Activity" { "Task" } else { object };
    let Some(owner) = world.schema.object(known).filter(|o| world.has_object(&o.name)) else {
        return error(missing(object, format!("no CustomObject named {object} found")));
    };
    if !name.ends_with("__c") {
        if owner.field(name).is_none() {
            error(format!("no CustomField named {object}.{name} found"));
        }
        return;
    }
    let text = |element: &str| item.tree.child_text(element).map(str::trim).filter(|text| !text.is_empty());
    if text("label").is_none() {
        error("Must specify a non-empty label for the CustomField".into());
    }
    let Some(kind) = text("type") else { return error("Required field is missing: type".into()) };
    if item.tree.children.iter().any(|e| e.name == "lookupFilter" && e.child_text("active") == Some("true")) {
        error("not supported by the local org: lookup filters".into());
    }
    if text("formula").is_none() {
        for element in needed(kind).iter().filter(|element| text(element).is_none()) {
            error(format!("Must specify '{element}' for a CustomField of type {kind}"));
        }
    }
    let number = |element: &str| text(element).and_then(|n| n.parse::<i64>().ok());
    let range = match kind {
        "Text" => Some(1..=255),
        "LongTextArea" | "Html" => Some(256..=131_072),
        _ => None,
    };
    if let (Some(range), Some(length)) = (range, number("length"))
        && !range.contains(&length)
    {
        // Our own wording.
        let (from, to) = range.into_inner();
        error(format!("length of a CustomField of type {kind} must be between {from} and {to}, not {length}"));
    }
    if let (Some(precision), Some(scale)) = (number("precision"), number("scale"))
        && (precision > 18 || scale > precision)
    {
        // Our own wording.
        error(format!("precision {precision} and scale {scale} do not fit: at most 18 digits in all"));
    }
    let is_picklist = matches!(kind, "Picklist" | "MultiselectPicklist");
    if is_picklist && !item.tree.children.iter().any(|e| e.name == "valueSet") {
        error(format!("Must specify 'valueSet' for a CustomField of type {kind}"));
    }
    if let Some(values) = item.tree.children.iter().find(|e| e.name == "valueSet") {
        value_set(values, world, &mut error);
    }
    if let Some(target) = text("referenceTo").filter(|target| !world.has_object(target)) {
        error(missing(target, format!("In field: referenceTo - no CustomObject named {target} found")));
    }
    for element in ["externalId", "unique"] {
        if text(element) == Some("true") && !KEYS.contains(&kind) {
            error(format!("Can not specify '{element}' for a CustomField of type {kind}"));
        }
    }
    relationship(&item.id.member, kind, world, &mut error);
    if kind == "Lookup"
        && text("required") == Some("true")
        && matches!(text("deleteConstraint"), None | Some("SetNull"))
    {
        error("field integrity exception: unknown (must specify either cascade delete or restrict delete for required lookup foreign key)".into());
    }
    change(item, kind, world, &mut error);
}

/// Types that can be external ids, and unique (Metadata API guide, "CustomField").
const KEYS: [&str; 4] = ["AutoNumber", "Email", "Number", "Text"];

/// Children of one parent have names of their own, and details need their master from the start.
fn relationship(member: &str, kind: &str, world: &World<'_>, error: &mut dyn FnMut(String)) {
    let Some((owner, name)) = member.split_once('.') else { return };
    let field = world.schema.object(owner).and_then(|object| object.field(name));
    for parent in field.and_then(|field| field.reference()).into_iter().flat_map(|reference| &reference.to) {
        let Some(parent) = world.schema.object(parent) else { continue };
        let is = |child: &&ChildRelationship| {
            child.object.eq_ignore_ascii_case(owner) && child.field.eq_ignore_ascii_case(name)
        };
        let Some(own) = parent.children().iter().find(is).and_then(|own| own.name.as_deref()) else { continue };
        let same = |child: &&ChildRelationship| {
            !is(child) && child.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(own))
        };
        if parent.children().iter().any(|child| same(&child)) {
            let own = own.trim_end_matches("__r");
            error(format!("There is already a Child Relationship named {own} on {}.", parent.label));
        }
    }
    let old = world.org.components.get("CustomField", member);
    let alive = |(_, row): (_, &crate::data::Record)| row.get("IsDeleted") != Some(&Datum::Bool(true));
    if kind == "MasterDetail" && old.is_none() && world.org.store.rows(owner).any(alive) {
        // Our own wording.
        error(format!("{owner} has records, which would have no master; delete them first"));
    }
}

fn value_set(values: &Element, world: &World<'_>, error: &mut dyn FnMut(String)) {
    if let Some(set) = values.child_text("valueSetName").filter(|set| world.next.get("GlobalValueSet", set).is_none())
        && sf_schema::value_set(set).is_empty()
    {
        error(format!("In field: valueSetName - no GlobalValueSet named {set} found"));
    }
    let definition = values.children.iter().find(|e| e.name == "valueSetDefinition");
    let mut labels = std::collections::BTreeSet::new();
    for value in definition.into_iter().flat_map(|d| &d.children).filter(|e| e.name == "value") {
        let label = value.child_text("label").or_else(|| value.child_text("fullName")).unwrap_or_default();
        if !labels.insert(label.to_lowercase()) {
            error(format!("Duplicate label: {label}"));
        }
    }
}

/// A field that is there already cannot become everything.
fn change(item: &Item, kind: &str, world: &World<'_>, error: &mut dyn FnMut(String)) {
    let Some(before) = world.org.components.get("CustomField", &item.id.member) else { return };
    let Ok(before) = Element::parse(before.text()) else { return };
    let computed = |tree: &Element, kind: &str| match (tree.child_text("formula"), kind) {
        (Some(_), _) => Some("a Formula"),
        (None, "Summary") => Some("a Roll-Up Summary"),
        (None, _) => None,
    };
    let old = before.child_text("type").unwrap_or_default();
    match (computed(&before, old), computed(&item.tree, kind)) {
        (Some(was), None) => return error(format!("Cannot update a field from {was} to something else")),
        (None, Some(is)) => return error(format!("Cannot update a field to {is} from something else")),
        _ => {}
    }
    let (object, name) = item.id.member.split_once('.').unwrap_or_default();
    let filled = |(_, record): (_, &crate::data::Record)| record.get(name).is_some_and(|value| *value != Datum::Null);
    if old != kind && world.org.store.rows(object).any(filled) {
        error(format!("Cannot change type due to existing data: {old} to {kind}"));
    }
}
