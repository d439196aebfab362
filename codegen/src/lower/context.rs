//! What the lowering of one tool knows and collects.

use super::scope::Scopes;
use super::{pii, unknown_reference};
use crate::model::{Access, Authorized, Parameter, ParameterKind, Path, Project, Step};
use crate::rendered::Origin;
use crate::spec::{ScopeAccess, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{exposure as codes, spec};
use diag::{Code, Diagnostic, Place};
use sf_schema::{ApexDml, Certainty, Field, SObject, Schema};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a field is touched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Its value leaves the org.
    Returned,
    /// It is read inside a query only.
    Used,
    /// It is set.
    Set,
}

/// The fields of `Name` that have a value whatever it stands for; the others have one for users only ("Name", Object
/// Reference).
const OF_ANY: [&str; 7] = ["FirstName", "Id", "LastName", "MiddleName", "Name", "Suffix", "Type"];

/// What the lowering of one tool knows and collects. Operations resolve every name through it, so that access, scope
/// rules and unused parameters are always complete.
pub struct Lowering<'a> {
    /// sObjects and fields.
    pub schema: &'a Schema,
    /// Settings for the whole project.
    pub project: &'a Project,
    /// The spec file.
    pub file: Arc<str>,
    /// Declared parameters.
    pub parameters: &'a [Parameter],
    /// Authorized values.
    pub authorized: &'a [Authorized],
    /// Names of parameters and authorized values that are declared and not understood: using them is no mistake.
    pub unread: BTreeSet<String>,
    /// Fields in `set` whose value was not understood: they count as set.
    pub set_somehow: BTreeSet<String>,
    /// The scopes that the tool names.
    pub scopes: Scopes<'a>,
    /// Whether a condition of a scope is being lowered: its author answers for the paths in it.
    pub in_scope: bool,
    /// Whether the tool gives a reason for being broad.
    pub justified: bool,
    /// Parameters that the operation adds: `limit` and `cursor`.
    pub added: Vec<Parameter>,
    /// What the tool touches.
    pub access: Access,
    /// Names of parameters and authorized values in use.
    pub used: RefCell<BTreeSet<String>>,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
}

impl<'a> Lowering<'a> {
    /// The place of a position in the spec file.
    pub fn place(&self, at: Pos) -> Place {
        Place::new(&*self.file, at.line, at.column)
    }

    /// The origin of a position in the spec file.
    pub fn origin(&self, at: Pos) -> Origin {
        Origin { file: Arc::clone(&self.file), at }
    }

    /// Reports a problem.
    pub fn report(&mut self, code: &'static Code, at: Pos, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.place(at);
        self.problems.push(Diagnostic::new(code, message).at(place).hint(hint));
    }

