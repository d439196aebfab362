//! What kind of org this is, which decides what may be done to it.

use sf_wire::query::Organization;
use std::fmt;

/// The kind of an org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrgClass {
    /// Real users and data.
    Production,
    /// A sandbox.
    Sandbox,
    /// A scratch org, or a trial of one.
    Scratch,
    /// A Developer Edition.
    Developer,
    /// The org did not say. Treated like production.
    Unknown,
}

impl OrgClass {
    /// The kind, from what the org says about itself. Only what it says clearly makes it less than production.
    pub fn of(organization: &Organization) -> Self {
        let trial = organization.trial_expiration_date.is_some();
        match (organization.is_sandbox, organization.organization_type.as_deref()) {
            (Some(true), _) if trial => Self::Scratch,
            (Some(true), _) => Self::Sandbox,
            (Some(false), Some("Developer Edition")) => Self::Developer,
            (Some(false), _) => Self::Production,
            (None, _) => Self::Unknown,
        }
    }

    /// Whether a deployment needs the explicit consent that production asks for.
    pub fn is_guarded(self) -> bool {
        matches!(self, Self::Production | Self::Unknown)
    }
}

impl fmt::Display for OrgClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Production => "production org",
            Self::Sandbox => "sandbox",
            Self::Scratch => "scratch org",
            Self::Developer => "Developer Edition",
            Self::Unknown => "org of unknown kind",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_clearly_safe_is_guarded() {
        let org = |is_sandbox, kind: Option<&str>, trial: Option<&str>| Organization {
            is_sandbox,
            organization_type: kind.map(str::to_owned),
            trial_expiration_date: trial.map(str::to_owned),
            ..Organization::default()
        };
        for (row, class) in [
            (org(Some(true), Some("Enterprise Edition"), None), OrgClass::Sandbox),
            (org(Some(true), None, Some("2026-12-01")), OrgClass::Scratch),
            (org(Some(false), Some("Developer Edition"), None), OrgClass::Developer),
            (org(Some(false), Some("Enterprise Edition"), Some("2026-12-01")), OrgClass::Production),
            (org(Some(false), None, None), OrgClass::Production),
            (org(None, Some("Developer Edition"), None), OrgClass::Unknown),
        ] {
            assert_eq!(OrgClass::of(&row), class);
            assert_eq!(class.is_guarded(), matches!(class, OrgClass::Production | OrgClass::Unknown));
        }
    }
}
