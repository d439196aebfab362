//! The operations a tool can have. One folder each, one row each in [`ALL`]; nothing else lists them.

pub mod aggregate;
pub mod create;
pub mod custom;
pub mod delete;
pub mod get;
pub mod query;
pub mod related;
pub mod search;
pub mod update;
pub mod upsert;

use crate::yaml::{self, Node};
use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// An operation as written in a spec.
pub trait OperationSpec: Debug + Send + Sync {}

/// What the rest of the generator knows about a kind of operation.
pub struct Row {
    /// The key in a tool spec, for example `query`.
    pub key: &'static str,
    /// The JSON Schema of its value.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads its value.
    pub parse: fn(&Node) -> Result<Box<dyn OperationSpec>, yaml::Error>,
}

impl Row {
    /// The row of an operation with the spec type `T`.
    pub const fn new<T: OperationSpec + JsonSchema + DeserializeOwned + 'static>(key: &'static str) -> Self {
        Self {
            key,
            schema: |generator| generator.subschema_for::<T>(),
            parse: |node| yaml::from_node::<T>(node).map(|spec| Box::new(spec) as Box<dyn OperationSpec>),
        }
    }
}

/// Every operation, in the order of the documentation.
pub static ALL: &[Row] = &[
    get::ROW,
    query::ROW,
    aggregate::ROW,
    search::ROW,
    related::ROW,
    create::ROW,
    update::ROW,
    upsert::ROW,
    delete::ROW,
    custom::ROW,
];

/// The row of `key`.
pub fn find(key: &str) -> Option<&'static Row> {
    ALL.iter().find(|row| row.key == key)
}
