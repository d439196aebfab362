//! What the local org does with each metadata type.

use apex_sema::UNSUPPORTED;

/// What the local org does with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::metadata) enum Support {
    /// It works.
    Full,
    /// It is kept and can be retrieved; nothing here depends on it.
    Kept,
    /// It would change what data, security or Apex do, and the local org cannot do that: kept without effect, if warnings
    /// are ignored.
    Without,
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
    "FieldSet",
    "GlobalValueSet",
    "PermissionSet",
    "Profile",
    "RecordType",
    "StandardValueSet",
    "StaticResource",
    "ValidationRule",
];

/// Types that people see, that concern what the local org does not have, or that let somebody see more than they do here,
/// so that keeping them deceives nobody.
const KEPT: &[&str] = &[
    "ActionLinkGroupTemplate",
    "AnalyticSnapshot",
    "ApexComponent",
    "ApexEmailNotifications",
    "ApexPage",
    "ApexTestSuite",
    "AppMenu",
    "Audience",
    "AuraDefinitionBundle",
    "BrandingSet",
    "BusinessProcess",
    "CallCenter",
    "CaseSubjectParticle",
    "Certificate",
    "Community",
    "CompactLayout",
    "ContentAsset",
    "CorsWhitelistOrigin",
    "CspTrustedSite",
    "CustomApplication",
    "CustomApplicationComponent",
    "CustomHelpMenuSection",
    "CustomIndex",
    "CustomNotificationType",
    "CustomObjectTranslation",
    "CustomPageWebLink",
    "CustomSite",
    "CustomTab",
    "Dashboard",
    "DashboardFolder",
    "DataCategoryGroup",
    "DelegateGroup",
    "DigitalExperienceBundle",
    "Document",
    "DocumentFolder",
    "EmailFolder",
    "EmailTemplate",
    "EmailTemplateFolder",
    "EmbeddedServiceConfig",
    "ExperienceBundle",
    "ExternalCredential",
    "FlexiPage",
    "FlowCategory",
    "FlowTest",
    "ForecastingType",
    "GlobalValueSetTranslation",
    "Group",
    "HomePageComponent",
    "HomePageLayout",
    "IframeWhiteListUrlSettings",
    "Index",
    "KeywordList",
    "Layout",
    "Letterhead",
    "LightningBolt",
    "LightningComponentBundle",
    "LightningExperienceTheme",
    "LightningMessageChannel",
    "LightningTypeBundle",
    "ListView",
    "LiveChatButton",
    "LiveChatDeployment",
    "ManagedContentType",
    "ManagedTopics",
    "MessagingChannel",
    "MutingPermissionSet",
    "NamedCredential",
    "NavigationMenu",
    "Network",
    "NetworkBranding",
    "NotificationTypeConfig",
    "PathAssistant",
    "PermissionSetGroup",
    "PermissionSetLicenseDefinition",
    "PresenceDeclineReason",
    "PresenceUserConfig",
    "ProfilePasswordPolicy",
    "ProfileSessionSetting",
    "Prompt",
    "Queue",
    "QueueRoutingConfig",
    "QuickAction",
    "RecordActionDeployment",
    "RedirectWhitelistUrl",
    "RemoteSiteSetting",
    "Report",
    "ReportFolder",
    "ReportType",
    "Role",
    "SearchCustomization",
    "ServiceChannel",
    "ServicePresenceStatus",
    "Settings",
    "SharingReason",
    "SharingRules",
    "SharingSet",
    "SiteDotCom",
    "Skill",
    "StandardValueSetTranslation",
    "Territory",
    "Territory2Type",
    "TopicsForObjects",
    "Translations",
    "UIBundle",
    "UserCriteria",
    "WaveApplication",
    "WaveDashboard",
    "WaveDataflow",
    "WaveDataset",
    "WaveLens",
    "WaveRecipe",
    "WaveTemplateBundle",
    "WaveXmd",
    "WebLink",
];

/// Types that do something by themselves when records change.
const AUTOMATION: &[&str] = &[
    "ApprovalProcess",
    "AssignmentRules",
    "AutoResponseRules",
    "DuplicateRule",
    "EntitlementProcess",
    "EscalationRules",
    "Flow",
    "FlowDefinition",
    "MatchingRules",
    "MilestoneType",
    "TransactionSecurityPolicy",
    "Workflow",
];

/// Types that hide records or fields from people.
const HIDING: &[&str] = &["FieldRestrictionRule", "RestrictionRule"];

/// What the local org does with components of this type.
pub(in crate::metadata) fn support(kind: &str) -> Support {
    match kind {
        _ if FULL.contains(&kind) => Support::Full,
        _ if KEPT.contains(&kind) => Support::Kept,
        _ => Support::Without,
    }
}

/// The metadata types that the local org has no effect for, by name.
pub fn types_without_effect() -> impl Iterator<Item = &'static str> {
    sf_metadata::kinds::all().map(|kind| kind.name).filter(|kind| support(kind) == Support::Without)
}

/// What is missing here of a component of this type; `None` if nothing that data, security or Apex would show.
pub fn missing_effect(kind: &str) -> Option<String> {
    let consequence = match kind {
        _ if support(kind) != Support::Without => return None,
        _ if AUTOMATION.contains(&kind) => "; what it does by itself in an org DOES NOT HAPPEN HERE",
        _ if HIDING.contains(&kind) => "; what it hides in an org IS SEEN HERE",
        _ => "; it has no effect here",
    };
    Some(format!("{UNSUPPORTED}metadata of type {kind}{consequence}"))
}
