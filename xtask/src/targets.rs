//! The orgs of the project: what `targets.yaml` says about them, and the login and secrets that belong to each.

pub mod installation_key;

use crate::connect::client_error;
use crate::connect::local::NAME;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::{Color, Printer};
use codegen::spec::{Flow, OrgClass};
use codegen::yaml::nearest;
use etcetera::app_strategy::{AppStrategy, AppStrategyArgs, choose_native_strategy};
use sf_client::login::{FoundLogin, KeptError, KeptLogin, Login, part};
use sf_client::store::{EnvironmentStore, FileStore, SecretName, StoreChoice, StoreError, UserStore};
use sf_client::{ClientError, Http, HttpConfig, Org, OrgAddress, Secret, seal};
use std::path::{Path, PathBuf};

/// API version that calls are made with, unless the org is older.
pub(crate) const VERSION: u16 = 68;

/// One org, as `targets.yaml` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Name.
    pub name: String,
    /// What it is said to be; the org itself is asked at login.
    pub class: OrgClass,
    /// Where it is.
    pub address: OrgAddress,
    /// How one logs in if nothing else is asked for.
    pub flow: Flow,
    /// User name for the JWT bearer flow.
    pub deploy_user: Option<String>,
}

/// The targets of the project, sorted by name.
///
/// # Errors
/// `targets.yaml` has a mistake.
pub fn all(root: &Path) -> Result<Vec<Target>, CommandError> {
    let (targets, problems) = codegen::targets(root);
    if let Some(problem) = problems.into_iter().find(|p| p.severity == diag::Severity::Error) {
        return Err(CommandError::preflight(problem));
    }
    let target = |target: codegen::model::Target| {
        let scheme = if target.class == OrgClass::Local { "http" } else { "https" };
        let address = OrgAddress::parse(&format!("{scheme}://{}", target.host))
            .map_err(|error| CommandError::missing(error.to_string(), "correct `host` in targets.yaml"))?;
        let (name, class) = (target.name, target.class);
        Ok(Target { name, class, address, flow: target.flow, deploy_user: target.deploy_user })
    };
    targets.into_iter().map(target).collect()
}

/// The org of `targets.yaml` with this name.
///
/// # Errors
/// There is none, or `targets.yaml` has a mistake.
pub fn find(root: &Path, name: &str) -> Result<Target, CommandError> {
    search(root, name, false)
}

/// The same for a command that works on the local org too.
///
/// # Errors
/// As [`find`].
pub fn find_beside_local(root: &Path, name: &str) -> Result<Target, CommandError> {
    search(root, name, true)
}

fn search(root: &Path, name: &str, or_local: bool) -> Result<Target, CommandError> {
    let targets = all(root)?;
    if let Some(target) = targets.iter().find(|target| target.name == name) {
        return Ok(target.clone());
    }
    let names = || targets.iter().map(|target| target.name.as_str());
    if name == NAME {
        let message = "`local` is the local org, which needs no login; this command is for the orgs of `targets.yaml`";
        let hint = match names().collect::<Vec<_>>().join(", ") {
            none if none.is_empty() => "add an org to `targets.yaml`".to_owned(),
            list => format!("name one of them: {list}"),
        };
        return Err(CommandError::usage(message, hint));
    }
    if targets.is_empty() {
        let hint = "add one to `targets.yaml`, which `cargo xtask new project` starts";
        let hint = if or_local { format!("{hint}, or use `local`, the local org") } else { hint.to_owned() };
        return Err(CommandError::usage(format!("the project has no targets, so none named `{name}`"), hint));
    }
    let hint = match nearest(name, names().chain(or_local.then_some(NAME))) {
        Some(best) => format!("did you mean `{best}`?"),
        None => {
            let local = if or_local { "; `local` is the local org" } else { "" };
            format!("`targets.yaml` has {}{local}", names().collect::<Vec<_>>().join(", "))
        }
    };
    Err(CommandError::usage(format!("there is no target `{name}`"), hint))
}

