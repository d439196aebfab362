//! Compares a tree with the JSON Schema of a spec type and reports every difference.
//!
//! The schemas come from `schemars`, so only the keywords it writes for our types are understood: `$ref`, `type`,
//! `properties`, `required`, `additionalProperties`, `items`, `enum`, `const`, `anyOf`, `oneOf` and simple bounds.

use super::{Node, Pos, Value};
use diag::catalogue::spec as codes;
use diag::{Code, Diagnostic, Place};
use serde_json::Value as Json;

/// Reports every place where `node` does not have the shape that `schema` describes.
pub fn check_shape(file: &str, node: &Node, schema: &Json) -> Vec<Diagnostic> {
    let mut checker = Checker { file, root: schema, above: Vec::new(), found: Vec::new() };
    checker.check(node, schema);
    checker.found
}

struct Checker<'a, 'n> {
    file: &'a str,
    root: &'a Json,
    /// The mappings around the one that is looked at, each with the key that leads on.
    above: Vec<(&'a Json, &'n Node, &'n str)>,
    found: Vec<Diagnostic>,
}

impl<'a, 'n> Checker<'a, 'n> {
    fn report(&mut self, code: &'static Code, at: Pos, message: String) -> &mut Diagnostic {
        self.found.push(Diagnostic::new(code, message).at(Place::new(self.file, at.line, at.column)));
        self.found.last_mut().expect("just pushed")
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let target = schema["$ref"].as_str().and_then(|r| r.strip_prefix('#')).and_then(|p| self.root.pointer(p));
        target.map_or(schema, |target| self.resolve(target))
    }

    fn check(&mut self, node: &'n Node, schema: &'a Json) {
        let schema = self.resolve(schema);
        // Beside `properties`, `oneOf` only says which keys exclude each other; the loader reports that in better words.
        let branches = schema["anyOf"].as_array().or(schema["oneOf"].as_array());
        if let Some(branches) = branches.filter(|_| schema.get("properties").is_none()) {
            return self.check_branches(node, branches);
        }
        if !accepts(schema, node) {
            let message = format!("expected {}, found {}", expected(schema), node.kind());
            self.report(&codes::WRONG_TYPE, node.at, message).hint = Some(self.form(node, schema));
            return;
        }
        match &node.value {
            Value::Map(_) => self.check_map(node, schema),
            Value::List(items) => {
                if let Some(least) = schema["minItems"].as_u64()
                    && (items.len() as u64) < least
                {
                    let word = if least == 1 { "item" } else { "items" };
                    let message = format!("the list needs at least {least} {word}");
                    let form = self.form_of(self.resolve(&schema["items"]));
                    let hint = match form.as_str() {
                        ANY if items.is_empty() => "put one between the brackets, as in `[first, second]`".to_owned(),
                        form => format!("write `[{form}]`"),
                    };
                    self.report(&codes::MISSING_KEY, node.at, message).hint = Some(hint);
                }
                for item in items {
                    self.check(item, &schema["items"]);
                }
            }
            _ => self.check_scalar(node, schema),
        }
    }

    fn check_branches(&mut self, node: &'n Node, branches: &'a [Json]) {
        let constants: Vec<&str> = branches.iter().flat_map(|b| allowed_texts(self.resolve(b))).collect();
        if !constants.is_empty()
            && branches.iter().all(|b| is_constant(self.resolve(b)) || type_allows(self.resolve(b), "null"))
        {
            if matches!(node.value, Value::Null) && branches.iter().any(|b| type_allows(self.resolve(b), "null")) {
                return;
            }
            return self.check_constant(node, &constants);
        }
        let fitting: Vec<&'a Json> = branches.iter().filter(|b| self.could_be(node, b)).collect();
        match fitting.as_slice() {
            [] => {
                let kinds: Vec<String> =
                    branches.iter().map(|b| expected(self.resolve(b))).filter(|k| k != "nothing").collect();
                let forms: Vec<String> = branches.iter().map(|b| self.form(node, self.resolve(b))).collect();
                let message = format!("expected {}, found {}", kinds.join(" or "), node.kind());
                self.report(&codes::WRONG_TYPE, node.at, message).hint = forms.into_iter().next();
            }
            [only] => self.check(node, only),
            [first, ..] => {
                let clean = fitting.iter().any(|b| {
                    let mut trial = Checker { file: self.file, root: self.root, above: Vec::new(), found: Vec::new() };
                    trial.check(node, b);
                    trial.found.is_empty()
                });
                if !clean {
                    self.check(node, first);
                }
            }
        }
    }

