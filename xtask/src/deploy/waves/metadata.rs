//! One deployment of the Metadata API, made only once however often the command is run.

use super::journal::{Journal, Unfinished};
use super::{Engine, Survey, Wave, removed};
use crate::connect::{Connection, client_error};
use crate::deploy::finish::{self, Show};
use crate::deploy::plan::{self, Asked, Plan};
use crate::deploy::project::Share;
use crate::deploy::quiet;
use crate::deploy::receipt::{self, Sent};
use crate::deploy::run::{Watch, Watched, status_again, unseen};
use crate::deploy::state;
use crate::error::CommandError;
use crate::exit_codes::Exit;
use crate::printer::Printer;
use crate::report::Run;
use sf_client::deploy::{
    DeployOutcome, Deployment, Fingerprint, Found, JobFile, Timing, Untouched, Verdict, newest_change, status,
};
use sf_client::same_id;
use sf_metadata::{Manifest, Package};
use sf_wire::deploy::DeployOptions;
use std::path::Path;
use std::time::Duration;

/// Said before the org is asked what became of something that was sent.
pub const LOOKING: &str = "an earlier run was left while it sent something; asking the org whether it has arrived, for a minute, or until what waits in its queue tells what it is";

/// Said of a deployment that is followed instead of being made again.
pub fn earlier(id: &str) -> String {
    format!("an earlier run of this command has started {id}; following it")
}

/// What became of a deployment.
#[derive(Debug)]
pub(super) struct Deployed {
    pub(super) run: Run,
    pub(super) exit: Exit,
    /// Whether an earlier run of the command had made it.
    pub(super) before: bool,
    /// Whether a person has pressed Ctrl-C meanwhile.
    pub(super) leaving: bool,
}