/// The login of a target: from environment variables, else from this user's secret store.
///
/// # Errors
/// There is none, or it cannot be used.
pub fn login(target: &Target) -> Result<Login, CommandError> {
    let unusable = |error: KeptError| unusable(target, &error);
    if let Some(found) = in_environment(target).map_err(unusable)? {
        let lost = lost(target, &found.place);
        let login = found.login.into_login(target.address.clone(), move |_| lost(&"a variable is not written to"));
        return login.map_err(|error| refused(target, &format!("{}: {error}", found.place)));
    }
    let store = open_secrets().map_err(unusable)?;
    match KeptLogin::kept(&target.name, &target.address, &store).map_err(unusable)? {
        Some(found) => {
            found.login.into_kept_login(&target.name, target.address.clone(), store, not_kept(target)).map_err(unusable)
        }
        None => Err(nobody(target)),
    }
}

/// Says that a login is worth nothing any more: the org has replaced its refresh token, and the new one is not kept.
fn lost(target: &Target, place: &str) -> impl Fn(&dyn std::fmt::Display) + Send + Sync + 'static {
    let name = target.name.clone();
    let place = place.to_owned();
    move |reason| {
        let mut printer = Printer::new(Color::Auto);
        printer.note(&format!(
            "warning: the org has replaced the login of `{name}`, and the new one could not be kept in {place}: {reason}"
        ));
        printer.note(&format!("    log in again before the next command: cargo xtask login --target {name}"));
    }
}

/// The same for a login of this user's store.
pub fn not_kept(target: &Target) -> impl Fn(&KeptError) + Send + Sync + 'static {
    let lost = lost(target, "your secret store");
    move |error| lost(error)
}

/// Nobody is logged in.
pub fn nobody(target: &Target) -> CommandError {
    let variable = |what| SecretName::new(&target.name, what).map(|name| EnvironmentStore::variable(&name));
    let variables = [part::AUTH_URL, part::PRIVATE_KEY, part::CLIENT_SECRET].into_iter().filter_map(variable);
    CommandError {
        exit: Exit::Login,
        message: format!("nobody is logged in to `{}` ({})", target.name, target.address),
        hint: Some(format!(
            "run `cargo xtask login --target {}`, or set one of {}; `docs/login.md` of the toolchain tells which",
            target.name,
            variables.collect::<Vec<_>>().join(", ")
        )),
    }
}

fn in_environment(target: &Target) -> Result<Option<FoundLogin>, KeptError> {
    let user = target.deploy_user.as_deref();
    KeptLogin::from_environment(&target.name, &target.address, user, &EnvironmentStore::default())
}

/// The login of a target, if there is one, without using it.
///
/// # Errors
/// What was found is incomplete or unreadable.
pub fn found_login(target: &Target) -> Result<Option<FoundLogin>, KeptError> {
    match in_environment(target)? {
        Some(found) => Ok(Some(found)),
        None => KeptLogin::kept(&target.name, &target.address, &open_secrets()?),
    }
}

/// What a person does whose keychain cannot be used.
const ANOTHER_STORE: &str = "unlock the keychain, or set SF_SECRET_STORE=file to keep secrets in an encrypted file";

/// What a person does who named no store that there is.
const A_STORE: &str = "set it to one of the two, or unset it: then the keychain is taken where there is one";

/// Where this user's secrets are kept: the keychain, or an encrypted file where there is none. `SF_SECRET_STORE` decides
/// with `keychain` or `file`.
///
/// # Errors
/// The keychain was asked for and there is none, or something else was.
pub fn secrets() -> Result<UserStore, CommandError> {
    open_secrets().map_err(|error| {
        let hint = if matches!(error, KeptError::Store(StoreError::Unknown(_))) { A_STORE } else { ANOTHER_STORE };
        CommandError { exit: Exit::Preflight, message: error.to_string(), hint: Some(hint.to_owned()) }
    })
}

fn open_secrets() -> Result<UserStore, KeptError> {
    let choice: StoreChoice = std::env::var_os("SF_SECRET_STORE").unwrap_or_default().to_string_lossy().parse()?;
    Ok(UserStore::open(choice, data_directory()?)?)
}

/// The key that this machine seals with what it notes. It opens no org, so no keychain is asked for it: it lies in this user's
/// data directory, apart from the secrets. Without that directory only logins seal.
pub fn machine_key() -> Option<Secret> {
    seal::machine_key(&FileStore::new(data_directory().ok()?.join("seal"))).ok().flatten()
}

