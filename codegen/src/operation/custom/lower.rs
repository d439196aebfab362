//! What a `custom` means.

use super::{Custom, CustomSpec};
use crate::lower::Lowering;
use crate::model::Budget;
use crate::operation::{Operation, OperationSpec};
use crate::spec::Effect;
use crate::yaml::Pos;
use diag::catalogue::spec as codes;

const DEFAULT_QUERIES: u32 = 10;
const DEFAULT_DML: u32 = 10;
const ROWS_PER_QUERY: u32 = 200;

impl OperationSpec for CustomSpec {
    fn lower(&self, cx: &mut Lowering<'_>, at: Pos) -> Option<Box<dyn Operation>> {
        let handler = &self.handler;
        let fits = handler.value.len() <= 40
            && handler.value.starts_with(|c: char| c.is_ascii_uppercase())
            && handler.value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !handler.value.ends_with('_')
            && !handler.value.contains("__");
        if !fits {
            let message = format!("`{handler}` cannot be the name of an Apex class");
            cx.report(
                &codes::BAD_NAME,
                handler.at,
                message,
                "use at most 40 letters and digits, starting with a capital letter",
            );
        }
        if crate::lower::is_reserved_class(&handler.value) {
            let message = format!("`{handler}` is a class of the framework");
            cx.report(&codes::NAME_COLLISION, handler.at, message, "choose another name for the handler");
        }
        if crate::lower::is_platform_name(&handler.value) || cx.schema.object(&handler.value).is_some() {
            let message = format!("a class `{handler}` would hide what the platform calls so");
            cx.report(&codes::NAME_COLLISION, handler.at, message, "choose another name for the handler");
        }
        let writes = self.effect.is_some_and(|e| e.value == Effect::Write);
        let objects = crate::lower::declared_access(cx, &self.access, writes, "handler");
        // Everything goes to the handler.
        for parameter in cx.parameters {
            cx.used.borrow_mut().insert(parameter.name.clone());
        }
        for value in cx.authorized {
            cx.used.borrow_mut().insert(value.name.clone());
        }
        let returns = cx.declared(&self.returns);
        let queries = self.max_queries.map_or(DEFAULT_QUERIES, |n| n.value);
        let dml = self.max_dml.map_or(if writes { DEFAULT_DML } else { 0 }, |n| n.value);
        let callouts = self.max_callouts.map_or(0, |n| n.value);
        if dml > 0 && !writes {
            cx.report(
                &codes::EXCLUSIVE_KEYS,
                self.max_dml.map_or(at, |n| n.at),
                "the handler is declared to read only",
                "add `effect: write`, or remove `maxDml`",
            );
        }
        let budget = Budget {
            queries,
            rows: queries * ROWS_PER_QUERY,
            searches: 0,
            dml,
            dml_rows: dml * ROWS_PER_QUERY,
            callouts,
            heap: 0,
        };
        Some(Box::new(Custom { handler: handler.value.clone(), writes, objects, returns, budget }))
    }
}
