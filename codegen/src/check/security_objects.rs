//! Tools that write what decides over rights and log-ins.

use super::Findings;
use crate::model::{Model, ObjectAccess, Tool};
use diag::catalogue::policy as codes;

/// sObjects whose records decide who may do what, and how people and programs log in (Object Reference).
#[rustfmt::skip]
const DECIDING: &[&str] = &[
    // Who may do what.
    "CustomPermission", "CustomPermissionDependency", "FieldPermissions", "Group", "GroupMember",
    "MutingPermissionSet", "ObjectPermissions", "ObjectTerritory2Association", "PackageLicense", "PermissionSet",
    "PermissionSetAssignment", "PermissionSetGroup", "PermissionSetGroupComponent", "PermissionSetLicenseAssign",
    "PermissionSetTabSetting", "Profile", "QueueSobject", "SessionPermSetActivation", "SetupEntityAccess", "User",
    "UserPackageLicense", "UserRole", "UserTerritory2Association",
    // Who may see which records; `…Share` beside them.
    "AccountTeamMember", "CaseTeamMember", "CaseTeamTemplateRecord", "CollaborationGroup", "CollaborationGroupMember",
    "CollaborationGroupMemberRequest", "ContentDocumentLink", "OpportunityTeamMember",
    "UserAccountTeamMember", "UserTeamMember",
    // How people and programs log in.
    "AuthConfig", "AuthConfigProviders", "AuthProvider", "AuthSession", "Certificate", "ConnectedApplication",
    "CorsWhitelistEntry", "CspTrustedSite", "DelegatedAccount", "Domain", "ExternalClientApplication",
    "ExternalCredential", "ExternalDataSource", "ExternalDataUserAuth", "LoginIp", "NamedCredential", "Network",
    "NetworkMemberGroup", "OauthToken", "Organization", "SamlSsoConfig", "Site", "ThirdPartyAccountLink",
    "TwoFactorInfo", "TwoFactorMethodsInfo", "UserLogin",
];

/// Fields of other sObjects that share a file where they are set: the platform makes the `ContentDocumentLink` (Object
/// Reference, "ContentVersion" and "FeedItem").
const SHARING: [(&str, &str); 2] = [("ContentVersion", "FirstPublishLocationId"), ("FeedItem", "RelatedRecordId")];

/// A tool that writes such records says why.
pub fn check(model: &Model, findings: &mut Findings) {
    for tool in model.tools.iter().filter(|tool| tool.justification.is_none()) {
        for reason in power(tool) {
            let message = format!("`{}` {reason}", tool.name);
            let hint = "leave it to people, or write the reason in `justification`";
            findings.report(&codes::SECURITY_OBJECT, tool.origin.place(), message, hint);
        }
    }
}

/// What makes a tool powerful, to be read after its name: each sObject of this kind that it writes, and each field that
/// shares.
pub fn power(tool: &Tool) -> impl Iterator<Item = String> {
    let objects = &tool.access.objects;
    let written = objects.iter().filter(|(name, access)| is_written(name, access));
    let written = written.map(|(name, _)| format!("writes `{name}`, which decides over rights or log-ins"));
    let shares =
        |(object, field): &(&str, &str)| objects.get(*object).is_some_and(|access| access.set.contains(*field));
    let sharing = SHARING.into_iter().filter(shares);
    written.chain(sharing.map(|(object, field)| format!("sets `{object}.{field}`, which shares a file")))
}

fn is_written(name: &str, access: &ObjectAccess) -> bool {
    (access.create || access.edit || access.delete) && decides(name)
}

/// Whether records of the sObject decide over rights or log-ins: code does, and what shares records.
pub fn decides(object: &str) -> bool {
    DECIDING.contains(&object)
        || (object.starts_with("Apex") && !object.contains("__"))
        || (object.ends_with("Share") && object != "Share")
}

#[cfg(test)]
mod tests {
    use super::decides;

    #[test]
    fn rights_shares_and_code_decide() {
        for object in [
            "User",
            "PermissionSetAssignment",
            "AccountShare",
            "Visit__Share",
            "ApexClass",
            "OauthToken",
            "AccountTeamMember",
            "CaseTeamMember",
            "CollaborationGroupMember",
        ] {
            assert!(decides(object), "{object}");
        }
        for object in ["Account", "Share", "Market_Share__c", "ApexThing__c", "UserPreference", "Case"] {
            assert!(!decides(object), "{object}");
        }
    }
}