    /// Whether the kind of `node` fits `branch`, whatever its content.
    fn could_be(&self, node: &Node, branch: &'a Json) -> bool {
        let branch = self.resolve(branch);
        match branch["anyOf"].as_array().or(branch["oneOf"].as_array()) {
            Some(inner) => inner.iter().any(|b| self.could_be(node, b)),
            None if is_constant(branch) => matches!(node.value, Value::Text(_)),
            None => accepts(branch, node),
        }
    }

    fn check_constant(&mut self, node: &Node, allowed: &[&str]) {
        let Some(text) = node.as_text() else {
            let message = format!("expected one of {}, found {}", list(allowed), node.kind());
            self.report(&codes::WRONG_TYPE, node.at, message).hint = Some(format!("write `{}`", allowed[0]));
            return;
        };
        if !allowed.contains(&text) {
            let meant = synonym(text, allowed).or_else(|| nearest(text, allowed.iter().copied()));
            let hint = meant.map_or_else(
                || format!("use one of {}", list(allowed)),
                |best| format!("did you mean `{best}`? Allowed: {}", list(allowed)),
            );
            self.report(&codes::NOT_ALLOWED, node.at, format!("`{text}` is not allowed here")).hint = Some(hint);
        }
    }

    fn check_scalar(&mut self, node: &Node, schema: &'a Json) {
        let constants = allowed_texts(schema);
        if !constants.is_empty() {
            return self.check_constant(node, &constants);
        }
        let number = match node.value {
            #[allow(clippy::cast_precision_loss, reason = "bounds in our schemas are far below 2^53")]
            Value::Int(n) => Some(n as f64),
            Value::Float(n) => Some(n),
            _ => None,
        };
        if let Some(number) = number {
            let low = schema["minimum"].as_f64().filter(|low| number < *low).map(|low| format!("at least {low}"));
            let high = schema["maximum"].as_f64().filter(|high| number > *high).map(|high| format!("at most {high}"));
            if let Some(bound) = low.or(high) {
                let range = match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
                    (Some(low), Some(high)) => format!("write a number from {low} to {high}"),
                    _ => format!("write {bound}"),
                };
                self.report(&codes::NOT_ALLOWED, node.at, format!("the number must be {bound}")).hint = Some(range);
            }
        }
        if let (Some(text), Some(least)) = (node.as_text(), schema["minLength"].as_u64())
            && (text.trim().chars().count() as u64) < least
        {
            let (message, hint) = match least {
                1 => ("the text must not be empty".to_owned(), "write a text, or remove the key"),
                _ => (format!("the text must have {least} characters or more"), "write it as a sentence that says why"),
            };
            self.report(&codes::NOT_ALLOWED, node.at, message).hint = Some(hint.to_owned());
        }
    }

