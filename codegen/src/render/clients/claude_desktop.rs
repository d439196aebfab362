//! Claude Desktop: it passes `${NAME}` on literally, so only per-user login keeps secrets out of its file.

use super::connection::Connection;
use super::{Client, PROXY_CALLBACK};
use crate::render::markdown::code;
use crate::spec::Flow;
use serde_json::{Value, json};

/// The row of Claude Desktop.
pub(super) const ROW: Client = Client {
    name: "claude-desktop",
    title: "Claude Desktop",
    callback: PROXY_CALLBACK,
    flows: &[Flow::AuthorizationCode],
    file: "claude_desktop_config.json",
    config,
    guide,
};

fn placeholder(connection: &Connection<'_>) -> String {
    format!("<consumer key of {}>", connection.server.app_name)
}

fn config(connection: &Connection<'_>) -> Value {
    json!({
        "mcpServers": {
            connection.name.as_str(): {
                "command": connection.command,
                "args": connection.args,
                "env": connection.environment(&placeholder(connection)),
            }
        }
    })
}

fn guide(connection: &Connection<'_>) -> String {
    format!(
        "Settings → Developer → Edit Config opens its configuration. Copy the entry of `claude_desktop_config.json` \
         into it (entries of other servers stay), put the consumer key in place of {}, and restart the app. The \
         consumer key is no secret, but it differs per org: do not commit the changed file. Claude Desktop does not \
         expand variables, which is why it is offered for per-user login only.\n",
        code(&placeholder(connection))
    )
}
