//! `login`: proves who may work on a target, and keeps that for later commands.

mod flows;
mod installation_key;
mod keygen;
mod rotate_key;
mod secret_input;

use crate::connect::{agree, block_on, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::targets::{self, Target};
use codegen::spec::Flow;
use local_org::NOT_SALESFORCE;
use sf_client::OrgClass;
use sf_client::login::{KeptError, KeptLogin, Login};
use sf_client::store::SecretStore;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, clap::Args)]
#[command(subcommand_negates_reqs = true, args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    what: Option<What>,
    /// Target to log in to, as `targets.yaml` names it.
    #[arg(long, value_name = "NAME", required = true)]
    target: Option<String>,
    /// How to log in. Default: the target's `flow`.
    #[arg(long, value_enum)]
    flow: Option<Method>,
    /// Consumer key of the OAuth app; it is no secret. Default: SF_<TARGET>_CLIENT_ID, else that of the present login.
    #[arg(long, value_name = "KEY")]
    client_id: Option<String>,
    /// File with the flow's secret: the private key (PEM), the consumer secret, or the sfdx auth URL. `-` is standard
    /// input. Default: the variable SF_<TARGET>_PRIVATE_KEY, …_CLIENT_SECRET or …_AUTH_URL, else a prompt.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Certificate (PEM) that the app knows: checked to belong to the private key.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// User name for the flow jwtBearer. Default: the target's `deployUser`.
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    /// Audience of the JWT, where login.salesforce.com or test.salesforce.com is not right, as for sites.
    #[arg(long, value_name = "URL")]
    audience: Option<String>,
    /// Username or alias under which `sf` knows the org, for the sf flow.
    #[arg(long, value_name = "NAME")]
    sf_org: Option<String>,
    /// Callback URL of the app for the flow authorizationCode; it must name this computer.
    #[arg(long, value_name = "URL", default_value = "http://localhost:1717/OauthRedirect")]
    callback: String,
    /// Only print the address of the login page; open no browser.
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Make a private key and its certificate for the flow jwtBearer.
    ///
    /// An RSA key of 2048 bits, readable by its owner only, and a self-signed certificate. Never commit the key; the
    /// certificate is public.
    Keygen(keygen::Args),
    /// Keep the installation key of the framework's package, for a package version that has one.
    ///
    /// `deploy` gives it to the org when the package is installed, and to nothing else. `logout` forgets it.
    InstallationKey(installation_key::Args),
    /// Replace the private key of a login with the flow jwtBearer, and the app's certificate with it.
    ///
    /// The new key is kept beside the old one, the app gets the new certificate, the new key logs in, and only then the old
    /// one is forgotten. At every moment one of the two logs in, and commands try both. If the new key is not let in, the
    /// old certificate is put back. Run it again to go on where it was left. The consumer key stays: clients notice nothing.
    RotateKey(rotate_key::Args),
}

/// A way to log in; those that specs know too have the names that specs give them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Method {
    /// In a browser on this computer (authorization code with PKCE).
    #[value(name = "authorizationCode", alias = "browser")]
    Browser,
    /// With a code that is typed in on another device; the app must allow the device flow.
    Device,
    /// With a private key whose certificate the app knows.
    #[value(name = "jwtBearer", alias = "jwt")]
    Jwt,
    /// With consumer key and secret, as the app's run-as user.
    #[value(name = "clientCredentials", alias = "client-credentials")]
    ClientCredentials,
    /// With an sfdx auth URL (`sf org auth show-sfdx-auth-url`).
    AuthUrl,
    /// With the access token in SF_<TARGET>_ACCESS_TOKEN; it is checked and not kept.
    AccessToken,
    /// With the login of an installed Salesforce CLI, which is asked for a token each time.
    Sf,
}

impl Method {
    fn of(flow: Flow) -> Self {
        match flow {
            Flow::AuthorizationCode => Self::Browser,
            Flow::JwtBearer => Self::Jwt,
            Flow::ClientCredentials => Self::ClientCredentials,
        }
    }
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        match self.what {
            Some(What::Keygen(args)) => return args.run(printer),
            Some(What::InstallationKey(args)) => return args.run(printer),
            Some(What::RotateKey(args)) => return args.run(printer),
            None => {}
        }
        let root = self.project.root()?;
        let target = targets::find(&root, self.target.as_deref().unwrap_or_default())?;
        let method = self.flow.unwrap_or_else(|| Method::of(target.flow));
        let store = targets::secrets()?;
        // Nobody logs in for nothing: a keychain that is locked asks now, or says that it cannot be unlocked.
        if method != Method::AccessToken {
            store.unlock().map_err(|error| targets::unusable(&target, &error.into()))?;
        }
        let present = KeptLogin::kept(&target.name, &target.address, &store).ok().flatten().map(|found| found.login);
        let login = flows::obtain(&self, method, &target, present.clone(), printer)?;
        let unusable = |error: KeptError| targets::unusable(&target, &error);
        // It is tried before it is kept: whatever ends this command, a login that works stays. An org that replaces refresh
        // tokens does so at once, and the one that it gives then is the one to keep.
        let newest = Arc::new(Mutex::new(None));
        let replaced = Arc::clone(&newest);
        let trial = login.clone().into_login(target.address.clone(), move |token| {
            *replaced.lock().unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        });
        let who = block_on(check(&target, trial.map_err(unusable)?))?;
        if matches!(login, KeptLogin::AccessToken { .. }) {
            printer.success(&format!("logged in to `{}`: {who}", target.name));
            printer.note("not kept: every command reads the variable anew");
            return Ok(Exit::Ok);
        }
        if let Some(warning) = store.warning().filter(|_| !matches!(login, KeptLogin::Sf { .. })) {
            printer.note(&format!("warning: {warning}"));
        }
        let newest = newest.lock().unwrap_or_else(PoisonError::into_inner).take();
        let login = newest.map_or(login.clone(), |token| login.with_refresh_token(&token));
        login.keep(&target.name, &target.address, &store).map_err(unusable)?;
        printer.success(&format!("logged in to `{}`: {who}", target.name));
        printer.note(&format!("kept in {}", store.describe()));
        Ok(Exit::Ok)
    }
}

/// Logs in, and says as whom and to what. An org that is not what `targets.yaml` says is refused.
async fn check(target: &Target, login: Login) -> Result<String, CommandError> {
    let org = targets::open(target, login).await?;
    let organization = org.organization().await.map_err(|error| client_error(&error))?;
    let class = OrgClass::of(&organization);
    agree(target, class)?;
    let local = org.session().instance.is_loopback();
    let kind = if local { NOT_SALESFORCE.to_owned() } else { class.to_string() };
    let user = org.username().await.unwrap_or_else(|_| "an unnamed user".to_owned());
    Ok(format!("{user} in {} ({}), {kind}", organization.name, organization.id))
}
