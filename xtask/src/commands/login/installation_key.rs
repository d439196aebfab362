//! `login installation-key`: keeps the key of a package that is installed only with one.

use super::secret_input::{self, Source};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::ProjectArgs;
use crate::targets::{self, installation_key};
use sf_client::store::SecretStore;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Target whose deployments install the package.
    #[arg(long, value_name = "NAME")]
    target: String,
    /// File with the key. `-` is standard input. Default: the variable SF_<TARGET>_INSTALLATION_KEY, else a prompt.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    #[command(flatten)]
    project: ProjectArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let target = targets::find(&self.project.root()?, &self.target)?;
        let file = self.secret_file.as_deref();
        let source =
            Source { target: &target, what: installation_key::WHAT, name: "installation key", file, required: true };
        let key = secret_input::read(&source)?.unwrap_or_default();
        let store = targets::secrets()?;
        if let Some(warning) = store.warning() {
            printer.note(&format!("warning: {warning}"));
        }
        installation_key::keep(&target, &key, &store)?;
        printer.success(&format!("the installation key for `{}` is kept in {}", target.name, store.describe()));
        Ok(Exit::Ok)
    }
}
