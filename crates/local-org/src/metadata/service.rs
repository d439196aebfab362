//! The two faces of the Metadata API, and the machine behind them: one deployment runs at a time, the others wait.

use super::install::{PackageVersion, install_shared};
use super::job::Job;
use super::{deploy, rest, soap};
use crate::Org;
use apex_eval::Datum;
use bytes::Bytes;
use http::{Request, Response};
use sf_wire::deploy::{DeployOptions, DeployStatus};
use sf_wire::tooling::DeployRequestRow;
use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// Who calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the user.
    pub user: Arc<str>,
    /// Whether the access token is a JWT: below API 68.0 the SOAP listings are then empty.
    pub jwt_token: bool,
}

/// The time in milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Where a deployment can be held, for tests of clients that must cope with every state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before it starts: `Pending`.
    Queue,
    /// Before components are looked at: `InProgress`.
    Components,
    /// Before and after tests run: `InProgress`.
    Tests,
    /// Before it becomes final: `InProgress`, and can still be cancelled.
    Finalizing,
    /// While it becomes final: `Finalizing`, and can no longer be cancelled.
    Finalized,
}

/// Stack of the thread that deploys: compiling deeply nested classes needs more than threads usually have.
const STACK: usize = 1 << 28;

/// Deployments and retrieves are listed for 30 days (Metadata API guide, "Deployment Status").
const KEPT: i64 = 30 * 86_400_000;

#[derive(Default)]
struct Jobs {
    all: BTreeMap<Arc<str>, Job>,
    queue: VecDeque<Arc<str>>,
    working: bool,
    held: Option<Stage>,
    retrieves: BTreeMap<String, sf_wire::soap::RetrieveRequest>,
    /// Grows with each change of what is over.
    ended: u64,
}

impl Jobs {
    /// After a deployment or the installation of a package no earlier validation can be deployed (Salesforce Help, Monitor
    /// Deployments, "Quick Deployments").
    fn end_validations(&mut self) {
        self.ended += 1;
        let over = self.all.values_mut().filter(|job| job.done() && job.options.check_only);
        over.for_each(|job| job.zip = None);
    }
}

/// The Metadata API of one org. Copies share the org and its jobs.
#[derive(Clone)]
pub struct Service {
    org: Arc<Mutex<Org>>,
    clock: Clock,
    jobs: Arc<(Mutex<Jobs>, Condvar)>,
}

impl Service {
    /// The service of an org.
    pub fn new(org: Arc<Mutex<Org>>, clock: Clock) -> Self {
        Self { org, clock, jobs: Arc::default() }
    }

    /// Answers `/services/data/vXX.0/metadata/**`. The caller is authenticated already.
    pub fn rest(&self, caller: &Caller, request: &Request<Bytes>) -> Response<Bytes> {
        rest::answer(self, caller, request)
    }

    /// Answers `/services/Soap/m/XX.0`. SOAP carries its token in the message: `authenticate` turns it into a caller.
    pub fn soap(&self, authenticate: &dyn Fn(&str) -> Option<Caller>, request: &Request<Bytes>) -> Response<Bytes> {
        soap::answer(self, authenticate, request)
    }

