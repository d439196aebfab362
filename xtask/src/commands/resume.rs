//! `resume`: follow a deployment to its end, wherever it was started.

use crate::connect::{block_on, client_error, connect};
use crate::deploy::choose::{Purpose, choose};
use crate::deploy::finish::{self, Show, ShowArgs};
use crate::deploy::options::{TargetArgs, WaitArgs};
use crate::deploy::run::Watch;
use crate::deploy::{project, receipt};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --id the deployment that this machine remembers is meant, else the only one of this user\n\
    that is under way. Nothing on this machine is needed: resume works where the deployment was not started."
)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,
    /// The deployment (0Af…).
    #[arg(long, value_name = "ID")]
    id: Option<String>,
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
            let id = choose(&root, &connection, self.id.as_deref(), Purpose::Running, &timing, printer).await?;
            let mut show = Show::new(&self.show, &root, printer);
            show.remark(format!("following {id} in `{}`, a {}", connection.target, connection.class));
            let mut watch = Watch::new(&connection, timing, self.wait.no_wait);
            let watched = watch.follow(&id, &mut show).await.map_err(|error| client_error(&error))?;
            receipt::keep(&root, &connection, &watched, printer);
            let sources = project::sources_of(&root, &connection.target);
            show.end(&finish::run_of(&connection, &watched, &sources), printer)?;
            Ok(finish::exit(&watched))
        })
    }
}
