//! From the name of a target to an org one is logged in to.

pub mod local;

use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::targets::{self, Target};
use codegen::spec::OrgClass as Declared;
use local_org::NOT_SALESFORCE;
use sf_client::{ClientError, Org, OrgClass, Secret};
use std::future::Future;
use std::path::Path;

/// An org one is logged in to.
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
    /// The local org, if it was started for this command; it ends with the connection.
    pub started: Option<local::Started>,
}

impl Connection {
    /// Whether it is a local org, whatever the target is called.
    pub fn is_on_this_machine(&self) -> bool {
        self.org.session().instance.is_loopback()
    }

    /// What kind of org it is, in words.
    pub fn kind(&self) -> String {
        if self.is_on_this_machine() { NOT_SALESFORCE.to_owned() } else { self.class.to_string() }
    }

    /// Which org it is, for the first line of a command.
    pub fn greeting(&self) -> String {
        let Self { target, org, org_id, class, started } = self;
        let host = org.session().instance;
        match started {
            Some(_) => format!("{NOT_SALESFORCE}: started for this command, and gone when it ends"),
            None if self.is_on_this_machine() => format!("{NOT_SALESFORCE}: `{target}` is org {org_id} at {host}"),
            None => format!("`{target}` is org {org_id}, a {class}, at {host}"),
        }
    }
}

/// Runs the one asynchronous part of a command.
///
/// # Errors
/// Those of `work`.
pub fn block_on<T>(work: impl Future<Output = Result<T, CommandError>>) -> Result<T, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| CommandError::internal(format!("cannot start the event loop: {error}")))?.block_on(work)
}

/// Logs in to a target, and says so if it is no org of Salesforce.
///
/// # Errors
/// An unknown target, a login that is missing or refused, or an org of another class than `targets.yaml` says.
pub async fn connect(root: &Path, name: &str, printer: &mut Printer) -> Result<Connection, CommandError> {
    let connection = log_in(root, name).await?;
    connection.org.hide(brought(root).0);
    if connection.is_on_this_machine() {
        printer.note(&connection.greeting());
    }
    Ok(connection)
}

async fn log_in(root: &Path, name: &str) -> Result<Connection, CommandError> {
    if name == local::NAME {
        // A file that is wrong is wrong for every target.
        targets::all(root)?;
        return local::connect(root).await;
    }
    let target = targets::find_beside_local(root, name)?;
    let login = targets::login(&target)?;
    let org = targets::open(&target, login).await?;
    let class = org.class().await;
    let org_id = org.org_id().await.map_err(|error| client_error(&error))?;
    agree(&target, class)?;
    org.seal_with(targets::machine_key);
    Ok(Connection { target: name.to_owned(), org, org_id, class, started: None })
}

/// The shortest line of a brought text that is hidden by itself; shorter ones may be any word.
const LINE: usize = 16;

/// What `replacements` of the project bring into it, and the variables and files that this would come from and are not here.
/// An org may repeat it in what it says, or a line of it.
fn brought(root: &Path) -> (Vec<Secret>, Vec<String>) {
    let rows = sf_metadata::Project::read(root).map(|project| project.replacements).unwrap_or_default();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for row in &rows {
        match row.brings(root, &|name| std::env::var(name).ok()) {
            Ok(text) => {
                let lines = text.lines().map(str::trim).filter(|line| line.len() >= LINE);
                known.extend(lines.map(Secret::new));
                known.push(Secret::new(text));
            }
            Err(source) => unknown.push(source.to_owned()),
        }
    }
    // The longest first: a line that is hidden would leave the rest of its text.
    known.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
    (known, unknown)
}

/// What a command that looks at a deployment should say of what the deployment brought in and nobody knows here.
pub fn unhidden(root: &Path) -> Option<String> {
    let (_, mut unknown) = brought(root);
    unknown.sort_unstable();
    unknown.dedup();
    (!unknown.is_empty()).then(|| {
        format!(
            "`replacements` bring in {}, which cannot be read here: where the org repeats that, it is shown",
            unknown.join(", ")
        )
    })
}

/// Refuses an org that says it is something else than `targets.yaml` says: the host or the login is another org's.
///
/// # Errors
/// The org is not what the target says.
pub fn agree(target: &Target, class: OrgClass) -> Result<(), CommandError> {
    if !contradicts(target.class, class) {
        return Ok(());
    }
    let declared = match target.class {
        Declared::Sandbox => "a sandbox",
        Declared::Scratch => "a scratch org",
        Declared::Developer => "a Developer Edition",
        Declared::Production => "a production org",
        Declared::Local => "the local org",
    };
    Err(CommandError {
        exit: Exit::Refused,
        message: format!("`{}` is {declared} in targets.yaml, and the org says that it is a {class}", target.name),
        hint: Some("correct `class` or `host` of the target, or log in to the right org; nothing was done".to_owned()),
    })
}

/// An org that does not say what it is contradicts nothing; it is guarded like production anyway. The local org takes any
/// class on.
fn contradicts(declared: Declared, class: OrgClass) -> bool {
    if declared == Declared::Local {
        return false;
    }
    match class {
        OrgClass::Unknown => false,
        OrgClass::Production => declared != Declared::Production,
        OrgClass::Sandbox => declared != Declared::Sandbox,
        // An org with an end date may be a scratch org or a sandbox on trial.
        OrgClass::Scratch => !matches!(declared, Declared::Scratch | Declared::Sandbox),
        OrgClass::Developer => declared != Declared::Developer,
    }
}

