//! Who calls: clients, apps, endpoints, and whether the run-as user is named.

use super::Findings;
use crate::model::{Model, Server, Target};
use crate::render::clients::{self, server_name};
use crate::spec::{AppKind, Flow, OrgClass};
use diag::Diagnostic;
use diag::catalogue::{policy as codes, spec};
use std::collections::BTreeMap;

/// Checks identities, clients and endpoints.
pub fn check(model: &Model, findings: &mut Findings) {
    names_in_clients(model, findings);
    orgs(model, findings);
    model.targets.iter().for_each(|target| users(target, findings));
    let mut endpoints: BTreeMap<String, &Server> = BTreeMap::new();
    for server in &model.servers {
        named_clients(server, findings);
        run_as(model, server, findings);
        for (scope, origin) in &server.login.further_scopes {
            let message =
                format!("a token of `{}` also has the OAuth scope `{scope}`, which no tool needs", server.name);
            findings.report(&codes::FURTHER_SCOPE, origin.place(), message, "remove it if clients work without it");
        }
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

/// Client configurations, and the variables of keys and secrets, go by one name for a server in an org.
fn names_in_clients(model: &Model, findings: &mut Findings) {
    let mut names: BTreeMap<String, (&Server, &Target)> = BTreeMap::new();
    for server in &model.servers {
        for target in &model.targets {
            let name = server_name(server, target);
            let Some((other, elsewhere)) = names.insert(name.clone(), (server, target)) else { continue };
            let message = format!(
                "`{}` in `{}` and `{}` in `{}` would both be called `{name}` in clients",
                server.name, target.name, other.name, elsewhere.name
            );
            let hint = "rename a server or a target: the variables of the keys and secrets go by that name too, so that \
                        those of one org would be sent to the other";
            let finding = Diagnostic::new(&spec::NAME_COLLISION, message).at(server.origin.place());
            findings.push(finding.also(target.origin.place(), "the target").hint(hint));
        }
    }
}

/// Users that calls run as: one for each server, and none that deploys.
fn users(target: &Target, findings: &mut Findings) {
    let mut servers: BTreeMap<String, &str> = BTreeMap::new();
    for (server, user) in &target.run_as {
        if target.deploy_user.as_ref().is_some_and(|deploying| deploying.eq_ignore_ascii_case(user)) {
            let message = format!("`{server}` runs in `{}` as the user that deploys, `{user}`", target.name);
            let hint = "name an integration user of its own: who deploys may change metadata and with it any right";
            findings.report(&codes::RUN_AS_ADMINISTRATOR, target.origin.place(), message, hint);
        }
        if let Some(other) = servers.insert(user.to_lowercase(), server) {
            let message = format!("`{other}` and `{server}` run in `{}` as the same user, `{user}`", target.name);
            let hint = "give each server an integration user of its own";
            findings.report(&codes::SHARED_RUN_AS, target.origin.place(), message, hint);
        }
    }
}

/// Two targets at one host are one org under two names.
fn orgs(model: &Model, findings: &mut Findings) {
    let mut hosts: BTreeMap<&str, &Target> = BTreeMap::new();
    for target in model.targets.iter().filter(|target| target.class != OrgClass::Local) {
        if let Some(other) = hosts.insert(&target.host, target) {
            let message = format!("`{}` and `{}` are one org, {}", other.name, target.name, target.host);
            let finding = Diagnostic::new(&codes::SAME_ORG, message).at(target.origin.place());
            let hint = "mend the host, or keep one of the two";
            findings.push(finding.also(other.origin.place(), format!("`{}`", other.name)).hint(hint));
        }
    }
}

fn named_clients(server: &Server, findings: &mut Findings) {
    for client in clients::of(server).filter(|client| !client.flows.contains(&server.login.flow)) {
        let place = server.login.origin.place();
        if server.login.flow == Flow::JwtBearer {
            let message = format!("no configuration of {} is written for `{}`", client.title, server.name);
            let hint = "let a program of your own sign its assertion, or use another `flow`: the npm proxy that the client \
                        starts cannot";
            findings.report(&codes::CLIENT_WITHOUT_FLOW, place, message, hint);
        } else {
            let message =
                format!("{} cannot keep the secret of `{}` out of its configuration file", client.title, server.name);
            let hint = format!("use `flow: authorizationCode`, or remove `{}` from `clients`", client.name);
            findings.report(&codes::CLIENT_WITHOUT_SECRET_STORE, place, message, hint);
        }
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
