//! Tools.

use super::{Access, Authorized, Budget, Parameter};
use crate::operation::Operation;
use crate::rendered::Origin;

/// What an operation does to data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Reads only.
    Read,
    /// Creates records.
    Create,
    /// Changes records.
    Update,
    /// Creates or changes records.
    Upsert,
    /// Deletes records.
    Delete,
    /// Hand-written code that may write.
    Custom,
}

impl Effect {
    /// Whether data may change.
    pub fn writes(self) -> bool {
        self != Self::Read
    }
}

/// Hints for clients, as the MCP specification defines them for tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Annotations {
    /// Only reads.
    pub read_only: bool,
    /// May overwrite or remove data.
    pub destructive: bool,
    /// Twice is the same as once.
    pub idempotent: bool,
    /// Reaches systems outside the org.
    pub open_world: bool,
}

/// One MCP tool.
#[derive(Debug)]
pub struct Tool {
    /// Name that clients call.
    pub name: String,
    /// Title that people see.
    pub title: String,
    /// What the spec says it does.
    pub summary: String,
    /// What clients get: the summary, and which fields are read and changed.
    pub description: String,
    /// Further names under which it can be called, sorted.
    pub aliases: Vec<String>,
    /// Why it is broad, where it is.
    pub justification: Option<String>,
    /// Name of its Apex class.
    pub class: String,
    /// Name of its Apex test class.
    pub test_class: String,
    /// API name of its custom permission.
    pub permission: String,
    /// What the model may choose, `limit` and `cursor` included.
    pub parameters: Vec<Parameter>,
    /// What the model can neither see nor set.
    pub authorized: Vec<Authorized>,
    /// Hints for clients.
    pub annotations: Annotations,
    /// The operation.
    pub operation: Box<dyn Operation>,
    /// What it touches.
    pub access: Access,
    /// Names of the scopes it is held to.
    pub scopes: Vec<String>,
    /// Names of the servers that offer it, sorted.
    pub servers: Vec<String>,
    /// Where it is written.
    pub origin: Origin,
    /// Where the title is written.
    pub title_origin: Origin,
    /// Where the summary is written.
    pub summary_origin: Origin,
}

impl Tool {
    /// Worst-case use of governor limits by one call. Setting a savepoint and rolling back to it count as DML statements;
    /// the heap that a hand-written handler takes is not known.
    pub fn worst_case(&self) -> Budget {
        let savepoint = if self.operation.has_savepoint() { 2 } else { 0 };
        self.operation.worst_case() + Budget { dml: savepoint, heap: Budget::HEAP_OF_A_CALL, ..Budget::default() }
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The authorized value of that name.
    pub fn authorized(&self, name: &str) -> Option<&Authorized> {
        self.authorized.iter().find(|value| value.name == name)
    }
}
