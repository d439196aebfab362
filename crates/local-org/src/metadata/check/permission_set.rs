//! Permission sets: what they refer to must be there, what one right depends on must be granted, and required fields
//! must not be listed.

use super::{World, missing};
use crate::metadata::package::Item;
use crate::metadata::problem::Problem;
use crate::metadata::shape::grant_key;
use sf_metadata::xml::Element;
use sf_schema::grants::{Grant, field_grantable};
use sf_schema::{Certainty, ObjectPermission, SObject};
use std::collections::{BTreeMap, BTreeSet};

/// User permissions the local org knows by name (Tooling API, fields `Permissions…` of `PermissionSet`); the list of an
/// org is longer and depends on its features.
const USER_PERMISSIONS: &[&str] = &[
    "ActivitiesAccess",
    "AllowUniversalSearch",
    "ApexRestServices",
    "ApiEnabled",
    "ApiUserOnly",
    "AssignPermissionSets",
    "AuthorApex",
    "BulkApiHardDelete",
    "ConnectOrgToEnvironmentHub",
    "ConvertLeads",
    "CreateCustomizeReports",
    "CreateReportFolders",
    "CustomizeApplication",
    "DelegatedTwoFactor",
    "EditActivatedOrders",
    "EditCaseComments",
    "EditEvent",
    "EditMyReports",
    "EditPublicDocuments",
    "EditPublicFilters",
    "EditPublicTemplates",
    "EditReadonlyFields",
    "EditTask",
    "EmailMass",
    "EmailSingle",
    "ExportReport",
    "ExternalClientAppAdmin",
    "ExternalClientAppDeveloper",
    "ExternalClientAppViewer",
    "FlowUFLRequired",
    "ImportLeads",
    "InstallPackaging",
    "LightningConsoleAllowedForUser",
    "LightningExperienceUser",
    "ManageAuthProviders",
    "ManageCases",
    "ManageConnectedApps",
    "ManageCustomPermissions",
    "ManageDashboards",
    "ManageDataIntegrations",
    "ManageFlow",
    "ManageInteraction",
    "ManageInternalUsers",
    "ManageIpAddresses",
    "ManageLeads",
    "ManageLoginAccessPolicies",
    "ManagePasswordPolicies",
    "ManageProfilesPermissionsets",
    "ManageRemoteAccess",
    "ManageRoles",
    "ManageSharing",
    "ManageSolutions",
    "ManageTranslation",
    "ManageUsers",
    "MassInlineEdit",
    "ModifyAllData",
    "ModifyDataClassification",
    "ModifyMetadata",
    "PasswordNeverExpires",
    "QueryAllFiles",
    "ResetPasswords",
    "RunFlow",
    "RunReports",
    "ScheduleReports",
    "SendSitRequests",
    "SolutionImport",
    "SubmitMacrosAllowed",
    "TransferAnyCase",
    "TransferAnyEntity",
    "TransferAnyLead",
    "TwoFactorApi",
    "UseTeamReassignWizards",
    "UseWebLink",
    "ViewAllData",
    "ViewAllFieldsGlobal",
    "ViewAllProfiles",
    "ViewAllUsers",
    "ViewClientSecret",
    "ViewDataCategories",
    "ViewDeveloperName",
    "ViewEventLogFiles",
    "ViewHealthCheck",
    "ViewPublicDashboards",
    "ViewPublicReports",
    "ViewRoles",
    "ViewSetup",
];

pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    super::needs(item, &["label"], problems);
    references(item, world, problems);
    let grants = |name: &'static str| item.tree.children.iter().filter(move |e| e.name == name);
    let mut error = |text: String| problems.push(Problem::refusal(&item.id, &item.file, text));
    for field in grants("fieldPermissions") {
        field_permission(field, world, &mut error);
        if field.child_text("editable") == Some("true") && field.child_text("readable") == Some("false") {
            let name = field.child_text("field").unwrap_or_default();
            error(format!("Permission Edit {name} depends on permission(s): Read {name}"));
        }
    }
    let license = item.tree.child_text("license").map(str::trim).filter(|license| !license.is_empty());
    if let Some(license) = license.filter(|license| !crate::setup::has_license(world.org, license)) {
        error(format!("In field: license - no UserLicense named {license} found"));
    }
    dependencies(&item.tree, world, &mut error);
}

