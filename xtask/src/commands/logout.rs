//! `logout`: forgets a login.

use crate::connect::{block_on, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::targets::{self, Target, installation_key};
use sf_client::login::{KeptLogin, revoke};
use sf_client::store::UserStore;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Target to log out of.
    #[arg(long, value_name = "NAME", required_unless_present = "all")]
    target: Option<String>,
    /// Log out of every target of the project.
    #[arg(long, conflicts_with = "target")]
    all: bool,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.project.root()?;
        let chosen = match &self.target {
            Some(name) => vec![targets::find(&root, name)?],
            None => targets::all(&root)?,
        };
        let store = targets::secrets()?;
        for target in &chosen {
            log_out(target, &store, printer)?;
        }
        Ok(Exit::Ok)
    }
}

fn log_out(target: &Target, store: &UserStore, printer: &mut Printer) -> Result<(), CommandError> {
    let (name, address) = (&target.name, &target.address);
    let kept = KeptLogin::kept(name, address, store);
    if let Ok(None) = kept {
        printer.note(&format!("nobody was logged in to `{name}`"));
    }
    if let Ok(Some(found)) = &kept
        && let KeptLogin::RefreshToken { refresh_token, .. } = &found.login
    {
        let revoked = block_on(async {
            let http = targets::http()?;
            revoke(&http, address, refresh_token).await.map_err(|error| client_error(&error))
        });
        if let Err(error) = revoked {
            printer.note(&format!("warning: the org may still accept the login of `{name}`: {}", error.message));
            printer.note("    end it there: Setup, OAuth and OpenID Connect Usage, Revoke");
        }
    }
    KeptLogin::forget(name, address, store).map_err(|error| targets::unusable(target, &error))?;
    if !matches!(kept, Ok(None)) {
        printer.success(&format!("logged out of `{name}`"));
    }
    if installation_key::forget(target, store)? {
        printer.success(&format!("the installation key for `{name}` is forgotten"));
    }
    Ok(())
}
