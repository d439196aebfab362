//! What a validation holds, as the org and its receipt tell. The org deploys what was validated, whatever the project holds
//! by now, so both are looked at before anything is changed.

use super::choose::NO_TESTS;
use super::finish::Show;
use super::guard;
use super::plan;
use super::project::{Candidate, Prepared};
use super::receipt::{self, Receipt};
use super::run::status_again;
use super::waves::{self, Ended, Engine, Survey, Wave};
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::outcome::counted;
use crate::printer::Printer;
use crate::report::{Change, ENOUGH, Run, of_deployment};
use crate::view::words;
use sf_client::deploy::{Validated, Verdict, search};
use sf_client::{ClientError, same_id};
use sf_metadata::{ComponentId, Manifest, Package};
use sf_wire::deploy::DeployReply;
use std::path::Path;
use std::time::Duration;

impl Engine<'_> {
    /// Deploys the newest validation of exactly what the project holds. Where there is none that can be trusted, or the org
    /// no longer deploys it, the org validates first; a guarded org is not changed then.
    ///
    /// # Errors
    /// The org cannot be asked, or nobody was shown what would change in a guarded one.
    pub async fn run_validated(
        &mut self,
        survey: Survey,
        now: &[Candidate],
        show: &mut Show,
        printer: &mut Printer,
    ) -> Result<Ended, CommandError> {
        let mut survey = survey;
        // A package that is installed ends every validation, and a validation installs none.
        let installs = survey.installs() && self.wants(Wave::Package);
        if installs {
            let all = std::mem::replace(&mut self.only, vec![Wave::Package]);
            let installed = self.run(survey, show, printer).await;
            self.only = all;
            if installed.exit != Exit::Ok || installed.failure.is_some() {
                return Ok(installed);
            }
            survey = waves::survey(self.prepared, self.connection, self.keys, &self.revoke).await?;
        }
        let known = if installs { None } else { newest(self.root, self.connection, now, show).await };
        if let Some(validation) = known {
            validation.show(self.connection, show);
            self.quick = Some(Validated::from(&validation.told));
            let ended = self.run(survey, show, printer).await;
            if !self.outdated.replace(false) {
                return Ok(ended);
            }
            if self.connection.class.is_guarded() {
                return Err(guard::unshown(self.connection, "the org no longer deploys this validation"));
            }
            show.remark("the org no longer deploys this validation; validating again");
            survey = waves::survey(self.prepared, self.connection, self.keys, &self.revoke).await?;
        } else if self.connection.class.is_guarded() {
            return Err(guard::unshown(self.connection, "no validation of what the project holds can be used"));
        } else {
            show.remark("no validation of what the project holds can be used; validating first");
        }
        self.quick = None;
        let wanted = std::mem::replace(&mut self.options.check_only, true);
        let mut validated = self.run(survey, show, printer).await;
        self.options.check_only = wanted;
        if validated.leaving {
            validated.leave(&self.again);
            return Ok(validated);
        }
        let id = match &validated.run.deployment {
            Some(deployed) if validated.exit == Exit::Ok && validated.failure.is_none() => deployed.id.clone(),
            _ => return Ok(validated),
        };
        let validation = Validation::read(self.connection, &id).await?;
        validation.show(self.connection, show);
        self.quick = validation.ran_tests().then(|| Validated::from(&validation.told));
        if self.quick.is_none() {
            show.remark(format!("{NO_TESTS}, and there are none: deploying the package itself"));
        }
        let survey = waves::survey(self.prepared, self.connection, self.keys, &self.revoke).await?;
        Ok(self.run(survey, show, printer).await)
    }
}

/// What a comparison rests on: no API hands out what a validation holds.
const COMPARED: &str = "compared with the project: its content by the hash in the receipt, size and options by the org's record; the org does not hand out what a validation holds";

/// Pause before the record of a validation is asked for a second time.
const PAUSE: Duration = Duration::from_secs(1);

/// Consent to deploy what was validated.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct Accept {
    /// With the id of a validation: deploy what was validated, although the project holds something else now.
    #[arg(long)]
    pub accept_changed: bool,
}

/// What a validation holds beside what the project holds.
#[derive(Debug)]
pub struct Compared {
    /// What a person should know of it.
    pub words: String,
    /// Why the two may differ; `None` if they are known to be the same.
    pub doubt: Option<String>,
}

impl Compared {
    /// Not compared, or not the same.
    pub fn unlike(why: impl Into<String>) -> Self {
        let why = why.into();
        Self { words: why.clone(), doubt: Some(why) }
    }
}

/// A validation that succeeded, by the org's own record.
#[derive(Debug)]
pub struct Validation {
    /// Its id.
    pub id: String,
    /// The record.
    pub told: DeployReply,
}

