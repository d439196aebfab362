//! The app that asks, and whether it proved who it is.

use super::{Denied, same_secret};
use crate::apps::App;
use crate::http::{Pairs, Request, World};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::header::AUTHORIZATION;

/// Key and secret of a request: from the form, or from a `Basic` header.
#[derive(Debug, Default)]
pub(super) struct Credentials {
    pub key: Option<String>,
    secret: Option<String>,
}

impl Credentials {
    pub fn of(request: &Request, form: &Pairs) -> Self {
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = header.and_then(|value| value.strip_prefix("Basic ")).and_then(|text| {
            let decoded = String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()?;
            let (key, secret) = decoded.split_once(':')?;
            Some((key.to_owned(), secret.to_owned()))
        });
        match basic {
            Some((key, secret)) => Self { key: Some(key), secret: Some(secret) },
            None => Self {
                key: form.get("client_id").map(str::to_owned),
                secret: form.get("client_secret").map(str::to_owned),
            },
        }
    }

    /// The app of the key.
    pub fn app(&self, world: &World) -> Result<App, Denied> {
        let key = self.key.as_deref().filter(|key| !key.is_empty());
        find(world, key.ok_or_else(|| Denied::new("invalid_request", "client identifier required"))?)
    }

    /// Checks the secret, which may be left out only if the flow allows it; a wrong one is always refused.
    pub fn prove(&self, app: &App, optional: bool) -> Result<(), Denied> {
        match self.secret.as_deref().filter(|secret| !secret.is_empty()) {
            None if optional => Ok(()),
            Some(secret) if same_secret(secret, app.consumer_secret.expose()) => Ok(()),
            _ => Err(Denied::new("invalid_client", "invalid client credentials")),
        }
    }
}

/// The deployed app with this consumer key.
pub(super) fn find(world: &World, key: &str) -> Result<App, Denied> {
    let org = world.lock();
    match org.apps.iter().find(|app| app.consumer_key == key) {
        Some(app) if app.enabled => Ok(app.clone()),
        Some(_) => Err(Denied::new("invalid_client", "app is not enabled")),
        None => Err(Denied::new("invalid_client_id", "client identifier invalid")),
    }
}
