//! Making an integration user, and seeing who holds a permission set.

use super::AccessError;
use crate::{ClientError, Org};
use serde::{Deserialize, Serialize};
use sf_wire::query::literal;

/// Profile of integration users unless a spec names another one; it allows nothing but the API.
pub const INTEGRATION_PROFILE: &str = "Minimum Access - API Only Integrations";
/// Permission set licence of integration users.
pub const INTEGRATION_LICENSE: &str = "SalesforceAPIIntegrationPsl";

/// An integration user to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// User name, unique among all orgs.
    pub username: String,
    /// Last name, which is what people see.
    pub name: String,
    /// Where the org writes to.
    pub email: String,
    /// Name of its profile.
    pub profile: String,
}

/// A user who holds a permission set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Holder {
    /// User name.
    pub username: String,
    /// When the assignment ends, as the org writes it (Object Reference, PermissionSetAssignment, `ExpirationDate`).
    pub until: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Locale {
    time_zone_sid_key: String,
    locale_sid_key: String,
    language_locale_key: String,
    email_encoding_key: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Id {
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct UserRecord<'a> {
    username: &'a str,
    last_name: &'a str,
    alias: &'a str,
    email: &'a str,
    profile_id: &'a str,
    time_zone_sid_key: &'a str,
    locale_sid_key: &'a str,
    language_locale_key: &'a str,
    email_encoding_key: &'a str,
}

impl Org {
    /// Makes a user with the time zone and language of the user who is logged in, and returns its id. A user with this
    /// name that is there already is not touched.
    pub async fn create_user(&self, user: &NewUser) -> Result<String, AccessError> {
        let existing = format!("SELECT Id FROM User WHERE Username = {}", literal(&user.username));
        let what = format!("creating the user `{}`", user.username);
        if let Some(Id { id }) = self.query::<Id>(&what, &existing).await?.into_iter().next() {
            return Ok(id);
        }
        let soql = format!("SELECT Id FROM Profile WHERE Name = {}", literal(&user.profile));
        let profiles: Vec<Id> = self.query("reading the profile", &soql).await?;
        let profile = profiles.into_iter().next();
        let profile = profile.ok_or_else(|| AccessError::NotFound { kind: "profile", name: user.profile.clone() })?;
        let locale = self.own_locale().await?;
        let alias: String = user.username.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let record = UserRecord {
            username: &user.username,
            last_name: &user.name,
            alias: if alias.is_empty() { "mcp" } else { &alias },
            email: &user.email,
            profile_id: &profile.id,
            time_zone_sid_key: &locale.time_zone_sid_key,
            locale_sid_key: &locale.locale_sid_key,
            language_locale_key: &locale.language_locale_key,
            email_encoding_key: &locale.email_encoding_key,
        };
        Ok(self.create_once(&what, &existing, "sobjects/User", &record).await?.0)
    }

    async fn own_locale(&self) -> Result<Locale, ClientError> {
        let soql = format!(
            "SELECT TimeZoneSidKey, LocaleSidKey, LanguageLocaleKey, EmailEncodingKey FROM User WHERE Id = {}",
            literal(&self.user_id().await?)
        );
        let what = "reading the language of the user who is logged in";
        self.query::<Locale>(what, &soql)
            .await?
            .into_iter()
            .next()
            .ok_or_else(|| ClientError::Unreadable { what: what.to_owned(), detail: "no record came back".to_owned() })
    }

    /// Who holds a permission set of this org, sorted by user name.
    pub async fn holders(&self, permission_set: &str) -> Result<Vec<Holder>, ClientError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Row {
            assignee: Name,
            #[serde(default)]
            expiration_date: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Name {
            username: String,
        }
        let soql = format!(
            "SELECT Assignee.Username, ExpirationDate FROM PermissionSetAssignment WHERE PermissionSet.Name = {} AND PermissionSet.NamespacePrefix = null",
            literal(permission_set)
        );
        let rows: Vec<Row> = self.query("reading who holds the permission set", &soql).await?;
        let holder = |row: Row| Holder { username: row.assignee.username, until: row.expiration_date };
        let mut holders: Vec<Holder> = rows.into_iter().map(holder).collect();
        holders.sort();
        holders.dedup_by(|a, b| a.username == b.username);
        Ok(holders)
    }

    /// Whether this org has a permission set of its own with this API name.
    pub async fn has_permission_set(&self, name: &str) -> Result<bool, ClientError> {
        let soql = format!("SELECT Id FROM PermissionSet WHERE Name = {} AND NamespacePrefix = null", literal(name));
        Ok(!self.query::<Id>("reading the permission set", &soql).await?.is_empty())
    }

    /// Those of the Apex classes `names` that the org holds as its own code, not as part of a package.
    pub async fn own_classes(&self, names: &[&str]) -> Result<Vec<String>, ClientError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Class {
            name: String,
            #[serde(default)]
            manageable_state: Option<String>,
        }
        let list: Vec<String> = names.iter().map(|name| literal(name)).collect();
        let soql = format!(
            "SELECT Name, ManageableState FROM ApexClass WHERE NamespacePrefix = null AND Name IN ({})",
            list.join(", ")
        );
        let rows: Vec<Class> = self.tooling_query("reading Apex classes", &soql).await?;
        let own = |class: &Class| class.manageable_state.as_deref().is_none_or(|state| state == "unmanaged");
        let mut found: Vec<String> = rows.into_iter().filter(own).map(|class| class.name).collect();
        found.sort();
        Ok(found)
    }

    /// Those of the Apex classes `names` that the org holds, as `Class` or `namespace.Class`.
    pub async fn classes(&self, names: &[&str]) -> Result<Vec<String>, ClientError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Class {
            name: String,
            #[serde(default)]
            namespace_prefix: Option<String>,
        }
        let list: Vec<String> =
            names.iter().map(|name| literal(name.split_once('.').map_or(*name, |(_, class)| class))).collect();
        let soql = format!("SELECT Name, NamespacePrefix FROM ApexClass WHERE Name IN ({})", list.join(", "));
        let rows: Vec<Class> = self.tooling_query("reading Apex classes", &soql).await?;
        let full = |class: Class| match class.namespace_prefix.filter(|prefix| !prefix.is_empty()) {
            Some(prefix) => format!("{prefix}.{}", class.name),
            None => class.name,
        };
        Ok(rows.into_iter().map(full).collect())
    }

    /// API names of the org's external client apps (Connect REST, API 60.0 and later).
    pub async fn app_names(&self) -> Result<Vec<String>, ClientError> {
        Ok(self.apps().await?.into_iter().map(|app| app.developer_name).collect())
    }
}
