//! `quick`: deploy what a validation has proven.

use crate::connect::block_on;
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show};
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{JobArgs, WatchArgs, deletions};
use crate::deploy::project::{self, Candidate};
use crate::deploy::receipt::Sent;
use crate::deploy::run::Watch;
use crate::deploy::validated::{Accept, UNKNOWN_RIGHTS, Validation};
use crate::deploy::waves::{claim, settle};
use crate::deploy::{receipt, state};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{Deployment, JobFile, Validated};
use sf_metadata::ApiVersion;
use std::path::Path;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Needs no project: the org holds what was validated. Where there is a project, it must not have changed since, as\n\
    far as the receipt of the validation tells. Without --id the only validation of this user that succeeded is meant, or\n\
    the newest one that has a receipt in deployments/. Steps that a deployment does besides the metadata (users, app\n\
    policies, consumer keys) are not part of a validation: run `deploy --quick ID` for all of them."
)]
pub struct Args {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    accept: Accept,
    /// Delete this component, as was validated: `Type:Name`. Nothing is deleted without being named. Can be repeated.
    #[arg(long, value_name = "TYPE:NAME")]
    destroy: Vec<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    watch: WatchArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.job.target.project.root()?;
        let ended = self.quick(&root, printer);
        self.watch.show.refused(&ended, &root, printer)?;
        ended
    }

    fn quick(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let timing = self.watch.wait.timing();
        block_on(async {
            let (connection, id) = open(&self.job, root, Purpose::Validated, &timing, printer).await?;
            guard::quick(&connection, &self.consent)?;
            let _claim = claim(root, &connection)?;
            let validation = Validation::read(&connection, &id).await?;
            let mut show = Show::new(&self.watch.show, root, printer);
            validation.show(&connection, &mut show);
            validation.deletes_only(&deletions(&self.destroy, ApiVersion::DEFAULT)?)?;
            let now = self.candidates(root, printer)?;
            let remark = match &now {
                Some(now) => validation.compare(root, &connection, now, self.accept)?,
                None if self.accept.accept_changed => {
                    Some("not compared with the project, as --accept-changed says".to_owned())
                }
                None => Some("not compared with a project: there is none here".to_owned()),
            };
            remark.into_iter().for_each(|remark| show.remark(remark));
            if connection.class.is_guarded() {
                show.remark(UNKNOWN_RIGHTS);
            }
            let mut job = JobFile::new(&state::jobs(root), &connection.target, &connection.org_id, &id);
            let mut watch = Watch::new(&connection, timing, self.watch.wait.no_wait);
            let deployment = Deployment::Validated(Validated::from(&validation.told));
            let watched = watch.deploy(&deployment, &mut job, &mut show).await?;
            let sent = Sent::validated(root, &connection.target, &id);
            receipt::end(root, &connection, &watched, sent, &mut job, printer);
            settle(root, &connection, &mut |text| show.remark(text)).await;
            let sources = project::sources_of(root, &connection.target);
            let mut run = finish::run_of(&connection, &watched, &sources);
            run.summary.push_str(&format!("; validated as {id}"));
            if let Some(deployed) = &mut run.deployment {
                deployed.validated_id = Some(id);
            }
            show.end(&run, printer)?;
            Ok(finish::exit(&watched))
        })
    }

    /// What the project holds now, if there is one: the org is all that a quick deploy needs. How it was validated is not
    /// known here.
    fn candidates(&self, root: &Path, printer: &mut Printer) -> Result<Option<[Candidate; 2]>, CommandError> {
        if self.accept.accept_changed || !root.join("sfdx-project.json").is_file() {
            return Ok(None);
        }
        let prepared = project::prepare(root, &self.job.target.target, printer)?;
        let delete = deletions(&self.destroy, prepared.api)?;
        prepared.candidates(&delete, None, printer).map(Some)
    }
}
