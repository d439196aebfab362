//! Who a token belongs to: `userinfo`, the identity URL, `introspect`.

use super::Denied;
use super::client::Credentials;
use super::sessions::Seen;
use crate::Org;
use crate::data::values::text;
use crate::http::{Answer, Caller, Fault, Pairs, Request, Response, World, reply};
use http::StatusCode;
use serde_json::{Value, json};

fn field(org: &Org, user: &str, name: &str) -> Value {
    let found = org.store.get("User", user).and_then(|row| row.get(name));
    found.map_or(Value::Null, |datum| text(datum).map_or_else(|| crate::rest::rows::value(datum), |text| json!(text)))
}

/// `GET /services/oauth2/userinfo`: Salesforce Help, "UserInfo Endpoint Response". A wrong token is answered by 403.
pub(super) fn userinfo(world: &World, request: &Request) -> Response {
    let Ok(caller) = Caller::of(world, request) else {
        let missing = !request.headers().contains_key(http::header::AUTHORIZATION);
        let code = if missing { "Missing_OAuth_Token" } else { "Bad_OAuth_Token" };
        return reply::with(StatusCode::FORBIDDEN, "text/html; charset=utf-8", code);
    };
    let org = world.lock();
    let of = |name| field(&org, &caller.user, name);
    reply::ok(&json!({
        "sub": format!("{}/id/{}/{}", world.url, org.id, caller.user),
        "user_id": &*caller.user,
        "organization_id": &*org.id,
        "preferred_username": of("Username"),
        "nickname": of("CommunityNickname"),
        "name": of("Name"),
        "email": of("Email"),
        "email_verified": true,
        "given_name": of("FirstName"),
        "family_name": of("LastName"),
        "zoneinfo": of("TimeZoneSidKey"),
        "language": of("LanguageLocaleKey"),
        "locale": of("LocaleSidKey"),
        "user_type": of("UserType"),
        "active": of("IsActive"),
        "is_app_installed": true,
        "urls": urls(world),
    }))
}

fn urls(world: &World) -> Value {
    let rest = format!("{}/services/data/v{{version}}/", world.url);
    json!({"rest": rest, "sobjects": format!("{rest}sobjects/"), "query": format!("{rest}query/"),
        "metadata": format!("{}/services/Soap/m/{{version}}/", world.url), "custom_domain": world.url})
}

/// `GET /id/<organization>/<user>`: Salesforce Help, "Identity URLs". `rest` is what stands behind `/id/`.
pub(crate) fn identity(world: &World, caller: &Caller, rest: &str) -> Answer {
    let org = world.lock();
    let wanted = rest.split_once('/');
    if wanted != Some((&*org.id, &*caller.user)) {
        return Err(Fault::new(StatusCode::FORBIDDEN, "FORBIDDEN", "Wrong_Org_Or_User"));
    }
    let of = |name| field(&org, &caller.user, name);
    Ok(reply::ok(&json!({
        "id": format!("{}/id/{}/{}", world.url, org.id, caller.user),
        "asserted_user": true,
        "user_id": &*caller.user,
        "organization_id": &*org.id,
        "username": of("Username"),
        "nick_name": of("CommunityNickname"),
        "display_name": of("Name"),
        "email": of("Email"),
        "first_name": of("FirstName"),
        "last_name": of("LastName"),
        "timezone": of("TimeZoneSidKey"),
        "active": of("IsActive"),
        "user_type": of("UserType"),
        "language": of("LanguageLocaleKey"),
        "locale": of("LocaleSidKey"),
        "urls": urls(world),
    })))
}

/// `POST /services/oauth2/introspect`: Salesforce Help, "OpenID Connect Token Introspection". An app may ask about its own tokens, or about all if it was so deployed.
pub(super) fn introspect(world: &World, request: &Request) -> Result<Response, Denied> {
    let form = Pairs::of_form(request);
    let credentials = Credentials::of(request, &form);
    let app = credentials.app(world)?;
    credentials.prove(&app, false)?;
    let now = world.now();
    let token = form.get("token").unwrap_or_default();
    let refresh = world.lock().logins.refresh(token, now).map(|refresh| Seen {
        kind: "refresh_token",
        user: refresh.user.as_str().into(),
        scopes: refresh.scopes,
        client: Some(refresh.client),
        since: refresh.since,
        expires: refresh.expires,
    });
    let found = refresh.or_else(|| world.sessions().peek(token, now));
    let own = |seen: &Seen| app.flows.introspect_all_tokens || seen.client.as_ref() == Some(&app.consumer_key);
    let Some(seen) = found.filter(own) else {
        return Ok(reply::ok(&json!({"active": false})));
    };
    let org = world.lock();
    Ok(reply::ok(&json!({
        "active": true,
        "scope": seen.scopes.join(" "),
        "client_id": seen.client,
        "username": field(&org, &seen.user, "Username"),
        "sub": format!("{}/id/{}/{}", world.url, org.id, seen.user),
        "token_type": seen.kind,
        "exp": seen.expires.map(|at| at / 1000),
        "iat": seen.since / 1000,
        "nbf": seen.since / 1000,
    })))
}
