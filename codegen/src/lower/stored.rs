//! Whether what a tool stores is what the platform takes: lengths, picklist values, required fields.

use super::Lowering;
use super::parameter::has_format;
use super::types::Family;
use crate::model::{Assignment, AuthorizedValue, Literal, Operand, ParameterKind};
use crate::spec::{Format, Text};
use crate::yaml::{Located, Pos, Scalar};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use diag::{Diagnostic, Severity};
use sf_schema::field::most_degrees;
use sf_schema::{Field, FieldType, SObject, ValuesCertainty};

impl<'a> Lowering<'a> {
    /// A constant that a field is set to.
    pub(super) fn constant_to_store(
        &mut self,
        field: &Field,
        family: Family,
        value: &Located<Scalar>,
    ) -> Option<Literal> {
        let Some(literal) = super::literal::read(&value.value, family.want()) else {
            return self.constant(field, family.want(), value);
        };
        match &literal {
            Literal::Text(text) => self.check_stored_text(field, text, value.at),
            Literal::Id(id) => self.warn_of_id(field, id, value.at),
            Literal::Number(digits) => self.check_stored_number(field, digits, value.at),
            _ => {}
        }
        Some(literal)
    }

    /// Reports a number that the platform refuses at every call.
    fn check_stored_number(&mut self, field: &Field, number: &str, at: Pos) {
        let size = number.parse::<f64>().unwrap_or_default().abs();
        let degrees = most_degrees(&field.name, field.part_of.as_deref());
        let digits = match &field.data_type {
            FieldType::Double(digits) | FieldType::Currency(digits) | FieldType::Percent(digits) => Some(*digits),
            _ => None,
        };
        let whole = digits.and_then(|digits| Some(digits.precision?.saturating_sub(digits.scale?)));
        let room = match (degrees, whole) {
            (Some(most), _) if size > f64::from(most) => format!("degrees up to {most}"),
            (None, Some(whole)) if size >= 10_f64.powf(f64::from(whole)) => {
                format!("{whole} digits before the decimal point")
            }
            _ => return,
        };
        let message = format!("`{}` holds {room}, and the number is greater", field.name);
        self.report(&codes::TYPE_MISMATCH, at, message, "write a number that fits");
    }

    /// Warns of a record Id that stands in a spec.
    pub(super) fn warn_of_id(&mut self, field: &Field, id: &str, at: Pos) {
        let hint = match field.reference().map(|reference| reference.to.as_slice()) {
            Some([to]) if to == "RecordType" => "in a condition, compare `RecordType.DeveloperName`",
            Some(to) if to.iter().any(|to| to == "User") => "take the user from a parameter or an authorized value",
            _ => "compare a name of the record behind it, or take the Id from a parameter",
        };
        let message = format!("`{id}` is a record of one org, and the tool goes to every target");
        self.report(&codes::RECORD_ID, at, message, hint);
    }

    /// An authorized value that a field is set to.
    pub(super) fn authorized_to_store(
        &mut self,
        object: &SObject,
        field: &Field,
        family: Family,
        name: &Text,
    ) -> Option<Operand> {
        let operand = self.authorized_operand(&object.name, field, family, name, false)?;
        let declared = self.authorized.iter().find(|a| a.name == name.value);
        if let Some(AuthorizedValue::Text(text)) = declared.map(|a| a.value.clone()) {
            self.check_stored_text(field, &text, name.at);
        }
        Some(operand)
    }

    /// Reports a text that the platform refuses at every call.
    pub(super) fn check_stored_text(&mut self, field: &Field, text: &str, at: Pos) {
        if field.data_type == FieldType::Email && !has_format(text, Format::Email) {
            let message = format!("`{}` holds e-mail addresses, and the text is none", field.name);
            self.report(&codes::TYPE_MISMATCH, at, message, "write a whole address, such as `team@example.com`");
        }
        if let Some(room) = room(field).filter(|room| text.chars().count() > *room as usize) {
            let message = format!("the text is longer than the {room} characters that `{}` holds", field.name);
            self.report(&codes::TYPE_MISMATCH, at, message, "shorten it");
        }
        self.check_value(field, text, at, true);
    }

    /// Reports a parameter that allows longer texts than the field holds.
    pub(super) fn check_length(&mut self, field: &Field, kind: &ParameterKind, name: &Text) {
        let longest = match kind {
            ParameterKind::Text { max, .. } => *max,
            ParameterKind::Choice { values } => {
                let longest = values.iter().map(|v| v.chars().count()).max().unwrap_or_default();
                u32::try_from(longest).unwrap_or(u32::MAX)
            }
            _ => return,
        };
        if let Some(room) = room(field).filter(|room| longest > *room) {
            let message =
                format!("the parameter `{name}` allows {longest} characters, and `{}` holds {room}", field.name);
            self.report(&codes::TYPE_MISMATCH, name.at, message, format!("add `maxLength: {room}` to the parameter"));
        }
    }

    /// Compares the values of an `enum` parameter with those of the picklist.
    pub(super) fn check_choices(&mut self, field: &Field, kind: &ParameterKind, at: Pos, stored: bool) {
        match kind {
            ParameterKind::Choice { values } => {
                values.iter().for_each(|value| self.check_value(field, value, at, stored));
            }
            ParameterKind::List { item, .. } => self.check_choices(field, item, at, stored),
            _ => {}
        }
    }

