//! Claude Code: project file `.mcp.json`, which replaces `${NAME}` by the environment variable, and whose `timeout`
//! (milliseconds, per server) ends a tool call that gets no answer.

use super::connection::Connection;
use super::{Client, PROXY_CALLBACK};
use crate::render::markdown::code;
use crate::spec::Flow;
use serde_json::{Value, json};

/// The row of Claude Code.
pub(super) const ROW: Client = Client {
    name: "claude-code",
    title: "Claude Code",
    callback: PROXY_CALLBACK,
    flows: &[Flow::AuthorizationCode, Flow::ClientCredentials],
    file: ".mcp.json",
    config,
    guide,
};

fn config(connection: &Connection<'_>) -> Value {
    let mut environment = connection.environment(&format!("${{{}}}", connection.key_variable));
    if let Some(secret) = &connection.secret_variable {
        environment["SF_CLIENT_SECRET"] = format!("${{{secret}}}").into();
    }
    json!({
        "mcpServers": {
            connection.name.as_str(): {
                "type": "stdio",
                "command": connection.command,
                "args": connection.args,
                "env": environment,
                "timeout": u64::from(connection.server.timeout_seconds) * 1000,
            }
        }
    })
}

fn guide(connection: &Connection<'_>) -> String {
    format!(
        "Copy the entry of `.mcp.json` into the `.mcp.json` of the project in which you work; entries of other servers \
         stay. Start Claude Code from a shell in which the variables above are set, approve the server when asked, and \
         check it with `claude mcp list`: {} is connected.\n",
        code(&connection.name)
    )
}
