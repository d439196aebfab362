//! What one deployment cannot do: the framework's package before it, users, app policies and consumer keys after it.
//!
//! [`survey`] looks at the org and says what each wave will do; [`Engine::run`] does it. Every wave looks before it acts,
//! so running the same command again goes on where an earlier run stopped.

mod credentials;
mod journal;
mod metadata;
mod package;
mod survey;
mod users;

pub use survey::{Survey, survey};

use super::finish::Show;
use super::interrupt::Interrupts;
use super::options::WaitArgs;
use super::project::{Prepared, Share};
use crate::connect::Connection;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::report::{Run, Verdict};
use metadata::Deployed;
use serde::{Deserialize, Serialize};
use sf_client::deploy::{DeployEvent, StageOutcome};
use sf_client::store::SecretStore;
use sf_metadata::Manifest;
use sf_wire::deploy::DeployOptions;
use std::path::Path;

/// A part of a deployment, in the order in which they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "camelCase")]
pub enum Wave {
    /// The framework's package at the pinned version.
    Package,
    /// The components of the project.
    Metadata,
    /// Integration users with their licence and permission sets.
    Users,
    /// Policies of apps, once the org has made the apps.
    Policies,
    /// Consumer keys, from the org into the secret store.
    Credentials,
}

impl Wave {
    /// Every wave in order.
    pub const ALL: [Self; 5] = [Self::Package, Self::Metadata, Self::Users, Self::Policies, Self::Credentials];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Metadata => "metadata",
            Self::Users => "users",
            Self::Policies => "policies",
            Self::Credentials => "credentials",
        }
    }
}

/// What a wave will do, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which wave.
    pub wave: Wave,
    /// One line a thing to do; empty if there is nothing to do.
    pub words: Vec<String>,
}

/// How a wave ended, unless it failed.
#[derive(Debug)]
pub(super) struct Done {
    outcome: StageOutcome,
    detail: Option<String>,
}

impl Done {
    fn finished(detail: impl Into<String>) -> Self {
        Self { outcome: StageOutcome::Done, detail: Some(detail.into()) }
    }

    fn unchanged(detail: impl Into<String>) -> Self {
        Self { outcome: StageOutcome::Unchanged, detail: Some(detail.into()) }
    }

    fn skipped(detail: impl Into<String>) -> Self {
        Self { outcome: StageOutcome::Skipped, detail: Some(detail.into()) }
    }
}

/// Everything that the waves of one command need.
pub struct Engine<'a> {
    /// Root of the project.
    pub root: &'a Path,
    /// The project.
    pub prepared: &'a Prepared,
    /// The org.
    pub connection: &'a Connection,
    /// Where consumer keys go.
    pub secrets: &'a dyn SecretStore,
    /// How to deploy.
    pub options: DeployOptions,
    /// What to delete.
    pub delete: Manifest,
    /// The validation to deploy instead of the package.
    pub quick: Option<String>,
    /// Only these waves; all if empty.
    pub only: Vec<Wave>,
    /// How long to follow deployments.
    pub wait: WaitArgs,
}

/// How the waves ended.
#[derive(Debug)]
pub struct Ended {
    /// What became of the deployments.
    pub run: Run,
    /// The exit code, unless a wave failed otherwise than by a deployment.
    pub exit: Exit,
    /// Why a wave failed, with what was done and what was not.
    pub failure: Option<CommandError>,
}

