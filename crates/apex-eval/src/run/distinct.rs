//! What a DML call may not name twice: Apex Developer Guide, "DML Considerations".

use crate::interp::Interp;
use crate::stop::Run;
use crate::value::{RecordObj, Value};
use apex_syntax::ast::DmlOp;
use std::collections::HashSet;
use std::rc::Rc;

impl Interp<'_, '_> {
    /// A list must not hold one record twice, be it the same in memory or by Id.
    pub(super) fn distinct(&self, op: DmlOp, records: &[Rc<RecordObj>]) -> Run<()> {
        if matches!(op, DmlOp::Insert | DmlOp::Upsert) {
            let mut seen = HashSet::new();
            if !records.iter().all(|record| seen.insert(Rc::as_ptr(record))) {
                let message = "Before Insert or Upsert list must not have two identically equal elements";
                return Err(self.throw("System.ListException", message));
            }
        }
        if matches!(op, DmlOp::Update | DmlOp::Upsert | DmlOp::Delete) {
            let mut seen = HashSet::new();
            for record in records {
                if let Some(Value::Id(id)) = record.fields.borrow().get("Id")
                    && !seen.insert(id.clone())
                {
                    return Err(self.throw("System.ListException", &format!("Duplicate id in list: {id}")));
                }
            }
        }
        Ok(())
    }
}
