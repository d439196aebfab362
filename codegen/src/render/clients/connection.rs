//! What a client needs to reach one server in one org.

use crate::model::{Project, Proxy, Server, Target};
use crate::spec::{Flow, OrgClass};
use serde_json::{Value, json};

/// What a client needs to reach one server in one org.
pub struct Connection<'a> {
    /// The server.
    pub server: &'a Server,
    /// The org.
    pub target: &'a Target,
    /// Name of the server in the client.
    pub name: String,
    /// The program to start.
    pub command: &'static str,
    /// Its arguments; never a secret.
    pub args: Vec<String>,
    /// My Domain URL, or that of the local org.
    pub instance_url: String,
    /// Path of the endpoint.
    pub endpoint: String,
    /// Environment variable with the consumer key.
    pub key_variable: String,
    /// Environment variable with the consumer secret, where the flow has one.
    pub secret_variable: Option<String>,
}

/// Name of a server in clients. It names the org too, so that a sandbox and production can stand side by side. It has
/// no `_`, which the policies of some clients take for a separator.
pub fn server_name(server: &Server, target: &Target) -> String {
    format!("{}-{}", server.name, target.name)
}

impl<'a> Connection<'a> {
    /// The connection to a server in an org.
    pub fn new(project: &Project, server: &'a Server, target: &'a Target) -> Self {
        let name = server_name(server, target);
        let variable = |what| format!("SF_{}_{what}", name.to_ascii_uppercase().replace('-', "_"));
        let (command, args) = match &project.proxy {
            Proxy::Npm(version) => ("npx", vec!["-y".to_owned(), format!("salesforce-mcp-lib@{version}")]),
            Proxy::Path(path) => ("node", vec![path.clone()]),
        };
        // The local org serves its loopback address without TLS.
        let scheme = if target.class == OrgClass::Local { "http" } else { "https" };
        Self {
            command,
            args,
            instance_url: format!("{scheme}://{}", target.host),
            endpoint: format!("/services/apexrest{}", server.endpoint),
            key_variable: variable("CLIENT_ID"),
            secret_variable: (server.login.flow == Flow::ClientCredentials).then(|| variable("CLIENT_SECRET")),
            name,
            server,
            target,
        }
    }

    /// The environment that the proxy reads, with the consumer key as given.
    pub fn environment(&self, consumer_key: &str) -> Value {
        json!({
            "SF_INSTANCE_URL": self.instance_url,
            "SF_ENDPOINT": self.endpoint,
            "SF_CLIENT_ID": consumer_key,
        })
    }
}