    fn check_map(&mut self, node: &'n Node, schema: &'a Json) {
        let properties = schema["properties"].as_object();
        for entry in node.entries() {
            match properties.and_then(|p| p.get(&entry.key)) {
                Some(inner) => {
                    self.above.push((schema, node, &entry.key));
                    self.check(&entry.node, inner);
                    self.above.pop();
                }
                None if schema["additionalProperties"] == Json::Bool(false) => {
                    let known = properties.into_iter().flatten().map(|(key, _)| key.as_str());
                    let lacks = |(map, node, _): &&(&Json, &Node, &str)| {
                        map["properties"].get(&entry.key).is_some() && node.get(&entry.key).is_none()
                    };
                    let around = self.above.iter().rev().find(lacks);
                    let hint = match (around, nearest(&entry.key, known.clone())) {
                        (Some((_, _, beside)), _) => format!("write it beside `{beside}`, not below it"),
                        (None, Some(best)) => format!("did you mean `{best}`?"),
                        (None, None) => format!("known keys here: {}", list(&known.collect::<Vec<_>>())),
                    };
                    self.report(
                        &codes::UNKNOWN_KEY,
                        entry.key_at,
                        format!("the key `{}` is not known here", entry.key),
                    )
                    .hint = Some(hint);
                }
                None if schema["additionalProperties"].is_object() => {
                    self.check(&entry.node, &schema["additionalProperties"])
                }
                None => {}
            }
        }
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            if node.get(key).is_none() {
                let meaning = properties.and_then(|p| p.get(key)).and_then(|p| p["description"].as_str());
                let hint = match meaning {
                    Some(text) => format!("add `{key}:` ({})", text.lines().next().unwrap_or_default()),
                    None => format!("add `{key}:`"),
                };
                self.report(&codes::MISSING_KEY, node.at, format!("the key `{key}` is missing")).hint = Some(hint);
            }
        }
    }

    /// What to write instead of `node`, where `schema` asks for another kind of value.
    fn form(&self, node: &Node, schema: &'a Json) -> String {
        let allows = |name| type_allows(schema, name);
        match &node.value {
            Value::Int(_) | Value::Float(_) | Value::Bool(_)
                if allows("string") && allowed_texts(schema).is_empty() =>
            {
                "put quotes around the value".to_owned()
            }
            Value::Text(text) if allows("array") => {
                let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
                let form = self.form_of(self.resolve(&schema["items"]));
                let plain = form == ANY && items.iter().all(|item| item.chars().all(is_plain));
                if plain { format!("write `[{}]`", items.join(", ")) } else { format!("write `[{form}]`") }
            }
            Value::Text(text) if allows("boolean") => match text.to_ascii_lowercase().as_str() {
                "yes" | "y" | "on" | "true" => "write `true`".to_owned(),
                "no" | "n" | "off" | "false" => "write `false`".to_owned(),
                _ => "write `true` or `false`".to_owned(),
            },
            Value::Text(text) if text.parse::<f64>().is_ok() => "remove the quotes".to_owned(),
            Value::Float(n) if allows("integer") && n.abs() < MOST => {
                format!("write `{}`, or another whole number", n.trunc())
            }
            Value::Float(_) if allows("integer") => "write a number of at most 15 digits".to_owned(),
            Value::Map(_) if allows("array") => {
                "put `- ` before the first line of each item, and indent the others like it".to_owned()
            }
            _ => match self.form_of(schema) {
                form if form == ANY => "write a text".to_owned(),
                form => format!("write `{form}`"),
            },
        }
    }

    /// An outline of a value that fits.
    fn form_of(&self, schema: &'a Json) -> String {
        if let Some(branches) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let first = branches.first().map(|branch| self.resolve(branch));
            if let Some(first) = first.filter(|_| schema.get("properties").is_none()) {
                return self.form_of(first);
            }
        }
        if let Some(first) = allowed_texts(schema).first() {
            return (*first).to_owned();
        }
        match types(schema).first() {
            Some(&"array") => format!("[{}]", self.form_of(self.resolve(&schema["items"]))),
            Some(&"object") => mapping(schema),
            Some(&"boolean") => "true".to_owned(),
            Some(&"integer" | &"number") => schema["minimum"].as_u64().unwrap_or(1).to_string(),
            _ => ANY.to_owned(),
        }
    }
}

