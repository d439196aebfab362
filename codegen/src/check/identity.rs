//! Who calls: clients, apps, endpoints, and whether the run-as user is named.

use super::Findings;
use crate::model::{Model, Server};
use crate::spec::{AppKind, Flow};
use diag::Diagnostic;
use diag::catalogue::policy as codes;
use std::collections::BTreeMap;

/// Checks identities, clients and endpoints.
pub fn check(model: &Model, findings: &mut Findings) {
    let mut endpoints: BTreeMap<String, &Server> = BTreeMap::new();
    for server in &model.servers {
        clients(server, findings);
        run_as(model, server, findings);
        if server.login.app == AppKind::ConnectedApp {
            let message = format!("`{}` uses a classic connected app", server.name);
            let hint =
                "use `app: externalClientApp` unless Salesforce Support has re-enabled their creation in every target";
            findings.report(&codes::CONNECTED_APP, server.login.origin.place(), message, hint);
        }
        if let Some(other) = endpoints.insert(server.endpoint.to_lowercase(), server) {
            findings.push(
                Diagnostic::new(
                    &codes::SHARED_ENDPOINT,
                    format!("`{}` has the same endpoint as `{}`", server.name, other.name),
                )
                .at(server.origin.place())
                .also(other.origin.place(), format!("`{}` is served at {}", other.name, other.endpoint))
                .hint("give each server its own `endpoint`"),
            );
        }
    }
}

fn clients(server: &Server, findings: &mut Findings) {
    let desktop = server.login.clients.iter().any(|client| client == "claude-desktop");
    if desktop && server.login.flow != Flow::AuthorizationCode {
        let message =
            format!("Claude Desktop cannot keep the secret of `{}` out of its configuration file", server.name);
        let hint = "use `flow: authorizationCode`, or remove `claude-desktop` from `clients`";
        findings.report(&codes::CLIENT_WITHOUT_SECRET_STORE, server.login.origin.place(), message, hint);
    }
}

fn run_as(model: &Model, server: &Server, findings: &mut Findings) {
    if server.login.flow != Flow::ClientCredentials {
        return;
    }
    if server.run_as.is_none() {
        let message = format!("`{}` uses one integration user for all calls, and says nothing about it", server.name);
        findings.report(
            &codes::MISSING_RUN_AS,
            server.login.origin.place(),
            message,
            "add `runAs: {}` to the server to accept the defaults",
        );
    }
    for target in model.targets.iter().filter(|target| !target.run_as.contains_key(&server.name)) {
        let message = format!("the target `{}` does not say as whom `{}` runs", target.name, server.name);
        let hint = format!("add `servers: {{ {}: {{ runAs: <user name> }} }}` to the target", server.name);
        findings.report(&codes::MISSING_RUN_AS, target.origin.place(), message, hint);
    }
}
