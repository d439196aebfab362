//! Exposure sets.

use super::{report, unique};
use crate::spec::load::{SpecFile, SpecSet};
use crate::spec::{ConditionSpec, ScopeAccess, ScopeObjectSpec, ScopeSpec};
use crate::yaml::Located;
use diag::catalogue::{exposure, spec as codes};
use diag::{Diagnostic, Place};
use sf_schema::Schema;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An exposure set with its names resolved.
#[derive(Debug)]
pub struct Scope<'s> {
    /// The spec file.
    pub file: Arc<str>,
    /// Where its name stands.
    pub place: Place,
    /// sObject → what may be done.
    objects: BTreeMap<String, ScopeObject<'s>>,
    /// sObject → why it is left out.
    pub excluded: BTreeMap<String, String>,
    excluded_at: BTreeMap<String, Place>,
}

#[derive(Debug)]
struct ScopeObject<'s> {
    operations: BTreeSet<ScopeAccess>,
    fields: BTreeSet<String>,
    editable: BTreeSet<String>,
    always: &'s [Located<ConditionSpec>],
}

/// The scopes that one tool names. With none, everything is allowed that the specs say.
#[derive(Debug, Clone, Default)]
pub struct Scopes<'a>(pub Vec<&'a Scope<'a>>);

impl<'a> Scopes<'a> {
    /// Why an sObject is left out, and where that is said.
    pub fn exclusion(&self, object: &str) -> Option<(String, Place)> {
        self.0
            .iter()
            .find_map(|scope| Some((scope.excluded.get(object)?.clone(), scope.excluded_at.get(object)?.clone())))
    }

    /// The sObjects that they list, each once.
    pub fn objects(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let names: BTreeSet<&'a str> =
            self.0.iter().flat_map(|scope| scope.objects.keys()).map(String::as_str).collect();
        names.into_iter()
    }

    fn entries(&self, object: &str) -> impl Iterator<Item = &'a ScopeObject<'a>> {
        let object = object.to_owned();
        self.0.clone().into_iter().filter_map(move |scope| scope.objects.get(&object))
    }

    /// Why an operation is not allowed, if it is not.
    pub fn forbid_operation(&self, object: &str, how: ScopeAccess) -> Option<String> {
        if self.0.is_empty() || self.entries(object).any(|entry| entry.operations.contains(&how)) {
            return None;
        }
        Some(format!("the tool's scopes do not allow `{}` on `{object}`", how.verb()))
    }

    /// Why a field is not allowed for these operations, if it is not. `Id` always is. For each operation one and the same
    /// entry must allow the operation and list the field: what two scopes allow together, neither may allow alone.
    pub fn forbid_field(&self, object: &str, field: &str, set: bool, how: &[ScopeAccess]) -> Option<String> {
        if self.0.is_empty() || field == "Id" {
            return None;
        }
        let listed = |entry: &ScopeObject<'_>| if set { &entry.editable } else { &entry.fields }.contains(field);
        if !self.entries(object).any(listed) {
            return Some(format!("the tool's scopes do not list `{object}.{field}`"));
        }
        // An operation that no entry allows is reported on its own.
        let apart = how.iter().find(|how| {
            let mut allowing = self.entries(object).filter(|entry| entry.operations.contains(how)).peekable();
            allowing.peek().is_some() && !allowing.any(listed)
        })?;
        let verb = apart.verb();
        Some(format!("no scope of the tool both allows `{verb}` on `{object}` and lists `{object}.{field}` for it"))
    }

    /// The conditions that records of an sObject must meet, with the file of each scope.
    pub fn conditions(&self, object: &str) -> Vec<(Arc<str>, &'a [Located<ConditionSpec>])> {
        let with = self.0.iter().filter_map(|scope| Some((Arc::clone(&scope.file), scope.objects.get(object)?.always)));
        with.collect()
    }
}

/// Lowers every scope spec, by name.
pub fn lower<'s>(set: &'s SpecSet, schema: &Schema, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Scope<'s>> {
    let specs = unique(&set.scopes, "scope", |scope| &scope.name, problems);
    specs.into_iter().map(|file| (file.spec.name.value.clone(), scope(file, schema, problems))).collect()
}

fn scope<'s>(file: &'s SpecFile<ScopeSpec>, schema: &Schema, problems: &mut Vec<Diagnostic>) -> Scope<'s> {
    let spec = &file.spec;
    let mut objects = BTreeMap::new();
    for entry in &spec.objects {
        let Some((name, object)) = scope_object(file, entry, schema, problems) else { continue };
        if objects.insert(name.clone(), object).is_some() {
            let message = format!("the scope lists `{name}` twice");
            report(problems, &codes::DUPLICATE_NAME, file.place(entry.object.at), message, "merge the two entries");
        }
    }
    let mut excluded = BTreeMap::new();
    let mut excluded_at = BTreeMap::new();
    for entry in &spec.excluded {
        // An sObject that nobody knows cannot be touched, so it may be named; a misspelt one would not be excluded.
        let near = schema.objects_like(&entry.object.value);
        if let Some(best) = near.first().filter(|_| schema.canonical_name(&entry.object.value).is_none()) {
            let message = format!("no sObject `{}` is known", entry.object);
            let hint = format!("did you mean `{best}`?");
            report(problems, &exposure::UNKNOWN_OBJECT, file.place(entry.object.at), message, hint);
        }
        let name = schema.canonical_name(&entry.object.value).unwrap_or(&entry.object.value).to_owned();
        if objects.contains_key(&name) {
            let message = format!("the scope both lists and excludes `{name}`");
            report(problems, &codes::EXCLUSIVE_KEYS, file.place(entry.object.at), message, "remove one of the entries");
        }
        excluded_at.insert(name.clone(), file.place(entry.object.at));
        excluded.insert(name, entry.reason.value.clone());
    }
    Scope { file: Arc::clone(&file.file), place: file.place(spec.name.at), objects, excluded, excluded_at }
}

fn scope_object<'s>(
    file: &SpecFile<ScopeSpec>,
    entry: &'s Located<ScopeObjectSpec>,
    schema: &Schema,
    problems: &mut Vec<Diagnostic>,
) -> Option<(String, ScopeObject<'s>)> {
    let Some(object) = schema.object(&entry.object.value) else {
        let near = schema.objects_like(&entry.object.value);
        let hint = near
            .first()
            .map_or_else(|| "use the API name of an sObject".to_owned(), |best| format!("did you mean `{best}`?"));
        let message = format!("no sObject `{}` is known", entry.object);
        report(problems, &exposure::UNKNOWN_OBJECT, file.place(entry.object.at), message, hint);
        return None;
    };
    let mut resolve = |names: &[crate::spec::Text]| -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for name in names {
            match object.field(&name.value) {
                Some(field) => {
                    found.insert(field.name.clone());
                }
                None => {
                    let near = object.fields_like(&name.value);
                    let hint = near.first().map_or_else(
                        || "use the API name of a field".to_owned(),
                        |best| format!("did you mean `{best}`?"),
                    );
                    let message = format!("`{}` has no field `{name}`", object.name);
                    report(problems, &exposure::UNKNOWN_FIELD, file.place(name.at), message, hint);
                }
            }
        }
        found
    };
    let fields = resolve(&entry.fields);
    let editable = resolve(&entry.editable);
    let operations = match entry.operations.as_slice() {
        [] => BTreeSet::from([ScopeAccess::Read]),
        some => some.iter().map(|o| o.value).collect(),
    };
    Some((object.name.clone(), ScopeObject { operations, fields, editable, always: &entry.always }))
}
