//! `tools/list` as a client gets it from a server that its user may call in full.
//!
//! The rules are those of the Apex class `McpProperty`, which builds the same schemas in the org.

use super::output_schema::output_schema;
use super::views::columns;
use crate::model::{Literal, Model, Parameter, ParameterKind, Server, Tool};
use crate::spec::Format;
use diag::render::visible;
use serde_json::{Map, Value, json};

/// Patterns of the well-known forms; constants of the Apex class `McpText`.
const EMAIL: &str = "^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+$";
const URL: &str = "^https://[!#-;=?-~]+$";
const PHONE: &str = "^[0-9 +().-]+$";
/// Pattern of a record Id; a constant of `McpProperty`.
const RECORD_ID: &str = "^[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?$";

/// What `McpProperty` adds to the description of a date.
pub(super) const DATE_RULE: &str = " Format: YYYY-MM-DD.";
/// What `McpProperty` adds to the description of a moment.
pub(super) const DATETIME_RULE: &str = " Format: YYYY-MM-DDThh:mm:ssZ or with an offset such as +02:00.";

/// The result of `tools/list`.
pub fn tools_list(model: &Model, server: &Server) -> Value {
    let mut list = json!({ "tools": model.tools_of(server).map(tool).collect::<Vec<Value>>() });
    if !server.hand_written.is_empty() {
        // Their classes make what clients see, so it is not known here.
        let by_hand = server.hand_written.iter().map(|tool| json!({ "name": tool.name, "class": tool.class }));
        list["handWritten"] = by_hand.collect();
    }
    list
}

/// Names, titles and parameters.
pub(super) fn text(model: &Model, server: &Server) -> String {
    let generated = model.tools_of(server).map(|tool| {
        let parameter = |p: &Parameter| if p.required { p.name.clone() } else { format!("[{}]", p.name) };
        let parameters: Vec<String> = tool.parameters.iter().map(parameter).collect();
        vec![format!("{}({})", tool.name, parameters.join(", ")), visible(&tool.title)]
    });
    let by_hand = server
        .hand_written
        .iter()
        .map(|tool| vec![format!("{}(as {} says)", tool.name, tool.class), visible(&tool.title)]);
    columns(generated.chain(by_hand))
}

fn tool(tool: &Tool) -> Value {
    json!({
        "name": tool.name,
        "title": tool.title,
        "description": tool.description,
        "inputSchema": object(&tool.parameters, Side::Arguments),
        "outputSchema": output_schema(&tool.operation.shape()),
        "annotations": {
            "readOnlyHint": tool.annotations.read_only,
            "destructiveHint": tool.annotations.destructive,
            "idempotentHint": tool.annotations.idempotent,
            "openWorldHint": tool.annotations.open_world,
        },
    })
}

/// Whether values go into a tool or come out of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// What a caller sends.
    Arguments,
    /// What a handler returns.
    Result,
}

/// The schema of a group of named values.
fn object(parameters: &[Parameter], side: Side) -> Value {
    let properties: Map<String, Value> = parameters.iter().map(|p| (p.name.clone(), property(p, side))).collect();
    let required: Vec<&str> = parameters.iter().filter(|p| p.required).map(|p| p.name.as_str()).collect();
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(parameter: &Parameter, side: Side) -> Value {
    let mut schema = value(&parameter.kind, &parameter.description, side);
    if let Some(default) = &parameter.default {
        schema["default"] = literal(default);
    }
    schema
}

/// The schema of a value.
pub(super) fn value(kind: &ParameterKind, description: &str, side: Side) -> Value {
    let mut schema = match kind {
        ParameterKind::Text { min, max, pattern, format } => {
            let form = format.map(|format| match format {
                Format::Email => EMAIL,
                Format::Url => URL,
                Format::Phone => PHONE,
            });
            let mut schema = json!({ "type": "string", "minLength": min, "maxLength": max });
            if let Some(pattern) = pattern.as_deref().or(form) {
                schema["pattern"] = pattern.into();
            }
            schema
        }
        ParameterKind::Integer { min, max } => {
            let open = |end: i32| (side == Side::Arguments).then_some(i64::from(end));
            let ends = [min.or_else(|| open(i32::MIN)), max.or_else(|| open(i32::MAX))];
            bounded("integer", ends.map(|end| end.map(Value::from)))
        }
        ParameterKind::Number { min, max } => bounded("number", [min, max].map(|end| end.as_deref().map(number))),
        ParameterKind::Boolean => json!({ "type": "boolean" }),
        ParameterKind::Date => json!({ "type": "string", "format": "date" }),
        ParameterKind::Datetime => json!({ "type": "string", "format": "date-time" }),
        ParameterKind::Id { .. } => json!({ "type": "string", "pattern": RECORD_ID }),
        ParameterKind::Choice { values } => json!({ "type": "string", "enum": values }),
        ParameterKind::List { item, min, max } => {
            json!({ "type": "array", "items": value(item, "One item.", side), "minItems": min, "maxItems": max })
        }
        ParameterKind::Object { properties } => object(properties, side),
    };
    let rule = match kind {
        ParameterKind::Date => DATE_RULE,
        ParameterKind::Datetime => DATETIME_RULE,
        _ => "",
    };
    schema["description"] = format!("{description}{rule}").into();
    schema
}

/// The schema of a number with its least and greatest value.
fn bounded(name: &str, ends: [Option<Value>; 2]) -> Value {
    let mut schema = json!({ "type": name });
    for (key, end) in ["minimum", "maximum"].into_iter().zip(ends) {
        if let Some(end) = end {
            schema[key] = end;
        }
    }
    schema
}

fn literal(value: &Literal) -> Value {
    match value {
        Literal::Text(text) | Literal::Id(text) => text.as_str().into(),
        Literal::Integer(n) => (*n).into(),
        Literal::Number(digits) => number(digits),
        Literal::Boolean(truth) => (*truth).into(),
        Literal::Date(..) | Literal::Datetime(..) => crate::render::review::literal(value).into(),
    }
}

/// Decimal digits as a JSON number; as text if they are none, which the lowering does not let through.
fn number(digits: &str) -> Value {
    serde_json::from_str(digits).unwrap_or_else(|_| digits.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_texts_are_those_of_the_apex_classes() {
        let body = |name| framework::core().iter().find(|file| file.name == name).expect("a class").body;
        for pattern in [EMAIL, URL, PHONE] {
            assert!(body("McpText").contains(&format!("'{}'", pattern.replace('\'', "\\'"))), "{pattern}");
        }
        assert!(body("McpProperty").contains(&format!("'{RECORD_ID}'")));
        for (kind, text) in [(ParameterKind::Date, "A day."), (ParameterKind::Datetime, "A moment.")] {
            let schema = value(&kind, text, Side::Arguments);
            let rule = schema["description"].as_str().and_then(|d| d.strip_prefix(text)).expect("the description");
            assert!(body("McpProperty").contains(&format!("'{rule}'")), "{rule}");
        }
    }
}
