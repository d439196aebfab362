//! `login rotate-key`: another private key for the flow jwtBearer, and at no moment a login that does not work.
//!
//! An app knows one certificate. So both keys are kept from before the org is changed until the new one has logged in, and
//! every command tries both. Each step looks before it acts: the command run again goes on where it stopped.

mod app;

use super::keygen::{YEARS, this_year};
use super::secret_input;
use crate::connect::{Connection, agree, block_on, client_error};
use crate::deploy::guard::{self, Consent};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::targets::{self, Target};
use app::Settings;
use sf_client::login::{FoundLogin, KeptError, KeptLogin, KeyPair, SigningKey, part};
use sf_client::store::{SecretStore, UserStore};
use sf_client::{ClientError, Org, Secret, same_id};
use sf_metadata::types::ExtlClntAppGlobalOauthSettings;
use sf_metadata::{ComponentSet, Metadata, Project, SourceTree};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How often the new key is tried.
const AGAIN: Duration = Duration::from_secs(5);
/// Name in certificates made here.
const NAME: &str = "salesforce-mcp-toolchain deploy";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Target whose login gets another key.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// File with the new private key (PEM), as `login keygen` makes it; `-` is standard input. Default: the variable
    /// SF_<TARGET>_NEXT_PRIVATE_KEY, else a key is made that only your secret store holds.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Only keep the new key beside the present one, and print its certificate: for the other machines of a team, and for
    /// apps whose certificate a person uploads.
    #[arg(long)]
    prepare: bool,
    /// The project's file with the app's certificate (PEM): it gets the new one once the new key has logged in. Needed
    /// where the project deploys the app.
    #[arg(long, value_name = "FILE", conflicts_with = "prepare")]
    certificate: Option<PathBuf>,
    /// Last year in which the new certificate is valid. Default: the year after next.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i16).range(2026..=2099))]
    until: Option<i16>,
    /// How many seconds the org may take to let the new key in, before the old certificate is put back.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    wait: u64,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    project: ProjectArgs,
}