    /// The rows of the Tooling object `DeployRequest`, newest first.
    pub fn deploy_requests(&self) -> Vec<DeployRequestRow> {
        let jobs = self.jobs();
        let mut rows: Vec<(i64, DeployRequestRow)> = jobs.all.values().map(|job| (job.created, job.row())).collect();
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| b.1.id.cmp(&a.1.id)));
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Holds every deployment at a stage, or lets them go on.
    pub fn hold(&self, stage: Option<Stage>) {
        self.jobs().held = stage;
        self.jobs.1.notify_all();
    }

    /// Waits until no deployment runs or waits. Deployments that are held never end.
    pub fn wait(&self) {
        let mut jobs = self.jobs();
        while jobs.working {
            jobs = self.jobs.1.wait(jobs).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The org. A panic elsewhere never leaves it half changed, so a poisoned lock is as good as any.
    pub(super) fn org(&self) -> MutexGuard<'_, Org> {
        self.org.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A copy of a job. Ids are taken with 15 or 18 characters.
    pub(super) fn job(&self, id: &str) -> Option<Job> {
        let id = apex_eval::text::full_id(id).unwrap_or_else(|| id.to_string());
        self.jobs().all.get(id.as_str()).cloned()
    }

    pub(super) fn update(&self, id: &str, change: impl FnOnce(&mut Job)) {
        let mut jobs = self.jobs();
        if let Some(job) = jobs.all.get_mut(id) {
            let before = job.done();
            change(job);
            let (over, changed_the_org) = (job.done(), job.changed_the_org());
            jobs.ended += u64::from(over);
            if !before && changed_the_org {
                jobs.end_validations();
            }
        }
        drop(jobs);
        self.jobs.1.notify_all();
    }

    /// Waits while deployments are held at this stage. Cancelling lets this one pass.
    pub(super) fn pass(&self, id: &str, stage: Stage) {
        let mut jobs = self.jobs();
        let stopped = |jobs: &Jobs| jobs.all.get(id).is_none_or(|j| j.done() || j.status == DeployStatus::Canceling);
        while jobs.held == Some(stage) && !stopped(&jobs) {
            jobs = self.jobs.1.wait(jobs).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    /// Forgets every deployment that is over, and every retrieve.
    pub(crate) fn forget(&self) {
        let mut jobs = self.jobs();
        jobs.all.retain(|_, job| !job.done());
        jobs.retrieves.clear();
        jobs.ended += 1;
    }

    /// A number that grows with each change of the deployments that are over.
    pub(crate) fn ended(&self) -> u64 {
        self.jobs().ended
    }

    /// The deployments that are over.
    pub(crate) fn over(&self) -> Vec<Job> {
        self.jobs().all.values().filter(|job| job.done()).cloned().collect()
    }

    /// Lists deployments of before.
    pub(crate) fn list(&self, over: Vec<Job>) {
        let mut jobs = self.jobs();
        jobs.ended += 1;
        jobs.all.extend(over.into_iter().map(|job| (job.id.clone(), job)));
    }

    /// Accepts a deployment.
    pub(super) fn start(&self, caller: &Caller, options: DeployOptions, zip: Bytes, quick: bool) -> Job {
        let now = self.now();
        let mut org = self.org();
        let name = user_name(&org, &caller.user);
        let mut jobs = self.jobs();
        jobs.all.retain(|_, job| job.completed.is_none_or(|end| now - end <= KEPT));
        let mut id = org.store.new_id("0Af");
        // One that runs while the org is emptied keeps its id.
        while jobs.all.contains_key(&id) {
            id = org.store.new_id("0Af");
        }
        drop(org);
        let mut job = Job::new(id.clone(), caller.user.clone(), name, options, zip, now);
        job.quick = quick;
        jobs.all.insert(id.clone(), job.clone());
        jobs.queue.push_back(id);
        if !jobs.working {
            let worker = self.clone();
            let spawned = std::thread::Builder::new().stack_size(STACK).spawn(move || worker.work());
            jobs.working = spawned.is_ok();
            if spawned.is_err() {
                jobs.queue.clear();
                jobs.all.remove(&job.id);
            }
        }
        job
    }

    /// Installs a package version in the background and tells how it ended. It can be held as deployments can.
    pub(crate) fn install(
        &self,
        id: &'static str,
        classes: Vec<(&'static str, &'static str)>,
        tell: impl Fn(Result<(), String>) + Clone + Send + 'static,
    ) {
        let (service, told) = (self.clone(), tell.clone());
        let work = move || {
            let mut jobs = service.jobs();
            while jobs.held == Some(Stage::Components) {
                jobs = service.jobs.1.wait(jobs).unwrap_or_else(std::sync::PoisonError::into_inner);
            }
            drop(jobs);
            let version = PackageVersion { id, classes: &classes };
            let install = || install_shared(|| service.org(), version, service.now());
            let failed_inside = "the local org failed inside; this is a defect of it, please report it";
            let result = catch_unwind(AssertUnwindSafe(install)).unwrap_or_else(|_| Err(failed_inside.into()));
            if result.is_ok() {
                service.jobs().end_validations();
            }
            told(result);
        };
        if let Err(error) = std::thread::Builder::new().stack_size(STACK).spawn(work) {
            tell(Err(error.to_string()));
        }
    }

    /// Works off the queue.
    fn work(&self) {
        loop {
            let next = {
                let mut jobs = self.jobs();
                let next = jobs.queue.pop_front();
                jobs.working = next.is_some();
                next
            };
            self.jobs.1.notify_all();
            let Some(id) = next else { return };
            if self.job(&id).is_none_or(|job| job.done()) {
                continue;
            }
            // The org is changed by one assignment, so it is whole whatever happens here.
            if catch_unwind(AssertUnwindSafe(|| deploy::run(self, &id))).is_err() {
                let now = self.now();
                self.update(&id, |job| {
                    job.refused = Some(super::package::Refused {
                        code: "UNKNOWN_EXCEPTION".into(),
                        message: "the local org failed inside; this is a defect of it, please report it".into(),
                    });
                    job.end(DeployStatus::Failed, now);
                });
            }
        }
    }

    /// Asks a deployment to stop. One that waits stops at once; one that is over, or becomes final, cannot.
    pub(super) fn cancel(&self, caller: &Caller, id: &str) -> Option<Result<Job, Job>> {
        let job = self.job(id)?;
        let now = self.now();
        let mut accepted = false;
        let name = user_name(&self.org(), &caller.user);
        self.update(&job.id, |job| {
            let stops =
                matches!(job.status, DeployStatus::Pending | DeployStatus::InProgress | DeployStatus::Canceling);
            if job.done() || !stops {
                return;
            }
            accepted = true;
            job.canceled_by = Some((caller.user.to_string(), name));
            if job.started.is_none() {
                job.end(DeployStatus::Canceled, now);
            } else {
                job.status = DeployStatus::Canceling;
            }
        });
        let job = self.job(&job.id)?;
        Some(if accepted { Ok(job) } else { Err(job) })
    }

    /// Deploys what a validation has proven. `None`: it is not there, too old, ran no tests, or the org has changed since.
    pub(super) fn quick_deploy(&self, caller: &Caller, id: &str) -> Option<Job> {
        let now = self.now();
        let validation = self.job(id).filter(|job| job.is_usable_validation(now))?;
        let options = DeployOptions { check_only: false, ..validation.options };
        Some(self.start(caller, options, validation.zip?, true))
    }

    /// Remembers a retrieve until its result is asked for.
    pub(super) fn start_retrieve(&self, request: sf_wire::soap::RetrieveRequest) -> String {
        let id = self.org().store.new_id("09S").to_string();
        let mut jobs = self.jobs();
        // Nobody asks for the results of thousands of retrieves.
        if jobs.retrieves.len() >= 1000 {
            jobs.retrieves.pop_first();
        }
        jobs.retrieves.insert(id.clone(), request);
        id
    }

    pub(super) fn retrieve(&self, id: &str) -> Option<sf_wire::soap::RetrieveRequest> {
        let id = apex_eval::text::full_id(id).unwrap_or_else(|| id.to_string());
        self.jobs().retrieves.get(&id).cloned()
    }

    /// Whether a user may use the Metadata API (guide, `deploy()`): *Modify Metadata* or *Modify All Data*.
    pub(super) fn allows(&self, caller: &Caller) -> bool {
        let rights = self.org().rights(&caller.user, self.now());
        rights.grants.all || ["modifymetadata", "modifyalldata"].iter().any(|p| rights.grants.user.contains(*p))
    }
}

/// What a user is called.
pub(super) fn user_name(org: &Org, id: &str) -> String {
    match org.store.get("User", id).and_then(|user| user.get("Name")) {
        Some(Datum::Str(name)) => name.to_string(),
        _ => id.to_string(),
    }
}
