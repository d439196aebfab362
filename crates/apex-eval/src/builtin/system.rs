//! `System.System`.

use super::args::{enum_value, field, fields};
use crate::interp::{Async, Interp, Job};
use crate::native::Members;
use crate::stop::{Run, Stop};
use crate::value::Value;
use apex_sema::program::MethodRef;

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
        if let Value::Int(minutes) = a[1]
            && !(0..=10).contains(&minutes)
        {
            let message = "Delay must be between 0 and 10 minutes";
            return Err(cx.throw("System.IllegalArgumentException", message));
        }
        cx.enqueue(&a[0])
    }),
    ("getQuiddity/0", |_, _, _| Ok(enum_value("System.Quiddity", "REST"))),
];

/// What a Queueable learns about its run.
pub(super) const QUEUEABLE: Members = &[("getJobId/0", |_, me, _| Ok(field(me, "id")))];

/// An Id of an asynchronous job.
fn job_id(n: usize) -> Value {
    let text = format!("707Lo0{n:09}");
    Value::Id(crate::text::full_id(&text).unwrap_or(text).into())
}

impl Interp<'_, '_> {
    fn enqueue(&mut self, job: &Value) -> Run<Value> {
        if job.is_null() {
            return Err(self.null_argument());
        }
        self.limits.queueable()?;
        self.wait(Job::Queueable(job.clone()))
    }

    /// A call of a method marked `@future`.
    pub(crate) fn enqueue_future(&mut self, method: MethodRef, args: Vec<Value>) -> Run<Value> {
        if self.context.running == Some(Async::Future) {
            let class = &self.class(method.class).name;
            let name = &self.program.method(method).name;
            let message = format!("Future method cannot be called from a future or batch method: {class}.{name}");
            return Err(self.throw("System.AsyncException", &message));
        }
        self.limits.future()?;
        self.wait(Job::Future(method, args))?;
        Ok(Value::Null)
    }

    fn wait(&mut self, job: Job) -> Run<Value> {
        if !self.context.in_test {
            let what = match job {
                Job::Queueable(_) => "Queueable jobs",
                Job::Future(..) => "future methods",
            };
            return Err(Stop::Gap(format!("not supported by the local org: {what} outside tests")));
        }
        self.context.jobs.push(job);
        Ok(job_id(self.context.jobs.len()))
    }

    /// Runs waiting jobs in their order, each with limits of its own; jobs they add do not run in a test.
    pub(super) fn run_jobs(&mut self) -> Run<()> {
        for (i, job) in std::mem::take(&mut self.context.jobs).into_iter().enumerate() {
            let fresh = self.limits.fresh(true);
            let before = std::mem::replace(&mut self.limits, fresh);
            let result = match job {
                Job::Queueable(job) => {
                    self.context.running = Some(Async::Queueable);
                    let context = fields("System.QueueableContext", [("id", job_id(i + 1))]);
                    self.call_named(&job, "execute", vec![context])
                }
                Job::Future(at, args) => {
                    self.context.running = Some(Async::Future);
                    self.call_static(at, args)
                }
            };
            self.context.running = None;
            self.limits = before.resumed(&self.limits);
            result?;
        }
        Ok(())
    }
}
