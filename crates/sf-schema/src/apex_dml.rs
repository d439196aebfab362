//! sObjects whose records Apex cannot write, although the APIs can and describe says so.

use crate::sobject::SObject;

/// "sObjects That Don't Support DML Operations" (Apex Developer Guide), which calls itself not exhaustive.
const UNSUPPORTED: &[&str] = &[
    "AccountTerritoryAssignmentRule",
    "AccountTerritoryAssignmentRuleItem",
    "ApexComponent",
    "ApexPage",
    "BusinessHours",
    "BusinessProcess",
    "CategoryNode",
    "CurrencyType",
    "DatedConversionRate",
    "ProcessInstance",
    "Profile",
    "RecordType",
    "SelfServiceUser",
    "StaticResource",
    "Territory2",
    "UserAccountTeamMember",
    "UserPreference",
    "UserTerritory",
    "WebLink",
];

/// Not on that page: an org's code is deployed, and its settings are changed in Setup.
const BY_SETUP: &[&str] = &["ApexClass", "ApexTrigger", "Organization"];

/// How Apex may write an sObject's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApexDml {
    /// As far as describe allows it.
    AsDescribed,
    /// Not at all.
    Never,
    /// With `update` only.
    UpdateOnly,
}

impl SObject {
    /// How Apex may write its records.
    pub fn apex_dml(&self) -> ApexDml {
        let name = self.name.as_str();
        if name == "NetworkMember" {
            return ApexDml::UpdateOnly;
        }
        if UNSUPPORTED.contains(&name) || BY_SETUP.contains(&name) { ApexDml::Never } else { ApexDml::AsDescribed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Schema;

    #[test]
    fn set_up_is_not_written_by_apex() {
        let schema = Schema::standard();
        let of = |name: &str| schema.object(name).map(SObject::apex_dml);
        for name in ["ApexClass", "ApexTrigger", "StaticResource", "RecordType", "Profile", "Organization"] {
            assert_eq!(of(name), Some(ApexDml::Never), "{name}");
        }
        for name in ["Account", "User", "PermissionSetAssignment", "AccountShare"] {
            assert_eq!(of(name), Some(ApexDml::AsDescribed), "{name}");
        }
    }

    #[test]
    fn the_names_are_sorted() {
        assert!(UNSUPPORTED.is_sorted());
        assert!(BY_SETUP.is_sorted());
    }
}
