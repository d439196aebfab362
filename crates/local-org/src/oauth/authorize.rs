//! The page on which a person chooses a user: authorization code flow with PKCE, and devices. There are no passwords:
//! whoever reaches this page on the loopback interface may be any user of the local org.

use super::approval::may_use;
use super::client;
use super::code::{Allowed, Asked, Device};
use super::{Denied, random_text};
use crate::apps::App;
use crate::http::{Pairs, Request, Response, World, reply};
use crate::pages;
use apex_eval::Datum;
use http::{Method, StatusCode};
use std::sync::Arc;

/// Answers `/services/oauth2/authorize`.
pub(super) fn answer(world: &World, request: &Request) -> Response {
    match *request.method() {
        Method::POST => decide(world, &Pairs::of_form(request)),
        Method::GET => show(world, &Pairs::of_query(request)),
        _ => crate::http::Fault::method(request.method(), &["GET", "POST"]).into(),
    }
}

/// A page that says why there is no login. The browser is not sent to an address that nobody vouches for.
fn refused(denied: &Denied) -> Response {
    let body = format!(
        "<p>The app was not let in: <code>{}</code> {}.</p>",
        pages::escape(denied.error),
        pages::escape(&denied.description)
    );
    reply::page(StatusCode::BAD_REQUEST, pages::page("Login refused", &body))
}

fn show(world: &World, query: &Pairs) -> Response {
    let (app, redirect) = match app_and_address(world, query) {
        Ok(found) => found,
        Err(denied) => return refused(&denied),
    };
    let state = query.get("state").map(str::to_owned);
    let asked = match asked(&app, redirect.clone(), state.clone(), query) {
        Ok(asked) => asked,
        Err(denied) => {
            return back(&redirect, state, &[("error", denied.error), ("error_description", &denied.description)]);
        }
    };
    ask(world, &app, asked)
}

fn app_and_address(world: &World, query: &Pairs) -> Result<(App, String), Denied> {
    let key = query.get("client_id").unwrap_or_default();
    let app = client::find(world, key)?;
    let redirect = query.get("redirect_uri").unwrap_or_default();
    match app.callback_urls.iter().any(|url| url == redirect) {
        true => Ok((app, redirect.to_owned())),
        false => Err(Denied::new("redirect_uri_mismatch", "redirect_uri must match configuration")),
    }
}

fn asked(app: &App, redirect: String, state: Option<String>, query: &Pairs) -> Result<Asked, Denied> {
    if query.get("response_type") != Some("code") {
        return Err(Denied::new("unsupported_response_type", "response type not supported"));
    }
    let challenge = query.get("code_challenge").map(str::to_owned);
    match (&challenge, query.get("code_challenge_method")) {
        (None, _) if app.flows.pkce_required => {
            return Err(Denied::new("invalid_request", "missing required code challenge"));
        }
        (Some(_), Some(method)) if method != "S256" => {
            return Err(Denied::new("invalid_request", "invalid code challenge method"));
        }
        (Some(text), _) if text.len() != 43 => return Err(Denied::new("invalid_request", "invalid code challenge")),
        _ => {}
    }
    let scopes = scopes_of(app, query.get("scope"))?;
    Ok(Asked { client: app.consumer_key.clone(), redirect_uri: Some(redirect), scopes, state, challenge, device: None })
}

/// The scopes asked for, which must be the app's; all of them where none is asked for.
pub(super) fn scopes_of(app: &App, asked: Option<&str>) -> Result<Vec<String>, Denied> {
    let allowed = app.protocol_scopes();
    let asked = asked.unwrap_or_default();
    if asked.trim().is_empty() {
        return Ok(allowed.into_iter().map(str::to_owned).collect());
    }
    let mut scopes: Vec<String> = asked.split_whitespace().map(str::to_owned).collect();
    scopes.sort();
    scopes.dedup();
    let same = |scope: &str| match scope {
        "offline_access" => allowed.contains("refresh_token") || allowed.contains(scope),
        other => allowed.contains(other) || allowed.contains("full") && other != "refresh_token",
    };
    match scopes.iter().all(|scope| same(scope)) {
        true => Ok(scopes),
        false => Err(Denied::new("invalid_scope", "the requested scope is not allowed")),
    }
}

