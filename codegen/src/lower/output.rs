//! Fields that a tool returns.

use super::{Lowering, Use};
use crate::model::{Output, Pii};
use crate::spec::{FieldSpec, Mask};
use crate::yaml::{Located, Pos, Short};
use diag::catalogue::exposure as codes;
use sf_schema::{Field, FieldType, SObject};
use std::collections::BTreeMap;

impl<'a> Lowering<'a> {
    /// The fields returned. `Id` is left out: it always leads a row.
    pub fn outputs(&mut self, object: &'a SObject, specs: &[Located<Short<FieldSpec>>]) -> Vec<Output> {
        let mut seen: BTreeMap<String, Pos> =
            BTreeMap::from([("id".to_owned(), Pos::default()), ("url".to_owned(), Pos::default())]);
        let mut outputs = Vec::new();
        for spec in specs {
            // In the short form the text is the item itself.
            let at = if spec.field.at == Pos::default() { spec.at } else { spec.field.at };
            let Some(path) = self.path(object, &spec.field.value, at, Use::Returned) else { continue };
            if path.steps.is_empty() && path.field.name == "Id" {
                continue;
            }
            if path.field.data_type == FieldType::Base64 {
                let message = format!("`{path}` holds a file, which a tool does not return");
                self.report(&codes::NOT_SUPPORTED_BY_FIELD, at, message, "return its name, type and size instead");
                continue;
            }
            if matches!(path.field.data_type, FieldType::Address | FieldType::Location) {
                let owner = self.schema.object(path.owner());
                let parts = owner.into_iter().flat_map(SObject::fields).filter(|part| is_part(part, &path.field));
                let parts: Vec<String> = parts.map(|part| format!("`{}`", part.name)).collect();
                let message = format!("`{path}` is put together from other fields, and a tool does not return it");
                let hint = match parts.as_slice() {
                    [] => "return its parts instead".to_owned(),
                    parts => format!("return its parts instead: {}", parts.join(", ")),
                };
                self.report(&codes::NOT_SUPPORTED_BY_FIELD, at, message, hint);
                continue;
            }
            let key = spec.key.as_ref().map_or_else(|| path.key(), |key| key.value.clone());
            if !is_key(&key) {
                let at = spec.key.as_ref().map_or(at, |key| key.at);
                let message = format!("`{key}` cannot be a key of the result");
                self.report(
                    &diag::catalogue::spec::BAD_NAME,
                    at,
                    message,
                    "use 1 to 64 letters, digits and `_`, starting with a letter",
                );
            }
            if let Some(first) = seen.insert(key.to_lowercase(), at) {
                let place = self.place(at);
                let mut problem =
                    diag::Diagnostic::new(&codes::REPEATED_FIELD, format!("the result already has a key `{key}`"))
                        .at(place)
                        .hint("remove one of them, or give it another key with `as`");
                if first != Pos::default() {
                    problem = problem.also(self.place(first), "first used here");
                }
                self.problems.push(problem);
            }
            let pii = spec.pii.as_ref().map(|pii| Pii {
                justification: pii.justification.value.clone(),
                reference: pii.reference.value.clone(),
            });
            let mask = spec.mask.as_ref().map(|mask| mask.value);
            if let Some(mask) = &spec.mask {
                self.check_mask(&path.field.data_type, mask);
            }
            if let Some(reason) = self.personal_data(&path).filter(|_| pii.is_none() && mask.is_none()) {
                let message = format!("`{path}` of `{}` holds personal data ({reason})", object.name);
                let hint = format!(
                    "write `{{ field: {path}, pii: {{ justification: \"…\", reference: \"…\" }} }}`, or mask it, or leave it out"
                );
                self.report(&codes::PII_UNJUSTIFIED, at, message, hint);
            }
            let origin = self.origin(at);
            outputs.push(Output { key, path, mask, pii, origin });
        }
        outputs
    }

    fn check_mask(&mut self, data_type: &FieldType, mask: &Located<Mask>) {
        let fits = match mask.value {
            Mask::Redact => true,
            Mask::Email => *data_type == FieldType::Email || *data_type == FieldType::String,
            Mask::Last4 => matches!(
                data_type,
                FieldType::String
                    | FieldType::TextArea
                    | FieldType::Email
                    | FieldType::Phone
                    | FieldType::Url
                    | FieldType::EncryptedText
            ),
        };
        if !fits {
            self.report(
                &codes::TYPE_MISMATCH,
                mask.at,
                "this mask needs a text field",
                "use `mask: redact`, which fits every type",
            );
        }
    }
}

/// Keys of results follow the portable profile for property names.
pub fn is_key(key: &str) -> bool {
    key.len() <= 64
        && key.starts_with(|c: char| c.is_ascii_alphabetic())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Whether a field is a part of a compound one.
fn is_part(part: &Field, whole: &Field) -> bool {
    part.part_of.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(&whole.name))
}
