//! Who calls, and as whom: run-as users, clients, apps, endpoints.

use super::Findings;
use crate::model::{Model, Server};
use crate::spec::{AppKind, Flow};
use diag::Diagnostic;
use diag::catalogue::policy as codes;
use std::collections::BTreeMap;

/// User permissions that make a permission set meaningless (Tooling API field names without `Permissions`).
const ADMINISTRATOR_PERMISSIONS: [&str; 28] = [
    "ModifyAllData",
    "ViewAllData",
    "AuthorApex",
    "CustomizeApplication",
    "ManageUsers",
    "AssignPermissionSets",
    "ModifyMetadata",
    "ManageSharing",
    "ViewAllUsers",
    "ManageInternalUsers",
    "ManageProfilesPermissionsets",
    "ExternalClientAppAdmin",
    "BulkApiHardDelete",
    "InstallPackaging",
    "ManageAuthProviders",
    "ManageCertificates",
    "ManageEncryptionKeys",
    "ManageIpAddresses",
    "ManageLoginAccessPolicies",
    "ManagePasswordPolicies",
    "ManageRemoteAccess",
    "ManageRoles",
    "ManageSessionPermissionSets",
    "ManageTwoFactor",
    "QueryAllFiles",
    "ResetPasswords",
    "ViewAllProfiles",
    "ViewEncryptedData",
];

/// Checks identities, clients and endpoints.
pub fn check(model: &Model, findings: &mut Findings) {
    let mut endpoints: BTreeMap<String, &Server> = BTreeMap::new();
    for server in &model.servers {
        administrator(server, findings);
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

fn administrator(server: &Server, findings: &mut Findings) {
    let Some(run_as) = &server.run_as else { return };
    let profile = run_as.profile.to_lowercase();
    let bare: String = profile.chars().filter(|c| c.is_alphanumeric()).collect();
    // Clones keep the words: `Custom: System Administrator`.
    if bare.contains("systemadmin") || ["admin", "administrator"].contains(&&*bare) {
        let hint = "use `Minimum Access - API Only Integrations` and the generated permission sets";
        let message = format!("the run-as profile of `{}` is `{}`", server.name, run_as.profile);
        findings.report(&codes::RUN_AS_ADMINISTRATOR, run_as.origin.place(), message, hint);
    }
    for permission in &run_as.user_permissions {
        // Describe names them with the prefix `Permissions`, metadata without it.
        let bare = permission.trim().to_ascii_lowercase();
        let bare = bare.strip_prefix("permissions").unwrap_or(&bare);
        if ADMINISTRATOR_PERMISSIONS.iter().any(|p| p.eq_ignore_ascii_case(bare)) {
            let message = format!("the run-as user of `{}` would have `{permission}`", server.name);
            findings.report(&codes::RUN_AS_ADMINISTRATOR, run_as.origin.place(), message, "remove the permission");
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