impl Validation {
    /// Reads the org's record.
    ///
    /// # Errors
    /// There is none, or it is not that of a validation that succeeded.
    pub async fn read(connection: &Connection, id: &str) -> Result<Self, CommandError> {
        let target = &connection.target;
        let told = status_again(&connection.org, id, PAUSE).await.map_err(|error| match error {
            ClientError::Status { status: 400 | 404, ref errors, .. } if !errors.is_empty() => {
                super::choose::unknown(target, id)
            }
            error => client_error(&error),
        })?;
        let result = &told.deploy_result;
        let refused = |what: String, hint: String| {
            Err(CommandError { exit: Exit::Preflight, message: format!("{id} {what}"), hint: Some(hint) })
        };
        let validate = format!("`cargo xtask deploy --target {target} --validate`");
        if !result.check_only {
            let state = if result.done { format!("it is over: {}", result.status) } else { "it goes on".to_owned() };
            return refused(
                format!("is a deployment and no validation ({state}); there is nothing in it to deploy"),
                format!("{validate} makes a validation; `cargo xtask report --target {target} --id {id}` shows {id}"),
            );
        }
        match Verdict::of(result) {
            Verdict::Succeeded => Ok(Self { id: id.to_owned(), told }),
            Verdict::StillRunning => refused(
                format!("is a validation that is not over ({})", result.status),
                format!("{}, then deploy it", super::finish::resume_line(target, id)),
            ),
            _ => refused(
                format!("is a validation that did not succeed ({})", result.status),
                format!("`cargo xtask report --target {target} --id {id}` says why; {validate} validates again"),
            ),
        }
    }

    /// Says what deploying it will do, as the org found when it validated. A line a kind of change: views bound the number
    /// of lines, and nothing that is taken from the org may be missing.
    pub fn show(&self, connection: &Connection, show: &mut Show) {
        let run = of_deployment(&self.told.deploy_result, Vec::new(), &|_| None);
        let Connection { target, class, .. } = connection;
        show.remark(format!("validation {} will be deployed to `{target}`, a {class}: {}", self.id, changes(&run)));
        for (verb, change) in [("deletes", Change::Deleted), ("changes", Change::Changed), ("adds", Change::Created)] {
            let rows = run.components.iter().filter(|component| component.change == change);
            let names: Vec<String> = rows.map(|row| format!("{}:{}", row.kind, row.name)).collect();
            if !names.is_empty() {
                show.remark(format!("{verb} {}", names.join(", ")));
            }
        }
        show.remark(proof(&run));
    }

    /// Refuses to delete what nobody has named; deletions travel with a validation, whoever made it.
    ///
    /// # Errors
    /// The refusal, with what is to be named.
    pub fn deletes_only(&self, named: &Manifest) -> Result<(), CommandError> {
        let details = &self.told.deploy_result.details;
        let refused = |message: String, hint: String| {
            Err(CommandError {
                exit: Exit::Refused,
                message: format!("validation refused: {message}"),
                hint: Some(hint),
            })
        };
        if let Some(reason) = &details.unreadable {
            let hint = "validate again, or look at it in Setup, Deployment Status".to_owned();
            return refused(format!("what {} deletes cannot be read: {reason}", self.id), hint);
        }
        let unnamed = self.deletes().filter(|id| named.spelt(&id.kind, &id.member).is_none());
        let unnamed: Vec<String> = unnamed.map(|id| id.to_string()).collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let options: Vec<String> = unnamed.iter().map(|name| format!("--destroy {name}")).collect();
        refused(
            format!("{} deletes {}, and nothing is deleted without being named", self.id, unnamed.join(", ")),
            format!("add {} if that is meant", options.join(" ")),
        )
    }

    /// Whether tests stand behind it.
    fn ran_tests(&self) -> bool {
        self.told.deploy_result.number_tests_total > 0
    }

    /// Whether the org's record can be that of this package.
    fn can_be(&self, package: &Candidate) -> bool {
        match package.with_options {
            true => search::agrees(&package.sent, &self.told),
            false => search::agrees_in_size(&package.sent, &self.told),
        }
    }

    /// Says in a guarded org which rights it gives and takes, as a plan does; or why that cannot be told, and what tells it.
    ///
    /// # Errors
    /// The org cannot be asked what it holds.
    pub async fn show_rights(
        &self,
        connection: &Connection,
        compared: &Compared,
        package: Option<(&Prepared, &Package, &Manifest)>,
        show: &mut Show,
    ) -> Result<(), CommandError> {
        match (&compared.doubt, package) {
            (None, Some((prepared, package, delete))) => {
                let rights = plan::rights(prepared, connection, package, delete, show).await?;
                show.say(&rights.join(" / "));
            }
            (doubt, _) => {
                let why = doubt.as_deref().unwrap_or("there is no project here");
                let destroy: String = self.deletes().map(|id| format!(" --destroy {id}")).collect();
                show.say(&format!(
                    "which rights it gives and takes cannot be shown, because {why}; where the project lies as it was validated, `cargo xtask deploy --target {}{destroy} --plan` shows them",
                    connection.target
                ));
            }
        }
        Ok(())
    }

    /// The components that it deletes.
    fn deletes(&self) -> impl Iterator<Item = ComponentId> {
        let deleted = self.told.deploy_result.details.component_successes.iter().filter(|message| message.deleted);
        deleted.map(|message| ComponentId::new(&*message.component_type, &*message.full_name))
    }

