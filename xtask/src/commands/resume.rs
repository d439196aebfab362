//! `resume`: follow a deployment to its end, wherever it was started.

use super::deploy::keys;
use crate::connect::{Connection, block_on};
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show};
use crate::deploy::options::{JobArgs, WatchArgs};
use crate::deploy::run::{Watch, Watched, unseen};
use crate::deploy::waves::{Wave, keep_and_settle, names, survey};
use crate::deploy::{project, receipt};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::project::has_specs;
use sf_client::deploy::{Timing, Verdict};
use sf_wire::deploy::DeployResult;
use std::path::Path;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --id the deployment that this machine remembers is meant, else the only one of this user that is under\n\
    way, or the only one that ended in the last day. Nothing on this machine is needed: resume works where the deployment was not started. Where it was, or\n\
    where the project is, resume says what is still to do besides, and how to go on."
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
        let ended = self.resume(&root, printer);
        self.watch.show.refused(&ended, &root, printer)?;
        ended
    }

    fn resume(&self, root: &Path, printer: &mut Printer) -> Result<Exit, CommandError> {
        let timing = self.watch.wait.timing();
        block_on(async {
            let (connection, id) = open(&self.job, root, Purpose::Followed, &timing, printer).await?;
            let mut show = Show::new(&self.watch.show, root, printer);
            show.remark(format!("following {id} in `{}`, a {}", connection.target, connection.kind()));
            let mut watch = Watch::new(&connection, timing, self.watch.wait.no_wait);
            let watched =
                watch.follow(&id, &mut show).await.map_err(|error| unseen(&error, &connection.target, &id))?;
            let from_here = receipt::is_from_here(root, &connection.target, &id);
            let left = keep_and_settle(root, &connection, &watched, &mut show, printer).await;
            let sources = project::sources_of(root, &connection.target);
            let mut run = finish::run_of(&connection, &watched, &sources);
            if let Some(left) = left {
                run.summary.push_str(&format!("; still to do: {}", names(&left.rest)));
                run.next = Some(left.again);
            } else if let Watched::Seen(outcome) = &watched
                && outcome.verdict == Verdict::Succeeded
                && !outcome.result.check_only
                && !from_here
                && has_specs(root)
            {
                let rest = left_of(root, &connection, &outcome.result, printer).await;
                match rest.as_deref() {
                    Ok([]) => {}
                    Ok(rest) => {
                        run.summary.push_str(&format!("; still to do, as the org tells it: {}", names(rest)));
                        run.next = Some(format!("cargo xtask deploy --target {}", connection.target));
                    }
                    Err(error) => show.remark(format!("what else is to do cannot be told here: {error}")),
                }
            }
            show.end(&run, printer)?;
            Ok(finish::exit(&watched))
        })
    }
}

/// What a command that was started elsewhere has still to do in the org for the project that lies here.
async fn left_of(
    root: &Path,
    connection: &Connection,
    deployed: &DeployResult,
    printer: &mut Printer,
) -> Result<Vec<Wave>, CommandError> {
    let prepared = project::prepare(root, &connection.target, printer)?;
    // Without a store nothing tells whether the consumer keys have been read.
    let Some(keys) = keys(root, connection)? else { return Ok(Vec::new()) };
    Ok(survey(&prepared, connection, Some(&*keys), &[]).await?.left(deployed))
}
