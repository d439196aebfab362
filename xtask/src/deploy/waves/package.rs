//! The framework's package.

use super::{Done, Survey};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::Show;
use crate::deploy::project::Prepared;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::targets::installation_key;
use codegen::spec::FrameworkMode;
use sf_client::Secret;
use sf_client::setup::{InstallError, InstallEvent, InstallPlan, InstallWait};
use std::time::Duration;

/// The version of salesforce-mcp-lib that the generated classes are made for: SalesforceMcpLib 1.2.0-1.
const VERSION: &str = "04tdL000000Ut0fQAC";
/// Its name in the list of installed packages.
const NAME: &str = "SalesforceMcpLib";
/// Classes of the package by which a copy of it is known.
const CLASSES: [&str; 3] = ["McpToolDefinition", "McpToolResult", "McpTextContent"];
/// Longest wait for the installation.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// What has to be done about the package.
#[derive(Debug)]
pub(super) struct Install {
    plan: InstallPlan,
    /// The installation key, of a version that has one.
    key: Option<Secret>,
}

impl Install {
    /// What will be done, if anything.
    pub(super) fn words(&self) -> Option<String> {
        match &self.plan {
            InstallPlan::Nothing => None,
            InstallPlan::Install => Some(format!("install {NAME} ({VERSION}) for administrators only")),
            InstallPlan::Upgrade { from } => Some(format!("upgrade {NAME} from {from} to {VERSION}")),
        }
    }
}

/// Finds out what has to be done. A copy of the package's classes in the project or the org, a newer version, or a package beside bundled
/// classes is refused here, before anything is changed.
pub(super) async fn look(
    prepared: &Prepared,
    connection: &Connection,
    mode: FrameworkMode,
) -> Result<Option<Install>, CommandError> {
    let org = &connection.org;
    match mode {
        FrameworkMode::Package => {
            let copied: Vec<&str> =
                CLASSES.into_iter().filter(|class| prepared.set.get("ApexClass", class).is_some()).collect();
            if !copied.is_empty() {
                return Err(preflight(
                    format!("the project holds classes with the names of the package's: {}", copied.join(", ")),
                    "remove the copy from the project, or use `framework: bundled` in the project spec",
                ));
            }
            let target = &connection.target;
            let (plan, key) = match org.plan_install(VERSION, None).await {
                Err(needed @ InstallError::KeyNeeded(_)) => {
                    let key =
                        installation_key::read(&prepared.root, target)?.ok_or_else(|| refused(&needed, target))?;
                    (org.plan_install(VERSION, Some(&key)).await, Some(key))
                }
                plan => (plan, None),
            };
            let plan = plan.map_err(|error| refused(&error, target))?;
            if plan == InstallPlan::Install {
                let own = org.own_classes(&CLASSES).await.map_err(|error| client_error(&error))?;
                if !own.is_empty() {
                    return Err(preflight(
                        format!("the org holds classes of its own with the names of the package's: {}", own.join(", ")),
                        "delete the copy from the org, or use `framework: bundled` in the project spec",
                    ));
                }
            }
            Ok(Some(Install { plan, key }))
        }
        FrameworkMode::Bundled => {
            let installed = org.installed_packages().await.map_err(|error| client_error(&error))?;
            if installed.iter().any(|package| package.subscriber_package.name == NAME) {
                return Err(preflight(
                    format!("the org has the package {NAME}, and the project brings classes with the same names"),
                    "use `framework: package` in the project spec, or uninstall the package",
                ));
            }
            Ok(None)
        }
    }
}

/// Installs the package, unless it is there.
pub(super) async fn install(
    connection: &Connection,
    survey: &Survey,
    pause: Duration,
    show: &mut Show,
) -> Result<Done, CommandError> {
    let target = &connection.target;
    match survey.install.as_ref().and_then(|install| Some((install, install.words()?))) {
        None => Ok(Done::unchanged(format!("{NAME} is installed"))),
        Some((Install { key, .. }, words)) => {
            show.remark(words);
            let wait = InstallWait { pause, patience: PATIENCE };
            let mut tell = |event: InstallEvent<'_>| show.remark(said(event));
            let installed = connection.org.install_package(VERSION, key.clone(), wait, &mut tell).await;
            installed.map_err(|error| refused(&error, target))?;
            Ok(Done::finished(format!("{NAME} {VERSION} is installed")))
        }
    }
}

fn said(event: InstallEvent<'_>) -> String {
    match event {
        InstallEvent::NotYet(reason) => format!("the org cannot install {NAME} just now ({reason}); trying again"),
        InstallEvent::UnderWay(id) => format!("the org has begun to install {NAME} already ({id}); following it"),
        InstallEvent::ReplyLost(error) => {
            format!("no answer to the request ({error}); looking whether the org has it before it is sent again")
        }
        InstallEvent::LookFailed(error) => format!("cannot see the installation just now, it goes on: {error}"),
        InstallEvent::Waiting(id) => format!("installation {id} goes on"),
    }
}

/// For a validation, which installs nothing. Against an older version it says how the components fare with that.
pub(super) fn for_validation(survey: &Survey, target: &str) -> Result<Done, CommandError> {
    match survey.install.as_ref().map(|install| &install.plan) {
        None | Some(InstallPlan::Nothing) => Ok(Done::unchanged(format!("{NAME} is installed"))),
        Some(InstallPlan::Upgrade { from }) => Ok(Done::skipped(format!(
            "the org has {NAME} {from}, which a deployment upgrades to {VERSION}; a validation installs nothing"
        ))),
        Some(InstallPlan::Install) => Err(preflight(
            format!("{NAME} {VERSION} is not in the org, and a validation installs nothing"),
            &format!(
                "someone who may change the org installs it with `cargo xtask deploy --target {target} --only package`"
            ),
        )),
    }
}

fn refused(error: &InstallError, target: &str) -> CommandError {
    match error {
        InstallError::Client(error) => client_error(error),
        InstallError::StillRunning(_) => {
            CommandError { exit: Exit::StillRunning, message: error.to_string(), hint: None }
        }
        InstallError::KeyNeeded(_) | InstallError::KeyRefused { .. } => {
            preflight(error.to_string(), &installation_key::hint(target))
        }
        InstallError::NewerInstalled { .. } | InstallError::UnknownVersion(_) => {
            CommandError { exit: Exit::Preflight, message: error.to_string(), hint: None }
        }
        InstallError::Refused { .. } => CommandError { exit: Exit::Failed, message: error.to_string(), hint: None },
    }
}

fn preflight(message: String, hint: &str) -> CommandError {
    CommandError { exit: Exit::Preflight, message, hint: Some(hint.to_owned()) }
}
