//! Corrections of what is assumed about sObjects: handed to the schema, and checked against it.

use super::report;
use super::run_as::user_permission;
use crate::spec::load::{SpecFile, SpecSet};
use crate::spec::{FieldOverrideSpec, ObjectOverrideSpec, ProjectSpec, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{policy, spec as codes};
use diag::{Diagnostic, Place};
use sf_schema::{FieldOverride, ObjectOverride, Overrides, Schema};
use std::collections::BTreeMap;

/// User permissions that concern records of one kind, and may therefore be what writing such a record takes (Salesforce
/// Help, "User Permissions"). Any other would give callers of the tools more than the tools do.
const FOR_WRITING: [&str; 8] = [
    "ActivateContract",
    "ActivateOrder",
    "EditActivatedOrders",
    "EditCaseComments",
    "EditEvent",
    "EditKnowledge",
    "EditOppLineItemUnitPrice",
    "EditTask",
];

/// The corrections of a project, for the schema to apply. Names are checked there, the rest by [`check`].
pub fn overrides(set: &SpecSet) -> Overrides {
    let Some(file) = set.projects.first() else { return Overrides::default() };
    let Some(spec) = &file.spec.overrides else { return Overrides::default() };
    let object = |spec: &Located<ObjectOverrideSpec>| ObjectOverride {
        object: spec.object.value.clone(),
        grantable: value(&spec.grantable),
        inherits_from: spec.inherits_from.as_ref().map(|name| name.value.clone()),
        requires_read: texts(&spec.requires_read),
        write_user_permissions: texts(&spec.write_user_permissions),
        reason: spec.reason.value.trim().to_owned(),
        place: Some(file.place(spec.object.at)),
    };
    let field = |spec: &Located<FieldOverrideSpec>| FieldOverride {
        field: spec.field.value.clone(),
        permissionable: value(&spec.permissionable),
        createable: value(&spec.createable),
        updateable: value(&spec.updateable),
        required: value(&spec.required),
        filterable: value(&spec.filterable),
        sortable: value(&spec.sortable),
        groupable: value(&spec.groupable),
        reason: spec.reason.value.trim().to_owned(),
        place: Some(file.place(spec.field.at)),
    };
    Overrides { objects: spec.objects.iter().map(object).collect(), fields: spec.fields.iter().map(field).collect() }
}

fn value(flag: &Option<Located<bool>>) -> Option<bool> {
    flag.map(|flag| flag.value)
}

fn texts(list: &Option<Located<Vec<Text>>>) -> Option<Vec<String>> {
    list.as_ref().map(|list| list.value.iter().map(|text| text.value.clone()).collect())
}

/// Reports corrections that correct nothing, contradict themselves or each other, or name a user permission that does not
/// exist.
pub fn check(file: &SpecFile<ProjectSpec>, schema: &Schema, problems: &mut Vec<Diagnostic>) {
    let Some(spec) = &file.spec.overrides else { return };
    let mut seen = BTreeMap::new();
    for spec in &spec.objects {
        once(file, &spec.object, &mut seen, problems);
        let lists = [&spec.requires_read, &spec.write_user_permissions];
        if spec.grantable.is_none() && spec.inherits_from.is_none() && lists.iter().all(|list| list.is_none()) {
            nothing(file, &spec.object, problems);
        }
        if let (Some(grantable), Some(_)) = (spec.grantable, &spec.inherits_from) {
            let message = "an object either has permissions of its own or inherits them";
            let hint = "keep one of `grantable` and `inheritsFrom`";
            report(problems, &codes::EXCLUSIVE_KEYS, file.place(grantable.at), message, hint);
        }
        for permission in spec.write_user_permissions.iter().flat_map(|list| &list.value) {
            let place = file.place(permission.at);
            match user_permission(&permission.value, place.clone(), schema) {
                Err(problem) => problems.push(problem),
                // It goes into permission sets as it is written here.
                Ok(name) if name != permission.value => {
                    let message = format!("`{permission}` is not how the platform writes the name of the permission");
                    report(problems, &codes::BAD_VALUE, place, message, format!("write `{name}`"));
                }
                Ok(name) if !FOR_WRITING.contains(&name.as_str()) => {
                    let message = format!("`{name}` is no right that writing `{}` takes", spec.object);
                    let hint = format!("remove it; an override can name {}", FOR_WRITING.join(", "));
                    report(problems, &policy::OVERRIDE_GRANTS, place, message, hint);
                }
                Ok(_) => {}
            }
        }
    }
    for spec in &spec.fields {
        once(file, &spec.field, &mut seen, problems);
        let flags = [
            spec.permissionable,
            spec.createable,
            spec.updateable,
            spec.required,
            spec.filterable,
            spec.sortable,
            spec.groupable,
        ];
        if flags.iter().all(Option::is_none) {
            nothing(file, &spec.field, problems);
        }
    }
}

fn once(file: &SpecFile<ProjectSpec>, name: &Text, seen: &mut BTreeMap<String, Pos>, problems: &mut Vec<Diagnostic>) {
    let place: Place = file.place(name.at);
    if let Some(first) = seen.insert(name.value.to_lowercase(), name.at) {
        problems.push(
            Diagnostic::new(&codes::DUPLICATE_NAME, format!("`{name}` is overridden twice"))
                .at(place)
                .also(file.place(first), "the first one")
                .hint("put both into one entry"),
        );
    }
}

fn nothing(file: &SpecFile<ProjectSpec>, name: &Text, problems: &mut Vec<Diagnostic>) {
    let message = format!("the override of `{name}` corrects nothing");
    let hint = "add the fact that differs, or remove the entry";
    report(problems, &codes::BAD_VALUE, file.place(name.at), message, hint);
}
