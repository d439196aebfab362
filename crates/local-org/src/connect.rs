//! Connect REST: the consumer keys and secrets of apps. Connect REST API Developer Guide, "OAuth Credentials" (API 60.0
//! and later). The secret needs API 62.0.

use crate::apps::{App, AppKind};
use crate::http::{Answer, Fault, Pairs, reply};
use crate::rest::Call;
use http::StatusCode;
use serde_json::{Value, json};

/// User permissions that open these resources: facts about them come from reports of users, not from documentation.
const VIEWERS: &[&str] = &["externalclientappadmin", "externalclientappdeveloper", "externalclientappviewer"];

/// Answers below `apps`.
pub(crate) fn answer(call: &Call<'_>) -> Answer {
    let parts: Vec<&str> = call.parts.iter().skip(1).map(String::as_str).collect();
    match *parts.as_slice() {
        ["oauth", "usage"] => {
            call.allow(&["GET"])?;
            usage(call)
        }
        ["oauth", "credentials", app] => {
            call.allow(&["GET"])?;
            consumers(call, app)
        }
        ["oauth", "credentials", app, consumer] => {
            call.allow(&["GET"])?;
            consumer_of(call, app, consumer)
        }
        ["oauth", "credentials", _, _, "staged", ..] => Err(Fault::gap("staged rotation of consumer secrets")),
        _ => Err(Fault::not_found()),
    }
}

/// Whether the caller has one of these user permissions.
fn holds(call: &Call<'_>, permissions: &[&str]) -> bool {
    let grants = call.with_org(|org| org.rights(&call.caller.user, call.world.now())).grants;
    grants.all || permissions.iter().any(|permission| grants.user.contains(*permission))
}

fn denied() -> Fault {
    Fault::new(StatusCode::FORBIDDEN, "INSUFFICIENT_ACCESS", "You don't have access to this resource")
}

fn usage(call: &Call<'_>) -> Answer {
    if !holds(call, VIEWERS) {
        return Err(denied());
    }
    let apps: Vec<Value> = call.with_org(|org| {
        let apps = org.apps.iter().filter(|app| app.kind == AppKind::ExternalClientApp);
        apps.map(|app| {
            json!({"developerName": app.name, "identifier": &*app.id, "label": app.label,
                "accessTokenFormat": if app.flows.named_user_jwt { "JWT" } else { "Opaque" }})
        })
        .collect()
    });
    Ok(reply::ok(&json!({"apps": apps, "currentPageUrl": call.path("apps/oauth/usage"), "nextPageUrl": null})))
}

fn app_of(call: &Call<'_>, id: &str) -> Result<App, Fault> {
    if !holds(call, VIEWERS) {
        return Err(denied());
    }
    let id = apex_eval::text::full_id(id).unwrap_or_default();
    let found = call.with_org(|org| org.apps.iter().find(|app| *app.id == *id).cloned());
    found.ok_or_else(Fault::not_found)
}

fn consumers(call: &Call<'_>, id: &str) -> Answer {
    let app = app_of(call, id)?;
    let url = call.path(&format!("apps/oauth/credentials/{}", app.id));
    let consumer = json!({"id": &*app.consumer_id, "name": app.name, "url": format!("{url}/{}", app.consumer_id)});
    Ok(reply::ok(&json!({"consumers": [consumer], "currentPageUrl": url, "nextPageUrl": null})))
}

/// `part=key|secret|keyandsecret`
fn consumer_of(call: &Call<'_>, id: &str, consumer: &str) -> Answer {
    let app = app_of(call, id)?;
    let consumer = apex_eval::text::full_id(consumer).unwrap_or_default();
    if consumer != *app.consumer_id {
        return Err(Fault::not_found());
    }
    let part = Pairs::of_query(call.request).get("part").unwrap_or("key").to_ascii_lowercase();
    let (key, secret) = match part.as_str() {
        "key" => (true, false),
        "secret" => (false, true),
        "keyandsecret" => (true, true),
        _ => return Err(Fault::bad("INVALID_PARAMETER_VALUE", "part is key, secret or keyandsecret")),
    };
    if secret && !may_see_secret(call) {
        return Err(denied());
    }
    let url = call.path(&format!("apps/oauth/credentials/{}/{consumer}", app.id));
    let mut body = json!({"id": consumer, "name": app.name, "url": url});
    if key {
        body["key"] = json!(app.consumer_key);
    }
    if secret {
        body["secret"] = json!(app.consumer_secret.expose());
    }
    Ok(reply::ok(&body))
}

/// The setting `ExternalClientAppSettings.enableClientSecretInRestApiAccess`, and the permissions to go with it. In a new
/// local org the setting is on, other than in an org; a deployment can turn it off.
fn may_see_secret(call: &Call<'_>) -> bool {
    let allowed = call.with_org(|org| {
        let settings = org.components.get("Settings", "ExternalClientApp");
        settings.is_none_or(|c| {
            let text: String = c.text().split_whitespace().collect();
            !text.contains("<enableClientSecretInRestApiAccess>false</enableClientSecretInRestApiAccess>")
        })
    });
    allowed && holds(call, &["externalclientappdeveloper"]) && holds(call, &["viewclientsecret"])
}
