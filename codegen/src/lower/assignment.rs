//! Fields that a tool sets.

use super::literal::{Want, read};
use super::types::{Family, kind_fits};
use super::{Lowering, Use};
use crate::model::{Assignment, AuthorizedValue, Literal, Operand, ParameterKind, holds_record_type};
use crate::spec::{AssignmentSpec, Text};
use crate::yaml::{Located, Pos, Scalar};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use sf_schema::{Field, SObject};
use std::collections::BTreeSet;

/// sObjects of which one insert can make a series of records (Object Reference, "Event" and "Task").
const IN_SERIES: [&str; 2] = ["Event", "Task"];

/// Whether a field says that records repeat, or how.
fn makes_a_series(field: &str) -> bool {
    field.starts_with("IsRecurrence") || field.starts_with("Recurrence")
}

/// When a field is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// When the record is created.
    Create,
    /// When an existing record is changed.
    Change,
    /// Either.
    Both,
}

impl<'a> Lowering<'a> {
    /// The fields set, each at most once and each writable at that moment.
    pub fn assignments(
        &mut self,
        object: &'a SObject,
        specs: &[Located<AssignmentSpec>],
        moment: Moment,
    ) -> Vec<Assignment> {
        let mut seen = BTreeSet::new();
        let mut set = Vec::new();
        for spec in specs {
            match self.assignment(object, spec, moment, &mut seen) {
                Some(assignment) => set.push(assignment),
                None => self.set_somehow.extend(object.field(&spec.field.value).map(|field| field.name.clone())),
            }
        }
        set
    }

    fn assignment(
        &mut self,
        object: &'a SObject,
        spec: &Located<AssignmentSpec>,
        moment: Moment,
        seen: &mut BTreeSet<String>,
    ) -> Option<Assignment> {
        let field = self.field(object, &spec.field, Use::Set)?;
        if !seen.insert(field.name.clone()) {
            self.report(
                &codes::REPEATED_FIELD,
                spec.field.at,
                format!("`{}` is set twice", field.name),
                "keep one of them",
            );
            return None;
        }
        self.check_writable(object, field, moment, spec.field.at);
        if IN_SERIES.contains(&object.name.as_str()) && makes_a_series(&field.name) {
            let message = format!("`{}` makes a series of records, and a call writes one", field.name);
            let hint = "leave it out; a series is for a hand-written class (`custom`)";
            self.report(&codes::NOT_WRITABLE, spec.field.at, message, hint);
        }
        let count = usize::from(spec.param.is_some())
            + usize::from(spec.authorized.is_some())
            + usize::from(spec.constant.is_some());
        if count != 1 {
            let message = "a field is set to exactly one of `param`, `authorized` and `value`";
            self.report(&spec_codes::EXCLUSIVE_KEYS, spec.at, message, "keep one of them");
            return None;
        }
        let Some(family) = Family::of(field) else {
            let message = format!("fields of the type of `{}` cannot be set by a tool", field.name);
            let has_parts = object.fields().iter().any(|part| part.part_of.as_deref() == Some(&field.name));
            let hint = if has_parts {
                "set its parts"
            } else {
                "set another field; this one is for a hand-written class (`custom`)"
            };
            self.report(&codes::NOT_WRITABLE, spec.field.at, message, hint);
            return None;
        };
        let operand = if holds_record_type(field) {
            self.record_type(object, field, spec)?
        } else if let Some(name) = &spec.param {
            self.parameter_value(object, field, family, name)?
        } else if let Some(name) = &spec.authorized {
            self.authorized_to_store(object, field, family, name)?
        } else {
            Operand::Constant(self.constant_to_store(field, family, spec.constant.as_ref()?)?)
        };
        self.note_link(object, field, &operand, spec.field.at);
        let origin = self.origin(spec.at);
        Some(Assignment { field: field.clone(), operand, origin })
    }