    /// The sObject of that name, which the tool must be allowed to touch.
    pub fn object(&mut self, name: &Text) -> Option<&'a SObject> {
        let schema = self.schema;
        let Some(object) = schema.object(&name.value) else {
            let near = schema.objects_like(&name.value);
            let hint = match near.first() {
                Some(best) => format!("did you mean `{best}`?"),
                None => "add its metadata below a package directory, or a describe of the org".to_owned(),
            };
            self.report(&codes::UNKNOWN_OBJECT, name.at, format!("no sObject `{name}` is known"), hint);
            return None;
        };
        if let Some(feature) = object.feature {
            self.feature(feature.name(), &format!("the sObject `{}`", object.name), name.at);
        }
        self.allows_object(&object.name, name.at);
        Some(object)
    }

    /// Notes that records are read, created, changed or deleted.
    pub fn touch(&mut self, object: &SObject, how: ScopeAccess, at: Pos) {
        let (allowed, verb) = match how {
            ScopeAccess::Read => (object.queryable, "read by SOQL"),
            ScopeAccess::Create => (object.createable, "created"),
            ScopeAccess::Edit => (object.updateable, "changed"),
            ScopeAccess::Delete => (object.deletable, "deleted"),
        };
        if !allowed {
            let message = format!("records of `{}` cannot be {verb}", object.name);
            self.report(&codes::OBJECT_OPERATION, at, message, "choose another operation or sObject");
        } else if !apex_allows(object.apex_dml(), how) {
            let message = format!("Apex cannot write records of `{}`", object.name);
            let hint = "only read them; such records are changed in Setup, by a deployment or through an API";
            self.report(&codes::NO_APEX_DML, at, message, hint);
        }
        let entry = self.access.object(&object.name);
        match how {
            ScopeAccess::Read => entry.read = true,
            ScopeAccess::Create => entry.create = true,
            ScopeAccess::Edit => entry.edit = true,
            ScopeAccess::Delete => entry.delete = true,
        }
        if let Some(problem) = self.scopes.forbid_operation(&object.name, how) {
            self.report(&codes::OUTSIDE_SCOPE, at, problem, "add the operation to the scope, or use another scope");
        }
    }

    /// Follows a path from an object and notes what it touches.
    pub fn path(&mut self, object: &'a SObject, text: &str, at: Pos, how: Use) -> Option<Path> {
        let schema = self.schema;
        let resolved = match schema.resolve_path(&object.name, text) {
            Ok(resolved) => resolved,
            Err(error) => {
                let code = match &error {
                    sf_schema::PathError::UnknownObject { .. } | sf_schema::PathError::TargetUnknown { .. } => {
                        &codes::UNKNOWN_OBJECT
                    }
                    sf_schema::PathError::UnknownRelationship { .. }
                    | sf_schema::PathError::FieldNotRelationship { .. } => &codes::UNKNOWN_RELATIONSHIP,
                    _ => &codes::UNKNOWN_FIELD,
                };
                let hint = error.hint().unwrap_or_else(|| "use the API name of a field of the sObject".to_owned());
                self.report(code, at, error.to_string(), hint);
                return None;
            }
        };
        let mut steps = Vec::new();
        let parents: Vec<(&SObject, &Field)> = resolved.parents.iter().map(|s| (s.object, s.field)).collect();
        let targets =
            parents.iter().skip(1).map(|(object, _)| object.name.clone()).chain([resolved.object.name.clone()]);
        for ((holder, lookup), target) in parents.iter().zip(targets) {
            self.touch_field(holder, lookup, Use::Used, at);
            self.reach(holder, lookup, &target, at);
            let relationship = lookup.reference().and_then(|r| r.relationship_name.clone()).unwrap_or_default();
            steps.push(Step { relationship, lookup: lookup.name.clone(), object: target });
        }
        if let Some((_, lookup)) = parents.last().filter(|_| resolved.object.name == "Name") {
            self.check_behind_any(lookup, resolved.field, text, at);
        }
        self.touch_field(resolved.object, resolved.field, how, at);
        Some(Path { object: object.name.clone(), steps, field: resolved.field.clone() })
    }

    /// Parents obey the scopes too: a path must not lead to what a tool on the parent itself could not read.
    fn reach(&mut self, holder: &SObject, lookup: &Field, target: &str, at: Pos) {
        if let Some(problem) = self.scopes.forbid_operation(target, ScopeAccess::Read) {
            self.report(&codes::OUTSIDE_SCOPE, at, problem, "add `read` on it to the scope, or leave the path out");
        }
        let to = lookup.reference().filter(|r| r.polymorphic).map(|r| r.to.clone());
        if let Some(to) = to.as_ref().filter(|to| to.iter().any(|object| !is_owner(object))) {
            let name = format!("{}.{}", holder.name, lookup.name);
            if self.access.any_parent.insert(name.clone(), to.iter().cloned().collect()).is_none() {
                let message = format!("`{name}` may point to records of {} objects, named by no spec", to.len());
                let hint = "leave the path out, or let a fixed condition on `Type` of the parent say to which";
                self.report(&codes::ANY_PARENT, at, message, hint);
            }
        }
        for object in to.unwrap_or_else(|| vec![target.to_owned()]) {
            self.allows_object(&object, at);
            self.refuse_filtered(&object, at, "a path to a parent");
        }
    }

    /// Reports a field that tells of users only behind a lookup to other records: it is empty there by the documentation,
    /// and if an org fills it nonetheless, no field permission of those records holds it back.
    fn check_behind_any(&mut self, lookup: &Field, field: &Field, path: &str, at: Pos) {
        let to = lookup.reference().map(|r| r.to.as_slice()).unwrap_or_default();
        let others: Vec<&str> = to.iter().map(String::as_str).filter(|object| !is_owner(object)).collect();
        if let Some(other) = others.first().filter(|_| !OF_ANY.contains(&field.name.as_str())) {
            let message = format!("`{path}` has a value for users only, and `{}` may point to `{other}`", lookup.name);
            let hint = "return the Id of the record, and let a `get` of that sObject return its fields";
            self.report(&codes::NOT_SUPPORTED_BY_FIELD, at, message, hint);
        }
    }

    /// Reports an sObject whose records a scope restricts, where the restriction would not be applied.
    pub fn refuse_filtered(&mut self, object: &str, at: Pos, what: &str) {
        if self.in_scope || self.scopes.conditions(object).iter().all(|(_, conditions)| conditions.is_empty()) {
            return;
        }
        let message = format!("a scope restricts the records of `{object}`, and {what} would get around that");
        let hint = format!("do without {}, or name a scope without the restriction", what.trim_end_matches(','));
        self.report(&codes::OUTSIDE_SCOPE, at, message, hint);
    }

    /// A field of the object itself.
    pub fn field(&mut self, object: &'a SObject, name: &Text, how: Use) -> Option<&'a Field> {
        let Some(field) = object.field(&name.value) else {
            let hint = match object.fields_like(&name.value).first() {
                Some(best) => format!("did you mean `{best}`?"),
                None => "use the API name of a field of the sObject".to_owned(),
            };
            self.report(&codes::UNKNOWN_FIELD, name.at, format!("`{}` has no field `{name}`", object.name), hint);
            return None;
        };
        self.touch_field(object, field, how, name.at);
        Some(field)
    }

    fn touch_field(&mut self, object: &SObject, field: &Field, how: Use, at: Pos) {
        let shown = format!("`{}.{}`", object.name, field.name);
        match field.feature {
            Some(feature) => self.feature(feature.name(), &format!("the field {shown}"), at),
            None if field.certainty == Certainty::Assumed => {
                // Where the object was described and the field not seen, it depends on a feature, an edition, a licence or
                // a release that no source names.
                let seen = object.certainty == Certainty::Known;
                let code = if seen { &codes::NEEDS_FEATURE } else { &codes::ASSUMED };
                let message = format!("that {shown} exists in every org is assumed, not documented by a describe");
                self.report(code, at, message, "a describe snapshot of the org settles it");
            }
            None if field.name == "RecordTypeId" && lacks_record_types(object) => {
                let message = format!("{shown} exists only in orgs with a record type of `{}`", object.name);
                let hint = "add the metadata of the record type to the project, or a describe snapshot of the org";
                self.report(&codes::NEEDS_FEATURE, at, message, hint);
            }
            None => {}
        }
        let set = how == Use::Set;
        let entry = self.access.object(&object.name);
        entry.read |= !set;
        match how {
            Use::Returned => entry.returned.insert(field.name.clone()),
            Use::Used => entry.used.insert(field.name.clone()),
            Use::Set => entry.set.insert(field.name.clone()),
        };
        let (create, edit) = (entry.create, entry.edit);
        let how = match how {
            Use::Returned | Use::Used => vec![ScopeAccess::Read],
            Use::Set => [(create, ScopeAccess::Create), (edit, ScopeAccess::Edit)]
                .into_iter()
                .filter_map(|(touched, how)| touched.then_some(how))
                .collect(),
        };
        if let Some(problem) = self.scopes.forbid_field(&object.name, &field.name, set, &how) {
            let list = if set { "editable" } else { "fields" };
            let hint =
                format!("add `{}` to `{list}` of the object in the scope, or leave it out of the tool", field.name);
            self.report(&codes::OUTSIDE_SCOPE, at, problem, hint);
        }
        self.check_sources(object, field, at);
    }

    /// A calculated field carries out what it is made of, whatever the permissions there: the scopes must allow that too.
    fn check_sources(&mut self, object: &SObject, field: &Field, at: Pos) {
        let sources = self.schema.sources(object, field);
        let holders: BTreeSet<&String> = sources.iter().map(|(holder, _)| holder).collect();
        for holder in holders.into_iter().filter(|holder| **holder != object.name) {
            self.allows_object(holder, at);
            self.refuse_filtered(holder, at, &format!("`{}.{}`, which is made of them,", object.name, field.name));
        }
        let read = [ScopeAccess::Read];
        let forbidden = sources.iter().find_map(|(holder, source)| {
            let problem = self.scopes.forbid_operation(holder, ScopeAccess::Read);
            problem.or_else(|| self.scopes.forbid_field(holder, source, false, &read))
        });
        if let Some(problem) = forbidden {
            let message = format!("{problem}, of which `{}.{}` is made", object.name, field.name);
            let hint = "add it to the object in the scope, or leave the field out of the tool";
            self.report(&codes::OUTSIDE_SCOPE, at, message, hint);
        }
    }

    /// Reports an sObject that a scope leaves out on purpose.
    pub fn allows_object(&mut self, object: &str, at: Pos) {
        if let Some((reason, place)) = self.scopes.exclusion(object) {
            let at = self.place(at);
            self.problems.push(
                Diagnostic::new(&codes::EXCLUDED_OBJECT, format!("`{object}` is left out on purpose: {reason}"))
                    .at(at)
                    .also(place, "excluded here")
                    .hint("remove it from the tool, or the exclusion from the scope"),
            );
        }
    }

    fn feature(&mut self, feature: &str, what: &str, at: Pos) {
        if !self.project.features.contains(feature) {
            let message = format!("{what} exists only in orgs with the feature {feature}");
            let hint = format!("add `{feature}` to `features` of the project spec when every target has it");
            self.report(&codes::NEEDS_FEATURE, at, message, hint);
        }
    }

    /// The parameter of that name, marked as used.
    pub fn parameter(&mut self, name: &Text) -> Option<&'a Parameter> {
        let found = self.parameters.iter().find(|p| p.name == name.value);
        if found.is_none() && !self.unread.contains(&name.value) {
            let names = self.parameters.iter().map(|p| p.name.as_str());
            let problem = unknown_reference(self.place(name.at), "parameter", &name.value, names);
            self.problems.push(problem);
        }
        self.used.borrow_mut().insert(name.value.clone());
        found
    }

    /// The authorized value of that name, marked as used.
    pub fn authorized_value(&mut self, name: &Text) -> Option<&'a Authorized> {
        let found = self.authorized.iter().find(|p| p.name == name.value);
        if found.is_none() && !self.unread.contains(&name.value) {
            let names = self.authorized.iter().map(|p| p.name.as_str());
            let problem = unknown_reference(self.place(name.at), "authorized value", &name.value, names);
            self.problems.push(problem);
        }
        self.used.borrow_mut().insert(name.value.clone());
        found
    }

    /// The required `id` parameter that identifies a record of `object`.
    pub fn record_id(&mut self, name: &Text, object: &SObject) -> Option<String> {
        let parameter = self.parameter(name)?;
        let right =
            matches!(&parameter.kind, ParameterKind::Id { objects } if objects.iter().all(|o| *o == object.name));
        if !right {
            let message = format!("`{name}` must be an `id` parameter of `{}`", object.name);
            self.report(
                &codes::TYPE_MISMATCH,
                name.at,
                message,
                format!("declare it with `type: id` and `object: {}`", object.name),
            );
            return None;
        }
        self.require(name, parameter);
        Some(parameter.name.clone())
    }

    /// Reports a parameter that must be required and is not.
    pub fn require(&mut self, name: &Text, parameter: &Parameter) {
        if !parameter.required {
            let message = format!("the parameter `{name}` must be required here");
            self.report(&codes::OPTIONAL_PARAMETER, name.at, message, "add `required: true` to the parameter");
        }
    }

    /// Adds a parameter that the operation itself brings.
    pub fn add_parameter(
        &mut self,
        name: &str,
        kind: ParameterKind,
        description: &str,
        default: Option<crate::model::Literal>,
        at: Pos,
    ) {
        let origin = self.origin(at);
        let declared = self.parameters.iter().map(|p| (&p.name, &p.origin));
        let declared = declared.chain(self.authorized.iter().map(|a| (&a.name, &a.origin)));
        for (_, origin) in declared.filter(|(taken, _)| *taken == name) {
            let place = origin.place();
            self.problems.push(
                Diagnostic::new(&spec::DUPLICATE_NAME, format!("the operation adds a parameter `{name}` of its own"))
                    .at(place)
                    .hint("rename yours"),
            );
        }
        self.used.borrow_mut().insert(name.to_owned());
        self.added.push(Parameter {
            name: name.to_owned(),
            kind,
            description: description.to_owned(),
            required: false,
            default,
            description_origin: origin.clone(),
            origin,
        });
    }

    /// Values declared like parameters: what a handler returns.
    pub fn declared(&mut self, specs: &[Located<crate::spec::ParameterSpec>]) -> Vec<Parameter> {
        let file = Arc::clone(&self.file);
        let mut lowering = super::parameter::Parameters {
            schema: self.schema,
            file: &file,
            returned: true,
            problems: &mut self.problems,
        };
        lowering.lower(specs, 1)
    }

    /// Why the value of a field counts as personal data, if it does.
    pub fn personal_data(&self, path: &Path) -> Option<String> {
        let object = self.schema.object(path.owner())?;
        pii::classify(self.schema, object, &path.field)
    }
}

/// A text made by the generator, at a position of the spec.
pub fn text_at(text: &str, at: Pos) -> Text {
    Located { value: text.to_owned(), at }
}

/// Whether it is one of those that own records: whoever reads a record may know whose it is.
fn is_owner(object: &str) -> bool {
    matches!(object, "User" | "Group" | "Queue" | "SelfServiceUser" | "Calendar")
}

/// Whether no org of which the project knows has a record type of a standard object: without one there is no
/// `RecordTypeId`.
fn lacks_record_types(object: &SObject) -> bool {
    !object.custom && !object.described && object.record_types.is_empty()
}

/// Whether Apex can do that to records of an sObject.
fn apex_allows(dml: ApexDml, how: ScopeAccess) -> bool {
    match dml {
        ApexDml::AsDescribed => true,
        ApexDml::UpdateOnly => matches!(how, ScopeAccess::Read | ScopeAccess::Edit),
        ApexDml::Never => how == ScopeAccess::Read,
    }
}
