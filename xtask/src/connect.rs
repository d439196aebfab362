//! From the name of a target to an org one is logged in to.

use crate::error::CommandError;
use crate::exit_codes::Exit;
use codegen::spec::{Flow as LoginFlow, OrgClass as Declared, load};
use codegen::yaml::nearest;
use sf_client::login::{Flow, Login, SfdxAuthUrl, SigningKey};
use sf_client::store::{EnvironmentStore, FileStore, SecretName, SecretStore};
use sf_client::{ClientError, Http, HttpConfig, Org, OrgAddress, OrgClass, Secret};
use std::future::Future;
use std::path::{Path, PathBuf};

/// The target that is the local org.
pub const LOCAL: &str = "local";

/// API version that calls are made with, unless the org is older.
const VERSION: u16 = 68;

/// An org, and what `targets.yaml` says about it.
#[derive(Debug)]
pub struct Connection {
    /// Name of the target.
    pub target: String,
    /// The org.
    pub org: Org,
    /// Id of the org (`00D…`).
    pub org_id: String,
    /// What the org says it is. Unknown counts as production.
    pub class: OrgClass,
}

/// A target as `targets.yaml` has it.
#[derive(Debug, Clone)]
struct Target {
    class: Declared,
    host: String,
    flow: LoginFlow,
    deploy_user: Option<String>,
}

/// Runs the one asynchronous part of a command.
///
/// # Errors
/// Those of `work`.
pub fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| CommandError::internal(format!("cannot start the event loop: {error}")))?.block_on(work)
}

/// Logs in to a target.
///
/// # Errors
/// An unknown target, a login that is missing or refused, or an org of another class than `targets.yaml` says.
pub async fn connect(root: &Path, name: &str) -> Result<Connection, CommandError> {
    let http = Http::new(&http_config()).map_err(|error| login_failed(name, &error))?;
    let (declared, login) = login(root, name)?;
    let org = Org::connect(http, login, VERSION).await.map_err(|error| login_failed(name, &error))?;
    let class = org.class().await;
    let org_id = org.org_id().await.map_err(|error| client_error(&error))?;
    if let Some(declared) = declared.filter(|declared| contradicts(*declared, class)) {
        return Err(CommandError {
            exit: Exit::Refused,
            message: format!("`{name}` is {} in targets.yaml, and the org says that it is a {class}", word(declared)),
            hint: Some("correct `class` or `host` of the target; nothing was done".to_owned()),
        });
    }
    Ok(Connection { target: name.to_owned(), org, org_id, class })
}

/// The target is declared to be something the org says it is not. An org that does not say contradicts nothing; it is
/// guarded like production anyway.
fn contradicts(declared: Declared, class: OrgClass) -> bool {
    match class {
        OrgClass::Unknown => false,
        OrgClass::Production => !matches!(declared, Declared::Production | Declared::Local),
        OrgClass::Sandbox => !matches!(declared, Declared::Sandbox | Declared::Local),
        OrgClass::Scratch => !matches!(declared, Declared::Scratch | Declared::Sandbox | Declared::Local),
        OrgClass::Developer => !matches!(declared, Declared::Developer | Declared::Local),
    }
}

fn word(declared: Declared) -> &'static str {
    match declared {
        Declared::Sandbox => "a sandbox",
        Declared::Scratch => "a scratch org",
        Declared::Developer => "a Developer Edition",
        Declared::Production => "a production org",
        Declared::Local => "the local org",
    }
}

fn login(root: &Path, name: &str) -> Result<(Option<Declared>, Login), CommandError> {
    let target = target(root, name)?;
    let address = OrgAddress::parse(&if target.class == Declared::Local {
        format!("http://{}", target.host)
    } else {
        target.host.clone()
    });
    let address = address.map_err(|error| CommandError::usage(error.to_string(), "correct `host` in targets.yaml"))?;
    let secret = |what: &str| secret(name, what);
    let flow = if let Some(token) = secret("access-token")? {
        Flow::AccessToken(token)
    } else if let Some(url) = secret("auth-url")? {
        let parsed = SfdxAuthUrl::parse(&url).map_err(|error| missing(name, error.to_string()))?;
        parsed.into_login().flow
    } else {
        flow(name, &target, &secret)?
    };
    Ok((Some(target.class), Login { address, flow }))
}

