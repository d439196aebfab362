//! Who asks.

use super::{Fault, Request, World};
use crate::Org;
use apex_eval::Datum;
use http::StatusCode;
use http::header::AUTHORIZATION;
use std::sync::Arc;

/// The user behind a token, and what the token may be used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the user.
    pub user: Arc<str>,
    /// Scopes of the token, by their protocol names.
    pub scopes: Vec<String>,
    /// Name of the app the token was made for; `None` for the administrator token of `org start`.
    pub app: Option<String>,
    /// Whether the token has JWT format.
    pub jwt: bool,
}

/// Scopes that open the REST APIs.
const API_SCOPES: &[&str] = &["api", "full", "web"];

impl Caller {
    /// The caller of a request by its bearer token.
    pub(crate) fn of(world: &World, request: &Request) -> Result<Self, Fault> {
        let header = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") || scheme.eq_ignore_ascii_case("OAuth") => {
                token.trim()
            }
            _ => return Err(Fault::session()),
        };
        Self::of_token(world, token)
    }

    /// The caller of a token.
    pub(crate) fn of_token(world: &World, token: &str) -> Result<Self, Fault> {
        let caller = world.sessions().caller(token, world.now()).ok_or_else(Fault::session)?;
        let org = world.lock();
        if !is_active(&org, &caller.user) {
            return Err(Fault::session());
        }
        if !api_enabled(&org, &caller.user, world.now()) {
            let message = "API is not enabled for this Organization or Partner";
            return Err(Fault::new(StatusCode::FORBIDDEN, "API_DISABLED_FOR_ORG", message));
        }
        Ok(caller)
    }

    /// The same for the Metadata API.
    pub(crate) fn for_metadata(&self) -> crate::metadata::Caller {
        crate::metadata::Caller { user: self.user.clone(), jwt_token: self.jwt }
    }

    /// Refuses a token that was not made for the REST APIs.
    pub(crate) fn need_api(&self) -> Result<(), Fault> {
        if self.scopes.iter().any(|scope| API_SCOPES.contains(&scope.as_str())) {
            return Ok(());
        }
        let message = "This session is not valid for use with the REST API";
        Err(Fault::new(StatusCode::FORBIDDEN, "INVALID_SESSION_ID", message))
    }
}

/// Whether a user may log in.
pub(crate) fn is_active(org: &Org, user: &str) -> bool {
    org.store.get("User", user).is_some_and(|user| user.get("IsActive") == Some(&Datum::Bool(true)))
}

/// Whether a user may use the API: by the user permission, or by the profile made for integrations.
pub(crate) fn api_enabled(org: &Org, user: &str, now: i64) -> bool {
    let grants = org.rights(user, now).grants;
    if grants.all || grants.user.contains("apienabled") {
        return true;
    }
    let profile = match org.store.get("User", user).and_then(|user| user.get("ProfileId")) {
        Some(Datum::Id(id)) => org.store.get("Profile", id).and_then(|profile| profile.get("Name")),
        _ => None,
    };
    let with_api = ["Standard User", "Minimum Access - API Only Integrations"];
    matches!(profile, Some(Datum::Str(name)) if with_api.contains(&&**name))
}
