//! What a DML call may not name twice: Apex Developer Guide, "DML Considerations".

use crate::host::{Datum, DmlRequest, RowError, RowResult};
use crate::interp::Interp;
use crate::stop::Run;
use crate::value::{RecordObj, Value};
use apex_syntax::ast::DmlOp;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// How often the object may change along a list.
const MOST_CHUNKS: usize = 10;

impl Interp<'_, '_> {
    /// Objects must not take turns too often: "Creating Records for Multiple Object Types" in the same guide.
    pub(super) fn chunks(&self, records: &[Rc<RecordObj>]) -> Run<()> {
        if records.chunk_by(|one, next| one.object == next.object).count() > MOST_CHUNKS {
            let message =
                "Cannot have more than 10 chunks in a single operation. Please rearrange the data to reduce chunking.";
            return Err(self.throw("System.TypeException", message));
        }
        Ok(())
    }

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

/// An upsert that names a record twice by an external id: results in which those rows failed. SOAP API Developer Guide,
/// "upsert()".
pub(super) fn same_keys(request: &DmlRequest) -> Option<Vec<RowResult>> {
    let key = request.key.as_deref().filter(|key| !key.eq_ignore_ascii_case("Id"))?;
    let named: Vec<Option<String>> = request
        .rows
        .iter()
        .map(|row| match row.get(key)? {
            Datum::Str(text) | Datum::Id(text) => Some(text.to_string()),
            Datum::Int(number) => Some(number.to_string()),
            Datum::Decimal(number) => Some(number.normalize().to_string()),
            _ => None,
        })
        .collect();
    let mut times: HashMap<String, usize> = HashMap::new();
    named.iter().flatten().for_each(|name| *times.entry(name.to_lowercase()).or_default() += 1);
    if times.values().all(|times| *times == 1) {
        return None;
    }
    let mut results = vec![RowResult::default(); named.len()];
    for (name, result) in named.into_iter().zip(&mut results) {
        if let Some(name) = name.filter(|name| times.get(&name.to_lowercase()).is_some_and(|times| *times > 1)) {
            result.errors.push(RowError {
                status: "DUPLICATE_VALUE".into(),
                message: format!("Duplicate external id specified: {name}").into(),
                fields: vec![key.into()],
            });
        }
    }
    Some(results)
}
