//! Sends one package and follows it: every way in which that can end.

use super::finish::{Show, resume_line};
use super::interrupt::{Interrupt, Interrupts};
use super::quiet;
use crate::connect::{Connection, client_error};
use crate::error::CommandError;
use crate::exit_codes::Exit;
use sf_client::deploy::{
    DeployEvent, DeployOutcome, Deployment, Journal, StartError, Timing, Untouched, Verdict, cancel, follow,
    is_transient, start_over, status,
};
use sf_client::{ClientError, Org};
use sf_wire::deploy::DeployReply;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How often a deployment is made at most when each time only locks of the org were in its way.
pub const MAX_DEPLOYMENTS: u32 = 3;
/// Pause before the second deployment; the third waits three times as long. Jitter adds up to as much again.
const RETRY_PAUSE: Duration = Duration::from_secs(20);
/// How often the org is asked about a deployment that is over.
const LOOKS: u32 = 5;
/// How long after the first Ctrl-C a second one cancels.
const SECOND_PRESS: Duration = Duration::from_secs(3);

/// How watching a deployment ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Watched {
    /// It is over, or time was.
    Seen(Box<DeployOutcome>),
    /// A person went away from it; it goes on.
    Detached {
        /// Its id.
        id: String,
    },
}

/// What a deployment needs beside the package.
pub struct Watch<'a> {
    /// The org.
    pub connection: &'a Connection,
    /// Waits.
    pub timing: Timing,
    /// Whether to leave as soon as the id is known.
    pub no_wait: bool,
    /// Pause before a deployment that only met locks is made again.
    pub retry_pause: Duration,
    /// Ctrl-C.
    pub interrupts: Interrupts,
    /// Whether the org has said that the validation can no longer be deployed.
    pub outdated: bool,
    /// What is sent goes over the org as it was then, each time, or not at all.
    pub over: Option<Untouched>,
    /// Whether a person has pressed Ctrl-C: whatever became of the deployment, nothing more is to be done.
    pub leaving: bool,
}

impl<'a> Watch<'a> {
    /// The usual way.
    pub fn new(connection: &'a Connection, timing: Timing, no_wait: bool) -> Self {
        let (interrupts, outdated, over, leaving) = (Interrupts, false, None, false);
        Self { connection, timing, no_wait, retry_pause: RETRY_PAUSE, interrupts, outdated, over, leaving }
    }

