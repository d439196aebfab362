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
    root
}