/// A login with a second key beside the present one.
struct Keys {
    login: KeptLogin,
    client_id: String,
    old: Secret,
    new: Secret,
    /// Where the login is kept; `None`: in variables, which only a person changes.
    store: Option<UserStore>,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let target = targets::find(&root, &self.target)?;
        let store = targets::secrets()?;
        let hold = KeptLogin::hold(&target.name, &target.address, &store)
            .map_err(|error| targets::unusable(&target, &error))?;
        let Some(_held) = hold else {
            let message = "another command is working on this login";
            return Err(CommandError::missing(message, "wait for it, then run this one again"));
        };
        let keys = self.keys(&target, store)?;
        let until = i32::from(self.until.unwrap_or_else(|| this_year().saturating_add(YEARS)));
        let certificate = signing(&target, &keys.new)?.certificate(NAME, until);
        let certificate = certificate.map_err(|error| CommandError::internal(error.to_string()))?;
        if self.prepare {
            printer.data(&certificate);
            printer.success("the new key is kept beside the present one; commands try both");
            return Ok(Exit::Ok);
        }
        block_on(self.rotate(&root, &target, &keys, &certificate, printer))
    }

    /// The present login with the new key beside it, kept before anything is changed.
    fn keys(&self, target: &Target, store: UserStore) -> Result<Keys, CommandError> {
        let found = targets::found_login(target).map_err(|error| targets::unusable(target, &error))?;
        let Some(FoundLogin { login, place }) = found else { return Err(targets::nobody(target)) };
        let KeptLogin::Jwt { client_id, username, private_key, next_key, audience } = login else {
            return Err(CommandError::usage(
                format!("the login of `{}` has no key: its flow is {}", target.name, login.method()),
                "keys belong to the flow jwtBearer; `docs/login.md` of the toolchain tells how other logins are replaced",
            ));
        };
        let given = match &self.secret_file {
            Some(path) => Some(secret_input::from_file(path, "new private key")?),
            None => secret_input::variable(target, part::NEXT_PRIVATE_KEY),
        };
        if let (Some(given), Some(before)) = (&given, &next_key)
            && given != before
        {
            return Err(CommandError::usage(
                "an earlier run was left with another new key, which the app may know already",
                "end that one first: run the same command without --secret-file",
            ));
        }
        let kept = place == store.describe();
        let new = match next_key.or(given) {
            Some(key) => key,
            None if kept => {
                KeyPair::generate(NAME, i32::from(this_year()))
                    .map_err(|error| CommandError::internal(error.to_string()))?
                    .private_key
            }
            None => {
                let [present, next] =
                    [part::PRIVATE_KEY, part::NEXT_PRIVATE_KEY].map(|p| secret_input::name(target, p));
                return Err(CommandError::missing(
                    format!("the present key is in {present}, and {next} is not set"),
                    format!("make a key with `login keygen`, and put it into {next} wherever {present} is set"),
                ));
            }
        };
        signing(target, &new)?;
        let (old, next_key) = (private_key.clone(), Some(new.clone()));
        let login = KeptLogin::Jwt { client_id: client_id.clone(), username, private_key, next_key, audience };
        if kept {
            login.keep(&target.name, &target.address, &store).map_err(|error| targets::unusable(target, &error))?;
        }
        Ok(Keys { login, client_id, old, new, store: kept.then_some(store) })
    }

    async fn rotate(
        &self,
        root: &Path,
        target: &Target,
        keys: &Keys,
        certificate: &str,
        printer: &mut Printer,
    ) -> Result<Exit, CommandError> {
        self.check_file(target, keys)?;
        let login = keys.login.clone().into_login(target.address.clone(), |_| {});
        let org = targets::open(target, login.map_err(|error| targets::unusable(target, &error))?).await?;
        let class = org.class().await;
        agree(target, class)?;
        let org_id = org.org_id().await.map_err(|error| client_error(&error))?;
        if tried(target, &keys.only(&keys.new)).await?.is_none() {
            let name = target.name.clone();
            let connection = Connection { target: name, org, org_id: org_id.clone(), class, started: None };
            guard::consented(&connection, &self.consent, "another certificate changes how one logs in")?;
            let Some(settings) = Settings::find(&connection.org, &keys.client_id).await? else {
                return Err(by_hand(certificate, keys, printer));
            };
            self.agrees_with_project(root, &settings.name, target)?;
            settings.deploy(&connection.org, certificate).await.map_err(still_works)?;
            printer.note(&format!("the app {} knows the new certificate", settings.name));
            self.prove(target, keys, &connection.org, &settings, printer).await?;
        }
        let proven = tried(target, &keys.only(&keys.new)).await?;
        let proven =
            proven.ok_or_else(|| still_works(targets::refused(target, "the org refuses the new key again")))?;
        let theirs = proven.org_id().await.map_err(|error| client_error(&error))?;
        if !same_id(&theirs, &org_id) {
            return Err(still_works(targets::refused(target, "the new key leads to another org")));
        }
        if let Some(path) = &self.certificate {
            std::fs::write(path, certificate).map_err(|error| {
                CommandError::internal(format!("`{}` cannot be written: {error}; both keys are kept", path.display()))
            })?;
        }
        keys.end(target, printer)?;
        if let Some(path) = &self.certificate {
            let path = path.display();
            printer.note(&format!("{path} holds the new certificate: generate, review and commit it"));
        }
        Ok(Exit::Ok)
    }

    /// The file that is to be replaced must be the certificate of one of the keys.
    fn check_file(&self, target: &Target, keys: &Keys) -> Result<(), CommandError> {
        let Some(path) = &self.certificate else { return Ok(()) };
        let text = std::fs::read_to_string(path).map_err(|error| {
            let message = format!("`{}` cannot be read: {error}", path.display());
            CommandError::missing(message, "name the file that holds the certificate now")
        })?;
        let ours = [&keys.old, &keys.new].map(|key| signing(target, key));
        if ours.into_iter().flatten().any(|key| key.check_certificate(&text).is_ok()) {
            return Ok(());
        }
        Err(CommandError::usage(
            format!("`{}` is not the certificate of the present key", path.display()),
            "name the file whose certificate the app has now",
        ))
    }

    /// A project that deploys the app would put the old certificate back.
    fn agrees_with_project(&self, root: &Path, name: &str, target: &Target) -> Result<(), CommandError> {
        if self.certificate.is_some() {
            return Ok(());
        }
        let kind = ExtlClntAppGlobalOauthSettings::ROOT;
        let set = Project::read(root).ok().and_then(|project| SourceTree::read(&project, Some(&target.name)).ok());
        let set = set.and_then(|tree| ComponentSet::from_source(tree).ok()).unwrap_or_default();
        match set.get(kind, name).and_then(|component| component.files.first()) {
            Some(file) => Err(CommandError::usage(
                format!("`{}` deploys this app: the next deployment would put the old certificate back", file.path),
                "name the project's file that holds the certificate with --certificate",
            )),
            None => Ok(()),
        }
    }

    /// Waits until the new key logs in; else puts the old certificate back, while the session still lives.
    async fn prove(
        &self,
        target: &Target,
        keys: &Keys,
        org: &Org,
        settings: &Settings,
        printer: &mut Printer,
    ) -> Result<(), CommandError> {
        let (begin, patience) = (Instant::now(), Duration::from_secs(self.wait));
        printer.note(&format!("waiting until the new key logs in, up to {} s; both keys are kept", self.wait));
        loop {
            if tried(target, &keys.only(&keys.new)).await?.is_some() {
                return Ok(());
            }
            if begin.elapsed() >= patience {
                break;
            }
            tokio::time::sleep(AGAIN.min(patience)).await;
        }
        let old = signing(target, &keys.old)?;
        let theirs = settings.certificate().filter(|pem| old.check_certificate(pem).is_ok()).map(str::to_owned);
        let again = match theirs {
            Some(pem) => pem,
            None => old
                .certificate(NAME, i32::from(this_year().saturating_add(YEARS)))
                .map_err(|error| CommandError::internal(error.to_string()))?,
        };
        settings.deploy(org, &again).await.map_err(still_works)?;
        keys.give_up(target)?;
        Err(CommandError {
            exit: Exit::Login,
            message: format!("the org did not let the new key in within {} s", self.wait),
            hint: Some("the old certificate is back, and the old key logs in as before; look at the login history of the user, then try again with a longer --wait".to_owned()),
        })
    }
}

