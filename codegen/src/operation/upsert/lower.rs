//! What an `upsert` means.

use super::{Upsert, UpsertSpec};
use crate::lower::{Lowering, Moment, Use};
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;
use diag::catalogue::exposure as codes;

impl OperationSpec for UpsertSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        for how in [ScopeAccess::Read, ScopeAccess::Create, ScopeAccess::Edit] {
            cx.touch(object, how, at);
        }
        cx.check_write(object, self.object.at);
        cx.refuse_filtered(&object.name, at, "an upsert");
        let external_id = cx.field(object, &self.external_id, Use::Set)?;
        cx.field(object, &self.external_id, Use::Used)?;
        let by = cx.unique_key(external_id, self.external_id.at, &self.by);
        cx.check_writable(object, external_id, Moment::Create, self.external_id.at);
        if !external_id.external_id {
            let message = format!("`{}` is no external Id, which an upsert needs", external_id.name);
            cx.report(&codes::NOT_EXTERNAL_ID, self.external_id.at, message, "use a unique external Id field");
        }
        let assignments = cx.assignments(object, &self.set, Moment::Both);
        cx.check_set_once(external_id, &assignments);
        cx.check_fences(object, &assignments, true);
        cx.check_required(object, &assignments, &[&external_id.name], self.object.at);
        let outputs = cx.outputs(object, &self.returns);
        let by = by?;
        let tried = cx.check_key(object, external_id, &by, &outputs, self.external_id.at);
        Some(Box::new(Upsert {
            object: object.name.clone(),
            external_id: external_id.clone(),
            by,
            tried,
            assignments,
            outputs,
        }))
    }
}
