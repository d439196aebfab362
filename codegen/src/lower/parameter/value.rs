//! Values in declarations: bounds, defaults and examples.

use super::Parameters;
use crate::lower::literal::{Want, read};
use crate::model::{Literal, ParameterKind};
use crate::spec::{Format, ParameterSpec};
use crate::yaml::{Located, Scalar};
use diag::catalogue::spec as codes;
use regex::Regex;

impl Parameters<'_> {
    pub(super) fn integer_bounds(&mut self, spec: &Located<ParameterSpec>) -> ParameterKind {
        let mut bound = |value: &Option<Located<Scalar>>| match self.bound(value.as_ref()?, Want::Integer)? {
            Literal::Integer(n) => Some(n),
            _ => None,
        };
        let (min, max) = (bound(&spec.min), bound(&spec.max));
        self.check_bounds(spec, max.is_none() || min <= max);
        ParameterKind::Integer { min, max }
    }

    pub(super) fn number_bounds(&mut self, spec: &Located<ParameterSpec>) -> ParameterKind {
        let mut bound = |value: &Option<Located<Scalar>>| match self.bound(value.as_ref()?, Want::Number)? {
            Literal::Number(n) => Some(n),
            _ => None,
        };
        let (min, max) = (bound(&spec.min), bound(&spec.max));
        self.check_bounds(spec, max.is_none() || as_float(min.as_ref()) <= as_float(max.as_ref()));
        ParameterKind::Number { min, max }
    }

    fn bound(&mut self, value: &Located<Scalar>, want: Want) -> Option<Literal> {
        let literal = read(&value.value, want);
        if literal.is_none() {
            self.report(&codes::BAD_VALUE, value.at, format!("the bound must be {}", want.name()), "write a number");
        }
        literal
    }

    fn check_bounds(&mut self, spec: &Located<ParameterSpec>, fine: bool) {
        if !fine && spec.min.is_some() {
            let at = spec.max.as_ref().map_or(spec.at, |m| m.at);
            self.report(&codes::BAD_VALUE, at, "`max` is less than `min`", "swap them");
        }
    }

    pub(super) fn default(&mut self, kind: &ParameterKind, value: &Located<Scalar>) -> Option<Literal> {
        let literal = sample(kind, &value.value);
        if literal.is_none() {
            let message = format!("the default `{}` breaks the parameter's own rules", value.value);
            self.report(&codes::BAD_VALUE, value.at, message, "use a value that a caller could send");
        }
        literal
    }

    pub(super) fn examples(&mut self, kind: &ParameterKind, examples: &[Located<Scalar>]) -> String {
        for example in examples {
            let fits = matches!(kind, ParameterKind::Id { .. }) && read(&example.value, Want::Id).is_some();
            if !fits && sample(kind, &example.value).is_none() {
                let message = format!("the example `{}` breaks the parameter's own rules", example.value);
                self.report(&codes::BAD_VALUE, example.at, message, "use a value that a caller could send");
            }
        }
        if examples.is_empty() {
            return String::new();
        }
        let list: Vec<String> = examples.iter().map(|e| e.value.to_string()).collect();
        format!(" For example: {}.", list.join(", "))
    }
}

/// A value that a caller could send, as a literal.
fn sample(kind: &ParameterKind, value: &Scalar) -> Option<Literal> {
    let literal = match kind {
        ParameterKind::Text { .. } | ParameterKind::Choice { .. } => read(value, Want::Text)?,
        ParameterKind::Integer { .. } => read(value, Want::Integer)?,
        ParameterKind::Number { .. } => read(value, Want::Number)?,
        ParameterKind::Boolean => read(value, Want::Boolean)?,
        ParameterKind::Date => read(value, Want::Date)?,
        ParameterKind::Datetime => read(value, Want::Datetime)?,
        ParameterKind::Id { .. } | ParameterKind::List { .. } | ParameterKind::Object { .. } => return None,
    };
    let fits = match (kind, &literal) {
        (ParameterKind::Text { min, max, pattern, format }, Literal::Text(text)) => {
            let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            (*min..=*max).contains(&length)
                && pattern.as_ref().and_then(|p| Regex::new(p).ok()).is_none_or(|p| p.is_match(text))
                && format.is_none_or(|format| has_format(text, format))
        }
        (ParameterKind::Choice { values }, Literal::Text(text)) => values.contains(text),
        (ParameterKind::Integer { min, max }, Literal::Integer(n)) => {
            min.is_none_or(|min| *n >= min) && max.is_none_or(|max| *n <= max)
        }
        (ParameterKind::Number { min, max }, Literal::Number(n)) => {
            let number = as_float(Some(n));
            (min.is_none() || number >= as_float(min.as_ref())) && (max.is_none() || number <= as_float(max.as_ref()))
        }
        _ => true,
    };
    fits.then_some(literal)
}

fn as_float(digits: Option<&String>) -> Option<f64> {
    digits.and_then(|digits| digits.parse().ok())
}

/// Looser than the check of the generated class: a sample that fails here fails there.
pub(in crate::lower) fn has_format(text: &str, format: Format) -> bool {
    match format {
        Format::Email => text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')),
        Format::Url => text.starts_with("https://"),
        Format::Phone => text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c)),
    }
}