impl Keys {
    /// The login with one key only.
    fn only(&self, key: &Secret) -> KeptLogin {
        let mut login = self.login.clone();
        if let KeptLogin::Jwt { private_key, next_key, .. } = &mut login {
            *private_key = key.clone();
            *next_key = None;
        }
        login
    }

    fn keep(&self, target: &Target, key: &Secret) -> Result<bool, CommandError> {
        let Some(store) = &self.store else { return Ok(false) };
        let kept = || -> Result<bool, KeptError> {
            let now = KeptLogin::kept(&target.name, &target.address, store)?.map(|found| found.login);
            let ours = now.as_ref() == Some(&self.login);
            if ours {
                self.only(key).keep(&target.name, &target.address, store)?;
            }
            Ok(ours)
        };
        kept().map_err(|error| targets::unusable(target, &error))
    }

    /// Forgets the new key.
    fn give_up(&self, target: &Target) -> Result<(), CommandError> {
        self.keep(target, &self.old).map(|_| ())
    }

    /// Forgets the old key, now that the new one has logged in.
    fn end(&self, target: &Target, printer: &mut Printer) -> Result<(), CommandError> {
        let kept = self.keep(target, &self.new)?;
        printer.success(&format!("`{}` logs in with the new key", target.name));
        if kept {
            printer.note("the old key is forgotten; the consumer key is the same");
        } else if self.store.is_some() {
            printer.note("somebody has logged in meanwhile: that login stays as it is");
        } else {
            let [present, next] = [part::PRIVATE_KEY, part::NEXT_PRIVATE_KEY].map(|p| secret_input::name(target, p));
            printer.note(&format!("now put the new key into {present} wherever it is set, and remove {next}"));
        }
        Ok(())
    }
}

/// The org, if it lets this login in. Only a refusal is no; an org that cannot be asked says nothing.
async fn tried(target: &Target, login: &KeptLogin) -> Result<Option<Org>, CommandError> {
    let login =
        login.clone().into_login(target.address.clone(), |_| {}).map_err(|error| targets::unusable(target, &error))?;
    match Org::connect(targets::http()?, login, targets::VERSION).await {
        Ok(org) => Ok(Some(org)),
        Err(ClientError::Login { .. }) => Ok(None),
        Err(error) if error.is_retryable() => Ok(None),
        Err(error) => Err(still_works(targets::not_logged_in(target, &error))),
    }
}

fn signing(target: &Target, key: &Secret) -> Result<SigningKey, CommandError> {
    SigningKey::from_pem(key).map_err(|error| targets::refused(target, &error.to_string()))
}

/// The app cannot be changed from here: a person uploads the certificate, and the command goes on from there.
fn by_hand(certificate: &str, keys: &Keys, printer: &mut Printer) -> CommandError {
    printer.data(certificate);
    let kept = if keys.store.is_some() { "both keys are kept" } else { "nothing was changed" };
    CommandError::missing(
        format!(
            "no external client app that this user can read has the consumer key of the login (a connected app is changed in Setup); {kept}"
        ),
        "upload the certificate printed above to the app in Setup, then run the same command again: it finds that the new key logs in",
    )
}

/// An error after which the login works as before.
fn still_works(error: CommandError) -> CommandError {
    let hint = "both keys are kept and commands try both; run the same command again to go on";
    let hint = error.hint.iter().map(String::as_str).chain([hint]).collect::<Vec<_>>().join("; ");
    CommandError { hint: Some(hint), ..error }
}
