//! Reading the consumer key and secret that an org made for an external client app.

use crate::{ClientError, Org};
use sf_wire::{
    Secret,
    connect::{OauthApp, OauthConsumer, OauthConsumers, OauthUsage},
};

/// Key and secret of an app in one org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppCredentials {
    /// Consumer key.
    pub key: Secret,
    /// Consumer secret; `None` where the org does not hand it out.
    pub secret: Option<Secret>,
}

/// Credentials that cannot be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AppError {
    /// A call failed.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The org does not list the app.
    #[error("external client app `{0}` is not in the org; deploy it first, and wait a few minutes")]
    NotFound(String),
    /// The app is there, its key is not.
    #[error(
        "the org does not tell the consumer key of `{0}`; it needs the setting `enableClientSecretInRestApiAccess` and the user permissions ExternalClientAppDeveloper and ViewClientSecret"
    )]
    NotTold(String),
}

impl Org {
    /// Key and, if the org allows it, secret of the app with this API name (Connect REST, API 60.0 and later).
    pub async fn app_credentials(&self, developer_name: &str) -> Result<AppCredentials, AppError> {
        let app = self.app_id(developer_name).await?;
        let base = self.data_path(&format!("apps/oauth/credentials/{app}"));
        let consumers: OauthConsumers = self.get("reading the app's consumers", &base).await?;
        let not_told = || AppError::NotTold(developer_name.to_owned());
        let consumer = consumers.consumers.into_iter().next().ok_or_else(not_told)?;
        let part = |part: &str| format!("{base}/{}?part={part}", consumer.id);
        let what = "reading the app's key";
        let both: Result<OauthConsumer, ClientError> = self.get(what, &part("keyandsecret")).await;
        let told = match both {
            // A user may be allowed to see the key and not the secret.
            Err(e) if matches!(e.status(), Some(400 | 403)) => self.get(what, &part("key")).await?,
            other => other?,
        };
        let key = told.key.filter(|key| !key.is_empty()).ok_or_else(not_told)?;
        Ok(AppCredentials { key, secret: told.secret.filter(|secret| !secret.is_empty()) })
    }

    async fn app_id(&self, developer_name: &str) -> Result<String, AppError> {
        let apps = self.apps().await?;
        let app = apps.into_iter().find(|app| app.developer_name == developer_name);
        app.map(|app| app.identifier).ok_or_else(|| AppError::NotFound(developer_name.to_owned()))
    }

    /// The apps of the org, page by page.
    pub(super) async fn apps(&self) -> Result<Vec<OauthApp>, ClientError> {
        let mut path = self.data_path("apps/oauth/usage");
        let mut apps = Vec::new();
        loop {
            let page: OauthUsage = self.get("reading the org's apps", &path).await?;
            apps.extend(page.apps);
            match page.next_page_url {
                Some(next) if next.starts_with('/') && next != path => path = next,
                _ => return Ok(apps),
            }
        }
    }
}
