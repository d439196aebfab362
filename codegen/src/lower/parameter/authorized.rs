//! Values that the model can neither see nor set.

use super::{Parameters, is_parameter_name};
use crate::model::{Authorized, AuthorizedValue, Parameter};
use crate::rendered::Origin;
use crate::spec::AuthorizedSpec;
use crate::yaml::Located;
use diag::catalogue::spec as codes;
use std::sync::Arc;

impl Parameters<'_> {
    /// Lowers authorized values.
    pub fn authorized(&mut self, specs: &[Located<AuthorizedSpec>], parameters: &[Parameter]) -> Vec<Authorized> {
        let mut values: Vec<Authorized> = Vec::new();
        for spec in specs {
            let value = match (&spec.from, &spec.constant) {
                (Some(source), None) => AuthorizedValue::Source(source.value),
                (None, Some(text)) => AuthorizedValue::Text(text.value.clone()),
                _ => {
                    let message = "an authorized value needs exactly one of `from` and `value`";
                    self.report(&codes::EXCLUSIVE_KEYS, spec.at, message, "keep one of them");
                    continue;
                }
            };
            let name = &spec.name;
            if !is_parameter_name(&name.value) {
                let hint = "use 1 to 40 lower-case letters, digits and `_`, starting with a letter";
                self.report(
                    &codes::BAD_NAME,
                    name.at,
                    format!("`{name}` cannot be the name of an authorized value"),
                    hint,
                );
            }
            let taken = values.iter().any(|v| v.name == name.value) || parameters.iter().any(|p| p.name == name.value);
            if taken {
                self.report(
                    &codes::DUPLICATE_NAME,
                    name.at,
                    format!("the name `{name}` is already used in this tool"),
                    "rename it",
                );
                continue;
            }
            let origin = Origin { file: Arc::clone(self.file), at: spec.at };
            values.push(Authorized { name: name.value.clone(), value, origin });
        }
        values
    }
}
