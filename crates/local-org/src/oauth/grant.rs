//! The token endpoint.

use super::approval::{may_use, user_by_name};
use super::authorize::scopes_of;
use super::client::Credentials;
use super::token::Login;
use super::{Denied, challenge_of, device, jwt, same_secret};
use crate::apps::{App, RefreshPolicy};
use crate::http::{Pairs, Request, Response, World};

/// Parameters that are secret, or go with one.
const OF_THE_BODY: &[&str] =
    &["grant_type", "client_id", "client_secret", "assertion", "code", "code_verifier", "refresh_token", "password"];

/// Answers `POST /services/oauth2/token`.
pub(super) fn answer(world: &World, request: &Request) -> Result<Response, Denied> {
    let address = Pairs::of_query(request);
    if let Some(name) = OF_THE_BODY.iter().find(|name| address.has(name)) {
        let text = format!("{name} belongs in the body of the request: addresses are logged");
        return Err(Denied::new("invalid_request", text));
    }
    let form = Pairs::of_form(request);
    let credentials = Credentials::of(request, &form);
    if form.get("response_type") == Some("device_code") {
        return device::start(world, &credentials.app(world)?, &form);
    }
    match form.get("grant_type") {
        Some("client_credentials") => client_credentials(world, &credentials, &form),
        Some("authorization_code") => authorization_code(world, &credentials, &form),
        Some("refresh_token") => refresh(world, &credentials, &form),
        Some("urn:ietf:params:oauth:grant-type:jwt-bearer") => jwt_bearer(world, &form),
        Some("device") => device::finish(world, &credentials.app(world)?, &form),
        Some(_) => Err(Denied::new("unsupported_grant_type", "grant type not supported")),
        None => Err(Denied::new("invalid_request", "missing required parameters: grant_type")),
    }
}

/// A parameter that must be there.
pub(super) fn need<'f>(form: &'f Pairs, name: &str) -> Result<&'f str, Denied> {
    let found = form.get(name).filter(|value| !value.is_empty());
    found.ok_or_else(|| Denied::new("invalid_request", format!("missing required parameters: {name}")))
}

/// Every scope of an app.
pub(super) fn all_scopes(app: &App) -> Vec<String> {
    app.protocol_scopes().into_iter().map(str::to_owned).collect()
}

fn disabled(flow: &str) -> Denied {
    Denied::new("unauthorized_client", format!("{flow} is not enabled for this app"))
}

fn client_credentials(world: &World, credentials: &Credentials, form: &Pairs) -> Result<Response, Denied> {
    let app = credentials.app(world)?;
    credentials.prove(&app, false)?;
    if !app.flows.client_credentials {
        return Err(disabled("the client credentials flow"));
    }
    let user = app.run_as.clone().ok_or_else(|| Denied::new("invalid_grant", "no client credentials user enabled"))?;
    if !crate::http::is_active(&world.lock(), &user) {
        return Err(Denied::new("invalid_grant", "no client credentials user enabled"));
    }
    // What the flow cannot give is left out (release notes of Winter '26, "no valid scopes defined").
    let mut scopes = scopes_of(&app, form.get("scope"))?;
    scopes.retain(|scope| !["full", "refresh_token", "offline_access"].contains(&&**scope));
    if scopes.is_empty() {
        return Err(Denied::new("invalid_grant", "no valid scopes defined"));
    }
    Login { app: &app, user, scopes, with_refresh: false, named_user: false }.reply(world)
}

fn jwt_bearer(world: &World, form: &Pairs) -> Result<Response, Denied> {
    let (app, username) = jwt::verify(world, need(form, "assertion")?)?;
    let user = user_by_name(&world.lock(), &username);
    // An unknown user and one that has not approved look alike.
    let user = user.ok_or_else(|| Denied::new("invalid_grant", "user hasn't approved this consumer"))?;
    let approved = world.lock().logins.has_approved(&user, &app.consumer_key);
    may_use(world, &app, &user, approved)?;
    // The flow issues no refresh token and asks for the scope nevertheless (public reports of this text).
    if !app.scopes.iter().any(|scope| ["RefreshToken", "OfflineAccess"].contains(&scope.as_str())) {
        let text = "refresh_token scope is required and the connected app should be installed and preauthorized";
        return Err(Denied::new("invalid_request", text));
    }
    let scopes = all_scopes(&app).into_iter().filter(|scope| scope != "refresh_token").collect();
    Login { app: &app, user, scopes, with_refresh: false, named_user: true }.reply(world)
}

fn authorization_code(world: &World, credentials: &Credentials, form: &Pairs) -> Result<Response, Denied> {
    let app = credentials.app(world)?;
    let code = need(form, "code")?;
    let now = world.now();
    // A code is spent by being shown, whatever comes of it.
    let spent = world.sessions().codes.take(code, now);
    let found = spent.ok_or_else(|| Denied::new("invalid_grant", "invalid authorization code"))?;
    if found.client != app.consumer_key {
        return Err(Denied::new("invalid_grant", "invalid authorization code"));
    }
    if need(form, "redirect_uri")? != found.redirect_uri {
        return Err(Denied::new("redirect_uri_mismatch", "redirect_uri must match configuration"));
    }
    credentials.prove(&app, app.flows.secret_optional)?;
    match (&found.challenge, form.get("code_verifier")) {
        (Some(challenge), Some(verifier)) if same_secret(challenge, &challenge_of(verifier)) => {}
        (None, None) => {}
        _ => return Err(Denied::new("invalid_grant", "invalid code verifier")),
    }
    may_use(world, &app, &found.user, true)?;
    Login { app: &app, user: found.user, scopes: found.scopes, with_refresh: true, named_user: true }.reply(world)
}

fn refresh(world: &World, credentials: &Credentials, form: &Pairs) -> Result<Response, Denied> {
    let app = credentials.app(world)?;
    let token = need(form, "refresh_token")?;
    let expired = || Denied::new("invalid_grant", "expired access/refresh token");
    let now = world.now();
    let found = world.lock().logins.refresh(token, now).filter(|r| r.client == app.consumer_key);
    let Some(found) = found else {
        let stolen = world.lock().logins_mut().reused(token);
        if let Some(login) = stolen {
            world.sessions().end(&login.user, &login.client);
        }
        return Err(expired());
    };
    credentials.prove(&app, !app.flows.secret_required_for_refresh)?;
    may_use(world, &app, &found.user, true)?;
    if let RefreshPolicy::Inactivity(life) = app.refresh {
        world.lock().logins_mut().prolong(token, now + life);
    }
    let fresh = match app.flows.refresh_token_rotation {
        true => {
            let fresh = super::random_text(64).map(|text| format!("5Aep{text}")).map_err(|e| Denied::machine(&e))?;
            world.lock().logins_mut().rotate(token, &fresh);
            Some(fresh)
        }
        false => None,
    };
    let user = found.user.as_str().into();
    let login = Login { app: &app, user, scopes: found.scopes, with_refresh: false, named_user: true };
    login.reply_with(world, fresh)
}
