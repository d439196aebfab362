//! Declared parameters: what is advertised and enforced.

use super::expr::{Entry, Expr, call, raw, string};
use super::field::object_token;
use super::{literal, value};
use crate::model::{Literal, Parameter, ParameterKind};
use crate::spec::Format;

/// The list of declared parameters.
pub fn list(parameters: &[Parameter]) -> Expr {
    let items = parameters.iter().map(|p| Entry::item(declared(p)).from(&p.origin)).collect();
    Expr::Items("List<McpProperty>".into(), items)
}

fn declared(parameter: &Parameter) -> Expr {
    let mut property = property(&parameter.name, &parameter.description, &parameter.kind);
    if let Some(default) = &parameter.default {
        property = property.then("defaultsTo", [json(default)]);
    }
    if parameter.required { property.then("required", []) } else { property }
}

/// The rule of a value, with the name and description that clients see.
pub fn property(name: &str, description: &str, kind: &ParameterKind) -> Expr {
    let start = |factory: &str, rest: Vec<Expr>| {
        let first = [raw(literal::string(name)), string(description)];
        call(format!("McpProperty.{factory}"), first.into_iter().chain(rest))
    };
    match kind {
        ParameterKind::Text { min, max, pattern, format } => {
            let text = start("ofText", vec![]).then("length", [raw(min.to_string()), raw(max.to_string())]);
            let pattern = pattern.as_deref().map(string).or_else(|| format.map(|format| raw(form(format))));
            match pattern {
                Some(pattern) => text.then("matching", [pattern]),
                None => text,
            }
        }
        ParameterKind::Integer { min, max } => {
            between(start("ofInteger", vec![]), min.map(|n| n.to_string()), max.map(|n| n.to_string()))
        }
        ParameterKind::Number { min, max } => {
            between(start("ofNumber", vec![]), min.as_deref().map(value::decimal), max.as_deref().map(value::decimal))
        }
        ParameterKind::Boolean => start("ofBoolean", vec![]),
        ParameterKind::Date => start("ofDate", vec![]),
        ParameterKind::Datetime => start("ofDatetime", vec![]),
        ParameterKind::Id { objects } => match objects.as_slice() {
            [object] => start("ofId", vec![object_token(object)]),
            several => {
                let tokens = several.iter().map(|object| Entry::item(object_token(object))).collect();
                start("ofId", vec![Expr::Items("Set<Schema.SObjectType>".into(), tokens)])
            }
        },
        ParameterKind::Choice { values } => start("ofChoice", vec![texts(values)]),
        ParameterKind::List { item, min, max } => start("ofList", vec![property("item", "One item.", item)])
            .then("length", [raw(min.to_string()), raw(max.to_string())]),
        ParameterKind::Object { properties } => start("ofObject", vec![list(properties)]),
    }
}

fn between(property: Expr, min: Option<String>, max: Option<String>) -> Expr {
    if min.is_none() && max.is_none() {
        return property;
    }
    let bound = |bound: Option<String>| raw(bound.unwrap_or_else(|| "null".to_owned()));
    property.then("between", [bound(min), bound(max)])
}

/// A list of texts.
pub fn texts<T: AsRef<str>>(values: &[T]) -> Expr {
    let items = values.iter().map(|v| Entry::item(raw(literal::string(v.as_ref())))).collect();
    Expr::Items("List<String>".into(), items)
}

/// The constant with the pattern of a well-known form.
fn form(format: Format) -> &'static str {
    match format {
        Format::Email => "McpText.EMAIL_PATTERN",
        Format::Url => "McpText.URL_PATTERN",
        Format::Phone => "McpText.PHONE_PATTERN",
    }
}

/// A default as a caller would send it in JSON.
fn json(default: &Literal) -> Expr {
    match default {
        Literal::Date(..) | Literal::Datetime(..) => string(&value::soql(default).unwrap_or_default()),
        Literal::Number(digits) => raw(value::decimal(digits)),
        other => value::constant(other),
    }
}
