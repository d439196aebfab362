//! Corrections that a project states itself, for facts that the catalogue only assumes.

use crate::access::{ObjectAccess, ObjectPermission, RequiredPermission, RequiredRead};
use crate::field::{Certainty, Permissionable};
use crate::schema::Schema;
use diag::catalogue::{policy, schema as codes};
use diag::{Diagnostic, Place};
use serde::Deserialize;

/// All corrections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Overrides {
    /// About objects.
    pub objects: Vec<ObjectOverride>,
    /// About fields.
    pub fields: Vec<FieldOverride>,
}

/// Corrects what is assumed about an object; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct ObjectOverride {
    /// API name.
    pub object: String,
    /// Whether a permission set has an `objectPermissions` entry for it.
    pub grantable: Option<bool>,
    /// The object whose permissions decide, for an object that has none of its own.
    pub inherits_from: Option<String>,
    /// The objects that must be readable too; replaces the list.
    pub requires_read: Option<Vec<String>>,
    /// The user permissions that writing needs; replaces the list.
    pub write_user_permissions: Option<Vec<String>>,
    /// How it is known; the source that reviewers see.
    pub reason: String,
    /// Where the correction was made, for diagnostics.
    #[serde(skip)]
    pub place: Option<Place>,
}

/// Corrects what is assumed about a field; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub struct FieldOverride {
    /// `Object.Field`.
    pub field: String,
    /// Whether field permissions can be granted on it.
    pub permissionable: Option<bool>,
    /// Whether an insert may set it.
    pub createable: Option<bool>,
    /// Whether an update may set it.
    pub updateable: Option<bool>,
    /// Whether an insert must set it.
    pub required: Option<bool>,
    /// Whether `WHERE` may use it.
    pub filterable: Option<bool>,
    /// Whether `ORDER BY` may use it.
    pub sortable: Option<bool>,
    /// Whether `GROUP BY` may use it.
    pub groupable: Option<bool>,
    /// How it is known; the source that reviewers see.
    pub reason: String,
    /// Where the correction was made, for diagnostics.
    #[serde(skip)]
    pub place: Option<Place>,
}

impl Overrides {
    /// Adds more corrections; later ones win.
    pub fn extend(&mut self, other: Self) {
        self.objects.extend(other.objects);
        self.fields.extend(other.fields);
    }
}

/// What reviewers see as the source of a corrected fact.
fn source(reason: &str) -> String {
    if reason.is_empty() { "project setting".to_owned() } else { format!("project setting: {reason}") }
}

pub(crate) fn apply(schema: &mut Schema, overrides: &Overrides, diagnostics: &mut Vec<Diagnostic>) {
    for correction in &overrides.objects {
        apply_to_object(schema, correction, diagnostics);
    }
    for correction in &overrides.fields {
        apply_to_field(schema, correction, diagnostics);
    }
}

fn apply_to_object(schema: &mut Schema, correction: &ObjectOverride, diagnostics: &mut Vec<Diagnostic>) {
    let names = correction.requires_read.iter().flatten().chain(&correction.inherits_from);
    let unknown: Vec<&String> = names.filter(|name| schema.canonical_name(name).is_none()).collect();
    let names_are_known = unknown.is_empty();
    for name in unknown {
        diagnostics.push(no_such(format!("object `{name}`"), &schema.objects_like(name), correction.place.as_ref()));
    }
    let canonical = |schema: &Schema, name: &str| schema.canonical_name(name).unwrap_or(name).to_owned();
    let parent = correction.inherits_from.as_ref().map(|name| canonical(schema, name));
    let reads: Option<Vec<String>> =
        correction.requires_read.as_ref().map(|names| names.iter().map(|n| canonical(schema, n)).collect());
    let Some(object) = schema.object_mut(&correction.object) else {
        let near = schema.objects_like(&correction.object);
        diagnostics.push(no_such(format!("object `{}`", correction.object), &near, correction.place.as_ref()));
        return;
    };
    let access = &mut object.access;
    if names_are_known {
        diagnostics.extend(widened(&object.name, access, correction, parent.as_ref(), reads.as_deref()));
    }
    let permission = match (parent, correction.grantable) {
        (Some(parent), _) => Some(ObjectPermission::InheritedFrom(parent)),
        (None, Some(true)) => Some(ObjectPermission::Grantable),
        (None, Some(false)) if access.permission == ObjectPermission::Grantable => Some(ObjectPermission::None),
        _ => None,
    };
    if let Some(permission) = permission {
        access.permission = permission;
    }
    if correction.grantable.is_some() || correction.inherits_from.is_some() {
        access.certainty = Certainty::Stated;
        access.source = source(&correction.reason);
    }
    if let Some(reads) = reads {
        let required =
            |object| RequiredRead { object, certainty: Certainty::Stated, source: source(&correction.reason) };
        access.requires_read = reads.into_iter().map(required).collect();
    }
    if let Some(permissions) = &correction.write_user_permissions {
        let required = |name: &String| RequiredPermission {
            name: name.clone(),
            certainty: Certainty::Stated,
            source: source(&correction.reason),
        };
        access.write_user_permissions = permissions.iter().map(required).collect();
    }
}

