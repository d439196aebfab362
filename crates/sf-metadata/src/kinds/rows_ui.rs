//! What people see: layouts, pages, tabs, apps, reports, mail, sites.

use super::{Kind, Layout, bundle, content, xml};

pub(super) static KINDS: &[Kind] = &[
    xml("Layout", "layouts", "layout"),
    xml("FlexiPage", "flexipages", "flexipage"),
    xml("CustomTab", "tabs", "tab"),
    xml("CustomApplication", "applications", "app"),
    xml("AppMenu", "appMenus", "appMenu"),
    xml("QuickAction", "quickActions", "quickAction"),
    xml("CustomPageWebLink", "weblinks", "weblink"),
    xml("HomePageComponent", "homePageComponents", "homePageComponent"),
    xml("HomePageLayout", "homePageLayouts", "homePageLayout"),
    xml("BrandingSet", "brandingSets", "brandingSet"),
    xml("LightningExperienceTheme", "lightningExperienceThemes", "lightningExperienceTheme"),
    xml("LightningBolt", "lightningBolts", "lightningBolt"),
    xml("CustomHelpMenuSection", "customHelpMenuSections", "customHelpMenuSection"),
    xml("CustomNotificationType", "notificationtypes", "notiftype"),
    xml("NotificationTypeConfig", "notificationTypeConfig", "config"),
    xml("ActionLinkGroupTemplate", "actionLinkGroupTemplates", "actionLinkGroupTemplate"),
    xml("RecordActionDeployment", "recordActionDeployments", "deployment"),
    xml("SearchCustomization", "searchCustomizations", "searchCustomization"),
    // Reports and dashboards
    xml("ReportType", "reportTypes", "reportType"),
    in_folder("Report", "reports", "report", "ReportFolder"),
    folder_of("ReportFolder", "reports", "reportFolder", "Report"),
    in_folder("Dashboard", "dashboards", "dashboard", "DashboardFolder"),
    folder_of("DashboardFolder", "dashboards", "dashboardFolder", "Dashboard"),
    // Mail
    Kind { name: "EmailTemplate", folder: "email", suffix: "email", layout: Layout::ContentInFolder("EmailFolder") },
    folder_of("EmailFolder", "email", "emailFolder", "EmailTemplate"),
    folder_of("EmailTemplateFolder", "email", "emailTemplateFolder", "EmailTemplate"),
    xml("Letterhead", "letterhead", "letter"),
    // Sites
    xml("Network", "networks", "network"),
    content("NetworkBranding", "networkBranding", "networkBranding"),
    xml("CustomSite", "sites", "site"),
    content("SiteDotCom", "siteDotComSites", "site"),
    xml("Community", "communities", "community"),
    xml("NavigationMenu", "navigationMenus", "navigationMenu"),
    xml("ManagedTopics", "managedTopics", "managedTopics"),
    xml("ManagedContentType", "managedContentTypes", "managedContentType"),
    xml("Audience", "audience", "audience"),
    xml("KeywordList", "moderation", "keywords"),
    xml("ModerationRule", "moderation", "rule"),
    xml("EmbeddedServiceConfig", "EmbeddedServiceConfig", "EmbeddedServiceConfig"),
    xml("MessagingChannel", "messagingChannels", "messagingChannel"),
    xml("LiveChatButton", "liveChatButtons", "liveChatButton"),
    xml("LiveChatDeployment", "liveChatDeployments", "liveChatDeployment"),
    // Analytics
    xml("WaveApplication", "wave", "wapp"),
    content("WaveDashboard", "wave", "wdash"),
    content("WaveDataflow", "wave", "wdf"),
    content("WaveLens", "wave", "wlens"),
    content("WaveRecipe", "wave", "wdpr"),
    xml("WaveDataset", "wave", "wds"),
    xml("WaveXmd", "wave", "xmd"),
    bundle("WaveTemplateBundle", "waveTemplates"),
];

const fn in_folder(name: &'static str, folder: &'static str, suffix: &'static str, of: &'static str) -> Kind {
    Kind { name, folder, suffix, layout: Layout::XmlInFolder(of) }
}

const fn folder_of(name: &'static str, folder: &'static str, suffix: &'static str, of: &'static str) -> Kind {
    Kind { name, folder, suffix, layout: Layout::FolderOf(of) }
}
