//! `resume`: follow a deployment to its end, wherever it was started.

use crate::connect::{block_on, client_error};
use crate::deploy::choose::{Purpose, open};
use crate::deploy::finish::{self, Show};
use crate::deploy::options::{JobArgs, WatchArgs};
use crate::deploy::run::Watch;
use crate::deploy::waves::names;
use crate::deploy::{project, receipt};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --id the deployment that this machine remembers is meant, else the only one of this user that is under\n\
    way. Nothing on this machine is needed: resume works where the deployment was not started. Where it was, resume says\n\
    what the command has still to do besides, and how to go on."
)]
pub struct Args {
    #[command(flatten)]
    job: JobArgs,
    #[command(flatten)]
    watch: WatchArgs,
}

impl Args {
    pub fn run(self, printer: &mut Printer) -> Result<Exit, CommandError> {
        let root = self.job.target.project.root()?;
        let timing = self.watch.wait.timing();
        block_on(async {
            let (connection, id) = open(&self.job, &root, Purpose::Running, &timing, printer).await?;
            let mut show = Show::new(&self.watch.show, &root, printer);
            show.remark(format!("following {id} in `{}`, a {}", connection.target, connection.class));
            let mut watch = Watch::new(&connection, timing, self.watch.wait.no_wait);
            let watched = watch.follow(&id, &mut show).await.map_err(|error| client_error(&error))?;
            let left = receipt::keep(&root, &connection, &watched, printer);
            let sources = project::sources_of(&root, &connection.target);
            let mut run = finish::run_of(&connection, &watched, &sources);
            if let Some(left) = left {
                run.summary.push_str(&format!("; still to do: {}", names(&left.rest)));
                run.next = Some(left.again);
            }
            show.end(&run, printer)?;
            Ok(finish::exit(&watched))
        })
    }
}