/// This user's data directory of the tool; `SF_MCP_HOME` names another one. It lies outside of every project.
///
/// # Errors
/// The system does not say where this user's files are.
pub fn data_directory() -> Result<PathBuf, StoreError> {
    if let Some(home) = std::env::var_os("SF_MCP_HOME").filter(|home| !home.is_empty()) {
        return Ok(home.into());
    }
    let name = "salesforce-mcp-toolchain".to_owned();
    let args = AppStrategyArgs { top_level_domain: "org".to_owned(), author: name.clone(), app_name: name };
    let strategy = choose_native_strategy(args).map_err(|error| StoreError::File {
        path: "the data directory".to_owned(),
        detail: format!("{error}; set SF_MCP_HOME to a directory of yours"),
    })?;
    Ok(strategy.data_dir())
}

/// What sends requests: proxies come from `HTTPS_PROXY` and `NO_PROXY`, further certificate authorities from the PEM file
/// that `SF_CA_BUNDLE` or, as for `sf`, `NODE_EXTRA_CA_CERTS` names.
///
/// # Errors
/// The file cannot be used.
pub fn http() -> Result<Http, CommandError> {
    let named = |name| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let ca_bundle = named("SF_CA_BUNDLE").or_else(|| named("NODE_EXTRA_CA_CERTS"));
    Http::new(&HttpConfig { ca_bundle, ..HttpConfig::default() }).map_err(|error| {
        let hint = "give a PEM file with certificates to SF_CA_BUNDLE";
        CommandError { exit: Exit::Preflight, message: error.to_string(), hint: Some(hint.to_owned()) }
    })
}

/// A refused login as the end of a command.
pub fn refused(target: &Target, reason: &str) -> CommandError {
    CommandError {
        exit: Exit::Login,
        message: format!("cannot log in to `{}`: {reason}", target.name),
        hint: Some(format!("repair the cause, or {}", again(target))),
    }
}

/// A login that cannot be kept or read as the end of a command.
pub fn unusable(target: &Target, error: &KeptError) -> CommandError {
    let refused = refused(target, &error.to_string());
    match error {
        // Logging in again would meet the same keychain.
        KeptError::Store(StoreError::Keychain(_) | StoreError::NoKeychain(_)) => {
            CommandError { hint: Some(ANOTHER_STORE.to_owned()), ..refused }
        }
        KeptError::Store(StoreError::Unknown(_)) => CommandError { hint: Some(A_STORE.to_owned()), ..refused },
        _ => refused,
    }
}

/// A failed call while logging in as the end of a command: no connection is no refusal.
pub fn not_logged_in(target: &Target, error: &ClientError) -> CommandError {
    match error {
        ClientError::Login { reason, hint } => CommandError {
            exit: Exit::Login,
            message: format!("cannot log in to `{}`: {reason}", target.name),
            hint: hint.clone().or_else(|| Some(again(target))),
        },
        // Maintenance, a gateway, a lost reply: the login is not at fault, and another would not help.
        _ if error.is_retryable() => client_error(error),
        _ => match client_error(error) {
            known if known.exit == Exit::Preflight => known,
            _ => refused(target, &error.to_string()),
        },
    }
}

/// Logs in.
///
/// # Errors
/// The org refuses, or is not reached.
pub async fn open(target: &Target, login: Login) -> Result<Org, CommandError> {
    let org = Org::connect(http()?, login, VERSION).await.map_err(|error| not_logged_in(target, &error))?;
    org.mend_with(again(target));
    Ok(org)
}

/// What helps where the login of a target no longer works: another one, where it is looked for first.
fn again(target: &Target) -> String {
    let name = &target.name;
    match in_environment(target) {
        Ok(Some(FoundLogin { place, .. })) => format!(
            "set {place} anew, or unset it and run `cargo xtask login --target {name}`: variables go before what `login` keeps"
        ),
        _ => format!("log in again with `cargo xtask login --target {name}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locked_keychain_is_not_repaired_by_another_login() {
        let target = Target {
            name: "dev".to_owned(),
            class: OrgClass::Sandbox,
            address: OrgAddress::parse("https://acme--dev.sandbox.my.salesforce.com").expect("an address"),
            flow: Flow::JwtBearer,
            deploy_user: None,
        };
        let hint = |error: KeptError| unusable(&target, &error).hint.unwrap_or_default();
        let locked = hint(StoreError::Keychain("it is locked".to_owned()).into());
        assert!(locked.contains("unlock the keychain") && !locked.contains("xtask login"), "{locked}");
        let unreadable = hint(KeptError::Unreadable("the keychain".to_owned()));
        assert!(unreadable.contains("xtask login --target dev"), "{unreadable}");
    }
}
