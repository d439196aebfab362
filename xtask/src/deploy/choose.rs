//! Which deployment a command means that was given no id.

use super::options::JobArgs;
use super::state;
use super::waves::{LOOKING, give_back, pending};
use crate::connect::{Connection, client_error, connect, unhidden};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use jiff::{SignedDuration, Timestamp};
use sf_client::deploy::{self, Found, JobFile, Timing};
use sf_client::{ClientError, same_id};
use sf_wire::tooling::DeployRequestRow;
use std::path::Path;
use std::time::Duration;

/// How often an org is asked about an id: it may know a new one only after a moment.
const LOOKS: u32 = 3;
const PAUSE: Duration = Duration::from_millis(250);

/// How many validations are asked about their tests.
const NEWEST: usize = 20;
/// Metadata API guide, `deployRecentValidation()`: what has to be true of a validation.
pub const NO_TESTS: &str = "orgs deploy only validations whose tests have passed";

/// What a command wants to do with the deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Stop it: it should not be over.
    Running,
    /// Follow it: one that is under way, else the only one of the last day, which another machine may have started.
    Followed,
    /// Show it, whatever its state.
    Any,
    /// Deploy what it has validated.
    Validated,
}

/// Logs in for a command about a deployment that is there already, and finds that deployment.
///
/// # Errors
/// Those of [`connect`] and [`choose`].
pub async fn open(
    job: &JobArgs,
    root: &Path,
    purpose: Purpose,
    timing: &Timing,
    printer: &mut Printer,
) -> Result<(Connection, String), CommandError> {
    let connection = connect(root, &job.target.target, printer).await?;
    if connection.started.is_some() {
        return Err(CommandError {
            exit: Exit::Preflight,
            message: "no local org runs for this project, so there is no deployment to ask about".to_owned(),
            hint: Some("`cargo xtask org start` starts one; a command that finds none starts one for itself, which ends with it".to_owned()),
        });
    }
    unhidden(root).into_iter().for_each(|text| printer.note(&text));
    let id = choose(root, &connection, job.id.as_deref(), purpose, timing, printer).await?;
    Ok((connection, id))
}

/// The deployment that is meant: the one given, else the one this machine remembers, else the only one the org has.
///
/// # Errors
/// None or several could be meant, with a list.
async fn choose(
    root: &Path,
    connection: &Connection,
    given: Option<&str>,
    purpose: Purpose,
    timing: &Timing,
    printer: &mut Printer,
) -> Result<String, CommandError> {
    if let Some(id) = given {
        return known(connection, checked(id)?).await;
    }
    if purpose != Purpose::Validated
        && let Some(id) = remembered(root, connection, purpose, timing, printer).await?
    {
        return Ok(id);
    }
    let mine = deploy::recent(&connection.org).await.map_err(|error| client_error(&error))?;
    let fits = |row: &&DeployRequestRow| match purpose {
        Purpose::Running | Purpose::Followed => row.completed_date.is_none(),
        Purpose::Any => true,
        Purpose::Validated => row.check_only && row.status.as_str() == "Succeeded",
    };
    let mut rows: Vec<&DeployRequestRow> = mine.iter().filter(fits).collect();
    if purpose == Purpose::Validated && !rows.is_empty() {
        rows = with_tests(connection, &rows).await;
        if rows.is_empty() {
            return Err(CommandError {
                exit: Exit::Preflight,
                message: format!("no validation of this user in `{}` ran a test", connection.target),
                hint: Some(format!("{NO_TESTS}; deploy the package with `cargo xtask deploy`, or name one with --id")),
            });
        }
    }
    match (rows.as_slice(), purpose) {
        ([only], _) => Ok(only.id.clone()),
        ([newest, ..], Purpose::Any) => Ok(newest.id.clone()),
        ([], Purpose::Followed) => {
            let now = Timestamp::now();
            let today: Vec<&DeployRequestRow> = mine.iter().filter(|row| ended_within_a_day(row, now)).collect();
            match today.as_slice() {
                [only] => Ok(only.id.clone()),
                [] => Err(none(&connection.target, purpose, mine.first())),
                several => Err(ambiguous(several, printer)),
            }
        }
        ([], _) => Err(none(&connection.target, purpose, mine.first())),
        (several, Purpose::Validated) => {
            let kept = super::receipt::unused_validations(root, &connection.target, &connection.org_id);
            let newest = kept.first().filter(|kept| several.iter().any(|row| same_id(&row.id, &kept.id)));
            match newest {
                Some(newest) => Ok(newest.id.clone()),
                None => Err(ambiguous(several, printer)),
            }
        }
        (several, _) => Err(ambiguous(several, printer)),
    }
}

/// Whether a deployment ended in the 24 hours before `now`. A time that cannot be read is long ago.
fn ended_within_a_day(row: &DeployRequestRow, now: Timestamp) -> bool {
    let ended = row.completed_date.as_deref().and_then(|time| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%.f%z", time).ok());
    ended.is_some_and(|ended| ended > now - SignedDuration::from_hours(24))
}

/// The newest validations that ran tests. One that cannot be read now may have.
async fn with_tests<'a>(connection: &Connection, rows: &[&'a DeployRequestRow]) -> Vec<&'a DeployRequestRow> {
    let mut found = Vec::new();
    for row in rows.iter().take(NEWEST) {
        let told = deploy::status(&connection.org, &row.id, false).await;
        if told.is_ok_and(|told| told.deploy_result.number_tests_total == 0) {
            continue;
        }
        found.push(*row);
    }
    found
}

