//! Tables of keys and of values, from JSON Schema.

use serde_json::{Map, Value};
use std::fmt::Write;

/// A table of the keys of a mapping.
pub(super) fn keys(schema: &Value, skip: &dyn Fn(&str) -> bool) -> String {
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut out = "| Key | Type | Required | Default | Meaning |\n|---|---|---|---|---|\n".to_owned();
    for (key, property) in properties.iter().filter(|(key, _)| !skip(key)) {
        let (meaning, default) = split_default(property["description"].as_str().unwrap_or_default());
        let required = if required.contains(&key.as_str()) { "yes" } else { "" };
        let _ = writeln!(
            out,
            "| `{key}` | {} | {required} | {} | {} |",
            type_of(property),
            cell(&default.unwrap_or_default()),
            cell(&meaning)
        );
    }
    out
}

/// A table of the values of an enumeration; `None` if the schema is none.
pub(super) fn values(schema: &Value) -> Option<String> {
    let branches = schema["oneOf"].as_array().filter(|_| schema.get("properties").is_none())?;
    let mut out = "| Value | Meaning |\n|---|---|\n".to_owned();
    for branch in branches {
        let meaning = cell(branch["description"].as_str().unwrap_or_default());
        let _ = writeln!(out, "| `{}` | {meaning} |", branch["const"].as_str()?);
    }
    Some(out)
}

/// The title of the section about a Rust type of the schema, for example `scope object` for `ScopeObjectSpec`.
pub(super) fn title(definition: &str) -> String {
    let name = definition.strip_suffix("Spec").unwrap_or(definition);
    name.char_indices().fold(String::new(), |mut out, (at, c)| {
        if c.is_ascii_uppercase() && at > 0 {
            out.push(' ');
        }
        out.push(c.to_ascii_lowercase());
        out
    })
}

fn type_of(schema: &Value) -> String {
    if let Some(name) = reference(schema) {
        let title = title(name);
        return format!("[{title}](#{})", title.replace(' ', "-"));
    }
    if let Some(constant) = schema.get("const") {
        return match constant {
            Value::String(text) => format!("`{text}`"),
            other => format!("`{other}`"),
        };
    }
    if let Some(branches) = schema["anyOf"].as_array() {
        let names: Vec<String> = branches.iter().filter(|b| b["type"] != "null").map(type_of).collect();
        return names.join(" or ");
    }
    let names: Vec<String> = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
    .into_iter()
    .filter(|name| *name != "null")
    .map(|name| match name {
        "string" => "text".to_owned(),
        "integer" => format!("whole number{}", bounds(schema)),
        "number" => format!("number{}", bounds(schema)),
        "boolean" => "true or false".to_owned(),
        "array" => format!("list of {}{}", type_of(&schema["items"]), at_least(schema)),
        "object" if schema["additionalProperties"].is_object() => {
            format!("mapping from name to {}", type_of(&schema["additionalProperties"]))
        }
        other => other.to_owned(),
    })
    .collect();
    if names.len() > 2 { names.join(", ") } else { names.join(" or ") }
}

fn bounds(schema: &Value) -> String {
    match (schema["minimum"].as_f64().filter(|low| *low > 0.0), high(schema)) {
        (Some(low), Some(high)) => format!(", {low} to {high}"),
        (Some(low), None) => format!(", at least {low}"),
        (None, Some(high)) => format!(", at most {high}"),
        (None, None) => String::new(),
    }
}

/// The greatest number, unless it is only what the computer can hold.
fn high(schema: &Value) -> Option<f64> {
    schema["maximum"].as_f64().filter(|high| *high < f64::from(u32::MAX))
}

fn at_least(schema: &Value) -> String {
    schema["minItems"].as_u64().map(|least| format!(", at least {least}")).unwrap_or_default()
}

/// The definition a schema refers to.
pub(super) fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.strip_prefix("#/$defs/")
}

/// Takes the sentence `Default: ….` out of a description.
fn split_default(description: &str) -> (String, Option<String>) {
    let text = description.replace('\n', " ");
    let Some((before, rest)) = text.split_once("Default: ") else { return (text, None) };
    let (default, after) = rest.split_once(". ").unwrap_or((rest.trim_end_matches('.'), ""));
    (format!("{before}{after}").trim().to_owned(), Some(default.to_owned()))
}

pub(super) fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_default_leaves_the_meaning() {
        for (text, meaning, default) in [
            ("A b. Default: 1.", "A b.", Some("1")),
            ("A b. Default: version 1.1.1 of `x`. More.", "A b. More.", Some("version 1.1.1 of `x`")),
            ("A b.", "A b.", None),
        ] {
            assert_eq!(split_default(text), (meaning.to_owned(), default.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn types_read_like_prose() {
        for (schema, expected) in [
            (json!({"type": ["string", "null"]}), "text"),
            (json!({"type": ["string", "number", "boolean"]}), "text, number, true or false"),
            (json!({"type": "array", "items": {"type": "string"}, "minItems": 1}), "list of text, at least 1"),
            (json!({"type": "integer", "minimum": 1, "maximum": 200}), "whole number, 1 to 200"),
            (json!({"type": "integer", "minimum": 0}), "whole number"),
            (
                json!({"anyOf": [{"type": "string"}, {"$ref": "#/$defs/RelatedToSpec"}, {"type": "null"}]}),
                "text or [related to](#related-to)",
            ),
            (json!({"const": 1}), "`1`"),
        ] {
            assert_eq!(type_of(&schema), expected, "{schema}");
        }
    }
}
