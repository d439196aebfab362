//! Apps out of components. Keys are minted when an app first appears, and kept as long as it is there.

use super::build::Author;
use super::components::Components;
use super::shape;
use crate::Org;
use crate::apps::{App, AppKind, Flows, PermittedUsers, RefreshPolicy};
use sf_metadata::types::PermittedUsers::AllSelfAuthorized;
use sf_metadata::types::RefreshTokenPolicy::SpecificLifetime;
use sf_metadata::types::{ExtlClntAppConfigurablePolicies, ExtlClntAppOauthConfigurablePolicies, ValidityUnit};
use sf_metadata::xml::Element;
use sf_metadata::{ComponentId, Metadata, kinds};
use sf_wire::Secret;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Gives apps without policies the ones an org makes by itself when an app is first deployed: everyone may approve the app
/// for himself, refresh tokens live a year (defaults as public projects found them in their orgs).
pub(super) fn default_policies(next: &mut Components, author: &Author) {
    let settings: Vec<(String, String)> = next
        .of_kind("ExtlClntAppOauthSettings")
        .filter_map(|(id, c)| {
            let tree = Element::parse(c.text()).ok()?;
            Some((id.member.clone(), tree.child_text("externalClientApplication")?.to_string()))
        })
        .collect();
    for (name, app) in settings {
        let label = format!("{name}_defaultPolicy");
        let oauth = ExtlClntAppOauthConfigurablePolicies {
            external_client_application: app.clone(),
            label: label.clone(),
            permitted_users_policy_type: AllSelfAuthorized,
            refresh_token_policy_type: SpecificLifetime,
            refresh_token_validity_period: Some(365),
            refresh_token_validity_unit: Some(ValidityUnit::Days),
            ..ExtlClntAppOauthConfigurablePolicies::default()
        };
        let plugins = ExtlClntAppConfigurablePolicies {
            external_client_application: app.clone(),
            is_enabled: true,
            is_oauth_plugin_enabled: true,
            label: label.clone(),
            ..ExtlClntAppConfigurablePolicies::default()
        };
        default_policy(next, author, &app, &label, &oauth);
        default_policy(next, author, &app, &label, &plugins);
    }
}

fn default_policy<M: Metadata>(next: &mut Components, author: &Author, app: &str, name: &str, policy: &M) {
    let of_app = |text: &str| {
        let tree = Element::parse(text).unwrap_or_default();
        tree.child_text("externalClientApplication").is_some_and(|a| a.eq_ignore_ascii_case(app))
    };
    let Some(kind) = kinds::find(M::ROOT) else { return };
    if next.get(M::ROOT, name).is_none() && !next.of_kind(M::ROOT).any(|(_, c)| of_app(c.text())) {
        let Ok(mut tree) = Element::parse(&policy.to_xml()) else { return };
        shape::normalise(M::ROOT, &mut tree);
        let files = [(kind.package_path(name), tree.to_xml().into_bytes().into())].into();
        next.insert(ComponentId::new(M::ROOT, name), author.component(files, None));
    }
}

/// Brings the apps of an org up to date with its components.
pub(super) fn refresh(org: &mut Org) {
    let headers: Vec<(ComponentId, Element)> = trees(org, "ExternalClientApplication").collect();
    let mut apps = Vec::new();
    for (id, header) in headers {
        let of_app = |kind: &str| {
            trees(org, kind)
                .find(|(_, t)| {
                    t.child_text("externalClientApplication").is_some_and(|a| a.eq_ignore_ascii_case(&id.member))
                })
                .map(|(_, tree)| tree)
        };
        let parts = Parts {
            settings: of_app("ExtlClntAppOauthSettings"),
            global: of_app("ExtlClntAppGlobalOauthSettings"),
            oauth: of_app("ExtlClntAppOauthConfigurablePolicies"),
            policy: of_app("ExtlClntAppConfigurablePolicies"),
        };
        // Without OAuth settings nobody can log in with it.
        if parts.global.is_none() {
            continue;
        }
        let before = org.apps.iter().find(|a| a.name.eq_ignore_ascii_case(&id.member)).cloned();
        let kept = before.unwrap_or_else(|| bare(mint(org, &id.member, &parts)));
        apps.push(parts.app(org, &header, kept));
    }
    org.apps = apps;
}

fn trees<'o>(org: &'o Org, kind: &str) -> impl Iterator<Item = (ComponentId, Element)> + use<'o> {
    org.components.of_kind(kind).filter_map(|(id, c)| Some((id.clone(), Element::parse(c.text()).ok()?)))
}

/// What is minted when an app first appears, and kept.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// API name of the app.
    pub name: String,
    /// Its id and that of its consumer.
    pub id: Arc<str>,
    pub consumer_id: Arc<str>,
    pub key: String,
    pub secret: Secret,
}

/// Credentials of a new app: 85 and 64 characters, as long as those of real orgs.
fn mint(org: &mut Org, name: &str, parts: &Parts) -> Credentials {
    let given = parts.global("consumerKey").map(str::to_owned);
    Credentials {
        name: name.into(),
        id: org.components.get("ExternalClientApplication", name).map_or_else(|| "".into(), |c| c.id.clone()),
        consumer_id: org.store.new_id("888"),
        key: given.unwrap_or_else(|| format!("3MVG9{}", random(80))),
        secret: Secret::new(random(64).to_uppercase()),
    }
}

