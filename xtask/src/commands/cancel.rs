//! `cancel`: stop a deployment.

use crate::connect::{block_on, client_error};
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show};
use crate::deploy::options::{JobArgs, WatchArgs};
use crate::deploy::project;
use crate::deploy::run::{Watch, Watched, unseen};
use crate::deploy::waves::keep_and_settle;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{DeployEvent, Timing, Verdict, cancel};
use std::path::Path;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --id the deployment that this machine remembers is meant, else the only one of this user\n\
    that is under way. A deployment that is finalizing can no longer be cancelled."
)]
pub struct Args {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    watch: WatchArgs,
}

impl Args {
    pub fn run(mut self, timing: Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        self.watch.wait.usual = timing;
        let root = self.job.target.project.root()?;
        let ended = self.cancel(&root, printer);
        self.watch.show.refused(&ended, &root, printer)?;
        ended
    }

    fn cancel(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let timing = self.watch.wait.timing();
        block_on(async {
            let (connection, id) = open(&self.job, root, Purpose::Running, &timing, printer).await?;
            let mut show = Show::new(&self.watch.show, root, printer);
            // A reply that was lost is no failure: what counts is how the deployment ends.
            match cancel(&connection.org, &id).await {
                Ok(_) => show.event(&DeployEvent::Canceling { id: id.clone() }),
                Err(error) if error.may_have_acted() => show.remark(format!("the reply was lost: {error}")),
                Err(error) => return Err(client_error(&error)),
            }
            if self.watch.wait.no_wait {
                printer.data(&format!("cargo xtask report --target {} --id {id}\n", connection.target));
                return Ok(Exit::StillRunning);
            }
            let mut watch = Watch::new(&connection, timing, false);
            let watched =
                watch.follow(&id, &mut show).await.map_err(|error| unseen(&error, &connection.target, &id))?;
            // The end was seen: the next deployment is one of its own.
            keep_and_settle(root, &connection, &watched, &mut show, printer).await;
            let sources = project::sources_of(root, &connection.target);
            if matches!(&watched, Watched::Seen(outcome) if outcome.verdict == Verdict::Canceled) {
                show.end(&finish::run_of(&connection, &watched, &sources), printer)?;
                printer.success(&format!("{id} is cancelled; it has changed nothing in the org"));
                return Ok(Exit::Ok);
            }
            let mut run = finish::run_of(&connection, &watched, &sources);
            run.summary.push_str("; it was over before it could be cancelled");
            show.end(&run, printer)?;
            Ok(match finish::exit(&watched) {
                Exit::Ok => Exit::Failed,
                exit => exit,
            })
        })
    }
}
