//! What one deployment cannot do: the framework's package before it, users, app policies and consumer keys after it.
//!
//! [`survey`] looks at the org and says what each wave will do; [`Engine::run`] does it. Every wave looks before it acts,
//! so running the same command again goes on where an earlier run stopped.

mod credentials;
pub mod journal;
mod left;
mod metadata;
mod package;
mod removed;
mod survey;
mod users;

pub use credentials::{APP_SECRETS, kept_as, read_as};
pub use removed::{Taken, add_holders, claim, give_back, keep_and_settle, pending, settle};
pub use survey::{DEPLOYS, Survey, survey};
pub use users::Holding;

use super::finish::{Show, titled};
use super::interrupt::Interrupts;
use super::options::Waits;
use super::plan::Plan;
use super::project::{Prepared, Share};
use super::state::{self, Claim};
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::report::{McpServer, Run, Verdict};
use crate::up::mcp::path_of;
use journal::Journal;
use metadata::Deployed;
pub use metadata::{LOOKING, earlier, under_way};
use serde::{Deserialize, Serialize};
use sf_client::deploy::{DeployEvent, Job, JobFile, StageOutcome, Validated, newest_change};
use sf_client::same_id;
use sf_client::store::SecretStore;
use sf_metadata::Manifest;
use sf_wire::deploy::DeployOptions;
use std::cell::Cell;
use std::path::Path;

/// The deployments of an unfinished command that carries this plan out and may have changed the org by it, so that the org
/// need not be as the plan found it. A plan that somebody else deployed over was not begun, but is out of date.
///
/// # Errors
/// The org cannot be asked.
pub async fn begun(root: &Path, connection: &Connection, plan: &Plan) -> Result<Option<Vec<String>>, CommandError> {
    let journal = Journal::of(root, connection);
    let Some(unfinished) = journal.unfinished().filter(|unfinished| unfinished.plan == Some(plan.hash())) else {
        return Ok(None);
    };
    let mut own = journal.own();
    let job = JobFile::read(&state::jobs(root), &connection.target).ok().flatten();
    let is_its_own = |job: &Job| {
        !job.ended
            && job.what == unfinished.what
            && !job.sent.options.check_only
            && same_id(&job.org_id, &connection.org_id)
    };
    if let Some(job) = job.filter(is_its_own) {
        own.extend(job.id);
        return Ok(Some(own));
    }
    let newest = newest_change(&connection.org).await.map_err(|error| client_error(&error))?;
    Ok(newest.is_some_and(|newest| journal.made(&newest)).then_some(own))
}

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
    /// Whether it changes something besides the components.
    #[serde(default)]
    pub changes: bool,
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
    /// What is remembered of the target is this command's to change.
    pub claim: Claim,
    /// The project.
    pub prepared: &'a Prepared,
    /// The org.
    pub connection: &'a Connection,
    /// Where consumer keys go; `None` if the org ends with the command.
    pub keys: Option<&'a dyn SecretStore>,
    /// How to deploy.
    pub options: DeployOptions,
    /// What to delete.
    pub delete: Manifest,
    /// The plan that is carried out.
    pub plan: Option<&'a Plan>,
    /// The deployment that had changed the org last when that plan was compared.
    pub compared: Option<Option<String>>,
    /// The command line that goes on where this one stops.
    pub again: String,
    /// The validation to deploy instead of the package.
    pub quick: Option<Validated>,
    /// Only these waves; all if empty.
    pub only: Vec<Wave>,
    /// From whom which permission set is taken.
    pub revoke: Vec<Holding>,
    /// How long to wait for the org.
    pub waits: Waits,
    /// Whether the org has said that the validation can no longer be deployed.
    pub outdated: Cell<bool>,
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
    /// Whether a person has pressed Ctrl-C, so that nothing more is to be done.
    pub leaving: bool,
}

