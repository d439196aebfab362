//! What a deployment refuses, by type of component. Texts without a word on their source are the platform's, as public
//! deployment logs show them; the others are marked as our own.

mod apex;
mod app;
mod field;
mod names;
mod object;
mod permission_set;
mod profile;
mod record;

pub(super) use profile::record_name;

use super::components::Components;
use super::package::Item;
use super::problem::Problem;
use crate::Org;
use sf_schema::Schema;

/// What checks look at.
pub(super) struct World<'w> {
    /// The org before the deployment.
    pub org: &'w Org,
    /// Everything that will be there.
    pub next: &'w Components,
    /// The objects that will be there.
    pub schema: &'w Schema,
}

/// What the local org does with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Support {
    /// It works.
    Full,
    /// It is kept and can be retrieved; nothing here depends on it.
    Kept,
    /// It would change what data, security or Apex do, and the local org cannot do that.
    Refused,
}

/// Types that work.
const FULL: &[&str] = &[
    "ApexClass",
    "ApexTrigger",
    "ConnectedApp",
    "CustomField",
    "CustomLabels",
    "CustomMetadata",
    "CustomObject",
    "CustomPermission",
    "ExternalClientApplication",
    "ExtlClntAppConfigurablePolicies",
    "ExtlClntAppGlobalOauthSettings",
    "ExtlClntAppOauthConfigurablePolicies",
    "ExtlClntAppOauthSettings",
    "GlobalValueSet",
    "PermissionSet",
    "Profile",
    "RecordType",
    "StandardValueSet",
    "StaticResource",
    "ValidationRule",
];

/// Types that people see, or that concern what the local org does not have, so that keeping them deceives nobody.
const KEPT: &[&str] = &[
    "ApexTestSuite",
    "AppMenu",
    "AuraDefinitionBundle",
    "BrandingSet",
    "BusinessProcess",
    "Certificate",
    "CompactLayout",
    "ContentAsset",
    "CorsWhitelistOrigin",
    "CspTrustedSite",
    "CustomApplication",
    "CustomNotificationType",
    "CustomObjectTranslation",
    "CustomTab",
    "Dashboard",
    "DashboardFolder",
    "Document",
    "DocumentFolder",
    "EmailFolder",
    "EmailTemplate",
    "ExternalCredential",
    "FieldSet",
    "FlexiPage",
    "Group",
    "Index",
    "Layout",
    "Letterhead",
    "LightningComponentBundle",
    "LightningMessageChannel",
    "ListView",
    "NamedCredential",
    "PathAssistant",
    "Queue",
    "QuickAction",
    "RemoteSiteSetting",
    "Report",
    "ReportFolder",
    "ReportType",
    "Role",
    "Settings",
    "SharingReason",
    "Translations",
    "WebLink",
];

/// What the local org does with components of this type.
pub(super) fn support(kind: &str) -> Support {
    match kind {
        _ if FULL.contains(&kind) => Support::Full,
        _ if KEPT.contains(&kind) => Support::Kept,
        _ => Support::Refused,
    }
}

/// The metadata types whose components are refused, by name.
pub fn refused_types() -> impl Iterator<Item = &'static str> {
    sf_metadata::kinds::all().map(|kind| kind.name).filter(|kind| support(kind) == Support::Refused)
}

/// Checks a component against everything that will be there.
pub(super) fn check(item: &Item, world: &World<'_>, problems: &mut Vec<Problem>) {
    names::check(item, problems);
    match item.id.kind.as_str() {
        "ApexClass" | "ApexTrigger" => apex::check(item, problems),
        "ConnectedApp" => app::connected(item, world, problems),
        "CustomField" => field::check(item, world, problems),
        "CustomMetadata" => record::check(item, world, problems),
        "CustomObject" => object::check(item, problems),
        "CustomPermission" => needs(item, &["label"], problems),
        "ExternalClientApplication" => needs(item, &["distributionState", "label"], problems),
        "ExtlClntAppConfigurablePolicies"
        | "ExtlClntAppGlobalOauthSettings"
        | "ExtlClntAppOauthConfigurablePolicies"
        | "ExtlClntAppOauthSettings" => app::part(item, world, problems),
        "PermissionSet" => permission_set::check(item, world, problems),
        "Profile" => profile::check(item, world, problems),
        kind => match support(kind) {
            Support::Full => {}
            Support::Kept => {
                let mut note = Problem::warning(&item.id, &item.file, "kept by the local org, without effect");
                note.kind = sf_wire::deploy::ProblemType::Info;
                problems.push(note);
            }
            Support::Refused => {
                let text = format!("not supported by the local org: metadata of type {kind}");
                problems.push(Problem::error(&item.id, &item.file, text));
            }
        },
    }
}

/// Elements a component cannot be without.
fn needs(item: &Item, names: &[&str], problems: &mut Vec<Problem>) {
    for name in names.iter().filter(|name| item.tree.child_text(name).is_none_or(|text| text.trim().is_empty())) {
        problems.push(Problem::error(&item.id, &item.file, format!("Required field is missing: {name}")));
    }
}
