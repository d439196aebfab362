//! How an MCP client reaches the local org: a configuration without secrets, and the lines to type.

use crate::connect::local::NAME;
use crate::running_org::{clients_file, write_private};
use crate::up::mcp::path_of;
use codegen::model::Server;
use serde_json::{Map, Value, json};
use sf_client::store::{EnvironmentStore, SecretName};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The name of a secret of a server in the local org.
pub fn secret(server: &str, what: &str) -> Option<SecretName> {
    SecretName::new(&format!("{server}-{NAME}"), what)
}

/// Writes the configuration: the servers, each with its URL and the variable of its token.
///
/// # Errors
/// The file cannot be written.
pub fn write(root: &Path, url: &str, servers: &[&Server]) -> std::io::Result<PathBuf> {
    let entries: Map<String, Value> = servers.iter().filter_map(|server| entry(url, server)).collect();
    let file = clients_file(root);
    let text = serde_json::to_string_pretty(&json!({"mcpServers": entries})).unwrap_or_default();
    write_private(&file, &(text + "\n"))?;
    Ok(file)
}

fn entry(url: &str, server: &Server) -> Option<(String, Value)> {
    let variable = EnvironmentStore::variable(&secret(&server.name, "access-token")?);
    let authorization = format!("Bearer ${{{variable}}}");
    let entry = json!({
        "type": "http",
        "url": format!("{url}{}", path_of(&server.endpoint)),
        "headers": {"Authorization": authorization},
    });
    Some((format!("{}-{NAME}", server.name), entry))
}

/// What to type, for people, where they are.
pub fn lines(url: &str, servers: &[&Server], keys: &Path, config: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let [keys, config] = [keys, config].map(|path| word(path.strip_prefix(&here).unwrap_or(path)));
    let mut out = String::new();
    let _ = writeln!(out, "Connect an MCP client (secrets are in {keys}, which only you can read):");
    let _ = writeln!(out, "  set -a; . {keys}; set +a");
    let _ = writeln!(out, "  claude --mcp-config {config}");
    let _ = writeln!(out, "Other clients: Streamable HTTP with the header `Authorization: Bearer <token>`");
    for server in servers {
        if let Some(name) = secret(&server.name, "access-token") {
            let variable = EnvironmentStore::variable(&name);
            let _ = writeln!(out, "  {url}{}  token: {variable}", path_of(&server.endpoint));
        }
    }
    let _ = writeln!(out, "A token ends with its session or the org; `cargo xtask up` again makes new ones.");
    out
}

/// A path as a word of a shell.
fn word(path: &Path) -> String {
    let text = path.display().to_string();
    match text.chars().all(|c| c.is_alphanumeric() || "/\\:._-".contains(c)) {
        true => text,
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_can_be_typed_where_people_are() {
        let typed = |root: &Path| lines("http://127.0.0.1:1", &[], &root.join("keys.env"), &root.join("mcp.json"));
        assert!(
            typed(Path::new("ref")).contains("  set -a; . ref/keys.env; set +a\n  claude --mcp-config ref/mcp.json\n")
        );
        let here = std::env::current_dir().unwrap();
        assert!(typed(&here).contains(". keys.env;"));
        assert!(typed(&here.join("it's")).contains(". 'it'\\''s/keys.env';"));
        assert!(typed(Path::new("/elsewhere")).contains(". /elsewhere/keys.env;"));
    }
}
