//! Order, limits, keys, and what they tell of fields that are not returned.

use super::types::{Family, kind_fits};
use super::{Lowering, Use};
use crate::model::{Condition, ConditionSource, Literal, Operand, Order, Output, Parameter, ParameterKind, Path};
use crate::spec::{Operator, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{exposure as codes, spec as spec_codes};
use sf_schema::{Field, FieldType, SObject};

/// Whether a model can choose values for the condition such that a few calls tell what the field holds. A test for one
/// text, or for a list of texts, does not; of a choice, a truth value, a date or a number it does, since there are few.
pub fn narrows_down(condition: &Condition) -> bool {
    let of_texts = matches!(
        condition.path.field.data_type,
        FieldType::Id
            | FieldType::Reference(_)
            | FieldType::String
            | FieldType::EncryptedText
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::TextArea
    );
    let whole = of_texts && matches!(condition.op, Operator::Eq | Operator::In);
    !whole && matches!(condition.operand, Operand::Parameter { .. })
}

impl<'a> Lowering<'a> {
    /// Why nothing but its result may tell of a field, to be read after its name: it holds personal data that is not
    /// returned with a justification, or it is masked.
    pub fn hidden(&self, path: &Path, outputs: &[Output]) -> Option<String> {
        let mut shown = outputs.iter().filter(|o| o.path == *path);
        if shown.clone().any(|o| o.pii.is_some() && o.mask.is_none()) {
            return None;
        }
        let personal = self.personal_data(path).map(|reason| format!("which holds personal data ({reason})"));
        personal.or_else(|| shown.any(|o| o.mask.is_some()).then(|| "which the tool masks".to_owned()))
    }

    /// Reports conditions by which a model could find out a hidden value bit by bit, although it is not returned: with
    /// any comparison but the test for one whole text.
    pub fn check_probing(&mut self, conditions: &[Condition], outputs: &[Output]) {
        for condition in conditions {
            if !narrows_down(condition) {
                continue;
            }
            let path = &condition.path;
            if let Some(reason) = self.hidden(path, outputs) {
                let message = format!("by this comparison a model could find out `{path}`, {reason}");
                let hint = if matches!(condition.op, Operator::Eq | Operator::In) {
                    "a few calls try every value: compare with a constant, find the record by another field, or return the \
                     field with a `pii` justification"
                } else {
                    "compare a text with `eq`, or return the field with a `pii` justification"
                };
                self.report(&codes::PII_UNJUSTIFIED, condition.origin.at, message, hint);
            }
        }
    }

    /// The comparison of a unique field with the argument that names the record, where a few calls tell what the field
    /// holds; reported where that is hidden.
    pub fn check_key(
        &mut self,
        object: &SObject,
        field: &Field,
        param: &str,
        outputs: &[Output],
        at: Pos,
    ) -> Option<Condition> {
        let path = Path { object: object.name.clone(), steps: Vec::new(), field: field.clone() };
        let operand = Operand::Parameter { name: param.to_owned(), always: true };
        let key =
            Condition { path, op: Operator::Eq, operand, source: ConditionSource::Where, origin: self.origin(at) };
        if !narrows_down(&key) {
            return None;
        }
        self.check_probing(std::slice::from_ref(&key), outputs);
        Some(key)
    }

    /// Reports order fields that the cursor would carry out of the org although the tool does not return them.
    pub fn check_cursor(&mut self, orders: &[Order], outputs: &[Output], at: Pos) {
        for Order { path, .. } in orders {
            let returned = path.field.name == "Id" || outputs.iter().any(|o| o.path == *path && o.mask.is_none());
            if !returned {
                let message = format!("the cursor carries `{path}`, which the tool does not return as it is");
                let hint = format!("add `{path}` to `fields` without a mask, or order by a field that is there");
                self.report(&codes::CURSOR_FIELD, at, message, hint);
            }
            if !is_followed_by_a_cursor(&path.field.data_type) {
                let message = format!("a cursor cannot follow the order of `{path}`, and every call would fail");
                let hint = "order by a short text, a number, a date or a moment, or remove `paginate`: SOQL orders lookups, \
                            picklists, checkboxes and text areas in other ways than it compares them";
                self.report(&codes::NOT_SUPPORTED_BY_FIELD, at, message, hint);
            }
        }
    }

    /// An order such as `CloseDate desc`, of rows with these outputs.
    pub fn orders(&mut self, object: &'a SObject, specs: &[Text], outputs: &[Output]) -> Vec<Order> {
        let mut orders: Vec<Order> = Vec::new();
        for spec in specs {
            let Some((text, descending)) = self.direction(object, spec) else { continue };
            let Some(path) = self.path(object, &text, spec.at, Use::Used) else { continue };
            if !path.field.sortable {
                let message = format!("records cannot be ordered by `{path}` (describe: not sortable)");
                self.report(&codes::NOT_SUPPORTED_BY_FIELD, spec.at, message, "order by another field");
                continue;
            }
            if orders.iter().any(|o| o.path == path) {
                self.report(
                    &codes::REPEATED_FIELD,
                    spec.at,
                    format!("`{path}` is already part of the order"),
                    "remove it",
                );
                continue;
            }
            if let Some(reason) = self.hidden(&path, outputs) {
                let message = format!("the order of records tells of `{path}`, {reason}");
                let hint = "order by another field, or return it with a `pii` justification";
                self.report(&codes::PII_UNJUSTIFIED, spec.at, message, hint);
            }
            orders.push(Order { path, descending, origin: self.origin(spec.at) });
        }
        orders
    }

    /// Splits `CloseDate desc` into its name and whether it is descending.
    pub fn direction(&mut self, object: &SObject, spec: &Text) -> Option<(String, bool)> {
        let mut words = spec.value.split_whitespace();
        let (name, direction, rest) = (words.next(), words.next(), words.next());
        match (name, direction.map(str::to_ascii_lowercase).as_deref(), rest) {
            (Some(name), None | Some("asc"), None) => Some((name.to_owned(), false)),
            (Some(name), Some("desc"), None) => Some((name.to_owned(), true)),
            _ => {
                let message = format!("`{spec}` is not an order");
                let field =
                    spec.value.rsplit_once(' ').filter(|(_, last)| is_direction(last)).map_or(&*spec.value, |p| p.0);
                let hint = match object.field_labelled(field) {
                    Some(field) => format!("write its API name `{}`, then `desc` for the reverse order", field.name),
                    None => "write a field, then `desc` for the reverse order".to_owned(),
                };
                self.report(&spec_codes::BAD_VALUE, spec.at, message, hint);
                None
            }
        }
    }

    /// The default and greatest number of rows; adds the parameter `limit` where they differ.
    pub fn limit(&mut self, default: Option<Located<u32>>, max: Option<Located<u32>>, at: Pos) -> (u32, u32) {
        const DEFAULT: u32 = 20;
        let greatest = max.as_ref().map(|m| m.value);
        let usual = default.as_ref().map_or_else(|| greatest.unwrap_or(DEFAULT).min(DEFAULT), |d| d.value);
        let greatest = greatest.unwrap_or(usual);
        if usual > greatest {
            let at = default.as_ref().map_or(at, |d| d.at);
            self.report(
                &spec_codes::BAD_VALUE,
                at,
                "the default is greater than `max`",
                "lower `default`, or raise `max`",
            );
        }
        if greatest > usual {
            let kind = ParameterKind::Integer { min: Some(1), max: Some(i64::from(greatest)) };
            let default = Some(Literal::Integer(i64::from(usual)));
            self.add_parameter("limit", kind, "Greatest number of records to return.", default, at);
        }
        (usual, greatest)
    }

    /// The required parameter that carries the value of a unique field.
    pub fn unique_key(&mut self, field: &Field, at: Pos, name: &Text) -> Option<String> {
        // An external Id need not be unique, nor what describe calls an Id lookup: the `Name` of many objects is one.
        if !(field.unique || field.auto_number || field.name == "Username") {
            let message = format!("two records may have the same `{}`", field.name);
            self.report(&codes::NOT_EXTERNAL_ID, at, message, "use a unique field");
        }
        let parameter = self.parameter(name)?;
        self.require(name, parameter);
        let family = Family::of(field)?;
        self.check_length(field, &parameter.kind, name);
        if !kind_fits(&parameter.kind, family, "", field) {
            self.refuse_type(name, parameter, field, family);
            return None;
        }
        self.refuse_empty(name, parameter);
        Some(parameter.name.clone())
    }

    /// Reports a parameter whose values a field cannot hold.
    pub fn refuse_type(&mut self, name: &Text, parameter: &Parameter, field: &Field, family: Family) {
        let (kind, of_field) = (parameter.kind.word(), family.name());
        let message = format!("the parameter `{name}` is of type `{kind}`, and `{}` is a {of_field}", field.name);
        self.report(&codes::TYPE_MISMATCH, name.at, message, "change the type of the parameter");
    }

    /// Reports a text that may be empty: SOQL compares an empty text like no value, so it would find records that have none.
    pub fn refuse_empty(&mut self, name: &Text, parameter: &Parameter) {
        let may_be_empty = |kind: &ParameterKind| matches!(kind, ParameterKind::Text { min: 0, .. });
        let what = match &parameter.kind {
            kind if may_be_empty(kind) => format!("the parameter `{name}`"),
            ParameterKind::List { item, .. } if may_be_empty(item) => format!("an item of the parameter `{name}`"),
            _ => return,
        };
        let message = format!("{what} may be empty, and an empty text finds records without a value");
        self.report(&codes::TYPE_MISMATCH, name.at, message, "use `minLength: 1` or more");
    }
}

fn is_direction(word: &str) -> bool {
    word.eq_ignore_ascii_case("asc") || word.eq_ignore_ascii_case("desc")
}

/// The types of `McpKeyset`, which continues behind the last row by comparing with it.
fn is_followed_by_a_cursor(data_type: &FieldType) -> bool {
    matches!(
        data_type,
        FieldType::String
            | FieldType::Email
            | FieldType::Phone
            | FieldType::Url
            | FieldType::Date
            | FieldType::DateTime
            | FieldType::Int
            | FieldType::Double(_)
            | FieldType::Currency(_)
            | FieldType::Percent(_)
    )
}
