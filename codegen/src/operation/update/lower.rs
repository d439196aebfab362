//! What an `update` means.

use super::{Update, UpdateSpec};
use crate::lower::{Lowering, Moment};
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;

impl OperationSpec for UpdateSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Read, at);
        cx.touch(object, ScopeAccess::Edit, at);
        cx.check_write(object, self.object.at);
        let by = cx.record_id(&self.by, object);
        let assignments = cx.assignments(object, &self.set, Moment::Change);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &[]);
        cx.check_changed(object, &assignments, &conditions);
        cx.check_fences(object, &assignments, true);
        let outputs = cx.outputs(object, &self.returns);
        Some(Box::new(Update { object: object.name.clone(), by: by?, assignments, conditions, outputs }))
    }
}