    /// Notes which records a lookup may point to after the call: who may not read them cannot set the link.
    fn note_link(&mut self, object: &SObject, field: &Field, operand: &Operand, at: Pos) {
        let Some(reference) = field.reference() else { return };
        let constant = |id: &str| -> Vec<String> {
            let prefix = id.get(..3).unwrap_or_default();
            let is_it =
                |name: &&String| self.schema.object(name).is_some_and(|to| to.key_prefix.as_deref() == Some(prefix));
            match reference.to.iter().find(is_it) {
                Some(name) => vec![name.clone()],
                None => reference.to.iter().filter(|_| reference.to.len() == 1).cloned().collect(),
            }
        };
        let targets: Vec<String> = match operand {
            Operand::Parameter { name, .. } => {
                match self.parameters.iter().find(|p| p.name == *name).map(|p| &p.kind) {
                    Some(ParameterKind::Id { objects }) => objects.clone(),
                    _ => Vec::new(),
                }
            }
            Operand::Constant(Literal::Id(id)) => constant(id),
            Operand::Authorized(name) => match self.authorized.iter().find(|a| a.name == *name).map(|a| &a.value) {
                Some(AuthorizedValue::Text(id)) => constant(id),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        targets.iter().for_each(|target| self.allows_object(target, at));
        if !targets.is_empty() {
            let lookup = format!("{}.{}", object.name, field.name);
            self.access.links.entry(lookup).or_default().extend(targets);
        }
    }

    /// The developer name of a record type, or a parameter that takes some. The Id of one says nothing to the permission
    /// set.
    fn record_type(&mut self, object: &'a SObject, field: &'a Field, spec: &AssignmentSpec) -> Option<Operand> {
        let (at, operand) = match (&spec.param, &spec.constant) {
            (Some(name), _) => {
                let parameter = self.parameter(name)?;
                if let ParameterKind::Choice { values } = &parameter.kind {
                    values.iter().for_each(|value| self.note_record_type(object, value, name.at));
                    return Some(Operand::Parameter {
                        name: parameter.name.clone(),
                        always: parameter.is_always_there(),
                    });
                }
                (name.at, self.parameter_value(object, field, Family::Id, name)?)
            }
            (None, Some(value)) => match (read(&value.value, Want::Id), &value.value) {
                (Some(Literal::Id(id)), _) if id.starts_with("012") => (value.at, Operand::Constant(Literal::Id(id))),
                (_, Scalar::Text(name)) => {
                    self.note_record_type(object, name, value.at);
                    return Some(Operand::Constant(Literal::Text(name.clone())));
                }
                _ => return self.constant(field, Want::Id, value).map(Operand::Constant),
            },
            (None, None) => {
                let name = spec.authorized.as_ref()?;
                (name.at, self.authorized_to_store(object, field, Family::Id, name)?)
            }
        };
        let message = "`RecordTypeId` is set to an Id, and a permission set lets users give record types by name only";
        let hint = "name record types: an `enum` parameter with their developer names, or a developer name as `value`";
        self.report(&codes::RECORD_TYPE, at, message, hint);
        Some(operand)
    }

    fn note_record_type(&mut self, object: &SObject, name: &str, at: Pos) {
        if !sf_schema::is_api_name(name) {
            let message = format!("`{name}` is no developer name of a record type");
            self.report(&spec_codes::BAD_VALUE, at, message, "write its letters, digits and `_`, not its label");
            return;
        }
        self.access.object(&object.name).record_types.insert(name.to_owned());
        let known = || object.record_types.iter().map(|known| known.name.as_str());
        if object.record_types.is_empty() || known().any(|known| known == name) {
            return;
        }
        let near = crate::yaml::nearest(name, known());
        let hint =
            near.map_or_else(|| "use the developer name of one".to_owned(), |best| format!("did you mean `{best}`?"));
        let message = format!("the record types of `{}` that are known do not include `{name}`", object.name);
        self.report(&codes::UNKNOWN_VALUE, at, message, hint);
    }

    /// Reports a field that the platform does not let anyone set at that moment.
    pub fn check_writable(&mut self, object: &SObject, field: &Field, moment: Moment, at: Pos) {
        let (allowed, verb) = match moment {
            Moment::Create => (field.createable, "set on create"),
            Moment::Change => (field.updateable, "changed"),
            Moment::Both => (field.createable && field.updateable, "both set on create and changed"),
        };
        if allowed {
            return;
        }
        let reason = if field.auto_number {
            "an auto-number"
        } else if field.calculated {
            "a formula or roll-up"
        } else if field.is_master_detail() {
            "the link to its master record, which does not change"
        } else {
            "kept by the platform"
        };
        let message = format!("`{}.{}` cannot be {verb}: it is {reason}", object.name, field.name);
        self.report(&codes::NOT_WRITABLE, at, message, "remove it from `set`");
    }

    fn parameter_value(&mut self, object: &SObject, field: &'a Field, family: Family, name: &Text) -> Option<Operand> {
        let parameter = self.parameter(name)?;
        let multi = family == Family::Multi
            && matches!(&parameter.kind, ParameterKind::List { item, .. } if kind_fits(item, Family::Text, "", field));
        if !multi && !kind_fits(&parameter.kind, family, &object.name, field) {
            self.refuse_type(name, parameter, field, family);
            return None;
        }
        self.check_length(field, &parameter.kind, name);
        self.check_choices(field, &parameter.kind, name.at, true);
        if let (Some(Literal::Text(text)), ParameterKind::Text { .. }) = (&parameter.default, &parameter.kind) {
            self.check_stored_text(field, text, name.at);
        }
        Some(Operand::Parameter { name: parameter.name.clone(), always: parameter.is_always_there() })
    }
}