/// What is named must be there, and named once.
pub(super) fn references(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    let mut error = |text: String| problems.push(Problem::refusal(&item.id, &item.file, text));
    let mut seen = BTreeSet::new();
    for entry in &item.tree.children {
        let Some(name) = grant_key(entry) else { continue };
        if !seen.insert((entry.name.as_str(), name.to_lowercase())) {
            // Our own wording: which of two entries wins is nobody's to guess.
            error(format!("Duplicate {} entry: {name}", entry.name));
        }
        let missing =
            |element: &str, kind: &str| missing(name, format!("In field: {element} - no {kind} named {name} found"));
        let deployed = |kind: &str| world.next.get(kind, name).is_some();
        match entry.name.as_str() {
            "classAccesses" if !deployed("ApexClass") => error(missing("apexClass", "ApexClass")),
            "customPermissions" if !deployed("CustomPermission") => error(missing("name", "CustomPermission")),
            "customMetadataTypeAccesses" | "customSettingAccesses" if !world.has_object(name) => {
                error(missing("name", "CustomObject"));
            }
            "objectPermissions" if object(world, name).is_none() => error(missing("object", "CustomObject")),
            "fieldPermissions" if !field_exists(world, name) => error(missing("field", "CustomField")),
            "recordTypeVisibilities" if !deployed("RecordType") => error(missing("recordType", "RecordType")),
            "userPermissions" if !USER_PERMISSIONS.contains(&name) => error(format!("Unknown user permission: {name}")),
            "pageAccesses" if !deployed("ApexPage") => error(missing("apexPage", "ApexPage")),
            "flowAccesses" if !deployed("Flow") => error(missing("flow", "Flow")),
            "applicationVisibilities" if !name.starts_with("standard__") && !deployed("CustomApplication") => {
                error(missing("application", "CustomApplication"));
            }
            "tabSettings" | "tabVisibilities" if !name.starts_with("standard-") && !deployed("CustomTab") => {
                error(missing("tab", "CustomTab"));
            }
            "externalCredentialPrincipalAccesses"
                if name.split_once('-').is_none_or(|(c, _)| world.next.get("ExternalCredential", c).is_none()) =>
            {
                error(missing("externalCredentialPrincipal", "ExternalCredentialParameter"));
            }
            _ => {}
        }
    }
}

/// A custom object counts only if it is deployed: the schema keeps those too whose fields alone are there.
fn object<'w>(world: &'w World<'_>, name: &str) -> Option<&'w SObject> {
    world.schema.object(name).filter(|_| world.has_object(name))
}

fn field_exists(world: &World<'_>, name: &str) -> bool {
    let Some((object_name, field)) = name.split_once('.') else { return false };
    object(world, object_name).is_some_and(|o| o.field(field).is_some())
}

fn field_permission(entry: &Element, world: &World<'_>, error: &mut dyn FnMut(String)) {
    let name = entry.child_text("field").unwrap_or_default();
    let Some((owner, field)) = name.split_once('.') else { return };
    let Some((owner, field)) = object(world, owner).and_then(|o| Some((o, o.field(field)?))) else { return };
    match field_grantable(owner, field, false).grant {
        Grant::AlwaysReadable | Grant::AlwaysReadWrite => {
            error(format!("You cannot deploy to a required field: {name}"))
        }
        // Our own wording.
        Grant::NotGrantable(why) => error(format!("Field permissions cannot be set for {name}: {why}")),
        Grant::Needed | Grant::ReadOnlyOnly => {}
    }
}

/// The rights of an entry, as the platform names them in messages.
const RIGHTS: [(&str, &str); 7] = [
    ("allowCreate", "Create"),
    ("allowRead", "Read"),
    ("allowEdit", "Edit"),
    ("allowDelete", "Delete"),
    ("viewAllRecords", "View All"),
    ("modifyAllRecords", "Modify All"),
    ("viewAllFields", "View All Fields"),
];

/// Object Reference, `ObjectPermissions`: create needs read; edit needs read; delete needs read and edit; view all needs
/// read; modify all needs read, edit, delete and view all.
fn needed(right: &str) -> &'static [&'static str] {
    match right {
        "Create" | "Edit" | "View All" | "View All Fields" => &["Read"],
        "Delete" => &["Read", "Edit"],
        "Modify All" => &["Read", "Edit", "Delete", "View All"],
        _ => &[],
    }
}

fn dependencies(tree: &Element, world: &World<'_>, error: &mut dyn FnMut(String)) {
    let mut granted: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in tree.children.iter().filter(|e| e.name == "objectPermissions") {
        let has = |element: &str| entry.child_text(element) == Some("true");
        let rights = RIGHTS.iter().filter(|(element, _)| has(element)).map(|(_, right)| *right).collect();
        granted.insert(entry.child_text("object").unwrap_or_default().to_lowercase(), rights);
    }
    for (name, rights) in &granted {
        let Some(info) = object(world, name) else { continue };
        let name = &info.name;
        if !matches!(info.access.permission, ObjectPermission::Grantable) {
            // Our own wording.
            error(format!("Object permissions cannot be set for {name}: access follows another grant"));
        }
        for right in rights {
            let missing: Vec<&str> = needed(right).iter().filter(|r| !rights.contains(*r)).copied().collect();
            if !missing.is_empty() {
                let list: Vec<String> = missing.iter().map(|r| format!("{r} {name}")).collect();
                error(format!("Permission {right} {name} depends on permission(s): {}", list.join(", ")));
            }
        }
        if rights.contains("Read") {
            let masters = info.master_details().filter_map(|f| f.reference()).flat_map(|r| r.to.iter());
            let known = info.access.requires_read.iter().filter(|r| r.certainty != Certainty::Assumed);
            let others: BTreeSet<&str> = masters.map(String::as_str).chain(known.map(|r| r.object.as_str())).collect();
            for other in others {
                if !granted.get(&other.to_lowercase()).is_some_and(|rights| rights.contains("Read")) {
                    error(format!("Permission Read {name} depends on permission(s): Read {other}"));
                }
            }
        }
    }
}