impl Engine<'_> {
    /// Whether a wave is asked for.
    pub fn wants(&self, wave: Wave) -> bool {
        wanted(&self.only, wave)
    }

    /// The waves to do, in order.
    fn waves(&self, survey: &Survey) -> impl Iterator<Item = Wave> {
        Wave::ALL.into_iter().filter(|wave| self.wants(*wave) && survey.concerns(*wave))
    }

    /// Whether the unfinished command has deployed the components without the policies: then these are still to come, also
    /// if the org has the apps and users by now.
    fn policies_are_left(&self, survey: &Survey, printer: &mut Printer) -> Result<bool, CommandError> {
        let journal = Journal::of(self.root, self.connection);
        if !survey.has_policies || self.options.check_only || journal.unfinished().is_none() {
            return Ok(false);
        }
        let package = self.prepared.package(Share::WithoutPolicies, &self.delete, printer)?;
        let what = match &self.quick {
            Some(validation) => validation.id.clone(),
            None => package.hash().to_string(),
        };
        Ok(journal.done(&what, &self.options_of(Share::WithoutPolicies)).is_some())
    }

    /// Does the waves one after the other and stops at the first that fails. What an earlier command has taken for a deletion
    /// is settled before.
    pub async fn run(&self, mut survey: Survey, show: &mut Show, printer: &mut Printer) -> Ended {
        let run = nothing_deployed(self.connection);
        let mut ended = Ended { run, exit: Exit::Ok, failure: None, leaving: false };
        match self.policies_are_left(&survey, printer) {
            Ok(left) => survey.split |= left,
            Err(error) => return Ended { exit: error.exit, failure: Some(error), ..ended },
        }
        let survey = &survey;
        let waves: Vec<Wave> = self.waves(survey).collect();
        if waves.is_empty() {
            ended.run.summary = format!("nothing to do in the step {}", names(&self.only));
        }
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
                    _ = interrupts.next(), if !deploys => Err(CommandError {
                        exit: Exit::StillRunning,
                        message: "left by Ctrl-C, or told to end".to_owned(),
                        hint: None,
                    }),
                }
            };
            match result {
                Ok(Done { outcome, detail }) => show.stage_ended(name, outcome, detail),
                Err(error) => {
                    show.stage_ended(name, StageOutcome::Failed, error.message.clone());
                    ended.exit = error.exit;
                    let failure = self.stopped(&waves, wave, error);
                    // Whatever was deployed before: what was asked for is not done.
                    ended.run.verdict =
                        if failure.exit == Exit::StillRunning { Verdict::Running } else { Verdict::Failed };
                    ended.run.summary.clone_from(&failure.message);
                    ended.run.next = (!self.outdated.get()).then(|| self.again.clone());
                    // The summary has said why.
                    ended.failure = Some(CommandError { message: format!("stopped in the step {name}"), ..failure });
                    return ended;
                }
            }
            let rest = &waves[number as usize..];
            if ended.leaving && !self.options.check_only && !rest.is_empty() {
                ended.leave(&self.again);
            }
            if ended.exit != Exit::Ok {
                if !rest.is_empty() {
                    show.remark(format!("not done: {}; to go on: {}", names(rest), self.again));
                }
                return ended;
            }
        }
        let journal = Journal::of(self.root, self.connection);
        let left = journal.unfinished().map(|unfinished| unfinished.rest).unwrap_or_default();
        if !self.options.check_only && left.iter().all(|wave| waves.contains(wave)) {
            journal.forget();
        }
        ended.run.servers = self.servers();
        ended
    }

    /// Where the servers of the project are now. An org that ends with the command serves nobody.
    fn servers(&self) -> Vec<McpServer> {
        let deployed = self.wants(Wave::Metadata) && !self.options.check_only;
        let there = deployed && self.connection.started.is_none();
        let model = self.prepared.model.as_ref().filter(|_| there);
        let instance = self.connection.org.session().instance;
        let servers = model.iter().flat_map(|model| &model.servers);
        let server = |server: &codegen::model::Server| McpServer {
            name: server.name.clone(),
            url: instance.join(&path_of(&server.endpoint)).to_string(),
        };
        servers.map(server).collect()
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
            Wave::Package if check_only && self.connection.started.is_none() => {
                package::for_validation(survey, &self.connection.target)
            }
            Wave::Package => package::install(self.connection, survey, self.waits.pause, show).await,
            Wave::Metadata => Ok(ended.take(self.metadata(wave, survey, show, printer).await?)),
            Wave::Users if check_only => Ok(Done::skipped("a validation changes no user")),
            Wave::Users => users::set_up(self.connection, survey, show).await,
            Wave::Policies if check_only => {
                Ok(Done::skipped("policies can be validated once the org has the apps and their users"))
            }
            Wave::Policies => Ok(ended.take(self.metadata(wave, survey, show, printer).await?)),
            Wave::Credentials if check_only => Ok(Done::skipped("a validation makes no key")),
            Wave::Credentials => {
                credentials::read_back(self.connection, survey, self.keys, self.waits.pause, show).await
            }
        }
    }

    /// The error of a wave, with what was done, what was not, and how to go on.
    fn stopped(&self, waves: &[Wave], failed: Wave, error: CommandError) -> CommandError {
        let before: Vec<Wave> = waves.iter().copied().take_while(|wave| *wave != failed).collect();
        let after: Vec<Wave> = waves.iter().copied().skip_while(|wave| *wave != failed).collect();
        let done = if before.is_empty() { "nothing".to_owned() } else { names(&before) };
        // The same command again would get the same refusal.
        let said = error.hint.as_ref().is_some_and(|hint| hint.contains("run the same command again"));
        let again = (!said && !self.outdated.get()).then(|| "run the same command again to go on".to_owned());
        let hint = error.hint.into_iter().chain(again).collect::<Vec<_>>().join("; ");
        CommandError {
            exit: error.exit,
            message: format!("{}: {} (done: {done}; not done: {})", failed.name(), error.message, names(&after)),
            hint: Some(hint),
        }
    }
}

impl Ended {
    /// Notes that a person went away although the deployment has ended well and there is more to do.
    pub(super) fn leave(&mut self, again: &str) {
        if self.exit == Exit::Ok {
            self.exit = Exit::StillRunning;
            self.run.verdict = Verdict::Running;
            self.run.summary.push_str("; left by Ctrl-C after that");
            self.run.next = Some(again.to_owned());
        }
    }

    /// Takes the end of a deployment in.
    fn take(&mut self, deployed: Deployed) -> Done {
        let Deployed { run, exit, before, leaving } = deployed;
        self.leaving |= leaving;
        let good = run.verdict == Verdict::Passed;
        let left = run.verdict == Verdict::Running;
        let detail = run.summary.clone();
        if self.run.deployment.is_none() {
            self.run = run;
        } else {
            // A second deployment of the same command: its findings count as well, and its end decides.
            self.run.summary = format!("{}; {}", self.run.summary, run.summary);
            self.run.verdict = run.verdict;
            if !good {
                self.run.deployment = run.deployment;
            }
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

fn nothing_deployed(connection: &Connection) -> Run {
    Run {
        title: titled("Deployment", connection),
        verdict: Verdict::Passed,
        summary: "all steps are done".to_owned(),
        ..Run::default()
    }
}

/// Whether a wave is among those asked for: all, if none is named.
pub fn wanted(only: &[Wave], wave: Wave) -> bool {
    only.is_empty() || only.contains(&wave)
}

/// Names of waves, for people.
pub fn names(waves: &[Wave]) -> String {
    waves.iter().map(|wave| wave.name()).collect::<Vec<_>>().join(", ")
}