/// Warns where a correction adds to what permission sets grant, beyond the facts it replaces.
fn widened(
    object: &str,
    before: &ObjectAccess,
    correction: &ObjectOverride,
    parent: Option<&String>,
    reads: Option<&[String]>,
) -> Option<Diagnostic> {
    let read_before =
        |name: &str| before.requires_read.iter().any(|read| read.object == name && read.certainty == Certainty::Known);
    let parent = parent.filter(|parent| before.permission != ObjectPermission::InheritedFrom((*parent).clone()));
    let reads = reads.unwrap_or_default().iter().filter(|name| !read_before(name));
    let permitted = |name: &str| before.write_user_permissions.iter().any(|permission| permission.name == name);
    let permissions = correction.write_user_permissions.iter().flatten().filter(|name| !permitted(name));
    let added: Vec<String> = parent
        .map(|parent| format!("the rights on `{parent}`"))
        .into_iter()
        .chain(reads.map(|name| format!("Read on `{name}`")))
        .chain(permissions.map(|name| format!("`{name}` for writing")))
        .collect();
    if added.is_empty() {
        return None;
    }
    let message = format!("by this override whoever may use a tool on `{object}` is also granted {}", added.join(", "));
    let warning = Diagnostic::new(&policy::OVERRIDE_WIDENS, message)
        .hint("keep it only where an org refuses the permission set without; reviewers see it first");
    Some(match &correction.place {
        Some(place) => warning.at(place.clone()),
        None => warning,
    })
}

fn apply_to_field(schema: &mut Schema, correction: &FieldOverride, diagnostics: &mut Vec<Diagnostic>) {
    let (object_name, field_name) = correction.field.split_once('.').unwrap_or((&correction.field, ""));
    let Some(object) = schema.object_mut(object_name) else {
        let near = schema.objects_like(object_name);
        diagnostics.push(no_such(format!("object `{object_name}`"), &near, correction.place.as_ref()));
        return;
    };
    let Some(field) = object.field_mut(field_name) else {
        let near = object.fields_like(field_name);
        diagnostics.push(no_such(format!("field `{}`", correction.field), &near, correction.place.as_ref()));
        return;
    };
    if let Some(yes) = correction.permissionable {
        field.permissionable = Permissionable::known(yes);
    }
    let flags = [
        (&mut field.createable, correction.createable),
        (&mut field.updateable, correction.updateable),
        (&mut field.required_on_create, correction.required),
        (&mut field.filterable, correction.filterable),
        (&mut field.sortable, correction.sortable),
        (&mut field.groupable, correction.groupable),
    ];
    for (flag, corrected) in flags {
        *flag = corrected.unwrap_or(*flag);
    }
}

fn no_such(what: String, near: &[&str], place: Option<&Place>) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(&codes::UNKNOWN_OVERRIDE, format!("an override names the {what}, which is not known"));
    if let Some(place) = place {
        diagnostic = diagnostic.at(place.clone());
    }
    match near.first() {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("correct the name, or remove the override"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_wins_and_an_unknown_name_is_reported() {
        let json = r#"{"objects": [{"object": "task", "grantable": true, "requiresRead": ["contact"]}],
            "fields": [{"field": "Case.Comments", "permissionable": true}, {"field": "Case.Statuss", "required": true}]}"#;
        let overrides: Overrides = serde_json::from_str(json).expect("overrides");
        let (schema, diagnostics) = Schema::builder().catalogue().overrides(overrides).build();
        let access = &schema.object("Task").expect("Task").access;
        assert_eq!(access.permission, ObjectPermission::Grantable);
        assert_eq!((access.certainty, access.requires_read[0].object.as_str()), (Certainty::Stated, "Contact"));
        let comments = schema.object("Case").and_then(|o| o.field("Comments")).expect("the field");
        assert_eq!(comments.permissionable, Permissionable::Yes);
        let codes: Vec<&str> = diagnostics.iter().map(|d| d.code.id).collect();
        assert_eq!(codes, ["POL023", "SCHEMA010"]);
        assert_eq!(diagnostics[1].hint.as_deref(), Some("did you mean `Status`?"));
    }

    #[test]
    fn only_what_is_added_counts_as_wider_and_it_has_the_project_as_its_source() {
        let json = r#"{"objects": [{"object": "Task", "writeUserPermissions": ["EditTask"], "reason": "seen"},
            {"object": "Contact", "requiresRead": ["Account"]}, {"object": "Event", "inheritsFrom": "Contract"}]}"#;
        let overrides: Overrides = serde_json::from_str(json).expect("overrides");
        let (schema, diagnostics) = Schema::builder().catalogue().overrides(overrides).build();
        let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        let event = "by this override whoever may use a tool on `Event` is also granted the rights on `Contract`";
        assert_eq!(messages, [event]);
        let permission = &schema.object("Task").expect("Task").access.write_user_permissions[0];
        assert_eq!((permission.certainty, permission.source.as_str()), (Certainty::Stated, "project setting: seen"));
    }
}