/// Shows the users to choose from.
pub(super) fn ask(world: &World, app: &App, asked: Asked) -> Response {
    let Ok(key) = random_text(24) else { return refused(&Denied::new("server_error", "no random numbers")) };
    let now = world.now();
    let scopes = asked.scopes.join(" ");
    world.sessions().asked.put(key.clone(), asked, now);
    let mut buttons = String::new();
    for (id, name) in users(world) {
        buttons.push_str(&format!(
            "<button name=\"user\" value=\"{}\">{}</button>",
            pages::escape(&id),
            pages::escape(&name)
        ));
    }
    let body = format!(
        "<p>The app <strong>{}</strong> asks for <code>{}</code>. As which user do you log in?</p>\
         <form method=\"post\" action=\"/services/oauth2/authorize\"><input type=\"hidden\" name=\"login\" value=\"{key}\">\
         {buttons}<p><button name=\"deny\" value=\"1\">Deny</button></p></form>",
        pages::escape(&app.label),
        pages::escape(&scopes)
    );
    reply::page(StatusCode::OK, pages::page("Log in", &body))
}

/// Active users by Id and username.
fn users(world: &World) -> Vec<(Arc<str>, String)> {
    let org = world.lock();
    let active = org.store.rows("User").filter(|(_, row)| row.get("IsActive") == Some(&Datum::Bool(true)));
    let name = |row: &crate::data::Record| {
        row.get("Username").and_then(crate::data::values::text).unwrap_or_default().to_owned()
    };
    active.map(|(id, row)| (id.clone(), name(row))).collect()
}

/// A person has pressed a button.
fn decide(world: &World, form: &Pairs) -> Response {
    let now = world.now();
    let asked = form.get("login").and_then(|key| world.sessions().asked.take(key, now));
    let Some(asked) = asked else {
        return refused(&Denied::new("invalid_request", "this page is no longer valid; start the login again"));
    };
    let outcome = chosen(world, form, &asked);
    if let Some(device) = &asked.device {
        return for_device(world, device, &asked, outcome);
    }
    let redirect = asked.redirect_uri.clone().unwrap_or_default();
    let (user, code) = match outcome.and_then(|user| Ok((user, random_text(48).map_err(|e| Denied::machine(&e))?))) {
        Ok(both) => both,
        Err(denied) => {
            let pairs = [("error", denied.error), ("error_description", &*denied.description)];
            return back(&redirect, asked.state, &pairs);
        }
    };
    let Asked { client, scopes, challenge, state, .. } = asked;
    let allowed = Allowed { client, redirect_uri: redirect.clone(), scopes, challenge, user };
    world.sessions().codes.put(code.clone(), allowed, now);
    back(&redirect, state, &[("code", &code)])
}

/// The user that was chosen, if the app's policy lets him in.
fn chosen(world: &World, form: &Pairs, asked: &Asked) -> Result<Arc<str>, Denied> {
    let denied = || Denied::new("access_denied", "end-user denied authorization");
    if form.get("deny").is_some() {
        return Err(denied());
    }
    let user: Arc<str> = form.get("user").ok_or_else(denied)?.into();
    let app = client::find(world, &asked.client)?;
    may_use(world, &app, &user, true)?;
    world.lock().logins_mut().approve(&user, &asked.client);
    Ok(user)
}

fn for_device(world: &World, device: &str, asked: &Asked, outcome: Result<Arc<str>, Denied>) -> Response {
    let now = world.now();
    let (state, text) = match outcome {
        Ok(user) => (Device::Allowed(asked.clone(), user), "The device is logged in. You can close this page."),
        Err(_) => (Device::Refused, "The device was refused. You can close this page."),
    };
    if let Some(waiting) = world.sessions().devices.get_mut(device, now) {
        *waiting = state;
    }
    reply::page(StatusCode::OK, pages::page("Device", &format!("<p>{text}</p>")))
}

/// Sends the browser back to the app.
fn back(redirect: &str, state: Option<String>, pairs: &[(&str, &str)]) -> Response {
    let Ok(mut address) = url::Url::parse(redirect) else {
        return refused(&Denied::new("redirect_uri_mismatch", "the callback URL of the app is not a URL"));
    };
    address.query_pairs_mut().extend_pairs(pairs);
    if let Some(state) = state {
        address.query_pairs_mut().append_pair("state", &state);
    }
    reply::redirect(address.as_str())
}
