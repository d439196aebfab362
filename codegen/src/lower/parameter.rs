//! Parameters and authorized values.

mod ambiguity;
mod authorized;
mod pattern;
mod value;

pub(crate) use pattern::portable as portable_pattern;
pub(super) use value::has_format;

use super::report;
use crate::model::{Parameter, ParameterKind};
use crate::rendered::Origin;
use crate::spec::{ParameterSpec, ParameterType, Text};
use crate::yaml::{Located, Pos};
use diag::catalogue::{exposure, portable, spec as codes};
use diag::{Code, Diagnostic, Place};
use sf_schema::Schema;
use std::sync::Arc;

/// Longest text that a parameter without `maxLength` takes.
const DEFAULT_MAX_LENGTH: u32 = 255;
/// Longest text that a parameter may take: the length of a long text area.
const GREATEST_LENGTH: u32 = 131_072;
/// Most items of an array.
const GREATEST_ITEMS: u32 = 200;
/// Deepest nesting of objects and arrays that every client accepts (the tool's arguments are the first level).
const GREATEST_DEPTH: u32 = 4;
/// Most values of an enumeration.
pub(crate) const GREATEST_ENUM: usize = 100;

/// Lowers parameters of one spec file.
pub struct Parameters<'a> {
    /// sObjects, for Ids and picklists.
    pub schema: &'a Schema,
    /// The spec file.
    pub file: &'a Arc<str>,
    /// Whether these are values that a handler returns: only the rules that are written hold for them.
    pub returned: bool,
    /// What is wrong.
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Parameters<'_> {
    fn place(&self, at: Pos) -> Place {
        Place::new(&**self.file, at.line, at.column)
    }

    fn report(&mut self, code: &'static Code, at: Pos, message: impl Into<String>, hint: impl Into<String>) {
        let place = self.place(at);
        report(self.problems, code, place, message, hint);
    }

    /// Lowers a list of named parameters.
    pub fn lower(&mut self, specs: &[Located<ParameterSpec>], depth: u32) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for spec in specs {
            let Some(parameter) = self.one(spec, depth) else { continue };
            match parameters.iter().find(|p| p.name == parameter.name) {
                Some(first) => self.problems.push(
                    Diagnostic::new(
                        &codes::DUPLICATE_NAME,
                        format!("two parameters have the name `{}`", parameter.name),
                    )
                    .at(parameter.origin.place())
                    .also(first.origin.place(), "first declared here")
                    .hint("rename one of them"),
                ),
                None => parameters.push(parameter),
            }
        }
        parameters
    }

    fn one(&mut self, spec: &Located<ParameterSpec>, depth: u32) -> Option<Parameter> {
        let Some(name) = &spec.name else {
            self.report(&codes::MISSING_KEY, spec.at, "the parameter has no name", "add `name:`");
            return None;
        };
        if !is_parameter_name(&name.value) {
            let hint = "use 1 to 40 lower-case letters, digits and `_`, starting with a letter";
            self.report(&codes::BAD_NAME, name.at, format!("`{name}` cannot be the name of a parameter"), hint);
        }
        if spec.description.as_ref().is_none_or(|d| d.value.trim().is_empty()) {
            let message = format!("the parameter `{name}` has no description");
            self.report(
                &portable::DESCRIPTION_LENGTH,
                spec.at,
                message,
                "add `description:`; the model has nothing else to go by",
            );
        }
        let kind = self.kind(spec, depth)?;
        let required = spec.required.as_ref().is_some_and(|r| r.value);
        let default = spec.default.as_ref().and_then(|default| self.default(&kind, default));
        if let Some(given) = spec.default.as_ref().filter(|_| required) {
            let message = format!("the parameter `{name}` is required, so its default is never used");
            self.report(&codes::EXCLUSIVE_KEYS, given.at, message, "remove `default` or `required`");
        }
        let examples = self.examples(&kind, &spec.examples);
        let description = spec.description.as_ref().map(|d| d.value.trim().to_owned()).unwrap_or_default() + &examples;
        let origin_at = |at: Pos| Origin { file: Arc::clone(self.file), at };
        let origin = origin_at(spec.at);
        let description_origin = origin_at(spec.description.as_ref().map_or(spec.at, |text| text.at));
        Some(Parameter { name: name.value.clone(), kind, description, required, default, origin, description_origin })
    }

    fn kind(&mut self, spec: &Located<ParameterSpec>, depth: u32) -> Option<ParameterKind> {
        use ParameterType as T;
        let kind = spec.kind.value;
        self.refuse_foreign_keys(spec);
        if depth > GREATEST_DEPTH {
            self.report(&portable::SCHEMA_DEPTH, spec.at, "parameters are nested too deeply", "flatten the parameters");
            return None;
        }
        Some(match kind {
            T::String => {
                let (least, greatest) = if self.returned { (0, GREATEST_LENGTH) } else { (1, DEFAULT_MAX_LENGTH) };
                let min = spec.min_length.as_ref().map_or(least, |n| n.value);
                let max = spec.max_length.as_ref().map_or(greatest, |n| n.value);
                let at = spec.max_length.as_ref().or(spec.min_length.as_ref()).map_or(spec.at, |n| n.at);
                if min > max || max == 0 || max > GREATEST_LENGTH {
                    let hint = format!(
                        "use 0 ≤ `minLength` ≤ `maxLength` ≤ {GREATEST_LENGTH}, and at least 1 for `maxLength`"
                    );
                    self.report(&codes::BAD_VALUE, at, "the lengths make no sense", hint);
                }
                if let (Some(pattern), Some(_)) = (&spec.pattern, &spec.format) {
                    let message =
                        "a text has a `pattern` or a `format`, not both: clients are told one regular expression";
                    self.report(&codes::EXCLUSIVE_KEYS, pattern.at, message, "keep one of them");
                }
                let pattern = spec.pattern.as_ref().and_then(|pattern| self.pattern(pattern));
                ParameterKind::Text { min, max, pattern, format: spec.format.as_ref().map(|f| f.value) }
            }
            T::Integer => self.integer_bounds(spec),
            T::Number => self.number_bounds(spec),
            T::Boolean => ParameterKind::Boolean,
            T::Date => ParameterKind::Date,
            T::Datetime => ParameterKind::Datetime,
            T::Id => ParameterKind::Id { objects: vec![self.id_object(spec)?] },
            T::Enum => ParameterKind::Choice { values: self.choices(spec)? },
            T::Array => self.list(spec, depth)?,
            T::Object => {
                if spec.properties.is_empty() {
                    self.report(
                        &codes::MISSING_KEY,
                        spec.at,
                        "an `object` parameter needs `properties`",
                        "add `properties:`",
                    );
                    return None;
                }
                ParameterKind::Object { properties: self.lower(&spec.properties, depth + 1) }
            }
        })
    }

    fn list(&mut self, spec: &Located<ParameterSpec>, depth: u32) -> Option<ParameterKind> {
        let Some(items) = &spec.items else {
            self.report(&codes::MISSING_KEY, spec.at, "an `array` parameter needs `items`", "add `items: { type: … }`");
            return None;
        };
        let Some(max) = spec.max_items.as_ref() else {
            self.report(
                &codes::MISSING_KEY,
                spec.at,
                "an `array` parameter needs `maxItems`",
                format!("add `maxItems`, at most {GREATEST_ITEMS}"),
            );
            return None;
        };
        let min = spec.min_items.as_ref().map_or(0, |n| n.value);
        if max.value == 0 || max.value > GREATEST_ITEMS || min > max.value {
            let hint = format!("use 0 ≤ `minItems` ≤ `maxItems` ≤ {GREATEST_ITEMS}");
            self.report(&codes::BAD_VALUE, max.at, "the numbers of items make no sense", hint);
        }
        if items.kind.value == ParameterType::Array {
            self.report(
                &portable::SCHEMA_DEPTH,
                items.at,
                "a list of lists is not portable",
                "use a list of `object`s",
            );
            return None;
        }
        if let Some(key) = items.required.as_ref().map(|r| r.at).or(items.default.as_ref().map(|d| d.at)) {
            self.report(
                &codes::KEY_NOT_FOR_TYPE,
                key,
                "items are always there",
                "remove `required` and `default` from `items`",
            );
        }
        let item = self.kind(items, depth + 1)?;
        Some(ParameterKind::List { item: Box::new(item), min, max: max.value })
    }

    fn id_object(&mut self, spec: &Located<ParameterSpec>) -> Option<String> {
        let Some(name) = &spec.object else {
            self.report(
                &codes::MISSING_KEY,
                spec.at,
                "an `id` parameter needs `object`",
                "add `object:` with the sObject of the record",
            );
            return None;
        };
        let Some(object) = self.schema.object(&name.value) else {
            let near = self.schema.objects_like(&name.value);
            let hint = near
                .first()
                .map_or_else(|| "use the API name of an sObject".to_owned(), |best| format!("did you mean `{best}`?"));
            self.report(&exposure::UNKNOWN_OBJECT, name.at, format!("no sObject `{name}` is known"), hint);
            return None;
        };
        Some(object.name.clone())
    }

    fn choices(&mut self, spec: &Located<ParameterSpec>) -> Option<Vec<String>> {
        let values: Vec<String> = match (&spec.values_of, spec.values.is_empty()) {
            (None, false) => spec.values.iter().map(|v| v.value.clone()).collect(),
            (Some(path), true) => self.picklist(path)?,
            _ => {
                let message = "an `enum` parameter needs `values` or `valuesOf`, not both";
                self.report(&codes::EXCLUSIVE_KEYS, spec.at, message, "keep one of them");
                return None;
            }
        };
        if values.len() > GREATEST_ENUM {
            let message = format!("{} values are too many for some clients", values.len());
            self.report(&portable::ENUM_SIZE, spec.at, message, format!("offer at most {GREATEST_ENUM} values"));
        }
        let mut sorted: Vec<String> = values.iter().map(|v| v.to_lowercase()).collect();
        sorted.sort();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            let message = "two values are equal, letter case aside";
            self.report(&codes::BAD_VALUE, spec.at, message, "remove one of them");
        }
        let awkward = |v: &&String| v.is_empty() || v.trim() != **v || v.contains(char::is_control) || v.len() > 255;
        if let Some(value) = values.iter().find(awkward) {
            let message = format!("{value:?} cannot be a value");
            let hint = "use at most 255 characters on one line, without blanks around them";
            self.report(&codes::BAD_VALUE, spec.at, message, hint);
        }
        Some(values)
    }

    fn picklist(&mut self, path: &Text) -> Option<Vec<String>> {
        let field = path.value.split_once('.').and_then(|(object, field)| self.schema.object(object)?.field(field));
        let values: Vec<String> = field
            .and_then(|f| f.picklist())
            .map(|p| p.values.iter().filter(|v| v.active).map(|v| v.value.clone()).collect())
            .unwrap_or_default();
        if values.is_empty() {
            let message = format!("`{path}` is no picklist whose values are known");
            self.report(
                &exposure::UNKNOWN_FIELD,
                path.at,
                message,
                "write `<sObject>.<picklist field>`, or list the `values`",
            );
            return None;
        }
        Some(values)
    }

    /// The anchored pattern, if all clients and Apex read it alike.
    fn pattern(&mut self, pattern: &Text) -> Option<String> {
        match pattern::portable(&pattern.value) {
            Ok(anchored) => Some(anchored),
            Err(reason) => {
                let hint =
                    "use classes, `|`, `(…)`, `(?:…)`, `?`, `*`, `+` and `{n,m}` only, without nested repetition";
                self.report(&portable::PATTERN, pattern.at, format!("the pattern {reason}"), hint);
                None
            }
        }
    }

    fn refuse_foreign_keys(&mut self, spec: &Located<ParameterSpec>) {
        use ParameterType as T;
        let kind = spec.kind.value;
        let keys: [(&str, Option<Pos>, &[T]); 14] = [
            ("object", spec.object.as_ref().map(|v| v.at), &[T::Id]),
            ("values", spec.values.first().map(|v| v.at), &[T::Enum]),
            ("valuesOf", spec.values_of.as_ref().map(|v| v.at), &[T::Enum]),
            ("min", spec.min.as_ref().map(|v| v.at), &[T::Integer, T::Number]),
            ("max", spec.max.as_ref().map(|v| v.at), &[T::Integer, T::Number]),
            ("minLength", spec.min_length.as_ref().map(|v| v.at), &[T::String]),
            ("maxLength", spec.max_length.as_ref().map(|v| v.at), &[T::String]),
            ("pattern", spec.pattern.as_ref().map(|v| v.at), &[T::String]),
            ("format", spec.format.as_ref().map(|v| v.at), &[T::String]),
            ("items", spec.items.as_ref().map(|v| v.at), &[T::Array]),
            ("minItems", spec.min_items.as_ref().map(|v| v.at), &[T::Array]),
            ("maxItems", spec.max_items.as_ref().map(|v| v.at), &[T::Array]),
            ("properties", spec.properties.first().map(|v| v.at), &[T::Object]),
            (
                "default",
                spec.default.as_ref().map(|v| v.at),
                &[T::String, T::Integer, T::Number, T::Boolean, T::Date, T::Datetime, T::Enum],
            ),
        ];
        for (key, at, allowed) in keys {
            if let Some(at) = at.filter(|_| !allowed.contains(&kind)) {
                let message = format!("`{key}` does not apply to parameters of this type");
                self.report(&codes::KEY_NOT_FOR_TYPE, at, message, "remove it, or change `type`");
            }
        }
        if let Some(default) = spec.default.as_ref().filter(|_| self.returned) {
            let hint = "remove it; the handler always decides what it returns";
            self.report(&codes::KEY_NOT_FOR_TYPE, default.at, "a value that is returned has no default", hint);
        }
    }
}

/// Names of parameters follow the portable profile, shorter than it allows.
pub fn is_parameter_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
