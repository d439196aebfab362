//! Views of a model for people and programs: what `cargo xtask show` prints.
//!
//! Each view is one value; its JSON is that value, its text a table of it. What the review documents know comes from
//! them, so a view and a document cannot disagree.

mod output_schema;
mod tools_list;
mod views;

pub use tools_list::tools_list;

use crate::model::{Model, Server};
use crate::render::review::collect;
use crate::render::review::data::Review;
use serde_json::{Map, Value};
use sf_schema::Schema;

/// A view of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Servers, tools and orgs, with the names of everything generated.
    Model,
    /// Objects, fields and records within reach of each tool.
    Exposure,
    /// What the permission sets grant, and why.
    Permissions,
    /// Worst-case use of governor limits, and expected API requests.
    Budget,
    /// What a client gets from `tools/list`.
    ToolsList,
}

impl View {
    /// Every view with its name on the command line.
    pub const ALL: &[(&str, Self)] = &[
        ("model", Self::Model),
        ("exposure", Self::Exposure),
        ("permissions", Self::Permissions),
        ("budget", Self::Budget),
        ("tools-list", Self::ToolsList),
    ];
}

/// There is no server of the name that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownServer {
    /// The name.
    pub name: String,
    /// The servers that there are.
    pub known: Vec<String>,
}

impl std::fmt::Display for UnknownServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no server `{}`; the specs define: {}", self.name, self.known.join(", "))
    }
}

impl std::error::Error for UnknownServer {}

/// The view as JSON: an object with one key per server. `server` narrows it to one.
///
/// # Errors
/// There is no such server.
pub fn json(view: View, model: &Model, schema: &Schema, server: Option<&str>) -> Result<Value, UnknownServer> {
    let entries = servers(model, server)?.into_iter().map(|server| {
        let value = match view {
            View::ToolsList => tools_list(model, server),
            _ => views::json(view, &collect(model, schema, server)),
        };
        (server.name.clone(), value)
    });
    Ok(Value::Object(entries.collect::<Map<_, _>>()))
}

/// The view as text. Lines end with LF; control characters of spec texts are shown as escapes.
///
/// # Errors
/// There is no such server.
pub fn text(view: View, model: &Model, schema: &Schema, server: Option<&str>) -> Result<String, UnknownServer> {
    let sections = servers(model, server)?.into_iter().map(|server| {
        let review: Review = collect(model, schema, server);
        let body = match view {
            View::ToolsList => tools_list::text(model, server),
            _ => views::text(view, &review),
        };
        format!("{} ({})\n{body}", server.name, diag::render::visible(&server.title))
    });
    Ok(sections.collect::<Vec<_>>().join("\n"))
}

fn servers<'m>(model: &'m Model, wanted: Option<&str>) -> Result<Vec<&'m Server>, UnknownServer> {
    let found: Vec<&Server> = model.servers.iter().filter(|s| wanted.is_none_or(|name| s.name == name)).collect();
    match wanted {
        Some(name) if found.is_empty() => Err(UnknownServer {
            name: name.to_owned(),
            known: model.servers.iter().map(|server| server.name.clone()).collect(),
        }),
        _ => Ok(found),
    }
}
