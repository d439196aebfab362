//! How an MCP client reaches the local org: a configuration without secrets, and the lines to type.

use crate::connect::local::NAME;
use crate::running_org::keys::shell_word;
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

/// What to type, for people.
pub fn lines(root: &Path, url: &str, servers: &[&Server], keys: &Path, config: &Path) -> String {
    // Who stands elsewhere types the whole way.
    let here = std::env::current_dir().and_then(std::fs::canonicalize).ok();
    let inside = here.is_some() && root.canonicalize().ok() == here;
    let shown = |path: &Path| {
        let path = path.strip_prefix(root).ok().filter(|_| inside).unwrap_or(path);
        shell_word(&path.display().to_string())
    };
    let (keys, config) = (shown(keys), shown(config));
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

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn who_stands_outside_the_project_types_the_whole_way() {
        let project = tempfile::tempdir().expect("a directory");
        let root = project.path().join("a project");
        std::fs::create_dir(&root).expect("made");
        let lines = |root: &std::path::Path| lines(root, "http://x", &[], &root.join("k.env"), &root.join("c.json"));
        let there = root.display();
        assert!(lines(&root).contains(&format!("set -a; . '{there}/k.env'; set +a\n")), "{}", lines(&root));
        let here = std::env::current_dir().expect("a directory");
        assert!(lines(&here).contains("set -a; . k.env; set +a\n"), "{}", lines(&here));
    }
}
