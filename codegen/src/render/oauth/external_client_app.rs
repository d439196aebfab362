//! The external client app of a server: header, OAuth settings and global OAuth settings are the same in every org and
//! lie with the other generated metadata; the policies are each org's own.

use super::{Switches, callback_url, certificate, description, label};
use crate::RenderedFile;
use crate::model::{Model, Server, Target};
use crate::render::paths;
use sf_metadata::Metadata;
use sf_metadata::types::{
    DistributionState, ExternalClientApplication, ExtlClntAppConfigurablePolicies, ExtlClntAppGlobalOauthSettings,
    ExtlClntAppOauthConfigurablePolicies, ExtlClntAppOauthSettings, IpRelaxation, PermittedUsers, RefreshTokenPolicy,
    SessionLevel, StartPage, ValidityUnit,
};

/// All files of the app. Header and settings share the app's name, so that the policies, which an org creates as
/// `<settings>_defaultPolicy`, have one name whichever settings are meant.
pub(super) fn files(model: &Model, server: &Server) -> Vec<RenderedFile> {
    let mut files = vec![
        generated(server, &header(model, server)),
        generated(server, &settings(server)),
        generated(server, &global(server)),
    ];
    for target in &model.targets {
        // Without its user the org refuses the policy; `check` reports a target that names none.
        if Switches::of(server.login.flow).client_credentials && !target.run_as.contains_key(&server.name) {
            continue;
        }
        files.push(of_target(server, target, &oauth_policies(server, target)));
        files.push(of_target(server, target, &app_policies(server)));
    }
    files
}

fn generated<M: Metadata>(server: &Server, metadata: &M) -> RenderedFile {
    RenderedFile::generated(paths::generated::<M>(&server.app_name), metadata.to_xml())
        .from(server.login.origin.clone())
}

fn of_target<M: Metadata>(server: &Server, target: &Target, metadata: &M) -> RenderedFile {
    let path = paths::of_target::<M>(target, &format!("{}_defaultPolicy", server.app_name));
    RenderedFile::generated(path, metadata.to_xml()).from(target.origin.clone())
}

fn header(model: &Model, server: &Server) -> ExternalClientApplication {
    ExternalClientApplication {
        contact_email: Some(model.project.contact_email.clone()),
        description: Some(description(server)),
        distribution_state: DistributionState::Local,
        is_protected: false,
        label: label(server),
    }
}

fn settings(server: &Server) -> ExtlClntAppOauthSettings {
    ExtlClntAppOauthSettings {
        comma_separated_oauth_scopes: server.login.scopes.join(", "),
        external_client_application: server.app_name.clone(),
        is_first_party_app_enabled: Some(false),
        label: label(server),
    }
}

fn global(server: &Server) -> ExtlClntAppGlobalOauthSettings {
    let switches = Switches::of(server.login.flow);
    ExtlClntAppGlobalOauthSettings {
        callback_url: callback_url(server),
        certificate: certificate(server),
        external_client_application: server.app_name.clone(),
        is_client_credentials_flow_enabled: switches.client_credentials,
        is_code_cred_flow_enabled: false,
        is_code_cred_post_only: false,
        is_consumer_secret_optional: switches.secret_optional,
        is_device_flow_enabled: false,
        is_introspect_all_tokens: false,
        // Tokens in JWT form need API 68.0 for SOAP calls, and nothing here needs them.
        is_named_user_jwt_enabled: false,
        is_pkce_required: true,
        is_refresh_token_rotation_enabled: switches.refresh_tokens,
        is_secret_required_for_refresh_token: !switches.secret_optional,
        is_secret_required_for_token_exchange: false,
        is_token_exchange_enabled: false,
        label: label(server),
        should_rotate_consumer_key: false,
        should_rotate_consumer_secret: false,
    }
}

fn oauth_policies(server: &Server, target: &Target) -> ExtlClntAppOauthConfigurablePolicies {
    let switches = Switches::of(server.login.flow);
    let lifetime = switches.refresh_tokens.then_some(server.login.refresh_token_days);
    ExtlClntAppOauthConfigurablePolicies {
        client_credentials_flow_user: target.run_as.get(&server.name).cloned().filter(|_| switches.client_credentials),
        comma_separated_permission_set: Some(permitted_permission_set(server)),
        external_client_application: server.app_name.clone(),
        ip_relaxation_policy_type: IpRelaxation::Enforce,
        is_client_credentials_flow_enabled: switches.client_credentials,
        is_guest_code_cred_flow_enabled: false,
        is_token_exchange_flow_enabled: false,
        label: label(server),
        permitted_users_policy_type: PermittedUsers::AdminApprovedPreAuthorized,
        refresh_token_policy_type: lifetime.map_or(RefreshTokenPolicy::Zero, |_| RefreshTokenPolicy::SpecificLifetime),
        refresh_token_validity_period: lifetime,
        refresh_token_validity_unit: lifetime.map(|_| ValidityUnit::Days),
        required_session_level: SessionLevel::Standard,
        session_timeout_in_minutes: None,
    }
}

/// Who may use the app, as its policy names it. The Metadata API guide speaks of ids and shows an API name; working
/// public projects use API names, which also keep the file readable. If an org insists on ids, this is the place.
fn permitted_permission_set(server: &Server) -> String {
    server.permission_set.clone()
}

fn app_policies(server: &Server) -> ExtlClntAppConfigurablePolicies {
    ExtlClntAppConfigurablePolicies {
        external_client_application: server.app_name.clone(),
        is_enabled: true,
        is_oauth_plugin_enabled: true,
        label: label(server),
        start_page: StartPage::None,
    }
}