    /// Reports a value that the picklist does not have; for a value to be stored, one that is no longer active too.
    pub(super) fn check_value(&mut self, field: &Field, text: &str, at: Pos, stored: bool) {
        let Some(picklist) = field.picklist().filter(|p| !p.values.is_empty()) else { return };
        let usable = || picklist.values.iter().filter(|v| v.active || !stored);
        let parts: Vec<&str> = match field.data_type {
            FieldType::MultiPicklist(_) => text.split(';').map(str::trim).collect(),
            _ => vec![text],
        };
        for part in parts.into_iter().filter(|part| !usable().any(|v| v.value.eq_ignore_ascii_case(part))) {
            let near = crate::yaml::nearest(part, usable().map(|v| v.value.as_str()));
            let hint =
                near.map_or_else(|| "use a value of the picklist".to_owned(), |v| format!("did you mean `{v}`?"));
            let active = if stored { "active value" } else { "value" };
            let message = format!("the picklist `{}` has no {active} `{part}`", field.name);
            let mut problem = Diagnostic::new(&codes::UNKNOWN_VALUE, message).at(self.place(at)).hint(hint);
            if picklist.restricted && picklist.certainty == ValuesCertainty::Known {
                problem.severity = Severity::Error;
            }
            self.problems.push(problem);
        }
    }

    /// Reports a key field that is set a second time as an ordinary field.
    pub fn check_set_once(&mut self, key: &Field, set: &[Assignment]) {
        if let Some(at) = set.iter().find(|a| a.field.name == key.name).map(|a| a.origin.at) {
            let message = format!("`{}` is set twice", key.name);
            self.report(&codes::REPEATED_FIELD, at, message, "remove it from `set`: the key sets it");
        }
    }

    /// Reports fields that the platform demands on create and that nothing sets for certain.
    pub fn check_required(&mut self, object: &'a SObject, set: &[Assignment], extra: &[&str], at: Pos) {
        let person = self.check_person(object, set, at);
        for field in object.required_on_create() {
            let sure = extra.contains(&field.name.as_str()) || self.is_sure(set, &field.name);
            // The last name of a person account is its name.
            let by_parts = person && field.name == "Name";
            if !sure && !by_parts {
                let message = format!(
                    "`{}.{}` is required on create, and nothing sets it on every call",
                    object.name, field.name
                );
                let hint = match Family::of(field) {
                    Some(_) => format!(
                        "add `{{ field: {}, … }}` to `set` with a required parameter, an authorized value or a constant",
                        field.name
                    ),
                    None => {
                        "no tool sets a field of its type: give it a default value in the org, or create the record \
                             with a hand-written class (`custom`)"
                            .to_owned()
                    }
                };
                self.report(&codes::REQUIRED_FIELD, at, message, hint);
            }
        }
        for group in object.one_of_on_create() {
            if !group.iter().any(|name| extra.contains(name) || self.is_sure(set, name)) {
                let names: Vec<String> = group.iter().map(|name| format!("`{name}`")).collect();
                let (needed, what, it) = match &*names {
                    [name] => (name.clone(), "it", "it"),
                    _ => (format!("one of {}", names.join(", ")), "one", "one of them"),
                };
                let message = format!("a new `{}` needs {needed}, and nothing sets {what} on every call", object.name);
                let hint = format!("add {it} to `set` with a required parameter, an authorized value or a constant");
                self.report(&codes::REQUIRED_FIELD, at, message, hint);
            }
        }
    }

    /// Whether a person account is created. Such a record has a last name and no name of its own; a business account
    /// has no fields of a person (Object Reference, Account, "Person Accounts").
    fn check_person(&mut self, object: &SObject, set: &[Assignment], at: Pos) -> bool {
        let named = |name: &str| set.iter().any(|a| a.field.name == name);
        let of_person = |a: &&Assignment| a.field.feature == Some(sf_schema::Feature::PersonAccounts);
        if object.name != "Account" || !set.iter().any(|a| of_person(&a)) {
            return false;
        }
        if named("Name") {
            let message =
                "a person account takes its name from `LastName`, and a business account has no fields of a person";
            self.report(
                &spec_codes::EXCLUSIVE_KEYS,
                at,
                message,
                "set `Name`, or `LastName` and other fields of a person",
            );
        } else if !self.is_sure(set, "LastName") {
            let message = "a person account needs `LastName`, and nothing sets it on every call";
            self.report(&codes::REQUIRED_FIELD, at, message, "add `{ field: LastName, … }` to `set`");
        }
        true
    }

    /// Whether every call sets the field, as far as the spec is understood.
    fn is_sure(&self, set: &[Assignment], field: &str) -> bool {
        let always =
            |a: &Assignment| a.field.name == field && !matches!(a.operand, Operand::Parameter { always: false, .. });
        set.iter().any(always) || self.set_somehow.contains(field)
    }
}

/// Longest text of a field; picklists check their values instead.
fn room(field: &Field) -> Option<u32> {
    match &field.data_type {
        FieldType::Picklist(_) | FieldType::MultiPicklist(_) | FieldType::Combobox(_) => None,
        _ => field.length,
    }
}
