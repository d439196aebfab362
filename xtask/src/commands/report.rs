//! `report`: how a deployment stands or ended.

use crate::connect::{block_on, client_error};
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show, ShowArgs};
use crate::deploy::options::JobArgs;
use crate::deploy::project;
use crate::deploy::run::Watched;
use crate::deploy::waves::pending;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use sf_client::deploy::{DeployOutcome, Timing, Verdict, standing};
use std::path::Path;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --id the deployment that this machine remembers is meant, else this user's newest one."
)]
pub struct Args {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    show: ShowArgs,
}

impl Args {
    pub fn run(self, timing: Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.job.target.project.root()?;
        let ended = self.report(&root, &timing, printer);
        self.show.refused(&ended, &root, printer)?;
        ended
    }

    fn report(&self, root: &Path, timing: &Timing, printer: &mut Printer) -> Result<Exit, CommandError> {
        block_on(async {
            let (connection, id) = open(&self.job, root, Purpose::Any, timing, printer).await?;
            let result = standing(&connection.org, &id).await.map_err(|error| client_error(&error))?;
            let outcome = DeployOutcome { id, verdict: Verdict::of(&result), result };
            let sources = project::sources_of(root, &connection.target);
            let watched = Watched::Seen(Box::new(outcome));
            let show = Show::new(&self.show, root, printer);
            let mut run = finish::run_of(&connection, &watched, &sources);
            pending(root, &connection).into_iter().for_each(|text| run.summary.push_str(&format!("; {text}")));
            show.end(&run, printer)?;
            Ok(finish::exit(&watched))
        })
    }
}
