//! `quick`: deploy what a validation has proven.

use crate::connect::{block_on, connect};
use crate::deploy::choose::{Purpose, choose};
use crate::deploy::finish::{self, Show, ShowArgs};
use crate::deploy::guard::{self, Consent};
use crate::deploy::options::{TargetArgs, WaitArgs};
use crate::deploy::receipt::Sent;
use crate::deploy::run::Watch;
use crate::deploy::{project, receipt, state};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{Deployment, JobFile};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Needs no project: the org holds what was validated. Without --id the only validation of this user that\n\
    succeeded is meant, or the newest one that has a receipt in deployments/. Steps that a deployment does besides the\n\
    metadata (users, app policies, consumer keys) are not part of a validation: run `deploy --quick ID` for all of them."
)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,
    /// The validation (0Af…).
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    #[command(flatten)]
    consent: Consent,
    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    show: ShowArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.target.project.root()?;
        let timing = self.wait.timing();
        block_on(async {
            let connection = connect(&root, &self.target.target).await?;
            let id = choose(&root, &connection, self.id.as_deref(), Purpose::Validated, &timing, printer).await?;
            guard::quick(&connection, &self.consent)?;
            let mut show = Show::new(&self.show, &root, printer);
            show.remark(format!("deploying validation {id} to `{}`, a {}", connection.target, connection.class));
            let known = receipt::all(&root, &connection.target).into_iter().find(|r| sf_client::same_id(&r.id, &id));
            let hash = known.and_then(|receipt| receipt.content_hash);
            let mut job = JobFile::new(
                &state::jobs(&root),
                &connection.target,
                &connection.org_id,
                hash.as_deref().unwrap_or(""),
            );
            let mut watch = Watch::new(&connection, timing, self.wait.no_wait);
            let deployment = Deployment::Validated { id: id.clone() };
            let watched = watch.deploy(&deployment, &mut job, &mut show).await?;
            let sent = Sent { content_hash: hash, options: None, validated_id: Some(id.clone()) };
            receipt::end(&root, &connection, &watched, sent, &mut job, printer);
            let sources = project::sources_of(&root, &connection.target);
            let mut run = finish::run_of(&connection, &watched, &sources);
            run.summary.push_str(&format!("; validated as {id}"));
            if let Some(deployed) = &mut run.deployment {
                deployed.validated_id = Some(id);
            }
            show.end(&run, printer)?;
            Ok(finish::exit(&watched))
        })
    }
}
