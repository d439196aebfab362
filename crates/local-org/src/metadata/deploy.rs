//! One deployment, carried out.

use super::apply::apply;
use super::build::{Author, Built, Outcome, build};
use super::components::Components;
use super::job::{Job, failure, manifest_success, success};
use super::package::{self, Package, Refused};
use super::service::{Service, Stage};
use super::testing;
use crate::Org;
use crate::runner;
use sf_metadata::ComponentId;
use sf_wire::deploy::{DeployMessage, DeployStatus, RunTestResult};
use std::collections::BTreeSet;

/// Why a deployment ends before its time.
enum Stop {
    /// It was cancelled.
    Canceled,
    /// It failed; the job says why.
    Failed,
    /// The package as a whole was refused.
    Refused(Refused),
}

/// Carries out the deployment with this id. The job holds the result.
pub(super) fn run(service: &Service, id: &str) {
    let status = match attempt(service, id) {
        Ok(status) => status,
        Err(Stop::Canceled) => DeployStatus::Canceled,
        Err(Stop::Failed) => DeployStatus::Failed,
        Err(Stop::Refused(refused)) => {
            service.update(id, |job| job.refused = Some(refused));
            DeployStatus::Failed
        }
    };
    let now = service.now();
    service.update(id, |job| {
        // One that was cancelled while it waited has ended already.
        if !job.done() {
            job.end(status, now);
        }
    });
}

/// Goes on unless the deployment was cancelled.
fn checkpoint(service: &Service, id: &str, stage: Stage) -> Result<(), Stop> {
    service.pass(id, stage);
    let canceling = service.job(id).is_none_or(|job| job.done() || job.status == DeployStatus::Canceling);
    if canceling { Err(Stop::Canceled) } else { Ok(()) }
}

fn attempt(service: &Service, id: &str) -> Result<DeployStatus, Stop> {
    checkpoint(service, id, Stage::Queue)?;
    let now = service.now();
    service.update(id, |job| {
        if !job.done() {
            job.status = DeployStatus::InProgress;
            job.started = Some(now);
        }
    });
    let Some(job) = service.job(id) else { return Err(Stop::Canceled) };
    let zip = job.zip.clone().unwrap_or_default();
    let mut package =
        package::read(&zip, job.options.single_package, job.options.allow_missing_files).map_err(Stop::Refused)?;
    let total = package.total() as u64 - 1;
    service.update(id, |job| {
        job.files = Some(package.files as u64);
        job.components_total = total;
    });
    checkpoint(service, id, Stage::Components)?;

    let org = service.org().clone();
    let author = Author { user: job.user.clone(), now, package: None };
    let components_before = org.components.clone();
    let built = components(service, &job, &org, &mut package, &author)?;
    let partial = service.job(id).is_some_and(|job| job.components_failed > 0);

    // Tests run on a copy: whatever they do, the org never sees it.
    let mut candidate = org;
    apply(&mut candidate, built.clone());
    if job.runs_tests() {
        tests(service, &job, &candidate, &package)?;
    }
    record_ids(service, id, &candidate);
    if job.options.check_only {
        return Ok(DeployStatus::Succeeded);
    }
    checkpoint(service, id, Stage::Finalizing)?;
    let mut stopped = false;
    service.update(id, |job| match job.status {
        DeployStatus::Canceling => stopped = true,
        _ => job.status = DeployStatus::Finalizing,
    });
    if stopped {
        return Err(Stop::Canceled);
    }
    service.pass(id, Stage::Finalized);
    commit(service, &job, &components_before, &package, &author, built)?;
    Ok(if partial { DeployStatus::SucceededPartial } else { DeployStatus::Succeeded })
}

/// Makes the org what was built. If it was changed meanwhile, by the installation of a package, it is built again.
fn commit(
    service: &Service,
    job: &Job,
    before: &Components,
    package: &Package,
    author: &Author,
    built: Built,
) -> Result<(), Stop> {
    let mut live = service.org();
    let built = if live.components == *before {
        built
    } else {
        let outcome = build(&live, package, job.options.ignore_warnings, author);
        tell(service, job, &live, &outcome);
        outcome.built.ok_or(Stop::Failed)?
    };
    let mut next = live.clone();
    apply(&mut next, built);
    record_ids(service, &job.id, &next);
    *live = next;
    Ok(())
}

