//! What the org has already, and so what each wave has to do.

use super::credentials;
use super::package::{self, Install};
use super::users::{self, Holding, IntegrationUser};
use super::{Step, Wave, wanted};
use crate::connect::Connection;
use crate::deploy::project::{Prepared, Share};
use crate::error::CommandError;
use codegen::spec::{AppKind, Flow};
use sf_client::store::SecretStore;

/// What the deployment of the components is called, with the policies of apps and without.
pub const DEPLOYS: [&str; 2] = ["deploy the components", "deploy the components without the policies of apps"];

/// An app whose key is read.
#[derive(Debug)]
pub(super) struct App {
    /// API name.
    pub(super) name: String,
    /// Server that people know it by.
    pub(super) server: String,
    /// Whether its server logs in by itself, with the secret.
    pub(super) needs_secret: bool,
    /// Whether the secret store has its key already.
    pub(super) kept: bool,
}

/// The org as the waves found it, and what the project asks of it.
#[derive(Debug, Default)]
pub struct Survey {
    /// The framework's package; `None` if the project brings the base classes itself.
    pub(super) install: Option<Install>,
    /// Whether policies need a deployment of their own, because the org lacks an app or a user that they name.
    pub(super) split: bool,
    /// Integration users.
    pub(super) users: Vec<IntegrationUser>,
    /// Permission sets that people hold, who log in themselves.
    people: Vec<String>,
    /// Apps whose keys are read.
    pub(super) apps: Vec<App>,
    /// Apps of the kind whose keys cannot be read by REST.
    pub(super) connected_apps: Vec<String>,
    pub(super) has_policies: bool,
}

/// Looks at the org.
///
/// # Errors
/// A conflict that would make a wave fail, found before anything is changed.
pub async fn survey(
    prepared: &Prepared,
    connection: &Connection,
    keys: Option<&dyn SecretStore>,
    revoke: &[Holding],
) -> Result<Survey, CommandError> {
    let mut survey = Survey { has_policies: !prepared.manifest(Share::Policies).is_empty(), ..Survey::default() };
    let Some(model) = &prepared.model else {
        users::may_be_revoked(&[], revoke)?;
        return Ok(survey);
    };
    let target = model.targets.iter().find(|target| target.name == connection.target);
    survey.install = package::look(prepared, connection, model.project.framework).await?;
    for server in &model.servers {
        match server.login.app {
            AppKind::ExternalClientApp => {
                let needs_secret = server.login.flow == Flow::ClientCredentials;
                let (name, server) = (server.app_name.clone(), server.name.clone());
                let kept = keys.is_some_and(|keys| credentials::is_kept(connection, &name, &server, keys));
                survey.apps.push(App { name, server, needs_secret, kept });
            }
            AppKind::ConnectedApp => survey.connected_apps.push(server.app_name.clone()),
        }
        if server.login.flow == Flow::AuthorizationCode {
            // Whoever holds it needs no word; an org that does not tell may have nobody.
            if connection.org.holders(&server.permission_set).await.map_or(true, |holders| holders.is_empty()) {
                survey.people.push(server.permission_set.clone());
            }
        }
        let username = target.and_then(|target| target.run_as.get(&server.name));
        if let Some(username) = username
            && prepared.set.get("PermissionSet", &server.user_permission_set).is_some()
        {
            let email = &model.project.contact_email;
            survey.users.push(users::look(connection, server, username, email, revoke).await?);
        }
    }
    users::may_be_revoked(&survey.users, revoke)?;
    if survey.has_policies {
        // An org that does not list its apps may lack them: two deployments work either way.
        let known = connection.org.app_names().await.ok();
        let has = |app: &String| known.as_ref().is_some_and(|known| known.contains(app));
        survey.split =
            !survey.apps.iter().all(|app| has(&app.name)) || survey.users.iter().any(|user| !user.is_ready());
    }
    Ok(survey)
}

impl Survey {
    /// Whether policies get a deployment of their own.
    pub fn splits(&self) -> bool {
        self.has_policies && self.split
    }

    /// Whether the package has to be installed or upgraded.
    pub fn installs(&self) -> bool {
        self.install.as_ref().and_then(Install::words).is_some()
    }

    /// Whether a wave has a meaning for the project.
    pub(super) fn concerns(&self, wave: Wave) -> bool {
        match wave {
            Wave::Package => self.install.is_some(),
            Wave::Metadata => true,
            Wave::Users => !self.users.is_empty(),
            Wave::Policies => self.splits(),
            Wave::Credentials => !(self.apps.is_empty() && self.connected_apps.is_empty()),
        }
    }

    /// What is deployed by these waves, if anything.
    pub fn share(&self, only: &[Wave]) -> Option<Share> {
        match (wanted(only, Wave::Metadata), wanted(only, Wave::Policies) && self.splits()) {
            (true, policies) if policies || !self.splits() => Some(Share::Everything),
            (true, _) => Some(Share::WithoutPolicies),
            (false, true) => Some(Share::Policies),
            (false, false) => None,
        }
    }

    /// What these waves will do.
    pub fn steps(&self, only: &[Wave]) -> Vec<Step> {
        let waves = Wave::ALL.into_iter().filter(|wave| wanted(only, *wave) && self.concerns(*wave));
        waves.map(|wave| Step { wave, changes: self.changes(wave), words: self.words(wave) }).collect()
    }

    /// Whether a wave changes something besides the components, which a plan compares one by one.
    fn changes(&self, wave: Wave) -> bool {
        match wave {
            Wave::Package => self.installs(),
            Wave::Users => self.users.iter().any(|user| !user.words().is_empty()),
            Wave::Metadata | Wave::Policies | Wave::Credentials => false,
        }
    }

    fn words(&self, wave: Wave) -> Vec<String> {
        match wave {
            Wave::Package => self.install.iter().filter_map(Install::words).collect(),
            Wave::Metadata => vec![DEPLOYS[usize::from(self.splits())].to_owned()],
            Wave::Users => {
                let mut words: Vec<String> = self.users.iter().flat_map(IntegrationUser::words).collect();
                words.extend(self.users.iter().flat_map(IntegrationUser::remarks));
                words.extend(self.people.iter().map(|set| {
                    format!("{set} is for people who log in themselves; assign it in Setup to those who need it")
                }));
                words
            }
            Wave::Policies => vec!["deploy the policies of apps, once the org has made the apps".to_owned()],
            Wave::Credentials => {
                let new = self.apps.iter().filter(|app| !app.kept);
                let read = new.map(|app| format!("keep the consumer key of {}", app.name));
                let not = self
                    .connected_apps
                    .iter()
                    .map(|app| format!("{app} is a connected app: read its consumer key in Setup, App Manager"));
                read.chain(not).collect()
            }
        }
    }
}
