//! Savepoints of `System.Database`: Apex Developer Guide, "Transaction Control".

use crate::interp::Interp;
use crate::limits::{Limits, most};
use crate::native::{Members, NativeData};
use crate::stop::Run;
use crate::value::Value;
use apex_sema::platform::platform;

/// A point to which this transaction can go back.
pub(crate) struct Savepoint {
    /// Its number in the transaction.
    number: u64,
    /// What the host calls it.
    mark: u64,
    /// Whether there was uncommitted work already.
    uncommitted: bool,
    /// In how many triggers it was set: it is of no use in another.
    triggers: usize,
}

pub(super) const MEMBERS: Members = &[
    ("setSavepoint/0", |cx, _, _| {
        cx.limits.savepoint_call()?;
        let number = cx.context.next_savepoint;
        cx.context.next_savepoint += 1;
        let (mark, triggers) = (cx.host.savepoint(), cx.context.firing.len());
        cx.context.savepoints.push(Savepoint { number, mark, uncommitted: cx.limits.uncommitted, triggers });
        let ty = platform().find("System.Savepoint").map_or(0, |t| t.id);
        Ok(Value::native(ty, NativeData::Savepoint(number)))
    }),
    ("rollback/1", |cx, _, a| {
        let at = cx.open_savepoint(&a[0])?;
        cx.limits.savepoint_call()?;
        let savepoint = &cx.context.savepoints[at];
        cx.host.rollback(savepoint.mark);
        cx.limits.uncommitted = savepoint.uncommitted;
        cx.context.savepoints.truncate(at + 1);
        Ok(Value::Null)
    }),
    ("releaseSavepoint/1", |cx, _, a| {
        let at = cx.open_savepoint(&a[0])?;
        cx.context.savepoints.truncate(at);
        Ok(Value::Null)
    }),
];

impl Limits {
    fn savepoint_call(&mut self) -> Run<()> {
        Self::count(&mut self.dml, 1, most::DML, "Too many DML statements")
    }
}

impl Interp<'_, '_> {
    /// Where a savepoint stands among those that are not released and not behind one that was rolled back to.
    fn open_savepoint(&self, value: &Value) -> Run<usize> {
        let Value::Native(native) = value else { return Err(self.null_argument()) };
        let NativeData::Savepoint(number) = &*native.data.borrow() else { return Err(self.null_argument()) };
        let here = self.context.firing.len();
        let found = self.context.savepoints.iter().position(|s| s.number == *number && s.triggers == here);
        // That it fails is documented, the words are not.
        found.ok_or_else(|| self.throw("System.TypeException", "The savepoint is no longer valid"))
    }
}
