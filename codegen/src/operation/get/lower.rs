//! What a `get` means.

use super::{Get, GetSpec};
use crate::lower::{Lowering, QueryMade, Use};
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;

impl OperationSpec for GetSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Read, at);
        let by_field = match &self.by_field {
            Some(name) => cx.field(object, name, Use::Used)?.clone(),
            None => object.field("Id")?.clone(),
        };
        let by = if by_field.name == "Id" {
            cx.record_id(&self.by, object)
        } else {
            cx.unique_key(&by_field, self.by_field.as_ref().map_or(at, |name| name.at), &self.by)
        };
        let outputs = cx.outputs(object, &self.fields);
        let conditions = cx.all_conditions(object, self.records.as_ref(), &self.always, &[]);
        let made = QueryMade { by: Some(&by_field.name), conditions: &conditions, ..QueryMade::default() };
        cx.check_query(object, made, self.object.at);
        let by = by?;
        let key_at = self.by_field.as_ref().map_or(at, |name| name.at);
        let tried = cx.check_key(object, &by_field, &by, &outputs, key_at);
        Some(Box::new(Get { object: object.name.clone(), by, by_field, tried, outputs, conditions }))
    }
}
