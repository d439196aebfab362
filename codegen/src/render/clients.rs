//! Configurations of MCP clients for the npm proxy, per target and server, with a README beside them.
//!
//! A new client is one row in [`ALL`]. A configuration holds no secret and puts none on a command line, where every
//! user of the machine could read it.

mod claude_code;
mod claude_desktop;
mod connection;
mod readme;

pub use connection::{Connection, server_name};

use crate::RenderedFile;
use crate::model::{Model, Server};
use crate::spec::Flow;
use serde_json::Value;
use sf_schema::Schema;

/// Where the proxy receives the authorization code.
pub const PROXY_CALLBACK: &str = "http://localhost:13338/oauth/callback";

/// An MCP client.
pub struct Client {
    /// Name in specs.
    pub name: &'static str,
    /// Name that people know.
    pub title: &'static str,
    /// Where it receives the authorization code.
    pub callback: &'static str,
    /// The flows for which it can keep what is secret out of its configuration. The proxy has no JWT bearer flow.
    pub flows: &'static [Flow],
    /// Name of its configuration file.
    file: &'static str,
    /// Its configuration.
    config: fn(&Connection<'_>) -> Value,
    /// What a person does with it, in Markdown.
    guide: fn(&Connection<'_>) -> String,
}

/// Every client, by name.
pub static ALL: &[Client] = &[claude_code::ROW, claude_desktop::ROW];

/// The clients that a server is meant for.
pub fn of(server: &Server) -> impl Iterator<Item = &'static Client> {
    ALL.iter().filter(|client| server.login.clients.iter().any(|name| name == client.name))
}

/// The configurations for every server in every target.
pub fn render(model: &Model, _: &Schema) -> Vec<RenderedFile> {
    let mut files = Vec::new();
    for target in &model.targets {
        for server in &model.servers {
            let connection = Connection::new(&model.project, server, target);
            let folder = format!("clients/{}/{}", target.name, server.name);
            let served: Vec<&Client> = of(server).filter(|c| c.flows.contains(&server.login.flow)).collect();
            let configs = served.iter().map(|client| (client.file, to_json(&(client.config)(&connection))));
            let readme = ("README.md", readme::text(&connection, &served));
            for (name, text) in configs.chain([readme]) {
                let file = RenderedFile::generated(format!("{folder}/{name}"), text);
                files.push(file.from(server.login.origin.clone()));
            }
        }
    }
    files
}

fn to_json(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_the_clients_that_specs_may_name() {
        let names: Vec<&str> = ALL.iter().map(|client| client.name).collect();
        assert_eq!(names, crate::lower::CLIENTS);
    }
}