impl Engine<'_> {
    fn wants(&self, wave: Wave) -> bool {
        self.only.is_empty() || self.only.contains(&wave)
    }

    /// Does the waves one after the other and stops at the first that fails.
    pub async fn run(&self, survey: &Survey, show: &mut Show, printer: &mut Printer) -> Ended {
        let waves: Vec<Wave> =
            Wave::ALL.into_iter().filter(|wave| self.wants(*wave) && survey.concerns(*wave)).collect();
        let mut ended = Ended { run: nothing_deployed(), exit: Exit::Ok, failure: None };
        let mut interrupts = Interrupts;
        let of = u32::try_from(waves.len()).unwrap_or(u32::MAX);
        for (number, wave) in (1..).zip(waves.iter().copied()) {
            let name = wave.name();
            show.event(&DeployEvent::Stage { name: name.to_owned(), number, of });
            let deploys = matches!(wave, Wave::Metadata | Wave::Policies);
            let result = {
                let work = self.wave(wave, survey, &mut ended, show, printer);
                tokio::select! {
                    result = work => result,
                    // A deployment answers Ctrl-C itself. The other waves look before they act, so they may be left.
                    () = interrupts.next(), if !deploys => Err(CommandError {
                        exit: Exit::StillRunning,
                        message: "left by Ctrl-C".to_owned(),
                        hint: None,
                    }),
                }
            };
            match result {
                Ok(Done { outcome, detail }) => show.stage_ended(name, outcome, detail),
                Err(error) => {
                    show.stage_ended(name, StageOutcome::Failed, error.message.clone());
                    ended.exit = error.exit;
                    ended.failure = Some(self.stopped(&waves, wave, error));
                    return ended;
                }
            }
            if ended.exit != Exit::Ok {
                let rest = &waves[number as usize..];
                if !rest.is_empty() {
                    show.remark(format!("not done: {}; the same command goes on where this one stopped", names(rest)));
                }
                return ended;
            }
        }
        if !self.options.check_only && self.only.is_empty() {
            journal::forget(self.root, &self.connection.target);
        }
        ended
    }

    async fn wave(
        &self,
        wave: Wave,
        survey: &Survey,
        ended: &mut Ended,
        show: &mut Show,
        printer: &mut Printer,
    ) -> Result<Done, CommandError> {
        let check_only = self.options.check_only;
        match wave {
            Wave::Package if check_only => package::must_be_there(survey, &self.connection.target),
            Wave::Package => package::install(self.connection, survey, show).await,
            Wave::Metadata => {
                let share = if survey.split { Share::WithoutPolicies } else { Share::Everything };
                let deployed = self.metadata(share, &self.delete, show, printer).await?;
                Ok(ended.take(deployed))
            }
            Wave::Users if check_only => Ok(Done::skipped("a validation changes no user")),
            Wave::Users => users::set_up(self.connection, survey, show).await,
            Wave::Policies if check_only => {
                Ok(Done::skipped("policies can be validated once the org has the apps and their users"))
            }
            Wave::Policies => {
                let none = Manifest::new(self.prepared.api);
                let deployed = self.metadata(Share::Policies, &none, show, printer).await?;
                Ok(ended.take(deployed))
            }
            Wave::Credentials if check_only => Ok(Done::skipped("a validation makes no key")),
            Wave::Credentials => credentials::read_back(self.connection, survey, self.secrets, show).await,
        }
    }

    /// The error of a wave, with what was done, what was not, and how to go on.
    fn stopped(&self, waves: &[Wave], failed: Wave, error: CommandError) -> CommandError {
        let before: Vec<Wave> = waves.iter().copied().take_while(|wave| *wave != failed).collect();
        let after: Vec<Wave> = waves.iter().copied().skip_while(|wave| *wave != failed).collect();
        let done = if before.is_empty() { "nothing".to_owned() } else { names(&before) };
        let hint = error.hint.map(|hint| format!("{hint}; ")).unwrap_or_default();
        CommandError {
            exit: error.exit,
            message: format!("{}: {} (done: {done}; not done: {})", failed.name(), error.message, names(&after)),
            hint: Some(format!("{hint}run the same command again to go on")),
        }
    }
}

impl Ended {
    /// Takes the end of a deployment in.
    fn take(&mut self, deployed: Deployed) -> Done {
        let Deployed { run, exit, before } = deployed;
        let good = run.verdict == Verdict::Passed;
        let left = run.verdict == Verdict::Running;
        let detail = run.summary.clone();
        if self.run.deployment.is_none() {
            self.run = run;
        } else {
            // A second deployment of the same command: its findings count as well, and its end decides.
            self.run.summary = format!("{}; {}", self.run.summary, run.summary);
            self.run.verdict = run.verdict;
            self.run.next = run.next.or_else(|| self.run.next.take());
            self.run.components.extend(run.components);
            self.run.tests.extend(run.tests);
            self.run.findings.extend(run.findings);
        }
        self.exit = exit;
        match (good, before) {
            _ if left => Done::skipped(detail),
            (true, true) => Done::unchanged(format!("done by an earlier run: {detail}")),
            (true, false) => Done::finished(detail),
            (false, _) => Done { outcome: StageOutcome::Failed, detail: Some(detail) },
        }
    }
}

fn nothing_deployed() -> Run {
    Run {
        title: "Deployment".to_owned(),
        verdict: Verdict::Passed,
        summary: "all steps are done".to_owned(),
        ..Run::default()
    }
}

fn names(waves: &[Wave]) -> String {
    waves.iter().map(|wave| wave.name()).collect::<Vec<_>>().join(", ")
}
