//! Org features that add objects or fields.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// An org feature on which an object or field depends. Its name in a project file is the variant's name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// Every feature that the catalogue knows.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The name used in project files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }
    };
}

features! {
    /// Account teams: `AccountTeamMember`.
    AccountTeams,
    /// Customer Asset Lifecycle Management: how an asset's amount and quantity change.
    AssetLifecycle,
    /// Chatter feeds, groups and topics.
    Chatter,
    /// Contacts to Multiple Accounts: `AccountContactRelation`.
    ContactsToMultipleAccounts,
    /// Data.com: `CleanStatus`, D-U-N-S numbers and industry codes.
    DataDotCom,
    /// Divisions: the `Division` fields.
    Divisions,
    /// Entitlement management: entitlements, service contracts, milestones.
    Entitlements,
    /// Experience Cloud sites and the portals before them: `IsCustomerPortal`, `NetworkId`.
    ExperienceCloud,
    /// Work orders and what belongs to field service.
    FieldService,
    /// Data protection records: `Individual`, `IndividualId`.
    Individuals,
    /// Salesforce Knowledge: article objects.
    Knowledge,
    /// Multiple currencies: `CurrencyIsoCode`, `CurrencyType`; advanced currency management: `DatedConversionRate`.
    MultiCurrency,
    /// Opportunity splits: `IsSplit`.
    OpportunitySplits,
    /// Orders: `Order`, `OrderItem`.
    Orders,
    /// Partner users: `IsPartner`, `PartnerAccountId`.
    PartnerCommunity,
    /// Person accounts: the `Person…` fields of `Account`.
    PersonAccounts,
    /// Middle name and suffix of people.
    PersonNameExtras,
    /// Product schedules: `OpportunityLineItemSchedule`, `HasSchedule`.
    ProductSchedules,
    /// Quotes: `Quote`, `QuoteLineItem`, `SyncedQuoteId`.
    Quotes,
    /// Reduction orders: `IsReductionOrder`, `OriginalOrderId`.
    ReductionOrders,
    /// Sales Engagement: the `ActionCadence…` fields.
    SalesEngagement,
    /// Salesforce to Salesforce: the `Connection…` fields.
    SalesforceToSalesforce,
    /// Shared Activities: `WhoCount`, `WhatCount`, `TaskRelation`.
    SharedActivities,
    /// Solutions.
    Solutions,
    /// State and country/territory picklists: `…StateCode`, `…CountryCode`.
    StateAndCountryPicklists,
    /// Opportunity teams: `OpportunityTeamMember`.
    TeamSelling,
    /// Sales Territories: `Territory2Id`.
    TerritoryManagement,
}

impl Feature {
    /// The feature without which an org has no such standard object. General knowledge of the platform's editions; no org
    /// without the feature was asked, so it is good for a warning and not for an error.
    pub(crate) fn of_object(name: &str) -> Option<Self> {
        Some(match name {
            "AccountTeamMember" => Self::AccountTeams,
            "AccountContactRelation" => Self::ContactsToMultipleAccounts,
            "CollaborationGroup" | "CollaborationGroupMember" | "FeedItem" | "FeedComment" => Self::Chatter,
            "Entitlement" | "ServiceContract" | "ContractLineItem" | "CaseMilestone" | "MilestoneType" => {
                Self::Entitlements
            }
            "Location" | "WorkOrder" | "WorkOrderLineItem" => Self::FieldService,
            "Individual" => Self::Individuals,
            "Knowledge__kav" | "KnowledgeArticle" | "KnowledgeArticleVersion" => Self::Knowledge,
            "CurrencyType" | "DatedConversionRate" => Self::MultiCurrency,
            "Order" | "OrderItem" | "OrderHistory" => Self::Orders,
            "OpportunityLineItemSchedule" => Self::ProductSchedules,
            "Quote" | "QuoteLineItem" => Self::Quotes,
            "TaskRelation" => Self::SharedActivities,
            "Solution" => Self::Solutions,
            "OpportunityTeamMember" => Self::TeamSelling,
            _ => return None,
        })
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Feature {
    type Err = String;

    /// Accepts the name in any letter case; the error names the nearest known feature.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|f| f.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let near = crate::suggest::nearest(text, Self::ALL.iter().map(|f| f.name()));
            match near.first() {
                Some(near) => format!("unknown org feature `{text}`; did you mean `{near}`?"),
                None => format!("unknown org feature `{text}`"),
            }
        })
    }
}