/// Ids of deployments are letters and digits.
fn checked(id: &str) -> Result<String, CommandError> {
    let fits = matches!(id.len(), 15 | 18) && id.starts_with("0Af") && id.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| id.to_owned()).ok_or_else(|| {
        CommandError::usage(
            format!("--id: `{id}` is not the id of a deployment"),
            "ids start with 0Af and have 15 or 18 letters and digits",
        )
    })
}

/// The deployment that a person names, which the org must know. An org that cannot tell just now is no obstacle.
async fn known(connection: &Connection, id: String) -> Result<String, CommandError> {
    for look in 1..=LOOKS {
        match deploy::status(&connection.org, &id, false).await {
            Err(ClientError::Status { status: 400 | 404, errors, .. }) if !errors.is_empty() => {
                tokio::time::sleep(PAUSE * look).await;
            }
            _ => return Ok(id),
        }
    }
    Err(unknown(&connection.target, &id))
}

/// The org has never heard of the deployment, or has forgotten it.
pub fn unknown(target: &str, id: &str) -> CommandError {
    CommandError {
        exit: Exit::Preflight,
        message: format!("the org of `{target}` knows no deployment {id}"),
        hint: Some(format!(
            "orgs forget deployments after 30 days; check the id and the target, `cargo xtask report --target {target}` shows your newest one"
        )),
    }
}

/// The deployment of the job file, if it went to this org and its end was not seen.
async fn remembered(
    root: &Path,
    connection: &Connection,
    purpose: Purpose,
    timing: &Timing,
    printer: &mut Printer,
) -> Result<Option<String>, CommandError> {
    let job = match JobFile::read(&state::jobs(root), &connection.target) {
        Ok(Some(job)) if !job.ended && same_id(&job.org_id, &connection.org_id) => job,
        Ok(_) => return Ok(None),
        Err(error) => {
            printer.note(&error.to_string());
            return Ok(None);
        }
    };
    // Until nobody sends it any more, nothing can be said of what the org has not got.
    let _claim = match job.id {
        Some(_) => None,
        None => Some(state::claim(root, &connection.target).map_err(|error| CommandError {
            exit: Exit::StillRunning,
            message: format!("{}, and its deployment has no id yet", error.message),
            hint: Some("run the same command again in a moment; --id names another deployment".to_owned()),
        })?),
    };
    if job.id.is_none() {
        printer.note(LOOKING);
    }
    // Only who follows a deployment has the time to wait until it tells what it is.
    let patience = if purpose == Purpose::Followed { timing.patience } else { Duration::ZERO };
    match job.find(&connection.org, &Timing { patience, ..*timing }).await {
        Found::One(id) => Ok(Some(id)),
        // Another one, however it ended, is not what was asked about.
        Found::None => {
            match purpose {
                Purpose::Any => pending(root, connection).into_iter().for_each(|text| printer.note(&text)),
                _ => give_back(root, connection, &mut |text| printer.note(&text)).await,
            }
            Err(CommandError {
                exit: Exit::Preflight,
                message: "the last deployment from here never reached the org: nothing of it was done".to_owned(),
                hint: Some("run `cargo xtask deploy` again; --id names another deployment".to_owned()),
            })
        }
        Found::Unclear(rows) if rows.is_empty() => Err(CommandError {
            exit: Exit::StillRunning,
            message: "the last command from here may have sent a deployment, and the org does not tell which it became"
                .to_owned(),
            hint: Some("run the same command again; Setup, Deployment Status shows it, and --id names it".to_owned()),
        }),
        Found::Unclear(rows) => Err(ambiguous(&rows.iter().collect::<Vec<_>>(), printer)),
    }
}

fn none(target: &str, purpose: Purpose, newest: Option<&DeployRequestRow>) -> CommandError {
    let what = match purpose {
        Purpose::Running => "no deployment of this user is under way",
        Purpose::Followed => "no deployment of this user is under way, and none ended in the last day",
        Purpose::Any => "this user has made no deployment in the last 30 days",
        Purpose::Validated => "this user has no validation that succeeded",
    };
    let hint = match newest {
        Some(row) => format!(
            "the last one is {} ({}); `cargo xtask report --target {target} --id {}` shows it",
            row.id, row.status, row.id
        ),
        None => "give the id of another user's deployment with --id".to_owned(),
    };
    CommandError { exit: Exit::Preflight, message: format!("{what} in `{target}`"), hint: Some(hint) }
}

fn ambiguous(rows: &[&DeployRequestRow], printer: &mut Printer) -> CommandError {
    for row in rows {
        let kind = if row.check_only { "validation" } else { "deployment" };
        let created = row.created_date.as_deref().unwrap_or("at an unknown time");
        printer.note(&format!("{}  {kind}  {}  {created}", row.id, row.status));
    }
    CommandError::usage(format!("{} deployments could be meant", rows.len()), "give the id of one with --id")
}
