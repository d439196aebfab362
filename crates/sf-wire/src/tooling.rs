//! Tooling API: package installation and the list of deployments.

use crate::{Secret, lenient};
use serde::{Deserialize, Serialize};

/// `POST /tooling/sobjects/PackageInstallRequest`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct PackageInstallRequest {
    /// Id of the package version (`04t…`).
    pub subscriber_package_version_key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// `Block` or `RenameMetadata`.
    pub name_conflict_resolution: String,
    /// `None` (administrators only), `Full` or `Custom`.
    pub security_type: String,
    pub enable_rss: bool,
    /// `all` or `package`; unlocked packages only.
    pub apex_compile_type: String,
    /// `mixed-mode`, `deprecate-only` or `delete-only`; unlocked packages only.
    pub upgrade_type: String,
    pub package_install_source: String,
}

impl PackageInstallRequest {
    /// The choices that Salesforce's own command line makes.
    pub fn new(version: impl Into<String>) -> Self {
        Self {
            subscriber_package_version_key: version.into(),
            password: None,
            name_conflict_resolution: "Block".into(),
            security_type: "None".into(),
            enable_rss: false,
            apex_compile_type: "all".into(),
            upgrade_type: "mixed-mode".into(),
            package_install_source: "U".into(),
        }
    }
}

/// `GET /tooling/sobjects/PackageInstallRequest/{0Hf…}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct PackageInstallStatus {
    pub id: String,
    pub status: InstallStatus,
    #[serde(deserialize_with = "lenient::text")]
    pub subscriber_package_version_key: String,
    #[serde(deserialize_with = "lenient::object")]
    pub errors: InstallErrors,
}

/// State of an installation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InstallStatus {
    /// Wait.
    #[serde(alias = "InProgress")]
    InProgress,
    /// Installed.
    #[serde(alias = "Success")]
    Success,
    /// Failed; see [`PackageInstallStatus::errors`].
    #[serde(alias = "Error")]
    Error,
    /// Wait. Also any state this program does not know.
    #[default]
    #[serde(alias = "Unknown", other)]
    Unknown,
}

/// Errors of an installation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstallErrors {
    /// One entry an error.
    #[serde(deserialize_with = "lenient::list")]
    pub errors: Vec<InstallError>,
}

/// An error of an installation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstallError {
    /// What the platform says.
    #[serde(deserialize_with = "lenient::text")]
    pub message: String,
}

/// A row of `InstalledSubscriberPackage`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct InstalledPackage {
    pub id: String,
    /// Id of the package (`033…`).
    #[serde(deserialize_with = "lenient::text")]
    pub subscriber_package_id: String,
    #[serde(deserialize_with = "lenient::object")]
    pub subscriber_package: PackageName,
    #[serde(deserialize_with = "lenient::object")]
    pub subscriber_package_version: PackageVersion,
}

impl InstalledPackage {
    /// The query that fills these rows.
    pub const SOQL: &str = "SELECT Id, SubscriberPackageId, SubscriberPackage.Name, SubscriberPackage.NamespacePrefix, SubscriberPackageVersion.Id, SubscriberPackageVersion.MajorVersion, SubscriberPackageVersion.MinorVersion, SubscriberPackageVersion.PatchVersion, SubscriberPackageVersion.BuildNumber FROM InstalledSubscriberPackage";
}

/// Name of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct PackageName {
    #[serde(deserialize_with = "lenient::text")]
    pub name: String,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub namespace_prefix: Option<String>,
}

/// Version of a package; [`PackageVersion::id`] is the `04t…` id.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct PackageVersion {
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    #[serde(deserialize_with = "lenient::number")]
    pub major_version: u32,
    #[serde(deserialize_with = "lenient::number")]
    pub minor_version: u32,
    #[serde(deserialize_with = "lenient::number")]
    pub patch_version: u32,
    #[serde(deserialize_with = "lenient::number")]
    pub build_number: u32,
}

impl PackageVersion {
    /// The number, for comparing.
    pub fn number(&self) -> (u32, u32, u32, u32) {
        (self.major_version, self.minor_version, self.patch_version, self.build_number)
    }
}

impl std::fmt::Display for PackageVersion {
    /// `1.2.0-1`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (major, minor, patch, build) = self.number();
        write!(f, "{major}.{minor}.{patch}-{build}")
    }
}

/// A row of `SubscriberPackageVersion`: a version that this org could install.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct SubscriberVersion {
    #[serde(deserialize_with = "lenient::text")]
    pub subscriber_package_id: String,
    /// `NO_ERRORS_DETECTED`, or why the version cannot be installed.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub install_validation_status: Option<String>,
    #[serde(flatten)]
    pub version: PackageVersion,
}

impl SubscriberVersion {
    /// The query that fills these rows; the platform wants a condition on `Id`.
    pub const SOQL: &str = "SELECT Id, SubscriberPackageId, InstallValidationStatus, MajorVersion, MinorVersion, PatchVersion, BuildNumber FROM SubscriberPackageVersion";
}

/// A row of `DeployRequest`: a deployment of the last 30 days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[allow(missing_docs, reason = "the fields are named after those of the sObject")]
pub struct DeployRequestRow {
    pub id: String,
    #[serde(deserialize_with = "lenient::object")]
    pub status: crate::deploy::DeployStatus,
    #[serde(deserialize_with = "lenient::bool")]
    pub check_only: bool,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub created_by_id: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub created_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub start_date: Option<String>,
    #[serde(deserialize_with = "lenient::optional_text")]
    pub completed_date: Option<String>,
    /// May be unknown until the package has been unpacked.
    #[serde(deserialize_with = "lenient::optional_number")]
    pub number_components_total: Option<u64>,
}

impl DeployRequestRow {
    /// The fields that fill these rows.
    pub const FIELDS: &str =
        "Id, Status, CheckOnly, CreatedById, CreatedDate, StartDate, CompletedDate, NumberComponentsTotal";
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_install_request_has_the_documented_fields() {
        let expected = json!({"SubscriberPackageVersionKey": "04t1", "NameConflictResolution": "Block", "SecurityType": "None",
            "EnableRss": false, "ApexCompileType": "all", "UpgradeType": "mixed-mode", "PackageInstallSource": "U"});
        assert_eq!(serde_json::to_value(PackageInstallRequest::new("04t1")).unwrap(), expected);
    }

    #[test]
    fn install_states_read_in_both_spellings() {
        let status = |name: &str| serde_json::from_value::<InstallStatus>(json!(name)).unwrap();
        assert_eq!(status("IN_PROGRESS"), InstallStatus::InProgress);
        assert_eq!(status("Success"), InstallStatus::Success);
        assert_eq!(status("SOMETHING_NEW"), InstallStatus::Unknown);
        let failed: PackageInstallStatus =
            serde_json::from_value(json!({"Id": "0Hf", "Status": "ERROR", "Errors": {"errors": [{"message": "m"}]}}))
                .unwrap();
        assert_eq!(failed.errors.errors[0].message, "m");
        let running: PackageInstallStatus =
            serde_json::from_value(json!({"Id": "0Hf", "Status": "IN_PROGRESS", "Errors": null})).unwrap();
        assert!(running.errors.errors.is_empty());
    }
}
