//! `deploy`: move the project into an org.

use crate::connect::{block_on, connect};
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{TargetArgs, TestArgs, WaitArgs};
use crate::deploy::project::{Share, prepare};
use crate::deploy::receipt::Sent;
use crate::deploy::run::Watch;
use crate::deploy::view::Plain;
use crate::deploy::{finish, receipt, state};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{Deployment, JobFile};
use sf_wire::deploy::DeployOptions;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,
    /// Change nothing: let the org check the package and run the tests.
    #[arg(long)]
    validate: bool,
    #[command(flatten)]
    tests: TestArgs,
    /// Let warnings pass; without it a warning fails the deployment.
    #[arg(long)]
    ignore_warnings: bool,
    /// Delete this component from the org: `Type:Name`. Nothing is deleted without being named. Can be repeated.
    #[arg(long, value_name = "TYPE:NAME")]
    destroy: Vec<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    wait: WaitArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.target.project.root()?;
        let prepared = prepare(&root, &self.target.target, printer)?;
        let delete = crate::deploy::options::deletions(&self.destroy, prepared.api)?;
        let package = prepared.package(Share::Everything, &delete, printer)?;
        let hash = package.hash().to_string();
        let zip = package.to_zip().map_err(CommandError::preflight)?;
        let options = self.tests.apply(
            DeployOptions {
                check_only: self.validate,
                ignore_warnings: self.ignore_warnings,
                ..DeployOptions::default()
            },
            &prepared.tests,
            prepared.api,
        )?;
        block_on(async {
            let connection = connect(&root, &self.target.target).await?;
            if !self.validate {
                guard::check(&connection, &self.consent, false)?;
            }
            printer.note(&format!("`{}` is org {}, a {}", connection.target, connection.org_id, connection.class));
            let components = package.manifest.components().count() as u64;
            let deployment = Deployment::Package { zip, options: options.clone(), components };
            let mut job = JobFile::new(&state::jobs(&root), &connection.target, &connection.org_id, &hash);
            let mut watch = Watch::new(&connection, self.wait.timing(), self.wait.no_wait);
            let watched = watch.deploy(&deployment, &mut job, &mut Plain::new(printer)).await?;
            let sent = Sent { content_hash: Some(hash), options: Some(options), validated_id: None };
            receipt::end(&root, &connection, &watched, sent, &mut job, printer);
            Ok(finish::finish(&watched, &connection.target, &prepared.sources(&package), printer))
        })
    }
}
