//! What a `create` means.

use super::{Create, CreateSpec, Idempotency, IdempotencySpec};
use crate::lower::{Lowering, Moment, Use};
use crate::model::ParameterKind;
use crate::operation::{Operation, OperationSpec};
use crate::spec::ScopeAccess;
use crate::yaml::Pos;
use diag::catalogue::exposure as codes;
use sf_schema::SObject;

impl OperationSpec for CreateSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let object = cx.object(&self.object)?;
        cx.touch(object, ScopeAccess::Create, at);
        cx.check_write(object, self.object.at);
        if object.queryable {
            // The result is read back.
            cx.touch(object, ScopeAccess::Read, at);
        } else {
            let message =
                format!("a `create` reads back what it made, and records of `{}` cannot be read", object.name);
            let hint = "publish the event in a hand-written class (`custom`)";
            cx.report(&codes::OBJECT_OPERATION, at, message, hint);
        }
        let assignments = cx.assignments(object, &self.set, Moment::Create);
        cx.check_created(object, &assignments, at);
        cx.check_fences(object, &assignments, false);
        let idempotency = self.idempotency.as_ref().and_then(|spec| idempotency(cx, object, spec));
        if let Some(key) = &idempotency {
            cx.check_set_once(&key.field, &assignments);
            cx.refuse_filtered(&object.name, at, "`idempotency`");
        }
        let extra: Vec<&str> = idempotency.iter().map(|i| i.field.name.as_str()).collect();
        cx.check_required(object, &assignments, &extra, self.object.at);
        let outputs = cx.outputs(object, &self.returns);
        Some(Box::new(Create { object: object.name.clone(), assignments, idempotency, outputs }))
    }
}

/// Fewest characters of an idempotency key.
pub const SHORTEST_KEY: u32 = 8;

fn idempotency<'a>(cx: &mut Lowering<'a>, object: &'a SObject, spec: &IdempotencySpec) -> Option<Idempotency> {
    let field = cx.field(object, &spec.field, Use::Set)?;
    cx.field(object, &spec.field, Use::Used)?;
    cx.check_writable(object, field, Moment::Create, spec.field.at);
    let parameter = cx.parameter(&spec.param)?;
    if !matches!(parameter.kind, ParameterKind::Text { min, .. } if min >= SHORTEST_KEY) {
        let message = format!("`{}` must be a `string` of at least {SHORTEST_KEY} characters", spec.param);
        cx.report(
            &codes::TYPE_MISMATCH,
            spec.param.at,
            message,
            format!("use `type: string` and `minLength: {SHORTEST_KEY}`: a short key repeats by chance"),
        );
    }
    let param = cx.unique_key(field, spec.field.at, &spec.param)?;
    // Of a record that somebody else made, not even the fields of `returns` are answered. That is no data of the tool, so
    // no scope has to list it.
    let own = object.field("CreatedById").is_some_and(|made_by| made_by.filterable);
    if own {
        cx.access.object(&object.name).used.insert("CreatedById".to_owned());
    }
    Some(Idempotency { field: field.clone(), param, own })
}
