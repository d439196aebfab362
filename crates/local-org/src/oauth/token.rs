//! Tokens and the replies that carry them.

use super::logins::Refresh;
use super::{Denied, random_text};
use crate::apps::{App, RefreshPolicy};
use crate::http::{Caller, Response, World, reply};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sf_wire::Secret;
use std::io;
use std::sync::Arc;

/// A new access token: the organization's Id in 15 characters, `!`, and random text, as the platform's opaque tokens.
fn fresh(org: &str) -> io::Result<String> {
    Ok(format!("{}!AQ{}", org.get(..15).unwrap_or(org), random_text(64)?))
}

/// The token that `org start` writes down. It lives as long as the server.
pub(crate) fn for_administrator(world: &World, administrator: &Arc<str>) -> io::Result<Secret> {
    let token = fresh(&world.lock().id)?;
    let caller = Caller { user: administrator.clone(), scopes: vec!["full".into()], app: None, jwt: false };
    world.sessions().open(&token, caller, world.now(), None);
    Ok(Secret::new(token))
}

/// A login that succeeded.
#[derive(Debug)]
pub(super) struct Login<'a> {
    pub app: &'a App,
    pub user: Arc<str>,
    pub scopes: Vec<String>,
    /// Whether a refresh token is given where scopes and policy allow it.
    pub with_refresh: bool,
    /// Whether a person stands behind it: only then may tokens have JWT format.
    pub named_user: bool,
}

impl Login<'_> {
    /// Opens the session and writes the reply.
    pub fn reply(self, world: &World) -> Result<Response, Denied> {
        let refresh = self.refresh_token(world)?;
        self.reply_with(world, refresh)
    }

    /// The same with a refresh token that exists already; `None` leaves it out.
    pub fn reply_with(self, world: &World, refresh: Option<String>) -> Result<Response, Denied> {
        let org = world.lock().id.clone();
        let now = world.now();
        let id = format!("{}/id/{org}/{}", world.url, self.user);
        let jwt = self.named_user && self.app.flows.named_user_jwt;
        let token = if jwt { self.jwt(world, now) } else { fresh(&org) }.map_err(|e| Denied::machine(&e))?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.app.consumer_secret.expose().as_bytes());
        let signature = BASE64_STANDARD.encode(hmac::sign(&key, format!("{id}{now}").as_bytes()));
        let mut body = json!({"access_token": token, "signature": signature, "scope": self.scopes.join(" "),
            "instance_url": world.url, "id": id, "token_type": "Bearer", "issued_at": now.to_string()});
        if jwt {
            body["token_format"] = json!("jwt");
        }
        if let Some(refresh) = refresh {
            body["refresh_token"] = json!(refresh);
        }
        let caller = Caller { user: self.user, scopes: self.scopes, app: Some(self.app.consumer_key.clone()), jwt };
        let life = self.app.session_minutes.map_or(world.settings.session_life, |minutes| i64::from(minutes) * 60_000);
        world.sessions().open(&token, caller, now, Some(life));
        Ok(reply::ok(&body))
    }

    fn refresh_token(&self, world: &World) -> Result<Option<String>, Denied> {
        let asked = self.scopes.iter().any(|scope| scope == "refresh_token" || scope == "offline_access");
        let life = match self.app.refresh {
            RefreshPolicy::Zero => return Ok(None),
            RefreshPolicy::Infinite => None,
            RefreshPolicy::Lifetime(life) | RefreshPolicy::Inactivity(life) => Some(life),
        };
        if !self.with_refresh || !asked {
            return Ok(None);
        }
        let token = random_text(64).map(|text| format!("5Aep{text}")).map_err(|e| Denied::machine(&e))?;
        let refresh = Refresh {
            client: self.app.consumer_key.clone(),
            user: self.user.to_string(),
            scopes: self.scopes.clone(),
            since: world.now(),
            expires: life.map(|life| world.now() + life),
        };
        world.lock().logins_mut().keep(&token, refresh);
        Ok(Some(token))
    }

    /// A token in JWT format. The org knows it by its digest, as any other; its signature is random.
    fn jwt(&self, world: &World, now: i64) -> io::Result<String> {
        let part = |value: serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({"tnk": "core/local", "ver": "1.0", "typ": "JWT", "alg": "RS256"}));
        let claims =
            part(json!({"scp": self.scopes.join(" "), "aud": [world.url], "sub": format!("uid:{}", self.user),
            "iss": world.url, "iat": now / 1000, "exp": (now + world.settings.session_life) / 1000,
            "client_id": self.app.consumer_key}));
        Ok(format!("{head}.{claims}.{}", random_text(64)?))
    }
}
