//! `System.System`.

use super::args::{field, fields};
use crate::host::NewJob;
use crate::interp::{Async, Interp, Job, Work};
use crate::native::Members;
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::program::MethodRef;
use std::sync::Arc;

pub(super) const MEMBERS: Members = &[
    ("debug/1", |cx, _, a| {
        let text = cx.text(&a[0])?;
        let line = cx.line();
        cx.host.debug(&format!("[{line}]|DEBUG|{text}"));
        Ok(Value::Null)
    }),
    ("debug/2", |cx, _, a| {
        let text = cx.text(&a[1])?;
        let level = cx.enum_name(&a[0]);
        let line = cx.line();
        cx.host.debug(&format!("[{line}]|{level}|{text}"));
        Ok(Value::Null)
    }),
    ("assert/1", |cx, _, a| cx.system_assert_true(&a[0], None)),
    ("assert/2", |cx, _, a| cx.system_assert_true(&a[0], Some(&a[1]))),
    ("assertEquals/2", |cx, _, a| cx.assert_equal(&a[0], &a[1], None, true)),
    ("assertEquals/3", |cx, _, a| cx.assert_equal(&a[0], &a[1], Some(&a[2]), true)),
    ("assertNotEquals/2", |cx, _, a| cx.assert_equal(&a[0], &a[1], None, false)),
    ("assertNotEquals/3", |cx, _, a| cx.assert_equal(&a[0], &a[1], Some(&a[2]), false)),
    ("now/0", |cx, _, _| Ok(Value::Datetime(cx.host.now()))),
    ("currentTimeMillis/0", |cx, _, _| Ok(Value::Long(cx.host.now()))),
    ("today/0", |cx, _, _| Ok(Value::Date(cx.today()))),
    ("equals/2", |cx, _, a| Ok(Value::Bool(cx.same(&a[0], &a[1])?))),
    ("hashCode/1", |cx, _, a| Ok(Value::Int(cx.hash(&a[0])?))),
    ("isBatch/0", |_, _, _| Ok(Value::Bool(false))),
    ("isFuture/0", |cx, _, _| Ok(Value::Bool(cx.context.running == Some(Async::Future)))),
    ("isQueueable/0", |cx, _, _| Ok(Value::Bool(cx.context.running == Some(Async::Queueable)))),
    ("isScheduled/0", |_, _, _| Ok(Value::Bool(false))),
    ("enqueueJob/1", |cx, _, a| cx.enqueue(&a[0])),
    ("enqueueJob/2", |cx, _, a| {
        // A delay and options change when a job runs, not whether; in a test they all run at its end.
        let delay = match &a[1] {
            options @ Value::Native(_) => field(options, "MinimumQueueableDelayInMinutes"),
            minutes => minutes.clone(),
        };
        if let Value::Int(minutes) = delay
            && !(0..=10).contains(&minutes)
        {
            let message = "Delay must be between 0 and 10 minutes";
            return Err(cx.throw("System.IllegalArgumentException", message));
        }
        cx.enqueue(&a[0])
    }),
    ("getQuiddity/0", |cx, _, _| Ok(cx.quiddity())),
];

/// Options of a Queueable. Its stack depth counts nothing: in a test no job may enqueue another.
pub(super) const ASYNC_OPTIONS: Members = &[
    ("new/0", |_, _, _| Ok(fields("System.AsyncOptions", []))),
    (".MaximumQueueableStackDepth", |_, me, _| Ok(field(me, "MaximumQueueableStackDepth"))),
    (".MinimumQueueableDelayInMinutes", |_, me, _| Ok(field(me, "MinimumQueueableDelayInMinutes"))),
];

/// What a Queueable learns about its run.
pub(super) const QUEUEABLE: Members = &[("getJobId/0", |_, me, _| Ok(field(me, "id")))];

impl Interp<'_, '_> {
    fn enqueue(&mut self, job: &Value) -> Run<Value> {
        let Value::Object(instance) = job else { return Err(self.null_argument()) };
        self.limits.queueable()?;
        // Apex Developer Guide, "Queueable Apex": jobs cannot be chained in a test.
        if self.context.running == Some(Async::Queueable) {
            return Err(self.throw("System.AsyncException", "Maximum stack depth has been reached."));
        }
        let class = &self.class(instance.class).name;
        let id = self.wait(&NewJob { kind: "Queueable", class, method: None }, Work::Queueable(job.clone()))?;
        Ok(Value::Id((*id).into()))
    }

    /// A call of a method marked `@future`.
    pub(crate) fn enqueue_future(&mut self, at: MethodRef, args: Vec<Value>) -> Run<Value> {
        let class = &self.class(at.class).name;
        let method = &self.program.method(at).name;
        if self.context.running == Some(Async::Future) {
            let message = format!("Future method cannot be called from a future or batch method: {class}.{method}");
            return Err(self.throw("System.AsyncException", &message));
        }
        self.limits.future()?;
        self.wait(&NewJob { kind: "Future", class, method: Some(method) }, Work::Future(at, args))?;
        Ok(Value::Null)
    }

    fn wait(&mut self, job: &NewJob<'_>, work: Work) -> Run<Arc<str>> {
        if !self.context.in_test {
            let what = match work {
                Work::Queueable(_) => "Queueable jobs",
                Work::Future(..) => "future methods",
            };
            return Err(Stop::Gap(format!("not supported by the local org: {what} outside tests")));
        }
        self.limits.uncommitted = true;
        let id = self.host.add_job(job);
        self.context.jobs.push(Job { id: id.clone(), work });
        Ok(id)
    }

    /// Runs waiting jobs in their order, each a transaction with limits of its own. The first exception of one is thrown
    /// when all are over.
    pub(super) fn run_jobs(&mut self) -> Run<()> {
        let mut all = Ok(());
        for Job { id, work } in std::mem::take(&mut self.context.jobs) {
            let fresh = self.limits.fresh(true);
            let before = std::mem::replace(&mut self.limits, fresh);
            let savepoints = std::mem::take(&mut self.context.savepoints);
            let start = self.host.savepoint();
            let result = match work {
                Work::Queueable(job) => {
                    self.context.running = Some(Async::Queueable);
                    let context = fields("System.QueueableContext", [("id", Value::Id((*id).into()))]);
                    self.call_named(&job, "execute", vec![context])
                }
                Work::Future(at, args) => {
                    self.context.running = Some(Async::Future);
                    self.call_static(at, args)
                }
            };
            self.context.running = None;
            self.context.savepoints = savepoints;
            self.limits = before.resumed(&self.limits);
            let failure = match &result {
                Err(Stop::Exception(exception)) => Some(self.describe_exception(exception).1),
                _ => None,
            };
            if failure.is_some() {
                self.host.rollback(start);
            }
            self.host.end_job(&id, failure.as_deref());
            match result {
                Err(exception @ Stop::Exception(_)) if all.is_ok() => all = Err(exception),
                Ok(_) | Err(Stop::Exception(_)) => {}
                Err(other) => return Err(other),
            }
        }
        all
    }
}
