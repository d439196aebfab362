//! The JSON Schema of each kind of spec file, made from the Rust types.

use super::{ProjectSpec, ScopeSpec, ServerSpec, TargetsSpec, ToolSpec};
use crate::operation;
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};
use std::sync::OnceLock;

/// The version of the spec language that this generator reads.
pub const VERSION: i64 = 1;

/// A kind of spec file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Settings for the whole project.
    Project,
    /// An MCP server.
    Server,
    /// A tool.
    Tool,
    /// An exposure set.
    Scope,
    /// `targets.yaml`.
    Targets,
}

impl Kind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [Self; 5] = [Self::Project, Self::Server, Self::Tool, Self::Scope, Self::Targets];

    /// The word in `kind:`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Server => "server",
            Self::Tool => "tool",
            Self::Scope => "scope",
            Self::Targets => "targets",
        }
    }

    /// The kind with that word.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The JSON Schema (draft 2020-12) of a file of this kind.
    pub fn schema(self) -> &'static Value {
        static SCHEMAS: [OnceLock<Value>; 5] = [const { OnceLock::new() }; 5];
        SCHEMAS[self as usize].get_or_init(|| match self {
            Self::Project => build::<ProjectSpec>(self),
            Self::Server => build::<ServerSpec>(self),
            Self::Tool => build::<ToolSpec>(self),
            Self::Scope => build::<ScopeSpec>(self),
            Self::Targets => build::<TargetsSpec>(self),
        })
    }
}

fn build<T: JsonSchema>(kind: Kind) -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let mut root = T::json_schema(&mut generator).to_value();
    let operations: Vec<(&str, Value)> = match kind {
        Kind::Tool => operation::ALL.iter().map(|row| (row.key, (row.schema)(&mut generator).to_value())).collect(),
        _ => Vec::new(),
    };
    if let Some(properties) = root["properties"].as_object_mut() {
        let own = std::mem::take(properties);
        properties
            .insert("kind".to_owned(), json!({ "const": kind.name(), "description": "What the file describes." }));
        let version = json!({ "const": VERSION, "description": "Version of the spec language." });
        properties.insert("version".to_owned(), version);
        properties.extend(own);
        properties.extend(operations.iter().map(|(key, schema)| ((*key).to_owned(), schema.clone())));
    }
    if let Some(required) = root["required"].as_array_mut() {
        required.splice(0..0, [json!("kind"), json!("version")]);
    }
    if !operations.is_empty() {
        root["oneOf"] = operations.iter().map(|(key, _)| json!({ "required": [key] })).collect();
    }
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["$defs"] = Value::Object(generator.take_definitions(true));
    tighten(&mut root);
    root
}

/// Says what serde leaves open: a key without a value is a mistake and not a default, a text is never empty, and a whole
/// number fits its Rust type. Constants, which have several types, stay as they are.
fn tighten(schema: &mut Value) {
    if let Some(types) = schema.get_mut("type").filter(|t| t.is_array()) {
        if let Some(types) = types.as_array_mut() {
            types.retain(|t| t != "null");
        }
        if let [one] = types.as_array().map_or(&[][..], Vec::as_slice) {
            *types = one.clone();
        }
    }
    if let Some(branches) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        branches.retain(|branch| branch["type"] != "null");
        if let [Value::Object(one)] = branches.as_slice() {
            let one = one.clone();
            if let Some(outer) = schema.as_object_mut() {
                outer.remove("anyOf");
                outer.extend(one);
            }
        }
    }
    if let Some(object) = schema.as_object_mut() {
        let open_text = object.get("type").is_some_and(|t| t == "string") && !object.contains_key("enum");
        if open_text && !object.contains_key("const") {
            object.entry("minLength").or_insert(json!(1));
        }
        if object.get("format").is_some_and(|f| f == "uint32") {
            object.entry("maximum").or_insert(json!(u32::MAX));
        }
    }
    match schema {
        Value::Object(object) => object.values_mut().for_each(tighten),
        Value::Array(items) => items.iter_mut().for_each(tighten),
        _ => {}
    }
}
