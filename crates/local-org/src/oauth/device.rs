//! The device flow: a device shows a code, a person enters it here. Salesforce Help, "OAuth 2.0 Device Flow".

use super::authorize::{ask, scopes_of};
use super::code::{Asked, Device};
use super::grant::need;
use super::token::Login;
use super::{Denied, client, random_text};
use crate::apps::App;
use crate::http::{Pairs, Request, Response, World, reply};
use crate::pages;
use http::StatusCode;
use serde_json::json;

/// Seconds between two questions of a device.
const INTERVAL: u32 = 5;

/// `response_type=device_code`
pub(super) fn start(world: &World, app: &App, form: &Pairs) -> Result<Response, Denied> {
    if !app.flows.device {
        return Err(Denied::new("unauthorized_client", "the device flow is not enabled for this app"));
    }
    let scopes = scopes_of(app, form.get("scope"))?;
    let fresh = |bytes| random_text(bytes).map_err(|e| Denied::machine(&e));
    let (device, user) = (fresh(48)?, fresh(6)?.to_uppercase());
    let now = world.now();
    let client = app.consumer_key.clone();
    let asked =
        Asked { client, redirect_uri: None, scopes, state: None, challenge: None, device: Some(device.clone()) };
    let mut sessions = world.sessions();
    sessions.user_codes.put(user.clone(), asked.clone(), now);
    sessions.devices.put(device.clone(), Device::Waiting(asked), now);
    Ok(reply::ok(&json!({"device_code": device, "user_code": user, "interval": INTERVAL,
        "verification_uri": format!("{}/services/oauth2/device", world.url)})))
}

/// `grant_type=device`
pub(super) fn finish(world: &World, app: &App, form: &Pairs) -> Result<Response, Denied> {
    let code = need(form, "code")?;
    let now = world.now();
    let found = world.sessions().devices.get_mut(code, now).cloned();
    match found {
        Some(Device::Waiting(asked)) if asked.client == app.consumer_key => {
            Err(Denied::new("authorization_pending", "user has not yet authorized"))
        }
        Some(Device::Allowed(asked, user)) if asked.client == app.consumer_key => {
            world.sessions().devices.take(code, now);
            Login { app, user, scopes: asked.scopes, with_refresh: true, named_user: true }.reply(world)
        }
        Some(Device::Refused) => Err(Denied::new("access_denied", "end-user denied authorization")),
        _ => Err(Denied::new("invalid_grant", "invalid device code")),
    }
}

/// The page on which the code is entered.
pub(super) fn page(world: &World, request: &Request) -> Response {
    let entered = Pairs::of_query(request).get("user_code").map(|code| code.trim().to_uppercase());
    let now = world.now();
    let found = entered.as_deref().and_then(|code| world.sessions().user_codes.take(code, now));
    let app = found.as_ref().and_then(|asked| client::find(world, &asked.client).ok());
    if let (Some(asked), Some(app)) = (found, app) {
        return ask(world, &app, asked);
    }
    let again = if entered.is_some() { "<p>There is no such code.</p>" } else { "" };
    let body = format!(
        "{again}<form><label>Code that the device shows: <input name=\"user_code\" autofocus></label> <button>Next</button></form>"
    );
    reply::page(StatusCode::OK, pages::page("Connect a device", &body))
}
