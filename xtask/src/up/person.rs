//! Logging in to the local org as a person: the code flow that MCP clients take. The login page of the local org asks for
//! no password, so the program presses the button itself.

use crate::targets;
use codegen::model::Server;
use codegen::render::clients;
use sf_client::http::{Body, Request};
use sf_client::login::BrowserLogin;
use sf_client::{ClientError, OrgAddress, Secret};
use sf_wire::oauth::AUTHORIZE_PATH;
use url::Url;

/// What stands before the key of the login in the page.
const KEY: &str = "name=\"login\" value=\"";

/// The access token of a user for a server's app.
///
/// # Errors
/// The page does not let the user in.
pub async fn log_in(
    server: &Server,
    address: OrgAddress,
    client_id: String,
    user: &str,
) -> Result<Secret, ClientError> {
    let http = targets::http().map_err(|error| ClientError::Setting(error.message))?;
    let what = || format!("logging in to {} on the login page", server.name);
    let unusable = |detail: String| ClientError::Unreadable { what: what(), detail };
    let callback = clients::of(server).next().map_or(clients::PROXY_CALLBACK, |client| client.callback);
    let redirect_uri = Url::parse(callback).map_err(|error| unusable(error.to_string()))?;
    let form = address.join(AUTHORIZE_PATH);
    // Without scopes the app gives all that it has.
    let login = BrowserLogin { address, client_id, client_secret: None, redirect_uri, scope: String::new() };
    let page = login.page()?;
    let shown = http.send(&Request::get(what(), page.url.clone())).await?;
    let shown = String::from_utf8_lossy(&shown.body).into_owned();
    let key = shown.split_once(KEY).and_then(|(_, rest)| rest.split('"').next());
    let key = key.ok_or_else(|| unusable("it shows nobody to log in as".to_owned()))?;
    let pressed = Body::Form(vec![("login", Secret::new(key)), ("user", Secret::new(user))]);
    let callback = http.sent_on_to(&Request::post(what(), form, pressed)).await?;
    Ok(page.answered(&http, &callback).await?.access_token)
}