    /// Compares it with `now`, the packages that the project could be.
    ///
    /// # Errors
    /// The refusal: the project has changed, or the receipt is another validation's, and nobody has accepted that.
    pub fn compare(
        &self,
        root: &Path,
        connection: &Connection,
        now: &[Candidate],
        accept: Accept,
    ) -> Result<Compared, CommandError> {
        let (id, target) = (&self.id, &connection.target);
        let receipt = receipt::find(root, target, id);
        let Some(validated) = receipt.as_ref().and_then(|receipt| receipt.content_hash.as_ref()) else {
            let why = if receipt.is_some() { "has a receipt that does not tell" } else { "has no receipt of it" };
            return Ok(Compared::unlike(format!(
                "it is not known whether {id} holds what the project holds now: deployments/{target} {why}"
            )));
        };
        let other = match now.iter().find(|package| package.hash == *validated) {
            None => format!("{id} holds something else than the project does now"),
            Some(package) if !self.can_be(package) => {
                format!("the receipt of {id} in deployments/{target} is not that of what the org has validated as {id}")
            }
            Some(_) => {
                let sealed = receipt.is_some_and(|receipt| receipt.is_sealed(&|text| connection.org.seal(text)));
                let doubt = (!sealed)
                    .then(|| format!("the receipt of {id} was not written with this login or on this machine"));
                return Ok(Compared { words: COMPARED.to_owned(), doubt });
            }
        };
        if accept.accept_changed {
            return Ok(Compared { words: format!("{other}; deploying what was validated"), doubt: Some(other) });
        }
        Err(CommandError {
            exit: Exit::Refused,
            message: format!("validation refused: {other}"),
            hint: Some(format!(
                "validate again with `cargo xtask deploy --target {target} --validate`, or add `--accept-changed` to deploy what was validated"
            )),
        })
    }
}

/// The newest validation of exactly what the project holds now. A receipt counts only if it was written with this very
/// login, since other people may have put files there, and if the org's own record says the same.
pub async fn newest(root: &Path, connection: &Connection, now: &[Candidate], show: &mut Show) -> Option<Validation> {
    let user = connection.org.user_id().await.ok();
    for receipt in receipt::unused_validations(root, &connection.target, &connection.org_id) {
        let id = receipt.id.clone();
        match trusted(connection, receipt, user.as_deref(), now).await {
            Ok(validation) => return Some(validation),
            Err(reason) => show.remark(format!("not deployed: validation {id}, because {reason}")),
        }
    }
    None
}

async fn trusted(
    connection: &Connection,
    receipt: Receipt,
    user: Option<&str>,
    now: &[Candidate],
) -> Result<Validation, String> {
    if !receipt.is_sealed(&|text| connection.org.seal(text)) {
        return Err("its receipt was not written with this login or on this machine".to_owned());
    }
    if receipt.content_hash.is_none() {
        return Err("its receipt does not tell what it holds: no reply of the org has named its id".to_owned());
    }
    let Some(package) = now.iter().find(|package| receipt.content_hash.as_deref() == Some(&*package.hash)) else {
        return Err("it holds something else than the project does now".to_owned());
    };
    if receipt.options.as_ref() != Some(&package.sent.options) {
        return Err("it was made with other options".to_owned());
    }
    let validation = Validation::read(connection, &receipt.id).await.map_err(|error| error.message)?;
    let creator = validation.told.deploy_result.created_by.as_deref();
    if !matches!((creator, user), (Some(creator), Some(user)) if same_id(creator, user)) {
        return Err("the org does not say that it was made with this login's user".to_owned());
    }
    if !validation.ran_tests() {
        return Err(format!("it ran no test, and {NO_TESTS}"));
    }
    if !validation.can_be(package) {
        return Err("the org says that it is of another package".to_owned());
    }
    Ok(validation)
}

/// How many components are added, changed and deleted.
fn changes(run: &Run) -> String {
    let of = |change| run.components.iter().filter(|component| component.change == change).count();
    format!(
        "{} to add, {} to change, {} to delete, {} unchanged",
        of(Change::Created),
        of(Change::Changed),
        of(Change::Deleted),
        of(Change::Unchanged)
    )
}

/// What the validation has proven.
fn proof(run: &Run) -> String {
    let Some(deployed) = &run.deployment else { return String::new() };
    let tests = match deployed.tests_total {
        0 => format!("no test was run ({NO_TESTS})"),
        all => format!("{} of {} passed", deployed.tests_completed - deployed.test_errors, counted(all, "test")),
    };
    let coverage = match (run.coverage.len(), words::coverage(run)) {
        (0, _) => String::new(),
        (_, Some(low)) => format!("; {low}"),
        (number, None) => format!("; coverage of {} is {ENOUGH} % or more", counted(number, "file")),
    };
    let by = deployed.created_by.as_deref().unwrap_or("an unnamed user");
    let at = deployed.completed_date.as_deref().unwrap_or("an unknown time");
    format!("it was validated by {by} at {at}: {tests}{coverage}")
}
