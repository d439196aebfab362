//! What `up` does after the deployment: it asks the tools through MCP as an agent would, tries what must be refused, and
//! says how to connect an MCP client.

pub mod arguments;
pub mod mcp;
pub mod person;
pub mod settings;
pub mod tour;