fn flow(
    name: &str,
    target: &Target,
    secret: &dyn Fn(&str) -> Result<Option<Secret>, CommandError>,
) -> Result<Flow, CommandError> {
    let need = |what: &str| -> Result<Secret, CommandError> {
        secret(what)?.ok_or_else(|| {
            let variable =
                SecretName::new(name, what).map(|name| EnvironmentStore::variable(&name)).unwrap_or_default();
            missing(name, format!("no {what} is stored, and {variable} is not set"))
        })
    };
    let client_id = need("client-id")?.expose().to_owned();
    Ok(match target.flow {
        LoginFlow::ClientCredentials => Flow::ClientCredentials { client_id, client_secret: need("client-secret")? },
        LoginFlow::AuthorizationCode => {
            Flow::Refresh { client_id, client_secret: secret("client-secret")?, refresh_token: need("refresh-token")? }
        }
        LoginFlow::JwtBearer => Flow::Jwt {
            client_id,
            username: target.deploy_user.clone().unwrap_or_default(),
            key: SigningKey::from_pem(&need("private-key")?).map_err(|error| missing(name, error.to_string()))?,
            audience: None,
        },
    })
}

fn target(root: &Path, name: &str) -> Result<Target, CommandError> {
    let (sources, _) = load::read(root);
    let (set, problems) = load::load(&sources);
    let Some(file) = &set.targets else {
        if let Some(problem) = problems.into_iter().find(|p| p.place.as_ref().is_some_and(|p| p.file == "targets.yaml"))
        {
            return Err(CommandError::preflight(problem));
        }
        return Err(CommandError::usage(
            "the project has no `targets.yaml`",
            "`cargo xtask new project` starts one; docs/deploy.md shows what stands in it",
        ));
    };
    let targets = &file.spec.targets;
    let Some(spec) = targets.get(name) else {
        let hint = match nearest(name, targets.keys().map(String::as_str)) {
            Some(best) => format!("did you mean `{best}`?"),
            None => format!("defined: {}", targets.keys().cloned().collect::<Vec<_>>().join(", ")),
        };
        return Err(CommandError::usage(format!("--target: there is no target `{name}` in targets.yaml"), hint));
    };
    Ok(Target {
        class: spec.class.value,
        host: spec.host.value.clone(),
        flow: spec.flow.as_ref().map_or(LoginFlow::AuthorizationCode, |flow| flow.value),
        deploy_user: spec.deploy_user.as_ref().map(|user| user.value.clone()),
    })
}

/// A secret of a target: from the environment, else from the store.
fn secret(target: &str, what: &str) -> Result<Option<Secret>, CommandError> {
    let Some(name) = SecretName::new(target, what) else { return Ok(None) };
    let stores: [Box<dyn SecretStore>; 2] = [Box::new(EnvironmentStore::default()), store()];
    for store in stores {
        let found = store.get(&name).map_err(|error| missing(target, error.to_string()))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Where this machine keeps secrets.
pub fn store() -> Box<dyn SecretStore> {
    let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
    Box::new(FileStore::new(home.unwrap_or_default().join(".config").join("salesforce-mcp-toolchain")))
}

fn http_config() -> HttpConfig {
    let bundle = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    HttpConfig { ca_bundle: bundle, ..HttpConfig::default() }
}

fn missing(target: &str, reason: String) -> CommandError {
    CommandError {
        exit: Exit::Login,
        message: format!("cannot log in to `{target}`: {reason}"),
        hint: Some(format!("run `cargo xtask login --target {target}`")),
    }
}

fn login_failed(target: &str, error: &ClientError) -> CommandError {
    match error {
        ClientError::Connect { .. } | ClientError::Interrupted { .. } | ClientError::Setting(_) => client_error(error),
        _ => missing(target, error.to_string()),
    }
}

/// A failed call as the end of a command.
pub fn client_error(error: &ClientError) -> CommandError {
    let (exit, hint) = match error {
        ClientError::Login { .. } => (Exit::Login, Some("log in again with `cargo xtask login`".to_owned())),
        _ if error.is_session_expired() => {
            (Exit::Login, Some("the session has expired; log in again with `cargo xtask login`".to_owned()))
        }
        ClientError::Connect { .. } => (
            Exit::Internal,
            Some("check the host in targets.yaml, the network, and HTTPS_PROXY, NO_PROXY or SSL_CERT_FILE".to_owned()),
        ),
        _ => (Exit::Internal, None),
    };
    CommandError { exit, message: error.to_string(), hint }
}
