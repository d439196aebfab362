//! `System.System`.

use super::args::{enum_value, field, fields};
use crate::interp::Interp;
use crate::native::Members;
use crate::stop::{Run, Stop};
use crate::value::Value;

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
    ("assertEquals/2", |cx, _, a| cx.system_assert(&a[0], &a[1], None, true)),
    ("assertEquals/3", |cx, _, a| cx.system_assert(&a[0], &a[1], Some(&a[2]), true)),
    ("assertNotEquals/2", |cx, _, a| cx.system_assert(&a[0], &a[1], None, false)),
    ("assertNotEquals/3", |cx, _, a| cx.system_assert(&a[0], &a[1], Some(&a[2]), false)),
    ("now/0", |cx, _, _| Ok(Value::Datetime(cx.host.now()))),
    ("currentTimeMillis/0", |cx, _, _| Ok(Value::Long(cx.host.now()))),
    ("today/0", |cx, _, _| Ok(Value::Date(cx.today()))),
    ("equals/2", |cx, _, a| Ok(Value::Bool(cx.same(&a[0], &a[1])?))),
    ("hashCode/1", |cx, _, a| Ok(Value::Int(cx.hash(&a[0])?))),
    ("isBatch/0", |_, _, _| Ok(Value::Bool(false))),
    ("isFuture/0", |_, _, _| Ok(Value::Bool(false))),
    ("isQueueable/0", |_, _, _| Ok(Value::Bool(false))),
    ("isScheduled/0", |_, _, _| Ok(Value::Bool(false))),
    ("enqueueJob/1", |cx, _, a| {
        if !cx.context.in_test {
            return Err(Stop::Gap("not supported by the local org: Queueable jobs outside tests".into()));
        }
        crate::limits::Limits::count(&mut cx.limits.queueables, 1, 50, "Too many queueable jobs added to the queue")?;
        cx.context.jobs.push(a[0].clone());
        Ok(job_id(cx.context.jobs.len()))
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
    /// Runs waiting Queueable jobs, each with limits of its own; jobs they add do not run in a test.
    pub(super) fn run_jobs(&mut self) -> Run<()> {
        for (i, job) in std::mem::take(&mut self.context.jobs).into_iter().enumerate() {
            let context = fields("System.QueueableContext", [("id", job_id(i + 1))]);
            let (steps, allocated) = (self.limits.steps, self.limits.allocated);
            let fresh = crate::limits::Limits { steps, allocated, ..crate::limits::Limits::default() };
            let before = std::mem::replace(&mut self.limits, fresh);
            let result = self.call_named(&job, "execute", vec![context]);
            self.limits =
                crate::limits::Limits { steps: self.limits.steps, allocated: self.limits.allocated, ..before };
            result?;
        }
        Ok(())
    }
}