    /// Deploys, and again if only locks were in the way. The journal has the id before anything is followed.
    ///
    /// # Errors
    /// The org refused it, or it cannot be told whether it was started.
    pub async fn deploy(
        &mut self,
        deployment: &Deployment,
        journal: &mut dyn Journal,
        show: &mut Show,
    ) -> Result<Watched, CommandError> {
        let mut attempt = 1;
        loop {
            let id = self.start(deployment, journal, show).await?;
            if self.no_wait {
                return Ok(Watched::Detached { id });
            }
            let target = &self.connection.target;
            let watched = self.follow(&id, show).await.map_err(|error| unseen(&error, target, &id))?;
            let Watched::Seen(outcome) = &watched else { return Ok(watched) };
            // A quick deploy uses its validation up; it is not made again.
            let again = matches!(deployment, Deployment::Package { .. }) && is_transient(&outcome.result);
            if !again || self.leaving || attempt >= MAX_DEPLOYMENTS {
                return Ok(watched);
            }
            let pause = jittered(self.retry_pause * 3u32.pow(attempt - 1));
            let reason = format!("{id} failed only because other operations held locks");
            show.event(&DeployEvent::Retrying { attempt: attempt + 1, pause, reason });
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = self.interrupts.next() => {
                    self.leaving = true;
                    show.remark("not deployed again; nothing is under way");
                    return Ok(watched);
                }
            }
            attempt += 1;
        }
    }

    async fn start(
        &mut self,
        deployment: &Deployment,
        journal: &mut dyn Journal,
        show: &mut Show,
    ) -> Result<String, CommandError> {
        let (org, timing) = (&self.connection.org, self.timing);
        let show = Mutex::new(show);
        let mut events = |event: DeployEvent| lock(&show).event(&event);
        let started = start_over(org, deployment, self.over.as_ref(), journal, &timing, &mut events);
        tokio::pin!(started);
        let mut pressed = false;
        let id = loop {
            tokio::select! {
                result = &mut started => break result,
                interrupt = self.interrupts.next() => {
                    if pressed || interrupt == Interrupt::End {
                        return Err(left(&self.connection.target));
                    }
                    pressed = true;
                    self.no_wait = true;
                    lock(&show).remark("leaving as soon as the org has given an id; Ctrl-C again leaves at once, and `resume` finds it");
                }
            }
        };
        self.outdated = matches!(id, Err(StartError::NoValidation { .. }));
        id.map_err(|error| start_error(&error, &self.connection.target))
    }

    /// Follows a deployment. The first Ctrl-C leaves it alone after a moment, in which a second one cancels it.
    ///
    /// # Errors
    /// The deployment cannot be seen at all.
    pub async fn follow(&mut self, id: &str, show: &mut Show) -> Result<Watched, ClientError> {
        let (org, timing) = (&self.connection.org, self.timing);
        let show = Mutex::new(show);
        let mut events = |event: DeployEvent| lock(&show).event(&event);
        let ended = follow(org, id, &timing, &mut events);
        tokio::pin!(ended);
        let mut presses = 0;
        let leave = tokio::time::sleep(Duration::from_secs(0));
        tokio::pin!(leave);
        loop {
            tokio::select! {
                outcome = &mut ended => return outcome.map(|outcome| Watched::Seen(Box::new(outcome))),
                () = &mut leave, if presses == 1 => return Ok(Watched::Detached { id: id.to_owned() }),
                interrupt = self.interrupts.next() => {
                    if interrupt == Interrupt::End {
                        return Ok(Watched::Detached { id: id.to_owned() });
                    }
                    presses += 1;
                    self.leaving = true;
                    match presses {
                        1 => {
                            leave.as_mut().reset(tokio::time::Instant::now() + SECOND_PRESS);
                            lock(&show).remark("leaving; the deployment goes on. Ctrl-C again within 3 s cancels it");
                        }
                        2 => match cancel(org, id).await {
                            Ok(_) => lock(&show).event(&DeployEvent::Canceling { id: id.to_owned() }),
                            Err(error) if error.may_have_acted() => lock(&show).remark(format!(
                                "it is not known whether the org stops it, because the reply was lost: {error}"
                            )),
                            Err(error) => lock(&show).remark(format!("not cancelled: {error}")),
                        },
                        _ => return Ok(Watched::Detached { id: id.to_owned() }),
                    }
                }
            }
        }
    }
}

/// Reads the state of a deployment, again if the connection or the org has trouble; `pause` grows with each time.
///
/// # Errors
/// The org refuses, or the trouble lasts.
pub async fn status_again(org: &Org, id: &str, pause: Duration) -> Result<DeployReply, ClientError> {
    let mut look = 1;
    loop {
        match status(org, id, true).await {
            Err(error) if error.is_trouble() && look < LOOKS => {
                tokio::time::sleep(pause * look).await;
                look += 1;
            }
            read => return read,
        }
    }
}

/// A lock whose holder panicked holds a whole value all the same.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Between once and twice as long: several machines that met the same lock do not come back together.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1_000;
    pause + pause * u32::try_from(random).unwrap_or(0) / 1_000
}

/// A deployment that can no longer be seen from here; it goes on all the same.
pub fn unseen(error: &ClientError, target: &str, id: &str) -> CommandError {
    let known = client_error(error);
    if known.exit != Exit::Login {
        return known;
    }
    CommandError {
        exit: Exit::StillRunning,
        message: format!("deployment {id} goes on, and cannot be seen from here any more: {}", known.message),
        hint: Some(format!("log in again with `cargo xtask login`, then `{}`", resume_line(target, id))),
    }
}