/// Whole numbers below it are exact as a `f64`.
const MOST: f64 = 1e15;
/// Stands for a value in an outline.
const ANY: &str = "…";

/// Whether a character needs no quotes within a list in brackets.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || "_. -".contains(c)
}

fn types(schema: &Json) -> Vec<&str> {
    match &schema["type"] {
        Json::String(one) => vec![one],
        Json::Array(many) => many.iter().filter_map(Json::as_str).collect(),
        _ => Vec::new(),
    }
}

fn type_allows(schema: &Json, name: &str) -> bool {
    types(schema).contains(&name)
}

fn accepts(schema: &Json, node: &Node) -> bool {
    let types = types(schema);
    types.is_empty()
        || types.iter().any(|t| match node.value {
            Value::Null => *t == "null",
            Value::Bool(_) => *t == "boolean",
            Value::Int(_) => *t == "integer" || *t == "number",
            Value::Float(_) => *t == "number",
            Value::Text(_) => *t == "string",
            Value::List(_) => *t == "array",
            Value::Map(_) => *t == "object",
        })
}

/// An outline of a mapping: its required keys or, where none is, its first ones.
fn mapping(schema: &Json) -> String {
    const MOST: usize = 3;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let mut keys: Vec<&str> = required.collect();
    if keys.is_empty() {
        keys = schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).take(MOST).collect();
    }
    match keys.as_slice() {
        [] => format!("name: {ANY}"),
        keys => format!("{{ {} }}", keys.iter().map(|key| format!("{key}: {ANY}")).collect::<Vec<_>>().join(", ")),
    }
}

/// What people call values elsewhere, with our word.
const SYNONYMS: [(&str, &str); 33] = [
    ("=", "eq"),
    ("==", "eq"),
    ("is", "eq"),
    ("equal", "eq"),
    ("equals", "eq"),
    ("!=", "ne"),
    ("<>", "ne"),
    ("not", "ne"),
    ("notequals", "ne"),
    ("<", "lt"),
    ("lessthan", "lt"),
    ("<=", "le"),
    ("lte", "le"),
    (">", "gt"),
    ("greaterthan", "gt"),
    (">=", "ge"),
    ("gte", "ge"),
    ("like", "contains"),
    ("null", "isNull"),
    ("text", "string"),
    ("int", "integer"),
    ("decimal", "number"),
    ("double", "number"),
    ("float", "number"),
    ("currency", "number"),
    ("bool", "boolean"),
    ("checkbox", "boolean"),
    ("timestamp", "datetime"),
    ("lookup", "id"),
    ("picklist", "enum"),
    ("list", "array"),
    ("browser", "authorizationCode"),
    ("jwt", "jwtBearer"),
];

/// Our word for what people call a value elsewhere, if it is allowed here.
fn synonym(text: &str, allowed: &[&str]) -> Option<&'static str> {
    let found = SYNONYMS.iter().find(|(other, ours)| text.eq_ignore_ascii_case(other) && allowed.contains(ours));
    found.map(|(_, ours)| *ours)
}

fn is_constant(schema: &Json) -> bool {
    schema.get("const").is_some() || schema.get("enum").is_some()
}

fn allowed_texts(schema: &Json) -> Vec<&str> {
    let one = schema["const"].as_str();
    one.into_iter().chain(schema["enum"].as_array().into_iter().flatten().filter_map(Json::as_str)).collect()
}

fn expected(schema: &Json) -> String {
    let names: Vec<&str> = types(schema)
        .into_iter()
        .filter(|t| *t != "null")
        .map(|t| match t {
            "string" => "a text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "true or false",
            "array" => "a list",
            "object" => "a mapping",
            _ => "another value",
        })
        .collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") }
}

fn list(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}

/// The candidate that `text` was most likely meant to be, if one is close.
pub fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    sf_schema::nearest(text, candidates).into_iter().next()
}