/// Builds the new state and tells what became of each component. Without `rollbackOnError` what fails is left out, as
/// often as it takes until the rest fits.
fn components(service: &Service, job: &Job, org: &Org, package: &mut Package, author: &Author) -> Result<Built, Stop> {
    let ignore = job.options.ignore_warnings;
    let mut failed: BTreeSet<ComponentId> = BTreeSet::new();
    loop {
        let outcome = build(org, package, ignore, author);
        let failing: BTreeSet<ComponentId> =
            outcome.problems.iter().filter(|p| p.fails(ignore)).map(|p| p.id.clone()).collect();
        tell(service, job, org, &outcome);
        if let Some(built) = outcome.built {
            return Ok(built);
        }
        let new = failing.difference(&failed).next().is_some();
        failed.extend(failing);
        package.problems.clear();
        package.items.retain(|item| !failed.contains(&item.id));
        for list in &mut package.deletions {
            list.retain(|deletion| !failed.contains(&deletion.id));
        }
        let nothing_left = package.items.is_empty() && package.deletions.iter().all(Vec::is_empty);
        if job.options.rollback_on_error || nothing_left || !new {
            return Err(Stop::Failed);
        }
    }
}

/// Adds the messages of a build to the job.
fn tell(service: &Service, job: &Job, org: &Org, outcome: &Outcome) {
    let now = service.now();
    let ignore = job.options.ignore_warnings;
    let record = |id: &ComponentId| {
        let component = org.components.get(&id.kind, &id.member);
        component.map(|c| c.id.to_string()).filter(|id| !id.is_empty())
    };
    let failing: Vec<_> = outcome.problems.iter().filter(|p| p.fails(ignore)).collect();
    let failed: BTreeSet<&ComponentId> = failing.iter().map(|p| &p.id).collect();
    service.update(&job.id, |job| {
        job.failures.extend(failing.iter().map(|p| failure(p, record(&p.id), now)));
        job.successes = outcome
            .done
            .iter()
            .filter(|d| !failed.contains(&d.id))
            .flat_map(|d| {
                // One message for each warning and note of a component.
                let mut notes = outcome.problems.iter().filter(|p| p.id == d.id);
                let first = success(d, record(&d.id), notes.next(), now);
                let more: Vec<_> = notes.map(|note| success(d, record(&d.id), Some(note), now)).collect();
                std::iter::once(first).chain(more)
            })
            .collect();
        // A component that is not there cannot be deleted, which is no failure when warnings are ignored.
        let ignored =
            outcome.problems.iter().filter(|p| !p.fails(ignore) && !outcome.done.iter().any(|d| d.id == p.id));
        job.successes.extend(ignored.map(|p| {
            let mut message = failure(p, None, now);
            message.success = true;
            message.problem_type = Some(p.kind.clone());
            message
        }));
        job.components_deployed = distinct(&job.successes);
        job.components_failed = distinct(&job.failures);
        if !failing.iter().any(|p| p.file == "package.xml" && p.id.kind.is_empty()) {
            job.successes.push(manifest_success(now));
        }
        job.modified = now;
    });
}

/// How many components messages are about.
fn distinct(messages: &[DeployMessage]) -> u64 {
    messages.iter().map(|m| (&m.component_type, &m.full_name)).collect::<BTreeSet<_>>().len() as u64
}

/// New components have got their records by now.
fn record_ids(service: &Service, id: &str, org: &Org) {
    service.update(id, |job| {
        for message in job.successes.iter_mut().filter(|m| m.id.is_none() && !m.deleted) {
            let component = org.components.get(&message.component_type, &message.full_name);
            message.id = component.map(|c| c.id.to_string());
        }
    });
}

fn tests(service: &Service, job: &Job, org: &Org, package: &Package) -> Result<(), Stop> {
    let id = &job.id;
    let Some(plan) = testing::plan(org, package, &job.options).map_err(Stop::Refused)? else { return Ok(()) };
    service.update(id, |job| job.tests_total = plan.methods.len() as u64);
    checkpoint(service, id, Stage::Tests)?;
    let after = |test: &runner::TestResult| {
        let mut go_on = true;
        let now = service.now();
        service.update(id, |job| {
            job.tests_done += 1;
            job.tests_failed += u64::from(test.outcome != runner::Outcome::Pass);
            job.state_detail = Some(format!("Running Test: {}", test.class));
            job.modified = now;
            go_on = job.status != DeployStatus::Canceling;
        });
        go_on
    };
    let result = testing::run(org, service.now(), &plan, &after);
    let failed = result.num_failures > 0 || !result.code_coverage_warnings.is_empty();
    service.update(id, |job| job.tests = RunTestResult { ..result });
    checkpoint(service, id, Stage::Tests)?;
    if failed { Err(Stop::Failed) } else { Ok(()) }
}
