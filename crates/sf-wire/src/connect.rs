//! Connect REST: consumer keys and secrets of external client apps (API 60.0 and later).

use crate::{Secret, lenient};
use serde::{Deserialize, Serialize};

/// `GET /apps/oauth/usage`: the apps of the org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OauthUsage {
    /// Apps of this page.
    #[serde(deserialize_with = "lenient::list")]
    pub apps: Vec<OauthApp>,
    /// Path of the next page.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub next_page_url: Option<String>,
}

/// An app of the org.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OauthApp {
    /// API name.
    #[serde(deserialize_with = "lenient::text")]
    pub developer_name: String,
    /// Id (`0xI…`).
    #[serde(deserialize_with = "lenient::text")]
    pub identifier: String,
}

/// `GET /apps/oauth/credentials/{app}`: the consumers of an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OauthConsumers {
    /// Consumers; an app has one.
    #[serde(deserialize_with = "lenient::list")]
    pub consumers: Vec<OauthConsumer>,
}

/// `GET /apps/oauth/credentials/{app}/{consumer}?part=keyandsecret`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct OauthConsumer {
    /// Id (`888…`).
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Name.
    #[serde(deserialize_with = "lenient::optional_text")]
    pub name: Option<String>,
    /// Consumer key, when it was asked for. Not secret by itself, but half of a login.
    pub key: Option<Secret>,
    /// Consumer secret, when it was asked for and the org allows it.
    pub secret: Option<Secret>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_read_and_secrets_hidden() {
        let usage: OauthUsage = serde_json::from_str(
            r#"{"apps":[{"developerName":"A","identifier":"0xI1","accessTokenFormat":".."}],"nextPageUrl":null}"#,
        )
        .unwrap();
        assert_eq!(usage.apps[0].identifier, "0xI1");
        let consumer: OauthConsumer =
            serde_json::from_str(r#"{"id":"888","key":"3MVGcanary","secret":"canary"}"#).unwrap();
        assert_eq!(consumer.secret.as_ref().unwrap().expose(), "canary");
        assert!(!format!("{consumer:?}").contains("canary"));
    }
}
