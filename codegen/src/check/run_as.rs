//! What the run-as user has beyond what its tools need.

use super::Findings;
use crate::model::{Model, Server};
use crate::render::manifest;
use diag::catalogue::policy as codes;
use diag::{Diagnostic, Place};
use sf_metadata::ComponentId;
use sf_metadata::grants::grants;

/// User permissions that make a permission set meaningless: they read or change all data, raise the user's own rights,
/// change the org, act as somebody else, or forge who did what and when. Names as in the fields of `PermissionSet`.
#[rustfmt::skip]
const REFUSED: &[&str] = &[
    // All data, and data beside sharing and field-level security.
    "BulkApiHardDelete", "DataExport", "DeleteFieldHistory", "DeleteFieldHistoryArchive", "EditReadonlyFields",
    "ManageEncryptionKeys", "ModifyAllData", "ModifyAllPolicyCenterPolicies", "QueryAllFiles", "QueryNonVetoedFiles",
    "SCEViewAllData", "ViewAllCustomSettings", "ViewAllData", "ViewAllFieldsGlobal", "ViewAllPolicyCenterPolicies",
    "ViewEncryptedData", "ViewUserPII",
    // Its own rights, and those of others.
    "AssignPermissionSets", "CanDoActAsUser", "DelegatedPortalUserAdmin", "DelegatedTwoFactor", "FreezeUsers",
    "ManageCustomPermissions", "ManageInternalUsers", "ManageMyExternalUsers", "ManageProfilesPermissionsets",
    "ManageRoles", "ManageSessionPermissionSets", "ManageSharing", "ManageUsers", "ModifyAccessAllowPolicies",
    "ModifyAccessDenyPolicies", "ResetPasswords", "ViewAllProfiles", "ViewAllUsers",
    // The org and its code.
    "ActivateSystemModeFlows", "AuthorApex", "CreatePackaging", "CustomizeApplication", "DebugApex",
    "DeferSharingCalculations", "InstallPackaging", "MCPMetadataApi", "ManageNetworks", "ManageSandboxes",
    "ModifyMetadata", "Packaging2", "Packaging2Delete", "PublishPackaging",
    // How people and programs log in.
    "BypassMFAForUiLogins", "ClientSecretRotation", "ExternalClientAppAdmin", "ExternalClientAppDeveloper",
    "ManageAuthProviders", "ManageCertificates", "ManageIpAddresses", "ManageLoginAccessPolicies",
    "ManageMobileAppSecurity", "ManageNamedCredentials", "ManagePasswordPolicies", "ManageRemoteAccess",
    "ManageTwoFactor", "PasswordNeverExpires", "SkipIdentityConfirmation", "TransactionSecurityExempt",
    "TwoFactorApi", "ViewClientSecret",
    // Who did what, and when.
    "CanInsertFeedSystemFields", "CreateAuditFields", "ManageSecurityCommandCenter", "UpdateWithInactiveOwner",
];

/// Checks the rights of run-as users.
pub fn check(model: &Model, findings: &mut Findings) {
    model.servers.iter().for_each(|server| of_server(server, findings));
}

fn of_server(server: &Server, findings: &mut Findings) {
    let Some(run_as) = &server.run_as else { return };
    let profile = &run_as.profile;
    if is_administrator(&profile.name) {
        let hint = "use `Minimum Access - API Only Integrations` and the generated permission sets";
        let message = format!("the run-as profile of `{}` is `{}`", server.name, profile.name);
        findings.report(&codes::RUN_AS_ADMINISTRATOR, profile.origin.place(), message, hint);
    } else if !profile.justification.is_empty() {
        let message = format!("the run-as user of `{}` has the profile `{}`", server.name, profile.name);
        let hint = "whatever that profile allows, every call may do; use the default profile if the tools work with it";
        findings.report(&codes::RUN_AS_FURTHER_RIGHT, profile.origin.place(), message, hint);
    }
    let sets = run_as.permission_sets.iter().map(|set| (set, "permission set"));
    let permissions = run_as.user_permissions.iter().map(|permission| (permission, "user permission"));
    for (grant, what) in sets.chain(permissions) {
        let place = grant.origin.place();
        if what == "user permission" && REFUSED.contains(&grant.name.as_str()) {
            let message = format!("the run-as user of `{}` would have `{}`", server.name, grant.name);
            findings.report(&codes::RUN_AS_ADMINISTRATOR, place, message, "remove the permission");
        } else {
            let message = format!("the run-as user of `{}` also has the {what} `{}`", server.name, grant.name);
            let hint = "remove it if the tools work without it";
            findings.report(&codes::RUN_AS_FURTHER_RIGHT, place, message, hint);
        }
    }
}

/// Checks what the project's own files say about the profiles and permission sets of run-as users. `paths` are the files
/// of people, and `read` gives the text of one.
pub fn check_files(model: &Model, paths: &[String], read: &dyn Fn(&str) -> Option<String>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for server in &model.servers {
        let Some(run_as) = &server.run_as else { continue };
        let sets = run_as.permission_sets.iter().map(|set| ("PermissionSet", set));
        for (kind, grant) in std::iter::once(("Profile", &run_as.profile)).chain(sets) {
            let is_it = |id: &ComponentId| id.kind == kind && id.member.eq_ignore_ascii_case(&grant.name);
            for path in paths.iter().filter(|path| manifest::component_at(path).is_some_and(|id| is_it(&id))) {
                let rights = read(path).and_then(|text| grants(&text).ok()).unwrap_or_default();
                let refused = rights.iter().filter(|right| right.group == "userPermissions");
                let refused = refused.map(|right| right.on.as_str()).filter(|name| REFUSED.contains(name));
                let names = refused.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                if names.is_empty() {
                    continue;
                }
                let message =
                    format!("the run-as user of `{}` would have {names} through `{}`", server.name, grant.name);
                let finding = Diagnostic::new(&codes::RUN_AS_ADMINISTRATOR, message).at(grant.origin.place());
                let finding = finding.also(Place::start_of(path.clone()), "grants it");
                found.push(finding.hint("take it away from there, or use another profile or permission set"));
            }
        }
    }
    found
}

/// Whether a profile is that of administrators. Clones keep the words: `Custom: System Administrator`.
pub fn is_administrator(profile: &str) -> bool {
    let bare: String = profile.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    bare.contains("systemadmin") || ["admin", "administrator"].contains(&&*bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_an_administrator_is_refused() {
        assert!(sf_metadata::grants::ADMINISTRATOR.iter().all(|name| REFUSED.contains(name)));
    }

    #[test]
    fn every_refused_permission_is_a_field_of_permission_set() {
        let schema = sf_schema::Schema::standard();
        let object = schema.object("PermissionSet").expect("in the catalogue");
        for name in REFUSED {
            let field = format!("Permissions{name}");
            assert_eq!(object.field(&field).map(|f| f.name.clone()), Some(field));
        }
    }
}