/// A failed call as the end of a command.
pub fn client_error(error: &ClientError) -> CommandError {
    let (exit, hint) = match error {
        _ if error.remedy().is_some() => (Exit::Login, error.remedy()),
        ClientError::Login { .. } => (Exit::Login, Some("log in again with `cargo xtask login`")),
        _ if error.is_session_expired() => {
            (Exit::Login, Some("the session has expired; log in again with `cargo xtask login`"))
        }
        ClientError::Connect { detail, .. } => (Exit::Internal, Some(unreached(detail))),
        ClientError::Setting(_) | ClientError::Address(_) => (Exit::Preflight, None),
        ClientError::Status { .. } if repair(error).is_some() => (Exit::Preflight, repair(error)),
        ClientError::Status { .. } if !error.is_retryable() => (Exit::Failed, None),
        _ => (Exit::Internal, Some(TROUBLE)),
    };
    let message = match error {
        // The hint has the rest.
        ClientError::Login { reason, hint: Some(_) } => format!("login: {reason}"),
        error => error.to_string(),
    };
    CommandError { exit, message, hint: hint.map(str::to_owned) }
}

/// What helps where the org has trouble of its own.
const TROUBLE: &str = "the org does not answer as it should just now; status.salesforce.com tells of maintenance; run the same command again later";

/// What helps where the same call is refused for ever.
fn repair(error: &ClientError) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 3] = [
        (
            "REDIRECT",
            "write the host that the message names as `host` of the target in targets.yaml; if it names none, a proxy asks for a login, or My Domain was renamed (Setup, My Domain)",
        ),
        (
            "API_DISABLED_FOR_ORG",
            "this edition of Salesforce, or the user's profile, has no API: use an org that has it (Enterprise, Unlimited, Developer), and a user with the permission `API Enabled`",
        ),
        ("API_CURRENTLY_DISABLED", "the API is switched off for this user: give the permission `API Enabled`"),
    ];
    KNOWN.iter().find(|(code, _)| error.has_code(code)).map(|(_, repair)| *repair)
}

/// What helps where a host is not reached.
pub fn unreached(detail: &str) -> &'static str {
    // The texts of the HTTP client about a proxy that refuses to pass a connection on.
    if detail.contains("proxy authorization required") {
        "the proxy that HTTPS_PROXY names asks who you are: write user and password into its address, `http://user:password@proxy:8080`, and check them"
    } else if detail.contains("tunnel") {
        "the proxy that HTTPS_PROXY names does not pass the connection on: check what it allows, or name the host in NO_PROXY"
    } else {
        "check `host` in targets.yaml, the network, and the proxy if HTTPS_PROXY names one; NO_PROXY and SF_CA_BUNDLE are respected"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_decides_about_the_exit_code() {
        let code = |error| client_error(&error).exit;
        let status = |status| ClientError::Status {
            what: "w".into(),
            status,
            errors: Vec::new(),
            excerpt: String::new(),
            remedy: None,
        };
        assert_eq!(
            (code(status(400)), code(status(503)), code(status(401))),
            (Exit::Failed, Exit::Internal, Exit::Login)
        );
        assert_eq!(code(ClientError::Setting("s".into())), Exit::Preflight);
        let page = ClientError::Unreadable { what: "w".into(), detail: "an HTML page".into() };
        assert!(client_error(&page).hint.is_some_and(|hint| hint.contains("run the same command again")));
    }

    #[test]
    fn what_is_refused_for_ever_has_a_repair_of_its_own() {
        let of = |status, code: &str| {
            let errors = vec![sf_wire::ApiError::new(code, "m".to_owned())];
            client_error(&ClientError::Status {
                what: "w".into(),
                status,
                errors,
                excerpt: String::new(),
                remedy: None,
            })
        };
        let redirected = of(302, "REDIRECT");
        assert!(redirected.exit == Exit::Preflight && redirected.hint.unwrap().contains("targets.yaml"));
        assert!(of(403, "API_DISABLED_FOR_ORG").hint.unwrap().contains("API Enabled"));
        assert_eq!(of(403, "OTHER").hint, None);
    }

    #[test]
    fn a_proxy_that_refuses_is_named() {
        let hint = |detail: &str| {
            let error = ClientError::Connect { what: "w".into(), host: "h".into(), detail: detail.into() };
            client_error(&error).hint.unwrap()
        };
        assert!(hint("tunnel error: proxy authorization required").contains("user and password"));
        assert!(hint("tunnel error: unsuccessful").contains("does not pass the connection on"));
        assert!(hint("connection refused").contains("targets.yaml"));
    }

    #[test]
    fn an_org_must_be_what_the_target_says() {
        // users-ask.md section 6: the same command went to production by accident.
        assert!(contradicts(Declared::Sandbox, OrgClass::Production));
        assert!(contradicts(Declared::Developer, OrgClass::Production));
        assert!(contradicts(Declared::Production, OrgClass::Sandbox));
        for (declared, class) in [
            (Declared::Production, OrgClass::Production),
            (Declared::Sandbox, OrgClass::Unknown),
            (Declared::Scratch, OrgClass::Scratch),
            (Declared::Local, OrgClass::Production),
        ] {
            assert!(!contradicts(declared, class), "{declared:?} {class:?}");
        }
    }
}