impl Engine<'_> {
    /// How a share is deployed. Policies alone hold no Apex: without a test level no org runs tests for them (Metadata API
    /// guide, `testLevel`), and the tests have run with the components. A quick deploy takes no options.
    pub(super) fn options_of(&self, share: Share) -> DeployOptions {
        match share {
            Share::Policies => DeployOptions { test_level: None, run_tests: Vec::new(), ..self.options.clone() },
            _ if self.quick.is_some() => DeployOptions::default(),
            _ => self.options.clone(),
        }
    }

    /// Deploys the components of a wave. A deployment of the same package that is under way is followed instead, and one
    /// that succeeded before a later wave failed is not repeated.
    pub(super) async fn metadata(
        &self,
        wave: Wave,
        survey: &Survey,
        show: &mut Show,
        printer: &mut Printer,
    ) -> Result<Deployed, CommandError> {
        let Self { root, connection, .. } = self;
        let none = Manifest::new(self.prepared.api);
        let (share, delete) = match wave {
            Wave::Policies => (Share::Policies, &none),
            _ if survey.split => (Share::WithoutPolicies, &self.delete),
            _ => (Share::Everything, &self.delete),
        };
        let options = &self.options_of(share);
        let package = self.prepared.package(share, delete, printer)?;
        let sources = self.prepared.sources(&package);
        let hash = package.hash().to_string();
        let quick = self.quick.clone().filter(|_| share != Share::Policies);
        // What a validation holds is known to the org only; the project may hold something else.
        let what = quick.as_ref().map_or(&hash, |validation| &validation.id);
        let done = |watched: &Watched, before| Deployed {
            run: finish::run_of(connection, watched, &sources),
            exit: finish::exit(watched),
            before,
            leaving: false,
        };
        if let Some(watched) = self.made_before(what, options, &package, delete, show).await? {
            return Ok(done(&watched, true));
        }
        let deployment = match &quick {
            Some(validation) => Deployment::Validated(validation.clone()),
            None => Deployment::Package {
                zip: package.to_zip().map_err(CommandError::preflight)?.into(),
                options: options.clone(),
                components: package.manifest.components().count() as u64,
            },
        };
        let sent = Fingerprint::from(&deployment);
        let mut under_way = under_way(root, connection, &self.waits.timing, what, &sent, show).await?;
        if let Some(id) = &under_way {
            show.remark(earlier(id));
            if !options.check_only
                && let Ok(Some(outcome)) = self.succeeded(id).await
                && self.is_undone(&outcome, what, &package, delete, show).await?
            {
                under_way = None;
            }
        }
        // The zip is all that is needed from here on.
        drop(package);
        let mut job = JobFile::new(&state::jobs(root), &connection.target, &connection.org_id, what);
        let mut watch = Watch::new(connection, self.waits.timing, self.waits.no_wait);
        let journal = Journal::of(root, connection);
        if under_way.is_none() {
            watch.over = self.reviewed(wave, survey, show, printer).await?;
            if let Some(over) = &watch.over {
                quiet::still(connection, over).await?;
            }
        }
        if !options.check_only {
            let rest = self.waves(survey).filter(|later| *later > wave).collect();
            let (plan, again) = (self.plan.map(Plan::hash), self.again.clone());
            if let Err(error) = journal.intend(Unfinished { plan, what: what.clone(), rest, again }) {
                show.remark(format!("could not note what comes after this deployment: {error}"));
            }
        }
        let watched = match &under_way {
            Some(id) => watch.follow(id, show).await.map_err(|error| unseen(&error, &connection.target, id))?,
            None => {
                let taken = match options.check_only {
                    true => Ok(()),
                    false => removed::take(journal, connection, delete, self.plan, show).await,
                };
                let watched = match taken {
                    Ok(()) => watch.deploy(&deployment, &mut job, show).await,
                    Err(error) => Err(error),
                };
                self.outdated.set(watch.outdated);
                match watched {
                    Ok(watched) => watched,
                    Err(error) => {
                        removed::settle(root, connection, &mut |text| show.remark(text)).await;
                        return Err(error);
                    }
                }
            }
        };
        let taken = journal.taken();
        let sent = match &quick {
            Some(validation) => Sent { taken, ..Sent::validated(root, &connection.target, &validation.id) },
            None => {
                Sent { content_hash: Some(hash.clone()), options: Some(options.clone()), validated_id: None, taken }
            }
        };
        if under_way.is_some() {
            receipt::keep(root, connection, &watched, printer).await;
        } else {
            receipt::end(root, connection, &watched, sent, &mut job, printer);
        }
        if let Watched::Seen(outcome) = &watched
            && outcome.verdict == Verdict::Succeeded
            && !options.check_only
            && let Err(error) = journal.note(what, options, &outcome.id)
        {
            show.remark(format!("could not note that {} has succeeded: {error}", outcome.id));
        }
        if !options.check_only {
            removed::settle(root, connection, &mut |text| show.remark(text)).await;
        }
        let mut done = Deployed { leaving: watch.leaving, ..done(&watched, false) };
        if options.check_only
            && let Watched::Seen(outcome) = &watched
            && let Some(text) = removed::only_assigned(connection, delete, &outcome.result).await
        {
            done.run.summary.push_str(&format!("; {text}"));
        }
        if done.exit == Exit::StillRunning {
            removed::pending(root, connection)
                .into_iter()
                .for_each(|text| done.run.summary.push_str(&format!("; {text}")));
        }
        Ok(done)
    }

    /// The org as the plan that is carried out was compared with it. A package that was installed since may have changed it,
    /// and whether an installation counts as a deployment is not documented: the plan is compared again then.
    async fn reviewed(
        &self,
        wave: Wave,
        survey: &Survey,
        show: &mut Show,
        printer: &mut Printer,
    ) -> Result<Option<Untouched>, CommandError> {
        let Self { root, connection, prepared, delete, options, only, revoke, .. } = self;
        let (Some(compared), Some(plan)) = (&self.compared, self.plan) else { return Ok(None) };
        let mut newest = compared.clone();
        if wave == Wave::Metadata && survey.installs() && self.wants(Wave::Package) {
            newest = newest_change(&connection.org).await.map_err(|error| client_error(&error))?;
            let package = prepared.package(Share::Everything, delete, printer)?;
            let asked = Asked { delete, options, only, revoke };
            let mut tell = |line: String| show.remark(line);
            let now = plan::make(prepared, connection, survey, &package, asked, &mut tell).await?;
            plan::still_holds(plan, &now, true)?;
        }
        Ok(Some(Untouched { newest, own: Journal::of(root, connection).own() }))
    }

    /// The deployment that an unfinished run of this command has made, if the org still says that it succeeded and holds
    /// what it has deployed. That the org cannot be asked is no reason to deploy again.
    async fn made_before(
        &self,
        what: &str,
        options: &DeployOptions,
        package: &Package,
        delete: &Manifest,
        show: &mut Show,
    ) -> Result<Option<Watched>, CommandError> {
        if options.check_only {
            return Ok(None);
        }
        let Some(id) = Journal::of(self.root, self.connection).done(what, options) else { return Ok(None) };
        let Some(outcome) = self.succeeded(&id).await? else { return Ok(None) };
        if self.is_undone(&outcome, what, package, delete, show).await? {
            return Ok(None);
        }
        show.remark(format!("{} has deployed this package already", outcome.id));
        Ok(Some(Watched::Seen(Box::new(outcome))))
    }

    /// A deployment, if the org says that it has succeeded.
    async fn succeeded(&self, id: &str) -> Result<Option<DeployOutcome>, CommandError> {
        let result = match status_again(&self.connection.org, id, Duration::from_secs(1)).await {
            Ok(reply) => reply.deploy_result,
            // Deployments are forgotten after 30 days.
            Err(error) if error.status() == Some(404) => return Ok(None),
            Err(error) => return Err(client_error(&error)),
        };
        let outcome = DeployOutcome { id: id.to_owned(), verdict: Verdict::of(&result), result };
        Ok((outcome.verdict == Verdict::Succeeded).then_some(outcome))
    }

    /// Whether the org no longer holds what a deployment has put in, as far as anybody can tell.
    async fn is_undone(
        &self,
        outcome: &DeployOutcome,
        what: &str,
        package: &Package,
        delete: &Manifest,
        show: &mut Show,
    ) -> Result<bool, CommandError> {
        let Self { root, connection, prepared, .. } = self;
        let newest = newest_change(&connection.org).await.map_err(|error| client_error(&error))?;
        if let Some(newest) = newest
            && !same_id(&newest, &outcome.id)
            && !Journal::of(root, connection).made(&newest)
            && !self.is_policies_of_ours(&newest).await
        {
            show.remark(format!("{} has deployed this package, and another deployment went in since", outcome.id));
            return Ok(true);
        }
        // Not all that changes an org is a deployment. What a validation holds is known by its receipt only.
        let hash = package.hash().to_string();
        let held = if what == hash {
            Some(hash.clone())
        } else {
            Sent::validated(root, &connection.target, what).content_hash
        };
        if held.is_some_and(|held| held == hash) {
            let mut tell = |line: String| show.remark(line);
            if let Some(moved) = plan::moved(prepared, connection, package, delete, &mut tell).await? {
                show.remark(format!("{} has deployed this package, and {moved} has changed since", outcome.id));
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a deployment is that of the policies that an earlier run of this command was left with. The wave that makes
    /// it follows it.
    async fn is_policies_of_ours(&self, id: &str) -> bool {
        let Self { root, connection, prepared, .. } = self;
        let job = JobFile::read(&state::jobs(root), &connection.target).ok().flatten();
        let ours = job.filter(|job| !job.ended && same_id(&job.org_id, &connection.org_id));
        match ours.filter(|job| prepared.hash(Share::Policies).as_ref() == Some(&job.what)) {
            Some(job) => {
                matches!(job.find(&connection.org, &self.waits.timing).await, Found::One(own) if same_id(&own, id))
            }
            None => false,
        }
    }
}

/// The deployment of this very package or validation that this machine started and whose end it has not seen.
///
/// # Errors
/// It cannot be told which one it is, or whether there is one.
pub async fn under_way(
    root: &Path,
    connection: &Connection,
    timing: &Timing,
    what: &str,
    sent: &Fingerprint,
    show: &mut Show,
) -> Result<Option<String>, CommandError> {
    let job = match JobFile::read(&state::jobs(root), &connection.target) {
        Ok(Some(job)) if !job.ended && same_id(&job.org_id, &connection.org_id) => job,
        Ok(_) => return Ok(None),
        Err(error) => {
            show.remark(error.to_string());
            return Ok(None);
        }
    };
    if job.what != what || job.sent != *sent {
        let id = job.id.as_deref().unwrap_or("one without an id");
        show.remark(format!(
            "an earlier deployment from here ({id}) was not followed to its end; the org makes this one wait for it"
        ));
        return Ok(None);
    }
    if job.id.is_none() {
        show.remark(LOOKING);
    }
    let jobs = state::jobs(root);
    match job.find(&connection.org, timing).await {
        // One that was cancelled since, from here or elsewhere, has done nothing: what is asked for now is another.
        Found::One(id) => match status(&connection.org, &id, false).await {
            Ok(reply) if Verdict::of(&reply.deploy_result) == Verdict::Canceled => {
                show.remark(format!("{id}, an earlier deployment of this package, was cancelled"));
                Ok(None)
            }
            _ => Ok(Some(id)),
        },
        Found::None => Ok(None),
        Found::Unclear(rows) if rows.is_empty() && job.before.is_none() => Err(CommandError {
            exit: Exit::StillRunning,
            message: "an earlier run of this command may have sent the package; which deployment it became cannot be told, because the org did not list those before it".to_owned(),
            hint: Some(format!(
                "look at Deployment Status in Setup; if it is not there, delete {} and run the same command again",
                jobs.display()
            )),
        }),
        Found::Unclear(rows) if rows.is_empty() => Err(CommandError {
            exit: Exit::StillRunning,
            message: "an earlier run of this command may have sent the package, and the org cannot be asked"
                .to_owned(),
            hint: None,
        }),
        Found::Unclear(rows) => {
            let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
            Err(CommandError {
                exit: Exit::StillRunning,
                message: format!("an earlier run of this command may have become {}", ids.join(" or ")),
                hint: Some(format!("{} follows one", finish::resume_line(&connection.target, "ID"))),
            })
        }
    }
}
