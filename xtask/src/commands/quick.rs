//! `quick`: deploy what a validation has proven.

use crate::connect::block_on;
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show};
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{JobArgs, WatchArgs, deletions};
use crate::deploy::project::{self, Prepared, Share};
use crate::deploy::receipt::Sent;
use crate::deploy::run::{Watch, unseen};
use crate::deploy::validated::{Accept, Compared, Validation};
use crate::deploy::waves::{claim, earlier, settle, under_way};
use crate::deploy::{receipt, state};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{Deployment, Fingerprint, JobFile, Timing, Validated};
use sf_metadata::{ApiVersion, Manifest, Package};
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

/// The project as it lies here.
struct Project {
    prepared: Prepared,
    package: Package,
    delete: Manifest,
}

impl Args {
    pub fn run(mut self, timing: Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        self.watch.wait.usual = timing;
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
            let project = self.project(root, printer)?;
            let compared = match &project {
                Some(project) => {
                    let now = project.prepared.candidates(&project.delete, None, printer)?;
                    validation.compare(root, &connection, &now, self.accept)?
                }
                None if self.accept.accept_changed => {
                    Compared::unlike("it was not compared with the project, as --accept-changed says")
                }
                None => Compared::unlike("it was not compared with a project: there is none here"),
            };
            show.remark(&*compared.words);
            if connection.class.is_guarded() {
                let package = project.as_ref().map(|Project { prepared, package, delete }| (prepared, package, delete));
                validation.show_rights(&connection, &compared, package, &mut show).await?;
            }
            let mut job = JobFile::new(&state::jobs(root), &connection.target, &connection.org_id, &id);
            let mut watch = Watch::new(&connection, timing, self.watch.wait.no_wait);
            let deployment = Deployment::Validated(Validated::from(&validation.told));
            let sent = Fingerprint::from(&deployment);
            let watched = match under_way(root, &connection, &timing, &id, &sent, &mut show).await? {
                Some(own) => {
                    show.remark(earlier(&own));
                    let watched = watch.follow(&own, &mut show).await;
                    let watched = watched.map_err(|error| unseen(&error, &connection.target, &own))?;
                    receipt::keep(root, &connection, &watched, printer).await;
                    watched
                }
                None => {
                    let watched = watch.deploy(&deployment, &mut job, &mut show).await?;
                    let sent = Sent::validated(root, &connection.target, &id);
                    receipt::end(root, &connection, &watched, sent, &mut job, printer);
                    watched
                }
            };
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

    /// What the project holds now, if there is one: the org is all that a quick deploy needs.
    fn project(&self, root: &Path, printer: &mut Printer) -> Result<Option<Project>, CommandError> {
        if self.accept.accept_changed || !root.join("sfdx-project.json").is_file() {
            return Ok(None);
        }
        let prepared = project::prepare(root, &self.job.target.target, printer)?;
        let delete = deletions(&self.destroy, prepared.api)?;
        let package = prepared.package(Share::Everything, &delete, printer)?;
        Ok(Some(Project { prepared, package, delete }))
    }
}
