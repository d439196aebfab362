//! The classic connected app of a server, for orgs that may still create one.
//!
//! With the client credentials flow the platform wants the integration user and, when it creates the app, a consumer
//! key in the file (Metadata API guide, `ConnectedApp`). A key never stands in a file here: a person creates the app
//! once in the org's Setup, under the generated API name, and the deployment then updates it. The user differs per org,
//! so with this flow the file lies with the target.

use super::{Switches, callback_url, certificate, description, label};
use crate::RenderedFile;
use crate::model::{Model, Server};
use crate::render::paths;
use diag::Diagnostic;
use diag::catalogue::spec as codes;
use sf_metadata::Metadata;
use sf_metadata::types::{ConnectedApp, ConnectedAppOauthConfig, ConnectedAppOauthPolicy, OauthScope};

/// The file of the app: one for all orgs, or one per target where the integration user stands in it.
pub(super) fn files(model: &Model, server: &Server) -> Vec<RenderedFile> {
    if !Switches::of(server.login.flow).client_credentials {
        let path = paths::generated::<ConnectedApp>(&server.app_name);
        let file = RenderedFile::generated(path, app(model, server, None).to_xml());
        return vec![file.from(server.login.origin.clone())];
    }
    let with_user = model.targets.iter().filter_map(|target| Some((target, target.run_as.get(&server.name)?)));
    with_user
        .map(|(target, user)| {
            let path = paths::of_target::<ConnectedApp>(target, &server.app_name);
            let file = RenderedFile::generated(path, app(model, server, Some(user.clone())).to_xml());
            file.from(target.origin.clone())
        })
        .collect()
}

/// Scopes that connected apps do not have.
pub(super) fn check(server: &Server) -> Vec<Diagnostic> {
    let unknown = server.login.scopes.iter().filter(|scope| scope.parse::<OauthScope>().is_err());
    unknown
        .map(|scope| {
            let message = format!("a connected app of API 66.0 has no OAuth scope `{scope}`");
            Diagnostic::new(&codes::NOT_ALLOWED, message)
                .at(server.login.origin.place())
                .hint("remove it from `extraScopes`, or use `app: externalClientApp`")
        })
        .collect()
}

fn app(model: &Model, server: &Server, user: Option<String>) -> ConnectedApp {
    let switches = Switches::of(server.login.flow);
    let lifetime = format!("specific_lifetime:{}:DAYS", server.login.refresh_token_days);
    ConnectedApp {
        contact_email: model.project.contact_email.clone(),
        description: Some(description(server)),
        label: label(server),
        oauth_config: Some(ConnectedAppOauthConfig {
            callback_url: callback_url(server),
            certificate: certificate(server),
            is_admin_approved: Some(true),
            is_client_credential_enabled: Some(switches.client_credentials),
            is_consumer_secret_optional: Some(switches.secret_optional),
            is_introspect_all_tokens: Some(false),
            is_pkce_required: Some(true),
            is_refresh_token_rotation_enabled: Some(switches.refresh_tokens),
            is_secret_required_for_refresh_token: Some(!switches.secret_optional),
            oauth_client_credential_user: user,
            scopes: server.login.scopes.iter().filter_map(|scope| scope.parse().ok()).collect(),
            ..ConnectedAppOauthConfig::default()
        }),
        oauth_policy: Some(ConnectedAppOauthPolicy {
            ip_relaxation: "ENFORCE".to_owned(),
            refresh_token_policy: if switches.refresh_tokens { lifetime } else { "zero".to_owned() },
        }),
        permission_set_name: vec![server.permission_set.clone()],
    }
}