fn left(target: &str) -> CommandError {
    CommandError {
        exit: Exit::StillRunning,
        message: "left while the package was being sent; the org may have got it".to_owned(),
        hint: Some(format!("`cargo xtask resume --target {target}` finds it if it has")),
    }
}

fn start_error(error: &StartError, target: &str) -> CommandError {
    let message = error.to_string();
    match error {
        StartError::Refused(cause) => {
            let known = client_error(cause);
            let exit = if known.exit == Exit::Login { Exit::Login } else { Exit::Failed };
            let code = diag::catalogue::org::recognise(&message);
            let may_not = cause.has_code("INSUFFICIENT_ACCESS").then(|| {
                "a user who deploys needs `Modify Metadata Through Metadata API Functions`, and `Author Apex` for Apex"
                    .to_owned()
            });
            let hint = known.hint.or(may_not).or_else(|| code.map(|code| code.explanation.to_owned()));
            CommandError { exit, message, hint }
        }
        StartError::NoValidation { .. } => {
            let hint = format!("validate again: `cargo xtask deploy --target {target} --validate`");
            CommandError { exit: Exit::Failed, message, hint: Some(hint) }
        }
        StartError::Touched(touched) => quiet::touched_error(touched),
        StartError::NotJournaled(_) => CommandError { exit: Exit::Internal, message, hint: None },
        StartError::InDoubt { .. } => CommandError {
            exit: Exit::StillRunning,
            message,
            hint: Some(format!(
                "`cargo xtask report --target {target}` shows your newest deployment, Setup, Deployment Status all of them; `cargo xtask resume --target {target} --id ID` follows one"
            )),
        },
    }
}

/// What a verdict means for scripts.
pub fn exit_of(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Succeeded => Exit::Ok,
        Verdict::PartlySucceeded | Verdict::Failed => Exit::Failed,
        Verdict::Canceled => Exit::Cancelled,
        Verdict::StillRunning => Exit::StillRunning,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sf_wire::ApiError;

    #[test]
    fn a_user_who_may_not_deploy_is_told_which_right_is_missing() {
        let errors = vec![ApiError::new("INSUFFICIENT_ACCESS", "insufficient access rights".to_owned())];
        let cause = ClientError::Status { what: "w".into(), status: 403, errors, excerpt: String::new(), remedy: None };
        let error = start_error(&StartError::Refused(cause), "dev");
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("Modify Metadata")), "{error:?}");
    }

    #[test]
    fn a_deployment_out_of_sight_goes_on() {
        let expired = ClientError::Status {
            what: "w".into(),
            status: 401,
            errors: Vec::new(),
            excerpt: String::new(),
            remedy: None,
        };
        let error = unseen(&expired, "dev", "0Af1");
        assert_eq!(error.exit, Exit::StillRunning);
        assert!(error.hint.as_ref().is_some_and(|hint| hint.contains("cargo xtask resume --target dev --id 0Af1")));
        assert_eq!(unseen(&ClientError::Setting("s".into()), "dev", "0Af1").exit, Exit::Preflight);
    }

    #[test]
    fn jitter_never_shortens_a_pause() {
        for _ in 0..100 {
            let pause = jittered(Duration::from_secs(10));
            assert!((Duration::from_secs(10)..=Duration::from_secs(20)).contains(&pause), "{pause:?}");
        }
    }

    #[test]
    fn verdicts_have_the_documented_exit_codes() {
        let codes =
            [Verdict::Succeeded, Verdict::Failed, Verdict::StillRunning, Verdict::Canceled].map(|v| exit_of(v) as u8);
        assert_eq!(codes, [0, 5, 8, 9]);
    }
}
