//! Users and what they are given.

use crate::{ClientError, Org, http::Body, org::is_duplicate};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use sf_metadata::grants::ADMINISTRATOR;
use sf_wire::{lenient, query::literal};

/// A step about users that cannot be done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AccessError {
    /// A call failed.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// No such record.
    #[error("{kind} `{name}` is not in the org")]
    NotFound {
        /// What was looked for.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// The user's licence does not allow what the permission set grants.
    #[error("the user licence of the assignee does not allow what `{set}` grants: {reason}")]
    LicenseTooSmall {
        /// Permission set.
        set: String,
        /// What the org says.
        reason: String,
    },
}

/// What an assignment did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assigned {
    /// It is new.
    Now,
    /// It was there.
    Before,
}

/// A user and the sum of the rights of the profile and all permission sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserRights {
    /// Id (`005…`).
    pub id: String,
    /// Whether the user can log in.
    pub active: bool,
    /// Whether the user can use the API only, not the browser.
    pub api_only: bool,
    /// Name of the profile, if the org shows it.
    pub profile: Option<String>,
    /// Names of the permission sets that the user holds, the profile's own among them.
    pub permission_sets: Vec<String>,
    /// Rights of an administrator that the user holds, by their API names, with the permission set or profile that grants
    /// each.
    pub administrator: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct IdRow {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserRow {
    id: String,
    #[serde(default, deserialize_with = "lenient::bool")]
    is_active: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AssignmentRow {
    permission_set: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct NewAssignment<'a> {
    assignee_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    permission_set_license_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<&'a str>,
}

impl Org {
    /// A user and the rights that matter for an integration user.
    pub async fn user_rights(&self, username: &str) -> Result<UserRights, AccessError> {
        let soql = format!("SELECT Id, IsActive FROM User WHERE Username = {}", literal(username));
        let user: UserRow = self.only("reading the user", &soql, "the user", username).await?;
        let fields: String = ADMINISTRATOR.iter().map(|name| format!(", PermissionSet.Permissions{name}")).collect();
        let soql = format!(
            "SELECT PermissionSet.Name, PermissionSet.IsOwnedByProfile, PermissionSet.Profile.Name, PermissionSet.PermissionsApiUserOnly{fields} FROM PermissionSetAssignment WHERE AssigneeId = {}",
            literal(&user.id)
        );
        let rows: Vec<AssignmentRow> = self.query("reading the user's rights", &soql).await?;
        let mut rights = UserRights { id: user.id, active: user.is_active, ..UserRights::default() };
        for AssignmentRow { permission_set } in rows {
            let holds = |name: &str| permission_set.get(&format!("Permissions{name}")).is_some_and(|v| v == true);
            let from = permission_set.get("Name").and_then(serde_json::Value::as_str).unwrap_or_default();
            // The set that stands for a profile has a name that nobody has seen.
            let profile = permission_set.get("Profile").and_then(|profile| profile.get("Name")?.as_str());
            let owned = permission_set.get("IsOwnedByProfile").is_some_and(|v| v == true);
            let shown = match profile.filter(|_| owned) {
                Some(profile) => format!("the profile {profile}"),
                None => from.to_owned(),
            };
            if owned {
                rights.profile = profile.map(str::to_owned);
            }
            rights.permission_sets.push(from.to_owned());
            rights.api_only |= holds("ApiUserOnly");
            rights.administrator.extend(
                ADMINISTRATOR.iter().filter(|name| holds(name)).map(|name| ((*name).to_owned(), shown.clone())),
            );
        }
        rights.administrator.sort();
        Ok(rights)
    }

    /// Gives a user a permission set of this org, by API name.
    pub async fn assign_permission_set(&self, user_id: &str, name: &str) -> Result<Assigned, AccessError> {
        self.assign_permission_set_until(user_id, name, None).await
    }

    /// The same for a time that ends, as [`super::Holder::until`] writes it. One that the user has keeps its own end.
    pub async fn assign_permission_set_until(
        &self,
        user_id: &str,
        name: &str,
        until: Option<&str>,
    ) -> Result<Assigned, AccessError> {
        let soql = format!("SELECT Id FROM PermissionSet WHERE Name = {} AND NamespacePrefix = null", literal(name));
        let set: IdRow = self.only("reading the permission set", &soql, "permission set", name).await?;
        let soql = format!(
            "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = {} AND PermissionSetId = {}",
            literal(user_id),
            literal(&set.id)
        );
        let assignment = NewAssignment {
            assignee_id: user_id,
            permission_set_id: Some(&set.id),
            permission_set_license_id: None,
            expiration_date: until,
        };
        self.assign(&soql, "PermissionSetAssignment", &assignment, name).await
    }

    /// Gives a user a permission set licence, by API name. It must come before sets that need it.
    pub async fn assign_license(&self, user_id: &str, name: &str) -> Result<Assigned, AccessError> {
        let soql = format!("SELECT Id FROM PermissionSetLicense WHERE DeveloperName = {}", literal(name));
        let license: IdRow = self.only("reading the licence", &soql, "permission set licence", name).await?;
        let soql = format!(
            "SELECT Id FROM PermissionSetLicenseAssign WHERE AssigneeId = {} AND PermissionSetLicenseId = {}",
            literal(user_id),
            literal(&license.id)
        );
        let assignment = NewAssignment {
            assignee_id: user_id,
            permission_set_id: None,
            permission_set_license_id: Some(&license.id),
            expiration_date: None,
        };
        self.assign(&soql, "PermissionSetLicenseAssign", &assignment, name).await
    }

    /// Takes a permission set of this org away from a user; `false` if the user does not hold it. What a group gives stays.
    pub async fn revoke_permission_set(&self, username: &str, name: &str) -> Result<bool, AccessError> {
        let soql = format!(
            "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = {} AND PermissionSet.Name = {} AND PermissionSet.NamespacePrefix = null",
            literal(username),
            literal(name)
        );
        let what = format!("taking `{name}` away");
        let mut taken = false;
        for IdRow { id } in self.query::<IdRow>(&what, &soql).await? {
            let path = self.data_path(&format!("sobjects/PermissionSetAssignment/{id}"));
            let delete = || async {
                let reply = self.send(&what, Method::DELETE, &path, Body::Empty).await?;
                let error = match reply.status {
                    200..300 if reply.body.is_empty() => return Ok(()),
                    // A page that something on the way has put in place of the reply.
                    200..300 => ClientError::unreadable(&what, &reply.body, "a deletion has no reply"),
                    status => ClientError::from_status(&what, status, &reply.body),
                };
                // One that is gone is what was asked for: a lost reply, or somebody was faster.
                match ["NOT_FOUND", "ENTITY_IS_DELETED"].iter().any(|code| error.has_code(code)) {
                    true => Ok(()),
                    false => Err(self.redacted(error)),
                }
            };
            self.again(delete).await?;
            taken = true;
        }
        Ok(taken)
    }

    async fn assign(
        &self,
        existing: &str,
        sobject: &str,
        assignment: &NewAssignment<'_>,
        name: &str,
    ) -> Result<Assigned, AccessError> {
        let what = format!("assigning `{name}`");
        match self.create_once(&what, existing, &format!("sobjects/{sobject}"), assignment).await {
            Ok((_, false)) => Ok(Assigned::Now),
            Ok((_, true)) => Ok(Assigned::Before),
            // Somebody was faster.
            Err(e) if is_duplicate(&e) => Ok(Assigned::Before),
            Err(e) if e.has_code("FIELD_INTEGRITY_EXCEPTION") => {
                Err(AccessError::LicenseTooSmall { set: name.to_owned(), reason: e.to_string() })
            }
            Err(e) => Err(e.into()),
        }
    }

    async fn only<T: serde::de::DeserializeOwned>(
        &self,
        what: &str,
        soql: &str,
        kind: &'static str,
        name: &str,
    ) -> Result<T, AccessError> {
        let rows: Vec<T> = self.query(what, soql).await?;
        rows.into_iter().next().ok_or_else(|| AccessError::NotFound { kind, name: name.to_owned() })
    }
}