/// An app of which only the credentials are known so far.
pub(super) fn bare(credentials: Credentials) -> App {
    let Credentials { name, id, consumer_id, key, secret } = credentials;
    App {
        label: name.clone(),
        name,
        kind: AppKind::ExternalClientApp,
        id,
        consumer_id,
        consumer_key: key,
        consumer_secret: secret,
        enabled: true,
        flows: Flows::default(),
        callback_urls: Vec::new(),
        scopes: BTreeSet::new(),
        certificate: None,
        run_as: None,
        permitted_users: PermittedUsers::SelfAuthorized,
        permission_sets: BTreeSet::new(),
        profiles: BTreeSet::new(),
        refresh: RefreshPolicy::Lifetime(365 * 86_400_000),
        session_minutes: None,
    }
}

/// Characters nobody can guess.
fn random(length: usize) -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut bytes = vec![0; length];
    // Without the system's randomness there are no credentials: an empty secret never fits.
    if getrandom::fill(&mut bytes).is_err() {
        return String::new();
    }
    bytes.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect()
}

struct Parts {
    settings: Option<Element>,
    global: Option<Element>,
    oauth: Option<Element>,
    policy: Option<Element>,
}

fn text<'t>(tree: &'t Option<Element>, name: &str) -> Option<&'t str> {
    tree.as_ref()?.child_text(name).map(str::trim).filter(|text| !text.is_empty())
}

fn list(value: Option<&str>, separator: &[char]) -> impl Iterator<Item = String> {
    let parts: Vec<String> = value.into_iter().flat_map(|v| v.split(separator)).map(|s| s.trim().to_string()).collect();
    parts.into_iter().filter(|s| !s.is_empty())
}

impl Parts {
    fn global(&self, name: &str) -> Option<&str> {
        text(&self.global, name)
    }

    fn app(&self, org: &Org, header: &Element, kept: App) -> App {
        let on = |name: &str| self.global(name) == Some("true");
        let policy_on = |name: &str| text(&self.oauth, name) == Some("true");
        let run_as = text(&self.oauth, "clientCredentialsFlowUser").and_then(|u| org.id_by("User", "Username", u));
        let set_name = |set: String| match org.store.get("PermissionSet", &set).and_then(|r| r.get("Name")) {
            Some(apex_eval::Datum::Str(name)) => name.to_string(),
            _ => set,
        };
        App {
            label: header.child_text("label").unwrap_or(&kept.name).to_string(),
            enabled: text(&self.policy, "isEnabled") != Some("false")
                && text(&self.policy, "isOauthPluginEnabled") != Some("false"),
            flows: Flows {
                client_credentials: on("isClientCredentialsFlowEnabled") && policy_on("isClientCredentialsFlowEnabled"),
                code_credentials: on("isCodeCredFlowEnabled"),
                code_credentials_post_only: on("isCodeCredPostOnly"),
                device: on("isDeviceFlowEnabled"),
                token_exchange: on("isTokenExchangeEnabled") && policy_on("isTokenExchangeFlowEnabled"),
                // The guide: the default is true.
                pkce_required: self.global("isPkceRequired") != Some("false"),
                refresh_token_rotation: on("isRefreshTokenRotationEnabled"),
                secret_optional: on("isConsumerSecretOptional"),
                secret_required_for_refresh: on("isSecretRequiredForRefreshToken"),
                named_user_jwt: on("isNamedUserJwtEnabled"),
                introspect_all_tokens: on("isIntrospectAllTokens"),
            },
            callback_urls: list(self.global("callbackUrl"), &['\n', '\r']).collect(),
            scopes: list(text(&self.settings, "commaSeparatedOauthScopes"), &[',']).collect(),
            certificate: self.global("certificate").map(str::to_owned),
            run_as,
            permitted_users: match text(&self.oauth, "permittedUsersPolicyType") {
                Some("AdminApprovedPreAuthorized") => PermittedUsers::PreAuthorized,
                _ => PermittedUsers::SelfAuthorized,
            },
            permission_sets: list(text(&self.oauth, "commaSeparatedPermissionSet"), &[',']).map(set_name).collect(),
            profiles: list(text(&self.oauth, "commaSeparatedProfile"), &[','])
                .map(|p| super::check::record_name(&p))
                .collect(),
            refresh: self.refresh(),
            session_minutes: text(&self.oauth, "sessionTimeoutInMinutes").and_then(|m| m.parse().ok()),
            ..kept
        }
    }

    fn refresh(&self) -> RefreshPolicy {
        let unit = match text(&self.oauth, "refreshTokenValidityUnit") {
            Some("Hours") => 3_600_000,
            // A month counts thirty days here.
            Some("Months") => 30 * 86_400_000,
            _ => 86_400_000,
        };
        let period = text(&self.oauth, "refreshTokenValidityPeriod").and_then(|p| p.parse::<i64>().ok());
        let length = period.unwrap_or(365).saturating_mul(unit);
        match text(&self.oauth, "refreshTokenPolicyType") {
            Some("Infinite") => RefreshPolicy::Infinite,
            Some("Zero") => RefreshPolicy::Zero,
            Some("SpecificInactivity") => RefreshPolicy::Inactivity(length),
            _ => RefreshPolicy::Lifetime(length),
        }
    }
}
