//! What a `delete` means.

use super::{Delete, DeleteSpec};
use crate::lower::Lowering;
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;

impl OperationSpec for DeleteSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        // Delete depends on Read and Edit (Object Reference, `ObjectPermissions`); the permission set adds what depends.
        cx.touch(object, ScopeAccess::Read, at);
        cx.touch(object, ScopeAccess::Delete, at);
        cx.check_write(object, self.object.at);
        let by = cx.record_id(&self.by, object);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &[]);
        Some(Box::new(Delete { object: object.name.clone(), by: by?, conditions }))
    }
}
